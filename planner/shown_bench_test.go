package planner

import (
	"slices"
	"testing"
	"time"
)

// benchmarkShown measures a shift as it is shown, by a prepared instance: of the
// whole document, and of one report more; p50 and p99 of the processor time.
func benchmarkShown(b *testing.B, sites, cells int) {
	in, p, ev := midway(b, sites, cells, sites)
	kept, err := Prepare(in)
	if err != nil {
		b.Fatal(err)
	}
	known, after, err := kept.Shift(p, ev)
	if err != nil {
		b.Fatal(err)
	}
	one := &Events{Now: ev.Now + 1, Events: []Event{{Type: EventOverrun, By: 10}}}
	for _, a := range known.Assignments {
		if a.Start <= ev.Now && a.End > one.Now {
			one.Events[0].Cell = a.Cell
		}
	}
	for _, way := range []struct {
		name string
		do   func() error
	}{
		{"all", func() error { _, err := kept.Show(p, ev); return err }},
		{"one", func() error { _, err := after.Show(known, one); return err }},
	} {
		b.Run(way.name, func(b *testing.B) {
			b.ReportAllocs()
			var spent []int64
			for b.Loop() {
				began := cpu()
				if err := way.do(); err != nil {
					b.Fatal(err)
				}
				spent = append(spent, cpu()-began)
			}
			slices.Sort(spent)
			b.ReportMetric(float64(spent[len(spent)/2])/float64(time.Microsecond), "cpu-us-p50")
			b.ReportMetric(float64(spent[len(spent)*99/100])/float64(time.Microsecond), "cpu-us-p99")
		})
	}
}

func BenchmarkShownSiteOf320Cells(b *testing.B)  { benchmarkShown(b, 1, 320) }
func BenchmarkShownSiteOf900Cells(b *testing.B)  { benchmarkShown(b, 1, 900) }
func BenchmarkShown66Sites500Cells(b *testing.B) { benchmarkShown(b, 66, 500) }
