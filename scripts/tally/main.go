// Tally counts what the test runners really ran. It reads the reports of `go test
// -json`, of Vitest and of scripts that close with "N passed, N failed", shows the
// output of whatever failed, and adds one line of counts to a ledger. From the ledger
// it makes the closing line of a whole run.
//
//	go test -json ./... | tally go -ledger F
//	tally vitest -ledger F report.json
//	some-script | tally line -ledger F
//	tally close -ledger F
//
// A runner that dies, prints nothing or cannot compile counts as one failure: no
// report is never a good report.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "tally:", err)
		os.Exit(1)
	}
}

// run carries out one command. It returns an error when a test failed, when nothing
// ran, or when a report cannot be read.
func run(args []string, in io.Reader, out io.Writer) error {
	if len(args) == 0 {
		return fmt.Errorf("usage: tally go|vitest|line|close -ledger FILE [report]")
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	ledger := flags.String("ledger", "", "file to which the counts are added")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	var (
		c   Counts
		err error
	)
	switch args[0] {
	case "go":
		c, err = readGo(in, out)
	case "vitest":
		c, err = readVitestFile(flags.Arg(0), out)
	case "line":
		c, err = readLine(in, out)
	case "close":
		return closeLedger(*ledger, out)
	default:
		return fmt.Errorf("%s: no such report", args[0])
	}
	if err != nil {
		fmt.Fprintln(out, err)
		c.Failed++
	}
	if err := appendLedger(*ledger, c); err != nil {
		return err
	}
	fmt.Fprintf(out, "  %s\n", c)
	if c.Failed > 0 {
		return fmt.Errorf("%d failed", c.Failed)
	}
	return nil
}
