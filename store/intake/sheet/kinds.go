package sheet

import (
	"slices"
	"strings"
)

// Kind is what a file can be of.
type Kind struct {
	Name        string
	required    []string
	optional    []string
	OfOperation bool              // its rows go into the drafts of an operation
	needsRows   bool              // a header alone would empty the operation, which nobody means
	columns     map[string]string // member of the model → column, where they are not called alike
}

// Names of kinds; a report shows them.
const (
	Operations     = "operation"
	Establishments = "establishments"
	Locations      = "locations"
	Officers       = "officers"
	Equipment      = "equipment"
	Teams          = "teams"
	Cells          = "cells"
	Links          = "links"
	Authorisations = "authorisations"
	Occupancy      = "occupancy"
)

// Kinds are the files of examples/operation-prison-break, in the order in which
// they are taken in: nothing refers to a later one.
func Kinds() []*Kind {
	return []*Kind{
		{Name: Operations, OfOperation: true, needsRows: true, required: []string{"reference", "name"},
			optional: []string{"h_hour", "timezone", "conflict_of_interest", "max_teams_per_landing", "makespan_slack_percent", "custody_minutes"}},
		{Name: Establishments, required: []string{"code", "name", "type", "country", "latitude", "longitude", "timezone"},
			optional: []string{"commune", "department"}, columns: map[string]string{"time_zone": "timezone"}},
		{Name: Locations, required: []string{"establishment", "code", "parent", "kind"}, optional: []string{"name", "capacity"}},
		{Name: Officers, required: []string{"number", "name", "sex"}, optional: []string{"skills", "home_establishment", "home_location", "phone"}},
		{Name: Equipment, required: []string{"establishment", "kind", "serial"}, optional: []string{"calibrated_until"}},
		{Name: Teams, OfOperation: true, needsRows: true, required: []string{"establishment", "team", "shift_from", "shift_to", "officers"},
			optional: []string{"lead", "phone", "radio"}, columns: map[string]string{"code": "team"}},
		{Name: Cells, OfOperation: true, needsRows: true, required: []string{"establishment", "cell", "duration"},
			optional: []string{"duration_p90", "priority", "weight", "window_from", "window_to", "skills", "officers_sex", "officers_sex_count", "equipment", "occupant", "reason", "persons", "stays"},
			columns:  map[string]string{"location": "cell", "officers_of_sex/sex": "officers_sex", "officers_of_sex/count": "officers_sex_count"}},
		{Name: Links, OfOperation: true, required: []string{"group", "establishment", "cell"}, optional: []string{"first_wave", "tolerance", "reason"},
			columns: map[string]string{"code": "group", "cells": "cell"}},
		{Name: Authorisations, OfOperation: true, required: []string{"reference", "issuer", "legal_basis", "valid_from", "valid_to", "establishment", "cell"},
			optional: []string{"hours_from", "hours_to", "persons"}},
		{Name: Occupancy, OfOperation: true, needsRows: true, required: []string{"establishment", "cell", "person"}},
	}
}

func (k *Kind) all() []string { return slices.Concat(k.required, k.optional) }

// recognise returns the kind that header fits best, and whether that is likely
// to be what was meant: at least two columns, and at least half of those named.
func recognise(header []string) (*Kind, bool) {
	var best *Kind
	least, hits := 1<<30, 0
	for _, k := range Kinds() {
		all, known := k.all(), 0
		named := make([]string, len(header))
		for i, h := range header {
			named[i] = k.column(h)
		}
		for _, c := range all {
			if slices.Contains(named, c) {
				known++
			}
		}
		missing := 0
		for _, c := range k.required {
			if !slices.Contains(named, c) {
				missing++
			}
		}
		if cost := missing + len(header) - known; cost < least {
			best, least, hits = k, cost, known
		}
	}
	return best, hits >= 2 && 2*hits >= len(header)
}

// ColumnOf names the column that a pointer of a model's Check means:
// "/cells/0/durationP90" is duration_p90.
func (k *Kind) ColumnOf(pointer string) string {
	parts := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	if len(parts) > 2 && parts[1] == "0" { // Check was asked about one thing in a list
		parts = parts[2:]
	}
	if parts[0] == "policy" {
		parts = parts[1:]
	}
	whole := snake(strings.Join(parts, "/"))
	for _, name := range []string{whole, snake(parts[0])} {
		if c, ok := k.columns[name]; ok {
			return c
		}
		if slices.Contains(k.all(), name) {
			return name
		}
	}
	return whole
}

// snake turns camelCase into snake_case.
func snake(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= 'A' && r <= 'Z' {
			b.WriteByte('_')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}
