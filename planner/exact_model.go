package planner

import "github.com/cellsweep/cellsweep/planner/learn"

// model is a question for one target, as constraints over bounds: of each free
// cell the start and the team, as a number and as one Boolean for each team; of
// each pair whether one comes before the other with the same team; of each pair
// that needs the same scarce kit which one has it first. Searches may wait: with
// kit that is needed in the middle of a search, and with tolerances, the
// earliest start of all is not always the best.
type model struct {
	p      *question
	target int
	solver *learn.Solver
	start  []learn.Var
	team   []learn.Var   // of each free cell, a number among the question's teams
	by     [][]learn.Var // of each free cell and team; -1 where it may not
	before [][]learn.Var // of each ordered pair of free cells: same team, first the one
}

func (p *question) model(target int) *model {
	m := &model{p: p, target: target, solver: learn.New()}
	for k := range p.free {
		m.cell(k)
	}
	for range p.free {
		m.before = append(m.before, make([]learn.Var, len(p.free)))
	}
	for i := range p.free {
		for j := range i {
			m.pair(i, j)
		}
	}
	m.chains()
	m.likeTeams()
	m.firstMinute()
	m.links()
	m.kit()
	m.landings()
	if p.rows != nil {
		m.solver.Propagator(&fitting{m: m, in: p.rows.shared(int32(target))}, m.team...)
	}
	m.prefer()
	return m
}

// cell adds a free cell: its start, its team, and when that team could come.
func (m *model) cell(k int) {
	v := m.solver
	last := m.target - m.p.s.cells[m.p.free[k]].dur
	lo, hi := maxMinute, -1
	for t := range m.p.teams {
		if h := m.p.hours[t][k]; h != nil && h[0].from <= last {
			lo, hi = min(lo, h[0].from), max(hi, min(last, h[len(h)-1].to))
		}
	}
	start := v.Int(lo, hi)
	team := v.Int(0, len(m.p.teams)-1)
	m.start, m.team = append(m.start, start), append(m.team, team)
	by := make([]learn.Var, len(m.p.teams))
	for t := range m.p.teams {
		h := m.p.hours[t][k]
		if h == nil || h[0].from > last {
			by[t] = -1
			v.Clause(team.AtMost(t-1), team.AtLeast(t+1))
			continue
		}
		x := v.Bool()
		by[t] = x
		v.Clause(x.AtMost(0), team.AtLeast(t))
		v.Clause(x.AtMost(0), team.AtMost(t))
		v.Clause(x.AtLeast(1), team.AtMost(t-1), team.AtLeast(t+1))
		v.Clause(x.AtMost(0), start.AtLeast(h[0].from))
		v.Clause(x.AtMost(0), start.AtMost(h[len(h)-1].to))
		for i := 1; i < len(h); i++ {
			v.Clause(x.AtMost(0), start.AtMost(h[i-1].to), start.AtLeast(h[i].from))
		}
	}
	m.by = append(m.by, by)
}

// pair orders two cells where they have the same team.
func (m *model) pair(i, j int) {
	v, s := m.solver, m.p.s
	a, b := m.p.free[i], m.p.free[j]
	first, second := v.Bool(), v.Bool()
	m.before[i][j], m.before[j][i] = first, second
	v.DistanceIf(first.AtLeast(1), m.start[i], m.start[j], s.cells[a].dur+s.way(a, b))
	v.DistanceIf(second.AtLeast(1), m.start[j], m.start[i], s.cells[b].dur+s.way(b, a))
	v.Clause(first.AtMost(0), second.AtMost(0))
	for t := range m.p.teams {
		x, y := m.by[i][t], m.by[j][t]
		switch {
		case x >= 0 && y >= 0:
			v.Clause(x.AtMost(0), y.AtMost(0), first.AtLeast(1), second.AtLeast(1))
			for _, o := range []learn.Var{first, second} {
				v.Clause(o.AtMost(0), x.AtMost(0), y.AtLeast(1))
				v.Clause(o.AtMost(0), y.AtMost(0), x.AtLeast(1))
			}
		case x >= 0:
			v.Clause(x.AtMost(0), first.AtMost(0))
			v.Clause(x.AtMost(0), second.AtMost(0))
		case y >= 0:
			v.Clause(y.AtMost(0), first.AtMost(0))
			v.Clause(y.AtMost(0), second.AtMost(0))
		}
	}
}

// chains says that what comes before another comes before all after that.
func (m *model) chains() {
	for i := range m.before {
		for j := range m.before {
			for k := range m.before {
				if i != j && j != k && i != k {
					m.solver.Clause(m.before[i][j].AtMost(0), m.before[j][k].AtMost(0), m.before[i][k].AtLeast(1))
				}
			}
		}
	}
}

// likeTeams breaks the symmetry of teams that are alike: the one that has the
// first of all their cells comes first.
func (m *model) likeTeams() {
	for t, alike := range m.p.alike {
		if !alike {
			continue
		}
		for k := range m.p.free {
			if m.by[k][t] < 0 {
				continue
			}
			lits := []learn.Lit{m.by[k][t].AtMost(0)}
			for o := range k {
				if x := m.by[o][t-1]; x >= 0 {
					lits = append(lits, x.AtLeast(1))
				}
			}
			m.solver.Clause(lits...)
		}
	}
}

// firstMinute is H5, where nothing that stands starts at minute 0.
func (m *model) firstMinute() {
	if !m.p.q.atH {
		return
	}
	for c, t := range m.p.base.team {
		if t >= 0 && m.p.base.start[c] == 0 {
			return
		}
	}
	var lits []learn.Lit
	for _, x := range m.start {
		lits = append(lits, x.AtMost(0))
	}
	m.solver.Clause(lits...)
}

// links keeps the free cells of a link together; those that stand have narrowed
// their hours already.
func (m *model) links() {
	at := map[int]int{}
	for k, c := range m.p.free {
		at[c] = k
	}
	for _, l := range m.p.q.links {
		for _, a := range l.cells {
			for _, b := range l.cells {
				i, free := at[a]
				j, too := at[b]
				if free && too && a != b {
					m.solver.Distance(m.start[i], m.start[j], -l.tolerance)
				}
			}
		}
	}
}

// kit shares out every kind that the free cells could want too much of at once.
func (m *model) kit() {
	s := m.p.s
	for kind := range s.kinds {
		var tasks []learn.Task
		sum := 0
		for k, c := range m.p.free {
			most := 0
			for _, u := range s.cells[c].uses {
				if u.kind == kind {
					tasks = append(tasks, learn.Task{Start: m.start[k], From: u.from, To: u.to, Units: u.units})
					most = max(most, u.units)
				}
			}
			sum += most
		}
		steps := stepsOf(&m.p.base.kinds[kind], s.kinds[kind].Count)
		if len(tasks) > 0 && sum > leastOf(steps) {
			m.solver.Cumulative(tasks, steps)
			m.inTurn(tasks, s.kinds[kind].Count)
		}
	}
}

// inTurn orders every two uses that more than exhaust a kind.
func (m *model) inTurn(tasks []learn.Task, count int) {
	for i, a := range tasks {
		for _, b := range tasks[:i] {
			if a.Start == b.Start || a.Units+b.Units <= count {
				continue
			}
			first := m.solver.Bool()
			m.solver.DistanceIf(first.AtLeast(1), a.Start, b.Start, a.To-b.From)
			m.solver.DistanceIf(first.AtMost(0), b.Start, a.Start, b.To-a.From)
		}
	}
}

func (m *model) landings() {
	s := m.p.s
	if s.limit == Forever {
		return
	}
	tasks := make([][]learn.Task, len(s.landings))
	for k, c := range m.p.free {
		l := s.cells[c].landing
		tasks[l] = append(tasks[l], learn.Task{Start: m.start[k], To: s.cells[c].dur, Units: 1})
	}
	for l, list := range tasks {
		steps := stepsOf(&m.p.base.landings[l], s.limit)
		if len(list) > leastOf(steps) {
			m.solver.Cumulative(list, steps)
			m.inTurn(list, s.limit)
		}
	}
}

// stepsOf is what a profile leaves of a number of units.
func stepsOf(p *profile, units int) []learn.Step {
	out := []learn.Step{{At: -2 * maxMinute, Capacity: units}}
	for i, l := range p.level {
		if c := units - l; c != out[len(out)-1].Capacity {
			out = append(out, learn.Step{At: p.at[i], Capacity: c})
		}
	}
	return out
}

func leastOf(steps []learn.Step) int {
	least := steps[0].Capacity
	for _, s := range steps {
		least = min(least, s.Capacity)
	}
	return least
}

// schedule reads the plan that was found, by the package's own rules: nil would
// be a fault of the model.
func (m *model) schedule() *schedule {
	x := m.p.base.clone()
	for k, c := range m.p.free {
		t, at := m.p.teams[m.solver.Value(m.team[k])], m.solver.Value(m.start[k])
		if got, ok := x.earliestOn(c, t, at, at); !ok || got != at {
			return nil
		}
		x.place(c, t, at)
	}
	return x
}
