package models

import "time"

// Callees are whom headquarters calls at a site.
var Callees = []string{"lead", "team", "other"}

// ContactWays are the ways by which somebody is called.
var ContactWays = []string{"telephone", "radio", "in_person"}

// What came of a call. A mistaken row corrects one that should not be there.
const (
	ContactReached  = "reached"
	ContactNoAnswer = "no_answer"
	ContactMessage  = "message_left"
	ContactMistaken = "mistaken"
)

// ContactOutcomes lists them.
var ContactOutcomes = []string{ContactReached, ContactNoAnswer, ContactMessage, ContactMistaken}

// Contact says who was called at a site, and what came of it. It is never edited:
// one that is wrong is corrected by another that names it.
type Contact struct {
	ID        ID        `sens:"none"`
	Operation ID        `sens:"none"`
	Site      ID        `sens:"staff"`
	Callee    string    `sens:"none"` // one of Callees
	Team      *ID       `sens:"staff"`
	Name      string    `sens:"personal"` // as it was when they were called
	Way       string    `sens:"none"`     // one of ContactWays
	Outcome   string    `sens:"none"`     // one of ContactOutcomes
	Note      string    `sens:"personal"`
	At        time.Time `sens:"none"` // of the call
	WrittenBy ID        `sens:"staff"`
	WrittenAt time.Time `sens:"none"`
	Corrects  *ID       `sens:"none"`
}

// Check returns every fault of a contact that is written at instant now, about an
// operation that was released at another.
func (c Contact) Check(released, now time.Time) error {
	var fs Faults
	checkOneOf(&fs, "/callee", c.Callee, Callees)
	checkOneOf(&fs, "/way", c.Way, ContactWays)
	checkOneOf(&fs, "/outcome", c.Outcome, ContactOutcomes)
	checkText(&fs, "/name", c.Name, 0, 120)
	checkText(&fs, "/note", c.Note, 0, 1000)
	switch {
	case c.Callee == "other" && c.Name == "":
		fs.Add("/name", "required", "say who was called")
	case (c.Callee == "team") != (c.Team != nil):
		fs.Add("/team", "required", "name the team where a team was called, and only there")
	}
	if c.At.After(now) || c.At.Before(released) {
		fs.Add("/at", "range", "must lie between the release of the operation and now")
	}
	if c.Outcome == ContactMistaken && c.Corrects == nil {
		fs.Add("/corrects", "required", "name the row that was written by mistake")
	}
	return fs.Err("The contact is not right yet.")
}
