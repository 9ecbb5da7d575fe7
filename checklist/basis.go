package checklist

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/cellsweep/cellsweep/models"
)

// Basis is the legal basis of a search as data: what it demands, and when it
// allows a search to begin. It ships as a default that counsel has to validate;
// an agency edits it. Its form in JSON is openapi/templates/legal-basis.v1.json.
type Basis struct {
	Code      string     `json:"code"`
	Labels    Labels     `json:"labels"`
	Retired   bool       `json:"retired,omitempty"`
	Kind      string     `json:"kind"`                // one of BasisKinds
	Texts     []string   `json:"texts"`               // provisions, as cited
	Hours     *Hours     `json:"hours"`               // when a search may begin; nil for any hour
	Presence  string     `json:"presence"`            // one of BasisPresences
	Sealing   bool       `json:"sealing"`             // what is seized is sealed at once
	Signers   []string   `json:"signers"`             // roles, of BasisSigners
	Sections  []string   `json:"sections"`            // sections of a checklist that are demanded
	Documents []Document `json:"documents,omitempty"` // documents that are shown, handed over or made
	Validated bool       `json:"validated"`           // counsel has
	Counsel   Labels     `json:"counsel"`             // what an agency is told while it is not validated
}

// Document is a paper that a basis demands.
type Document struct {
	Code   string `json:"code"`
	Labels Labels `json:"labels"`
	When   string `json:"when"` // one of DocumentMoments
}

// Hours are local times of day of the site, HH:MM, both included, on which a
// search may begin; one that has begun may go on.
type Hours struct {
	From       string      `json:"from"`
	To         string      `json:"to"`
	Days       []string    `json:"days,omitempty"`       // of Weekdays; none: every day
	Exceptions []Exception `json:"exceptions,omitempty"` // the first that names the day decides
}

// Exception is another window on a date or on days of the week. Without from
// and to no search may begin then.
type Exception struct {
	Date string   `json:"date,omitempty"` // YYYY-MM-DD
	Days []string `json:"days,omitempty"` // of Weekdays
	From string   `json:"from,omitempty"`
	To   string   `json:"to,omitempty"`
}

// BasisKinds are the kinds of a legal basis.
var BasisKinds = []string{"administrative", "judicial", "other"}

// BasisPresences say who must attend.
var BasisPresences = []string{"occupant_or_two_witnesses", "none"}

// BasisSigners are the roles in which a basis can ask for a signature.
var BasisSigners = []string{"searcher", "lead", "occupant", "witness"}

// DocumentMoments say when a document is demanded: of every search, of one with
// a find, of one in which something was seized.
var DocumentMoments = []string{"always", "find", "seized"}

// Weekdays are the days of the week from Sunday, as time.Weekday counts them.
var Weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

var hourPattern = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)

// Check adds to fs every fault of the basis, with JSON pointers that begin with
// at. sections are those that it may demand, nil where that is not known.
func (b Basis) Check(fs *models.Faults, at string, sections []string) {
	checkEach(fs, at+"/kind", []string{b.Kind}, BasisKinds)
	checkEach(fs, at+"/presence", []string{b.Presence}, BasisPresences)
	checkEach(fs, at+"/signers", b.Signers, BasisSigners)
	if len(b.Sections) == 0 {
		fs.Add(at+"/sections", "required", "names nothing")
	}
	if sections != nil {
		checkEach(fs, at+"/sections", b.Sections, sections)
	}
	for member, list := range map[string][]string{"signers": b.Signers, "sections": b.Sections} {
		checkDistinct(fs, at+"/"+member, list)
	}
	if len(b.Texts) == 0 && b.Kind != "other" {
		fs.Add(at+"/texts", "required", "must cite a provision")
	}
	for i, text := range b.Texts {
		if strings.TrimSpace(text) == "" || len([]rune(text)) > 200 {
			fs.Add(fmt.Sprintf("%s/texts/%d", at, i), "format", "cites a provision in at most 200 characters")
		}
	}
	if b.Hours != nil {
		b.Hours.check(fs, at+"/hours")
	}
	seen := map[string]bool{}
	for i, d := range b.Documents {
		here := fmt.Sprintf("%s/documents/%d", at, i)
		checkOption(fs, here, d.Code, d.Labels, seen)
		checkEach(fs, here+"/when", []string{d.When}, DocumentMoments)
	}
	if !b.Validated {
		b.Counsel.Check(fs, at+"/counsel")
	}
}

func (h Hours) check(fs *models.Faults, at string) {
	checkWindow(fs, at, h.From, h.To)
	if len(h.Days) > 0 {
		checkEach(fs, at+"/days", h.Days, Weekdays)
	}
	for i, x := range h.Exceptions {
		here := fmt.Sprintf("%s/exceptions/%d", at, i)
		if x.From != "" || x.To != "" {
			checkWindow(fs, here, x.From, x.To)
		}
		if (x.Date == "") == (len(x.Days) == 0) {
			fs.Add(here, "required", "names a date or days of the week")
		}
		if _, err := time.Parse(time.DateOnly, x.Date); x.Date != "" && err != nil {
			fs.Add(here+"/date", "format", "must be a day that exists, like 2026-07-14")
		}
		if len(x.Days) > 0 {
			checkEach(fs, here+"/days", x.Days, Weekdays)
		}
	}
}

func checkWindow(fs *models.Faults, at, from, to string) {
	if !hourPattern.MatchString(from) || !hourPattern.MatchString(to) || from >= to {
		fs.Add(at, "format", "must be two times of day like 06:00, the first before the second")
	}
}

func checkDistinct(fs *models.Faults, at string, words []string) {
	for i, w := range words {
		if slices.Contains(words[:i], w) {
			fs.Add(at, "duplicate", "%q is there twice", w)
		}
	}
}

// Allow says whether a search may begin at an instant at a place whose local
// time is already in it.
func (h *Hours) Allow(local time.Time) bool {
	if h == nil {
		return true
	}
	day, date := Weekdays[local.Weekday()], local.Format(time.DateOnly)
	for _, x := range h.Exceptions {
		if x.Date == date || slices.Contains(x.Days, day) {
			return inWindow(local, x.From, x.To)
		}
	}
	return (len(h.Days) == 0 || slices.Contains(h.Days, day)) && inWindow(local, h.From, h.To)
}

// inWindow says whether a time of day is in a window: 21:00:00.000 still is in one
// that ends at 21:00, a millisecond later is not.
func inWindow(local time.Time, from, to string) bool {
	clock := local.Format("15:04:05.000")
	return from != "" && clock >= from+":00.000" && clock <= to+":00.000"
}

// Demands says whether somebody must sign in a role.
func (b *Basis) Demands(role string) bool {
	return b != nil && slices.Contains(b.Signers, role)
}

// Attended says whether the basis asks for the occupant or two witnesses.
func (b *Basis) Attended() bool { return b != nil && b.Presence == "occupant_or_two_witnesses" }
