package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

const (
	beginMark = "<!-- soak:begin -->"
	endMark   = "<!-- soak:end -->"
)

const head = "\n| part | when | entries acknowledged | faults | invariants broken | s | |\n|---|---|---|---|---|---|---|\n"

// keep puts a part's row into the record of a document, in the place of what it
// said of that part before, and adds all rows up anew.
func keep(path, name string, l line, p plan) error {
	raw, err := os.ReadFile(path) //nolint:gosec // the operator names it
	if err != nil {
		return err
	}
	before, rest, ok := strings.Cut(string(raw), beginMark)
	old, after, ok2 := strings.Cut(rest, endMark)
	if !ok || !ok2 {
		return fmt.Errorf("%s has no markers for the record", path)
	}
	var rows []string
	for row := range strings.Lines(old) {
		if strings.HasPrefix(row, "| `") && !strings.HasPrefix(row, "| `"+name+"`") {
			rows = append(rows, row)
		}
	}
	note := strings.ReplaceAll(strings.ReplaceAll(l.note, "|", "/"), "\n", " ")
	rows = append(rows, fmt.Sprintf("| `%s` %s | %s, %s, %d processors, seed %d | %d | %d | %d | %.0f | %s |\n", name, l.what, time.Now().UTC().Format("2 January 2006 15:04 UTC"),
		runtime.Version(), runtime.NumCPU(), p.seed, l.acknowledged, l.faults, l.wrong, l.took.Seconds(), note))
	text := before + beginMark + head + strings.Join(rows, "") + sum(rows) + endMark + after
	return os.WriteFile(path, []byte(text), 0o644) //nolint:gosec // a document
}

// sum adds the rows of a record up.
func sum(rows []string) string {
	var of [4]int
	for _, row := range rows {
		cells := strings.Split(row, "|")
		for i := range of {
			n, _ := strconv.Atoi(strings.TrimSpace(cells[i+3])) // a row of ours has a number there
			of[i] += n
		}
	}
	return fmt.Sprintf("| together | | %d | %d | %d | %d | |\n", of[0], of[1], of[2], of[3])
}
