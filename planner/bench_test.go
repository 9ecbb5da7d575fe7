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

func rounds(b *testing.B, sites, cells, slack, rounds int) {
	in := Generate(sites, cells, 1)
	in.Policy.MakespanSlackPercent = slack
	in = parsed(b, in)
	for b.Loop() {
		p := solved(b, in, Options{Seed: 1, Rounds: rounds})
		t, proven, best := p.Totals, 0, p.Totals.SumMakespan
		if t.SumMakespanBest != nil {
			best = *t.SumMakespanBest
		}
		for _, s := range p.Sites {
			if s.Proven {
				proven++
			}
		}
		b.ReportMetric(float64(best-t.SumMakespanBound)*100/float64(t.SumMakespanBound), "%gap")
		b.ReportMetric(float64(t.Exposure-t.ExposureBound)*100/float64(t.ExposureBound), "%exposure")
		b.ReportMetric(float64(proven), "proven")
	}
}

func BenchmarkRounds66Sites500Cells(b *testing.B)        { rounds(b, 66, 500, 0, DefaultRounds) }
func BenchmarkRoundsOneSite20Cells(b *testing.B)         { rounds(b, 1, 20, 0, DefaultRounds) }
func BenchmarkRoundsOneSite60Cells(b *testing.B)         { rounds(b, 1, 60, 0, DefaultRounds) }
func BenchmarkRoundsOneSite60CellsSlack3(b *testing.B)   { rounds(b, 1, 60, 3, DefaultRounds) }
func BenchmarkRoundsOfANation188Sites60000(b *testing.B) { rounds(b, 188, 60000, 0, LargeRounds) }

func BenchmarkReadingOfANation(b *testing.B) {
	doc := Generate(188, 60000, 1).Encode()
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		if _, err := ParseInstance(doc); err != nil {
			b.Fatal(err)
		}
	}
}
