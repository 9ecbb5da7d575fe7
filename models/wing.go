package models

import (
	"fmt"
	"slices"
	"strings"
)

// mostWingCells is how many cells one wing may have: ten times the largest there is.
const mostWingCells = 3000

// Numbers of cells on a landing.
const (
	NumbersAll  = "all"  // 1, 2, 3 …
	NumbersOdd  = "odd"  // 1, 3, 5 …: one side of a corridor
	NumbersEven = "even" // 2, 4, 6 …: the other
)

// Wing describes a wing that is laid out by a pattern: "3 landings × 42 cells".
//
// In LandingCode and CellCode {building}, {wing} and {landing} stand for the codes
// of the first two and the number of the landing, and {n}, {nn}, {nnn} for the
// number of the cell, filled up with zeros to as many digits as there are n.
type Wing struct {
	Building, BuildingName string `sens:"none"` // "" for a wing at the top of the tree
	Code, Name             string `sens:"none"`
	Landings               int    `sens:"none"` // how many
	FirstLanding           int    `sens:"none"` // number of the lowest, 0 for a ground floor
	Cells                  int    `sens:"none"` // on each landing
	FirstNumber            int    `sens:"none"` // of the cells of a landing; the first odd or even one from there
	Numbers                string `sens:"none"`
	Skip                   []int  `sens:"none"` // numbers that are left out, as 13
	LandingCode            string `sens:"none"`
	CellCode               string `sens:"none"`
	Capacity               int    `sens:"none"` // beds of each cell
}

// WingPart is one location of a wing that is laid out; Parent is the code of what
// it lies in, "" for the top.
type WingPart struct {
	Code, Kind, Name, Parent string `sens:"none"`
	Capacity                 int    `sens:"none"`
}

// Parts lays the wing out: building, wing, then each landing with its cells. The
// error names every fault, with pointers to the members of the wire form.
func (w Wing) Parts() ([]WingPart, error) {
	if err := w.check(); err != nil {
		return nil, err
	}
	var out []WingPart
	seen := map[string]bool{}
	var fs Faults
	add := func(p WingPart, pointer string) {
		if !ValidCode(p.Code) {
			fs.Add(pointer, "format", "gives %q, which is no code: it %s", p.Code, codeRule)
		}
		if seen[p.Code] {
			fs.Add(pointer, "duplicate", "gives %q twice", p.Code)
		}
		seen[p.Code] = true
		out = append(out, p)
	}
	if w.Building != "" {
		add(WingPart{Code: w.Building, Kind: "building", Name: w.BuildingName}, "/building")
	}
	add(WingPart{Code: w.Code, Kind: "wing", Name: w.Name, Parent: w.Building}, "/wing")
	for l := range w.Landings {
		landing := w.fill(w.LandingCode, l+w.FirstLanding, 0)
		add(WingPart{Code: landing, Kind: "landing", Parent: w.Code}, "/landingCode")
		for _, n := range w.numbers() {
			add(WingPart{Code: w.fill(w.CellCode, l+w.FirstLanding, n), Kind: "cell", Parent: landing, Capacity: w.Capacity}, "/cellCode")
		}
		if fs.Len() > 0 {
			break // the other landings would say the same
		}
	}
	return out, fs.Err("The wing is not right yet.")
}

func (w Wing) check() error {
	var fs Faults
	within := func(pointer string, n, least, most int) {
		if n < least || n > most {
			fs.Add(pointer, "range", "must be from %d to %d", least, most)
		}
	}
	within("/landings", w.Landings, 1, 30)
	within("/firstLanding", w.FirstLanding, 0, 100)
	within("/cells", w.Cells, 1, 500)
	within("/firstNumber", w.FirstNumber, 0, 9000)
	within("/capacity", w.Capacity, 0, 1000)
	checkOneOf(&fs, "/numbers", w.Numbers, []string{NumbersAll, NumbersOdd, NumbersEven})
	if w.Landings*w.Cells > mostWingCells {
		fs.Add("/cells", "range", "makes %d cells; the most is %d", w.Landings*w.Cells, mostWingCells)
	}
	w.checkPattern(&fs, "/landingCode", w.LandingCode, false)
	w.checkPattern(&fs, "/cellCode", w.CellCode, true)
	return fs.Err("The wing is not right yet.")
}

// checkPattern looks for words in braces that stand for nothing.
func (w Wing) checkPattern(fs *Faults, pointer, pattern string, ofCell bool) {
	rest := pattern
	for {
		from := strings.IndexByte(rest, '{')
		if from < 0 {
			return
		}
		to := strings.IndexByte(rest[from:], '}')
		if to < 0 {
			fs.Add(pointer, "format", "has a { without its }")
			return
		}
		word := rest[from+1 : from+to]
		known := []string{"building", "wing", "landing"}
		if ofCell {
			known = append(known, "n", "nn", "nnn")
		}
		if !slices.Contains(known, word) {
			fs.Add(pointer, "unknown", "{%s} stands for nothing; there are {%s}", word, strings.Join(known, "}, {"))
		}
		rest = rest[from+to+1:]
	}
}

func (w Wing) fill(pattern string, landing, n int) string {
	return strings.NewReplacer("{building}", w.Building, "{wing}", w.Code, "{landing}", fmt.Sprint(landing),
		"{nnn}", fmt.Sprintf("%03d", n), "{nn}", fmt.Sprintf("%02d", n), "{n}", fmt.Sprint(n)).Replace(pattern)
}

// numbers are those of the cells of a landing.
func (w Wing) numbers() []int {
	step, n := 1, w.FirstNumber
	if w.Numbers != NumbersAll {
		step = 2
		if (n%2 == 1) != (w.Numbers == NumbersOdd) {
			n++
		}
	}
	var out []int
	for ; len(out) < w.Cells; n += step {
		if !slices.Contains(w.Skip, n) {
			out = append(out, n)
		}
	}
	return out
}

// Place finds out which parts of a wing are new: building, wing and landings may
// be there if they are of that kind and lie where the wing would put them, so that
// a second side can be added; a cell that is there is refused. tree is the
// establishment's. New locations come in an order in which they can be written.
func (w Wing) Place(establishment ID, tree []Location) ([]Location, error) {
	parts, err := w.Parts()
	if err != nil {
		return nil, err
	}
	byCode := make(map[string]Location, len(tree))
	for _, l := range tree {
		byCode[l.Code] = l
	}
	var fs Faults
	var out []Location
	at := map[string]string{"building": "/building", "wing": "/wing", "landing": "/landingCode", "cell": "/cellCode"}
	for _, p := range parts {
		var parent *ID
		if p.Parent != "" {
			id := byCode[p.Parent].ID
			parent = &id
		}
		there, taken := byCode[p.Code]
		switch {
		case !taken:
			l := Location{ID: NewID(), Establishment: establishment, Parent: parent, Code: p.Code, Kind: p.Kind, Name: p.Name, Capacity: p.Capacity, Version: 1}
			if err := fs.Take(l.Check()); err != nil {
				return nil, err
			}
			byCode[p.Code], out = l, append(out, l)
		case p.Kind == "cell":
			fs.Add(at[p.Kind], "duplicate", "there is already a location %s", p.Code)
		case there.Kind != p.Kind:
			fs.Add(at[p.Kind], "conflict", "%s is there as a %s, not a %s", p.Code, there.Kind, p.Kind)
		case p.Kind != "building" && (there.Parent == nil) != (parent == nil), p.Kind != "building" && parent != nil && *there.Parent != *parent:
			fs.Add(at[p.Kind], "conflict", "%s is there, but does not lie in %s", p.Code, p.Parent)
		}
	}
	return out, fs.Err("The wing cannot be made as it is.")
}
