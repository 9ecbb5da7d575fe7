package server

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
)

// equipmentKinds is the pick-list of the kinds of kit.
const equipmentKinds = "equipment-kinds"

// kitItem is a piece of kit as officers pick it at a tablet that has no network.
type kitItem struct {
	ID              models.ID `json:"id"`
	Kind            string    `json:"kind"` // code of the pick-list equipment-kinds
	Serial          string    `json:"serial"`
	CalibratedUntil string    `json:"calibratedUntil,omitempty"` // YYYY-MM-DD
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
