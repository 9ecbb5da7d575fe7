package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

const (
	beginMark = "<!-- planner:begin -->"
	endMark   = "<!-- planner:end -->"
)

// write prints the report, and puts it and the charts where they belong.
func (b *bench) write() error {
	var w strings.Builder
	b.caption(&w)
	b.table(&w)
	b.goals(&w)
	b.rest(&w)
	w.WriteString(published)
	fmt.Print(w.String())
	if b.out == "" {
		return nil
	}
	for name, c := range b.charts() {
		if len(c.lines) == 0 {
			continue
		}
		path := filepath.Join(filepath.Dir(b.out), name)
		if err := os.WriteFile(path, []byte(c.svg()), 0o644); err != nil { //nolint:gosec // a document
			return err
		}
		fmt.Fprintf(&w, "\n![%s](%s)\n", c.title, name)
	}
	raw, err := os.ReadFile(b.out)
	if err != nil {
		return err
	}
	before, rest, found := strings.Cut(string(raw), beginMark)
	_, after, closed := strings.Cut(rest, endMark)
	if !found || !closed {
		return fmt.Errorf("%s has no part between %s and %s", b.out, beginMark, endMark)
	}
	return os.WriteFile(b.out, []byte(before+beginMark+"\n"+w.String()+endMark+after), 0o644) //nolint:gosec // a document
}

func (b *bench) caption(w *strings.Builder) {
	load := append([]float64{0}, b.results.load...)
	fmt.Fprintf(w, "Taken on %s with %d processors (%s), %s; load average up to %.1f while it ran. %s of processor time a run\n(%s at 188 sites); every plan went through `plan check`.",
		b.began.UTC().Format("2 January 2006"), runtime.NumCPU(), processor(), runtime.Version(), slices.Max(load), b.limit, b.largest)
	for _, p := range b.peers {
		if p.missing != "" {
			fmt.Fprintf(w, " %s: not measured, %s.", p.name, p.missing)
		}
	}
	w.WriteString("\n\n")
}

func processor() string {
	raw, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	_, rest, _ := strings.Cut(string(raw), "model name")
	name, _, _ := strings.Cut(rest, "\n")
	return cmp.Or(strings.TrimLeft(name, "\t :"), runtime.GOARCH)
}

// table is best, bound, gap, time and memory of every solver on every instance.
// Gaps are to the best bound known, which is ours.
func (b *bench) table(w *strings.Builder) {
	r := &b.results
	w.WriteString("| instance | solver | Σ makespan | Σ bound | gap | sites proven | CPU | CPU to the best | first plan | memory, MiB | checker |\n|---|---|---|---|---|---|---|---|---|---|---|\n")
	for _, n := range soloSizes {
		b.rows(w, fmt.Sprintf("one site, %d cells", n), r.solo[n])
	}
	b.rows(w, "66 sites, 500 cells", r.whole)
	b.rows(w, "188 sites, 60,000 cells", r.nations)
	w.WriteString("\n")
}

func (b *bench) rows(w *strings.Builder, instance string, by map[string][]answer) {
	names := []string{weOurs, weDispatch, weLPT}
	for _, p := range b.peers {
		names = append(names, p.name)
	}
	for _, name := range names {
		all := by[name]
		if len(all) == 0 {
			continue
		}
		title := instance
		if len(by[weOurs]) > 1 {
			title += fmt.Sprintf(", seed%s", seeds(len(all)))
		}
		t := sum(all)
		if t.Skipped != "" {
			fmt.Fprintf(w, "| %s | %s | %s | | | | %s | | | %d | |\n", title, name, t.Skipped, tell(t.CPU), t.Memory/1024)
			continue
		}
		bound, best := sum(by[weOurs][:len(all)]).Bound, "– "
		if t.Bound > 0 {
			best = fmt.Sprint(t.Bound)
		}
		verdict := "valid"
		if t.Unlawful > 0 {
			verdict = fmt.Sprintf("%d violations", t.Unlawful)
		}
		if t.Left > 0 || t.Slip > 0 {
			verdict += fmt.Sprintf("; %d unsearched, slip %d", t.Left, t.Slip)
		}
		fmt.Fprintf(w, "| %s | %s | %d | %s | %s | %d of %d | %s | %s | %s | %d | %s |\n", title, name, t.Value, best, percent(t.Value-bound, bound), t.Proven, t.Sites,
			tell(t.CPU), tell(t.Last), tell(t.First), t.Memory/1024, verdict)
	}
}

func seeds(n int) string {
	if n == 1 {
		return " 1"
	}
	return fmt.Sprintf("s 1 to %d", n)
}

// sum adds values and bounds up, and takes the median of times and the most of memory.
func sum(all []answer) answer {
	var t answer
	for _, a := range all {
		if a.Skipped != "" {
			t.Skipped = fmt.Sprintf("%s (of %d)", a.Skipped, len(all))
		}
		t.Value, t.Bound, t.Proven, t.Sites = t.Value+a.Value, t.Bound+a.Bound, t.Proven+a.Proven, t.Sites+a.Sites
		t.Left, t.Slip, t.Unlawful, t.Memory = t.Left+a.Left, t.Slip+a.Slip, t.Unlawful+a.Unlawful, max(t.Memory, a.Memory)
	}
	t.CPU = median(all, func(a answer) time.Duration { return a.CPU })
	t.First = median(all, func(a answer) time.Duration { return a.First })
	t.Last = median(all, func(a answer) time.Duration { return a.Last })
	return t
}

func median(all []answer, figure func(answer) time.Duration) time.Duration {
	var xs []time.Duration
	for _, a := range all {
		xs = append(xs, figure(a))
	}
	slices.Sort(xs)
	return quantile(xs, 50)
}

func percent(part, whole int) string {
	if whole <= 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f %%", 100*float64(part)/float64(whole))
}

// rest are the tables that have columns of their own.
func (b *bench) rest(w *strings.Builder) {
	r := &b.results
	if len(r.growth) > 0 {
		w.WriteString("The first plan by size, in processor time; with bounds, explanation and the document, and what `plan check` takes:\n\n| sites | cells | first plan | whole | memory, MiB | plan check |\n|---|---|---|---|---|---|\n")
		for _, g := range r.growth {
			fmt.Fprintf(w, "| %d | %d | %s | %s | %d | %s |\n", g.sites, g.cells, tell(g.first), tell(g.done), g.memory/1024, tell(g.check))
		}
		w.WriteString("\n")
	}
	if len(r.mended) > 0 {
		w.WriteString("Re-plan: overruns and late teams at a third, a half and two thirds of the operation, each from the same plan. Moved are cells that the repair puts elsewhere than the shift alone. Prepared is the shift by an instance that is kept between documents (planner.Prepare), its last event that of the event which comes when all that began is known. Shown is what either takes until the new minutes can be shown (Prepared.Show), without bounds, document and hash, of ten times as many events.\n\n| sites | cells | events | shown p50 | p99 | … its last event p50 | p99 | shift p50 | p99 | prepared p50 | p99 | … its last event p50 | p99 | repaired p50 | p99 | moved, median | most | to another team, median |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n")
		for _, m := range r.mended {
			fmt.Fprintf(w, "| %d | %d | %d | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %d | %d | %d |\n", m.Sites, m.Cells, m.Events,
				tell(quantile(m.Shown, 50)), tell(quantile(m.Shown, 99)), tell(quantile(m.ShownLast, 50)), tell(quantile(m.ShownLast, 99)), tell(quantile(m.Shift, 50)), tell(quantile(m.Shift, 99)),
				tell(quantile(m.Kept, 50)), tell(quantile(m.Kept, 99)), tell(quantile(m.Last, 50)), tell(quantile(m.Last, 99)),
				tell(quantile(m.Repair, 50)), tell(quantile(m.Repair, 99)), m.Moved[len(m.Moved)/2], m.Moved[len(m.Moved)-1], m.Teams[len(m.Teams)/2])
		}
		w.WriteString("\n")
	}
	if len(r.exposed) > 0 {
		w.WriteString("Exposure (Σ weight · start) where the makespan may grow by 3 %:\n\n| sites | cells | exposure | bound | gap | dispatch | less than dispatch |\n|---|---|---|---|---|---|---|\n")
		for _, x := range r.exposed {
			fmt.Fprintf(w, "| %d | %d | %d | %d | %s | %d | %.1f %% |\n", x.sites, x.cells, x.ours.Exposure, x.ours.Floor, percent(x.ours.Exposure-x.ours.Floor, x.ours.Floor),
				x.dispatch.Exposure, float64(x.improved)/10)
		}
		w.WriteString("\n")
	}
}

// published are figures of others, from their papers, on instances that are not these.
const published = `Published by others, on other instances and machines, and not to be compared with the lines above: OR-Tools CP-SAT at 900 s
is 1.47 % over the best known makespans of PSPLIB J120, and 2.53 % over those of RG300.
`
