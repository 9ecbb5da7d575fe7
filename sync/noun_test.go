package sync_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// The words that a schema lets through and those that the nouns know are the
// same: an officer's choice is never legal on the tablet and refused here.
func TestTheSchemasOfferExactlyTheWordsThatTheNounsKnow(t *testing.T) {
	for _, c := range []struct {
		file string
		path []string
		know []string
	}{
		{"finding.recorded", []string{"photos", "role"}, models.PhotoRoles},
		{"exhibit.seized", []string{"photos", "role"}, models.PhotoRoles},
		{"custody.recorded", []string{"kind"}, models.CustodyKinds},
		{"custody.recorded", []string{"signatures", "role"}, models.SignatureRoles},
		{"search.closed", []string{"outcome"}, models.Outcomes},
		{"search.closed", []string{"presence", "occupant"}, models.Presences},
		{"search.closed", []string{"signatures", "role"}, models.SignatureRoles},
		{"search.notExecuted", []string{"reasonCode"}, models.NotExecutedReasons},
	} {
		raw, err := os.ReadFile(filepath.Join("..", "openapi", "entries", c.file+".v1.json"))
		if err != nil {
			t.Fatal(err)
		}
		type node struct {
			Properties map[string]*node
			Items      *node
			Enum       []string
		}
		at := &node{}
		if err := json.Unmarshal(raw, at); err != nil {
			t.Fatal(err)
		}
		for _, name := range c.path {
			if at = at.Properties[name]; at == nil {
				t.Fatalf("%s has no %v", c.file, c.path)
			}
			if at.Items != nil {
				at = at.Items
			}
		}
		if !slices.Equal(at.Enum, c.know) {
			t.Errorf("%s %v offers %v, the nouns know %v", c.file, c.path, at.Enum, c.know)
		}
	}
}

// What a pick-list offers is the agency's: any code that a list can have may be
// recorded, retired or not, and nothing else.
func TestACodeOfAnAgencysListMayBeRecorded(t *testing.T) {
	s := briefed(t)
	search := s.done("t1", starts(0x10))
	s.done("t1", act{kind: "finding.recorded", body: map[string]any{"search": search.String(), "category": "drone_part", "how": "sniffer.v2", "description": "a propeller",
		"route": map[string]any{"code": "sewer", "confidence": "hearsay"}, "attributedTo": map[string]any{"role": "courier"}}})
	x := s.done("t1", seizes(search, map[string]any{"category": "drone_part", "device": nil, "disposition": "laboratory"}))
	s.done("t1", act{kind: "seal.applied", body: map[string]any{"number": "1", "type": "tape", "exhibits": []string{x.String()}}})
	for _, code := range []string{"", "two words", "accentué", strings.Repeat("a", 41)} {
		if _, r := s.does("t1", seizes(search, map[string]any{"disposition": code})); r.StatusCode != fieldsync.InvalidBody {
			t.Errorf("%q is taken for a code", code)
		}
	}
}
