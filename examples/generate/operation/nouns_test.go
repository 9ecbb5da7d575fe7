package operation

import (
	"strconv"
	"testing"

	"github.com/cellsweep/cellsweep/models"
)

func TestEveryRowIsANounThatTheStoreTakes(t *testing.T) {
	operations(t, func(t *testing.T, f files) {
		for _, r := range f["establishments"] {
			lat, _ := strconv.ParseFloat(r["latitude"], 64) // Check finds what is out of range, another test what is no number
			lon, _ := strconv.ParseFloat(r["longitude"], 64)
			accept(t, models.Establishment{Code: r["code"], Name: r["name"], Type: r["type"], Commune: r["commune"], Department: r["department"],
				Country: r["country"], Latitude: lat, Longitude: lon, TimeZone: r["timezone"]}.Check())
		}
		for _, r := range f["locations"] {
			accept(t, models.Location{ID: models.ID{1}, Code: r["code"], Kind: r["kind"], Name: r["name"], Capacity: r.number(t, "capacity")}.Check())
		}
		for _, r := range f["officers"] {
			accept(t, models.Officer{Number: r["number"], Name: r["name"], Sex: r["sex"], Skills: models.NewWords(r.list("skills")...), Phone: r["phone"]}.Check())
		}
		for _, r := range f["equipment"] {
			accept(t, models.Equipment{Kind: r["kind"], Serial: r["serial"], CalibratedTo: r["calibrated_until"]}.Check())
		}
	})
}

func accept(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}
