package planner

import (
	"context"
	"testing"
)

// midway is an operation at a third of its makespan: what should have begun has,
// and the running search of the team that ends last takes twenty minutes more.
func midway(b *testing.B, sites, cells int) (*Instance, *Plan, *Events) {
	in := parsed(b, Generate(sites, cells, 3))
	p := solved(b, in, Options{Seed: 1, Rounds: 10})
	ev := &Events{Now: p.Totals.Makespan / 3}
	last, critical := 0, ""
	for _, a := range p.Assignments {
		if a.End > last {
			last, critical = a.End, a.Team
		}
	}
	for _, a := range p.Assignments {
		if a.Start < ev.Now {
			ev.Events = append(ev.Events, Event{Type: EventStarted, Cell: a.Cell, At: a.Start})
			if a.End >= ev.Now && a.Team == critical {
				ev.Events = append(ev.Events, Event{Type: EventOverrun, Cell: a.Cell, By: 20})
			}
		}
	}
	return in, p, ev
}

func benchmarkReplan(b *testing.B, sites, cells int) {
	in, p, ev := midway(b, sites, cells)
	was := map[string]Assignment{}
	for _, a := range p.Assignments {
		was[a.Cell] = a
	}
	for b.Loop() {
		q, _, err := Replan(context.Background(), in, p, ev)
		if err != nil {
			b.Fatal(err)
		}
		teams, moved := 0, 0
		for _, a := range q.Assignments {
			if a.Team != was[a.Cell].Team {
				teams++
			}
			if a.Start != was[a.Cell].Start || a.Team != was[a.Cell].Team {
				moved++
			}
		}
		b.ReportMetric(float64(teams), "teams-changed")
		b.ReportMetric(float64(moved), "cells-changed")
		b.ReportMetric(float64(q.Totals.Makespan-p.Totals.Makespan), "minutes-later")
	}
}

func BenchmarkReplanOfASiteOf320Cells(b *testing.B) { benchmarkReplan(b, 1, 320) }
func BenchmarkReplanOfASiteOf900Cells(b *testing.B) { benchmarkReplan(b, 1, 900) }
func BenchmarkReplanOf66Sites500Cells(b *testing.B) { benchmarkReplan(b, 66, 500) }
