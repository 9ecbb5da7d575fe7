package models_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/cellsweep/cellsweep/models"
)

// phone is a seized telephone that lacks nothing.
func phone() models.Exhibit {
	return models.Exhibit{ID: models.NewID(), State: models.ExhibitSeized, Number: "12", Description: "A telephone", Category: "phone", Quantity: models.Quantity{Amount: "1", Unit: "piece"},
		Device: &models.Device{IMEI1: "490154203237518"}, Disposition: "seized", Photos: []string{"f1"}, Seal: "FR-0001"}
}

func TestASeizedTelephoneNeedsSealInventoryLineAndPhotograph(t *testing.T) {
	for _, c := range []struct {
		what   string
		change func(*models.Exhibit)
		lacks  []string
	}{
		{"whole", func(*models.Exhibit) {}, nil},
		{"no seal", func(e *models.Exhibit) { e.Seal = "" }, []string{models.LacksSeal}},
		{"no number", func(e *models.Exhibit) { e.Number = "" }, []string{models.LacksInventory}},
		{"no description", func(e *models.Exhibit) { e.Description = "" }, []string{models.LacksInventory}},
		{"no photograph", func(e *models.Exhibit) { e.Photos = nil }, []string{models.LacksPhoto}},
		{"nothing", func(e *models.Exhibit) { e.Seal, e.Number, e.Photos = "", "", nil }, []string{models.LacksSeal, models.LacksInventory, models.LacksPhoto}},
		{"left where it was", func(e *models.Exhibit) { e.Disposition, e.Seal = "left", "" }, nil},
		{"voided", func(e *models.Exhibit) { e.State, e.Seal = models.ExhibitVoided, "" }, nil},
	} {
		e := phone()
		c.change(&e)
		if got := e.Lacks(models.ShippedDemands()[e.Disposition]); !slices.Equal(got, c.lacks) {
			t.Errorf("%s: lacks %v, not %v", c.what, got, c.lacks)
		}
	}
}

func TestTheRecordsOfASearchTellAllThatIsWrongWithThem(t *testing.T) {
	nobody, drawing := models.ID{}, models.Signature{Role: "witness", File: "f1"}
	search := models.Search{Task: models.NewID(), Location: models.NewID(), State: models.SearchDoneClear, Occupant: "refused", Signatures: []models.Signature{drawing}}
	for _, c := range []struct {
		what  string
		noun  interface{ Check() error }
		wrong []string
	}{
		{"a whole search", search, nil},
		{"an empty search", models.Search{}, []string{"/task", "/state", "/location"}},
		{"not executed for no reason", models.Search{Task: models.NewID(), State: models.SearchNotExecuted}, []string{"/reasonCode"}},
		{"not executed, and nobody was there", models.Search{Task: models.NewID(), State: models.SearchNotExecuted, Reason: "no_time"}, nil},
		{"an empty line for a signature", models.Search{Task: models.NewID(), Location: models.NewID(), State: models.SearchInProgress, Signatures: []models.Signature{drawing, {Role: "lead"}, {Role: "king", File: "f"}}}, []string{"/signatures/1", "/signatures/2/role"}},
		{"a finding", models.Finding{Category: "phone", Description: "In the wall\r\n\x01"}, nil},
		{"a finding of a category that an agency added", models.Finding{Category: "drone_part", Description: "x"}, nil},
		{"a finding with words for codes", models.Finding{Category: "a ghost", How: "by luck", Route: "a tunnel", Attributed: models.Involvement{Role: "the king"}}, []string{"/category", "/description", "/how", "/route/code", "/attributedTo/role"}},
		{"an exhibit", phone(), nil},
		{"less than nothing", models.Exhibit{Category: "cash", Description: "x", Quantity: models.Quantity{Amount: "-1", Unit: "EUR"}, Disposition: "seized"}, []string{"/quantity"}},
		{"a device that nobody has read yet", models.Exhibit{Category: "phone", Description: "x", Quantity: models.Quantity{Unit: "piece"}, Disposition: "seized", Device: &models.Device{}}, nil},
		{"a seal", models.Seal{Number: "1", Type: "covered", Exhibits: []models.ID{nobody}}, nil},
		{"a seal of nothing", models.Seal{}, []string{"/number", "/type", "/exhibits"}},
		{"a movement", models.CustodyEvent{Kind: "stored", Exhibits: []models.ID{nobody}}, nil},
		{"a movement with an empty line", models.CustodyEvent{Kind: "stored", Exhibits: []models.ID{nobody}, Signatures: []models.Signature{drawing, {Role: "giver"}}}, []string{"/signatures/1"}},
		{"a correction of nothing", models.CustodyEvent{Kind: "correction"}, []string{"/exhibits", "/corrects"}},
		{"an offence", models.LinkedOffence{Case: "JIRS 12/26", Offence: "Recel", Office: models.NewID()}, nil},
		{"an offence of nobody", models.LinkedOffence{}, []string{"/case", "/offence", "/office"}},
		{"an office", models.ReceivingProsecutor{Code: "TJ-75", Name: "Parquet de Paris"}, nil},
		{"an office without a name", models.ReceivingProsecutor{}, []string{"/code", "/name"}},
		{"a report", models.Report{Kind: "inventory", Operation: models.NewID(), Subject: models.NewID(), Language: "fr"}, nil},
		{"a report of nothing", models.Report{Kind: "inventory"}, []string{"/language", "/operation", "/subject"}},
	} {
		var f *models.Fault
		err := c.noun.Check()
		if len(c.wrong) == 0 && err == nil {
			continue
		}
		if !errors.As(err, &f) {
			t.Errorf("%s: %v", c.what, err)
			continue
		}
		var where []string
		for _, x := range f.Fields {
			where = append(where, x.Pointer)
		}
		slices.Sort(where)
		slices.Sort(c.wrong)
		if !slices.Equal(where, c.wrong) {
			t.Errorf("%s: wrong at %v, not at %v", c.what, where, c.wrong)
		}
	}
}
