package server

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/store"
)

func replanOut(ctx context.Context, o models.Operation, x models.Replan, p, base models.PlanVersion, codes map[models.ID]string) api.Replan {
	out := api.Replan{Version: versionOut(ctx, o, p, nil), Base: base.Number, Now: x.Now, ProposedAt: models.FormatTime(x.ProposedAt), ProposedBy: x.ProposedBy,
		IssuedAt: instantOut(x.IssuedAt), Reason: x.Reason, Sites: []string{}}
	out.IssuedBy, out.RefusedBy, out.RefusedAt = orNone(x.IssuedBy), orNone(x.RefusedBy), instantOut(x.RefusedAt)
	out.Automatic, out.Overtaken = x.Facts != "", x.Open() && (o.Plan == nil || *o.Plan != x.Base)
	for _, id := range x.Sites {
		out.Sites = append(out.Sites, cmp.Or(codes[id], id.String()))
	}
	slices.Sort(out.Sites)
	out.Out, out.Late = absentOf(x.Events)
	return out
}

// absentOf are the officers who were told to be out, and the teams that were told
// to be late. Events that cannot be read name nobody: whoever looks at the re-plan
// itself is told so (compareVersions).
func absentOf(document []byte) (officers, teams []string) {
	events, err := planner.ParseEvents(document)
	if err != nil {
		return nil, nil
	}
	for _, e := range events.Events {
		switch e.Type {
		case planner.EventOfficerOut:
			officers = append(officers, e.Officer)
		case planner.EventTeamLate:
			teams = append(teams, e.Team)
		}
	}
	return officers, teams
}

// changesOf tells what becomes of the searches that are still to come, by cell.
func changesOf(old, now *planner.Plan, past map[string]bool) []api.ReplanChange {
	changes := map[string]*api.ReplanChange{}
	at := func(cell string) *api.ReplanChange {
		if changes[cell] == nil {
			changes[cell] = &api.ReplanChange{Cell: cell}
		}
		return changes[cell]
	}
	for _, a := range old.Assignments {
		if !past[a.Cell] {
			c := at(a.Cell)
			c.FromTeam, c.From = a.Team, &a.Start
		}
	}
	for _, a := range now.Assignments {
		if !past[a.Cell] {
			c := at(a.Cell)
			c.ToTeam, c.To = a.Team, &a.Start
		}
	}
	for _, u := range now.Unsearched {
		if c := changes[u.Cell]; c != nil {
			c.Rule, c.Why = u.Rule, u.Why
		}
	}
	out := []api.ReplanChange{}
	for _, c := range changes {
		if c.FromTeam != c.ToTeam || *c.From != *c.To {
			out = append(out, *c)
		}
	}
	slices.SortFunc(out, func(a, b api.ReplanChange) int { return strings.Compare(a.Cell, b.Cell) })
	return out
}

// compareVersions adds to a re-plan what it changes.
func compareVersions(out *api.Replan, x models.Replan, p, base *versionRead) error {
	events, err := planner.ParseEvents(x.Events)
	if err != nil {
		return err
	}
	out.Changes, out.Before, out.After = changesOf(base.plan, p.plan, pastIn(events)), totalsOut(totalsOf(base.in, base.plan)), totalsOut(totalsOf(p.in, p.plan))
	out.Frozen = frozenOf(events.Acknowledged)
	return nil
}

// seenBy leaves of a re-plan what is at sites that the caller may see. The totals
// stay: they name nothing. Teams are named where everything may be seen.
func seenBy(ctx context.Context, operation models.ID, codes map[models.ID]string, x api.Replan) api.Replan {
	who := store.CallerOf(ctx).Actor
	if _, all := who.Sites(models.ActPlanRead, operation); all {
		return x
	}
	seen := map[string]bool{}
	for id, code := range codes {
		seen[code] = who.Sees(models.ActPlanRead, operation, id)
	}
	x.Sites = slices.DeleteFunc(x.Sites, func(code string) bool { return !seen[code] })
	x.Changes = slices.DeleteFunc(x.Changes, func(c api.ReplanChange) bool {
		code, _, _ := strings.Cut(c.Cell, "/")
		return !seen[code]
	})
	x.Frozen, x.Out, x.Late = nil, nil, nil
	return x
}

// pastIn are the cells of which the field has decided: begun, or settled.
func pastIn(events *planner.Events) map[string]bool {
	out := map[string]bool{}
	for _, e := range events.Events {
		if e.Type == planner.EventStarted || e.Type == planner.EventFinished || e.Type == planner.EventSettled {
			out[e.Cell] = true
		}
	}
	return out
}

// frozenOf are the teams that keep the plan they have: below the newest version
// that any has acknowledged.
func frozenOf(acknowledged map[string]int) (teams []string) {
	newest := 0
	for _, v := range acknowledged {
		newest = max(newest, v)
	}
	for team, v := range acknowledged {
		if v < newest {
			teams = append(teams, team)
		}
	}
	slices.Sort(teams)
	return teams
}
