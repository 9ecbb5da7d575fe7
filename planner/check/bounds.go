package check

import (
	"cmp"
	"fmt"
	"slices"
)

// boundRules recomputes every bound from its witness, and asks of what the bounds
// build on, least priority left out and least slip, as much as can be asked.
func (c *checker) boundRules() {
	musts := c.musts()
	if len(c.found) == 0 { // a plan that breaks a rule has more to mend than this
		for _, m := range musts {
			c.minimalRule(m)
		}
	}
	highest, sum := 0, 0
	for i, l := range c.lines {
		c.boundRule(l, musts[i], musts)
		c.provenRule(l)
		highest, sum = max(highest, l.lowerBound), sum+l.lowerBound
	}
	t := &c.plan.totals
	if t.makespanBound != highest {
		c.breach(RuleBound, "makespanBound is %d, the greatest bound of a site is %d", t.makespanBound, highest)
	}
	if t.sumMakespanBound != sum {
		c.breach(RuleBound, "sumMakespanBound is %d, the bounds of the sites sum up to %d", t.sumMakespanBound, sum)
	}
	c.provenSums()
	c.exposureBoundRule(musts)
}

func (c *checker) boundRule(l *siteLine, m *must, musts []*must) {
	if l.lowerBound > l.goal() {
		c.breach(RuleBound, "site %s has the lower bound %d above its makespan %d", l.site.id, l.lowerBound, l.goal())
		return
	}
	if l.bound == nil {
		if l.lowerBound > 0 {
			c.breach(RuleBound, "site %s has the lower bound %d and no witness for it", l.site.id, l.lowerBound)
		}
		return
	}
	if l.bound.value != l.lowerBound {
		c.breach(RuleBound, "site %s has the lower bound %d, its bound's value is %d", l.site.id, l.lowerBound, l.bound.value)
		return
	}
	if l.bound.value == 0 {
		return // no plan is over before it begins
	}
	c.witnessRule(l, m, musts)
}

// goal is the makespan that bound and proof speak of: the best one, where the
// plan says that it let the makespan grow for the sake of exposure.
func (l *siteLine) goal() int {
	if l.best >= 0 {
		return l.best
	}
	return l.makespan
}

// provenRule: where the makespan may grow for the sake of exposure, proof is of
// the best makespan, which the plan gives for the operation only. Of a site it can
// then be asked only that it claims a proof where bound and makespan are equal;
// provenSums asks whether all claims together can be true.
func (c *checker) provenRule(l *siteLine) {
	if l.best < 0 && c.in.slack > 0 && l.proven && l.lowerBound <= l.makespan {
		return
	}
	if equal := l.lowerBound == l.goal(); l.proven != equal {
		c.breach(RuleProven, "site %s has the makespan %d and the lower bound %d, but says proven = %t", l.site.id, l.goal(), l.lowerBound, l.proven)
	}
}

// provenSums compares the best makespans of the operation with what the sites
// say: the best of a proven site is its bound, that of another lies between
// bound and makespan.
func (c *checker) provenSums() {
	t := &c.plan.totals
	if c.in.slack == 0 || t.makespanBest < 0 || t.sumMakespanBest < 0 {
		return
	}
	highest, sum := 0, 0
	for _, l := range c.lines {
		best := l.makespan
		if l.proven {
			best = l.lowerBound
		}
		highest, sum = max(highest, best), sum+best
	}
	if t.makespanBest > highest || t.sumMakespanBest > sum {
		c.breach(RuleProven, "makespanBest %d and sumMakespanBest %d exceed %d and %d, which follow from the sites that are proven",
			t.makespanBest, t.sumMakespanBest, highest, sum)
	}
	if t.makespanBest < t.makespanBound || t.sumMakespanBest < t.sumMakespanBound {
		c.breach(RuleBound, "makespanBest %d and sumMakespanBest %d lie below their bounds %d and %d",
			t.makespanBest, t.sumMakespanBest, t.makespanBound, t.sumMakespanBound)
	}
}

// witnessRule recomputes one site's bound. A witness yields several values where
// a bound can be drawn sharper or less sharp from it; each of them is sound.
func (c *checker) witnessRule(l *siteLine, m *must, musts []*must) {
	w := witness{must: m, musts: musts, in: c.in, node: l.bound.witness, value: l.bound.value}
	ways := map[string]func() ([]int, error){
		"longestCell": w.longestCell, "release": w.release, "area": w.area, "walkForest": w.walkForest,
		"pigeonhole": w.pigeonhole, "L2": w.l2, "eligibility": w.eligibility, "equipment": w.equipment,
	}
	if l.bound.kind == "refuted" {
		c.refutedRule(l, m)
		return
	}
	way := ways[l.bound.kind]
	if way == nil {
		c.breach(RuleUnverifiable, "site %s has a bound of the unknown kind %q", l.site.id, clip(l.bound.kind))
		return
	}
	values, err := way()
	if err != nil {
		c.breach(RuleBound, "site %s: the %s bound does not follow: %s", l.site.id, l.bound.kind, err)
	} else if !slices.Contains(values, l.bound.value) {
		c.breach(RuleBound, "site %s: the %s bound is %d, its witness yields %s", l.site.id, l.bound.kind, l.bound.value, listed(values))
	}
}

func listed(values []int) string {
	slices.Sort(values)
	return fmt.Sprint(slices.Compact(values))
}

// witness is what a bound claims to follow from.
type witness struct {
	must  *must
	musts []*must
	in    *instance
	node  *node
	value int
}

// one is the witness's cell; it must be searched by every minimal plan.
func (w *witness) one() (*cell, error) {
	n := w.node.member("cell")
	if n == nil || n.kind != kindText {
		return nil, fmt.Errorf("the witness names no cell")
	}
	return w.needed(n.text)
}

func (w *witness) needed(id string) (*cell, error) {
	x := w.in.cellByID[id]
	switch {
	case x == nil || x.site != w.must.line.site:
		return nil, fmt.Errorf("the site has no cell %q", clip(id))
	case !slices.Contains(w.must.cells, x):
		return nil, fmt.Errorf("it counts cell %s, which a plan as good may leave out", x.id)
	}
	return x, nil
}

// cells are those that the witness lists, each once; all that every minimal plan
// searches where it lists none.
func (w *witness) cells() ([]*cell, error) {
	n := w.node.member("cells")
	if n == nil {
		return w.must.cells, nil
	}
	if n.kind != kindList {
		return nil, fmt.Errorf("the witness's cells are not a list")
	}
	counted := map[string]bool{}
	for _, x := range w.must.cells {
		counted[x.id] = true
	}
	var cells []*cell
	for _, item := range n.items {
		if item.kind != kindText || !counted[item.text] {
			_, err := w.needed(item.text)
			return nil, cmp.Or(err, fmt.Errorf("it counts cell %q twice", clip(item.text)))
		}
		counted[item.text] = false
		cells = append(cells, w.in.cellByID[item.text])
	}
	return cells, nil
}

// crew are the teams that share the cells: by the witness a number, or a list of
// ids; all of the site where it says nothing.
type crew struct {
	count int
	head  int     // no cell can be started before
	froms [][]int // starts of the shifts, head at least: of the teams listed, of those that can search any of the cells
}

// crew may not be fewer than the teams that can search any of the cells.
func (w *witness) crew(cells []*cell) (crew, error) {
	useful := w.must.useful(cells)
	site := w.must.line.site
	head := w.head(cells)
	c := crew{count: len(site.teams), head: head, froms: shiftsOf(site.teams, head, cells, func(t *team) bool { return useful[t] })}
	n := w.node.member("teams")
	switch {
	case n != nil && n.kind == kindNumber:
		c.count, _ = integer(n.text)
	case n != nil && n.kind == kindList:
		named := map[*team]bool{}
		for _, item := range n.items {
			named[w.in.teamByID[item.text]] = true
		}
		for t := range useful {
			if !named[t] {
				return c, fmt.Errorf("team %s can search some of the cells and is not counted", t.id)
			}
		}
		listed := shiftsOf(site.teams, head, cells, func(t *team) bool { return named[t] })
		c.count, c.froms = len(listed[0]), append(c.froms, listed...)
	}
	if c.count < len(useful) || c.count < 1 {
		return c, fmt.Errorf("%d teams are counted where %d can search some of the cells", c.count, len(useful))
	}
	return c, nil
}

// head is the first minute at which any of the cells can start.
func (w *witness) head(cells []*cell) int {
	head := latest
	for _, x := range cells {
		head = min(head, w.must.able[x].earliest)
	}
	if len(cells) == 0 {
		return 0
	}
	return head
}

// shiftsOf gives the starts of the shifts, and the starts with lateness counted.
func shiftsOf(teams []*team, head int, cells []*cell, counts func(*team) bool) [][]int {
	froms := make([][]int, 2)
	for _, t := range teams {
		if counts(t) {
			froms[0] = append(froms[0], max(0, head, t.shift.from))
			froms[1] = append(froms[1], max(0, head, t.onset(cells)))
		}
	}
	slices.Sort(froms[0])
	slices.Sort(froms[1])
	return froms
}

// onset is before which the team begins none of the cells by its shift and its
// lateness, which does not hold for cells that are pinned to it.
func (t *team) onset(cells []*cell) int {
	least := latest
	for _, x := range cells {
		if x.pin == nil || x.pin.team == t {
			least = min(least, t.hours(x).from)
		}
	}
	if least == latest { // nothing of it can be this team's
		return t.shift.from
	}
	return least
}

// done is when minutes of work can be over at the soonest: shared evenly, and
// shared by teams each of which starts with its shift.
func (c crew) done(minutes int) []int {
	if minutes == 0 {
		return []int{0} // nobody need come
	}
	values := []int{c.head + roundUp(minutes, c.count)}
	for _, froms := range c.froms {
		sum := 0
		for k, from := range froms {
			sum += from
			if end := roundUp(minutes+sum, k+1); k+1 == len(froms) || end <= froms[k+1] {
				values = append(values, end)
				break
			}
		}
	}
	return values
}

// shared is the set-up that most kinds have in common.
func (w *witness) shared() (cells []*cell, by crew, minutes int, err error) {
	if cells, err = w.cells(); err != nil {
		return nil, by, 0, err
	}
	if by, err = w.crew(cells); err != nil {
		return nil, by, 0, err
	}
	for _, x := range cells {
		minutes += x.duration
	}
	return cells, by, minutes, w.agrees("minutes", minutes)
}

// agrees compares a figure that the witness gives, if it does, with ours.
func (w *witness) agrees(name string, ours int) error {
	n := w.node.member(name)
	if n == nil {
		return nil
	}
	if value, whole := integer(n.text); n.kind != kindNumber || !whole || value != ours {
		return fmt.Errorf("it says %s = %s, where %d are found", name, clip(n.text), ours)
	}
	return nil
}
