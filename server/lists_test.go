package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
)

// walk reads a list page by page and gives what lies at member in each row.
func walk(w *servertest.World, c *servertest.Client, list, member string, query url.Values) (all []string) {
	w.T.Helper()
	for pages := 0; ; pages++ {
		if pages > 100 {
			w.T.Fatal("the list does not end")
		}
		var page struct {
			Items []object `json:"items"`
			Next  string   `json:"next"`
		}
		c.Get(list + "?" + query.Encode()).Expect(http.StatusOK).Into(&page)
		for _, item := range page.Items {
			all = append(all, text(item[member]))
		}
		if page.Next == "" {
			return all
		}
		query.Set("cursor", page.Next)
	}
}

func TestNoRowIsMissedOrDoubledFromPageToPageInEitherDirection(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		var rows []models.Establishment
		var want []string
		for i := range 23 { // mixed case and signs, since databases order them in different ways
			code := fmt.Sprintf("%c-%c%02d", "aBcD"[i%4], "./_"[i%3], i)
			rows = append(rows, models.Establishment{ID: models.NewID(), Code: code, Name: code, Type: "mixed", Country: "FR", TimeZone: "Europe/Paris", Version: 1, UpdatedAt: w.Now()})
			want = append(want, code)
		}
		w.Tx(func(tx *store.Tx) error { return tx.AddEstablishments(rows) })
		slices.Sort(want)
		c := w.As(models.RoleHQ)
		for _, limit := range []string{"1", "2", "7", "22", "23", "24", "500"} {
			up := walk(w, c, "/v1/establishments", "code", url.Values{"limit": {limit}})
			down := walk(w, c, "/v1/establishments", "code", url.Values{"limit": {limit}, "sort": {"desc"}})
			slices.Reverse(down)
			if !slices.Equal(up, down) {
				t.Errorf("limit %s: upwards %v, downwards reversed %v", limit, up, down)
			}
			if slices.Sort(up); !slices.Equal(up, want) {
				t.Errorf("limit %s: read %v", limit, up)
			}
		}
	})
}

func TestARowAddedWhileReadingDoublesNone(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		for _, code := range []string{"S10", "S20", "S30"} {
			w.Establishment(code)
		}
		var page api.EstablishmentPage
		c := w.As(models.RoleHQ)
		c.Get("/v1/establishments?limit=2").Expect(http.StatusOK).Into(&page)
		w.Establishment("S05")
		w.Establishment("S25")
		rest := walk(w, c, "/v1/establishments", "code", url.Values{"cursor": {page.Next}})
		if !slices.Equal(rest, []string{"S25", "S30"}) {
			t.Errorf("after %s came %v", page.Items[1].Code, rest)
		}
	})
}

func TestACursorThatIsNotOursIsRefused(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		for _, list := range []string{"/v1/establishments", "/v1/officers", "/v1/equipment", "/v1/device-models"} {
			for _, cursor := range []string{"!", "AA", "_w", "%00"} {
				if at := w.As(models.RoleCoordinator).Get(list + "?cursor=" + cursor).Expect(http.StatusBadRequest).Faults(); !slices.Equal(at, []string{"cursor"}) {
					t.Errorf("%s, cursor %s: told at %v", list, cursor, at)
				}
			}
		}
	})
}

func TestAFilterIsTakenLiterallyAndInEitherCase(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		names := map[string]string{"A1": "100% plastic", "A2": "100 plastic", "A3": "under_score", "A4": "underXscore", "A5": `back\slash`, "A6": "École", "A7": "O'Brien"}
		for code, name := range names {
			w.Tx(func(tx *store.Tx) error {
				return tx.AddEstablishments([]models.Establishment{{ID: models.NewID(), Code: code, Name: name, Type: "mixed", Country: "FR", TimeZone: "Europe/Paris", Version: 1}})
			})
		}
		for q, want := range map[string][]string{
			"%": {"A1"}, "0% P": {"A1"}, "_": {"A3"}, `\`: {"A5"}, "École": {"A6"}, "COLE": {"A6"}, "'": {"A7"}, "UNDER": {"A3", "A4"}, "a4": {"A4"}, "nothing like it": nil,
		} {
			if got := walk(w, w.As(models.RoleHQ), "/v1/establishments", "code", url.Values{"q": {q}}); !slices.Equal(got, want) {
				t.Errorf("%q finds %v, not %v", q, got, want)
			}
		}
	})
}

func TestListsAreLimitedByWhatTheyBelongTo(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c, here, there := w.As(models.RoleCoordinator), w.Establishment("S01"), w.Establishment("S02")
		w.Cell("S01", "B1/W1/L1/C1")
		w.Cell("S02", "B1/W1/L1/C1")
		tree := "/v1/establishments/" + here.ID.String() + "/locations"
		if got := walk(w, c, tree, "code", url.Values{"limit": {"2"}}); !slices.Equal(got, []string{"B1", "B1-W1", "B1-W1-L1", "B1-W1-L1-C1"}) {
			t.Errorf("the tree is %v", got)
		}
		if got := walk(w, c, tree, "kind", url.Values{"kind": {"cell"}}); !slices.Equal(got, []string{"cell"}) {
			t.Errorf("the cells are %v", got)
		}
		c.Get("/v1/establishments/" + models.NewID().String() + "/locations").Expect(http.StatusNotFound)
		c.Get(tree + "?kind=spoon").Expect(http.StatusBadRequest)
		for i, site := range []models.ID{here.ID, there.ID} {
			c.Post("/v1/equipment", object{"establishment": site, "kind": "dog", "serial": fmt.Sprint("K", i)}).Expect(http.StatusCreated)
			c.Post("/v1/officers", object{"number": fmt.Sprint("N", i), "name": "N", "sex": "m", "home": site}).Expect(http.StatusCreated)
		}
		if got := walk(w, c, "/v1/equipment", "serial", url.Values{"establishment": {there.ID.String()}}); !slices.Equal(got, []string{"K1"}) {
			t.Errorf("the kit there is %v", got)
		}
		if got := walk(w, c, "/v1/officers", "number", url.Values{"home": {here.ID.String()}}); !slices.Equal(got, []string{"N0"}) {
			t.Errorf("the officers here are %v", got)
		}
	})
}

func TestTheCatalogueIsLimitedToTargetsOnlyWhenAsked(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c := w.As(models.RoleAnalyst)
		all := walk(w, c, "/v1/device-models", "target", url.Values{})
		yes := walk(w, c, "/v1/device-models", "target", url.Values{"target": {"true"}})
		no := walk(w, c, "/v1/device-models", "target", url.Values{"target": {"false"}})
		if len(yes) == 0 || len(no) == 0 || len(all) != len(yes)+len(no) || slices.Contains(yes, "false") || slices.Contains(no, "true") {
			t.Errorf("%d models, %v targets, %v others", len(all), yes, no)
		}
	})
}

func TestPeopleArePagedWithTheirGrants(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		admin := w.As(models.RoleAdmin)
		for i := range 5 {
			invited(w, person(fmt.Sprint("user", i), object{"role": "hq"}, object{"role": "analyst"}))
		}
		if got := walk(w, admin, "/v1/people", "login", url.Values{"limit": {"2"}, "q": {"USER"}}); !slices.Equal(got, []string{"user0", "user1", "user2", "user3", "user4"}) {
			t.Errorf("people are %v", got)
		}
		var page api.PersonPage
		admin.Get("/v1/people?q=user3").Expect(http.StatusOK).Into(&page)
		if len(page.Items) != 1 || len(page.Items[0].Grants) != 2 || page.Items[0].Grants[1].Role != "analyst" {
			t.Errorf("read %+v", page.Items)
		}
	})
}

func TestTheAuditIsReadNewestFirstWithoutMissingARow(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c, auditor := w.As(models.RoleCoordinator), w.As(models.RoleAuditor)
		var want []string
		for i := range 7 {
			w.Advance(time.Second)
			var e api.Establishment
			c.Post("/v1/establishments", object{"code": fmt.Sprint("S", i), "name": "S", "type": "mixed", "country": "FR", "latitude": 0, "longitude": 0, "timeZone": "UTC"}).Expect(http.StatusCreated).Into(&e)
			want = append([]string{"establishment/" + e.Id.String()}, want...)
		}
		for _, limit := range []string{"1", "3", "7", "8"} {
			got := walk(w, auditor, "/v1/audit", "subject", url.Values{"limit": {limit}, "act": {"registry.write"}})
			if !slices.Equal(got, want) {
				t.Errorf("limit %s: read %v", limit, got)
			}
		}
		since := models.FormatTime(w.Now().Add(-2 * time.Second))
		got := walk(w, auditor, "/v1/audit", "subject", url.Values{"since": {since}, "actor": {c.Who.ID.String()}})
		if !slices.Equal(got, want[:3]) {
			t.Errorf("since 2 s: %v", got)
		}
		auditor.Get("/v1/audit?cursor=nonsense").Expect(http.StatusBadRequest)
		auditor.Get("/v1/audit?since=yesterday").Expect(http.StatusBadRequest)
		auditor.Get("/v1/audit?since=2026-13-40T00:00:00.000Z").Expect(http.StatusBadRequest)
	})
}

func TestReadingTheAuditIsInTheAudit(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		auditor := w.As(models.RoleAuditor)
		for i := range 3 {
			if rows := w.Audit(models.ActAuditRead); len(rows) != i {
				t.Fatalf("%d rows after %d readings", len(rows), i)
			}
			auditor.Get("/v1/audit").Expect(http.StatusOK)
		}
		if row := w.Audit(models.ActAuditRead)[0]; row.Actor != auditor.Who.ID || row.RequestID == "" {
			t.Errorf("row %+v", row)
		}
		for _, role := range models.Roles {
			if role != models.RoleAuditor {
				w.As(role).Get("/v1/audit").Expect(http.StatusForbidden)
			}
		}
	})
}
