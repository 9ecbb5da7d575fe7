package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// event is one line of `go test -json`, as `go doc test2json` describes it.
type event struct {
	Action      string
	Package     string
	ImportPath  string
	Test        string
	Elapsed     float64
	Output      string
	FailedBuild string
}

// goReport follows a stream of events. Output is kept until its test passes.
type goReport struct {
	out     io.Writer
	counts  Counts
	outputs map[string]*bytes.Buffer // by package and test
	ended   map[string]string        // action by package and test
	parents map[string]bool          // tests that had subtests
	failed  map[string]int           // failures counted, by package
}

// readGo reads a stream of `go test -json`. Lines that are no JSON (a toolchain
// complaining) are passed through.
func readGo(in io.Reader, out io.Writer) (Counts, error) {
	r := &goReport{out: out, outputs: map[string]*bytes.Buffer{}, ended: map[string]string{},
		parents: map[string]bool{}, failed: map[string]int{}}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	packages := 0
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil || e.Action == "" {
			fmt.Fprintln(out, lines.Text())
			continue
		}
		r.take(e)
		if e.Test == "" && (e.Action == "pass" || e.Action == "fail" || e.Action == "skip") {
			packages++
		}
	}
	if err := lines.Err(); err != nil {
		return r.counts, err
	}
	if packages == 0 {
		return r.counts, fmt.Errorf("go test reported on no package")
	}
	return r.counts, nil
}

func (r *goReport) take(e event) {
	key := e.Package + " " + e.Test
	switch e.Action {
	case "output":
		r.keep(key, e.Output)
	case "build-output":
		r.keep(e.ImportPath+" build", e.Output)
	case "run":
		r.noteParents(e)
	case "pass", "fail", "skip":
		if e.Test == "" {
			r.endPackage(e)
		} else {
			r.endTest(e, key)
		}
	}
}

func (r *goReport) keep(key, s string) {
	b := r.outputs[key]
	if b == nil {
		b = &bytes.Buffer{}
		r.outputs[key] = b
	}
	b.WriteString(s)
}

// noteParents marks the tests above a subtest, so that they are not counted as well.
func (r *goReport) noteParents(e event) {
	name := e.Test
	for i := strings.LastIndexByte(name, '/'); i >= 0; i = strings.LastIndexByte(name, '/') {
		name = name[:i]
		r.parents[e.Package+" "+name] = true
	}
}

func (r *goReport) endTest(e event, key string) {
	r.ended[key] = e.Action
	// A parent that fails although no subtest did has failed by itself.
	own := !r.parents[key] || (e.Action == "fail" && !r.childFailed(key))
	switch e.Action {
	case "pass":
		if own {
			r.counts.Passed++
		}
		r.keep(e.Package+" ", after(r.text(key), "--- PASS: "))
	case "skip":
		if own {
			r.counts.Skipped++
			fmt.Fprintf(r.out, "--- SKIP %s %s\n%s", short(e.Package), e.Test, r.text(key))
		}
	case "fail":
		if own {
			r.counts.Failed++
			r.failed[e.Package]++
		}
		fmt.Fprintf(r.out, "--- FAIL %s %s (%.2f s)\n%s", short(e.Package), e.Test, e.Elapsed, r.text(key))
	}
	delete(r.outputs, key)
}

// after gives what follows the last line that begins with mark. When a package dies,
// test2json takes its last words for those of the test that ended before.
func after(text, mark string) string {
	i := strings.LastIndex(text, mark)
	if i < 0 {
		return ""
	}
	_, rest, _ := strings.Cut(text[i:], "\n")
	return rest
}

func (r *goReport) childFailed(key string) bool {
	for k, action := range r.ended {
		if action == "fail" && strings.HasPrefix(k, key+"/") {
			return true
		}
	}
	return false
}

// endPackage shows a package's line. A package that fails without a failed test did
// not build, panicked, ran out of time or leaked: that is one failure.
func (r *goReport) endPackage(e event) {
	key := e.Package + " "
	switch {
	case e.Action == "fail" && r.failed[e.Package] == 0:
		r.counts.Failed++
		fmt.Fprintf(r.out, "FAIL %s\n%s%s%s", short(e.Package), r.text(e.FailedBuild+" build"), r.unfinished(e.Package), r.text(key))
	case e.Action == "fail":
		fmt.Fprintf(r.out, "FAIL %s (%.1f s)\n%s", short(e.Package), e.Elapsed, r.text(key))
	case e.Action == "pass":
		fmt.Fprintf(r.out, "ok   %s (%.1f s)\n", short(e.Package), e.Elapsed)
	}
	delete(r.outputs, key)
}

// unfinished gives the output of the tests that were running when a package died.
func (r *goReport) unfinished(pkg string) string {
	var b strings.Builder
	for k, out := range r.outputs {
		if strings.HasPrefix(k, pkg+" Test") || strings.HasPrefix(k, pkg+" Fuzz") || strings.HasPrefix(k, pkg+" Example") {
			fmt.Fprintf(&b, "unfinished: %s\n%s", strings.TrimPrefix(k, pkg+" "), out)
		}
	}
	return b.String()
}

func (r *goReport) text(key string) string {
	if b := r.outputs[key]; b != nil {
		return b.String()
	}
	return ""
}

func short(pkg string) string {
	return strings.TrimPrefix(strings.TrimPrefix(pkg, "github.com/cellsweep/cellsweep"), "/")
}
