package planner

import (
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/planner/words"
)

func TestADiffTellsWhatMovedWhatCameAndWhatWent(t *testing.T) {
	before := &Plan{Assignments: []Assignment{{"A", "T", 0, 10}, {"B", "T", 10, 20}, {"C", "U", 0, 10}, {"D", "U", 20, 30}, {"E", "V", 0, 5}}, Totals: Totals{Makespan: 30, Exposure: 9}}
	after := &Plan{Assignments: []Assignment{{"A", "T", 0, 14}, {"B", "U", 14, 24}, {"C", "U", 3, 13}, {"D", "U", 12, 22}, {"N", "W", 1, 2}}, Totals: Totals{Makespan: 24, Exposure: 9}}
	d := Compare(before, after)
	if len(d.Moved) != 3 || d.Moved[0].Later() != 4 || d.Moved[2].Later() != -8 {
		t.Errorf("moved %+v", d.Moved)
	}
	if len(d.Added) != 1 || d.Added[0].Cell != "N" || len(d.Dropped) != 1 || d.Dropped[0].Cell != "E" {
		t.Errorf("added %+v, dropped %+v", d.Added, d.Dropped)
	}
	if !slices.Equal(d.Teams, []string{"T", "U", "V", "W"}) {
		t.Errorf("teams %v", d.Teams)
	}
	var codes []string
	for _, n := range d.Notes() {
		codes = append(codes, n.Code)
		for _, language := range []string{"en", "fr"} {
			if said := words.Say(language, n.Code, n.Params); !words.Known(n.Code) || strings.Contains(said, "{") || said == n.Code {
				t.Errorf("%s in %s is %q", n.Code, language, said)
			}
		}
	}
	if want := []string{NoteTeam, NoteLater, NoteEarlier, NoteAdded, NoteDropped, NoteTeams, "replan.makespan"}; !slices.Equal(codes, want) {
		t.Errorf("notes %v, want %v", codes, want)
	}
	same := Compare(before, before)
	if notes := same.Notes(); len(notes) != 1 || notes[0].Code != NoteNothing {
		t.Errorf("%+v", notes)
	}
}

func TestASearchThatOnlyTakesLongerHasNotMoved(t *testing.T) {
	d := Compare(&Plan{Assignments: []Assignment{{"A", "T", 0, 10}}}, &Plan{Assignments: []Assignment{{"A", "T", 0, 20}}})
	if !d.Empty() {
		t.Errorf("%+v", d.Moved)
	}
}
