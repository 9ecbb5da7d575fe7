package robust

import (
	"cmp"
	"context"
	"slices"

	"github.com/cellsweep/cellsweep/planner"
)

// Buffering is what buffers would do: each on top of those before it, and all
// together. A buffer lets a group of linked cells, or a search that is often
// late, be planned later, so that what is told to teams beforehand is kept more
// often. It makes nothing earlier (see the package): its price is paid in the
// planned end and, a little, in the P90.
type Buffering struct {
	Proposed []Buffer     `json:"proposed"`
	Before   Distribution `json:"before"`
	After    Distribution `json:"after"`
}

// Buffer is one of them. Minutes is by how much the group's cells, or the cell,
// start later in the plan; LateIn and LateP90 are of its last start against its
// planned one, before and after; CostOperation and CostSites are minutes by
// which the planned end of the operation, and the sum of the sites', grow.
type Buffer struct {
	Group         string `json:"group,omitempty"`
	Cell          string `json:"cell,omitempty"`
	Minutes       int    `json:"minutes"`
	LateInBefore  int    `json:"lateInBefore"`
	LateInAfter   int    `json:"lateInAfter"`
	LateP90Before int    `json:"lateP90Before"`
	LateP90After  int    `json:"lateP90After"`
	CostOperation int    `json:"costOperation"`
	CostSites     int    `json:"costSites"`
	P90Before     int    `json:"p90Before"` // of the operation
	P90After      int    `json:"p90After"`
}

// Buffers proposes buffers for up to MaxBuffers groups and searches that are late
// in a tenth of the scenarios or more, by how much the P90 of their lateness is,
// or half of that and so on where windows, shifts and tolerances leave no more.
// It returns them with the plan that has them all: it is one of the same
// instance, keeps its rounds and holds every rule that the given one holds.
// Errors are those of Simulate.
func Buffers(ctx context.Context, in *planner.Instance, plan *planner.Plan, o Options) (*Buffering, *planner.Plan, error) {
	o, err := o.filled()
	if err != nil {
		return nil, nil, err
	}
	o.Progress = nil // of one simulation after another it would say nothing
	n, x, err := carried(ctx, in, plan, o)
	if err != nil {
		return nil, nil, err
	}
	out := &Buffering{Proposed: []Buffer{}, Before: n.operation(x)}
	for _, t := range n.targets(x) {
		b := n.lateness(x, t)
		for b.Minutes = b.LateP90Before; b.Minutes > 0; b.Minutes /= 2 {
			p, ok := n.later(t, b.Minutes)
			if !ok {
				continue
			}
			m, y, err := carried(ctx, in, p, o)
			if err != nil {
				return nil, nil, err
			}
			if after := m.lateness(y, t); after.LateInBefore < b.LateInBefore {
				b.LateInAfter, b.LateP90After = after.LateInBefore, after.LateP90Before
				b.CostOperation, b.CostSites = p.Totals.Makespan-plan.Totals.Makespan, p.Totals.SumMakespan-plan.Totals.SumMakespan
				b.P90Before, b.P90After = percentile(x.operation, 90), percentile(y.operation, 90)
				out.Proposed = append(out.Proposed, b)
				n, x, plan = m, y, p
			}
			break
		}
	}
	out.After = n.operation(x)
	return out, plan, nil
}

// MaxBuffers bounds how many groups and how many single searches get a buffer.
const MaxBuffers = 8

func carried(ctx context.Context, in *planner.Instance, plan *planner.Plan, o Options) (*network, *outcome, error) {
	n, err := compile(in, plan)
	if err != nil {
		return nil, nil, err
	}
	x, err := n.simulate(ctx, o, true)
	return n, x, err
}

func (n *network) operation(x *outcome) Distribution {
	planned := 0
	for i := range n.in.Sites {
		planned = max(planned, n.plannedEnd(i))
	}
	return distribution(x.operation, planned)
}

// target is what a buffer is for: a group, or a cell of none.
type target struct{ group, cell string }

// targets are the groups, then the searches outside of groups, that are late
// most often: in a tenth of the scenarios at least.
func (n *network) targets(x *outcome) []target {
	type candidate struct {
		target
		often int
	}
	var groups, cells []candidate
	for i := range n.groups {
		g := &n.groups[i]
		if len(g.members) == 0 || g.src.FirstWave {
			continue
		}
		t := target{group: g.src.ID}
		groups = append(groups, candidate{t, n.lateness(x, t).LateInBefore})
	}
	for i := range n.searches {
		if s := &n.searches[i]; s.group < 0 {
			cells = append(cells, candidate{target{cell: s.cell.ID}, x.delays[i].above(x.o.Late)})
		}
	}
	var out []target
	for _, list := range [][]candidate{groups, cells} {
		slices.SortStableFunc(list, func(a, b candidate) int { return cmp.Compare(b.often, a.often) })
		for _, c := range list[:min(len(list), MaxBuffers)] {
			if c.often*10 >= x.o.Scenarios {
				out = append(out, c.target)
			}
		}
	}
	return out
}

// lateness says how often and by how much a target's last start is late.
func (n *network) lateness(x *outcome, t target) Buffer {
	b := Buffer{Group: t.group, Cell: t.cell}
	for i := range n.groups {
		if t.group != "" && n.groups[i].src.ID == t.group {
			g := n.grouped(x, i)
			b.LateInBefore, b.LateP90Before = g.LateIn, g.LateP90
		}
	}
	for i := range n.searches {
		if t.group == "" && n.searches[i].cell.ID == t.cell {
			b.LateInBefore, b.LateP90Before = x.delays[i].above(0), x.delays[i].p90(x.o.Scenarios)
		}
	}
	return b
}

func (n *network) has(t target, s *search) bool {
	if s.group >= 0 {
		return n.groups[s.group].src.ID == t.group
	}
	return t.group == "" && s.cell.ID == t.cell
}

// settling bounds how often starts are pushed on until no search stands still.
const settling = 64

// later plans a target later and pushes on what follows. It fails where a
// window, a shift, a tolerance, a pin or the makespan's slack stands against it,
// and where a site would start later or has a cell left over for want of room.
func (n *network) later(t target, minutes int) (*planner.Plan, bool) {
	r := n.newRun()
	r.nominal()
	for i := range n.searches {
		if n.has(t, &n.searches[i]) {
			r.planned[i] += int32(minutes)
		}
	}
	for range settling {
		r.carryOut(nobody)
		still := true
		for i := range n.searches {
			r.planned[i] = r.start[i] + r.stretch[i]
			still = still && r.stretch[i] == 0
		}
		if still {
			p := n.with(r)
			return p, n.allowed(r, p)
		}
	}
	return nil, false
}

// allowed says whether the starts of a run hold where the plan's did.
func (n *network) allowed(r *run, p *planner.Plan) bool {
	full := map[string]bool{}
	for _, u := range n.plan.Unsearched {
		full[u.Cell] = u.Rule == planner.RuleCapacity
	}
	pinned := map[string]bool{}
	for _, x := range n.in.Pins {
		pinned[x.Cell] = true
	}
	for i := range n.in.Sites {
		moved, before, after := false, int32(never), int32(never)
		for _, k := range n.bySite[i] {
			s := &n.searches[k]
			if r.start[k] != s.start {
				moved = true
				if r.until[k] > min(s.limit, s.shift) || pinned[s.cell.ID] {
					return false
				}
			}
			before, after = min(before, s.start), min(after, r.start[k])
		}
		if after != before {
			return false
		}
		for _, c := range n.in.Sites[i].Cells {
			if moved && full[c.ID] {
				return false
			}
		}
	}
	w := &worker{run: r}
	for i := range n.groups {
		if _, apart := w.group(&n.groups[i]); int(apart) != n.plannedSlip(&n.groups[i]) {
			return false
		}
	}
	if best := p.Totals.MakespanBest; best != nil && p.Totals.Makespan > *best+*best*n.in.Policy.MakespanSlackPercent/100 {
		return false
	}
	return true
}

// with is the plan with the starts of a run, and the sums that follow from them.
func (n *network) with(r *run) *planner.Plan {
	p := *n.plan
	start := make(map[string]int, len(n.searches))
	for i := range n.searches {
		start[n.searches[i].cell.ID] = int(r.start[i])
	}
	p.Assignments = slices.Clone(p.Assignments)
	for i := range p.Assignments {
		a := &p.Assignments[i]
		a.Start, a.End = start[a.Cell], start[a.Cell]+a.End-a.Start
	}
	p.Sites = slices.Clone(p.Sites)
	p.Totals.Makespan, p.Totals.SumMakespan, p.Totals.Exposure = 0, 0, 0
	at := map[string]int{}
	for i := range n.in.Sites {
		end, _ := r.end(i)
		at[n.in.Sites[i].ID] = int(end)
	}
	for i := range p.Sites {
		s := &p.Sites[i]
		s.Makespan = at[s.ID]
		if p.Totals.MakespanBest == nil {
			s.Proven = s.Makespan == s.LowerBound
		}
		p.Totals.Makespan, p.Totals.SumMakespan = max(p.Totals.Makespan, s.Makespan), p.Totals.SumMakespan+s.Makespan
	}
	for i := range n.searches {
		p.Totals.Exposure += n.searches[i].cell.Weight * int(r.start[i])
	}
	p.Totals.Exposure = min(p.Totals.Exposure, 1<<53-1)
	return &p
}
