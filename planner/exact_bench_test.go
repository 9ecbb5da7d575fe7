package planner

import (
	"context"
	"fmt"
	"testing"
)

// A proof is the whole way from the first construction of one site, with its
// groups and kit, to a plan and the refutation of every sooner end. Each
// iteration proves ten sites of the generator.
func benchmarkProof(b *testing.B, cells int) {
	var sites []*Instance
	for seed := uint64(1); seed <= 10; seed++ {
		sites = append(sites, parsed(b, Generate(1, cells, seed)))
	}
	conflicts, proofs := 0, 0
	for b.Loop() {
		for _, in := range sites {
			n, proven := proveOne(in)
			if conflicts += n; proven {
				proofs++
			}
		}
	}
	b.ReportMetric(float64(conflicts)/float64(b.N*len(sites)), "conflicts/site")
	b.ReportMetric(float64(proofs)/float64(b.N), "proven/10")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(sites)), "ns/site")
}

// proveOne settles a site with 20,000 conflicts for each target at most, without
// help of any other bound than the length of its longest search.
func proveOne(in *Instance) (conflicts int, proven bool) {
	s := newSolver(in, Options{Seed: 1})
	s.construct()
	d := s.best()[0]
	p := s.p.sites[0].pose(s.idealQuery(0, d, true))
	for end := p.least(0, p.q.target); end <= p.q.target; end++ {
		switch _, v := p.settle(context.Background(), end, 20_000); v {
		case found:
			return p.conflicts, true
		case exhausted:
			return p.conflicts, false
		}
	}
	return p.conflicts, false
}

func BenchmarkProofOf8Cells(b *testing.B)  { benchmarkProof(b, 8) }
func BenchmarkProofOf12Cells(b *testing.B) { benchmarkProof(b, 12) }
func BenchmarkProofOf16Cells(b *testing.B) { benchmarkProof(b, 16) }
func BenchmarkProofOf18Cells(b *testing.B) { benchmarkProof(b, 18) }

// Settling 8 to 12 cells of a large site among all the others, as a window.
func BenchmarkWindowOfALargeSite(b *testing.B) {
	for _, free := range []int{8, 12} {
		b.Run(fmt.Sprint(free), func(b *testing.B) {
			s := newSolver(parsed(b, Generate(1, 200, 1)), Options{Seed: 1})
			s.construct()
			d := s.best()[0]
			q, _ := s.slotQuery(0, d)
			for c, n := 0, 0; c < len(d.x.team); c++ {
				if n++; n <= free && q.slots[c].from != q.slots[c].to {
					continue
				}
				q.slots[c] = slot{newBits(len(s.p.sites[0].teams)), d.x.start[c], d.x.start[c]}
				q.slots[c].teams.add(d.x.team[c])
			}
			q.target, q.budget = d.makespan, 2000
			counts := map[verdict]int{}
			for b.Loop() {
				_, v := s.p.sites[0].settle(context.Background(), q)
				counts[v]++
			}
			b.ReportMetric(float64(counts[found])/float64(b.N), "found")
		})
	}
}
