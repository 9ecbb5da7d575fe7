// Command drawn writes random cases with the evaluation of the engine in Go, so
// that the one in TypeScript can be held against it:
//
//	go run ./checklist/drawn -n 10000 -seed 1
//
// It prints one JSON object a line, the same for the same seed:
//
//	{"case": 0, "template": {…}, "context": {…}, "answers": […], "evaluation": {"instances": […], "problems": […]}}
//
// template, context and answers are as in testdata/vectors/README.md; every template
// passes the lint. evaluation.instances are all instances in their order, each
// {"path", "row"?, "relevant", "required", "answered", "value"?, "suggestion"?};
// row is absent outside rows, value and suggestion where there is none.
// evaluation.problems are all problems in their order, each {"path", "row"?,
// "code", "submit", "message": {"en", "fr"}}. Values are to be compared as JSON:
// 1e2 is 100, and members of an object have no order.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"

	"github.com/cellsweep/cellsweep/checklist"
	"github.com/cellsweep/cellsweep/checklist/draw"
)

// line is what is printed of one case.
type line struct {
	Number int `json:"case"`
	draw.Case
	Evaluation checklist.Evaluation `json:"evaluation"`
}

func main() {
	n := flag.Int("n", 1000, "how many cases")
	seed := flag.Uint64("seed", 1, "seed of chance")
	flag.Parse()
	if err := write(os.Stdout, *n, *seed); err != nil {
		fmt.Fprintln(os.Stderr, "drawn:", err)
		os.Exit(1)
	}
}

func write(w io.Writer, n int, seed uint64) error {
	out := bufio.NewWriterSize(w, 1<<16)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	r := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // nothing is kept secret with it
	for i := range n {
		c := draw.Next(r)
		if err := encoder.Encode(line{i, c, checklist.Evaluate(c.Template, c.Context, c.Answers)}); err != nil {
			return err
		}
	}
	return out.Flush()
}
