package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
)

func TestAnAdministratorSeesAndEndsTheSessionsOfAll(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		admin, hq := w.As(models.RoleAdmin), w.As(models.RoleHQ)
		list := func(query string) (page api.PersonSessionPage) {
			admin.Get("/v1/people/sessions" + query).Expect(http.StatusOK).Into(&page)
			return page
		}
		if all := list(""); len(all.Items) != 2 || all.Items[0].Person != hq.Who.ID || all.Items[0].Current || !all.Items[1].Current || all.Items[0].Login == "" {
			t.Fatalf("%+v", all)
		}
		first := list("?limit=1")
		if second := list("?limit=1&cursor=" + first.Next); len(second.Items) != 1 || second.Items[0].Id == first.Items[0].Id || second.Next != "" {
			t.Errorf("%+v", second)
		}
		hqs := list("?person=" + hq.Who.ID.String())
		if len(hqs.Items) != 1 {
			t.Fatalf("%+v", hqs)
		}
		hq.Get("/v1/people/sessions").Expect(http.StatusForbidden)
		at := "/v1/people/" + hq.Who.ID.String() + "/sessions"
		admin.Delete("/v1/people/" + admin.Who.ID.String() + "/sessions/" + hqs.Items[0].Id.String()).Expect(http.StatusNotFound) // it is not theirs
		admin.Delete(at + "/" + hqs.Items[0].Id.String()).Expect(http.StatusNoContent)
		hq.Get("/v1/me").Expect(http.StatusUnauthorized)
		other := w.Person(models.Grant{Role: models.RoleHQ})
		admin.Delete("/v1/people/" + other.Who.ID.String() + "/sessions").Expect(http.StatusNoContent)
		other.Get("/v1/me").Expect(http.StatusUnauthorized)
		admin.Delete("/v1/people/" + models.NewID().String() + "/sessions").Expect(http.StatusNotFound)
		if rows := w.Audit(models.ActPeopleWrite); len(rows) != 2 || !strings.Contains(rows[0].Detail+rows[1].Detail, "ended") {
			t.Errorf("audit: %+v", rows)
		}
	})
}

func TestTheAuditIsFoundByTimePlaceObjectAndWordsAndTakenAsATable(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		site, thing := w.Establishment("S01").ID, models.NewID()
		o, err := models.NewOperation("DAWN", "Dawn", models.NewID(), w.Now())
		if err != nil {
			t.Fatal(err)
		}
		w.Tx(func(tx *store.Tx) error {
			if err := tx.AddOperation(&o); err != nil {
				return err
			}
			if err := tx.Note(models.ActPlanRead, &o.ID, nil, "plan/1", "Prüfung der WACHE", ""); err != nil {
				return err
			}
			return tx.Note(models.ActRegistryWrite, nil, &site, "location/"+thing.String(), "=1+1", "made")
		})
		noon := w.Now()
		w.Advance(time.Hour)
		w.Tx(func(tx *store.Tx) error {
			return tx.Note(models.ActRegistryWrite, nil, nil, "location/"+thing.String(), "later", "changed")
		})
		auditor := w.As(models.RoleAuditor)
		find := func(query string) (page api.AuditPage) {
			auditor.Get("/v1/audit?" + query).Expect(http.StatusOK).Into(&page)
			return page
		}
		for query, n := range map[string]int{
			"object=" + thing.String(): 2, "object=location/" + thing.String(): 2, "object=" + models.NewID().String(): 0, "object=%25": 0,
			"object=" + thing.String() + "&until=" + models.FormatTime(noon.Add(time.Minute)): 1, "site=" + site.String(): 1,
			"text=wache": 1, "text=WACHE&act=plan.read": 1, "text=nothing": 0, "text=later&until=" + models.FormatTime(noon.Add(time.Minute)): 0,
		} {
			if page := find(query); len(page.Items) != n {
				t.Errorf("%s: %d rows, not %d: %+v", query, len(page.Items), n, page.Items)
			}
		}
		auditor.Get("/v1/audit?until=yesterday").Expect(http.StatusBadRequest)
		table := auditor.Do("GET", "/v1/audit/table?object="+thing.String(), nil, "X-Reason", "inspection").Expect(http.StatusOK)
		lines := strings.Split(strings.TrimSpace(string(table.Body)), "\r\n")
		if len(lines) != 3 || !strings.Contains(lines[2], ",'=1+1,made,") {
			t.Errorf("%q", table.Body)
		}
		auditor.Get("/v1/audit/table").Expect(http.StatusBadRequest)
		if page := find("text=inspection&act=audit.read"); len(page.Items) != 1 || page.Items[0].Subject != "audit.csv" || page.Items[0].Detail != "2 rows" {
			t.Errorf("%+v", page)
		}
		w.As(models.RoleAdmin).Do("GET", "/v1/audit/table", nil, "X-Reason", "inspection").Expect(http.StatusForbidden)
	})
}

func TestAChecklistIsCheckedAndShownWithoutBeingPublished(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c := w.As(models.RoleCoordinator)
		labels := object{"en": "One", "fr": "Un"}
		good := object{"code": "list", "labels": labels, "sections": []object{{"code": "s1", "labels": labels, "items": []object{{"code": "i1", "type": "text", "labels": labels}}}}}
		check := func(body object) (r api.TemplateCheck) {
			c.Post("/v1/templates/check", body).Expect(http.StatusOK).Into(&r)
			return r
		}
		if r := check(good); len(r.Faults) != 0 || r.Number != 1 || r.Body["code"] != "list" || r.Body["sections"] == nil {
			t.Errorf("%+v", r)
		}
		bad := object{"code": "list", "labels": labels, "sections": []object{{"code": "s1", "labels": object{"en": "One", "fr": ""}, "items": []object{{"code": "i1", "type": "text", "labels": labels}, {"code": "i1", "type": "text", "labels": labels}}}}}
		if r := check(bad); len(r.Faults) < 2 || r.Faults[0].Pointer == "" || r.Body == nil {
			t.Errorf("%+v", r)
		}
		var r api.TemplateCheck
		c.Do("POST", "/v1/templates/check", "no checklist", "Content-Type", "text/csv").Expect(http.StatusOK).Into(&r)
		if len(r.Faults) == 0 || r.Faults[0].File == "" || r.Body != nil {
			t.Errorf("%+v", r)
		}
		var all struct{ Items []api.TemplateVersion }
		c.Get("/v1/templates").Expect(http.StatusOK).Into(&all)
		if len(all.Items) != 1 || all.Items[0].Code != "cell-search" {
			t.Errorf("%+v", all)
		}
	})
}
