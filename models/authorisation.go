package models

import (
	"fmt"
	"slices"
	"time"
)

// Authorisation is a warrant or order: who allowed what, until when.
type Authorisation struct {
	ID         ID        `sens:"special"`
	Reference  string    `sens:"special"`
	Issuer     string    `sens:"special"`
	LegalBasis string    `sens:"special"` // code of the pick-list legal-bases
	ValidFrom  time.Time `sens:"special"`
	ValidTo    time.Time `sens:"special"`
	HoursFrom  string    `sens:"special"` // HH:MM at the site, "" for any hour
	HoursTo    string    `sens:"special"`
	Targets    []IDRef   `sens:"special"`
	Persons    Words     `sens:"special"` // their numbers in prison: it covers the cells in which they are, and follows them
}

func (a Authorisation) check(fs *Faults, p string) {
	checkText(fs, p+"/reference", a.Reference, 1, 80)
	checkText(fs, p+"/issuer", a.Issuer, 1, 160)
	checkCode(fs, p+"/legalBasis", a.LegalBasis)
	if !a.ValidTo.After(a.ValidFrom) {
		fs.Add(p+"/validTo", "range", "must be later than validFrom")
	}
	if (a.HoursFrom == "") != (a.HoursTo == "") {
		fs.Add(p+"/hoursTo", "required", "give both hours or neither")
	}
	for i, n := range a.Persons {
		if !ValidCode(n) {
			fs.Add(fmt.Sprintf("%s/persons/%d", p, i), "format", "%s", codeRule)
		}
	}
	for _, h := range []struct{ at, v string }{{"/hoursFrom", a.HoursFrom}, {"/hoursTo", a.HoursTo}} {
		if _, err := time.Parse("15:04", h.v); h.v != "" && (err != nil || len(h.v) != len("06:00")) {
			fs.Add(p+h.at, "format", "must be HH:MM, like 06:00")
		}
	}
}

// Covers says whether the authorisation is about a target at an establishment: it
// names its cell, or one of the persons whom the target is about.
func (a Authorisation) Covers(establishment ID, c Target) bool {
	if c.Location == (ID{}) {
		return false // nobody knows where that is
	}
	return slices.Contains(a.Targets, IDRef{Establishment: establishment, Location: c.Location}) ||
		slices.ContainsFunc(c.Persons, func(n string) bool { return slices.Contains(a.Persons, n) })
}

// Cells are those that the authorisation is about, each once: those that it
// names, and those in which the persons are whom it names.
func (a Authorisation) Cells(sites []SiteDraft) []IDRef {
	out := slices.Clone(a.Targets)
	if len(a.Persons) == 0 {
		return out
	}
	there, named := make(map[IDRef]bool, len(out)), make(map[string]bool, len(a.Persons))
	for _, ref := range out {
		there[ref] = true
	}
	for _, n := range a.Persons {
		named[n] = true
	}
	for _, s := range sites {
		for _, c := range s.Cells {
			ref := IDRef{Establishment: s.Establishment, Location: c.Location}
			if c.Location != (ID{}) && !there[ref] && slices.ContainsFunc(c.Persons, func(n string) bool { return named[n] }) {
				there[ref] = true
				out = append(out, ref)
			}
		}
	}
	return out
}

// Allows says whether the authorisation lets a search of length minutes start
// at instant start, at a place in zone. The reason names what forbids it: ""
// (allowed), "validity" or "hours".
func (a Authorisation) Allows(start time.Time, length time.Duration, zone *time.Location) string {
	end := start.Add(length)
	if start.Before(a.ValidFrom) || end.After(a.ValidTo) {
		return "validity"
	}
	if a.HoursFrom == "" {
		return ""
	}
	local := start.In(zone)
	day := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, zone)
	from, to := clockOn(day, a.HoursFrom), clockOn(day, a.HoursTo)
	if !to.After(from) { // over midnight, as 21:00 to 06:00
		if local.Before(to) {
			from = clockOn(day.AddDate(0, 0, -1), a.HoursFrom)
		} else {
			to = clockOn(day.AddDate(0, 0, 1), a.HoursTo)
		}
	}
	if start.Before(from) || end.After(to) {
		return "hours"
	}
	return ""
}

func clockOn(day time.Time, hhmm string) time.Time {
	t, _ := time.Parse("15:04", hhmm) // Check has read it
	return time.Date(day.Year(), day.Month(), day.Day(), t.Hour(), t.Minute(), 0, 0, day.Location())
}
