package planner

import (
	"context"
	"slices"
	"sort"

	"github.com/cellsweep/cellsweep/planner/words"
)

// What repairs may cost: at most repairWork cells are planned again for one plan,
// on at most repairSites cells at a time, and maxRepairs are told of a conflict.
const repairWork, repairSites, maxRepairs = 40_000, 1000, 8

// The costs of repairs, in minutes of somebody's time as it were: what they are
// good for is the order in which repairs are told.
const (
	costUnpin  = 5
	costKit    = 10
	costWave   = 15 // a cell
	costLend   = 20
	costWaive  = 30
	costTeam   = 40
	costLimit  = 45
	costUnsure = 60 // a priority that is not searched
)

// mend is something that could be done about a conflict.
type mend struct {
	code   string // of package words, "repair." in front
	kind   string // of several of one kind, the first that works is told
	params map[string]any
	cost   int
	edits  []Edit
}

// bench is where repairs of a conflict are tried: its sites and those that their
// groups touch, as they are.
type bench struct {
	sites map[int]bool
	cells int
	base  *Plan
}

// repairs are the changes after which a plan of the changed instance keeps the
// conflict's cells, in the order of their costs.
func (e *explainer) repairs(c *conflict) []Repair {
	b := e.bench(c.refs)
	out := []Repair{}
	if b == nil {
		return out
	}
	told := map[string]bool{}
	for _, m := range e.mends(c) {
		if told[m.kind] || !e.works(b, c, &m) {
			continue
		}
		told[m.kind] = true
		out = append(out, repairOf(&m))
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Cost < out[j].Cost })
	return out[:min(len(out), maxRepairs)]
}

func repairOf(m *mend) Repair {
	return Repair{Code: "repair." + m.code, Params: m.params, Cost: m.cost, Verified: true, Apply: m.edits,
		Change: words.Say("en", "repair."+m.code, m.params), Price: words.Say("en", "cost."+m.code, m.params)}
}

func (e *explainer) bench(refs []ref) *bench {
	b := &bench{sites: map[int]bool{}}
	for _, r := range refs {
		b.sites[r.site] = true
	}
	for i := range e.p.groups {
		g := &e.p.groups[i]
		if !slices.ContainsFunc(g.members, func(r ref) bool { return slices.ContainsFunc(refs, func(o ref) bool { return o.site == r.site }) }) {
			continue
		}
		for _, r := range g.members {
			b.sites[r.site] = true
		}
	}
	if e.count(b) > repairSites {
		b.sites = map[int]bool{}
		for _, r := range refs {
			b.sites[r.site] = true
		}
	}
	if e.count(b) > repairSites || e.work <= 0 {
		return nil
	}
	b.base = e.replanned(b, b.sites, nil)
	return b
}

func (e *explainer) count(b *bench) int {
	b.cells = 0
	for i := range b.sites {
		b.cells += len(e.p.sites[i].cells)
	}
	return b.cells
}

// replanned plans some sites with some edits; nil where these leave no whole instance.
func (e *explainer) replanned(b *bench, sites map[int]bool, edits []Edit) *Plan {
	e.work -= b.cells
	in, err := e.p.in.only(sites).Apply(edits)
	if err != nil {
		return nil
	}
	return plain(in, Options{Seed: e.seed})
}

// plain is a first plan without a word on what it falls short of.
func plain(in *Instance, o Options) *Plan { return plainRounds(context.Background(), in, o) }

// plainRounds is one with rounds of improvement.
func plainRounds(ctx context.Context, in *Instance, o Options) *Plan {
	s := newSolver(in, o)
	s.silent = true
	s.construct()
	done := 0
	for done < o.Rounds && s.improve(ctx, done+1) {
		done++
	}
	return s.finish("", done)
}

// works plans the changed sites again. The conflict is gone where its cells that
// are still there are searched, its groups do not slip on its account, and less
// is left out or slips than before.
func (e *explainer) works(b *bench, c *conflict, m *mend) bool {
	if e.work <= 0 || b.base == nil {
		return false
	}
	sites := b.sites
	if from, ok := m.params["from"].(string); ok && m.code == "lend" {
		sites = map[int]bool{}
		for i := range b.sites {
			sites[i] = true
		}
		for i, s := range e.p.sites {
			if s.id == from {
				sites[i] = true
			}
		}
	}
	p := e.replanned(b, sites, m.edits)
	if p == nil {
		return false
	}
	left := map[string]bool{}
	for _, u := range p.Unsearched {
		left[u.Cell] = true
	}
	for _, r := range c.refs {
		if left[e.p.cell(r).id] {
			return false
		}
	}
	was, now := &b.base.Totals, &p.Totals
	if now.UnsearchedPriority > was.UnsearchedPriority || !e.meet(c, p, m) {
		return false
	}
	return now.UnsearchedPriority < was.UnsearchedPriority || len(p.Unsearched) < len(b.base.Unsearched) ||
		now.GroupSlip+now.SiteSlip < was.GroupSlip+was.SiteSlip
}

// meet says whether the conflict's groups do not slip in a plan with a mend, or
// slip on account of another conflict that is still there.
func (e *explainer) meet(c *conflict, p *Plan, m *mend) bool {
	starts := map[string]int{}
	for _, a := range p.Assignments {
		starts[a.Cell] = a.Start
	}
	for _, h := range c.holds {
		if h.code != holdGroup {
			continue
		}
		for i := range e.p.in.Groups {
			g := &e.p.in.Groups[i]
			if g.ID != h.key || !e.slips(g, starts, m) {
				continue
			}
			members := e.p.groups[i].members
			if len(members) > fitCells {
				return false
			}
			in, err := e.part(members, nil).Apply(m.edits)
			if err != nil || fit(in, leastNodes) != fitNo {
				return false
			}
		}
	}
	return true
}

// slips says whether a group, as a mend leaves it, slips by some starts.
func (e *explainer) slips(g *Group, starts map[string]int, m *mend) bool {
	one := Instance{Groups: []Group{*g}}
	x := &editing{in: one.Clone(), cells: map[string][2]int{}, teams: map[string][2]int{}}
	for i := range m.edits {
		switch d := &m.edits[i]; d.Do {
		case "tolerance", "firstWave":
			x.do(d)
		case "unlink":
			x.in.Groups[0].Cells = keep(x.in.Groups[0].Cells, func(id string) bool { return id != d.Cell })
		}
	}
	return slipOf(&x.in.Groups[0], func(id string) (int, bool) { at, ok := starts[id]; return at, ok }) > 0
}

// idleTeam is a team without any search in the plan.
type idleTeam struct {
	site int
	team int
}

// maxIdle bounds how many idle teams are looked at.
const maxIdle = 40

func (e *explainer) idleTeams() []idleTeam {
	if e.looked {
		return e.idle
	}
	e.looked = true
	busy := map[string]bool{}
	for _, a := range e.plan.Assignments {
		busy[a.Team] = true
	}
	for i, s := range e.p.sites {
		for t := range s.teams {
			if !busy[s.teams[t].id] && len(s.teams) > 1 && len(e.idle) < maxIdle {
				e.idle = append(e.idle, idleTeam{i, t})
			}
		}
	}
	return e.idle
}

// freeID is an id for a team that no team has.
func (e *explainer) freeID(name string) string {
	for n := 1; ; n++ {
		id := at("%s/lent-%d", name, n)
		if !slices.ContainsFunc(e.p.sites, func(s *site) bool {
			return slices.ContainsFunc(s.teams, func(t team) bool { return t.id == id })
		}) {
			return id
		}
	}
}
