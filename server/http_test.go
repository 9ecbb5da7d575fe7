package server_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
)

func TestAnotherSitesPageCannotActForWhoIsSignedIn(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c := w.As(models.RoleCoordinator)
		in := object{"code": "S01", "name": "S", "type": "mixed", "country": "FR", "latitude": 0, "longitude": 0, "timeZone": "UTC"}
		for _, header := range [][2]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"}} {
			res := c.Do(http.MethodPost, "/v1/establishments", in, header[0], header[1]).Expect(http.StatusForbidden)
			if p := res.Problem(); p.Code != "forbidden" || res.Header.Get("X-Request-Id") == "" {
				t.Errorf("%v: %+v", header, p)
			}
			c.Do(http.MethodDelete, "/v1/sessions", nil, header[0], header[1]).Expect(http.StatusForbidden)
		}
		c.Do(http.MethodGet, "/v1/me", nil, "Sec-Fetch-Site", "cross-site").Expect(http.StatusOK) // reading needs the cookie, which is same-site strict
		c.Do(http.MethodPost, "/v1/establishments", in, "Sec-Fetch-Site", "same-origin").Expect(http.StatusCreated)
	})
}

// A value that nobody may find in a log.
const secret = "Zorglub-4711"

func TestLogLinesHoldNothingOfWhatWasSentOrRead(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		admin, c := w.As(models.RoleAdmin), w.As(models.RoleCoordinator)
		in := person("zorglub-4711")
		in["name"] = secret
		admin.Post("/v1/people", in).Expect(http.StatusCreated)
		admin.Post("/v1/people", in).Expect(http.StatusConflict)
		admin.Get("/v1/people?q=" + secret).Expect(http.StatusOK)
		signIn(w, "zorglub-4711", secret+secret)
		w.Do(http.MethodPost, "/v1/setup", object{"token": secret, "password": secret})
		officer := object{"number": secret, "name": secret, "sex": secret, "phone": secret, secret: 1}
		c.Post("/v1/officers", officer).Expect(http.StatusBadRequest)
		c.Post("/v1/officers", `{"name": "`+secret).Expect(http.StatusBadRequest)
		delete(officer, secret)
		officer["sex"] = "f"
		c.Post("/v1/officers", officer).Expect(http.StatusCreated)
		c.Post("/v1/officers", officer).Expect(http.StatusConflict)
		officer["home"] = models.NewID()
		c.Post("/v1/officers", officer).Expect(http.StatusBadRequest)
		c.Get("/v1/officers/" + secret).Expect(http.StatusBadRequest)
		c.Get("/v1/" + secret).Expect(http.StatusNotFound)
		c.Get("/v1/establishments?cursor=" + secret + "&limit=" + secret).Expect(http.StatusBadRequest)
		c.Do(http.MethodPost, "/v1/imports", object{"files": []object{{"name": "officers.csv", "content": "number,name,sex\n" + secret + ",,q\n"}}}).Expect(http.StatusBadRequest)
		log := w.Log()
		if lines := strings.Count(log, `"msg":"request"`); lines < 14 {
			t.Fatalf("only %d requests were logged", lines)
		}
		for _, line := range strings.Split(log, "\n") {
			for _, word := range []string{secret, strings.ToLower(secret), "Bearer", "token-", "Somebody"} {
				if strings.Contains(line, word) {
					t.Errorf("%s is in %s", word, line)
				}
			}
		}
	})
}

func TestTextThatNoDatabaseKeepsIsRefused(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c := w.As(models.RoleCoordinator)
		for _, path := range []string{"/v1/establishments?q=%00", "/v1/establishments?q=%ff", "/v1/picklists?list=a%00", "/v1/officers?q=%c3%28"} {
			c.Get(path).Expect(http.StatusBadRequest)
		}
		c.Put("/v1/picklists/entry-routes/%00", "", object{"labels": object{"en": "a", "fr": "b"}}).Expect(http.StatusBadRequest)
		at := c.Post("/v1/device-models", `{"code": "x", "make": "m", "model": "m", "metal": "low", "source": "a\u0000b", "tacs": ["\u0000"]}`).Expect(http.StatusBadRequest).Faults()
		if slices.Sort(at); !slices.Equal(at, []string{"/source", "/tacs/0"}) {
			t.Errorf("told at %v", at)
		}
		c.Post("/v1/device-models", `{"code": "x", "make": "m", "model": "\ud800", "metal": "low", "source": "\\u0000"}`).Expect(http.StatusCreated)
		signIn(w, "a\x00", "b").Expect(http.StatusBadRequest)
	})
}

func TestABodyThatIsTooLargeIsRefusedBeforeItIsRead(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		big := `{"code": "` + strings.Repeat("x", 1<<20) + `"}`
		if p := w.As(models.RoleCoordinator).Post("/v1/establishments", big).Expect(http.StatusRequestEntityTooLarge).Problem(); p.Code != "too_large" {
			t.Errorf("answered %s", p.Code)
		}
		w.Nobody().Post("/v1/establishments", big).Expect(http.StatusUnauthorized)
	})
}

func TestEveryAnswerForbidsWhatAPageMustNotDo(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		for _, path := range []string{"/livez", "/v1/me", "/v1/nothing", "/", "/hq/deep/link"} {
			h := w.Do(http.MethodGet, path, nil).Header
			if !strings.HasPrefix(h.Get("Content-Security-Policy"), "default-src 'none'") || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("X-Request-Id") == "" {
				t.Errorf("%s: %v", path, h)
			}
			if strings.HasPrefix(path, "/v1/") && h.Get("Cache-Control") != "no-store" {
				t.Errorf("%s may be cached: %s", path, h.Get("Cache-Control"))
			}
		}
	})
}

func TestAnAddressThatTakesNoSuchMethodSaysSoAsAProblem(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		for _, method := range []string{http.MethodPatch, http.MethodDelete, "BREW"} {
			if p := w.Do(method, "/v1/establishments", nil).Expect(http.StatusNotFound).Problem(); p.Code != "not_found" || !strings.Contains(p.Detail, method) {
				t.Errorf("%s: %+v", method, p)
			}
		}
		w.Do(http.MethodHead, "/v1/establishments", nil).Expect(http.StatusNotFound)
		w.Do(http.MethodHead, "/", nil).Expect(http.StatusOK)
		w.Do(http.MethodGet, "/v1/establishments/", nil).Expect(http.StatusNotFound)
		w.Do(http.MethodPost, "/anything", nil).Expect(http.StatusNotFound)
	})
}

func TestADatabaseThatIsGoneIsAProblemWithoutItsCause(t *testing.T) {
	w := servertest.New(t, servertest.SQLite(t))
	c := w.As(models.RoleCoordinator)
	c.Get("/readyz").Expect(http.StatusOK)
	w.Break()
	for path, status := range map[string]int{"/readyz": http.StatusServiceUnavailable, "/v1/establishments": http.StatusInternalServerError} {
		p := c.Get(path).Expect(status).Problem()
		if strings.Contains(text(p), "sql") || strings.Contains(text(p), "closed") {
			t.Errorf("%s tells its cause: %+v", path, p)
		}
	}
	c.Get("/livez").Expect(http.StatusOK)
	if !strings.Contains(w.Log(), "database is closed") {
		t.Error("the log does not name the cause")
	}
}

func TestAPanicIsAProblemAndIsCountedAndLogged(t *testing.T) {
	// Only /v1/server tells the operation's time and does nothing else.
	w := servertest.New(t, servertest.SQLite(t), func(d *server.Dependencies) { d.Clock = func() time.Time { panic(secret) } })
	if p := w.Do(http.MethodGet, "/v1/server", nil).Expect(http.StatusInternalServerError).Problem(); p.Code != "internal" || p.Instance == "" {
		t.Errorf("answered %+v", p)
	}
	w.Do(http.MethodGet, "/livez", nil).Expect(http.StatusOK)
	log := w.Log()
	if !strings.Contains(log, "panic: string at ") || !strings.Contains(log, `"route":"/v1/server","status":500`) {
		t.Errorf("the log says %s", log)
	}
	if strings.Contains(log, secret) {
		t.Error("the log holds what the panic said")
	}
	if m := string(w.Do(http.MethodGet, "/metrics", nil).Expect(http.StatusOK).Body); !strings.Contains(m, `cellsweep_requests_total{method="GET",route="/v1/server",status="500"} 1`) {
		t.Error("the request was not counted")
	}
}

func TestEveryKindOfProblemIsExplained(t *testing.T) {
	w := servertest.New(t, servertest.SQLite(t))
	for _, code := range models.Codes {
		var help struct {
			Status                 int
			Title, Meaning, Remedy string
		}
		w.Do(http.MethodGet, "/v1/problems/"+string(code), nil).Expect(http.StatusOK).Into(&help)
		if help.Status < 400 || help.Title == "" || help.Meaning == "" || help.Remedy == "" {
			t.Errorf("%s: %+v", code, help)
		}
	}
	w.Do(http.MethodGet, "/v1/problems/nonsense", nil).Expect(http.StatusNotFound)
}

func TestAnImportOverHTTPIsAllOrNothing(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c := w.As(models.RoleCoordinator)
		head := "code,name,type,commune,department,country,latitude,longitude,timezone\n"
		file := func(rows string) object {
			return object{"name": "establishments.csv", "content": head + rows}
		}
		good := "S01,Prison One,remand,Lyon,69,FR,45.75,4.85,Europe/Paris\n"
		var report struct {
			Applied bool
			Files   []struct{ Rows, Created, Updated, Unchanged, Removed int }
		}
		send := func(dry bool, f object) servertest.Response {
			return c.Post("/v1/imports", object{"dryRun": dry, "files": []object{f}})
		}
		res := send(false, file(good+"S02,,remand,Lyon,69,FR,95,4.85,Europe/Paris\n")).Expect(http.StatusBadRequest)
		var places []string
		for _, f := range res.Problem().Errors {
			places = append(places, text(f.File)+":"+text(f.Row)+" "+f.Column)
		}
		if !slices.Equal(places, []string{"establishments.csv:3 name", "establishments.csv:3 latitude"}) {
			t.Errorf("told at %v", places)
		}
		send(true, file(good)).Expect(http.StatusOK).Into(&report)
		if report.Applied || report.Files[0].Created != 1 {
			t.Errorf("dry run: %+v", report)
		}
		if got := walk(w, c, "/v1/establishments", "code", url.Values{}); got != nil {
			t.Errorf("saved: %v", got)
		}
		send(false, file(good)).Expect(http.StatusOK).Into(&report)
		if !report.Applied || report.Files[0].Created != 1 || report.Files[0].Rows != 1 {
			t.Errorf("import: %+v", report)
		}
		send(false, file(good)).Expect(http.StatusOK).Into(&report)
		if report.Files[0].Unchanged != 1 || report.Files[0].Created != 0 {
			t.Errorf("the same again: %+v", report)
		}
		if got := walk(w, c, "/v1/establishments", "code", url.Values{}); !slices.Equal(got, []string{"S01"}) {
			t.Errorf("saved: %v", got)
		}
		if rows := w.Audit(models.ActImport); len(rows) != 2 || rows[0].Actor != c.Who.ID {
			t.Errorf("audit: %+v", rows)
		}
		w.As(models.RoleHQ).Post("/v1/imports", object{"files": []object{file(good)}}).Expect(http.StatusForbidden)
		c.Post("/v1/imports", object{"files": []object{}}).Expect(http.StatusBadRequest)
	})
}

func TestARoleAtSomeSitesOfAnOperationSeesTheRegistry(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		o, err := models.NewOperation("DAWN", "Dawn", models.NewID(), w.Now())
		if err != nil {
			t.Fatal(err)
		}
		w.Tx(func(tx *store.Tx) error { return tx.AddOperation(&o) })
		c := w.Person(models.Grant{Role: models.RoleHQ, Operation: &o.ID, Sites: models.IDSet{w.Establishment("S01").ID}})
		c.Get("/v1/establishments").Expect(http.StatusOK)
		c.Get("/v1/operations/" + models.NewID().String() + "/progress").Expect(http.StatusNotFound)
		w.Advance(17 * time.Hour)
		c.Get("/v1/establishments").Expect(http.StatusUnauthorized)
	})
}

func TestWhatIsNoRequestAndAnswerPassesTheGateToo(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		w.Do(http.MethodPost, "/v1/sync/push", `{`).Expect(http.StatusBadRequest)
		w.Do(http.MethodGet, "/v1/sync/stream?operation="+models.NewID().String(), nil).Expect(http.StatusUnauthorized)
		w.Do(http.MethodGet, "/v1/operations/"+models.NewID().String()+"/stream", nil).Expect(http.StatusUnauthorized)
		w.Do(http.MethodGet, "/metrics", nil).Expect(http.StatusOK)
	})
}
