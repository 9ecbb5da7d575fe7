package operation

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // the same hours on a machine without a time zone database
)

const (
	earliestHour = 6  // local hour from which a judicial search may start, a French rule of thumb
	latestHour   = 21 // and before which it must be over
	longestPlan  = 150 * time.Minute
)

// Tables returns the CSV files of the operation, in the order in which an
// importer can read them: nothing refers to a later file.
func (o *Operation) Tables() []Table {
	return []Table{
		o.operation(), o.establishments(), o.locations(), o.officers(), o.teams(), o.equipment(),
		o.cells(), o.links(), o.authorisations(),
	}
}

func (o *Operation) operation() Table {
	return Table{"operation.csv",
		[]string{"reference", "name", "h_hour", "timezone", "conflict_of_interest", "max_teams_per_landing", "makespan_slack_percent"},
		[][]string{{"DEMO-PRISON-BREAK", "Opération Prison Break (démonstration)", instant(hHour()), "Europe/Paris", "wing", "3", "3"}}}
}

func (o *Operation) establishments() Table {
	t := Table{Name: "establishments.csv", Header: []string{"code", "name", "type", "commune", "department", "country", "latitude", "longitude", "timezone"}}
	for _, s := range o.Sites {
		t.Rows = append(t.Rows, []string{s.Code, s.Name, s.Type, s.Commune, s.Department, s.Country, s.Latitude, s.Longitude, s.Timezone})
	}
	return t
}

func (o *Operation) locations() Table {
	t := Table{Name: "locations.csv", Header: []string{"establishment", "code", "parent", "kind", "name", "capacity"}}
	for _, s := range o.Sites {
		for _, l := range s.Locations {
			t.Rows = append(t.Rows, []string{s.Code, l.Code, l.Parent, l.Kind, l.Name, orEmpty(l.Capacity)})
		}
	}
	return t
}

func (o *Operation) officers() Table {
	t := Table{Name: "officers.csv", Header: []string{"number", "name", "sex", "skills", "home_establishment", "home_location", "phone"}}
	for _, s := range o.Sites {
		for _, p := range s.Officers {
			t.Rows = append(t.Rows, []string{p.Number, p.Name, p.Sex, strings.Join(p.Skills, "|"), p.HomeEstablishment, p.HomeLocation, p.Phone})
		}
	}
	return t
}

func (o *Operation) teams() Table {
	t := Table{Name: "teams.csv", Header: []string{"establishment", "team", "shift_from", "shift_to", "officers", "lead", "phone", "radio"}}
	for _, s := range o.Sites {
		until := "480"
		if len(s.Teams) > usualTeams {
			until = "840"
		}
		for _, m := range s.Teams {
			t.Rows = append(t.Rows, []string{s.Code, m.Code, "-60", until, strings.Join(m.Officers, "|"), m.Lead, m.Phone, m.Radio})
		}
	}
	return t
}

func (o *Operation) equipment() Table {
	t := Table{Name: "equipment.csv", Header: []string{"establishment", "kind", "serial", "calibrated_until"}}
	for _, s := range o.Sites {
		for _, e := range s.Equipment {
			t.Rows = append(t.Rows, []string{s.Code, e.Kind, e.Serial, e.CalibratedUntil})
		}
	}
	return t
}

func (o *Operation) cells() Table {
	t := Table{Name: "cells.csv", Header: []string{"establishment", "cell", "duration", "duration_p90", "priority", "weight", "window_from", "window_to",
		"skills", "officers_sex", "officers_sex_count", "equipment", "occupant", "reason"}}
	for _, s := range o.Sites {
		for _, c := range s.Targets {
			from, to, sex := "", "", ""
			if c.Window != [2]int{} {
				from, to = strconv.Itoa(c.Window[0]), strconv.Itoa(c.Window[1])
			}
			if c.Women > 0 {
				sex = "f"
			}
			needs := make([]string, len(c.Needs))
			for i, n := range c.Needs {
				needs[i] = fmt.Sprintf("%s:%d:%d", n.Kind, n.From, n.For)
			}
			t.Rows = append(t.Rows, []string{s.Code, c.Cell.Code, strconv.Itoa(c.Duration), strconv.Itoa(c.P90), strconv.Itoa(c.Priority), strconv.Itoa(c.Weight), from, to,
				strings.Join(c.Skills, "|"), sex, orEmpty(c.Women), strings.Join(needs, "|"), c.Occupant, c.Reason})
		}
	}
	return t
}

func (o *Operation) links() Table {
	t := Table{Name: "links.csv", Header: []string{"group", "establishment", "cell", "first_wave", "tolerance", "reason"}}
	for _, g := range o.Groups {
		for _, m := range g.Members {
			t.Rows = append(t.Rows, []string{g.Code, m.Establishment, m.Cell, strconv.FormatBool(g.FirstWave), strconv.Itoa(g.Tolerance), g.Reason})
		}
	}
	return t
}

// authorisations gives each site one authorisation. A judge's order keeps to
// the hours of the day; where H is night at the site the search is an
// administrative one of the head of establishment, which has no such hours.
func (o *Operation) authorisations() Table {
	t := Table{Name: "authorisations.csv", Header: []string{"reference", "issuer", "legal_basis", "valid_from", "valid_to", "hours_from", "hours_to", "establishment", "cell"}}
	from, to := instant(hHour().Add(-6*time.Hour)), instant(hHour().Add(42*time.Hour))
	for _, s := range o.Sites {
		head := []string{"DEMO-AUT-" + s.Code, "Juge des libertés et de la détention de Paris (démonstration)", "judicial_preliminary_order", from, to, "06:00", "21:00"}
		if !s.inDaytime() {
			head = []string{"DEMO-AUT-" + s.Code, "Chef d'établissement (démonstration)", "admin_cell", from, to, "", ""}
		}
		for _, c := range s.Targets {
			t.Rows = append(t.Rows, append(append([]string(nil), head...), s.Code, c.Cell.Code))
		}
	}
	return t
}

// inDaytime says whether the whole of a usual search lies between earliestHour
// and latestHour by the site's own clock. A time zone that is not known counts as night:
// then no order of a judge is taken for valid by mistake.
func (s *Site) inDaytime() bool {
	zone, err := time.LoadLocation(s.Timezone)
	if err != nil {
		return false
	}
	start, end := hHour().In(zone), hHour().Add(longestPlan).In(zone)
	return start.Hour() >= earliestHour && end.YearDay() == start.YearDay() && end.Hour() < latestHour
}

func instant(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

func orEmpty(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// Table is one CSV file: its name, its columns and its rows, each as wide as the header.
type Table struct {
	Name   string
	Header []string
	Rows   [][]string
}

// Write writes the table as CSV.
func (t Table) Write(to io.Writer) error {
	w := csv.NewWriter(to)
	if err := w.Write(t.Header); err != nil {
		return err
	}
	return w.WriteAll(t.Rows)
}
