package server_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// traces are what only one prison has: its ids, its cells, its people's numbers,
// what its tablets wrote.
func (d *drill) traces(operation models.ID, e models.Establishment) []string {
	out := []string{e.ID.String(), e.Code + "-", "-" + e.Code, "Prison " + e.Code, "Tablet " + e.Code, d.tablets[e.Code].ID.String(),
		d.Cell(e.Code, "B1/W1/L1/C1").ID.String(), d.Cell(e.Code, "B1/W1").ID.String(), d.Officer("MAT-" + e.Code + "-1").ID.String()}
	for _, kind := range []fieldsync.Kind{fieldsync.KindTask, fieldsync.KindSearch, fieldsync.KindFinding, fieldsync.KindExhibit} {
		for _, x := range at(e.ID, d.documents(operation, kind)) {
			out = append(out, x.ID)
		}
	}
	if p := d.written[e.Code]; p != nil {
		out = append(out, p.stream)
		for _, x := range p.sent {
			out = append(out, x.ID.String())
		}
	}
	return out
}

// watched is an operation that is live, at which both prisons found something.
func watched(t *testing.T, w *servertest.World) (*drill, models.ID) {
	d := newDrill(t, w)
	id := d.operation(models.Live)
	d.project()
	for _, e := range []models.Establishment{d.near, d.far} {
		p := d.pen(e.Code, id)
		task := at(e.ID, d.documents(id, fieldsync.KindTask))[0]
		search := p.write("search.started", e.ID, object{"task": task.ID, "location": d.Cell(e.Code, "B1/W1/L1/C1").ID, "confirmedBy": "scan"})
		p.write("finding.recorded", e.ID, object{"search": search.ID, "category": "phone", "description": "FUND-" + e.Code})
		p.write("exhibit.seized", e.ID, object{"search": search.ID, "number": "NR-" + e.Code, "description": "Telephone, PIECE-" + e.Code, "category": "phone", "quantity": 1, "unit": "piece",
			"disposition": "seized", "device": object{"isTargetModel": true, "serial": "SERIE-" + e.Code}})
		p.write("incident.reported", e.ID, object{"kind": "other", "text": "VORFALL-" + e.Code})
		p.write("never.heard.of", e.ID, object{"text": "RAETSEL-" + e.Code}) // waits in the tray
		p.push()
		d.written[e.Code] = p
	}
	d.As(models.RoleCoordinator).Post("/v1/tablets/"+d.tablet(d.far, models.TabletPending).ID.String()+"/revoke", object{"reason": "lost"}).Expect(http.StatusOK)
	d.project()
	for kind, n := range map[fieldsync.Kind]int{fieldsync.KindSearch: 1, fieldsync.KindFinding: 1, fieldsync.KindExhibit: 1} {
		if got := len(at(d.far.ID, d.documents(id, kind))); got != n {
			t.Fatalf("the far prison has %d of %s", got, kind)
		}
	}
	return d, id
}

// readings are everything that reads of one operation, and of what lies around it.
func (d *drill) readings(operation models.ID) map[string]string {
	o := "/v1/operations/" + operation.String()
	all := map[string]string{"pull": "/v1/sync/pull?limit=2000&operation=" + operation.String(), "tablets": "/v1/tablets", "enrolments": "/v1/enrolments", "audit": "/v1/audit?limit=500",
		"draft": o + "/draft"}
	for _, name := range []string{"", "/sites", "/instance", "/plans", "/plans/current", "/progress", "/tasks", "/searches", "/findings", "/exhibits", "/tray", "/journal?limit=500"} {
		all[strings.Trim(name, "/")] = o + name
	}
	return all
}

func TestARoleAtOneSiteSeesNothingOfAnother(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d, id := watched(t, w)
		d.As(models.RoleCoordinator).Post("/v1/enrolments", object{"label": "ANMELDUNG-ARL", "siteIds": []models.ID{d.far.ID, d.near.ID},
			"expiresAt": "2026-06-01T00:00:00.000Z", "maxUses": 1}).Expect(http.StatusCreated)
		seen, foreign := map[string]bool{}, d.traces(id, d.far)
		for _, role := range models.Roles {
			if role == models.RoleAdmin { // holds no role at a site
				continue
			}
			c, all := w.Person(models.Grant{Role: role, Sites: models.IDSet{d.near.ID}}), w.As(role)
			for name, path := range d.readings(id) {
				got := c.Do(http.MethodGet, path, nil, "X-Reason", "drill")
				if found := tracesIn(got.Body, foreign); found != "" {
					at := strings.Index(string(got.Body), found)
					t.Errorf("%s at the near site is shown %s of the far one by %s: …%s", role, found, name, got.Body[max(at-300, 0):at+len(found)])
				}
				if name == "pull" && got.Status == http.StatusOK && !strings.Contains(string(got.Body), `"sites":["`+d.near.ID.String()+`"]`) {
					t.Errorf("%s at the near site is not told what is authorised there", role)
				}
				if got.Status == http.StatusOK {
					seen[name] = seen[name] || tracesIn(all.Do(http.MethodGet, path, nil, "X-Reason", "drill").Body, foreign) != ""
				}
			}
			d.seesNoneOf(t, c, role, id)
		}
		for _, name := range []string{"sites", "instance", "plans/current", "progress", "tasks", "searches", "exhibits", "tray", "pull", "tablets", "enrolments", "audit"} {
			if !seen[name] {
				t.Errorf("%s shows nothing of the far site to those who may see it: this proves nothing (%v)", name, slices.Sorted(maps.Keys(seen)))
			}
		}
	})
}

func tracesIn(body []byte, traces []string) string {
	for _, x := range traces {
		if strings.Contains(string(body), x) {
			return x
		}
	}
	return ""
}

// seesNoneOf asks for every document of the far prison by its id, and for lists of it.
func (d *drill) seesNoneOf(t *testing.T, c *servertest.Client, role models.Role, operation models.ID) {
	t.Helper()
	o := "/v1/operations/" + operation.String()
	for _, kind := range []fieldsync.Kind{fieldsync.KindSite, fieldsync.KindTask, fieldsync.KindSearch, fieldsync.KindFinding, fieldsync.KindExhibit} {
		for _, x := range at(d.far.ID, d.documents(operation, kind)) {
			if got := c.Get(fmt.Sprintf("%s/documents/%s/%s", o, kind, x.ID)); got.Status == http.StatusOK {
				t.Errorf("%s at the near site reads the %s %s of the far one", role, kind, x.ID)
			}
		}
	}
	for _, list := range []string{"tasks", "searches", "findings", "exhibits"} {
		if got := c.Get(o + "/" + list + "?site=" + d.far.ID.String()); got.Status == http.StatusOK {
			t.Errorf("%s at the near site lists %s of the far one", role, list)
		}
	}
}

func TestACoordinatorOfOneSiteHasNoPowerOverTabletsOfAnother(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		c := w.Person(models.Grant{Role: models.RoleCoordinator, Sites: models.IDSet{d.near.ID}})
		far, near := "/v1/tablets/"+d.tablets[farCode].ID.String(), "/v1/tablets/"+d.tablets[nearCode].ID.String()
		unknown := "/v1/tablets/" + models.NewID().String()
		for _, path := range []string{"", "/confirm", "/revoke"} {
			ask := func(tablet string) servertest.Response {
				switch path {
				case "":
					return c.Get(tablet)
				case "/confirm":
					return c.Post(tablet+path, object{"fingerprint": "one two three four five six"})
				}
				return c.Post(tablet+path, object{"reason": "lost"})
			}
			if a, b := ask(far).Expect(http.StatusNotFound), ask(unknown).Expect(http.StatusNotFound); anonymous(a.Body) != anonymous(b.Body) {
				t.Errorf("%s tells a foreign tablet from an unknown one: %s, %s", path, a.Body, b.Body)
			}
		}
		c.Get(near).Expect(http.StatusOK)
		c.Post(near+"/revoke", object{"reason": "lost"}).Expect(http.StatusOK)
		enrol := object{"label": "Two tablets", "siteIds": []models.ID{d.near.ID, d.far.ID}, "expiresAt": "2026-06-01T00:00:00.000Z", "maxUses": 2}
		c.Post("/v1/enrolments", enrol).Expect(http.StatusNotFound)
		var code struct{ ID string }
		w.As(models.RoleCoordinator).Post("/v1/enrolments", enrol).Expect(http.StatusCreated).Into(&code)
		c.Delete("/v1/enrolments/" + code.ID).Expect(http.StatusNotFound)
		enrol["siteIds"] = []models.ID{d.near.ID}
		c.Post("/v1/enrolments", enrol).Expect(http.StatusCreated).Into(&code)
		c.Delete("/v1/enrolments/" + code.ID).Expect(http.StatusNoContent)
	})
}

func TestAnAuditorReadsTheAuditOfWhatIsTheirs(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		one, other, site := models.NewID(), models.NewID(), w.Establishment(nearCode).ID
		w.Tx(func(tx *store.Tx) error {
			for subject, about := range map[string][2]*models.ID{"one": {&one, nil}, "one at the site": {&one, &site}, "other": {&other, nil}, "other at the site": {&other, &site}, "neither": {}} {
				if err := tx.Note(models.ActOperationRun, about[0], about[1], subject, "", ""); err != nil {
					return err
				}
			}
			return nil
		})
		read := func(grants ...models.Grant) []string {
			var page struct{ Items []struct{ Subject string } }
			w.Person(grants...).Get("/v1/audit?limit=500&act=" + string(models.ActOperationRun)).Expect(http.StatusOK).Into(&page)
			out := []string{}
			for _, x := range page.Items {
				out = append(out, x.Subject)
			}
			slices.Sort(out)
			return out
		}
		auditor := func(operation *models.ID, sites ...models.ID) models.Grant {
			return models.Grant{Role: models.RoleAuditor, Operation: operation, Sites: sites}
		}
		for want, got := range map[string][]string{
			"neither,one,one at the site,other,other at the site": read(auditor(nil)),
			"one,one at the site":                                  read(auditor(&one)),
			"one at the site,other at the site":                    read(auditor(nil, site)),
			"other at the site":                                    read(auditor(&other, site)),
			"one,one at the site,other at the site":                read(auditor(&one), auditor(&other, site)),
			"one at the site":                                      read(auditor(&one, site), models.Grant{Role: models.RoleHQ}),
			"neither,one,one at the site,other,other at the site ": read(auditor(&one), auditor(nil)),
		} {
			if strings.Join(got, ",") != strings.TrimSpace(want) {
				t.Errorf("read %v, not %s", got, want)
			}
		}
	})
}
