package models_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
)

var catalogue = []models.DeviceModel{
	{Code: "l8star-bm10", Make: "L8star", Model: "BM10", LengthMM: 68, WidthMM: 28, DepthMM: 13, MassG: 20, TypeCodes: models.Words{"35904337"}},
	{Code: "l8star-bm70", Make: "L8star", Model: "BM70"},
	{Code: "zanco-tiny-t1", Make: "Zanco", Model: "tiny t1", LengthMM: 47, WidthMM: 21, DepthMM: 12, MassG: 13},
	{Code: "nokia-3310", Make: "Nokia", Model: "3310", LengthMM: 113, WidthMM: 48, DepthMM: 22, MassG: 133, Retired: true},
	{Code: "samsung-galaxy-a15", Make: "Samsung", Model: "Galaxy A15", LengthMM: 160, WidthMM: 77, DepthMM: 8, MassG: 200},
}

func TestAModelIsFoundByWhatAnOfficerSees(t *testing.T) {
	for _, c := range []struct {
		what string
		seen models.Seen
		want string // code: reasons; …
	}{
		{"by the type code", models.Seen{IMEI: []string{"35-904337-750008-5"}}, "l8star-bm10: type_code"},
		{"by the type code of the second number", models.Seen{IMEI: []string{"not legible", "359043377500084"}}, "l8star-bm10: type_code"},
		{"by the name, in any case", models.Seen{Text: "l8STAR bm70"}, "l8star-bm70: name; l8star-bm10: similar_name"},
		{"by the model alone, with an accent", models.Seen{Text: "modèle BM-70"}, "l8star-bm70: name; l8star-bm10: similar_name"},
		{"written as one word", models.Seen{Text: "ZANCO TinyT1"}, "zanco-tiny-t1: name"},
		{"with two wrong letters", models.Seen{Text: "Samsong Galazy A15"}, "samsung-galaxy-a15: similar_name"},
		{"with two letters exchanged", models.Seen{Text: "Naico tniyt1, worn"}, "zanco-tiny-t1: similar_name"},
		{"a retired one", models.Seen{Text: "Nokia 3310"}, "nokia-3310: name"},
		{"a short name must be right", models.Seen{Text: "T2"}, ""},
		{"by size, however it lay", models.Seen{Lengths: [3]int{12, 48, 22}}, "zanco-tiny-t1: size"},
		{"by size and mass", models.Seen{Lengths: [3]int{66, 28, 14}, MassG: 21}, "l8star-bm10: size, mass"},
		{"by mass alone", models.Seen{MassG: 210}, "samsung-galaxy-a15: mass"},
		{"one length tells nothing", models.Seen{Lengths: [3]int{0, 0, 68}}, ""},
		{"the type code goes before the name, and a name before size", models.Seen{IMEI: []string{"359043377500084"}, Text: "tiny t1", Lengths: [3]int{160, 77, 8}}, "l8star-bm10: type_code; zanco-tiny-t1: name"},
		{"nothing seen", models.Seen{}, ""},
	} {
		var got []string
		for _, m := range models.MatchModels(catalogue, c.seen) {
			got = append(got, m.Model.Code+": "+strings.Join(m.Reasons, ", "))
		}
		if strings.Join(got, "; ") != c.want {
			t.Errorf("%s: %q, want %q", c.what, strings.Join(got, "; "), c.want)
		}
	}
}

// published is a model as a release publishes it and the tablet reads it.
type published struct {
	Code, Make, Model string
	IsTarget, Mini    bool
	Retired           bool
	TAC               models.Words
	LengthMM          int
	WidthMM           int
	DepthMM           int
	MassG             int
}

func modelsOf(all []published) (out []models.DeviceModel) {
	for _, p := range all {
		out = append(out, models.DeviceModel{Code: p.Code, Make: p.Make, Model: p.Model, Target: p.IsTarget, Mini: p.Mini, Retired: p.Retired,
			TypeCodes: p.TAC, LengthMM: p.LengthMM, WidthMM: p.WidthMM, DepthMM: p.DepthMM, MassG: p.MassG})
	}
	return out
}

// The tablet matches without the server: testdata/catalogue.json is what both do.
func TestTheCatalogueIsMatchedAsTheVectorsSay(t *testing.T) {
	var file struct {
		Catalogue []published
		Cases     []struct {
			Name      string
			Catalogue *[]published
			Seen      struct {
				IMEI    []string
				Text    string
				Lengths []int
				MassG   int
			}
			Expect []struct {
				Code     string
				Reasons  []string
				IsTarget bool
			}
		}
	}
	raw, err := os.ReadFile("testdata/catalogue.json")
	if err == nil {
		err = json.Unmarshal(raw, &file)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range file.Cases {
		of := file.Catalogue
		if c.Catalogue != nil {
			of = *c.Catalogue
		}
		seen := models.Seen{IMEI: c.Seen.IMEI, Text: c.Seen.Text, MassG: c.Seen.MassG}
		copy(seen.Lengths[:], c.Seen.Lengths)
		var got, want []string
		for _, m := range models.MatchModels(modelsOf(of), seen) {
			got = append(got, fmt.Sprint(m.Model.Code, m.Reasons, m.Model.Target))
		}
		for _, m := range c.Expect {
			want = append(want, fmt.Sprint(m.Code, m.Reasons, m.IsTarget))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", c.Name, got, want)
		}
	}
	if len(file.Cases) < 40 {
		t.Errorf("there are %d cases", len(file.Cases))
	}
	t.Logf("%d cases", len(file.Cases))
}

func TestTheOrderOfTheCatalogueDoesNotMatter(t *testing.T) {
	seen := models.Seen{Text: "bm70", Lengths: [3]int{68, 28, 13}, MassG: 20}
	backwards := slices.Clone(catalogue)
	slices.Reverse(backwards)
	a, b := models.MatchModels(catalogue, seen), models.MatchModels(backwards, seen)
	if len(a) == 0 || len(a) != len(b) {
		t.Fatalf("%d and %d matches", len(a), len(b))
	}
	for i := range a {
		if a[i].Model.Code != b[i].Model.Code {
			t.Errorf("%d: %s and %s", i, a[i].Model.Code, b[i].Model.Code)
		}
	}
}

func FuzzMatchingNeverPanicsAndAlwaysSaysWhy(f *testing.F) {
	f.Add("BM70 \xff", "359043377500084", 47, 21, 12)
	f.Fuzz(func(t *testing.T, text, imei string, a, b, c int) {
		for _, m := range models.MatchModels(catalogue, models.Seen{Text: text, IMEI: []string{imei}, Lengths: [3]int{a, b, c}}) {
			if len(m.Reasons) == 0 {
				t.Errorf("%s for no reason", m.Model.Code)
			}
		}
	})
}
