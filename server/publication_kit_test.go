package server

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// Whoever goes out on paper is given on it what the coordinator's sheet has: the
// kit of each search, the hours of the site, how the own team is reached.
func TestAReleasePinsHowTeamsAreReachedTheHoursAndTheKitOfEachSearch(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna, bela := th.person("anna", coordinates), th.person("bela", approves)
		sites := []prison{th.prison("AIX"), th.prison("ARL")}
		o := th.drafted(anna, inAnHour)
		site := siteOf(sites[0])
		site["windowFrom"], site["windowTo"] = 5, 240
		site["cells"].([]members)[0]["equipment"] = []members{{"kind": "dog", "from": 0, "for": 5}, {"kind": "dog", "from": 10, "for": 5}}
		site["teams"].([]members)[0]["radio"], site["teams"].([]members)[0]["phone"] = "KANAL-7", "+33600000007"
		th.must(200, anna, "PUT", o.path+"/sites/"+sites[0].ID.String(), site, "If-Match", o.siteTags["AIX"])
		th.seal(anna, bela, o)
		th.must(200, anna, "POST", o.path+"/release/ask", nil)
		th.must(200, bela, "POST", o.path+"/release/approve", nil)
		if err := th.server.projectAll(ctx); err != nil {
			t.Fatal(err)
		}
		th.read(func(v store.View) error {
			var pinned []struct {
				ID    models.ID  `json:"id"`
				Hours *hours     `json:"hours"`
				Teams []teamItem `json:"teams"`
			}
			th.allShownAs(v, o, fieldsync.KindSite, &pinned)
			for _, p := range pinned {
				if aix := p.ID == sites[0].ID; !aix && (p.Hours != nil || p.Teams != nil) ||
					aix && (p.Hours == nil || *p.Hours != hours{5, 240} || len(p.Teams) != 1 || p.Teams[0].Radio != "KANAL-7" || p.Teams[0].Phone != "+33600000007" || p.Teams[0].Code != "TRUPP-AIX") {
					t.Errorf("pinned: %+v", p)
				}
			}
			var tasks []struct {
				Site       models.ID `json:"site"`
				Kit, Needs []string
			}
			th.allShownAs(v, o, fieldsync.KindTask, &tasks)
			withKit := 0
			for _, x := range tasks {
				if len(x.Kit) > 0 {
					withKit++
				}
				if len(x.Kit) > 0 && (!slices.Equal(x.Kit, []string{"dog"}) || !slices.Contains(x.Needs, "dog") || !slices.Contains(x.Needs, "evidence")) {
					t.Errorf("a search needs %v, of which kit %v", x.Needs, x.Kit)
				}
			}
			if len(pinned) != 2 || withKit != 1 {
				t.Errorf("%d sites, %d searches with kit; want 2 and 1", len(pinned), withKit)
			}
			return nil
		})
	})
}

// allShownAs reads every document of a kind into a list.
func (th *theatre) allShownAs(v store.View, o dawnOperation, kind fieldsync.Kind, into any) {
	th.Helper()
	docs, err := v.Documents(store.Feed{Operation: th.idOf(o), Kinds: []fieldsync.Kind{kind}, All: true, Limit: 500})
	if err != nil {
		th.Fatal(err)
	}
	var bodies []json.RawMessage
	for _, d := range docs {
		bodies = append(bodies, d.Body)
	}
	raw, err := json.Marshal(bodies)
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		th.Fatal(err)
	}
}

func TestHowTeamsAreReachedNeverMakesASiteTooLargeForAnEntry(t *testing.T) {
	var d models.SiteDraft
	for range 500 {
		d.Teams = append(d.Teams, models.Team{ID: models.NewID(), Code: "TRUPP", Phone: "+33600000007", Radio: strings.Repeat("7", 40)})
	}
	if item := withTeams(siteItem{Name: "Aix"}, d); item.Teams != nil {
		t.Errorf("%d teams are told of a site in one entry", len(item.Teams))
	}
	d.Teams = d.Teams[:100]
	if item := withTeams(siteItem{Name: "Aix"}, d); len(item.Teams) != 100 {
		t.Errorf("%d of 100 teams are told", len(item.Teams))
	}
}

// Officers pick their kit from a list at a tablet without a network, so the
// registry's pieces are pinned with the site; not more than an entry holds.
func TestAReleasePinsTheKitOfEachSite(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna, bela := th.person("anna", coordinates), th.person("bela", approves)
		sites := []prison{th.prison("AIX"), th.prison("ARL")}
		th.tx(func(tx *store.Tx) error {
			pieces := []models.Equipment{{ID: models.NewID(), Establishment: sites[0].ID, Kind: "detector", Serial: "DNM-2", CalibratedTo: "2027-01-31", Version: 1},
				{ID: models.NewID(), Establishment: sites[0].ID, Kind: "detector", Serial: "DNM-1", Version: 1}}
			for i := range 300 {
				pieces = append(pieces, models.Equipment{ID: models.NewID(), Establishment: sites[1].ID, Kind: "locator", Serial: fmt.Sprintf("L-%03d", i), Version: 1})
			}
			return tx.AddEquipment(pieces)
		})
		o := th.released(anna, bela, inAnHour)
		if err := th.server.projectAll(ctx); err != nil {
			t.Fatal(err)
		}
		th.read(func(v store.View) error {
			docs, err := v.Documents(store.Feed{Operation: th.idOf(o), Kinds: []fieldsync.Kind{fieldsync.KindSite}, All: true, Limit: 10})
			if err != nil || len(docs) != 2 {
				t.Fatal(len(docs), err)
			}
			for i, want := range []int{2, mostKit} {
				var site struct {
					Kit []kitItem `json:"kit"`
				}
				at := slices.IndexFunc(docs, func(d fieldsync.Document) bool { return d.ID == sites[i].ID.String() })
				if err := json.Unmarshal(docs[at].Body, &site); err != nil {
					return err
				}
				if len(site.Kit) != want {
					t.Errorf("%s has %d pieces of kit, want %d", sites[i].Code, len(site.Kit), want)
				}
				if i == 0 && want == len(site.Kit) && (site.Kit[0].Serial != "DNM-1" || site.Kit[1].CalibratedUntil != "2027-01-31") {
					t.Errorf("pinned: %+v", site.Kit)
				}
			}
			return nil
		})
	})
}
