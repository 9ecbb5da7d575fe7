package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/bits"
	"slices"
	"strings"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/store"
)

// While an operation runs, one replica watches its plan: it pushes on what is
// behind in memory, and where that makes a site late by more than was set, or
// lets a cell fall out, it works a proposal out that a coordinator issues or
// refuses. What it answers to is kept as a digest: no proposal is made twice for
// the same facts, whatever became of the first.

const (
	watchEvery  = 2 * time.Second  // between two looks
	watchHold   = 30 * time.Second // how long a replica that died keeps others from watching
	watchRenew  = 10 * time.Second
	watchSettle = 5 * time.Second  // for so long the facts must have been the same: many things come at once
	watchMost   = 30 * time.Second // but no longer than this is waited, where they never rest
	watchRepair = 30 * time.Second // the longest that a repair may take
)

// planWatch is what a replica remembers of a plan that it watches.
type planWatch struct {
	held     time.Time // when the watch was last renewed
	seen     string    // journal, minute, re-plans and settings of the last look: while they are the same, so is what it found
	facts    string
	since    time.Time // that the facts are these
	open     time.Time // since when facts wait for an answer
	answered string    // facts for which there is a proposal, or nothing to propose
	prepared *planner.Prepared
	of       models.ID // the version that is prepared
	unfit    string    // why what is reported could not be fitted into the plan at the last look, "" where it could
}

// watchPlans watches until ctx ends.
func (s *Server) watchPlans(ctx context.Context) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := s.WatchPlans(ctx); err != nil && ctx.Err() == nil {
			s.log.LogAttrs(ctx, slog.LevelError, "watch plans", slog.String("cause", causeOf(err)))
		}
	}
}

// WatchPlans looks once at the plan of every operation that runs. Who calls it
// runs no second one beside it.
func (s *Server) WatchPlans(ctx context.Context) error {
	var all []models.Operation
	err := s.Store.Read(ctx, func(v store.View) (err error) {
		all, err = v.OperationsIn(models.Released, models.Live)
		return err
	})
	running := map[models.ID]bool{}
	for _, o := range all {
		if !o.Propose || o.Plan == nil || o.HHour == nil || s.Clock().Before(*o.HHour) {
			continue
		}
		running[o.ID] = true
		watchErr := s.watchPlan(ctx, o)
		if s.unmendable(ctx, o.ID, watchErr); watchErr != nil && models.CodeOf(watchErr) != models.WrongState && models.CodeOf(watchErr) != models.Invalid {
			err = watchErr
		}
	}
	for id := range s.watches {
		if !running[id] {
			delete(s.watches, id)
		}
	}
	return err
}

// unmendable says once in the log, for each cause, that what was reported does not fit
// the plan: nothing is proposed for that operation until it does, and nobody else is
// told. Codes alone are written: sentences name cells.
func (s *Server) unmendable(ctx context.Context, operation models.ID, err error) {
	w, cause := s.watches[operation], ""
	if fault, ok := errors.AsType[*models.Fault](err); ok && fault.Code == models.Invalid {
		cause = string(fault.Code)
		for _, f := range fault.Fields {
			cause += " " + f.Code
		}
	}
	if cause != "" && cause != w.unfit {
		s.log.LogAttrs(ctx, slog.LevelWarn, "what is reported does not fit the plan", slog.String("operation", operation.String()), slog.String("cause", cause))
	}
	w.unfit = cause
}

func (s *Server) watchPlan(ctx context.Context, o models.Operation) error {
	w := s.watches[o.ID]
	if w == nil {
		w = &planWatch{}
		s.watches[o.ID] = w
	}
	if mine, err := s.holdWatch(ctx, o.ID, w); err != nil || !mine {
		return err
	}
	seen, err := s.sightOf(ctx, o)
	if err != nil || seen == w.seen && (w.facts == "" || w.facts == w.answered) {
		return err
	}
	m, facts, err := s.factsOf(ctx, o, w)
	if err == nil {
		w.seen = seen
	}
	if err != nil || facts == "" || facts == w.answered {
		w.facts, w.open = facts, time.Time{}
		return err
	}
	now := s.Wall()
	if w.open.IsZero() {
		w.open = now
	}
	if facts != w.facts {
		w.facts, w.since = facts, now
	}
	if now.Sub(w.since) < watchSettle && now.Sub(w.open) < watchMost {
		return nil
	}
	known := false
	err = s.Store.Read(ctx, func(v store.View) (err error) {
		known, err = v.ReplanOf(m.base.ID, facts)
		return err
	})
	if err == nil && !known {
		known, err = s.answeredByHand(ctx, o, w, m)
	}
	if err == nil && !known {
		known, err = s.proposeByItself(ctx, o, w, m, facts)
	}
	if err == nil && known {
		w.answered, w.open = facts, time.Time{}
	}
	return err
}

// sightOf is a text that differs when the facts may: two small questions, where the
// facts themselves need the plan and all that was reported.
func (s *Server) sightOf(ctx context.Context, o models.Operation) (sight string, err error) {
	err = s.Store.Read(ctx, func(v store.View) error {
		j, err := v.Journal(o.ID)
		if err != nil {
			return err
		}
		replans, err := v.ReplanMark(o.ID)
		sight = fmt.Sprint(j.Head, s.Clock().Truncate(time.Minute).Unix(), replans, o.Plan, o.Thresholds)
		return err
	})
	return sight, err
}

// holdWatch makes this replica the one that watches, and says whether it is. It
// writes only now and then.
func (s *Server) holdWatch(ctx context.Context, operation models.ID, w *planWatch) (mine bool, err error) {
	now := s.Wall()
	if !w.held.IsZero() && now.Sub(w.held) < watchRenew {
		return true, nil
	}
	err = s.Store.Tx(ctx, func(tx *store.Tx) (err error) {
		mine, err = tx.WatchPlan(operation, s.planning.name, now, now.Add(watchHold))
		return err
	})
	w.held = time.Time{}
	if mine && err == nil {
		w.held = now
	}
	return mine, err
}

// factsOf finds out what has happened, and the digest of what of it makes the plan
// late or impossible; "" when nothing does.
func (s *Server) factsOf(ctx context.Context, o models.Operation, w *planWatch) (m replanning, facts string, err error) {
	m.add = additionsIn(nil)
	if m.running, err = s.running(ctx, o.ID, m.add); err != nil {
		return m, "", err
	}
	if w.prepared == nil || w.of != m.base.ID {
		if w.prepared, err = planner.Prepare(m.in); err != nil {
			return m, "", err
		}
		w.of, w.answered = m.base.ID, ""
	}
	told, err := s.toldOf(ctx, m.base.ID, o.ID)
	if err != nil {
		return m, "", err
	}
	pushed, err := m.pushedOn(w.prepared, told)
	if models.CodeOf(err) == models.Invalid && len(told) > 0 { // what was told may be of a search that has ended since
		told = nil
		pushed, err = m.pushedOn(w.prepared, told)
	}
	if err != nil {
		return m, "", err
	}
	reasons := slip(m.running.plan, pushed, o.ProposeAfter)
	if len(reasons) == 0 {
		return m, "", nil
	}
	raw, err := json.Marshal(struct {
		Base    models.ID
		Reasons []string
		Told    []api.ReplanEvent
	}{m.base.ID, reasons, told})
	sum := sha256.Sum256(raw)
	return m, hex.EncodeToString(sum[:]), err
}

// pushedOn is the plan in force with what is behind pushed on.
func (m *replanning) pushedOn(p *planner.Prepared, told []api.ReplanEvent) (plan *planner.Plan, err error) {
	if m.events, err = m.running.events(api.ReplanInput{Events: told}, m.add); err != nil {
		return nil, err
	}
	plan, _, err = p.Shift(m.running.plan, m.events.parsed)
	return plan, err
}

// slip says what makes a plan that was pushed on worse than the one in force: the
// sites that end later by after minutes, by twice as many, four times …, links that
// are so much further apart, and cells that nobody can search any more. It is so
// coarse because each difference is worth a proposal: of sixty sites that fall
// behind minute by minute one would cross a finer line every few seconds.
func slip(old, now *planner.Plan, after int) (reasons []string) {
	ends, lost := map[string]int{}, map[string]bool{}
	for _, x := range old.Sites {
		ends[x.ID] = x.Makespan
	}
	for _, x := range now.Sites {
		if by := doublings(x.Makespan-ends[x.ID], after); by > 0 {
			reasons = append(reasons, fmt.Sprintf("late %s %d", x.ID, by))
		}
	}
	if by := doublings(now.Totals.GroupSlip-old.Totals.GroupSlip, after); by > 0 {
		reasons = append(reasons, fmt.Sprintf("links %d", by))
	}
	for _, x := range old.Unsearched {
		lost[x.Cell] = true
	}
	for _, x := range now.Unsearched {
		if !lost[x.Cell] {
			reasons = append(reasons, "lost "+x.Cell)
		}
	}
	slices.Sort(reasons)
	return reasons
}

// doublings says how often after has to be doubled to exceed so many minutes: 0 for
// less than it, 1 from it on, 2 from twice as many.
func doublings(minutes, after int) int {
	return bits.Len(uint(max(0, minutes) / after)) //nolint:gosec // not negative
}

// proposeByItself mends the plan and keeps the proposal, unless the facts change
// meanwhile. It says whether these facts are answered now.
func (s *Server) proposeByItself(ctx context.Context, o models.Operation, w *planWatch, m replanning, facts string) (bool, error) {
	working, stop := context.WithTimeout(ctx, watchRepair)
	defer stop()
	overtaken := make(chan bool, 1)
	go func() { overtaken <- s.overtakes(working, stop, o, *w, facts) }()
	plan, effective, err := w.prepared.Replan(working, m.running.plan, m.events.parsed)
	stop()
	if <-overtaken || ctx.Err() != nil || err != nil {
		return false, err
	}
	m.plan, m.effective = plan, effective.Instance()
	if len(changesOf(m.running.plan, m.plan, pastIn(m.events.parsed))) == 0 {
		return true, nil // nothing to be told to anybody
	}
	if _, err := s.keepProposal(ctx, m, facts, nil); err != nil {
		return models.CodeOf(err) == models.Conflict, err
	}
	s.stirred(o.ID)
	return true, nil
}

// overtakes ends a repair once it would answer to what is so no longer, and says
// whether it did. It works on a copy of the watch.
func (s *Server) overtakes(ctx context.Context, stop func(), o models.Operation, w planWatch, facts string) bool {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
		}
		if _, now, err := s.factsOf(ctx, o, &w); err == nil && now != facts {
			stop()
			return true
		}
	}
}

// stillProposed asks, under the lock, whether a proposal of the server may be kept.
func (s *Server) stillProposed(tx *store.Tx, o models.Operation, base models.ID, facts string) error {
	mine, err := tx.PlanWatched(o.ID, s.planning.name, s.Wall())
	if err != nil {
		return err
	}
	known, err := tx.ReplanOf(base, facts)
	switch {
	case err != nil:
		return err
	case known:
		return models.NewFault(models.Conflict, "There is a proposal for these facts already.")
	case !mine, !o.Propose, o.Plan == nil || *o.Plan != base, o.State != models.Released && o.State != models.Live:
		return models.NewFault(models.WrongState, "The plan is not what it was when the proposal was made.")
	}
	return nil
}

// RefuseReplan ends a proposal that nobody shall issue.
func (h handlers) RefuseReplan(ctx context.Context, r api.RefuseReplanRequestObject) (api.RefuseReplanResponseObject, error) {
	if err := whole(ctx, models.ActPlanReplan, r.Operation); err != nil {
		return nil, err
	}
	by := store.CallerOf(ctx).Actor.Person
	var answer api.Replan
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		o, err := tx.LockOperation(r.Operation)
		if err != nil {
			return err
		}
		if err := still(ctx, models.ActPlanReplan, o); err != nil {
			return err
		}
		x, p, base, err := h.replanNamed(tx.View, o, r.Number)
		if err != nil {
			return err
		}
		if err := x.Refuse(by, tx.Now, strings.TrimSpace(r.Body.Reason)); err != nil {
			return err
		}
		if err := tx.SaveReplan(x); err != nil {
			return err
		}
		_, codes, err := codesOf(tx.View, o.ID)
		if err != nil {
			return err
		}
		answer = replanOut(ctx, o, x, p.PlanVersion, base.PlanVersion, codes)
		return tx.Note(models.ActPlanReplan, &o.ID, nil, "plan/"+p.ID.String(), r.Body.Reason, "refuse")
	})
	return api.RefuseReplan200JSONResponse(answer), err
}
