package learn_test

import (
	"context"
	"os"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/cellsweep/cellsweep/planner/learn"
)

// term is a literal that can be asked without the solver.
type term struct {
	x, b  int
	least bool
}

func (t term) holds(v []int) bool { return t.least && v[t.x] >= t.b || !t.least && v[t.x] <= t.b }

type distance struct {
	x, y, by int
	cond     *term
}

type task struct{ x, from, to, units int }

// puzzle is a set of constraints that is small enough for every value to be tried.
type puzzle struct {
	lo, hi    []int
	clauses   [][]term
	distances []distance
	tasks     []task
	steps     []learn.Step
}

func drawTerm(t *rapid.T, n int) term {
	return term{rapid.IntRange(0, n-1).Draw(t, "x"), rapid.IntRange(0, 4).Draw(t, "b"), rapid.Bool().Draw(t, "least")}
}

func drawPuzzle(t *rapid.T) *puzzle {
	p := &puzzle{}
	n := rapid.IntRange(4, 8).Draw(t, "variables")
	for range n {
		lo := rapid.IntRange(-1, 2).Draw(t, "lo")
		hi := lo + rapid.IntRange(1, 4).Draw(t, "length")
		if rapid.Bool().Draw(t, "boolean") {
			lo, hi = 0, 1
		}
		p.lo, p.hi = append(p.lo, lo), append(p.hi, hi)
	}
	for range rapid.IntRange(0, 24).Draw(t, "clauses") {
		var c []term
		for range rapid.IntRange(2, 4).Draw(t, "size") {
			c = append(c, drawTerm(t, n))
		}
		p.clauses = append(p.clauses, c)
	}
	for range rapid.IntRange(0, 8).Draw(t, "distances") {
		d := distance{rapid.IntRange(0, n-1).Draw(t, "from"), rapid.IntRange(0, n-1).Draw(t, "to"), rapid.IntRange(-2, 1).Draw(t, "by"), nil}
		if rapid.IntRange(0, 5).Draw(t, "under") > 0 {
			c := drawTerm(t, n)
			d.cond = &c
		}
		p.distances = append(p.distances, d)
	}
	at := -100
	for range rapid.IntRange(1, 3).Draw(t, "steps") {
		p.steps = append(p.steps, learn.Step{At: at, Capacity: rapid.IntRange(1, 3).Draw(t, "capacity")})
		at = max(at, -1) + rapid.IntRange(1, 4).Draw(t, "next")
	}
	for range rapid.IntRange(0, 5).Draw(t, "tasks") {
		from := rapid.IntRange(0, 2).Draw(t, "from")
		p.tasks = append(p.tasks, task{rapid.IntRange(0, n-1).Draw(t, "of"), from,
			from + rapid.IntRange(0, 2).Draw(t, "for"), rapid.IntRange(1, 2).Draw(t, "units")})
	}
	return p
}

func (p *puzzle) holds(v []int) bool {
	for _, c := range p.clauses {
		any := false
		for _, t := range c {
			any = any || t.holds(v)
		}
		if !any {
			return false
		}
	}
	for _, d := range p.distances {
		if (d.cond == nil || d.cond.holds(v)) && v[d.y] < v[d.x]+d.by {
			return false
		}
	}
	for minute := -10; minute < 20; minute++ {
		used, capacity := 0, 0
		for _, s := range p.steps {
			if s.At <= minute {
				capacity = s.Capacity
			}
		}
		for _, t := range p.tasks {
			if v[t.x]+t.from <= minute && minute < v[t.x]+t.to {
				used += t.units
			}
		}
		if used > capacity {
			return false
		}
	}
	return true
}

func (p *puzzle) solvable(v []int) bool {
	if len(v) == len(p.lo) {
		return p.holds(v)
	}
	for x := p.lo[len(v)]; x <= p.hi[len(v)]; x++ {
		if p.solvable(append(v, x)) {
			return true
		}
	}
	return false
}

func (p *puzzle) build() (*learn.Solver, []learn.Var) {
	s := learn.New()
	vars := make([]learn.Var, len(p.lo))
	for i := range vars {
		if p.lo[i] == 0 && p.hi[i] == 1 {
			vars[i] = s.Bool()
		} else {
			vars[i] = s.Int(p.lo[i], p.hi[i])
		}
	}
	lit := func(t term) learn.Lit {
		if t.least {
			return vars[t.x].AtLeast(t.b)
		}
		return vars[t.x].AtMost(t.b)
	}
	for _, c := range p.clauses {
		var lits []learn.Lit
		for _, t := range c {
			lits = append(lits, lit(t))
		}
		s.Clause(lits...)
	}
	for _, d := range p.distances {
		if d.cond != nil {
			s.DistanceIf(lit(*d.cond), vars[d.x], vars[d.y], d.by)
		} else {
			s.Distance(vars[d.x], vars[d.y], d.by)
		}
	}
	var tasks []learn.Task
	for _, k := range p.tasks {
		tasks = append(tasks, learn.Task{Start: vars[k.x], From: k.from, To: k.to, Units: k.units})
	}
	s.Cumulative(tasks, p.steps)
	return s, vars
}

// hunted is how many puzzles CELLSWEEP_HUNT asks for; 0 is the ordinary run.
func hunted() int {
	n, _ := strconv.Atoi(os.Getenv("CELLSWEEP_HUNT"))
	return n
}

func TestASearchFindsValuesWhereThereAreSomeAndRefutesWhereThereAreNone(t *testing.T) {
	found, refuted, conflicts := 0, 0, 0
	try := func(t *rapid.T) {
		p := drawPuzzle(t)
		s, vars := p.build()
		st := s.Solve(context.Background(), 100000)
		conflicts += s.Conflicts
		switch there := p.solvable(nil); st {
		case learn.Found:
			found++
			v := make([]int, len(vars))
			for i := range vars {
				v[i] = s.Value(vars[i])
			}
			if !p.holds(v) {
				t.Fatalf("%v breaks %+v", v, p)
			}
		case learn.Refuted:
			refuted++
			if there {
				t.Fatalf("a false refutation of %+v", p)
			}
		default:
			t.Fatal("a small puzzle exhausts the budget")
		}
	}
	for range max(1, hunted()/100) {
		rapid.Check(t, try)
	}
	t.Logf("%d found, %d refuted, %d conflicts: all agree with trying every value", found, refuted, conflicts)
	if found == 0 || refuted == 0 || conflicts == 0 {
		t.Error("the puzzles are too easy to show anything")
	}
}

func TestSixPigeonsFitInSixHolesAndNotInFive(t *testing.T) {
	for _, holes := range []int{5, 6} {
		s := learn.New()
		x := make([][]learn.Var, 6)
		for i := range x {
			var one []learn.Lit
			for range holes {
				v := s.Bool()
				x[i] = append(x[i], v)
				one = append(one, v.AtLeast(1))
			}
			s.Clause(one...)
			for k := range i {
				for h := range holes {
					s.Clause(x[i][h].AtMost(0), x[k][h].AtMost(0))
				}
			}
		}
		want := learn.Refuted
		if holes == 6 {
			want = learn.Found
		}
		if got := s.Solve(context.Background(), 100000); got != want {
			t.Errorf("6 pigeons, %d holes: %d after %d conflicts", holes, got, s.Conflicts)
		}
	}
}

func TestASearchThatIsStoppedGoesOnWhereItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPuzzle(t)
		whole, _ := p.build()
		want := whole.Solve(context.Background(), 100000)
		s, _ := p.build()
		got := learn.Exhausted
		for range 100000 {
			if got = s.Solve(context.Background(), 1); got != learn.Exhausted {
				break
			}
		}
		if got != want {
			t.Fatalf("in steps %d, at once %d", got, want)
		}
	})
}
