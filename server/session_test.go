package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/server"
	"github.com/cellsweep/cellsweep/server/servertest"
)

// withAccount adds somebody who has a password, and gives their first session.
func withAccount(w *servertest.World, login string, grants ...object) *servertest.Client {
	w.T.Helper()
	_, token := invited(w, person(login, grants...))
	return signedIn(w, w.Nobody().Post("/v1/setup", object{"token": token, "password": goodPassword}).Expect(http.StatusCreated))
}

func TestTheFirstAdministratorComesThroughALinkThatIsGoodOnce(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		var setup struct{ Needed bool }
		w.Do(http.MethodGet, "/v1/setup", nil).Expect(http.StatusOK).Into(&setup)
		if !setup.Needed {
			t.Error("nobody is there, and no set-up is needed")
		}
		first, err := w.Server.SetupLink(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		second, err := w.Server.SetupLink(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		form := func(link, login string) object {
			return object{"token": tokenOf(w, link), "login": login, "name": "Ada", "password": goodPassword}
		}
		w.Do(http.MethodPost, "/v1/setup", form(first, "ada")).Expect(http.StatusBadRequest) // the newer link ended it
		if at := w.Do(http.MethodPost, "/v1/setup", form(second, "A")).Expect(http.StatusBadRequest).Faults(); len(at) != 1 || at[0] != "/login" {
			t.Errorf("a bad login is told at %v", at)
		}
		c := signedIn(w, w.Do(http.MethodPost, "/v1/setup", form(second, "ada")).Expect(http.StatusCreated))
		c.Get("/v1/people").Expect(http.StatusOK)
		w.Do(http.MethodPost, "/v1/setup", form(second, "eve")).Expect(http.StatusBadRequest)
		w.Do(http.MethodGet, "/v1/setup", nil).Expect(http.StatusOK).Into(&setup)
		if setup.Needed {
			t.Error("a set-up is still needed")
		}
		if link, err := w.Server.SetupLink(t.Context()); link != "" || err != nil {
			t.Errorf("another link was made: %v", err)
		}
	})
}

func TestALinkOfTheFirstAdministratorEndsWhenThereIsAnybody(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		link, err := w.Server.SetupLink(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		w.As(models.RoleAdmin)
		w.Do(http.MethodPost, "/v1/setup", object{"token": tokenOf(w, link), "login": "eve", "name": "Eve", "password": goodPassword}).Expect(http.StatusBadRequest)
	})
}

func TestASessionCookieIsHiddenFromScriptsAndOtherSites(t *testing.T) {
	plain := func(t *testing.T, w *servertest.World) []string {
		withAccount(w, "grace")
		header := signIn(w, "grace", goodPassword).Expect(http.StatusCreated).Header.Values("Set-Cookie")
		if len(header) != 1 {
			t.Fatalf("cookies: %v", header)
		}
		return strings.Split(header[0], "; ")
	}
	has := func(t *testing.T, parts []string, all ...string) {
		t.Helper()
		for _, want := range all {
			if !strings.Contains("; "+strings.Join(parts, "; ")+"; ", "; "+want+"; ") {
				t.Errorf("%q is not in %v", want, parts[1:])
			}
		}
	}
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		parts := plain(t, w)
		has(t, parts, "Path=/", "HttpOnly", "SameSite=Strict", "Max-Age=57600")
		if !strings.HasPrefix(parts[0], "session=") || len(parts[0]) != len("session=")+43 {
			t.Error("the cookie over plain HTTP is not called session, or is no token")
		}
	})
	t.Run("over TLS", func(t *testing.T) {
		w := servertest.New(t, servertest.SQLite(t), func(d *server.Dependencies) { d.BaseURL = "https://cells.example" })
		parts := plain(t, w)
		has(t, parts, "Path=/", "HttpOnly", "Secure", "SameSite=Strict")
		if !strings.HasPrefix(parts[0], "__Host-session=") {
			t.Error("the cookie is not bound to the host")
		}
	})
}

func TestASessionEndsAfter16HoursOfAnyUse(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c := withAccount(w, "grace")
		for range 15 {
			w.Advance(time.Hour)
			c.Get("/v1/me").Expect(http.StatusOK)
		}
		w.Advance(time.Hour + time.Second)
		if p := c.Get("/v1/me").Expect(http.StatusUnauthorized).Problem(); p.Code != "unauthenticated" {
			t.Errorf("answered %s", p.Code)
		}
	})
}

func sessions(c *servertest.Client) (items []api.Session) {
	c.World.T.Helper()
	var list struct{ Items []api.Session }
	c.Get("/v1/sessions").Expect(http.StatusOK).Into(&list)
	return list.Items
}

func TestASessionIsListedWithItsLastUseAndCanBeEndedFromAnother(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		first := withAccount(w, "grace")
		w.Advance(time.Hour)
		second := signedIn(w, signIn(w, "grace", goodPassword).Expect(http.StatusCreated))
		w.Advance(time.Minute)
		list := sessions(second)
		if len(list) != 2 || !list[0].Current || list[1].Current {
			t.Fatalf("sessions: %+v", list)
		}
		if list = sessions(second); list[0].SeenAt != models.FormatTime(w.Now()) || list[1].SeenAt != list[1].CreatedAt {
			t.Errorf("last uses: %+v", list)
		}
		stranger := withAccount(w, "ada")
		stranger.Delete("/v1/sessions/" + list[1].Id.String()).Expect(http.StatusNotFound)
		first.Get("/v1/me").Expect(http.StatusOK)
		second.Delete("/v1/sessions/" + list[1].Id.String()).Expect(http.StatusNoContent)
		first.Get("/v1/me").Expect(http.StatusUnauthorized)
		second.Get("/v1/me").Expect(http.StatusOK)
	})
}

func TestSigningOutEverywhereEndsEverySessionOfOnesOwn(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		first, other := withAccount(w, "grace"), withAccount(w, "ada")
		second := signedIn(w, signIn(w, "grace", goodPassword).Expect(http.StatusCreated))
		first.Delete("/v1/sessions").Expect(http.StatusNoContent)
		first.Get("/v1/me").Expect(http.StatusUnauthorized)
		second.Get("/v1/me").Expect(http.StatusUnauthorized)
		other.Get("/v1/me").Expect(http.StatusOK)
		if rows := w.Audit("session.end"); len(rows) != 1 || rows[0].Detail != "all" {
			t.Errorf("audit: %+v", rows)
		}
	})
}

func TestANewPasswordEndsEveryOtherSession(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		first := withAccount(w, "grace")
		second := signedIn(w, signIn(w, "grace", goodPassword).Expect(http.StatusCreated))
		change := func(old, new string) servertest.Response {
			return first.Put("/v1/me/password", "", object{"old": old, "new": new})
		}
		if at := change("wrong", "another good password").Expect(http.StatusBadRequest).Faults(); len(at) != 1 || at[0] != "/old" {
			t.Errorf("a wrong old password is told at %v", at)
		}
		if at := change(goodPassword, "short").Expect(http.StatusBadRequest).Faults(); len(at) != 1 || at[0] != "/new" {
			t.Errorf("a short one is told at %v", at)
		}
		change(goodPassword, "another good password").Expect(http.StatusNoContent)
		first.Get("/v1/me").Expect(http.StatusOK)
		second.Get("/v1/me").Expect(http.StatusUnauthorized)
		signIn(w, "grace", goodPassword).Expect(http.StatusUnauthorized)
		signIn(w, "grace", "another good password").Expect(http.StatusCreated)
	})
}

func TestWhoGuessesPasswordsIsSlowedDown(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		withAccount(w, "grace")
		w.Advance(time.Hour)
		refused := 0
		for range 15 {
			if res := signIn(w, "grace", "wrong"); res.Status == http.StatusTooManyRequests {
				refused++
				if res.Header.Get("Retry-After") == "" {
					t.Error("there is no Retry-After")
				}
			}
		}
		if refused != 5 {
			t.Errorf("of 15 tries at one name %d were refused", refused)
		}
		signIn(w, "grace", goodPassword).Expect(http.StatusTooManyRequests)
		for range 10 { // other names, from the same address
			signIn(w, "ada", "wrong")
		}
		signIn(w, "charles", "wrong").Expect(http.StatusTooManyRequests)
		w.Advance(6 * time.Second)
		signIn(w, "grace", goodPassword).Expect(http.StatusCreated)
	})
}

func TestAForgedCookieIsNobody(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		for _, value := range []string{"", "x", strings.Repeat("A", 43), "' OR 1=1 --"} {
			c := w.Nobody()
			c.Cookies["session"] = value
			c.Get("/v1/me").Expect(http.StatusUnauthorized)
		}
		c := w.Nobody()
		c.Bearer = strings.Repeat("A", 43)
		c.Get("/v1/me").Expect(http.StatusUnauthorized)
		w.Nobody().Get("/v1/me").Expect(http.StatusUnauthorized)
	})
}
