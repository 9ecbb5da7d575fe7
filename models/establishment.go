package models

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// codePattern is what a code looks like that people type, print and scan.
var codePattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$`)

var countryPattern = regexp.MustCompile(`^[A-Z]{2}$`)

// ValidCode says whether s can name something: 1 to 40 characters of A-Z a-z
// 0-9 . _ / - beginning with a letter or digit.
func ValidCode(s string) bool { return codePattern.MatchString(s) }

const codeRule = "must be 1 to 40 letters, digits, . _ / or -, beginning with a letter or digit"

// EstablishmentTypes are the kinds of prison: maison d'arrêt, centre de
// détention, maison centrale, centre pénitentiaire, centre de semi-liberté,
// établissement pour mineurs.
var EstablishmentTypes = []string{"remand", "detention", "central", "mixed", "semi_liberty", "juvenile"}

// Establishment is a prison.
type Establishment struct {
	ID         ID        `sens:"none"`
	Code       string    `sens:"none"`
	Name       string    `sens:"none"`
	Type       string    `sens:"none"` // one of EstablishmentTypes
	Commune    string    `sens:"none"`
	Department string    `sens:"none"`
	Country    string    `sens:"none"` // ISO 3166-1 alpha-2
	Latitude   float64   `sens:"none"` // degrees, WGS 84
	Longitude  float64   `sens:"none"` // degrees, WGS 84
	TimeZone   string    `sens:"none"` // IANA
	Version    int64     `sens:"none"`
	UpdatedAt  time.Time `sens:"none"`
}

// Check returns every fault of the establishment, with pointers to its members.
func (e Establishment) Check() error {
	var fs Faults
	checkCode(&fs, "/code", e.Code)
	checkText(&fs, "/name", e.Name, 1, 120)
	checkOneOf(&fs, "/type", e.Type, EstablishmentTypes)
	checkText(&fs, "/commune", e.Commune, 0, 120)
	checkText(&fs, "/department", e.Department, 0, 40)
	if !countryPattern.MatchString(e.Country) {
		fs.Add("/country", "format", "must be a country of two capital letters, like FR")
	}
	checkRange(&fs, "/latitude", e.Latitude, -90, 90)
	checkRange(&fs, "/longitude", e.Longitude, -180, 180)
	if _, err := time.LoadLocation(e.TimeZone); err != nil || e.TimeZone == "" || e.TimeZone == "Local" {
		fs.Add("/timeZone", "unknown", "%q is not an IANA time zone like Europe/Paris", e.TimeZone)
	}
	return fs.Err("The establishment is not right yet.")
}

// LocationKinds are the nodes of a site's tree.
var LocationKinds = []string{"building", "wing", "landing", "cell", "room", "yard", "store", "gate", "vehicle", "perimeter"}

// Location is a node of an establishment's tree.
type Location struct {
	ID            ID     `sens:"none"`
	Establishment ID     `sens:"none"`
	Parent        *ID    `sens:"none"` // nil at the top
	Code          string `sens:"none"` // unique within the establishment
	Kind          string `sens:"none"` // one of LocationKinds
	Name          string `sens:"none"`
	Capacity      int    `sens:"none"` // beds; 0 where nobody sleeps
	Version       int64  `sens:"none"`
}

// Check returns every fault of the location.
func (l Location) Check() error {
	var fs Faults
	checkCode(&fs, "/code", l.Code)
	checkOneOf(&fs, "/kind", l.Kind, LocationKinds)
	checkText(&fs, "/name", l.Name, 0, 120)
	if l.Capacity < 0 || l.Capacity > 1000 {
		fs.Add("/capacity", "range", "must be from 0 to 1000")
	}
	if l.Parent != nil && *l.Parent == l.ID {
		fs.Add("/parent", "cycle", "a location cannot lie within itself")
	}
	return fs.Err("The location is not right yet.")
}

// Place is where a cell lies, by the codes of its ancestors. The planner reckons walks by it.
type Place struct {
	Building, Wing, Landing string
}

// PlaceOf walks from a location up to the top of its tree. An ancestor kind
// that is missing gives "" for it. byID must hold every ancestor.
func PlaceOf(l Location, byID map[ID]Location) Place {
	var p Place
	for range 16 { // a tree deeper than that is a circle
		switch l.Kind {
		case "building":
			p.Building = l.Code
		case "wing":
			p.Wing = l.Code
		case "landing":
			p.Landing = l.Code
		}
		if l.Parent == nil {
			break
		}
		l = byID[*l.Parent]
	}
	return p
}

func checkCode(fs *Faults, pointer, s string) {
	if !ValidCode(s) {
		fs.Add(pointer, "format", "%s", codeRule)
	}
}

// checkLength is for what an officer recorded: which characters are in it is no
// reason to turn evidence away.
func checkLength(fs *Faults, pointer, s string, least, most int) bool {
	n := len([]rune(s))
	switch {
	case n < least:
		fs.Add(pointer, "required", "is missing")
	case n > most:
		fs.Add(pointer, "range", "has %d characters; the most is %d", n, most)
	}
	return n >= least && n <= most
}

func checkText(fs *Faults, pointer, s string, least, most int) {
	if !checkLength(fs, pointer, s, least, most) {
		return
	}
	if strings.ContainsFunc(s, func(r rune) bool { return r < 0x20 && r != '\n' && r != '\t' }) {
		fs.Add(pointer, "format", "has a control character in it")
	}
}

func checkOneOf(fs *Faults, pointer, s string, set []string) {
	if !slices.Contains(set, s) {
		fs.Add(pointer, "unknown", "%q is not one of %s", s, strings.Join(set, ", "))
	}
}

func checkRange(fs *Faults, pointer string, v, least, most float64) {
	if !(v >= least && v <= most) { // also false for NaN
		fs.Add(pointer, "range", "must be from %g to %g", least, most)
	}
}
