package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// results are the figures of a run.
type results struct {
	*bench
	began    time.Time
	start    series[time.Duration]
	idle     series[float64]
	imported series[time.Duration]
	plan     series[time.Duration]
	storms   series[storm]
	deltas   series[sized]
	fans     series[fan]
	crowds   series[fan]
	abuses   series[abused]
	wire     wire
}

type sized struct {
	entries int
	delta
}

// series are figures by the name of what they are of.
type series[T any] map[string][]T

func (s *series[T]) add(name string, x T) {
	if *s == nil {
		*s = series[T]{}
	}
	(*s)[name] = append((*s)[name], x)
}

func median[T cmp.Ordered](xs []T) T {
	var none T
	if len(xs) == 0 {
		return none
	}
	xs = slices.Sorted(slices.Values(xs))
	return xs[len(xs)/2]
}

// of takes the median of one figure of several storms.
func of(storms []storm, figure func(storm) float64) float64 {
	all := make([]float64, len(storms))
	for i, s := range storms {
		all[i] = figure(s)
	}
	return median(all)
}

func ms(d time.Duration) string {
	if x := d.Seconds() * 1000; x < 10 {
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.0f", d.Seconds()*1000)
}

const (
	beginMark = "<!-- bench:begin -->"
	endMark   = "<!-- bench:end -->"
)

// write prints the report and puts it between the markers of a file.
func (r *results) write(w io.Writer, path string) error {
	var b strings.Builder
	r.caption(&b)
	r.uploadTable(&b)
	r.deltaTable(&b)
	r.abuseTable(&b)
	r.restTable(&b)
	if _, err := io.WriteString(w, b.String()); err != nil || path == "" {
		return err
	}
	raw, err := os.ReadFile(path) //nolint:gosec // named by whoever starts the bench
	if err != nil {
		return err
	}
	before, rest, found := strings.Cut(string(raw), beginMark)
	_, after, closed := strings.Cut(rest, endMark)
	if !found || !closed {
		return fmt.Errorf("%s has no part between %s and %s", path, beginMark, endMark)
	}
	return os.WriteFile(path, []byte(before+beginMark+"\n"+b.String()+endMark+after), 0o644) //nolint:gosec // a document
}

func (r *results) caption(b *strings.Builder) {
	fmt.Fprintf(b, "Taken on %s with %d processors (%s), PostgreSQL %s with fsync, %s; load average %.1f to %.1f while it ran\n(the bench's own load included): others may have worked on the machine, so read the ratios.\n\n",
		r.began.UTC().Format("2 January 2006"), runtime.NumCPU(), processor(), r.postgres.version, runtime.Version(), slices.Min(r.load), slices.Max(r.load))
}

func processor() string {
	raw, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	_, rest, _ := strings.Cut(string(raw), "model name")
	name, _, _ := strings.Cut(rest, "\n")
	if name = strings.TrimLeft(name, "\t :"); name == "" {
		return runtime.GOARCH
	}
	return name
}

func (r *results) uploadTable(b *strings.Builder) {
	raw := r.storms[subjectRaw]
	if len(raw) == 0 {
		return
	}
	fmt.Fprintf(b, "### The storm: %d tablets come back, %d entries each, %d connections\n\nMedians of %d rounds.\n\n", nationalCells, searchEntries, connections, len(raw))
	b.WriteString("| | entries/s | of raw | p50, ms | p99, ms | p99 of raw's | p99/p50 | CPU ms an entry | … until projected | all projected after, s | peak memory, MiB |\n|---|---|---|---|---|---|---|---|---|---|---|\n")
	p := func(q float64) func(storm) float64 {
		return func(s storm) float64 { return quantile(s.each, q).Seconds() * 1000 }
	}
	rate, worst := of(raw, storm.rate), of(raw, p(0.99))
	for _, name := range []string{subjectRaw, subjectBare, ourPrefix + "postgres", ourPrefix + "sqlite"} {
		s := r.storms[name]
		if len(s) == 0 {
			continue
		}
		projected, cpuAll, peak := "", "", ""
		if strings.HasPrefix(name, ourPrefix) {
			projected = fmt.Sprintf("%.2f", of(s, func(s storm) float64 { return s.project.Seconds() }))
			cpuAll = fmt.Sprintf("%.3f", of(s, func(s storm) float64 { return s.cpuEach(s.cpuAll) }))
		}
		if name != subjectRaw {
			peak = fmt.Sprintf("%.0f", of(s, func(s storm) float64 { return s.peak }))
		}
		p50, p99 := of(s, p(0.5)), of(s, p(0.99))
		fmt.Fprintf(b, "| %s | %.0f | %.2f | %.1f | %.1f | %.2f | %.2f | %.3f | %s | %s | %s |\n", name, of(s, storm.rate), of(s, storm.rate)/rate, p50, p99,
			p99/worst, p99/p50, of(s, func(s storm) float64 { return s.cpuEach(s.cpu) }), cpuAll, projected, peak)
	}
	fmt.Fprintf(b, "\n100 entries with their heads weigh %d bytes, %d with gzip.\n\n", r.wire.plain, r.wire.gzip)
}

func (r *results) deltaTable(b *strings.Builder) {
	if len(r.deltas) == 0 {
		return
	}
	b.WriteString("### A delta of 100 new entries, by the length of the journal\n\nHeadquarters pulls by cursor; medians.\n\n")
	b.WriteString("| | journal | documents | pull, ms | of the shortest | p99, ms | bytes | of its documents | gzip | empty pull, ms | bytes | everything from the start, s |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n")
	for _, dialect := range dialects {
		for _, d := range r.deltas[dialect] {
			first := r.deltas[dialect][0]
			fmt.Fprintf(b, "| %s | %d | %d | %s | %.2f | %s | %d | %.3f | %d | %s | %d | %.1f (%d documents) |\n", dialect, d.entries, d.count, ms(median(d.each)),
				median(d.each).Seconds()/median(first.each).Seconds(), ms(quantile(d.each, 0.99)), d.bytes, float64(d.bytes)/float64(d.payload), d.gzip,
				ms(median(d.empty)), d.nothing, d.full.Seconds(), d.docs)
		}
	}
	b.WriteString("\n")
	r.deltaChart(b)
}

// deltaChart draws what a delta costs against the length of the journal.
func (r *results) deltaChart(b *strings.Builder) {
	var sizes []string
	top := 0.0
	lines := map[string][]string{}
	for _, dialect := range dialects {
		for _, d := range r.deltas[dialect] {
			x := median(d.each).Seconds() * 1000
			top = max(top, x)
			lines[dialect] = append(lines[dialect], fmt.Sprintf("%.2f", x))
		}
	}
	for _, n := range r.sizes {
		sizes = append(sizes, fmt.Sprintf("\"%d\"", n))
	}
	fmt.Fprintf(b, "```mermaid\nxychart-beta\n  title \"A delta of 100 entries, ms: PostgreSQL, then SQLite\"\n  x-axis \"entries in the journal\" [%s]\n  y-axis \"ms\" 0 --> %.0f\n", strings.Join(sizes, ", "), top*1.3+1)
	for _, dialect := range dialects {
		if len(lines[dialect]) == 0 {
			continue
		}
		fmt.Fprintf(b, "  line [%s]\n", strings.Join(lines[dialect], ", "))
	}
	b.WriteString("```\n\n")
}

func (r *results) abuseTable(b *strings.Builder) {
	if len(r.abuses) == 0 {
		return
	}
	fmt.Fprintf(b, "### Abuse\n\nBeside it %d tablets go on, an entry each every %d ms.\n\n| | what was done | what came of it |\n|---|---|---|\n", workers, workPause.Milliseconds())
	for _, dialect := range dialects {
		for _, a := range r.abuses[dialect] {
			fmt.Fprintf(b, "| %s | %s | %s |\n", dialect, a.what, a.came)
		}
	}
	b.WriteString("\n")
}

func (r *results) restTable(b *strings.Builder) {
	b.WriteString("### The rest\n\n| | PostgreSQL | SQLite |\n|---|---|---|\n")
	line := func(what string, figure func(dialect string) string) {
		fmt.Fprintf(b, "| %s | %s | %s |\n", what, figure("postgres"), figure("sqlite"))
	}
	if len(r.start) == len(dialects) {
		line(fmt.Sprintf("from exec to ready on an empty database, ms (median of %d, worst)", repeats), func(d string) string { return ms(median(r.start[d])) + ", " + ms(slices.Max(r.start[d])) })
		line("memory of an idle server, MiB", func(d string) string { return fmt.Sprintf("%.0f", median(r.idle[d])) })
	}
	if len(r.fans) == len(dialects) {
		line(fmt.Sprintf("memory with %d followers, MiB", followers), func(d string) string { return fmt.Sprintf("%.0f", r.fans[d][0].memory) })
		line(fmt.Sprintf("from commit to poke, %d followers, ms: p50, p99", followers), func(d string) string {
			f := r.fans[d][0]
			return ms(quantile(f.each, 0.5)) + ", " + ms(quantile(f.each, 0.99))
		})
	}
	if len(r.crowds) == len(dialects) {
		line(fmt.Sprintf("memory with %d followers, MiB", crowdFollowers), func(d string) string { return fmt.Sprintf("%.0f", r.crowds[d][0].memory) })
		line(fmt.Sprintf("from commit to poke, %d followers (PostgreSQL: at another replica), %d commits a second, ms: p50, p99", crowdFollowers, time.Second/crowdPause), func(d string) string {
			f := r.crowds[d][0]
			return ms(quantile(f.each, 0.5)) + ", " + ms(quantile(f.each, 0.99))
		})
	}
	if len(r.imported) == len(dialects) {
		line(fmt.Sprintf("`cellsweep import` of the example (66 sites, 500 cells), ms (median of %d)", repeats), func(d string) string { return ms(median(r.imported[d])) })
	}
	if len(r.plan) > 0 {
		fmt.Fprintf(b, "\nA plan of %d cells at %d sites: the first one after %s ms, with 40 rounds of improvement %s ms (medians of %d).\n", nationalCells, nationalSites,
			ms(median(r.plan["0"])), ms(median(r.plan["40"])), repeats)
	}
}
