package server_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/server/servertest"
)

func TestAnAdministratorLearnsWhatOperationsAreCalledAndNotWhereOneGoesBeforeItsRelease(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		sealed, live := d.operation(models.Sealed), d.operation(models.Live)
		d.project()
		admin := w.As(models.RoleAdmin)
		raw := admin.Get("/v1/people/operations").Expect(http.StatusOK)
		var page api.OperationNamePage
		raw.Into(&page)
		for _, o := range page.Items {
			switch o.Id {
			case sealed:
				if len(o.Sites) > 0 || o.Reference == "" || o.State != api.OpSealed {
					t.Errorf("before release it is told as %+v", o)
				}
			case live:
				if len(o.Sites) == 0 || o.Sites[0].Name == "" || o.Sites[0].Code == "" {
					t.Errorf("after release it is told as %+v", o)
				}
			}
		}
		if len(page.Items) < 2 {
			t.Errorf("%d operations are named", len(page.Items))
		}
		for _, secret := range []string{"hHour", "nextStep", "teams", "cells"} {
			if strings.Contains(string(raw.Body), secret) {
				t.Errorf("%s is told: %s", secret, raw.Body)
			}
		}
		for _, r := range models.Roles {
			if r != models.RoleAdmin {
				w.As(r).Get("/v1/people/operations").Expect(http.StatusForbidden)
			}
		}
		if rows := w.Audit(models.ActOperationNames); len(rows) != 1 || rows[0].Actor != admin.Who.ID {
			t.Errorf("the audit has %+v", rows)
		}
	})
}

func TestTheAuditNamesWhoDidWhatAndOnlyThoseWhoStandInIt(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		live := d.operation(models.Live)
		admin, idle := w.As(models.RoleAdmin), w.As(models.RoleAnalyst)
		admin.Get("/v1/people").Expect(http.StatusOK)
		auditor := w.As(models.RoleAuditor)
		var page api.AuditPage
		auditor.Get("/v1/audit?act=people.read").Expect(http.StatusOK).Into(&page)
		if len(page.Items) != 1 || page.Items[0].ActorName != admin.Who.Name || page.Items[0].Actor != admin.Who.ID {
			t.Errorf("%+v", page.Items)
		}
		names := func(c *servertest.Client, query string) (found map[models.ID]string) {
			var list struct{ Items []api.AuditActor }
			c.Get("/v1/audit/actors" + query).Expect(http.StatusOK).Into(&list)
			found = map[models.ID]string{}
			for _, a := range list.Items {
				found[a.Id] = a.Name
			}
			return found
		}
		all := names(auditor, "")
		if all[admin.Who.ID] != admin.Who.Name || all[idle.Who.ID] != "" {
			t.Errorf("in the audit stand %v", all)
		}
		if some := names(auditor, "?q=nobody-of-this-name"); len(some) != 0 {
			t.Errorf("by a name that nobody has: %v", some)
		}
		scoped := w.Person(models.Grant{Role: models.RoleAuditor, Operation: &live})
		if theirs := names(scoped, ""); theirs[admin.Who.ID] != "" {
			t.Errorf("whose acts were in no operation is named to an auditor of one: %v", theirs)
		}
	})
}
