package server_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/server/servertest"
)

func TestACoordinatorSeesWhoHasFetchedOpenedAndAcknowledgedThePlan(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		id := d.operation(models.Live)
		tablet, p := d.tablets[nearCode], d.pen(nearCode, id)
		path, c := "/v1/operations/"+id.String()+"/openings", w.As(models.RoleCoordinator)
		look := func(c interface {
			Do(string, string, any, ...string) servertest.Response
		}) (o api.Openings) {
			c.Do(http.MethodGet, path, nil, "X-Reason", "who is ready").Expect(http.StatusOK).Into(&o)
			return o
		}
		var mine []struct{ ID string }
		tablet.client.Get("/v1/bundles").Expect(http.StatusOK).Into(&mine)
		first := models.FormatTime(w.Now())
		tablet.client.Get("/v1/bundles/" + mine[0].ID).Expect(http.StatusOK)
		w.Advance(time.Minute)
		tablet.client.Get("/v1/bundles/" + mine[0].ID).Expect(http.StatusOK)
		if before := look(c); before.TeamsWithout != 2 || len(before.Sites) != 2 {
			t.Errorf("nobody has acknowledged anything: %+v", before)
		}
		p.write("bundle.opened", d.near.ID, object{"bundle": mine[0].ID, "openedBy": "words"})
		p.write("plan.acknowledged", d.near.ID, object{"plan": models.NewID(), "planVersion": 1})
		p.push()
		d.project()
		after := look(c)
		if after.TeamsWithout != 1 {
			t.Errorf("%d teams have acknowledged nothing, not 1", after.TeamsWithout)
		}
		for _, s := range after.Sites {
			x := s.Tablets[0]
			switch {
			case s.Id == d.near.ID && (x.FetchedAt != first || x.OpenedBy != "words" || x.OpenedAt == "" || x.Acknowledged != 1 || s.Teams[0].Acknowledged != 1 || s.PlanVersion != 1):
				t.Errorf("the near site reads %+v", s)
			case s.Id == d.far.ID && (x.FetchedAt != "" || x.OpenedAt != "" || x.Acknowledged != 0 || s.Teams[0].Acknowledged != 0):
				t.Errorf("the far site reads %+v", s)
			}
		}
		if rows := w.Audit(models.ActBundleFetch); len(rows) != 1 || rows[0].Actor != tablet.ID || rows[0].Detail != "package" {
			t.Errorf("the audit has %+v", rows)
		}
		if o := look(w.Person(models.Grant{Role: models.RoleCoordinator, Sites: models.IDSet{d.far.ID}})); len(o.Sites) != 1 || o.Sites[0].Id != d.far.ID {
			t.Errorf("a role at one site reads %+v", o.Sites)
		}
		var page api.ReadingPage
		w.As(models.RoleApprover).Get("/v1/operations/" + id.String() + "/readings?limit=2").Expect(http.StatusOK).Into(&page)
		if len(page.Items) != 2 || page.Next == "" || page.Items[1].Reason != "who is ready" || page.Items[1].Reader != c.Who.ID || page.Items[1].Name == "" || page.Items[1].Subject != "openings" {
			t.Errorf("the readings are %+v", page)
		}
		w.As(models.RoleHQ).Get("/v1/operations/" + id.String() + "/readings").Expect(http.StatusForbidden)
	})
}

func TestWhoFollowsAnOperationHearsThatItsPlanWasReadAndAPackageFetchedAndOpened(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d, _, _ := running(t, w)
		id := d.operation(models.Live)
		tablet, p := d.tablets[nearCode], d.pen(nearCode, id)
		path, c := "/v1/operations/"+id.String(), w.As(models.RoleCoordinator)
		var mine []struct{ ID string }
		tablet.client.Get("/v1/bundles").Expect(http.StatusOK).Into(&mine)
		f := follow(t, c, path+"/draft-stream")
		hears := func(what, want string) {
			t.Helper()
			if got := f.poked(); got != want {
				t.Errorf("%s: it says %s", what, got)
			}
		}
		hears("at first", `{"changed":[]}`)
		w.As(models.RoleApprover).Do(http.MethodGet, path+"/plans/current", nil, "X-Reason", "before I sign").Expect(http.StatusOK)
		hears("the plan was read", `{"changed":["readings"]}`)
		c.Get(path + "/readings").Expect(http.StatusOK) // that is no reading of the plan: else who follows would read for ever
		tablet.client.Get("/v1/bundles/" + mine[0].ID).Expect(http.StatusOK)
		hears("a package was fetched", `{"changed":["openings"]}`)
		tablet.client.Get("/v1/bundles/" + mine[0].ID).Expect(http.StatusOK) // again, which is noted no more
		p.write("bundle.opened", d.near.ID, object{"bundle": mine[0].ID, "openedBy": "words"})
		p.push()
		hears("it was opened", `{"changed":["openings"]}`)
	})
}
