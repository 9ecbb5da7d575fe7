package learn

import "slices"

// Task is a use of units during [start+From, start+To).
type Task struct {
	Start           Var
	From, To, Units int
}

// Step says what the capacity is from a minute on.
type Step struct{ At, Capacity int }

// Cumulative demands that at no minute the tasks use more than there is. The
// capacity is that of the last step at or before a minute; the first step has
// to lie before all tasks. Steps are by rising time.
//
// It reasons by time table: a task certainly runs between its latest start and
// its earliest end. What does not fit in beside that is moved past it, minute by
// minute of explanation (Schutt, Feydy, Stuckey, Wallace 2011).
func (s *Solver) Cumulative(tasks []Task, steps []Step) {
	c := &cumulative{steps: steps}
	var vars []Var
	for _, t := range tasks {
		if t.Units > 0 && t.From < t.To {
			c.tasks = append(c.tasks, run{int32(t.Start) << 1, int32(t.From), int32(t.To), int32(t.Units)})
			vars = append(vars, t.Start)
		}
	}
	if len(c.tasks) > 0 {
		s.Propagator(c, vars...)
	}
}

type run struct{ side, from, to, units int32 }

type cumulative struct {
	tasks []run
	steps []Step
	parts []part
	cuts  []int32
	facts []Lit
}

// part is a stretch [from, to) in which a task certainly runs.
type part struct{ task, from, to int32 }

func (c *cumulative) capacity(minute int32) int32 {
	i, found := slices.BinarySearchFunc(c.steps, int(minute), func(s Step, m int) int { return s.At - m })
	if !found {
		i--
	}
	return int32(c.steps[i].Capacity)
}

// Propagate implements Propagator.
func (c *cumulative) Propagate(s *Solver) bool {
	c.parts, c.cuts = c.parts[:0], c.cuts[:0]
	for i, t := range c.tasks {
		from, to := -s.lb[t.side^1]+t.from, s.lb[t.side]+t.to
		if from < to {
			c.parts = append(c.parts, part{int32(i), from, to})
			c.cuts = append(c.cuts, from)
		}
	}
	for _, x := range c.parts { // a level rises where a part begins or the capacity falls
		for k := 1; k < len(c.steps); k++ {
			if at := int32(c.steps[k].At); at > x.from && at < x.to && c.steps[k].Capacity < c.steps[k-1].Capacity {
				c.cuts = append(c.cuts, at)
			}
		}
	}
	for _, minute := range c.cuts {
		if c.level(minute, -1) > c.capacity(minute) {
			return s.Fail(c.why(minute, -1, c.capacity(minute))...)
		}
	}
	for i := range c.tasks {
		if !c.forward(s, int32(i)) || !c.backward(s, int32(i)) {
			return false
		}
	}
	return true
}

// level is what runs for certain at a minute, one task apart.
func (c *cumulative) level(minute, without int32) int32 {
	sum := int32(0)
	for _, p := range c.parts {
		if p.from <= minute && minute < p.to && p.task != without {
			sum += c.tasks[p.task].units
		}
	}
	return sum
}

// why are the facts that tasks of more than so many units run at a minute.
func (c *cumulative) why(minute, without, more int32) []Lit {
	c.facts = c.facts[:0]
	sum := int32(0)
	for _, p := range c.parts {
		if p.from > minute || minute >= p.to || p.task == without {
			continue
		}
		t := &c.tasks[p.task]
		c.facts = append(c.facts, Lit{t.side, minute + 1 - t.to}, Lit{t.side ^ 1, t.from - minute})
		if sum += t.units; sum > more {
			break
		}
	}
	return c.facts
}

// blocked is the last minute of [from, to) at which a task does not fit in, or
// the first.
func (c *cumulative) blocked(i, from, to int32, first bool) (int32, bool) {
	best, found := int32(0), false
	consider := func(minute int32) {
		if minute < from || minute >= to || found && (minute < best) == !first {
			return
		}
		if c.level(minute, i)+c.tasks[i].units > c.capacity(minute) {
			best, found = minute, true
		}
	}
	consider(from)
	consider(to - 1)
	for _, p := range c.parts {
		consider(p.from)
		consider(p.to - 1)
	}
	for _, s := range c.steps {
		consider(int32(s.At))
		consider(int32(s.At) - 1)
	}
	return best, found
}

// forward moves a task past the minutes at which it does not fit in.
func (c *cumulative) forward(s *Solver, i int32) bool {
	t := c.tasks[i]
	for {
		from := s.lb[t.side] + t.from
		if -s.lb[t.side^1] == s.lb[t.side] {
			return true // the parts have it whole
		}
		minute, found := c.blocked(i, from, from+t.to-t.from, false)
		if !found {
			return true
		}
		facts := append(c.why(minute, i, c.capacity(minute)-t.units), Lit{t.side, minute + 1 - t.to})
		if !s.Infer(Lit{t.side, minute + 1 - t.from}, facts...) {
			return false
		}
	}
}

// backward is forward seen from the end.
func (c *cumulative) backward(s *Solver, i int32) bool {
	t := c.tasks[i]
	for {
		from := -s.lb[t.side^1] + t.from
		if -s.lb[t.side^1] == s.lb[t.side] {
			return true
		}
		minute, found := c.blocked(i, from, from+t.to-t.from, true)
		if !found {
			return true
		}
		facts := append(c.why(minute, i, c.capacity(minute)-t.units), Lit{t.side ^ 1, t.from - minute})
		if !s.Infer(Lit{t.side ^ 1, t.to - minute}, facts...) {
			return false
		}
	}
}
