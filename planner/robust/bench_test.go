package robust_test

import (
	"runtime"
	"syscall"
	"testing"

	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/robust"
)

// cpu is the CPU time of this process in milliseconds.
func cpu() float64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e6
}

func benchSimulate(b *testing.B, sites, cells, scenarios int) {
	in := planner.Generate(sites, cells, 1)
	p := solved(b, in)
	b.ReportAllocs()
	from, n := cpu(), 0
	var r *robust.Report
	for b.Loop() {
		r = simulated(b, in, p, robust.Options{Seed: 1, Scenarios: scenarios})
		n++
	}
	b.ReportMetric((cpu()-from)/float64(n), "ms-cpu/op")
	b.ReportMetric(float64(r.Operation.P90), "P90")
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/1e6, "MB-sys")
}

func BenchmarkAThousandScenariosOf66Sites500Cells(b *testing.B) {
	benchSimulate(b, 66, 500, 1000)
}

func BenchmarkAThousandScenariosOfANation188Sites60000Cells(b *testing.B) {
	benchSimulate(b, 188, 60000, 1000)
}
