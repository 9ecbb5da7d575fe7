// Command drawn writes random cases with what the rules in Go say of them, so
// that those in TypeScript can be held against them:
//
//	go run ./checklist/drawn -of evaluations -n 10000 -seed 1
//
// It prints one JSON object a line, the same for the same seed, each with its
// number as "case". -of says what is drawn:
//
//	evaluations  {"template", "context", "answers", "evaluation": {"instances", "problems"}}
//	versions     {"from", "to", "context", "answers", "differences": […], "move": {"kept", "aside", "required"}}
//	catalogues   {"catalogue": […], "seen": {…}, "matches": [{"code", "reasons"}]}
//
// template, context and answers are as in testdata/vectors/README.md; every template
// passes the lint, but for the second of two versions. evaluation.instances are all
// instances in their order, each {"path", "row"?, "relevant", "required", "answered",
// "value"?, "suggestion"?}; row is absent outside rows, value and suggestion where
// there is none. evaluation.problems are all problems in their order, each {"path",
// "row"?, "code", "submit", "message": {"en", "fr"}}. differences are those of Compare, each
// with its sentence. Values are to be compared as JSON: 1e2 is 100, and members of an object have no order.
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

// evaluated is what is printed of a checklist and its answers.
type evaluated struct {
	Number int `json:"case"`
	draw.Case
	Evaluation checklist.Evaluation `json:"evaluation"`
}

// moved is what is printed of two versions and a draft that moves.
type moved struct {
	Number int `json:"case"`
	draw.Versions
	Differences []checklist.ToldDifference `json:"differences"`
	Move        checklist.Draft            `json:"move"`
}

// matched is what is printed of a catalogue and a telephone.
type matched struct {
	Number int `json:"case"`
	draw.Telephone
	Matches []draw.Found `json:"matches"`
}

func main() {
	of := flag.String("of", "evaluations", "what is drawn: evaluations, versions or catalogues")
	n := flag.Int("n", 1000, "how many cases")
	seed := flag.Uint64("seed", 1, "seed of chance")
	flag.Parse()
	if err := write(os.Stdout, *of, *n, *seed); err != nil {
		fmt.Fprintln(os.Stderr, "drawn:", err)
		os.Exit(1)
	}
}

func write(w io.Writer, of string, n int, seed uint64) error {
	out := bufio.NewWriterSize(w, 1<<16)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	r := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // nothing is kept secret with it
	for i := range n {
		one, err := next(r, of, i)
		if err != nil {
			return err
		}
		if err := encoder.Encode(one); err != nil {
			return err
		}
	}
	return out.Flush()
}

// next draws a case and has the rules decide it.
func next(r *rand.Rand, of string, i int) (any, error) {
	switch of {
	case "evaluations":
		c := draw.Next(r)
		return evaluated{i, c, checklist.Evaluate(c.Template, c.Context, c.Answers)}, nil
	case "versions":
		v := draw.NextVersions(r)
		return moved{i, v, checklist.Tell(v.From, v.To), checklist.Move(v.From, v.To, v.Context, v.Answers)}, nil
	case "catalogues":
		t := draw.NextTelephone(r)
		return matched{i, t, t.Matches()}, nil
	}
	return nil, fmt.Errorf("-of %s is none of evaluations, versions, catalogues", of)
}
