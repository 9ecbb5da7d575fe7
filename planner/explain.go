package planner

import (
	"slices"
	"sort"

	"github.com/cellsweep/cellsweep/planner/words"
)

// maxConflicts bounds how many conflicts get repairs, each of which costs plans
// of the sites concerned; maxSearches how many exact searches one plan may cost.
const maxConflicts, maxSearches = 12, 1500

// explain fills the plan's infeasible section: what can never be searched, what
// slips, what found no place, which site has no search at all.
func (s *solver) explain(p *Plan, _ []*draft) {
	if s.silent {
		return
	}
	e := newExplainer(s.p, p, s.o.Seed)
	if s.noRepairs {
		e.budget, e.searches = 0, 0
	}
	e.run()
}

// explainer finds out why a plan falls short.
type explainer struct {
	p         *problem
	plan      *Plan
	seed      uint64
	d         decisions
	at        map[string]Assignment
	budget    int // conflicts that may have repairs
	searches  int // exact searches left
	work      int // cells that may be planned again
	told      map[string]bool
	explained map[ref]bool
	idle      []idleTeam
	looked    bool // for idle teams
}

func newExplainer(p *problem, plan *Plan, seed uint64) *explainer {
	return &explainer{p: p, plan: plan, seed: seed, budget: maxConflicts, searches: maxSearches, work: repairWork, d: decisionsOf(p.in),
		told: map[string]bool{}, explained: map[ref]bool{}}
}

func (e *explainer) run() {
	searched := map[string]int{}
	if e.plan.Shortfall() {
		e.at = make(map[string]Assignment, len(e.plan.Assignments))
		for _, a := range e.plan.Assignments {
			e.at[a.Cell] = a
		}
		for i, s := range e.p.sites {
			for j := range s.cells {
				if _, ok := e.at[s.cells[j].id]; ok {
					searched[s.id]++
				} else if e.searches > 0 {
					e.hopeless(i, j)
				}
			}
		}
		for i := range e.p.groups {
			if slip := groupSlip(&e.p.groups[i], e.starts); slip > 0 {
				e.group(i, slip)
			}
		}
	} else {
		for i := range e.p.sites {
			searched[e.p.sites[i].id] = len(e.p.sites[i].cells)
		}
	}
	for i, r := range e.plan.Sites {
		e.site(i, r.Slip, searched[r.ID])
	}
}

func (e *explainer) starts(r ref) (int, bool) {
	a, ok := e.at[e.p.cell(r).id]
	return a.Start, ok
}

// maxHopeless bounds how many cells that nobody can ever search are told one by
// one; unsearched has them all.
const maxHopeless = 8

// hopeless tells of a cell that could not be searched were it alone. A site
// without any team is told as a whole.
func (e *explainer) hopeless(site, i int) {
	s := e.p.sites[site]
	c := &s.cells[i]
	if c.fault == nil || len(s.teams) == 0 || len(e.plan.Infeasible) >= maxHopeless {
		return
	}
	reason := map[string]any{"code": "unsearched." + c.fault.rule}
	for k, v := range c.fault.params {
		reason[k] = v
	}
	x := &conflict{constraint: "cell", code: "conflict.cell", refs: []ref{{site, i}}, proven: true, minimal: true,
		params: map[string]any{"cell": c.id, "rule": c.fault.rule, "reasons": []map[string]any{reason}, "site": s.id}}
	e.narrow(x)
	e.tell(x)
}

// group accounts for a group that slips.
func (e *explainer) group(index, slip int) {
	g := &e.p.groups[index]
	before := len(e.plan.Infeasible)
	if g.firstWave {
		e.lateWave(index, slip)
	} else if c := e.meeting(index); c != nil {
		e.tell(c)
	} else if c := e.search("group", g.members); c != nil {
		e.tell(c)
	}
	if e.accounts(before, g) {
		return
	}
	c := &conflict{constraint: "group", code: "conflict.slip.group", refs: slices.Clone(g.members),
		params: map[string]any{"group": g.id, "slip": slip, "tolerance": g.tolerance}, holds: []held{{code: holdGroup, key: g.id}}}
	if g.firstWave {
		c.constraint, c.code = "firstWave", "conflict.slip.wave"
		delete(c.params, "tolerance")
	}
	e.tell(c)
}

// accounts says whether a conflict told since has to do with the group, and
// writes group and slip into it.
func (e *explainer) accounts(since int, g *group) bool {
	found := false
	for i := since; i < len(e.plan.Infeasible); i++ {
		x := &e.plan.Infeasible[i]
		x.Params["group"] = g.id
		x.Params["slip"] = groupSlip(g, e.starts)
		found = true
	}
	return found || e.told["group "+g.id] && e.named(g)
}

// named says whether a conflict that was told names the group or a cell of it. One
// of another group at the same site may name neither: then a slip of this group is
// the price of that conflict, and has to be told too.
func (e *explainer) named(g *group) bool {
	return slices.ContainsFunc(e.plan.Infeasible, func(x Conflicted) bool {
		return x.Params["group"] == g.id || slices.ContainsFunc(g.members, func(r ref) bool { return slices.Contains(x.Cells, e.p.cell(r).id) })
	})
}

// lateWave looks, at every site of a first-wave group, for what keeps the first
// wave from starting there at H.
func (e *explainer) lateWave(index, slip int) {
	g := &e.p.groups[index]
	done := map[int]bool{}
	for _, r := range g.members {
		if done[r.site] || e.searches <= 0 {
			continue
		}
		done[r.site] = true
		if e.told[at("wave %d", r.site)] {
			e.told["group "+g.id] = true
			continue
		}
		found := false
		for _, c := range e.waveConflicts(r.site) {
			if e.narrow(c) {
				e.tell(c)
				found = true
			}
		}
		for _, m := range g.members {
			start, ok := e.starts(m)
			if found || m.site != r.site || !ok || start == 0 || e.searches <= 0 {
				continue
			}
			if c := e.search("firstWave", []ref{m}); c != nil {
				e.tell(c)
				found = true
			}
		}
		e.told[at("wave %d", r.site)] = found
	}
}

// meeting says whether the windows, shifts and pins of a group's cells alone
// keep them from starting together: the earliest start of one lies further after
// the latest of another than the tolerance.
func (e *explainer) meeting(index int) *conflict {
	g := &e.p.groups[index]
	var first, last ref
	lo, hi := -1, Forever
	for _, r := range g.members {
		from, to := e.hours(r)
		if from > lo {
			lo, first = from, r
		}
		if to < hi {
			hi, last = to, r
		}
	}
	if lo-hi <= g.tolerance || first == last {
		return nil
	}
	c := &conflict{constraint: "group", code: "conflict.group.windows", refs: []ref{first, last}, proven: true}
	if !e.narrow(c) {
		return nil
	}
	starts := []map[string]any{}
	for _, r := range c.refs {
		starts = append(starts, e.startOf(r))
	}
	c.params = map[string]any{"group": g.id, "tolerance": g.tolerance, "starts": starts}
	return c
}

// hours are the first and the last minute at which a cell could start alone.
func (e *explainer) hours(r ref) (from, to int) {
	s, c := e.p.sites[r.site], e.p.cell(r)
	for t := range s.teams {
		if c.elig.has(t) {
			to = max(to, min(c.lst, s.teams[t].to-c.dur))
		}
	}
	return s.soonest(c), to
}

func (e *explainer) startOf(r ref) map[string]any {
	from, to := e.hours(r)
	out := map[string]any{"code": "start.range", "cell": e.p.cell(r).id, "from": from, "to": to}
	switch {
	case from == to:
		out["code"] = "start.only"
	case to >= MaxInteger:
		out["code"] = "start.after"
	default:
		return out
	}
	delete(out, "to")
	return out
}

// site accounts for a site that has no search, starts late, or leaves cells out
// that could be searched by themselves.
func (e *explainer) site(index, slip, searched int) {
	s := e.p.sites[index]
	switch {
	case searched == 0:
		e.say("siteStart", "conflict.site.empty", index, map[string]any{"n": len(s.cells)})
	case slip > 0:
		params := map[string]any{"slip": slip}
		if first := s.first(); first > 0 {
			params["earliest"] = first
		}
		e.say("siteStart", "conflict.slip.site", index, params)
	}
	if e.at == nil {
		return
	}
	var left []ref
	for i := range s.cells {
		if _, ok := e.at[s.cells[i].id]; !ok && s.cells[i].fault == nil {
			left = append(left, ref{index, i})
		}
	}
	if len(left) > 0 {
		e.crowdedOut(index, left)
	}
}

// say tells of a site as a whole: no cells are named, nothing is tried.
func (e *explainer) say(constraint, code string, index int, params map[string]any) {
	s := e.p.sites[index]
	params["site"] = s.id
	x := Conflicted{Constraint: constraint, Code: code, Cells: []string{}, Teams: []string{}, Params: params,
		Why: words.Say("en", code, params), Repairs: []Repair{}}
	if code == "conflict.slip.site" {
		x.Teams = teamIDs(s, newRange(len(s.teams)))
	}
	if e.budget--; e.budget >= 0 && len(s.cells) > 0 {
		x.Repairs = e.siteRepairs(index)
	}
	e.plan.Infeasible = append(e.plan.Infeasible, x)
}

// crowdedOut says why cells that could be searched alone are left out: pins
// against each other, overloaded intervals, then any set that exact search finds.
func (e *explainer) crowdedOut(index int, left []ref) {
	sort.SliceStable(left, func(i, j int) bool { return e.p.cell(left[i]).priority > e.p.cell(left[j]).priority })
	proven := false
	if e.searches > 0 {
		for _, c := range append(e.pinConflicts(index), e.intervalConflicts(index)...) {
			if e.concerns(c, left) && e.narrow(c) {
				e.tell(c)
				proven = true
			}
		}
	}
	for i, r := range left {
		if e.explained[r] || i >= maxSeeds || e.searches <= 0 || proven && i > 0 {
			continue
		}
		if c := e.search("capacity", []ref{r}); c != nil {
			e.tell(c)
			proven = true
		}
	}
	if proven {
		return
	}
	e.tell(&conflict{constraint: "capacity", code: "conflict.left", refs: left, holds: e.holdsOn(left[:1]),
		params: map[string]any{"site": e.p.sites[index].id, "n": len(left)}})
}

// maxSeeds bounds how many cells left out at a site are searched around.
const maxSeeds = 3

// concerns says whether a conflict explains that something is left out at a site
// where no cell of it must be: one of its cells is, or it is proven to be one.
func (e *explainer) concerns(c *conflict, left []ref) bool {
	return c.proven || slices.ContainsFunc(left, func(r ref) bool { return slices.Contains(c.refs, r) })
}

// pinConflicts finds pairs of pinned cells that cannot both be kept.
func (e *explainer) pinConflicts(index int) []*conflict {
	s := e.p.sites[index]
	var pinned []ref
	for i := range s.cells {
		if s.cells[i].pinTeam >= 0 && s.cells[i].fault == nil {
			pinned = append(pinned, ref{index, i})
		}
	}
	pinned = pinned[:min(len(pinned), maxPins)]
	var out []*conflict
	for i, a := range pinned {
		for _, b := range pinned[:i] {
			if fit(e.part([]ref{b, a}, nil), fitNodes) != fitNo {
				continue
			}
			c := &conflict{constraint: "pin", code: "conflict.pins", refs: []ref{b, a}, proven: true}
			c.retell = func(refs []ref) (map[string]any, []string, bool) { return e.sayPins(refs, index) }
			out = append(out, c)
		}
	}
	return out
}

// maxPins bounds the pinned cells of a site that are compared pair by pair.
const maxPins = 30

func (e *explainer) sayPins(refs []ref, index int) (map[string]any, []string, bool) {
	s := e.p.sites[index]
	pins, teams := []map[string]any{}, []int{}
	for _, r := range refs {
		c := e.p.cell(r)
		pins = append(pins, map[string]any{"code": "pin.at", "cell": c.id, "team": s.teams[c.pinTeam].id, "start": c.pinStart, "duration": c.dur})
		if !slices.Contains(teams, c.pinTeam) {
			teams = append(teams, c.pinTeam)
		}
	}
	slices.Sort(teams)
	return map[string]any{"pins": pins, "site": s.id}, teamIDs(s, teams), len(refs) > 1
}

func newRange(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// first is the first minute at which anything at the site can start.
func (s *site) first() int {
	first := Forever
	for i := range s.cells {
		if s.cells[i].fault == nil {
			first = min(first, s.soonest(&s.cells[i]))
		}
	}
	return first
}
