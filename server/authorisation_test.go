package server

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

func TestTabletsAreToldTheCellsOfAnAuthorisationAndNotThePersonsWhomItNames(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna, bela := th.person("anna", coordinates), th.person("bela", approves)
		o := th.drafted(anna, inAnHour)
		aix := th.prisons[0]
		d := th.must(200, anna, "GET", o.path+"/draft", nil)
		all := d.body["authorisations"].([]any)
		order := func(reference string, persons ...string) members {
			out := members{"id": models.NewID(), "reference": reference, "targets": []members{}, "persons": persons}
			for _, same := range []string{"issuer", "legalBasis", "validFrom", "validTo"} {
				out[same] = all[0].(members)[same]
			}
			return out
		}
		d.body["authorisations"] = []members{order("ORDRE-ONE", "HAFT-"+aix.cells[0].Code), order("ORDRE-NOBODY", "HAFT-GONE")}
		d.body["links"] = []members{}
		th.must(200, anna, "PUT", o.path+"/draft", d.body, "If-Match", d.etag)
		if shown := th.must(200, anna, "GET", o.path+"/draft", nil); !strings.Contains(shown.raw, "HAFT-GONE") {
			t.Errorf("the draft is %s", shown.raw)
		}
		if in := th.must(200, anna, "GET", o.path+"/instance", nil); len(in.body["outside"].([]any)) != 5 {
			t.Errorf("one of six cells is covered: %s", text2(in.body["outside"]))
		}
		th.seal(anna, bela, o)
		th.must(200, anna, "POST", o.path+"/release/ask", nil)
		th.must(200, bela, "POST", o.path+"/release/approve", nil)
		told := 0
		for _, e := range th.entries(th.idOf(o)) {
			if strings.Contains(string(e.Entry.Body), "HAFT-") {
				t.Errorf("a tablet is told whom it is about: %s", e.Entry.Type)
			}
			var body struct {
				Kind  string
				Items []struct {
					Authorisations []struct {
						Reference        string
						Sites, Locations []models.ID
					}
				}
			}
			if err := json.Unmarshal([]byte(e.Entry.Body), &body); err != nil || body.Kind != "operation" || len(body.Items) != 1 {
				continue
			}
			told++
			if a := body.Items[0].Authorisations; len(a) != 1 || a[0].Reference != "ORDRE-ONE" || !slices.Equal(a[0].Locations, []models.ID{aix.cells[0].ID}) || !slices.Equal(a[0].Sites, []models.ID{aix.ID}) {
				t.Errorf("tablets are told %+v", a)
			}
		}
		if told == 0 {
			t.Error("nothing was told of authorisations: the search finds nothing")
		}
	})
}
