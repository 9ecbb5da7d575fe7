package planner

import (
	"slices"
	"sort"
	"strings"

	"github.com/cellsweep/cellsweep/planner/words"
)

// conflict is a set of cells and constraints that cannot all be kept.
type conflict struct {
	constraint string // of the document
	code       string // of package words
	refs       []ref
	holds      []hold
	teams      []string
	params     map[string]any
	proven     bool // by arithmetic or by exact search: there is no plan
	minimal    bool // and without any one cell or constraint of it there is one
	// retell says the conflict anew for fewer cells, false where its sentence no
	// longer holds. nil where there is only one way to say it.
	retell func(refs []ref) (map[string]any, []string, bool)
}

// narrow leaves of a conflict what it needs: a deletion filter over cells first,
// then over constraints, each step decided by exact search. What the budget does
// not decide stays in, and the conflict is not called minimal then. It is false
// where the cells fit after all, or nothing is known.
func (e *explainer) narrow(c *conflict) bool {
	if len(c.refs) > fitCells {
		if c.proven {
			c.holds = e.holdsOn(c.refs)
		}
		return c.proven
	}
	if e.fits(c.refs, nil) != fitNo {
		return false
	}
	c.proven, c.minimal = true, true
	for _, r := range slices.Backward(slices.Clone(c.refs)) {
		rest := slices.DeleteFunc(slices.Clone(c.refs), func(o ref) bool { return o == r })
		if len(rest) == 0 {
			continue
		}
		switch e.fits(rest, nil) {
		case fitNo:
			c.refs = rest
		case fitUnknown:
			c.minimal = false
		}
	}
	without := map[hold]bool{}
	c.holds = nil
	for _, h := range e.holdsOn(c.refs) {
		without[h] = true
		switch e.fits(c.refs, without) {
		case fitNo:
			continue
		case fitUnknown:
			c.minimal = false
		}
		delete(without, h)
		c.holds = append(c.holds, h)
	}
	return true
}

func (e *explainer) fits(refs []ref, without map[hold]bool) fitVerdict {
	if e.searches <= 0 {
		return fitUnknown
	}
	e.searches--
	return fit(e.part(refs, without), fitNodes)
}

// tell writes a conflict into the plan, unless one of the same cells is there.
func (e *explainer) tell(c *conflict) {
	key := c.code
	if c.proven {
		key = ""
	}
	ids := e.ids(c.refs)
	if key += strings.Join(ids, "\x00"); e.told[key] {
		return
	}
	e.told[key] = true
	if c.params == nil {
		c.params = map[string]any{}
	}
	if c.retell != nil {
		params, teams, ok := c.retell(c.refs)
		if !ok {
			c.code = "conflict.together"
		}
		for k, v := range params {
			c.params[k] = v
		}
		c.teams = teams
	}
	holds := []map[string]any{}
	for _, h := range c.holds {
		holds = append(holds, h.params(e.p))
	}
	if len(holds) > 0 {
		c.params["holds"] = holds
	}
	if len(ids) > 0 {
		c.params["cells"] = ids
	}
	if c.teams == nil {
		c.teams = []string{}
	}
	x := Conflicted{Constraint: c.constraint, Code: c.code, Cells: ids, Teams: c.teams, Params: c.params,
		Proven: c.proven, Minimal: c.proven && c.minimal, Why: words.Say("en", c.code, c.params), Repairs: []Repair{}}
	if e.budget--; e.budget >= 0 {
		x.Repairs = e.repairs(c)
	}
	e.plan.Infeasible = append(e.plan.Infeasible, x)
	for _, r := range c.refs {
		e.explained[r] = true
	}
}

func (e *explainer) ids(refs []ref) []string {
	sorted := slices.Clone(refs)
	sort.Slice(sorted, func(i, j int) bool {
		return sorted[i].site < sorted[j].site || sorted[i].site == sorted[j].site && sorted[i].cell < sorted[j].cell
	})
	out := []string{}
	for _, r := range sorted {
		out = append(out, e.p.cell(r).id)
	}
	return out
}

// search grows a set of cells around some seeds, the most entangled first, until
// they cannot all be searched; that set is narrowed. nil where none was found
// within fitCells.
func (e *explainer) search(constraint string, seeds []ref) *conflict {
	if len(seeds) > fitCells {
		seeds = seeds[:fitCells]
	}
	pool := e.entangled(seeds)
	unknown := 0
	for n := len(seeds); n <= min(fitCells, len(pool)); n++ {
		if n > 8 && n%2 == 1 && n < len(pool) {
			continue
		}
		switch e.fits(pool[:n], nil) {
		case fitNo:
			c := &conflict{constraint: constraint, code: "conflict.together", refs: slices.Clone(pool[:n])}
			if e.narrow(c) {
				return c
			}
			return nil
		case fitUnknown:
			if unknown++; unknown > 2 {
				return nil
			}
		}
	}
	return nil
}

// entangled are the seeds and then the other cells of their sites, those first
// that want the same teams, kit, landing and minutes, and have little room.
func (e *explainer) entangled(seeds []ref) []ref {
	score := map[ref]int{}
	var pool []ref
	for _, seed := range seeds {
		s := e.p.sites[seed.site]
		a := &s.cells[seed.cell]
		for i := range s.cells {
			r, b := ref{seed.site, i}, &s.cells[i]
			if slices.Contains(seeds, r) || b.fault != nil {
				continue
			}
			if _, seen := score[r]; !seen {
				pool = append(pool, r)
				score[r] = -1 << 30
			}
			score[r] = max(score[r], e.bond(s, a, b))
		}
	}
	sort.SliceStable(pool, func(i, j int) bool { return score[pool[i]] > score[pool[j]] })
	return append(slices.Clone(seeds), pool...)
}

func (e *explainer) bond(s *site, a, b *cell) int {
	from, to := e.latest(a), e.latest(b)
	points := 200 - min(200, max(0, to-max(b.est, 0)))
	if a.est >= to+b.dur || b.est >= from+a.dur {
		return points - 1000 // never at the same time
	}
	if a.group >= 0 && a.group == b.group {
		points += 1000
	}
	if b.pinTeam >= 0 {
		points += 300
	}
	shared := 0
	for t := range s.teams {
		if a.elig.has(t) && b.elig.has(t) {
			shared++
		}
	}
	if n := b.elig.count(); n > 0 && shared > 0 {
		points += 100 + 200*shared/n
	}
	for _, u := range a.uses {
		if slices.ContainsFunc(b.uses, func(v use) bool { return v.kind == u.kind }) {
			points += 150
			break
		}
	}
	if s.limit < Forever && a.landing == b.landing {
		points += 100
	}
	return points
}

// latest is the last minute at which a cell may start.
func (e *explainer) latest(c *cell) int {
	if c.group >= 0 && e.p.groups[c.group].firstWave {
		return min(0, c.lst)
	}
	return min(c.lst, MaxInteger)
}
