package models

import (
	"slices"
	"strings"
	"testing"
)

func threeByFortyTwo() Wing {
	return Wing{Building: "D1", Code: "D1-A", Landings: 3, FirstLanding: 0, Cells: 42, FirstNumber: 1, Numbers: NumbersAll, LandingCode: "{wing}{landing}", CellCode: "{wing}{landing}{nn}", Capacity: 2}
}

func codes(ls []Location) (out []string) {
	for _, l := range ls {
		out = append(out, l.Code)
	}
	return out
}

func TestThreeLandingsOfFortyTwoCellsAreMadeAtOnce(t *testing.T) {
	made, err := threeByFortyTwo().Place(ID{1}, nil)
	if err != nil || len(made) != 1+1+3+3*42 {
		t.Fatalf("%d locations, %v", len(made), err)
	}
	if got := codes(made)[:4]; !slices.Equal(got, []string{"D1", "D1-A", "D1-A0", "D1-A001"}) || made[len(made)-1].Code != "D1-A242" {
		t.Errorf("%v … %s", got, made[len(made)-1].Code)
	}
	byID := map[ID]Location{}
	for _, l := range made {
		if l.Parent != nil && byID[*l.Parent].Code == "" {
			t.Errorf("%s comes before what it lies in", l.Code)
		}
		byID[l.ID] = l
	}
	if p := PlaceOf(made[len(made)-1], byID); p != (Place{"D1", "D1-A", "D1-A2"}) {
		t.Errorf("the last cell lies at %+v", p)
	}
}

func TestTheOtherSideOfAWingIsAddedToTheLandingsThatAreThere(t *testing.T) {
	w := threeByFortyTwo()
	w.Numbers, w.Cells, w.Skip = NumbersOdd, 3, []int{3}
	odd, err := w.Place(ID{1}, nil)
	if err != nil || !slices.Contains(codes(odd), "D1-A007") || slices.Contains(codes(odd), "D1-A003") || slices.Contains(codes(odd), "D1-A002") {
		t.Fatalf("%v %v", codes(odd), err)
	}
	w.Numbers = NumbersEven
	even, err := w.Place(ID{1}, odd)
	if err != nil || len(even) != 9 || even[0].Code != "D1-A002" {
		t.Fatalf("%v %v", codes(even), err)
	}
	if _, err := w.Place(ID{1}, slices.Concat(odd, even)); CodeOf(err) != Invalid {
		t.Errorf("cells that are there are made again: %v", err)
	}
	elsewhere := slices.Clone(odd)
	elsewhere[1].Parent = nil // the wing is in no building
	if _, err := w.Place(ID{1}, elsewhere); CodeOf(err) != Invalid {
		t.Errorf("a wing that lies elsewhere is taken: %v", err)
	}
	elsewhere = slices.Clone(odd)
	elsewhere[1].Kind = "cell"
	if _, err := w.Place(ID{1}, elsewhere); CodeOf(err) != Invalid {
		t.Errorf("a cell is taken for a wing: %v", err)
	}
}

func TestAWingThatCannotBeMadeIsToldWhy(t *testing.T) {
	for what, spoil := range map[string]func(*Wing){
		"no landing": func(w *Wing) { w.Landings = 0 }, "too many cells": func(w *Wing) { w.Landings, w.Cells = 30, 500 },
		"a word that stands for nothing": func(w *Wing) { w.CellCode = "{wing}{floor}{n}" }, "an open brace": func(w *Wing) { w.CellCode = "{wing" },
		"every cell the same": func(w *Wing) { w.CellCode = "C" }, "no code": func(w *Wing) { w.CellCode = "é{landing}{n}" }, "no such numbers": func(w *Wing) { w.Numbers = "prime" },
		"landings alike": func(w *Wing) { w.LandingCode = "{wing}" }, "a wing without a code": func(w *Wing) { w.Code = "" },
	} {
		w := threeByFortyTwo()
		spoil(&w)
		if made, err := w.Place(ID{1}, nil); CodeOf(err) != Invalid {
			t.Errorf("%s: %d made, %v", what, len(made), err)
		}
	}
}

func TestCellsAreSelectedByPattern(t *testing.T) {
	w := threeByFortyTwo()
	w.Building, w.Code, w.LandingCode, w.CellCode = "", "A", "{wing}-{landing}", "{wing}-{landing}-{nn}"
	a, err := w.Place(ID{1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	w.Code = "B"
	b, err := w.Place(ID{1}, a)
	if err != nil {
		t.Fatal(err)
	}
	tree := slices.Concat(b, a)
	for _, x := range []struct {
		pattern string
		n       int
		first   string
		idle    string
	}{
		{"A-*-1?", 30, "A-0-10", ""},
		{"a-2-01..A-2-20", 20, "A-2-01", ""},
		{"A-2-1..A-2-3, B-0-42", 4, "A-2-01", ""},
		{"@B-1", 42, "B-1-01", ""},
		{"@B, !@B-1, !*-4?", 2 * 39, "B-0-01", ""},
		{"!@A", 126, "B-0-01", ""},
		{"*", 252, "A-0-01", ""},
		{"A-0-01, C-*", 1, "A-0-01", "C-*"},
		{"A", 0, "", "A"}, // a wing is not searched as a whole
		{"*-*-*-*", 0, "", "*-*-*-*"},
		{"A-0-0?,A-0-09", 9, "A-0-01", ""},
	} {
		got, idle, err := Select(x.pattern, tree)
		if err != nil || len(got) != x.n || strings.Join(idle, ";") != x.idle || x.n > 0 && got[0].Code != x.first {
			t.Errorf("%s: %d of %v, idle %v, %v", x.pattern, len(got), codes(got), idle, err)
		}
		if !slices.IsSorted(codes(got)) {
			t.Errorf("%s: not in order", x.pattern)
		}
	}
	for _, bad := range []string{"", " , ", "A-1..B-2", "A-9..A-1", "A..B", "@", "!", strings.Repeat("A,", 101)} {
		if _, _, err := Select(bad, tree); CodeOf(err) != Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
