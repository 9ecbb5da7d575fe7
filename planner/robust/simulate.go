package robust

import (
	"context"
	"math/bits"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/planner"
)

// Options say how much to try.
type Options struct {
	Seed      uint64
	Scenarios int // 0 is 1,000; at most MaxScenarios
	// Late is how many minutes after its planned start a search may begin and not
	// count as late; 0 is 5, at most 31.
	Late int
	// Workers is how many scenarios are played at once at most, 0 for one a core.
	// The report does not depend on it.
	Workers int
	// Critical is how many teams, kit and landings are told with what they cost;
	// 0 is 12.
	Critical int
	// Progress is called by Simulate as scenarios are worked out, a hundred times at
	// most and once at a time, from the goroutines that work. What is critical is
	// reckoned after the last of them.
	Progress func(done, of int)
}

// MaxScenarios bounds the memory that a simulation takes.
const MaxScenarios = 20_000

func (o Options) filled() (Options, error) {
	if o.Scenarios < 0 || o.Scenarios > MaxScenarios {
		return o, models.NewFault(models.Invalid, "the number of scenarios is not between 1 and %d", MaxScenarios)
	}
	if o.Late > 31 {
		return o, models.NewFault(models.Invalid, "a search counts as late from more than 31 minutes on")
	}
	for to, def := range map[*int]int{&o.Scenarios: 1000, &o.Late: 5, &o.Critical: 12} {
		if *to <= 0 {
			*to = def
		}
	}
	return o, nil
}

func (o Options) workers() int {
	if o.Workers > 0 {
		return o.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// Simulate carries a plan out in many scenarios. The report depends on instance,
// plan and options alone, on any number of cores. The error is a models.Fault (a
// plan of another instance or one that breaks H2, H3 or H9, spreads that are
// none, too many scenarios), or ctx's own where it ended first.
func Simulate(ctx context.Context, in *planner.Instance, plan *planner.Plan, o Options) (*Report, error) {
	o, err := o.filled()
	if err != nil {
		return nil, err
	}
	n, err := compile(in, plan)
	if err != nil {
		return nil, err
	}
	x, err := n.simulate(ctx, o, true)
	if err != nil {
		return nil, err
	}
	r := n.report(x)
	if r.Critical, err = n.reliefs(ctx, x); err != nil {
		return nil, err
	}
	return r, nil
}

// outcome is what all scenarios came to, by site, group, search and resource.
type outcome struct {
	o           Options
	operation   []int32   // of each scenario
	sites       [][]int32 // of each site and scenario
	late, apart [][]int32 // of each group and scenario
	window      []int     // of each site, scenarios in which a window is overrun
	shift       []int
	delays      []histogram // of each search, of minutes after its planned start
	chains      [][]int32   // of each scenario, the resources on the operation's chain
	siteChains  []int       // of each resource, scenarios in which its site's end hangs on it
}

// batchCells bounds how many starts are held at a time.
const batchCells = 1 << 22

// simulate works all scenarios out. Without details, chains and delays are left away.
func (n *network) simulate(ctx context.Context, o Options, details bool) (*outcome, error) {
	x := n.newOutcome(o, details)
	batch := max(1, min(o.Scenarios, batchCells/max(1, len(n.searches))))
	rows := make([][]int32, 0, batch)
	if details {
		for range batch {
			rows = append(rows, make([]int32, len(n.searches)))
		}
	}
	workers := make([]*worker, o.workers())
	for i := range workers {
		workers[i] = n.newWorker(x, details)
	}
	t := &teller{of: o.Scenarios, tell: o.Progress}
	for from := 0; from < o.Scenarios; from += batch {
		var next atomic.Int64
		var wg sync.WaitGroup
		for _, w := range workers {
			wg.Go(func() {
				for i := int(next.Add(1)) - 1; i < min(batch, o.Scenarios-from) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
					w.scenario(from + i)
					if details {
						w.delaysTo(rows[i])
					}
					t.one()
				}
			})
		}
		wg.Wait()
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if details {
			for _, row := range rows[:min(batch, o.Scenarios-from)] {
				x.count(row)
			}
		}
	}
	for _, w := range workers {
		w.addTo(x)
	}
	return x, nil
}

// teller counts what is done, and tells of each hundredth.
type teller struct {
	tell func(done, of int)
	of   int
	mu   sync.Mutex
	done int
	last int // hundredths that were told
}

func (t *teller) one() {
	if t.tell == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.done++
	if now := 100 * t.done / t.of; now > t.last {
		t.last = now
		t.tell(t.done, t.of)
	}
}

func (n *network) newOutcome(o Options, details bool) *outcome {
	x := &outcome{o: o, operation: make([]int32, o.Scenarios), window: make([]int, len(n.in.Sites)), shift: make([]int, len(n.in.Sites)),
		siteChains: make([]int, len(n.resources))}
	table := func(rows int) [][]int32 {
		out := make([][]int32, rows)
		for i := range out {
			out[i] = make([]int32, o.Scenarios)
		}
		return out
	}
	x.sites, x.late, x.apart = table(len(n.in.Sites)), table(len(n.groups)), table(len(n.groups))
	if details {
		x.delays, x.chains = make([]histogram, len(n.searches)), make([][]int32, o.Scenarios)
	}
	return x
}

// worker works scenarios out, one after the other, and counts for itself what
// can be added up in any order.
type worker struct {
	*run
	x             *outcome
	details       bool
	window, shift []int
	siteChains    []int
}

func (n *network) newWorker(x *outcome, details bool) *worker {
	return &worker{n.newRun(), x, details, make([]int, len(x.window)), make([]int, len(x.shift)), make([]int, len(n.resources))}
}

func (w *worker) scenario(k int) {
	w.draw(w.x.o.Seed, k)
	w.carryOut(nobody)
	whole, last := int32(0), int32(-1)
	for i := range w.n.in.Sites {
		end, search := w.end(i)
		w.x.sites[i][k] = end
		if end > whole {
			whole, last = end, search
		}
		if w.details && search >= 0 {
			w.critical(search, func(r int32) { w.siteChains[r]++ })
		}
		window, shift := w.overrun(i)
		w.window[i] += window
		w.shift[i] += shift
	}
	w.x.operation[k] = whole
	for i := range w.n.groups {
		w.x.late[i][k], w.x.apart[i][k] = w.group(&w.n.groups[i])
	}
	if w.details && last >= 0 {
		var chain []int32
		w.critical(last, func(r int32) { chain = append(chain, r) })
		w.x.chains[k] = chain
	}
}

// overrun says, as 0 or 1, whether a search of the site ends after a window, and
// whether one ends after its team's shift.
func (w *worker) overrun(site int) (window, shift int) {
	for _, i := range w.n.bySite[site] {
		s := &w.n.searches[i]
		if w.until[i] > s.limit {
			window = 1
		}
		if w.until[i] > s.shift {
			shift = 1
		}
	}
	return window, shift
}

// group is how much later than planned the last member starts, and by how much
// the group slips as the plan document counts it (planner.md §2).
func (w *worker) group(g *group) (late, apart int32) {
	if len(g.members) == 0 {
		return 0, 0
	}
	low, high := w.start[g.members[0]], int32(0)
	for _, m := range g.members {
		low, high = min(low, w.start[m]), max(high, w.start[m])
		late = max(late, w.start[m]-w.planned[m])
	}
	if g.src.FirstWave {
		return late, high
	}
	return late, max(0, high-low-int32(min(g.src.Tolerance, never)))
}

func (w *worker) delaysTo(row []int32) {
	for i := range row {
		row[i] = w.start[i] - w.planned[i]
	}
}

func (w *worker) addTo(x *outcome) {
	for i := range w.window {
		x.window[i] += w.window[i]
		x.shift[i] += w.shift[i]
	}
	for i, c := range w.siteChains {
		x.siteChains[i] += c
	}
}

func (x *outcome) count(row []int32) {
	for i, d := range row {
		if d > 0 {
			x.delays[i].add(d)
		}
	}
}

// histogram counts delays above 0: up to 31 minutes each for itself, then in
// sixteenths of an octave, as a nation's searches would else need a gigabyte.
type histogram []uint16

const histogramSize = 32 + 16*12

func (h *histogram) add(v int32) {
	if *h == nil {
		*h = make(histogram, histogramSize)
	}
	i := int(v)
	if v >= 32 {
		e := min(bits.Len32(uint32(v))-5, 12)
		i = 32 + (e-1)*16 + min(int(v>>e), 31) - 16
	}
	(*h)[i]++
}

// above is how many of n were above a number of minutes below 32.
func (h histogram) above(minutes int) int {
	n := 0
	for i := minutes + 1; i < len(h); i++ {
		n += int(h[i])
	}
	return n
}

// p90 is the 90th percentile of n delays by nearest rank, rounded up beyond 31
// minutes to the end of its sixteenth of an octave.
func (h histogram) p90(n int) int {
	rest := n - (9*n+9)/10 // how many may be greater
	for i := len(h) - 1; i > 0; i-- {
		if rest -= int(h[i]); rest < 0 {
			if i < 32 {
				return i
			}
			e := (i-32)/16 + 1
			return ((i-32)%16+17)<<e - 1
		}
	}
	return 0
}
