package server

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
)

// What a team must know that goes out on paper: its kit, how it is reached, and
// when it may be there. Tablets print it without a network.

// equipmentKinds is the pick-list of the kinds of kit.
const equipmentKinds = "equipment-kinds"

// kitItem is a piece of kit as officers pick it at a tablet that has no network.
type kitItem struct {
	ID              models.ID `json:"id"`
	Kind            string    `json:"kind"` // code of the pick-list equipment-kinds
	Serial          string    `json:"serial"`
	CalibratedUntil string    `json:"calibratedUntil,omitempty"` // YYYY-MM-DD
}

// kindsOf names each kind of kit that a search needs once.
func kindsOf(needs []models.KitNeed) []string {
	var kinds []string
	for _, k := range needs {
		kinds = append(kinds, k.Kind)
	}
	return models.NewWords(kinds...)
}

// hours are those in which a site may be searched, in minutes after H.
type hours struct {
	From int `json:"from"`
	To   int `json:"to,omitempty"` // absent: without an end
}

func hoursOf(d models.SiteDraft) *hours {
	if d.WindowFrom == 0 && d.WindowTo == 0 {
		return nil
	}
	return &hours{d.WindowFrom, d.WindowTo}
}

// teamItem is how a team is reached, where that was said of it.
type teamItem struct {
	ID    models.ID `json:"id"`
	Code  string    `json:"code"`
	Phone string    `json:"phone,omitempty"`
	Radio string    `json:"radio,omitempty"`
}

// withTeams tells of a site how its teams are reached. Where that does not fit
// into one entry it is left out: a line on the sheet is written by hand then.
func withTeams(item siteItem, d models.SiteDraft) siteItem {
	for _, t := range d.Teams {
		if t.Phone != "" || t.Radio != "" {
			item.Teams = append(item.Teams, teamItem{t.ID, t.Code, t.Phone, t.Radio})
		}
	}
	if raw, err := json.Marshal(item); err == nil && len(raw) > partBytes {
		item.Teams = nil
	}
	return item
}

// mostKit is how many pieces are told of a site: its entry must stay within a
// body of the journal. Labels of others are read by scan, as those of kit that
// is brought along.
const mostKit = 200

// kitOf is the kit of each establishment by kind and serial number.
func kitOf(v store.View) (map[models.ID][]kitItem, error) {
	all, err := v.AllEquipment()
	kit := map[models.ID][]kitItem{}
	slices.SortFunc(all, func(a, b models.Equipment) int {
		return cmp.Or(strings.Compare(a.Kind, b.Kind), strings.Compare(a.Serial, b.Serial))
	})
	for _, e := range all {
		if here := kit[e.Establishment]; len(here) < mostKit {
			kit[e.Establishment] = append(here, kitItem{e.ID, e.Kind, e.Serial, e.CalibratedTo})
		}
	}
	return kit, err
}
