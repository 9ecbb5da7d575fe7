package models_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
)

// numberVectors is testdata/exhibit-numbers.json, which the TypeScript side reads too.
type numberVectors struct {
	Description string       `json:"description"`
	Made        []numberMade `json:"made"`
	Read        []numberRead `json:"read"`
	Tags        []numberTag  `json:"tags"`
}

type numberMade struct {
	Tag     string `json:"tag"`
	Counter int    `json:"counter"`
	Number  string `json:"number"` // empty when there is none
}

type numberRead struct {
	Read    string `json:"read"`
	OK      bool   `json:"ok"`
	Tag     string `json:"tag"`
	Counter int    `json:"counter"`
	Key     string `json:"key"`
}

type numberTag struct {
	Hash string `json:"hash"` // the first four bytes, hex
	Tag  string `json:"tag"`
}

func numbersWritten() numberVectors {
	v := numberVectors{Description: "Numbers of exhibits as tablets make them, and as people write them: docs/exhibits.md."}
	for _, c := range []numberMade{{"K7M", 1, ""}, {"K7M", 42, ""}, {"K7M", 999, ""}, {"K7M", 1000, ""}, {"A00", 1, ""}, {"ZZZ", models.MaxCounter, ""}, {"B2C", 123456, ""},
		{"K7M", 0, ""}, {"K7M", models.MaxCounter + 1, ""}, {"7KM", 1, ""}, {"KIM", 1, ""}, {"k7m", 1, ""}, {"K7", 1, ""}} {
		c.Number, _ = models.ExhibitNumber(c.Tag, c.Counter)
		v.Made = append(v.Made, c)
	}
	right, _ := models.ExhibitNumber("V01", 105)
	for _, read := range []string{right, strings.ToLower(right), strings.ReplaceAll(right, "-", " "), strings.ReplaceAll(right, "-", ""), "UO1-IOS-" + right[8:], "vol.l0s/" + right[8:], right + "0",
		right[1:], "V01-501-" + right[8:], "V01-000-0", "V01-0105-" + right[8:], "12 bis", "12BIS", "FR-2025-004711", "", "scellé 3", "V01-10５-" + right[8:]} {
		tag, counter, ok := models.ReadExhibitNumber(read)
		v.Read = append(v.Read, numberRead{read, ok, tag, counter, models.NumberKey(read)})
	}
	for i := range 8 {
		hash := sha256.Sum256([]byte{byte(i)})
		v.Tags = append(v.Tags, numberTag{fmt.Sprintf("%x", hash[:4]), models.TagOf(hash[:])})
	}
	return v
}

func TestTheVectorsOfExhibitNumbersHold(t *testing.T) {
	const path = "testdata/exhibit-numbers.json"
	want, err := json.MarshalIndent(numbersWritten(), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(path, append(want, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	is, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(is) != string(want)+"\n" {
		t.Error(path + " differs: go test ./models -run Vectors -update, if that was meant")
	}
}

func TestEveryWrongOrExchangedCharacterOfAnExhibitNumberShows(t *testing.T) {
	for counter := 1; counter <= 2000; counter += 37 {
		number, err := models.ExhibitNumber("K7M", counter)
		if err != nil {
			t.Fatal(err)
		}
		bare := strings.ReplaceAll(number, "-", "")
		for i := range bare {
			for _, c := range []byte(models.NumberAlphabet) {
				if c != bare[i] {
					notRead(t, bare[:i]+string(c)+bare[i+1:], number)
				}
			}
			for j := range i {
				if b := []byte(bare); b[i] != b[j] {
					b[i], b[j] = b[j], b[i]
					notRead(t, string(b), number)
				}
			}
		}
	}
}

func notRead(t *testing.T, wrong, number string) {
	t.Helper()
	if _, _, ok := models.ReadExhibitNumber(wrong); ok {
		t.Errorf("%s passes for a number when %s was meant", wrong, number)
	}
}

func TestTwoTabletsNeverMakeTheSameNumber(t *testing.T) {
	seen := map[string]string{}
	for i := range 40 {
		hash := sha256.Sum256([]byte{byte(i)})
		tag := models.TagOf(hash[:])
		for counter := 1; counter <= 1100; counter += 11 {
			number, err := models.ExhibitNumber(tag, counter)
			if err != nil {
				t.Fatal(err)
			}
			who := fmt.Sprint(tag, counter)
			if other, twice := seen[models.NumberKey(number)]; twice && other != who {
				t.Errorf("%s is made by %s and %s", number, other, who)
			}
			seen[models.NumberKey(number)] = who
			if gotTag, got, ok := models.ReadExhibitNumber(number); !ok || gotTag != tag || got != counter {
				t.Errorf("%s reads as %s %d %v", number, gotTag, got, ok)
			}
		}
	}
}
