package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

// vitestReport is what `vitest run --reporter=json` writes: Jest's JSON.
type vitestReport struct {
	Success     bool
	TestResults []struct {
		Name             string
		Status           string
		Message          string
		AssertionResults []struct {
			FullName        string
			Status          string // passed, failed, skipped, pending, todo
			FailureMessages []string
		}
	}
}

func readVitestFile(path string, out io.Writer) (Counts, error) {
	f, err := os.Open(path)
	if err != nil {
		return Counts{}, err
	}
	defer f.Close()
	return readVitest(f, out)
}

func readVitest(in io.Reader, out io.Writer) (Counts, error) {
	var report vitestReport
	if err := json.NewDecoder(in).Decode(&report); err != nil {
		return Counts{}, fmt.Errorf("vitest's report: %w", err)
	}
	var c Counts
	for _, file := range report.TestResults {
		failed := c.Failed
		for _, test := range file.AssertionResults {
			switch test.Status {
			case "passed":
				c.Passed++
			case "failed":
				c.Failed++
				fmt.Fprintf(out, "--- FAIL %s\n  %s\n%s\n", file.Name, test.FullName, strings.Join(test.FailureMessages, "\n"))
			default:
				c.Skipped++
				fmt.Fprintf(out, "--- SKIP %s\n  %s\n", file.Name, test.FullName)
			}
		}
		if file.Status == "failed" && c.Failed == failed { // the file itself does not load
			c.Failed++
			fmt.Fprintf(out, "--- FAIL %s\n%s\n", file.Name, file.Message)
		}
	}
	if c.Passed+c.Failed == 0 {
		return c, fmt.Errorf("vitest reported on no test")
	}
	if !report.Success && c.Failed == 0 { // an unhandled rejection, for one
		return c, fmt.Errorf("vitest says that the run failed, and names no test")
	}
	return c, nil
}
