package server

import (
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

// outdatedSites are the sites of which the newest plan is not of the drafts.
func (th *theatre) outdatedSites(who person, o dawnOperation) (sites []string) {
	th.Helper()
	for _, x := range th.must(200, who, "GET", o.path+"/plans", nil).body["items"].([]any)[0].(members)["outdatedSites"].([]any) {
		sites = append(sites, x.(string))
	}
	return sites
}

func (th *theatre) outdated(who person, o dawnOperation) bool {
	th.Helper()
	return th.must(200, who, "GET", o.path+"/plans", nil).body["items"].([]any)[0].(members)["outdated"].(bool)
}

// A replica that remembers is asked after another has written: its memory must
// not answer. And what is put back is the plan's again, though written anew.
func TestAReplicaNeverAnswersFromWhatAnotherHasChanged(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		o := th.planned(anna)
		other := *th
		other.server = th.replica()
		other.handler = other.server.Handler()
		site, path := siteOf(th.prisons[0]), o.path+"/sites/"+th.prisons[0].ID.String()
		for range 2 {
			if th.outdated(anna, o) || other.outdated(anna, o) {
				t.Fatal("a fresh plan is outdated")
			}
			th.must(200, anna, "GET", o.path+"/instance", nil) // and keeps the export
		}
		duration := site["cells"].([]members)[0]["duration"]
		site["cells"].([]members)[0]["duration"] = 55
		tag := other.must(200, anna, "PUT", path, site, "If-Match", o.siteTags["AIX"]).etag
		if got := th.outdatedSites(anna, o); !slices.Equal(got, []string{"AIX"}) {
			t.Errorf("after a change on another replica outdated are %v", got)
		}
		if raw := th.must(200, anna, "GET", o.path+"/instance", nil).raw; !strings.Contains(raw, `"duration":55`) {
			t.Error("the instance is of before")
		}
		site["cells"].([]members)[0]["duration"] = duration
		other.must(200, anna, "PUT", path, site, "If-Match", tag)
		if th.outdated(anna, o) {
			t.Error("what was put back is outdated still")
		}
		if err := s.Tx(ctx, func(tx *store.Tx) error {
			e, err := tx.Establishment(th.prisons[0].ID)
			if err != nil {
				return err
			}
			e.TimeZone = "Indian/Reunion"
			return tx.SaveEstablishment(&e)
		}); err != nil {
			t.Fatal(err)
		}
		if raw := th.must(200, anna, "GET", o.path+"/instance", nil).raw; other.must(200, anna, "GET", o.path+"/instance", nil).raw != raw {
			t.Error("two replicas have two instances of one operation")
		}
	})
}

// Planted: an export is put where that of the drafts as they are would be looked
// for. If memory went by anything less than what the drafts are, this is what
// people would be told.
func TestAStaleExportInMemoryIsNotFoundByWhatTheDraftsAreNow(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		o := th.planned(anna)
		operation, err := models.ParseID(o.id)
		if err != nil {
			t.Fatal(err)
		}
		read := func() (mark string, parts map[string]string) {
			if err := s.Read(ctx, func(v store.View) (err error) {
				if mark, err = v.SourceMark(operation); err != nil {
					return err
				}
				e, err := th.server.exported(v, operation)
				if err == nil {
					parts = e.parts
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return mark, parts
		}
		before, old := read()
		site := siteOf(th.prisons[0])
		site["cells"].([]members)[0]["duration"] = 55
		th.must(200, anna, "PUT", o.path+"/sites/"+th.prisons[0].ID.String(), site, "If-Match", o.siteTags["AIX"])
		after, now := read()
		if before == after || old["AIX"] == now["AIX"] || old["ARL"] != now["ARL"] {
			t.Errorf("marks %s and %s, parts %v and %v", before, after, old, now)
		}
		e, err := th.server.memory.exports.get(o.id+before, func() (*exportedDrafts, int, error) {
			return nil, 0, models.NewFault(models.Internal, "the old export is not kept")
		})
		if err != nil || e.parts["AIX"] != old["AIX"] {
			t.Errorf("under its own mark the old export is %v (%v)", e, err)
		}
	})
}
