package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/store"
)

// askTime is how long a question may take that is answered within a request.
const askTime = 30 * time.Second

// think waits until no other question is being planned here, and gives the time
// that this one may take. Each keeps a core busy, and uploads need the other.
func (s *Server) think(ctx context.Context) (bounded context.Context, done func(), err error) {
	select {
	case s.thinking <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	bounded, cancel := context.WithTimeout(ctx, askTime)
	return bounded, func() { cancel(); <-s.thinking }, nil
}

// planRead reads a version with its documents, as one who covers every site, and
// notes that and why. What is asked about it is reckoned after the transaction.
func (s *Server) planRead(ctx context.Context, act models.Act, operation models.ID, number, reason, subject string) (p *versionRead, err error) {
	if err := whole(ctx, act, operation); err != nil {
		return nil, err
	}
	err = s.readPlan(ctx, operation, reason, "plan/"+number+"/"+subject, "", func(tx *store.Tx) error {
		o, err := tx.Operation(operation)
		if err != nil {
			return err
		}
		p, err = s.planNamed(tx.View, o, number)
		return err
	})
	return p, err
}

// AskWhyNot answers why a plan has not what somebody would have thought.
func (h handlers) AskWhyNot(ctx context.Context, r api.AskWhyNotRequestObject) (api.AskWhyNotResponseObject, error) {
	p, err := h.planRead(ctx, models.ActPlanRead, r.Operation, r.Number, r.Params.XReason, "why-not")
	if err != nil {
		return nil, err
	}
	bounded, done, err := h.think(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	a, err := planner.WhyNot(bounded, p.in, p.plan, planner.Question{Cell: r.Body.Cell, Team: r.Body.Team, Start: r.Body.Start})
	if err != nil {
		return nil, err
	}
	answer := api.AskWhyNot200JSONResponse{}
	return answer, asObject(a, &answer)
}

// asObject writes a document of the planner as an object of any members.
func asObject(document any, into any) error {
	raw, err := json.Marshal(document)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, into)
}

// TryPlan measures changes of a plan by hand. Accepted, they are a version, and
// pins and cells left out in the draft, so that the next plan keeps to them.
func (h handlers) TryPlan(ctx context.Context, r api.TryPlanRequestObject) (api.TryPlanResponseObject, error) {
	p, err := h.planRead(ctx, models.ActPlanWrite, r.Operation, r.Number, r.Params.XReason, "try")
	if err != nil {
		return nil, err
	}
	changes := each(r.Body.Changes, func(c api.PlanChange) planner.Change {
		return planner.Change{Cell: c.Cell, Team: c.Team, Start: c.Start, Out: c.Out}
	})
	var answer api.TryPlan200JSONResponse
	if err := h.tried(ctx, r, &answer); err != nil {
		return nil, err
	}
	trial, err := tryByHand(p.in, p.plan, changes)
	if err == nil && r.Body.Accept {
		var made api.PlanVersion
		reasons := each(r.Body.Changes, func(c api.PlanChange) string { return c.Reason })
		if trial, made, err = h.accept(ctx, p, byHand{changes, reasons}, r.Body.Note, string(r.Params.IfMatch)); err == nil {
			answer.Body.Version = made
		}
	}
	if err != nil {
		return nil, err
	}
	answer.Body.Trial, err = json.Marshal(trial)
	return answer, err
}

// tried gives a try the ETag of what it is measured on.
func (h handlers) tried(ctx context.Context, r api.TryPlanRequestObject, answer *api.TryPlan200JSONResponse) error {
	if r.Body.Accept && r.Params.IfMatch == "" {
		return needsVersion()
	}
	return h.Store.Read(ctx, func(v store.View) (err error) {
		answer.Headers.ETag, err = triedOn(v, r.Operation)
		return err
	})
}

// triedOn is the ETag of drafts, registry and list of versions as they stand.
func triedOn(v store.View, operation models.ID) (string, error) {
	mark, err := v.SourceMark(operation)
	if err != nil {
		return "", err
	}
	newest, err := v.PlanID(operation, 0)
	if store.IsAbsent(err) {
		err = nil
	}
	sum := sha256.Sum256([]byte(mark + newest.String()))
	return strconv.Quote(hex.EncodeToString(sum[:16])), err
}

// whatIf is the document that WhatIf answers with.
type whatIf struct {
	Format   string            `json:"format"`
	Outcomes []planner.Outcome `json:"outcomes"`
}

// scenariosIn makes the planner's document of what the contract takes, and reads
// it, so that its faults are told at once.
func scenariosIn(in api.Scenarios) ([]byte, error) {
	raw, err := json.Marshal(map[string]any{"format": planner.ScenariosFormat, "scenarios": in})
	if err == nil {
		_, err = planner.ParseScenarios(raw)
	}
	return raw, err
}

// AskWhatIf plans the drafts as they might be.
func (h handlers) AskWhatIf(ctx context.Context, r api.AskWhatIfRequestObject) (api.AskWhatIfResponseObject, error) {
	if err := whole(ctx, models.ActPlanRead, r.Operation); err != nil {
		return nil, err
	}
	raw, err := scenariosIn(r.Body.Scenarios)
	if err != nil {
		return nil, err
	}
	if err := h.readPlan(ctx, r.Operation, r.Params.XReason, "what-if", "", func(*store.Tx) error { return nil }); err != nil {
		return nil, err
	}
	e, err := h.export(ctx, r.Operation)
	if err != nil {
		return nil, err
	}
	in, err := e.instance()
	if err != nil {
		return nil, err
	}
	bounded, done, err := h.think(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	o := planner.Options{Seed: uint64(max(r.Body.Seed, 0)), Rounds: max(r.Body.Rounds, 1), Workers: planWorkers()}
	found, err := scenarios(bounded, in, raw, o, nil)
	if err != nil {
		return nil, err
	}
	answer := api.AskWhatIf200JSONResponse{}
	return answer, asObject(found, &answer)
}

func scenarios(ctx context.Context, in *planner.Instance, raw []byte, o planner.Options, told func(planner.Stage)) (whatIf, error) {
	list, err := planner.ParseScenarios(raw)
	if err != nil {
		return whatIf{}, err
	}
	out, err := planner.WhatIfTelling(ctx, in, list, o, told)
	return whatIf{planner.OutcomesFormat, out}, err
}
