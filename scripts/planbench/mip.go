package main

import (
	"fmt"
	"slices"
	"strings"
)

// program is an instance as a mixed-integer program with orders and assignments as
// binaries, for solvers that know no constraint but a linear one.
type program struct {
	*model
	rows   []row
	binary []binary
	most   []int // of each cell, the latest start
}

// row is a linear constraint: the sum of the terms is at least so much.
type row struct {
	terms []term
	least int
}

type term struct {
	n    int
	name string
}

// binary is a variable of 0 and 1, and what it is in a plan: its cells' starts and teams.
type binary struct {
	name string
	is   func(start, team []int) bool
}

func newProgram(m *model) *program {
	p := &program{model: m}
	for i, c := range m.cells {
		p.most = append(p.most, m.site[i].Window.To-c.Duration)
	}
	able := make([][]int, len(m.cells))
	for i := range m.cells {
		able[i] = p.assigned(i, m.able(i))
	}
	for i := range m.cells {
		for j := range i {
			if m.site[i] == m.site[j] {
				p.apart(j, i, able)
			}
		}
	}
	n := 0
	m.counted(func(uses []use, limit int) {
		n++
		p.within(n, uses, limit)
	})
	p.together()
	p.ends()
	return p
}

func (p *program) add(least int, terms ...term) { p.rows = append(p.rows, row{terms, least}) }

func (p *program) yes(is func(start, team []int) bool, format string, args ...any) string {
	name := fmt.Sprintf(format, args...)
	p.binary = append(p.binary, binary{name, is})
	return name
}

func begins(i int) string       { return fmt.Sprintf("s%d", i) }
func ofTeam(i, team int) string { return fmt.Sprintf("a%d_%d", i, team) }

// assigned gives the cell one of its teams.
func (p *program) assigned(i int, teams []int) []int {
	var one, none []term
	for _, t := range teams {
		name := p.yes(func(_, team []int) bool { return team[i] == t }, "%s", ofTeam(i, t))
		one, none = append(one, term{1, name}), append(none, term{-1, name})
	}
	p.add(1, one...)
	p.add(-1, none...)
	return teams
}

// apart keeps two cells of one team from each other and the walk between them.
func (p *program) apart(i, j int, able [][]int) {
	order := ""
	walk := way(p.site[i], p.cells[i], p.cells[j])
	m := p.site[i].Window.To + max(p.cells[i].Duration, p.cells[j].Duration) + walk
	for _, t := range able[i] {
		if !slices.Contains(able[j], t) {
			continue
		}
		if order == "" {
			order = p.yes(func(start, _ []int) bool { return start[i] <= start[j] }, "o%d_%d", i, j)
		}
		a, b := term{-m, ofTeam(i, t)}, term{-m, ofTeam(j, t)}
		p.add(p.cells[i].Duration+walk-3*m, term{1, begins(j)}, term{-1, begins(i)}, term{-m, order}, a, b)
		p.add(p.cells[j].Duration+walk-2*m, term{1, begins(i)}, term{-1, begins(j)}, term{m, order}, a, b)
	}
}

// within keeps the uses that overlap at any start within the limit. At the start of one
// another is under way if it began by then (x) and is not over yet (z); one of the two
// is always so, so that x + z - 1 counts it.
func (p *program) within(n int, uses []use, limit int) {
	for b, second := range uses {
		var sum []term
		for a, first := range uses {
			if a == b {
				continue
			}
			m := p.site[first.cell].Window.To + first.from + second.from + first.length + 1
			from := func(u use, start []int) int { return start[u.cell] + u.from }
			x := p.yes(func(start, _ []int) bool { return from(first, start) <= from(second, start) }, "x%d_%d_%d", n, a, b)
			z := p.yes(func(start, _ []int) bool { return from(first, start)+first.length > from(second, start) }, "z%d_%d_%d", n, a, b)
			p.add(1-first.from+second.from, term{1, begins(first.cell)}, term{-1, begins(second.cell)}, term{m, x})
			p.add(first.length+first.from-second.from, term{1, begins(second.cell)}, term{-1, begins(first.cell)}, term{m, z})
			sum = append(sum, term{-1, x}, term{-1, z})
		}
		p.add(-(limit - 1 + len(uses) - 1), sum...)
	}
}

// together keeps the members of a group within its tolerance.
func (p *program) together() {
	for _, g := range p.in.Groups {
		for _, a := range g.Cells {
			i := p.index[a] - 1
			if g.FirstWave {
				p.most[i] = 0
				continue
			}
			for _, b := range g.Cells {
				if j := p.index[b] - 1; i != j {
					p.add(-g.Tolerance, term{-1, begins(i)}, term{1, begins(j)})
				}
			}
		}
	}
}

// ends has every site begin a search at minute 0, and knows when it is over (e), and the operation (whole).
func (p *program) ends() {
	for k := range p.in.Sites {
		s := &p.in.Sites[k]
		var some []term
		over := fmt.Sprintf("e%d", k)
		for j := range s.Cells {
			i := p.index[s.Cells[j].ID] - 1
			p.add(s.Cells[j].Duration, term{1, over}, term{-1, begins(i)})
			name := p.yes(func(start, _ []int) bool { return start[i] == 0 }, "f%d", i)
			p.add(-s.Window.To, term{-1, begins(i)}, term{-s.Window.To, name})
			some = append(some, term{1, name})
		}
		if len(some) > 0 {
			p.add(1, some...)
		}
		p.add(0, term{1, "whole"}, term{-1, over})
	}
}

// text is the program in the LP format of CPLEX, as CBC, GLPK and HiGHS read it.
func (p *program) text() string {
	var w strings.Builder
	goal := []term{{len(p.in.Sites), "whole"}}
	for k := range p.in.Sites {
		goal = append(goal, term{1, fmt.Sprintf("e%d", k)})
	}
	w.WriteString("Minimize\n goal:")
	write(&w, goal)
	w.WriteString("\nSubject To\n")
	for n, r := range p.rows {
		fmt.Fprintf(&w, " r%d:", n)
		write(&w, r.terms)
		fmt.Fprintf(&w, " >= %d\n", r.least)
	}
	w.WriteString("Bounds\n")
	for i, most := range p.most {
		fmt.Fprintf(&w, " 0 <= %s <= %d\n", begins(i), most)
	}
	w.WriteString("Binaries\n")
	for _, b := range p.binary {
		fmt.Fprintf(&w, " %s\n", b.name)
	}
	w.WriteString("End\n")
	return w.String()
}

// write breaks the lines: CBC reads no long ones.
func write(w *strings.Builder, terms []term) {
	for k, t := range terms {
		if k > 0 && k%8 == 0 {
			w.WriteString("\n  ")
		}
		fmt.Fprintf(w, " %+d %s", t.n, t.name)
	}
}
