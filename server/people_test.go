package server_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
)

const goodPassword = "correct horse battery"

func person(login string, grants ...object) object {
	if grants == nil {
		grants = []object{}
	}
	return object{"login": login, "name": "Grace Hopper", "language": "fr", "grants": grants}
}

// invited adds somebody and gives them with their one-time token.
func invited(w *servertest.World, in object) (api.Person, string) {
	w.T.Helper()
	var i api.Invitation
	w.As(models.RoleAdmin).Post("/v1/people", in).Expect(http.StatusCreated).Into(&i)
	return i.Person, tokenOf(w, i.Url)
}

func tokenOf(w *servertest.World, link string) string {
	w.T.Helper()
	u, err := url.Parse(link)
	if err != nil || u.Path != "/setup" || len(u.Fragment) != 43 || u.RawQuery != "" {
		w.T.Fatalf("the link is %s", link)
	}
	return u.Fragment
}

// signedIn is a client with the cookie that an answer set.
func signedIn(w *servertest.World, res servertest.Response) *servertest.Client {
	w.T.Helper()
	c := w.Nobody()
	for _, cookie := range (&http.Response{Header: res.Header}).Cookies() {
		c.Cookies[cookie.Name] = cookie.Value
	}
	if len(c.Cookies) != 1 {
		w.T.Fatalf("the answer sets %d cookies", len(c.Cookies))
	}
	return c
}

func signIn(w *servertest.World, login, password string) servertest.Response {
	return w.Nobody().Post("/v1/sessions", object{"login": login, "password": password})
}

func TestSomebodyInvitedSetsAPasswordOnceAndIsSignedIn(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		p, token := invited(w, person("grace", object{"role": "coordinator"}))
		if p.HasPassword || p.Version != 1 || p.Language != "fr" {
			t.Errorf("added as %+v", p)
		}
		setUp := object{"token": token, "password": goodPassword}
		var me api.Me
		c := signedIn(w, w.Nobody().Post("/v1/setup", setUp).Expect(http.StatusCreated).Into(&me))
		if me.Id != p.Id || !slices.Contains(me.Acts, "registry.write") || slices.Contains(me.Acts, "people.write") {
			t.Errorf("signed in as %+v", me)
		}
		c.Get("/v1/me").Expect(http.StatusOK).Into(&me)
		if me.Login != "grace" {
			t.Errorf("is %s", me.Login)
		}
		w.Nobody().Post("/v1/setup", setUp).Expect(http.StatusBadRequest)
		signIn(w, "grace", goodPassword).Expect(http.StatusCreated)
		signIn(w, "grace", goodPassword+"!").Expect(http.StatusUnauthorized)
		signIn(w, "nobody", goodPassword).Expect(http.StatusUnauthorized)
	})
}

func TestAnInvitationEndsAfter72Hours(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		_, token := invited(w, person("grace"))
		w.Advance(72*time.Hour + time.Second)
		w.Nobody().Post("/v1/setup", object{"token": token, "password": goodPassword}).Expect(http.StatusBadRequest)
	})
}

func TestANewInvitationEndsTheOldOneThePasswordAndEverySession(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		p, token := invited(w, person("grace"))
		c := signedIn(w, w.Nobody().Post("/v1/setup", object{"token": token, "password": goodPassword}).Expect(http.StatusCreated))
		var first, second api.Invitation
		again := "/v1/people/" + p.Id.String() + "/invitation"
		w.As(models.RoleAdmin).Post(again, nil).Expect(http.StatusCreated).Into(&first)
		c.Get("/v1/me").Expect(http.StatusUnauthorized)
		signIn(w, "grace", goodPassword).Expect(http.StatusUnauthorized)
		if first.Person.HasPassword {
			t.Error("the old password is still there")
		}
		w.As(models.RoleAdmin).Post(again, nil).Expect(http.StatusCreated).Into(&second)
		w.Nobody().Post("/v1/setup", object{"token": tokenOf(w, first.Url), "password": goodPassword}).Expect(http.StatusBadRequest)
		w.Nobody().Post("/v1/setup", object{"token": tokenOf(w, second.Url), "password": goodPassword}).Expect(http.StatusCreated)
		w.As(models.RoleAdmin).Post("/v1/people/"+models.NewID().String()+"/invitation", nil).Expect(http.StatusNotFound)
	})
}

func TestAWeakPasswordDoesNotSpendTheLink(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		_, token := invited(w, person("gracehopper-1906"))
		for _, weak := range []string{"", "short", "aaaaaaaaaaaaaaa", "GraceHopper-1906"} {
			res := w.Nobody().Post("/v1/setup", object{"token": token, "password": weak}).Expect(http.StatusBadRequest)
			if at := res.Faults(); !slices.Equal(at, []string{"/password"}) {
				t.Errorf("the password %q is told at %v", weak, at)
			}
		}
		w.Nobody().Post("/v1/setup", object{"token": token, "password": goodPassword}).Expect(http.StatusCreated)
	})
}

func TestSomebodyDisabledIsSignedOutAtOnceAndCannotComeBack(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		in := person("grace")
		p, token := invited(w, in)
		c := signedIn(w, w.Nobody().Post("/v1/setup", object{"token": token, "password": goodPassword}).Expect(http.StatusCreated))
		where := "/v1/people/" + p.Id.String()
		etag := w.As(models.RoleAdmin).Get(where).Expect(http.StatusOK).ETag()
		in["disabled"] = true
		etag = w.As(models.RoleAdmin).Put(where, etag, in).Expect(http.StatusOK).ETag()
		c.Get("/v1/me").Expect(http.StatusUnauthorized)
		signIn(w, "grace", goodPassword).Expect(http.StatusUnauthorized)
		w.As(models.RoleAdmin).Post(where+"/invitation", nil).Expect(http.StatusConflict)
		in["disabled"] = false
		w.As(models.RoleAdmin).Put(where, etag, in).Expect(http.StatusOK)
		c.Get("/v1/me").Expect(http.StatusUnauthorized)
		signIn(w, "grace", goodPassword).Expect(http.StatusCreated)
	})
}

func TestALinkOfSomebodyDisabledIsWorthNothing(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		in := person("grace")
		p, token := invited(w, in)
		in["disabled"] = true
		w.As(models.RoleAdmin).Put("/v1/people/"+p.Id.String(), `"1"`, in).Expect(http.StatusOK)
		w.Nobody().Post("/v1/setup", object{"token": token, "password": goodPassword}).Expect(http.StatusBadRequest)
	})
}

// withPassword gives somebody a password past the server; it fits nothing.
func withPassword(w *servertest.World, id models.ID) {
	w.T.Helper()
	w.Tx(func(tx *store.Tx) error {
		p, err := tx.Person(id)
		if err != nil {
			return err
		}
		p.Password = "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$a2V5"
		return tx.SavePerson(&p)
	})
}

func TestTheLastAdministratorStays(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		admin := w.As(models.RoleAdmin)
		withPassword(w, admin.Who.ID)
		where := "/v1/people/" + admin.Who.ID.String()
		same := object{"login": admin.Who.Login, "name": admin.Who.Name, "language": "en", "grants": []object{{"role": "admin"}}}
		disabled, demoted := clone(same), clone(same)
		disabled["disabled"], demoted["grants"] = true, []object{{"role": "auditor"}}
		for _, in := range []object{disabled, demoted} {
			if p := admin.Put(where, `"2"`, in).Expect(http.StatusConflict).Problem(); p.Code != "wrong_state" {
				t.Errorf("answered %s", p.Code)
			}
		}
		admin.Post(where+"/invitation", nil).Expect(http.StatusConflict)
		second := w.Person(models.Grant{Role: models.RoleAdmin}) // has no password yet, so could not help
		admin.Put(where, `"2"`, demoted).Expect(http.StatusConflict)
		withPassword(w, second.Who.ID)
		admin.Put(where, `"2"`, demoted).Expect(http.StatusOK)
		second.Put("/v1/people/"+second.Who.ID.String(), `"2"`, person(second.Who.Login)).Expect(http.StatusConflict)
		admin.Get("/v1/people").Expect(http.StatusForbidden)
	})
}

func TestOfTwoAdministratorsWhoDisableEachOtherOneStays(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		for range 5 {
			a, b := w.Person(models.Grant{Role: models.RoleAdmin}), w.Person(models.Grant{Role: models.RoleAdmin})
			withPassword(w, a.Who.ID)
			withPassword(w, b.Who.ID)
			demote := func(by, whom *servertest.Client, done chan<- int) {
				done <- by.Put("/v1/people/"+whom.Who.ID.String(), `"2"`, person(whom.Who.Login)).Status
			}
			done := make(chan int, 2)
			go demote(a, b, done)
			go demote(b, a, done)
			if x, y := <-done, <-done; x == y {
				t.Fatalf("both were answered %d", x)
			}
			w.Tx(func(tx *store.Tx) error { // so that the next pair is alone
				for _, id := range []models.ID{a.Who.ID, b.Who.ID} {
					p, err := tx.Person(id)
					if err != nil {
						return err
					}
					p.Disabled = true
					if err := tx.SavePerson(&p); err != nil {
						return err
					}
				}
				return nil
			})
		}
	})
}

func TestEveryFaultOfAPersonIsToldAtOnce(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		admin, site := w.As(models.RoleAdmin), w.Establishment("S01")
		bad := object{"login": "Grace!", "name": "", "language": "en", "grants": []object{
			{"role": "admin", "sites": []models.ID{site.ID}},
			{"role": "hq", "operation": models.NewID()},
			{"role": "hq", "sites": []models.ID{site.ID, models.NewID()}},
		}}
		want := []string{"/login", "/name", "/grants/0/role", "/grants/1/operation", "/grants/2/sites/1"}
		if at := admin.Post("/v1/people", bad).Expect(http.StatusBadRequest).Faults(); !slices.Equal(at, want) {
			t.Errorf("faults at %v, want %v", at, want)
		}
		at := admin.Post("/v1/people", object{"login": "x", "grants": []object{{"role": "king"}}}).Expect(http.StatusBadRequest).Faults()
		if slices.Sort(at); !slices.Equal(at, []string{"/grants/0/role", "/language", "/name"}) {
			t.Errorf("faults at %v", at)
		}
		invited(w, person("grace"))
		admin.Post("/v1/people", person("grace")).Expect(http.StatusConflict)
	})
}

func TestAPersonIsChangedByVersion(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		admin := w.As(models.RoleAdmin)
		p, _ := invited(w, person("grace"))
		where := "/v1/people/" + p.Id.String()
		admin.Put(where, "", person("grace")).Expect(http.StatusPreconditionRequired)
		changed := person("ada", object{"role": "hq"})
		if etag := admin.Put(where, `"1"`, changed).Expect(http.StatusOK).Into(&p).ETag(); etag != `"2"` || p.Login != "ada" || len(p.Grants) != 1 {
			t.Errorf("%s: %+v", etag, p)
		}
		admin.Put(where, `"1"`, changed).Expect(http.StatusPreconditionFailed)
		admin.Put("/v1/people/"+models.NewID().String(), `"1"`, changed).Expect(http.StatusNotFound)
		admin.Get("/v1/people/" + models.NewID().String()).Expect(http.StatusNotFound)
	})
}

func TestOnlyAnAdministratorSeesPeople(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		for _, role := range models.Roles {
			want := http.StatusForbidden
			if role == models.RoleAdmin {
				want = http.StatusOK
			}
			w.As(role).Get("/v1/people").Expect(want)
		}
		w.Nobody().Get("/v1/people").Expect(http.StatusUnauthorized)
	})
}

func TestReadingPeopleAndOfficersIsInTheAudit(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		admin, coordinator, o := w.As(models.RoleAdmin), w.As(models.RoleCoordinator), w.Officer("DEMO-1")
		admin.Get("/v1/people").Expect(http.StatusOK)
		admin.Get("/v1/people/" + coordinator.Who.ID.String()).Expect(http.StatusOK)
		coordinator.Get("/v1/officers").Expect(http.StatusOK)
		coordinator.Get("/v1/officers/" + o.ID.String()).Expect(http.StatusOK)
		for act, want := range map[models.Act][]string{
			models.ActPeopleRead:   {"person/" + coordinator.Who.ID.String(), "people"},
			models.ActOfficersRead: {"officer/" + o.ID.String(), "officers"},
		} {
			var got []string
			for _, row := range w.Audit(act) {
				got = append(got, row.Subject)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: %v", act, strings.Join(got, ", "))
			}
		}
	})
}

func clone(o object) object {
	c := object{}
	for k, v := range o {
		c[k] = v
	}
	return c
}
