package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/cellsweep/cellsweep/planner"
)

// peer is a solver of others: one that MiniZinc drives, or one of mixed-integer programs.
type peer struct {
	name    string
	solver  string // its id in MiniZinc
	options []string
	choice  string // how it chooses a team, "" at random
	mixed   *mixed // nil for those that MiniZinc drives
	missing string // why it is not measured, "" where it is installed
}

// findPeers asks MiniZinc, and the path of programs, what is installed.
func findPeers() []peer {
	all := []peer{{name: "Gecode", solver: "org.gecode.gecode"}, {name: "Chuffed", solver: "org.chuffed.chuffed", options: []string{"-f"}, choice: "indomain_min"}} // it knows no choice at random
	for i := range mixedSolvers {
		all = append(all, peer{name: mixedSolvers[i].name, mixed: &mixedSolvers[i]})
	}
	listed, err := exec.Command("minizinc", "--solvers").Output() //nolint:noctx // prints and ends
	for i := range all {
		p := &all[i]
		if p.mixed != nil {
			if _, err := exec.LookPath(p.mixed.program); err != nil {
				p.missing = "there is no program " + p.mixed.program
			}
			continue
		}
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
	if p.mixed != nil {
		return p.mixed.solve(ctx, b, in, plan)
	}
	model := plan + ".mzn"
	m := newModel(in)
	if err := os.WriteFile(model, []byte(m.text(cmp.Or(p.choice, "indomain_random"))), 0o600); err != nil {
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
	return a.ended(in, best, spent, proven, plan)
}

// ended is what a peer has come to: its best plan, nil for none, which the checker reads
// from a file; of what it proved the value is its own bound.
func (a answer) ended(in *planner.Instance, best map[string]planner.Assignment, used spent, proven bool, plan string) (answer, error) {
	if best == nil {
		return answer{spent: used, Skipped: "no plan"}, nil
	}
	doc := document(in, best)
	a.of(doc)
	a.spent, a.Proven = used, 0
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
func (m *model) text(choice string) string {
	var w strings.Builder
	n, h := len(m.cells), 0
	for _, s := range m.in.Sites {
		h = max(h, s.Window.To)
	}
	fmt.Fprintf(&w, "include \"cumulative.mzn\";\narray[1..%d] of var 0..%d: start;\narray[1..%d] of var 1..%d: team;\n", n, h, n, len(m.teams))
	for i, c := range m.cells {
		var teams []string
		for _, t := range m.able(i) {
			teams = append(teams, fmt.Sprint(t))
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
	m.counted(func(uses []use, limit int) { cumulative(&w, uses, limit) })
	m.groups(&w)
	m.goal(&w, choice)
	return w.String()
}

// able are the teams that may search a cell, from 1.
func (m *model) able(cell int) (teams []int) {
	for j := range m.site[cell].Teams {
		if able(m.in.Policy.ConflictOfInterest, m.site[cell], &m.site[cell].Teams[j], m.cells[cell]) {
			teams = append(teams, m.first[m.site[cell].ID]+j)
		}
	}
	return teams
}

// use is a cell's need of something of which there is a number: from so long after its
// start, for so long.
type use struct{ cell, from, length int }

// counted hands over what there is a number of, kit and room on landings, with all that
// use it, where they are more.
func (m *model) counted(see func(uses []use, limit int)) {
	for i := range m.in.Sites {
		s := &m.in.Sites[i]
		for _, e := range s.Equipment {
			var uses []use
			for j := range s.Cells {
				for _, n := range s.Cells[j].Needs.Equipment {
					if n.Kind == e.Kind {
						uses = append(uses, use{m.index[s.Cells[j].ID] - 1, n.From, n.For})
					}
				}
			}
			if len(uses) > e.Count {
				see(uses, e.Count)
			}
		}
		if m.in.Policy.MaxTeamsPerLanding == nil {
			continue
		}
		var places []string
		on := map[string][]use{}
		for j := range s.Cells {
			c := &s.Cells[j]
			place := c.Building + "/" + c.Wing + "/" + c.Landing
			if on[place] == nil {
				places = append(places, place)
			}
			on[place] = append(on[place], use{m.index[c.ID] - 1, 0, c.Duration})
		}
		for _, place := range places {
			if limit := *m.in.Policy.MaxTeamsPerLanding; len(on[place]) > limit {
				see(on[place], limit)
			}
		}
	}
}

func cumulative(w *strings.Builder, uses []use, limit int) {
	var starts, lengths []string
	for _, u := range uses {
		starts, lengths = append(starts, fmt.Sprintf("start[%d]+%d", u.cell+1, u.from)), append(lengths, fmt.Sprint(u.length))
	}
	fmt.Fprintf(w, "constraint cumulative([%s],[%s],[%s],%d);\n", strings.Join(starts, ","), strings.Join(lengths, ","),
		strings.Join(slices.Repeat([]string{"1"}, len(starts)), ","), limit)
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
func (m *model) goal(w *strings.Builder, choice string) {
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
	fmt.Fprintf(w, "solve :: seq_search([int_search(team, dom_w_deg, %s), int_search(start, smallest, indomain_min)])\n"+
		"  :: restart_luby(250) minimize goal;\n", choice)
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
