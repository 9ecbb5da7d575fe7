package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/cellsweep/cellsweep/planner"
)

// peer is a solver that MiniZinc drives.
type peer struct {
	name    string
	solver  string // its id, "" where it is not installed
	options []string
	missing string
}

// findPeers asks MiniZinc what is installed.
func findPeers() []peer {
	all := []peer{{name: "Gecode", solver: "org.gecode.gecode"}, {name: "Chuffed", solver: "org.chuffed.chuffed", options: []string{"-f"}},
		{name: "HiGHS", solver: "org.minizinc.mip.highs"}}
	listed, err := exec.Command("minizinc", "--solvers").Output() //nolint:noctx // prints and ends
	for i := range all {
		p := &all[i]
		if err != nil {
			p.missing = "minizinc is not installed"
		} else if !strings.Contains(string(listed), p.solver) || strings.Contains(string(listed), "<unknown version> ("+p.solver) {
			p.missing = "MiniZinc knows no " + p.name + " here"
		}
	}
	return all
}

// solve lets a peer work on an instance within the limit.
func (p *peer) solve(ctx context.Context, b *bench, instance, plan string) (answer, error) {
	var a answer
	in, err := readInstance(instance)
	if err != nil {
		return a, err
	}
	model := plan + ".mzn"
	m := newModel(in)
	if err := os.WriteFile(model, []byte(m.text()), 0o600); err != nil {
		return a, err
	}
	var best map[string]planner.Assignment
	proven := false
	args := append([]string{"--solver", p.solver, "-a"}, p.options...)
	spent, err := watch(ctx, b.limit, func(line string, at time.Duration) {
		if found := m.read(line); found != nil {
			best = found
			if a.First == 0 {
				a.First = at
			}
			a.Last = at
			a.Steps = append(a.Steps, step{at, document(in, best).Totals.SumMakespan, 0})
		}
		proven = proven || strings.HasPrefix(line, "==========")
	}, "minizinc", append(args, model)...)
	if err != nil {
		return a, err
	}
	if best == nil {
		a.spent, a.Skipped = spent, "no plan"
		return a, nil
	}
	doc := document(in, best)
	a.of(doc)
	a.spent, a.Proven = spent, 0
	if proven {
		a.Proven, a.Bound = a.Sites, a.Value
	}
	return a, os.WriteFile(plan, doc.Encode(), 0o600)
}

// model is an instance as a constraint program: a start and a team for each cell.
type model struct {
	in    *planner.Instance
	cells []*planner.Cell
	site  []*planner.Site
	index map[string]int // of a cell, from 1
	teams []*planner.Team
	first map[string]int // of a site: its first team, from 1
}

func newModel(in *planner.Instance) *model {
	m := &model{in: in, index: map[string]int{}, first: map[string]int{}}
	for i := range in.Sites {
		s := &in.Sites[i]
		m.first[s.ID] = len(m.teams) + 1
		for j := range s.Teams {
			m.teams = append(m.teams, &s.Teams[j])
		}
		for j := range s.Cells {
			m.cells, m.site = append(m.cells, &s.Cells[j]), append(m.site, s)
			m.index[s.Cells[j].ID] = len(m.cells)
		}
	}
	return m
}

// text is the model. cumulative.mzn alone is included: globals.mzn of Debian's
// MiniZinc 2.6.4 does not compile.
func (m *model) text() string {
	var w strings.Builder
	n, h := len(m.cells), 0
	for _, s := range m.in.Sites {
		h = max(h, s.Window.To)
	}
	fmt.Fprintf(&w, "include \"cumulative.mzn\";\narray[1..%d] of var 0..%d: start;\narray[1..%d] of var 1..%d: team;\n", n, h, n, len(m.teams))
	for i, c := range m.cells {
		var teams []string
		for j := range m.site[i].Teams {
			if able(m.in.Policy.ConflictOfInterest, m.site[i], &m.site[i].Teams[j], c) {
				teams = append(teams, fmt.Sprint(m.first[m.site[i].ID]+j))
			}
		}
		fmt.Fprintf(&w, "constraint team[%d] in {%s} /\\ start[%d] <= %d;\n", i+1, strings.Join(teams, ","), i+1, m.site[i].Window.To-c.Duration)
		for j, d := range m.cells[:i] {
			if m.site[i] == m.site[j] {
				walk := way(m.site[i], c, d)
				fmt.Fprintf(&w, "constraint team[%d] = team[%d] -> start[%d] + %d <= start[%d] \\/ start[%d] + %d <= start[%d];\n",
					i+1, j+1, i+1, c.Duration+walk, j+1, j+1, d.Duration+walk, i+1)
			}
		}
	}
	m.shared(&w)
	m.groups(&w)
	m.goal(&w)
	return w.String()
}

func (m *model) shared(w *strings.Builder) {
	for i := range m.in.Sites {
		s := &m.in.Sites[i]
		for _, e := range s.Equipment {
			var starts, lengths []string
			for j := range s.Cells {
				for _, n := range s.Cells[j].Needs.Equipment {
					if n.Kind == e.Kind {
						starts = append(starts, fmt.Sprintf("start[%d]+%d", m.index[s.Cells[j].ID], n.From))
						lengths = append(lengths, fmt.Sprint(n.For))
					}
				}
			}
			cumulative(w, starts, lengths, e.Count)
		}
		if m.in.Policy.MaxTeamsPerLanding == nil {
			continue
		}
		var places []string
		starts, lengths := map[string][]string{}, map[string][]string{}
		for j := range s.Cells {
			c := &s.Cells[j]
			place := c.Building + "/" + c.Wing + "/" + c.Landing
			if starts[place] == nil {
				places = append(places, place)
			}
			starts[place] = append(starts[place], fmt.Sprintf("start[%d]", m.index[c.ID]))
			lengths[place] = append(lengths[place], fmt.Sprint(c.Duration))
		}
		for _, p := range places {
			cumulative(w, starts[p], lengths[p], *m.in.Policy.MaxTeamsPerLanding)
		}
	}
}

func cumulative(w *strings.Builder, starts, lengths []string, limit int) {
	if len(starts) > limit {
		fmt.Fprintf(w, "constraint cumulative([%s],[%s],[%s],%d);\n", strings.Join(starts, ","), strings.Join(lengths, ","),
			strings.Join(slices.Repeat([]string{"1"}, len(starts)), ","), limit)
	}
}

func (m *model) groups(w *strings.Builder) {
	for _, g := range m.in.Groups {
		for _, a := range g.Cells {
			if g.FirstWave {
				fmt.Fprintf(w, "constraint start[%d] = 0;\n", m.index[a])
				continue
			}
			for _, b := range g.Cells {
				if a != b {
					fmt.Fprintf(w, "constraint start[%d] - start[%d] <= %d;\n", m.index[a], m.index[b], g.Tolerance)
				}
			}
		}
	}
}

// goal is the operation's makespan, then the sum of the sites'.
func (m *model) goal(w *strings.Builder) {
	var ends []string
	for i := range m.in.Sites {
		s := &m.in.Sites[i]
		var some []string
		for j := range s.Cells {
			k := m.index[s.Cells[j].ID]
			some = append(some, fmt.Sprintf("start[%d] = 0", k))
			fmt.Fprintf(w, "constraint end%d >= start[%d] + %d;\n", i, k, s.Cells[j].Duration)
		}
		fmt.Fprintf(w, "var 0..%d: end%d;\nconstraint %s;\n", s.Window.To, i, strings.Join(some, " \\/ "))
		ends = append(ends, fmt.Sprintf("end%d", i))
	}
	fmt.Fprintf(w, "var int: goal = %d * max([%s]) + sum([%s]);\n", len(ends), strings.Join(ends, ","), strings.Join(ends, ","))
	// Of the searches tried (none named, starts first, teams first, with restarts) this found most.
	w.WriteString("solve :: seq_search([int_search(team, dom_w_deg, indomain_random), int_search(start, smallest, indomain_min)])\n" +
		"  :: restart_luby(250) minimize goal;\n")
	fmt.Fprintf(w, "output [\"plan \" ++ show(start) ++ \" \" ++ show(team)];\n")
}

// read takes a line of the output that is a plan.
func (m *model) read(line string) map[string]planner.Assignment {
	rest, ok := strings.CutPrefix(line, "plan [")
	if !ok {
		return nil
	}
	first, second, _ := strings.Cut(rest, "] [")
	starts, teams := strings.Split(first, ","), strings.Split(strings.TrimSuffix(second, "]"), ",")
	if len(starts) != len(m.cells) || len(teams) != len(m.cells) {
		return nil
	}
	found := map[string]planner.Assignment{}
	for i, c := range m.cells {
		var start, team int
		if _, err := fmt.Sscan(starts[i], &start); err != nil {
			return nil
		}
		if _, err := fmt.Sscan(teams[i], &team); err != nil {
			return nil
		}
		found[c.ID] = planner.Assignment{Cell: c.ID, Team: m.teams[team-1].ID, Start: start, End: start + c.Duration}
	}
	return found
}
