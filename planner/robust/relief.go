package robust

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"sync/atomic"
)

// reliefs tells the resources on which the operation's end hangs most often, and
// carries the plan out again without each of them standing in the way. Only the
// scenarios in which it is on the chain are worked out again: in the others the
// chain of causes stands without it, and so does the end.
func (n *network) reliefs(ctx context.Context, x *outcome) ([]Critical, error) {
	on := make([][]int32, len(n.resources))
	for k, chain := range x.chains {
		for _, r := range chain {
			on[r] = append(on[r], int32(k))
		}
	}
	var most []int32
	for r := range on {
		if len(on[r]) > 0 {
			most = append(most, int32(r))
		}
	}
	slices.SortStableFunc(most, func(a, b int32) int { return cmp.Compare(len(on[b]), len(on[a])) })
	most = most[:min(len(most), x.o.Critical)]
	out := make([]Critical, len(most))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range x.o.workers() {
		wg.Go(func() {
			run := n.newRun()
			for i := int(next.Add(1)) - 1; i < len(most) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				r := most[i]
				out[i] = Critical{n.resources[r].kind, n.resources[r].site, n.resources[r].id, len(on[r]), x.siteChains[r],
					percentile(x.operation, 90) - n.relieved(run, x, r, on[r])}
			}
		})
	}
	wg.Wait()
	return out, ctx.Err()
}

// relieved is the operation's P90 without a resource standing in the way.
func (n *network) relieved(run *run, x *outcome, resource int32, scenarios []int32) int {
	ends := slices.Clone(x.operation)
	for _, k := range scenarios {
		run.draw(x.o.Seed, int(k))
		run.carryOut(resource)
		ends[k] = 0
		for i := range n.in.Sites {
			end, _ := run.end(i)
			ends[k] = max(ends[k], end)
		}
	}
	return percentile(ends, 90)
}
