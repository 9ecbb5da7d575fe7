package models

import (
	"fmt"
	"slices"
	"time"
)

// What follows is the secret part of an operation: where, which cells, by whom,
// when. Until release it lives only in drafts, one of the operation and one of
// each site, which the store keeps sealed (store/draft.go).

// OperationDraft is what concerns the operation as a whole.
type OperationDraft struct {
	HHour          *time.Time      `sens:"special"` // the common start instant; nil while open
	CustodyMinutes int             `sens:"special"` // the most between two holders of an exhibit, 0 for the usual limit
	Policy         Policy          `sens:"special"`
	Links          []Link          `sens:"special"`
	Authorisations []Authorisation `sens:"special"`
	Pins           []Pin           `sens:"special"`
	Forbids        []Forbid        `sens:"special"`
	LeftOut        []LeftOut       `sens:"special"`
}

// Authorises says whether one of the authorisations has the id.
func (d OperationDraft) Authorises(id ID) bool {
	return slices.ContainsFunc(d.Authorisations, func(a Authorisation) bool { return a.ID == id })
}

// Pin fixes by whom and when a cell is searched.
type Pin struct {
	Cell   IDRef  `sens:"special"`
	Team   ID     `sens:"special"`
	Start  int    `sens:"special"` // minutes after H
	Reason string `sens:"special"`
}

// Forbid keeps a team from a cell.
type Forbid struct {
	Cell   IDRef  `sens:"special"`
	Team   ID     `sens:"special"`
	Reason string `sens:"special"`
}

// LeftOut takes a cell out of the plan: it stays a target, with what is known of
// it, and is not searched for as long as this stands.
type LeftOut struct {
	Cell   IDRef  `sens:"special"`
	Reason string `sens:"special"`
}

// Policy is what the planner must respect everywhere.
type Policy struct {
	ConflictOfInterest   string `sens:"special"` // none, wing, building, establishment
	MaxTeamsPerLanding   int    `sens:"special"` // 0: no limit
	MakespanSlackPercent int    `sens:"special"`
}

// Link joins cells that must be hit together.
type Link struct {
	Code      string  `sens:"special"`
	FirstWave bool    `sens:"special"` // all at H
	Tolerance int     `sens:"special"` // else: starts at most so many minutes apart
	Cells     []IDRef `sens:"special"`
	Reason    string  `sens:"special"`
}

// IDRef names a location of an establishment.
type IDRef struct {
	Establishment ID `sens:"special"`
	Location      ID `sens:"special"`
}

// SiteDraft is one establishment within the operation.
type SiteDraft struct {
	Establishment ID         `sens:"special"`
	WindowFrom    int        `sens:"special"` // minutes after H
	WindowTo      int        `sens:"special"` // minutes after H, 0 for unbounded
	Walk          Walk       `sens:"special"`
	Cells         []Target   `sens:"special"`
	Teams         []Team     `sens:"special"`
	Equipment     []KitCount `sens:"special"`
	Lead          string     `sens:"special"` // number of the officer who leads the site
	Phone         string     `sens:"special"`
	Radio         string     `sens:"special"`
}

// Walk is how many minutes a team needs between two cells, by their nearest
// common place.
type Walk struct {
	SameLanding, SameWing, SameBuilding, OtherBuilding int `sens:"special"`
}

// DefaultWalk is used where nobody measured: the minutes of planner.md's example.
var DefaultWalk = Walk{SameLanding: 1, SameWing: 3, SameBuilding: 5, OtherBuilding: 9}

// Target is a cell to be searched. One that names persons is about them: it
// follows them to the cell that the occupancy says (store/intake), and has no
// location while that is not known.
type Target struct {
	ID          ID        `sens:"special"` // of the task that it becomes
	Location    ID        `sens:"special"` // zero: nobody knows where its persons are
	Persons     Words     `sens:"special"` // their numbers in prison
	Stays       bool      `sens:"special"` // the cell is searched even when its persons have left it
	Duration    int       `sens:"special"` // minutes
	DurationP90 int       `sens:"special"` // minutes, 0 where unknown
	WindowFrom  int       `sens:"special"` // minutes after H
	WindowTo    int       `sens:"special"` // minutes after H, 0 for unbounded
	Priority    int       `sens:"special"` // higher matters more
	Weight      int       `sens:"special"` // of a minute's exposure
	Skills      Words     `sens:"special"`
	Sex         string    `sens:"special"` // officers of this sex needed, "" for none
	SexCount    int       `sens:"special"`
	Kit         []KitNeed `sens:"special"`
	Occupant    string    `sens:"special"` // pseudonym
	Reason      string    `sens:"special"`
}

// KitNeed is one unit of equipment needed during part of a search.
type KitNeed struct {
	Kind string `sens:"special"`
	From int    `sens:"special"` // minutes after the start of the search
	For  int    `sens:"special"` // minutes
}

// KitCount is how many of a kind there are at a site.
type KitCount struct {
	Kind  string `sens:"special"`
	Count int    `sens:"special"`
}

// Team is a search team of a site.
type Team struct {
	ID        ID      `sens:"special"`
	Code      string  `sens:"special"`
	ShiftFrom int     `sens:"special"` // minutes after H, may be negative
	ShiftTo   int     `sens:"special"`
	Officers  []IDNum `sens:"special"`
	Phone     string  `sens:"special"`
	Radio     string  `sens:"special"`
}

// IDNum is an officer by id and service number; the number is what people read.
type IDNum struct {
	ID     ID     `sens:"special"`
	Number string `sens:"special"`
	Lead   bool   `sens:"special"`
}

// Check returns every fault of the draft of an operation, with pointers.
func (d OperationDraft) Check() error {
	var fs Faults
	checkOneOf(&fs, "/policy/conflictOfInterest", d.Policy.ConflictOfInterest, []string{"none", "wing", "building", "establishment"})
	checkMinutes(&fs, "/policy/maxTeamsPerLanding", d.Policy.MaxTeamsPerLanding, 0)
	if d.CustodyMinutes < 0 || d.CustodyMinutes > mostCustodyMinutes {
		fs.Add("/custodyMinutes", "range", "must be from 1 to %d", mostCustodyMinutes)
	}
	if d.Policy.MakespanSlackPercent < 0 || d.Policy.MakespanSlackPercent > 100 {
		fs.Add("/policy/makespanSlackPercent", "range", "must be from 0 to 100")
	}
	seen := map[IDRef]string{}
	for i, l := range d.Links {
		p := fmt.Sprintf("/links/%d", i)
		checkCode(&fs, p+"/code", l.Code)
		checkMinutes(&fs, p+"/tolerance", l.Tolerance, 0)
		if len(l.Cells) < 2 {
			fs.Add(p+"/cells", "range", "a link joins at least two cells")
		}
		for j, c := range l.Cells {
			if other, twice := seen[c]; twice {
				fs.Add(fmt.Sprintf("%s/cells/%d", p, j), "duplicate", "this cell is already in link %s; a cell can be in one link only", other)
			}
			seen[c] = l.Code
		}
	}
	for i, a := range d.Authorisations {
		a.check(&fs, fmt.Sprintf("/authorisations/%d", i))
	}
	d.checkDecisions(&fs)
	return fs.Err("The operation is not right yet.")
}

// checkDecisions notes what is wrong with pins, forbids and what is left out: of a
// cell there is one pin, and what is pinned is neither forbidden nor left out.
func (d OperationDraft) checkDecisions(fs *Faults) {
	type pair struct {
		cell IDRef
		team ID
	}
	pinned, forbidden, left := map[IDRef]bool{}, map[pair]bool{}, map[IDRef]bool{}
	for i, x := range d.LeftOut {
		p := fmt.Sprintf("/leftOut/%d", i)
		checkText(fs, p+"/reason", x.Reason, 3, 500)
		if left[x.Cell] {
			fs.Add(p+"/cell", "duplicate", "this cell is left out already")
		}
		left[x.Cell] = true
	}
	for i, x := range d.Forbids {
		p := fmt.Sprintf("/forbids/%d", i)
		checkText(fs, p+"/reason", x.Reason, 3, 500)
		if forbidden[pair{x.Cell, x.Team}] {
			fs.Add(p+"/team", "duplicate", "this team is kept from this cell already")
		}
		forbidden[pair{x.Cell, x.Team}] = true
	}
	for i, x := range d.Pins {
		p := fmt.Sprintf("/pins/%d", i)
		checkMinutes(fs, p+"/start", x.Start, 0)
		checkText(fs, p+"/reason", x.Reason, 0, 500)
		if pinned[x.Cell] {
			fs.Add(p+"/cell", "duplicate", "this cell is pinned already")
		}
		if forbidden[pair{x.Cell, x.Team}] {
			fs.Add(p+"/team", "conflict", "this team is kept from this cell")
		}
		if left[x.Cell] {
			fs.Add(p+"/cell", "conflict", "this cell is left out")
		}
		pinned[x.Cell] = true
	}
}

// Check returns every fault of the draft of a site, with pointers.
func (d SiteDraft) Check() error {
	var fs Faults
	if d.Establishment == (ID{}) {
		fs.Add("/establishment", "required", "is missing")
	}
	checkWindow(&fs, "", d.WindowFrom, d.WindowTo)
	for _, m := range []int{d.Walk.SameLanding, d.Walk.SameWing, d.Walk.SameBuilding, d.Walk.OtherBuilding} {
		checkMinutes(&fs, "/walk", m, 0)
	}
	cells, persons := map[ID]bool{}, map[string]bool{}
	for i, c := range d.Cells {
		p := fmt.Sprintf("/cells/%d", i)
		if cells[c.Location] {
			fs.Add(p+"/location", "duplicate", "this cell is already a target of the site")
		}
		cells[c.Location] = c.Location != ID{}
		for j, n := range c.Persons {
			if persons[n] {
				fs.Add(fmt.Sprintf("%s/persons/%d", p, j), "duplicate", "this person is already a target of the site")
			}
			persons[n] = true
		}
		c.check(&fs, p)
	}
	checkTeams(&fs, d.Teams)
	kinds := map[string]bool{}
	for i, k := range d.Equipment {
		p := fmt.Sprintf("/equipment/%d", i)
		checkCode(&fs, p+"/kind", k.Kind)
		checkMinutes(&fs, p+"/count", k.Count, 0)
		if kinds[k.Kind] {
			fs.Add(p+"/kind", "duplicate", "%q is counted twice", k.Kind)
		}
		kinds[k.Kind] = true
	}
	return fs.Err("The site is not right yet.")
}

func (c Target) check(fs *Faults, p string) {
	if c.Location == (ID{}) && len(c.Persons) == 0 {
		fs.Add(p+"/location", "required", "name the cell, or the persons whom the search is about")
	}
	for i, n := range c.Persons {
		if !ValidCode(n) {
			fs.Add(fmt.Sprintf("%s/persons/%d", p, i), "format", "%s", codeRule)
		}
	}
	checkMinutes(fs, p+"/duration", c.Duration, 1)
	checkMinutes(fs, p+"/durationP90", c.DurationP90, 0)
	checkMinutes(fs, p+"/priority", c.Priority, 0)
	checkMinutes(fs, p+"/weight", c.Weight, 0)
	checkWindow(fs, p, c.WindowFrom, c.WindowTo)
	if c.Sex != "" {
		checkOneOf(fs, p+"/officersOfSex/sex", c.Sex, []string{"f", "m", "x"})
	}
	checkMinutes(fs, p+"/officersOfSex/count", c.SexCount, 0)
	for i, k := range c.Kit {
		q := fmt.Sprintf("%s/equipment/%d", p, i)
		checkCode(fs, q+"/kind", k.Kind)
		checkMinutes(fs, q+"/from", k.From, 0)
		checkMinutes(fs, q+"/for", k.For, 1)
		if k.From+k.For > c.Duration {
			fs.Add(q+"/for", "range", "the kit is needed until minute %d of a search of %d", k.From+k.For, c.Duration)
		}
	}
}

func checkTeams(fs *Faults, teams []Team) {
	codes, people := map[string]bool{}, map[ID]string{}
	for i, t := range teams {
		p := fmt.Sprintf("/teams/%d", i)
		checkCode(fs, p+"/code", t.Code)
		if codes[t.Code] {
			fs.Add(p+"/code", "duplicate", "there is already a team %q at this site", t.Code)
		}
		codes[t.Code] = true
		if t.ShiftTo <= t.ShiftFrom {
			fs.Add(p+"/shiftTo", "range", "must be later than shiftFrom")
		}
		if len(t.Officers) == 0 {
			fs.Add(p+"/officers", "required", "a team needs at least one officer")
		}
		for j, o := range t.Officers {
			if other, twice := people[o.ID]; twice {
				fs.Add(fmt.Sprintf("%s/officers/%d", p, j), "duplicate", "officer %s is already in team %s", o.Number, other)
			}
			people[o.ID] = t.Code
		}
	}
}

// mostCustodyMinutes is a week: who may take longer has no limit to speak of.
const mostCustodyMinutes = 7 * 24 * 60

// most is the greatest number of minutes or units that a plan can hold.
const most = 1_000_000

func checkMinutes(fs *Faults, pointer string, v, least int) {
	if v < least || v > most {
		fs.Add(pointer, "range", "must be from %d to %d", least, most)
	}
}

func checkWindow(fs *Faults, p string, from, to int) {
	checkMinutes(fs, p+"/windowFrom", from, 0)
	checkMinutes(fs, p+"/windowTo", to, 0)
	if to != 0 && to <= from {
		fs.Add(p+"/windowTo", "range", "must be later than windowFrom")
	}
}

func checkDate(fs *Faults, pointer, s string) {
	if _, err := time.Parse("2006-01-02", s); err != nil {
		fs.Add(pointer, "format", "must be a date of the form YYYY-MM-DD")
	}
}
