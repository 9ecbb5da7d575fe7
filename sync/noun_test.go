package sync_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/cellsweep/cellsweep/models"
)

// The words that a schema lets through and those that the nouns know are the
// same: an officer's choice is never legal on the tablet and refused here.
func TestTheSchemasOfferExactlyTheWordsThatTheNounsKnow(t *testing.T) {
	for _, c := range []struct {
		file string
		path []string
		know []string
	}{
		{"finding.recorded", []string{"category"}, models.Categories},
		{"finding.recorded", []string{"how"}, models.Detections},
		{"finding.recorded", []string{"route", "code"}, models.EntryRoutes},
		{"finding.recorded", []string{"attributedTo", "role"}, models.InvolvementRoles},
		{"finding.recorded", []string{"attributedTo", "confidence"}, models.Confidences},
		{"finding.recorded", []string{"photos", "role"}, models.PhotoRoles},
		{"exhibit.seized", []string{"category"}, models.Categories},
		{"exhibit.seized", []string{"disposition"}, models.Dispositions},
		{"exhibit.seized", []string{"attributedTo", "role"}, models.InvolvementRoles},
		{"exhibit.seized", []string{"photos", "role"}, models.PhotoRoles},
		{"seal.applied", []string{"type"}, models.SealTypes},
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
