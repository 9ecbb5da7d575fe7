package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/check"
)

// valued is a plan as the variables of the program: what each binary means, and ends
// as early as they may be.
func (p *program) valued(found map[string]planner.Assignment) map[string]int {
	start, team, values := make([]int, len(p.cells)), make([]int, len(p.cells)), map[string]int{}
	for i, c := range p.cells {
		a := found[c.ID]
		start[i] = a.Start
		for k, t := range p.teams {
			if t.ID == a.Team {
				team[i] = k + 1
			}
		}
		values[begins(i)] = a.Start
	}
	for k := range p.in.Sites {
		over := fmt.Sprintf("e%d", k)
		for _, c := range p.in.Sites[k].Cells {
			values[over] = max(values[over], found[c.ID].End)
		}
		values["whole"] = max(values["whole"], values[over])
	}
	for _, b := range p.binary {
		if b.is(start, team) {
			values[b.name] = 1
		}
	}
	return values
}

// broken are the rows and bounds that the values do not keep.
func (p *program) broken(values map[string]int) (rows []string) {
	for n, r := range p.rows {
		sum := 0
		for _, t := range r.terms {
			sum += t.n * values[t.name]
		}
		if sum < r.least {
			rows = append(rows, fmt.Sprintf("r%d: %v", n, r))
		}
	}
	for i, most := range p.most {
		if values[begins(i)] > most {
			rows = append(rows, fmt.Sprintf("%s > %d", begins(i), most))
		}
	}
	return rows
}

func TestAMixedIntegerProgramAllowsWhatTheCheckerAllowsAndNothingElse(t *testing.T) {
	for _, size := range [][2]int{{1, 8}, {1, 20}, {3, 24}} {
		in, err := planner.ParseInstance(planner.Generate(size[0], size[1], 1).Encode())
		if err != nil {
			t.Fatal(err)
		}
		p := newProgram(newModel(in))
		best, err := planner.Solve(t.Context(), in, planner.Options{Rounds: 20})
		if err != nil {
			t.Fatal(err)
		}
		found := map[string]planner.Assignment{}
		for _, a := range best.Assignments {
			found[a.Cell] = a
		}
		if rows := p.broken(p.valued(found)); len(rows) > 0 {
			t.Fatalf("%v: a lawful plan breaks %v", size, rows)
		}
		judged := 0
		for id, was := range found {
			for _, other := range []planner.Assignment{later(was, 1), later(was, 7), later(was, -was.Start), teamed(was, p.teams[0].ID)} {
				found[id] = other
				unlawful := violations(t, in, found)
				if rows := p.broken(p.valued(found)); len(rows) > 0 != unlawful {
					t.Errorf("%v: %+v instead of %+v: the checker says unlawful=%v, the program %v", size, other, was, unlawful, rows)
				}
				judged++
			}
			found[id] = was
		}
		t.Logf("%v: %d rows, %d binaries, %d plans judged", size, len(p.rows), len(p.binary), judged)
	}
}

func later(a planner.Assignment, by int) planner.Assignment {
	a.Start, a.End = a.Start+by, a.End+by
	return a
}

func teamed(a planner.Assignment, team string) planner.Assignment {
	a.Team = team
	return a
}

// violations says whether the checker has something against the plan, or a group or
// a site slips, which the program does not allow.
func violations(t *testing.T, in *planner.Instance, found map[string]planner.Assignment) bool {
	t.Helper()
	doc := document(in, found)
	violations, err := check.Run(in.Encode(), doc.Encode())
	if err != nil {
		t.Fatal(err)
	}
	return len(violations) > 0 || doc.Totals.GroupSlip+doc.Totals.SiteSlip > 0
}

func TestWhatMixedIntegerSolversWriteIsRead(t *testing.T) {
	in, err := planner.ParseInstance(planner.Generate(1, 8, 1).Encode())
	if err != nil {
		t.Fatal(err)
	}
	p := newProgram(newModel(in))
	found := lpt(in)
	for i := range mixedSolvers {
		s := &mixedSolvers[i]
		var w strings.Builder
		for n, c := range p.cells {
			team := 0
			for k, x := range p.teams {
				if x.ID == found[c.ID].Team {
					team = k + 1
				}
			}
			fmt.Fprintf(&w, written[s.name], begins(n), found[c.ID].Start, ofTeam(n, team))
		}
		read := p.read(s.values(w.String()))
		if fmt.Sprint(read) != fmt.Sprint(found) {
			t.Errorf("%s: read %v of\n%s", s.name, read, w.String())
		}
		if p.read(s.values("")) != nil {
			t.Errorf("%s: a plan of nothing", s.name)
		}
	}
	if text := p.text(); !strings.HasPrefix(text, "Minimize\n goal: +1 whole +1 e0") || !strings.HasSuffix(text, "\nEnd\n") {
		t.Error(text)
	}
}

// written is how each solver writes a start and an assignment into its file.
var written = map[string]string{
	"HiGHS": "%s %d\n%s 1\n",
	"CBC":   "      7 %s       %d       0\n     12 %s      0.99999999                    0\n",
	"GLPK":  "     7 %s                     %d             0            73 \n    12 %s         *              1             0             1 \n",
}
