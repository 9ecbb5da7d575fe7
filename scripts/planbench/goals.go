package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// goal is a line of what the planner must reach.
type goal struct {
	what, aim, got string
	missed         string // by how much, "" where it is met
}

// over says by how much a duration misses its goal.
func over(got, aim time.Duration) string {
	if got <= aim {
		return ""
	}
	return fmt.Sprintf("by %.1f times", float64(got)/float64(aim))
}

func overPercent(part, whole int, aim float64) string {
	if got := 100 * float64(part) / float64(max(1, whole)); got > aim {
		return fmt.Sprintf("by %.2f points", got-aim)
	}
	return ""
}

func (b *bench) goals(w *strings.Builder) {
	var all []goal
	for _, take := range []func() []goal{b.warmGoals, b.operationGoals, b.siteGoals, b.nationGoals, b.replanGoals, b.otherGoals} {
		all = append(all, take()...)
	}
	if len(all) == 0 {
		return
	}
	w.WriteString("| | goal | measured | missed |\n|---|---|---|---|\n")
	for _, g := range all {
		if g.missed == "" {
			g.missed = "–"
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s |\n", g.what, g.aim, g.got, g.missed)
	}
	w.WriteString("\n")
}

func (b *bench) operationGoals() []goal {
	ours := b.results.whole[weOurs]
	if len(ours) == 0 {
		return nil
	}
	first, least, gap, bound, open := time.Duration(0), 66, 0, 0, 0
	for _, a := range ours {
		first, least = max(first, a.First), min(least, a.Proven)
		gap, bound = gap+a.Value-a.Bound, bound+a.Bound
		if a.Makespan > a.Highest {
			open++
		}
	}
	sites := ""
	if least < 64 {
		sites = fmt.Sprintf("by %d sites", 64-least)
	}
	whole := ""
	if open > 0 {
		whole = fmt.Sprintf("in %d of %d", open, len(ours))
	}
	return []goal{
		{"66 sites, 500 cells: first plan in a process that plans for the first time, slowest seed", "5 ms", tell(first), over(first, 5*time.Millisecond)},
		{"… sites proven, worst seed", "64 of 66", fmt.Sprint(least), sites},
		{"… the operation's makespan", "proven", fmt.Sprintf("in %d of %d", len(ours)-open, len(ours)), whole},
		{"… Σ gap", "0.2 %", percent(gap, bound), overPercent(gap, bound, 0.2)},
	}
}

func (b *bench) siteGoals() []goal {
	var all []goal
	for _, g := range []struct {
		cells int
		aim   time.Duration
	}{{8, 5 * time.Millisecond}, {12, 500 * time.Millisecond}, {16, 10 * time.Second}} {
		ours := b.results.solo[g.cells][weOurs]
		if len(ours) == 0 {
			continue
		}
		slowest, open := time.Duration(0), 0
		for _, a := range ours {
			slowest = max(slowest, a.Last)
			if a.Proven == 0 {
				open++
			}
		}
		missed := over(slowest, g.aim)
		if open > 0 {
			missed = fmt.Sprintf("%d of %d not proven", open, len(ours))
		}
		all = append(all, goal{fmt.Sprintf("proof at %d cells in a process that plans for the first time, slowest seed", g.cells), tell(g.aim), tell(slowest), missed})
	}
	for _, n := range []int{20, 60} {
		if ours := b.results.solo[n][weOurs]; len(ours) > 0 {
			value, bound := 0, 0
			for _, a := range ours {
				value, bound = value+a.within(time.Second), bound+a.Bound
			}
			all = append(all, goal{fmt.Sprintf("gap at %d cells after 1 s", n), "2 %", percent(value-bound, bound), overPercent(value-bound, bound, 2)})
		}
	}
	return all
}

// within is the best value found in that processor time.
func (a *answer) within(limit time.Duration) int {
	value := a.Value
	for _, s := range slices.Backward(a.Steps) {
		if value = s.Value; s.CPU <= limit {
			break
		}
	}
	return value
}

func (b *bench) nationGoals() []goal {
	ours := b.results.nations[weOurs]
	if len(ours) == 0 {
		return nil
	}
	a := ours[0]
	memory := ""
	if a.Memory > 300<<10 {
		memory = fmt.Sprintf("by %d MiB", a.Memory/1024-300)
	}
	return []goal{
		{"188 sites, 60,000 cells: first plan", "1 s", tell(a.First), over(a.First, time.Second)},
		{"… gap at the limit", "3 % in 60 s", percent(a.Value-a.Bound, a.Bound), overPercent(a.Value-a.Bound, a.Bound, 3)},
		{"… memory", "300 MiB", fmt.Sprintf("%d MiB", a.Memory/1024), memory},
	}
}

func (b *bench) replanGoals() []goal {
	var all []goal
	for _, m := range b.results.mended {
		aim, name := 50*time.Millisecond, fmt.Sprintf("re-plan of a site of %d cells", m.Cells)
		if m.Cells == 900 {
			aim = 250 * time.Millisecond
		}
		if m.Sites > 1 {
			aim, name = 100*time.Millisecond, "re-plan of 66 sites, 500 cells"
		}
		shift, repair := quantile(m.Shift, 99), quantile(m.Repair, 99)
		if m.Sites == 1 {
			shown, last := quantile(m.Shown, 99), quantile(m.ShownLast, 99)
			all = append(all, goal{name + ": shift shown, p99", "1 ms", tell(shown), over(shown, time.Millisecond)},
				goal{"… one event more, p99", "1 ms", tell(last), over(last, time.Millisecond)},
				goal{"… with bounds and document, once, p99", "–", tell(shift), ""})
		}
		moved := ""
		if n := m.Moved[len(m.Moved)/2]; n > 3 {
			moved = fmt.Sprintf("by %d", n-3)
		}
		all = append(all, goal{name + ": repaired p99", tell(aim), tell(repair), over(repair, aim)},
			goal{"… cells moved, median", "3", fmt.Sprint(m.Moved[len(m.Moved)/2]), moved})
	}
	return all
}

func (b *bench) otherGoals() []goal {
	var all []goal
	for _, x := range b.results.exposed {
		all = append(all, goal{fmt.Sprintf("exposure at slack 3 %%, %d sites, %d cells: gap", x.sites, x.cells), "15 %",
			percent(x.ours.Exposure-x.ours.Floor, x.ours.Floor), overPercent(x.ours.Exposure-x.ours.Floor, x.ours.Floor, 15)})
	}
	if d := b.results.broken; d != nil && d.Conflicts > 0 {
		less := func(n, of int, aim float64) string {
			if got := 100 * float64(n) / float64(max(1, of)); got < aim {
				return fmt.Sprintf("by %.1f points", aim-got)
			}
			return ""
		}
		all = append(all, goal{"infeasible by design: explained", "100 %", fmt.Sprintf("%d of %d", d.Explained, d.Instances), less(d.Explained, d.Instances, 100)},
			goal{"… conflict minimal", "95 %", fmt.Sprintf("%d of %d", d.Minimal, d.Conflicts), less(d.Minimal, d.Conflicts, 95)},
			goal{"… a repair that works", "100 %", fmt.Sprintf("%d of %d", d.Repaired, d.Conflicts), less(d.Repaired, d.Conflicts, 100)},
			goal{"… slowest", "2 s", tell(d.Slowest), over(d.Slowest, 2*time.Second)})
	}
	if s := b.results.same; s != nil {
		missed := ""
		if s.different > 1 {
			missed = fmt.Sprintf("%d different", s.different)
		}
		all = append(all, goal{"identical bytes on 1 and 2 cores", "100 runs", fmt.Sprintf("%d runs, distinct plans: %d", s.runs, s.different), missed})
	}
	return all
}
