package servertest

import (
	"strings"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
)

// Establishment is the one of this code; the first time it is added.
func (w *World) Establishment(code string) models.Establishment {
	w.T.Helper()
	if e, ok := w.sites[code]; ok {
		return e
	}
	e := models.Establishment{ID: models.NewID(), Code: code, Name: "Prison " + code, Type: "mixed", Commune: "Lyon", Department: "69",
		Country: "FR", Latitude: 45.75, Longitude: 4.85, TimeZone: "Europe/Paris", Version: 1, UpdatedAt: models.Instant(w.Now())}
	w.Tx(func(tx *store.Tx) error { return tx.AddEstablishments([]models.Establishment{e}) })
	w.sites[code] = e
	return e
}

// kindOf says what a location is by the first letter of its code.
var kindOf = map[byte]string{'B': "building", 'W': "wing", 'L': "landing", 'C': "cell", 'R': "room"}

// Cell is the location at a path of codes of an establishment, as
// Cell("S01", "B1/W1/L1/C1"): what is missing is added on the way. The first
// letter of a code says what it is: building, wing, landing, cell or room.
func (w *World) Cell(establishment, path string) models.Location {
	w.T.Helper()
	if l, ok := w.nodes[establishment+"/"+path]; ok {
		return l
	}
	l := models.Location{ID: models.NewID(), Establishment: w.Establishment(establishment).ID, Version: 1}
	above, last := "", path
	if i := strings.LastIndex(path, "/"); i >= 0 {
		above, last = path[:i], path[i+1:]
		parent := w.Cell(establishment, above)
		l.Parent = &parent.ID
		l.Code = parent.Code + "-"
	}
	l.Code, l.Kind, l.Name = l.Code+last, kindOf[last[0]], "Place "+last
	if l.Kind == "cell" {
		l.Capacity = 2
	}
	w.Tx(func(tx *store.Tx) error { return tx.AddLocations([]models.Location{l}) })
	w.nodes[establishment+"/"+path] = l
	return l
}

// Officer is the one of this service number; the first time they are added, as
// somebody from outside who has no skill.
func (w *World) Officer(number string) models.Officer {
	w.T.Helper()
	if o, ok := w.officers[number]; ok {
		return o
	}
	o := models.Officer{ID: models.NewID(), Number: number, Name: "Officer " + number, Sex: "f", Version: 1}
	w.Tx(func(tx *store.Tx) error { return tx.AddOfficers([]models.Officer{o}) })
	w.officers[number] = o
	return o
}
