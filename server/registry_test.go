package server_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/server/servertest"
)

type object = map[string]any

// resource is what every thing of the registry and the reference data has in
// common, and how one is made.
type resource struct {
	name, list string // address of the list
	one        func(id string) string
	role       models.Role
	valid      func(w *servertest.World) object // a thing that can be added
	change     func(o object)                   // makes another valid thing of it, under the same code
	key        string                           // the member that must be unique
	invalid    func(w *servertest.World) object // everything about it that a rule of ours can forbid is wrong
	faults     []string
}

func resources(w *servertest.World) []resource {
	at := func(base string) func(string) string { return func(id string) string { return base + "/" + id } }
	home := w.Establishment("S90")
	return []resource{
		{name: "establishment", list: "/v1/establishments", one: at("/v1/establishments"), role: models.RoleCoordinator, key: "code",
			valid: func(*servertest.World) object {
				return object{"code": "S91", "name": "Maison d’arrêt de Été", "type": "remand", "commune": "Nantes", "department": "44", "country": "FR", "latitude": 47.218371, "longitude": -1.553621, "timeZone": "Europe/Paris"}
			},
			change: func(o object) { o["name"] = "Renamed" },
			invalid: func(*servertest.World) object {
				return object{"code": "!", "name": "", "type": "remand", "country": "fr", "latitude": 0, "longitude": 0, "timeZone": "Mars/Olympus"}
			}, faults: []string{"/code", "/name", "/country", "/timeZone"}},
		{name: "location", list: "/v1/establishments/" + home.ID.String() + "/locations", one: at("/v1/locations"), role: models.RoleCoordinator, key: "code",
			valid: func(w *servertest.World) object {
				return object{"code": "B9-C1", "kind": "cell", "parent": w.Cell("S90", "B9").ID, "name": "Cell 1", "capacity": 2}
			},
			change: func(o object) { o["capacity"] = 3 },
			invalid: func(w *servertest.World) object {
				return object{"code": "", "kind": "cell", "name": "a\u0001b", "parent": w.Cell("S92", "B1").ID}
			}, faults: []string{"/code", "/name", "/parent"}},
		{name: "equipment", list: "/v1/equipment", one: at("/v1/equipment"), role: models.RoleCoordinator, key: "serial",
			valid: func(*servertest.World) object {
				return object{"establishment": home.ID, "kind": "dog", "serial": "SN-1", "calibratedUntil": "2026-12-31"}
			},
			change: func(o object) { o["kind"] = "detector" },
			invalid: func(*servertest.World) object {
				return object{"establishment": models.NewID(), "kind": "spoon", "serial": "", "calibratedUntil": "2026-02-30"}
			}, faults: []string{"/serial", "/calibratedUntil", "/establishment", "/kind"}},
		{name: "officer", list: "/v1/officers", one: at("/v1/officers"), role: models.RoleCoordinator, key: "number",
			valid: func(w *servertest.World) object {
				return object{"number": "DEMO-0001", "name": "Ada Lovelace", "sex": "f", "skills": []string{"lead"}, "home": home.ID, "homeLocation": w.Cell("S90", "B9").ID, "phone": "+33 6 00 00 00 00"}
			},
			change: func(o object) { o["phone"] = "+33 6 11 11 11 11" },
			invalid: func(w *servertest.World) object {
				return object{"number": "?", "name": "", "sex": "f", "skills": []string{"juggling"}, "home": home.ID, "homeLocation": w.Cell("S92", "B1").ID}
			}, faults: []string{"/number", "/name", "/skills", "/homeLocation"}},
		{name: "device model", list: "/v1/device-models", one: at("/v1/device-models"), role: models.RoleCoordinator, key: "code",
			valid: func(*servertest.World) object {
				return object{"code": "tiny-1", "make": "Tiny", "model": "One", "metal": "trace", "tacs": []string{"35000000"}, "detectedBy": []string{"nljd"}, "hiddenIn": []string{"shoe"}, "target": true, "mini": true, "massG": 20}
			},
			change: func(o object) { o["target"] = false },
			invalid: func(*servertest.World) object {
				return object{"code": "", "make": "", "model": "M", "metal": "low", "tacs": []string{"12"}, "massG": -1, "detectedBy": []string{"intuition"}, "hiddenIn": []string{"hat"}}
			}, faults: []string{"/code", "/make", "/tacs", "/massG", "/detectedBy", "/hiddenIn"}},
	}
}

// forEach runs a test on every resource, on both databases.
func forEach(t *testing.T, test func(t *testing.T, w *servertest.World, r resource)) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		for _, r := range resources(w) {
			t.Run(r.name, func(t *testing.T) {
				w.T = t
				test(t, w, r)
			})
		}
	})
}

func TestWhatIsAddedIsReadBackAndChanged(t *testing.T) {
	forEach(t, func(t *testing.T, w *servertest.World, r resource) {
		c, sent := w.As(r.role), r.valid(w)
		var added, read, changed, again object
		res := c.Post(r.list, sent).Expect(http.StatusCreated).Into(&added)
		if res.ETag() != `"1"` || added["version"] != 1.0 {
			t.Errorf("a new thing has ETag %s and version %v", res.ETag(), added["version"])
		}
		where := r.one(added["id"].(string))
		if c.Get(where).Expect(http.StatusOK).Into(&read).ETag() != `"1"` {
			t.Error("the ETag read is not the one given")
		}
		sameMembers(t, sent, read)
		r.change(sent)
		if etag := c.Put(where, `"1"`, sent).Expect(http.StatusOK).Into(&changed).ETag(); etag != `"2"` {
			t.Errorf("the changed thing has ETag %s", etag)
		}
		sameMembers(t, sent, changed)
		c.Get(where).Expect(http.StatusOK).Into(&again)
		sameMembers(t, sent, again)
	})
}

// sameMembers fails on a member that was sent and is not what came back.
func sameMembers(t *testing.T, sent, got object) {
	t.Helper()
	var plain object
	roundTrip(t, sent, &plain)
	for name, want := range plain {
		if text(got[name]) != text(want) {
			t.Errorf("%s was sent as %v and is %v", name, want, got[name])
		}
	}
}

func TestASecondEditorIsToldThatTheThingHasChanged(t *testing.T) {
	forEach(t, func(t *testing.T, w *servertest.World, r resource) {
		c, sent := w.As(r.role), r.valid(w)
		var added api.Location
		c.Post(r.list, sent).Expect(http.StatusCreated).Into(&added)
		where := r.one(added.Id.String())
		c.Put(where, `"1"`, sent).Expect(http.StatusOK)
		for _, version := range []string{`"1"`, `W/"1"`, `"3"`} {
			if p := c.Put(where, version, sent).Expect(http.StatusPreconditionFailed).Problem(); p.Code != "stale" {
				t.Errorf("an edit of version %s was answered %s", version, p.Code)
			}
		}
		c.Put(where, `W/"2"`, sent).Expect(http.StatusOK)
	})
}

func TestAnEditMustSayWhichVersionItIsBasedOn(t *testing.T) {
	forEach(t, func(t *testing.T, w *servertest.World, r resource) {
		c, sent := w.As(r.role), r.valid(w)
		var added api.Location
		c.Post(r.list, sent).Expect(http.StatusCreated).Into(&added)
		where := r.one(added.Id.String())
		if at := c.Put(where, "", sent).Expect(http.StatusPreconditionRequired).Faults(); !slices.Equal(at, []string{"If-Match"}) {
			t.Errorf("the missing header is told at %v", at)
		}
		for _, bad := range []string{"1", `"0"`, `"-1"`, `"01"`, `"+1"`, "*", `"1", "2"`, `w/"1"`, `""1""`, `"9223372036854775808"`} {
			if at := c.Put(where, bad, sent).Expect(http.StatusBadRequest).Faults(); !slices.Equal(at, []string{"If-Match"}) {
				t.Errorf("If-Match %s is told at %v", bad, at)
			}
		}
	})
}

func TestACodeIsTakenOnce(t *testing.T) {
	forEach(t, func(t *testing.T, w *servertest.World, r resource) {
		c, sent := w.As(r.role), r.valid(w)
		c.Post(r.list, sent).Expect(http.StatusCreated)
		if p := c.Post(r.list, sent).Expect(http.StatusConflict).Problem(); p.Code != "conflict" {
			t.Errorf("a second one was answered %s", p.Code)
		}
		var other api.Location
		old := sent[r.key].(string)
		sent[r.key] = old + "x"
		c.Post(r.list, sent).Expect(http.StatusCreated).Into(&other)
		sent[r.key] = old
		c.Put(r.one(other.Id.String()), `"1"`, sent).Expect(http.StatusConflict)
	})
}

func TestEveryFaultIsToldAtOnce(t *testing.T) {
	forEach(t, func(t *testing.T, w *servertest.World, r resource) {
		c, sent := w.As(r.role), r.valid(w)
		want := slices.Sorted(slices.Values(r.faults))
		got := c.Post(r.list, r.invalid(w)).Expect(http.StatusBadRequest).Faults()
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("faults at %v, want %v", got, want)
		}
		var added api.Location
		c.Post(r.list, sent).Expect(http.StatusCreated).Into(&added)
		got = c.Put(r.one(added.Id.String()), `"1"`, r.invalid(w)).Expect(http.StatusBadRequest).Faults()
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("on changing: faults at %v, want %v", got, want)
		}
	})
}

func TestWhatTheDocumentForbidsIsToldByItsPlace(t *testing.T) {
	forEach(t, func(t *testing.T, w *servertest.World, r resource) {
		c, sent := w.As(r.role), r.valid(w)
		delete(sent, r.key)
		sent["unheard/of~"] = 1
		got := c.Post(r.list, sent).Expect(http.StatusBadRequest).Faults()
		if want := []string{"/unheard~1of~0", "/" + r.key}; !slices.Equal(got, want) {
			t.Errorf("faults at %v, want %v", got, want)
		}
		for _, body := range []string{`{`, `[]`, `null`, `"x"`, ``} {
			c.Do(http.MethodPost, r.list, body).Expect(http.StatusBadRequest)
		}
		c.Do(http.MethodPost, r.list, `{}`, "Content-Type", "text/plain").Expect(http.StatusUnsupportedMediaType)
	})
}

func TestAnUnknownIDIsNotFound(t *testing.T) {
	forEach(t, func(t *testing.T, w *servertest.World, r resource) {
		c := w.As(r.role)
		c.Get(r.one(models.NewID().String())).Expect(http.StatusNotFound)
		c.Put(r.one(models.NewID().String()), `"1"`, r.valid(w)).Expect(http.StatusNotFound)
		for _, bad := range []string{"1", "%00", models.NewID().String() + "0"} {
			if at := c.Get(r.one(bad)).Expect(http.StatusBadRequest).Faults(); len(at) == 0 || at[0] != "id" {
				t.Errorf("the id %s is told at %v", bad, at)
			}
		}
	})
}

func TestOnlyWhoIsSignedInWithTheRoleMayWrite(t *testing.T) {
	forEach(t, func(t *testing.T, w *servertest.World, r resource) {
		sent := r.valid(w)
		if got := w.Nobody().Post(r.list, sent).Expect(http.StatusUnauthorized).Header.Get("WWW-Authenticate"); got != "Bearer" {
			t.Errorf("WWW-Authenticate: %q", got)
		}
		w.Nobody().Get(r.list).Expect(http.StatusUnauthorized)
		for _, role := range models.Roles {
			if role != models.RoleCoordinator {
				w.As(role).Post(r.list, sent).Expect(http.StatusForbidden)
			}
		}
		w.As(models.RoleOfficer).Get(r.list).Expect(http.StatusForbidden)
	})
}

func TestEveryChangeIsInTheAudit(t *testing.T) {
	forEach(t, func(t *testing.T, w *servertest.World, r resource) {
		act := models.ActRegistryWrite
		if r.name == "officer" {
			act = models.ActOfficersWrite
		}
		before := len(w.Audit(act))
		c, sent := w.As(r.role), r.valid(w)
		var added api.Location
		c.Post(r.list, sent).Expect(http.StatusCreated).Into(&added)
		c.Put(r.one(added.Id.String()), `"1"`, sent).Expect(http.StatusOK)
		c.Put(r.one(added.Id.String()), `"1"`, sent).Expect(http.StatusPreconditionFailed)
		rows := w.Audit(act)
		if len(rows) != before+2 {
			t.Fatalf("%d rows for two changes and a refusal", len(rows)-before)
		}
		for i, detail := range []string{"changed", "created"} {
			if rows[i].Detail != detail || rows[i].Actor != c.Who.ID || rows[i].RequestID == "" {
				t.Errorf("row %+v", rows[i])
			}
		}
	})
}
