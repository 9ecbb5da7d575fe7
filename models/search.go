package models

import (
	"fmt"
	"slices"
	"time"
)

// Outcomes of a search that was closed. One that was not carried out has a
// reason instead: NotExecutedReasons.
var Outcomes = []string{"done_clear", "done_find"}

// NotExecutedReasons say why a task was not searched.
var NotExecutedReasons = []string{"location_wrong", "location_empty", "occupant_moved", "access_refused", "safety", "no_time", "no_authorisation",
	"kit_missing", "stood_down", "other"}

// Presences say how the presence of the occupant was met: a judicial search
// needs the occupant or two witnesses.
var Presences = []string{"present", "refused", "impossible", "two_witnesses", "not_required"}

// SignatureRoles are the parts in which people sign.
var SignatureRoles = []string{"searcher", "lead", "occupant", "witness", "giver", "receiver", "supervisor"}

// Signature is a drawn signature, or the refusal of one: a sheet on which a
// line stays empty says nothing, so one of the two is always there.
type Signature struct {
	Role           string `sens:"none"` // one of SignatureRoles
	Officer        ID     `sens:"staff"`
	Name           string `sens:"personal"`
	File           string `sens:"special"` // hex SHA-256 of the drawing
	RefusedBecause string `sens:"special"`
}

func checkSignatures(fs *Faults, all []Signature) {
	for i, s := range all {
		at := fmt.Sprintf("/signatures/%d", i)
		checkOneOf(fs, at+"/role", s.Role, SignatureRoles)
		if s.File == "" && s.RefusedBecause == "" {
			fs.Add(at, "required", "a signature is a drawing, or the reason why there is none")
		}
	}
}

// Search is what happened at a task: who, when, in whose presence, with what
// outcome. Its times are claims of a tablet's clock.
type Search struct {
	ID         ID          `sens:"none"`
	Task       ID          `sens:"none"`
	Location   ID          `sens:"special"` // where the team really was
	State      SearchState `sens:"none"`
	Started    time.Time   `sens:"none"`
	Ended      time.Time   `sens:"none"` // zero while it lasts
	Occupant   string      `sens:"special"`
	Signatures []Signature `sens:"personal"`
	Reason     string      `sens:"none"` // of NotExecutedReasons, when it was not carried out
}

// Check returns every fault of the search. That it ended before it began is
// none: a clock that was put right in between is no reason to lose a record.
func (s Search) Check() error {
	var fs Faults
	if s.Task == (ID{}) {
		fs.Add("/task", "required", "name the task")
	}
	if !slices.Contains(SearchMachine.States(), s.State) {
		fs.Add("/state", "unknown", "%q is no state of a search", s.State)
	}
	if s.State == SearchNotExecuted {
		checkOneOf(&fs, "/reasonCode", s.Reason, NotExecutedReasons)
	} else if s.Location == (ID{}) {
		fs.Add("/location", "required", "name the place that was searched")
	}
	if s.Occupant != "" {
		checkOneOf(&fs, "/presence/occupant", s.Occupant, Presences)
	}
	checkSignatures(&fs, s.Signatures)
	return fs.Err("The search is not right yet.")
}

// Closed says whether the team is done with it.
func (s Search) Closed() bool { return s.State == SearchDoneClear || s.State == SearchDoneFind }
