package planner

import (
	"context"
	"testing"
)

// parsed gives an instance as a caller has it: read from its document.
func parsed(t testing.TB, in *Instance) *Instance {
	t.Helper()
	out, err := ParseInstance(in.Encode())
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func solved(t testing.TB, in *Instance, o Options) *Plan {
	t.Helper()
	p, err := Solve(context.Background(), in, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func BenchmarkFirstPlanOfTheOperation66Sites500Cells(b *testing.B) {
	in := parsed(b, Generate(66, 500, 1))
	b.ReportAllocs()
	for b.Loop() {
		solved(b, in, Options{Seed: 1})
	}
}

func BenchmarkFirstPlanOfANation188Sites60000Cells(b *testing.B) {
	in := parsed(b, Generate(188, 60000, 1))
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		p := solved(b, in, Options{Seed: 1})
		b.ReportMetric(float64(p.Totals.SumMakespan-p.Totals.SumMakespanBound)*100/float64(p.Totals.SumMakespanBound), "%gap")
		b.ReportMetric(float64(len(p.Unsearched)), "unsearched")
	}
}

func BenchmarkForty66Sites500Cells(b *testing.B) {
	in := parsed(b, Generate(66, 500, 1))
	for b.Loop() {
		p := solved(b, in, Options{Seed: 1, Rounds: 40})
		b.ReportMetric(float64(p.Totals.SumMakespan-p.Totals.SumMakespanBound)*100/float64(p.Totals.SumMakespanBound), "%gap")
	}
}

func BenchmarkReadingOfANation(b *testing.B) {
	doc := Generate(188, 60000, 1).Encode()
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		if _, err := ParseInstance(doc); err != nil {
			b.Fatal(err)
		}
	}
}
