package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
)

// Counts is how many tests ended how. A test that has subtests is counted by them.
type Counts struct{ Passed, Failed, Skipped int }

func (c Counts) String() string {
	s := fmt.Sprintf("%d passed, %d failed", c.Passed, c.Failed)
	if c.Skipped > 0 {
		s += fmt.Sprintf(", %d skipped", c.Skipped)
	}
	return s
}

func (c Counts) plus(d Counts) Counts {
	return Counts{c.Passed + d.Passed, c.Failed + d.Failed, c.Skipped + d.Skipped}
}

var closingLine = regexp.MustCompile(`(?m)^\s*(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\s*$`)

func parseCounts(s string) (Counts, bool) {
	all := closingLine.FindAllStringSubmatch(s, -1)
	if all == nil {
		return Counts{}, false
	}
	last := all[len(all)-1]
	n := func(i int) int { v, _ := strconv.Atoi(last[i]); return v }
	return Counts{n(1), n(2), n(3)}, true
}

// readLine passes a script's output through and takes the counts from the last line
// of the form "N passed, N failed".
func readLine(in io.Reader, out io.Writer) (Counts, error) {
	var last string
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		fmt.Fprintln(out, lines.Text())
		if closingLine.MatchString(lines.Text()) {
			last = lines.Text()
		}
	}
	if err := lines.Err(); err != nil {
		return Counts{}, err
	}
	c, ok := parseCounts(last)
	if !ok {
		return c, errors.New(`the runner ended without its closing line "N passed, N failed"`)
	}
	return c, nil
}

func appendLedger(path string, c Counts) error {
	if path == "" {
		return nil
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(f, c)
	return errors.Join(err, f.Close())
}

// closeLedger prints the sum of the ledger as the last line of a run, and fails when a
// test failed or none ran.
func closeLedger(path string, out io.Writer) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	var sum Counts
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		c, ok := parseCounts(lines.Text())
		if !ok {
			return fmt.Errorf("%s: not a line of counts: %q", path, lines.Text())
		}
		sum = sum.plus(c)
	}
	if err := lines.Err(); err != nil {
		return err
	}
	if sum.Passed+sum.Failed == 0 {
		sum.Failed = 1
		fmt.Fprintln(out, "no test ran at all")
	}
	if sum.Skipped > 0 {
		fmt.Fprintf(out, "%d skipped\n", sum.Skipped)
	}
	fmt.Fprintf(out, "%d passed, %d failed\n", sum.Passed, sum.Failed)
	if sum.Failed > 0 {
		return fmt.Errorf("%d failed", sum.Failed)
	}
	return nil
}
