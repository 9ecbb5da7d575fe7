package server

import (
	"context"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/draft"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// supersededPlan is the body of plan.superseded.
type supersededPlan struct {
	Plan        models.ID   `json:"plan"`
	PlanVersion int         `json:"planVersion"`
	ByVersion   int         `json:"byVersion"`
	Reason      string      `json:"reason"`
	By          []models.ID `json:"by"`
}

// IssueReplan makes a proposal the plan in force: the tablets of the sites that
// it changes are told the new plan, then that the old one no longer holds. Those
// that have no network go on with what they have, which the proposal left alone
// where it knew of it.
func (h handlers) IssueReplan(ctx context.Context, r api.IssueReplanRequestObject) (api.IssueReplanResponseObject, error) {
	by := store.CallerOf(ctx).Actor.Person
	a, err := h.move(ctx, r.Operation, transition{act: models.ActPlanReplan, verb: "issue " + r.Number, reason: r.Body.Reason, step: func(tx *store.Tx, o *models.Operation) error {
		x, p, base, err := h.replanNamed(tx.View, *o, r.Number)
		if err != nil {
			return err
		}
		if err := x.Issue(o.Plan, by, tx.Now, r.Body.Reason); err != nil {
			return err
		}
		told, err := toldPlans(tx.View, *o)
		if err != nil {
			return err
		}
		if err := intoDrafts(tx, x); err != nil {
			return err
		}
		mended, err := h.resolve(tx.View, *o, p)
		if err != nil {
			return err
		}
		if err := overtaken(tx, *o, mended, base, x); err != nil {
			return err
		}
		if err := tx.PublishPlan(p.ID, by, tx.Now); err != nil {
			return err
		}
		if err := tx.SaveReplan(x); err != nil {
			return err
		}
		o.Plan = &p.ID
		return h.announce(tx, *o, mended, x, told)
	}})
	return api.IssueReplan200JSONResponse{OperationAnswerJSONResponse: a}, err
}

// toldPlans are the plan versions that the tablets of each establishment were
// told last: that of the newest re-plan issued which changed something there.
func toldPlans(v store.View, o models.Operation) (func(site models.ID) (models.ID, int), error) {
	versions, err := v.PlanVersions(o.ID)
	if err != nil {
		return nil, err
	}
	numbers := map[models.ID]int{}
	for _, p := range versions {
		numbers[p.ID] = p.Number
	}
	all, err := v.Replans(o.ID)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(r models.Replan) bool { return r.IssuedAt == nil })
	slices.SortFunc(all, func(a, b models.Replan) int { return a.IssuedAt.Compare(*b.IssuedAt) })
	released := *o.Plan
	if len(all) > 0 {
		released = all[0].Base
	}
	return func(site models.ID) (models.ID, int) {
		plan := released
		for _, r := range all {
			if slices.Contains(r.Sites, site) {
				plan = r.Plan
			}
		}
		return plan, numbers[plan]
	}, nil
}

// overtaken refuses a proposal that would move a search which has begun since it was made.
func overtaken(tx *store.Tx, o models.Operation, mended resolved, base *versionRead, x models.Replan) error {
	f, err := fieldOf(tx.View, o)
	if err != nil {
		return err
	}
	events, err := planner.ParseEvents(x.Events)
	if err != nil {
		return err
	}
	known, begun := pastIn(events), map[string]bool{}
	now, _ := minutesAfter(*o.HHour, models.FormatTime(tx.Now))
	for _, e := range draft.Happened(mended.exported, base.in, base.plan, f.done, now) {
		begun[e.Cell] = e.Type == planner.EventStarted || e.Type == planner.EventFinished || begun[e.Cell]
	}
	var cells []string
	for _, c := range changesOf(base.plan, mended.plan, known) {
		if begun[c.Cell] {
			cells = append(cells, c.Cell)
		}
	}
	if len(cells) == 0 {
		return nil
	}
	return models.NewFault(models.WrongState, "Since this plan was proposed, searches have begun that it would move: %s. Make a new proposal.", strings.Join(cells, ", "))
}

// announce puts the new plan of the sites that changed into the journal.
func (s *Server) announce(tx *store.Tx, o models.Operation, mended resolved, x models.Replan, told func(models.ID) (models.ID, int)) error {
	pub, err := newPublication(tx.View, o, mended, tx.Now)
	if err != nil {
		return err
	}
	var all []declaration
	for _, d := range pub.sites() {
		if !slices.Contains(x.Sites, d.Establishment) {
			continue
		}
		officers, err := pub.newOfficers(d, x)
		if err != nil {
			return err
		}
		all = append(all, officers...)
		plan, err := pub.released(d)
		if err != nil {
			return err
		}
		old, number := told(d.Establishment)
		all = append(all, plan...)
		all = append(all, declaration{site: d.Establishment, kind: "plan.superseded",
			body: supersededPlan{old, number, mended.version.Number, x.Reason, []models.ID{*x.IssuedBy}}})
	}
	return s.declare(tx, o.ID, all...)
}

// newOfficers declares the officers of the teams that joined at a site.
func (p publication) newOfficers(d models.SiteDraft, x models.Replan) ([]declaration, error) {
	var officers []officerItem
	for _, t := range x.Teams {
		if t.Site != d.Establishment {
			continue
		}
		for _, n := range t.Team.Officers {
			o := p.source.Officers[n.ID]
			officers = append(officers, officerItem{o.ID, d.Establishment, o.Name, o.Number, o.Sex, o.Skills, t.Team.ID, n.Lead})
		}
	}
	return references(d.Establishment, fieldsync.KindOfficer, officers)
}
