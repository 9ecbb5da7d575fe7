package crew_test

import (
	"syscall"
	"testing"

	"github.com/cellsweep/cellsweep/planner/crew"
)

func BenchmarkTeamsOfTheOperation66Sites(b *testing.B) {
	r := crew.Generate(66, 500, 1)
	officers := 0
	for i := range r.Sites {
		officers += len(r.Sites[i].Officers)
	}
	cpu := func() float64 {
		var u syscall.Rusage
		_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
		return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e6
	}
	from, n := cpu(), 0
	for b.Loop() {
		p := proposed(b, r, crew.Options{Seed: 1})
		b.ReportMetric(float64(p.Price.UnsearchedPriority), "unsearched")
		b.ReportMetric(float64(p.Price.SumMakespan), "sum-makespan")
		n++
	}
	b.ReportMetric((cpu()-from)/float64(n), "ms-cpu/op")
	b.ReportMetric(float64(officers), "officers")
}
