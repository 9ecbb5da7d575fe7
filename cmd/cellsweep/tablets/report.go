package tablets

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
)

// Holds says whether everything was proved that could be looked at.
func (r Report) Holds() bool { return len(r.Faults) == 0 }

// Write prints the report as a table, and what does not hold below it.
func (r Report) Write(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	row := func(what, format string, args ...any) {
		_, _ = fmt.Fprintf(w, "%s\t"+format+"\n", append([]any{what}, args...)...)
	}
	f, t, j := r.Story, r.Traffic, r.Journal
	row("operation", "%s, seed %d", r.Operation, r.Seed)
	row("tablets", "%d at %d sites, %d restarts, %d spells without a network", r.Tablets, r.Sites, t.Restarts, t.SilentSpells)
	row("tasks", "%d: %d searched (%d with finds), %d not executed", f.Tasks, f.Searched, f.WithFinds, f.NotExecuted)
	row("telephones", "%d from cells, %d of them miniature; %d and %d EUR from a store room", f.Phones, f.Mini, f.Outside, f.CashOutside)
	row("records", "%d answers (%d corrected, %d contested), %d findings, %d exhibits, %d files named", f.Answers, f.Corrections, f.Contested, f.Findings, f.Exhibits, f.Files)
	row("attention", "%d failed the gate, %d overridden, %d exhibits with a duplicate seal, %d incident", f.GateFailed, f.Overridden, f.DuplicateSeals, f.Incidents)
	row("entries", "%d signed, %d sent with repeats in %d requests", t.Signed, t.EntriesSent, t.Requests)
	row("network", "%d answers lost, %d pushes doubled, %d rounds out of order, %d cut off, %d refused, %d broken", t.LostAnswers, t.Doubled, t.OutOfOrder, t.CutOff, t.Refused, t.Broken)
	row("files", "%d named, %d uploaded with %d broken off and gone on with; %d whole at headquarters with %d bytes, each with its hash", r.Files.Named, t.FilesSent, t.FilesCut, r.Files.Whole, r.Files.Bytes)
	row("receipts", "%s", statuses(r.Receipts))
	row("journal", "positions 1 to %d: %d of these tablets, %d of the server, %d of others", j.Head, j.Ours, j.Server, j.Strangers)
	row("took", "%.1f s", r.Took)
	if err := w.Flush(); err != nil {
		return err
	}
	for _, s := range r.Skipped {
		if _, err := fmt.Fprintln(out, s); err != nil {
			return err
		}
	}
	verdict := "Everything holds: each entry that was signed is there, once and unaltered, each file is whole, and headquarters shows what the tablets recorded."
	if !r.Holds() {
		verdict = fmt.Sprintf("%d things do not hold:\n  %s", len(r.Faults), strings.Join(r.Faults, "\n  "))
	}
	_, err := fmt.Fprintln(out, verdict)
	return err
}

func statuses(found map[string]int) string {
	var parts []string
	for _, status := range slices.Sorted(maps.Keys(found)) {
		name := status
		if name == "" {
			name = "in quarantine"
		}
		parts = append(parts, fmt.Sprintf("%d %s", found[status], name))
	}
	return strings.Join(parts, ", ")
}
