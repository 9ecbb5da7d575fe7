package server

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/checklist"
	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/seed"
	"github.com/cellsweep/cellsweep/store/storetest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// A tablet and the projection judge by what was published at the release, even
// when the agency edits it the day after.
func TestAReleasePinsTheChecklistWithItsListsAndTheLegalBases(t *testing.T) {
	shipped, err := seed.Load()
	if err != nil {
		t.Fatal(err)
	}
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna, bela := th.person("anna", coordinates), th.person("bela", approves)
		picks, err := shipped.Picks()
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range picks { // the theatre's warrants name the basis "judicial"
			if p.List == legalBases && p.Code == "judicial_flagrante" {
				picks[i].Code = "judicial"
			}
		}
		th.tx(func(tx *store.Tx) error {
			known, err := tx.Picks("")
			if err != nil || len(known) > 0 {
				return models.NewFault(models.Internal, "%d options are there already: %v", len(known), err)
			}
			if err := tx.AddPicks(picks); err != nil {
				return err
			}
			_, err = tx.PublishTemplate(shipped.Template.Code, func(int) (string, error) { return shipped.TemplateBody(), nil }, anna.id, time.Time{})
			return err
		})
		o := th.released(anna, bela, inAnHour)
		if err := th.server.projectAll(ctx); err != nil {
			t.Fatal(err)
		}
		th.read(func(v store.View) error {
			var operation struct{ LegalBases []checklist.Basis }
			th.shownAs(v, o, fieldsync.KindOperation, &operation)
			if len(operation.LegalBases) != 1 || operation.LegalBases[0].Code != "judicial" || operation.LegalBases[0].Hours == nil ||
				operation.LegalBases[0].Hours.From != "06:00" || len(operation.LegalBases[0].Documents) == 0 {
				t.Errorf("pinned: %+v", operation.LegalBases)
			}
			var checklist struct {
				Version  int
				Sections []checklist.Section
				Lists    checklist.Lists
			}
			th.shownAs(v, o, fieldsync.KindTemplate, &checklist)
			if len(checklist.Sections) != len(shipped.Template.Sections) || len(checklist.Lists["presence"]) != 5 || len(checklist.Lists["categories"]) == 0 || len(checklist.Lists["skills"]) != 0 {
				t.Errorf("pinned: version %d, %d sections, lists %v", checklist.Version, len(checklist.Sections), checklist.Lists)
			}
			return nil
		})
	})
}

// shownAs reads the only document of a kind.
func (th *theatre) shownAs(v store.View, o dawnOperation, kind fieldsync.Kind, into any) {
	th.Helper()
	docs, err := v.Documents(store.Feed{Operation: th.idOf(o), Kinds: []fieldsync.Kind{kind}, All: true, Limit: 10})
	if err != nil || len(docs) != 1 {
		th.Fatal(kind, len(docs), err)
	}
	if err := json.Unmarshal(docs[0].Body, into); err != nil {
		th.Fatal(err)
	}
}
