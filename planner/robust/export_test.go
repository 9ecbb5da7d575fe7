package robust

import (
	"context"
	"slices"

	"github.com/cellsweep/cellsweep/planner"
)

// Minutes is a search in one scenario.
type Minutes struct{ Start, End int }

// Holding is a unit of kit in use in one scenario.
type Holding struct {
	Site, Kind string
	From, To   int
}

// Held is the kit in use in one scenario with durations given by the test, and
// the groups whose members wait for each other.
func Held(in *planner.Instance, plan *planner.Plan, durations map[string]int) (held []Holding, waits map[string]bool) {
	n, err := compile(in, plan)
	if err != nil {
		return nil, nil
	}
	r := n.newRun()
	for i := range n.searches {
		r.durations[i] = int32(durations[n.searches[i].cell.ID])
	}
	r.carryOut(nobody)
	for i := range n.searches {
		s := &n.searches[i]
		waited := int32(0)
		for k, u := range s.uses {
			if r.durations[i] <= u.from {
				continue
			}
			from := r.start[i] + waited + u.from
			if u.from > 0 && u.after.of >= 0 {
				late := max(0, r.until[u.after.of]-from)
				from, waited = from+late, waited+late
			}
			held = append(held, Holding{n.resources[u.kind].site, n.resources[u.kind].id, int(from), int(r.until[len(n.searches)+int(s.firstUse)+k])})
		}
	}
	waits = map[string]bool{}
	for i := range n.groups {
		waits[n.groups[i].src.ID] = n.waits(int32(i))
	}
	return held, waits
}

// CarryOut works one scenario out with durations given by the test.
func CarryOut(in *planner.Instance, plan *planner.Plan, durations map[string]int) (map[string]Minutes, error) {
	n, err := compile(in, plan)
	if err != nil {
		return nil, err
	}
	r := n.newRun()
	for i := range n.searches {
		r.durations[i] = int32(durations[n.searches[i].cell.ID])
	}
	r.carryOut(nobody)
	out := map[string]Minutes{}
	for i := range n.searches {
		out[n.searches[i].cell.ID] = Minutes{int(r.start[i]), int(r.until[i])}
	}
	return out, nil
}

// Drawn is the duration of each cell in a scenario.
func Drawn(in *planner.Instance, plan *planner.Plan, seed uint64, scenario int) (map[string]int, error) {
	n, err := compile(in, plan)
	if err != nil {
		return nil, err
	}
	r := n.newRun()
	r.draw(seed, scenario)
	out := map[string]int{}
	for i := range n.searches {
		out[n.searches[i].cell.ID] = int(r.durations[i])
	}
	return out, nil
}

// Atoms are the durations of a spread, each as likely as another.
func Atoms(p50, p90 int) []int {
	s := spread{uint64(p50), log2(uint64(p90), uint64(p50))}
	out := make([]int, atoms)
	for i := range out {
		out[i] = s.at(i)
	}
	return out
}

// CheckReliefs holds, for each resource and scenario, that relief never makes the
// end later, and leaves it where the resource is not on the chain.
func CheckReliefs(t interface {
	Fatal(...any)
	Fatalf(string, ...any)
}, in *planner.Instance, plan *planner.Plan, scenarios int) {
	n, err := compile(in, plan)
	if err != nil {
		t.Fatal(err)
	}
	o, _ := Options{Seed: 1, Scenarios: scenarios}.filled()
	x, err := n.simulate(context.Background(), o, true)
	if err != nil {
		t.Fatal(err)
	}
	r := n.newRun()
	for k := range scenarios {
		for id := range n.resources {
			r.draw(o.Seed, k)
			r.carryOut(int32(id))
			end := int32(0)
			for i := range in.Sites {
				e, _ := r.end(i)
				end = max(end, e)
			}
			on := slices.Contains(x.chains[k], int32(id))
			if end > x.operation[k] || !on && end < x.operation[k] {
				t.Fatalf("scenario %d: without %v the end is %d instead of %d; on the chain: %v\n%s\n%s", k, n.resources[id], end, x.operation[k], on,
					in.Encode(), plan.Encode())
			}
		}
	}
}
