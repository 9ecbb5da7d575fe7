package planner

import (
	"context"
	"syscall"
	"testing"
)

// midway is an operation at a third of its makespan: what should have begun has,
// and the running search of the team that ends last takes twenty minutes more.
// Sites beyond the first few report nothing.
func midway(b testing.TB, sites, cells, reporting int) (*Instance, *Plan, *Events) {
	in := parsed(b, Generate(sites, cells, 3))
	p := solved(b, in, Options{Seed: 1, Rounds: 10})
	told := map[string]bool{}
	for i := range min(reporting, len(in.Sites)) {
		for _, c := range in.Sites[i].Cells {
			told[c.ID] = true
		}
	}
	ev := &Events{Now: p.Totals.Makespan / 3}
	last, critical := 0, ""
	for _, a := range p.Assignments {
		if a.End > last && told[a.Cell] {
			last, critical = a.End, a.Team
		}
	}
	for _, a := range p.Assignments {
		if a.Start < ev.Now && told[a.Cell] {
			ev.Events = append(ev.Events, Event{Type: EventStarted, Cell: a.Cell, At: a.Start})
			if a.End >= ev.Now && a.Team == critical {
				ev.Events = append(ev.Events, Event{Type: EventOverrun, Cell: a.Cell, By: 20})
			}
		}
	}
	return in, p, ev
}

// cpu is the processor time of this process in nanoseconds: the machine's load
// does not count.
func cpu() int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return u.Utime.Nano() + u.Stime.Nano()
}

func benchmarkReplan(b *testing.B, sites, cells, reporting int, replan func(*Instance, *Plan, *Events) (*Plan, *Instance, error)) {
	in, p, ev := midway(b, sites, cells, reporting)
	b.ReportAllocs()
	began := cpu()
	var q *Plan
	for b.Loop() {
		var err error
		if q, _, err = replan(in, p, ev); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(cpu()-began)/float64(b.N), "cpu-ns/op")
	d := Compare(p, q)
	teams := 0
	for _, m := range d.Moved {
		if m.From.Team != m.To.Team {
			teams++
		}
	}
	b.ReportMetric(float64(teams), "teams-changed")
	b.ReportMetric(float64(len(d.Moved)), "cells-changed")
	b.ReportMetric(float64(q.Totals.Makespan-p.Totals.Makespan), "minutes-later")
}

func mended(in *Instance, p *Plan, ev *Events) (*Plan, *Instance, error) {
	return Replan(context.Background(), in, p, ev)
}

func BenchmarkShiftOfASiteOf320Cells(b *testing.B)  { benchmarkReplan(b, 1, 320, 1, Shift) }
func BenchmarkShiftOfASiteOf900Cells(b *testing.B)  { benchmarkReplan(b, 1, 900, 1, Shift) }
func BenchmarkShiftOfOneOf66Sites(b *testing.B)     { benchmarkReplan(b, 66, 500, 1, Shift) }
func BenchmarkShiftOf66Sites500Cells(b *testing.B)  { benchmarkReplan(b, 66, 500, 66, Shift) }
func BenchmarkReplanOfASiteOf320Cells(b *testing.B) { benchmarkReplan(b, 1, 320, 1, mended) }
func BenchmarkReplanOfASiteOf900Cells(b *testing.B) { benchmarkReplan(b, 1, 900, 1, mended) }
func BenchmarkReplanOfOneOf66Sites(b *testing.B)    { benchmarkReplan(b, 66, 500, 1, mended) }
func BenchmarkReplanOf66Sites500Cells(b *testing.B) { benchmarkReplan(b, 66, 500, 66, mended) }

// benchmarkPrepared answers the same document in turn by an instance that is asked
// once and by one that is kept, and says what share of the processor time is left; so it does
// for one report that comes when all before it is known.
func benchmarkPrepared(b *testing.B, sites, cells int) {
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
	var spent [4]int64
	ways := [4]func() error{
		func() error { _, _, err := Shift(in, p, ev); return err },
		func() error { _, _, err := kept.Shift(p, ev); return err },
		func() error { _, _, err := Shift(after.Instance(), known, one); return err },
		func() error { _, _, err := after.Shift(known, one); return err },
	}
	for b.Loop() {
		for i, way := range ways {
			began := cpu()
			if err := way(); err != nil {
				b.Fatal(err)
			}
			spent[i] += cpu() - began
		}
	}
	for i, name := range []string{"once-cpu-ns", "kept-cpu-ns", "one-report-once-cpu-ns", "one-report-kept-cpu-ns"} {
		b.ReportMetric(float64(spent[i])/float64(b.N), name)
	}
	b.ReportMetric(float64(spent[1])*100/float64(spent[0]), "%kept/once")
	b.ReportMetric(float64(spent[3])*100/float64(spent[2]), "%one-report-kept/once")
}

func BenchmarkPreparedSiteOf320Cells(b *testing.B)  { benchmarkPrepared(b, 1, 320) }
func BenchmarkPreparedSiteOf900Cells(b *testing.B)  { benchmarkPrepared(b, 1, 900) }
func BenchmarkPrepared66Sites500Cells(b *testing.B) { benchmarkPrepared(b, 66, 500) }
