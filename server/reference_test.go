package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/seed"
	"github.com/cellsweep/cellsweep/store/storetest"
)

func picks(c *servertest.Client, list string) (items []api.Pick) {
	c.World.T.Helper()
	var answer struct{ Items []api.Pick }
	c.Get("/v1/picklists?list=" + url.QueryEscape(list)).Expect(http.StatusOK).Into(&answer)
	return answer.Items
}

func TestAnOptionIsAddedRelabelledAndRetiredButNeverDeleted(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c, where := w.As(models.RoleCoordinator), "/v1/picklists/entry-routes/tunnel"
		in := object{"labels": object{"en": "Tunnel", "fr": "Tunnel"}, "position": 99}
		c.Put(where, `"1"`, in).Expect(http.StatusNotFound)
		var p api.Pick
		if etag := c.Put(where, "", in).Expect(http.StatusOK).Into(&p).ETag(); etag != `"1"` || p.List != "entry-routes" || p.Code != "tunnel" || p.Position != 99 {
			t.Errorf("%s %+v", etag, p)
		}
		if at := c.Put(where, "", in).Expect(http.StatusPreconditionRequired).Problem(); at.Code != "needs_version" {
			t.Errorf("answered %s", at.Code)
		}
		in["retired"], in["labels"] = true, object{"en": "Tunnel (dug)", "fr": "Tunnel (creusé)"}
		c.Put(where, `"1"`, in).Expect(http.StatusOK)
		c.Put(where, `"1"`, in).Expect(http.StatusPreconditionFailed)
		c.Put(where, "one", in).Expect(http.StatusBadRequest)
		all := picks(c, "entry-routes")
		last := all[len(all)-1]
		if last.Code != "tunnel" || !last.Retired || last.Labels.Fr != "Tunnel (creusé)" || last.Version != 2 {
			t.Errorf("the list ends with %+v", last)
		}
		c.Delete(where).Expect(http.StatusNotFound)
		in["labels"] = object{"en": "", "fr": ""}
		if at := c.Put(where, `"2"`, in).Expect(http.StatusBadRequest).Faults(); !slices.Equal(at, []string{"/labels/en", "/labels/fr"}) {
			t.Errorf("told at %v", at)
		}
		w.As(models.RoleHQ).Put(where, `"2"`, in).Expect(http.StatusForbidden)
	})
}

func TestRelabellingAnOptionKeepsWhatItsListSaysOfIt(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c := w.As(models.RoleCoordinator)
		before := picks(c, "detection-tools")[0]
		if len(before.Data) == 0 {
			t.Fatal("the shipped option says nothing more")
		}
		var after api.Pick
		c.Put("/v1/picklists/detection-tools/"+before.Code, `"1"`, object{"labels": object{"en": "New", "fr": "Neuf"}}).Expect(http.StatusOK).Into(&after)
		if after.Labels.En != "New" || text(after.Data) != text(before.Data) {
			t.Errorf("before %v, after %v", before.Data, after.Data)
		}
	})
}

func TestWhatShipsIsLoadedOnceAndEditsStay(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		count := func() (options, devices, checklists, notes int) {
			err := s.Read(t.Context(), func(v store.View) error {
				a, err := v.Picks("")
				b, err2 := v.AllDeviceModels()
				c, err3 := v.Templates()
				d, err4 := v.Audit(store.AuditFilter{Limit: 10})
				options, devices, checklists, notes = len(a), len(b), len(c), len(d)
				return firstError(err, err2, err3, err4)
			})
			if err != nil {
				t.Fatal(err)
			}
			return options, devices, checklists, notes
		}
		load := func() {
			t.Helper()
			if err := store.Seed(t.Context(), s); err != nil {
				t.Fatal(err)
			}
		}
		load()
		options, devices, checklists, notes := count()
		if options < 100 || devices < 10 || checklists != 1 || notes != 1 {
			t.Fatalf("loaded %d options, %d models, %d checklists with %d notes", options, devices, checklists, notes)
		}
		err := s.Tx(t.Context(), func(tx *store.Tx) error {
			rows, err := tx.Picks("seal-types")
			if err != nil {
				return err
			}
			rows[0].LabelEN, rows[0].Retired = "Edited here", true
			return tx.SavePick(&rows[0])
		})
		if err != nil {
			t.Fatal(err)
		}
		load()
		if a, b, c, d := count(); a != options || b != devices || c != checklists || d != notes {
			t.Errorf("loaded again: %d options, %d models, %d checklists, %d notes", a, b, c, d)
		}
		edited := 0
		err = s.Read(t.Context(), func(v store.View) error {
			rows, err := v.Picks("seal-types")
			for _, p := range rows {
				if p.LabelEN == "Edited here" && p.Retired {
					edited++
				}
			}
			return err
		})
		if err != nil || edited != 1 {
			t.Errorf("%d edits are left: %v", edited, err)
		}
	})
}

func TestTwoReplicasThatStartTogetherLoadWhatShipsOnce(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if err := store.Seed(t.Context(), s); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		err := s.Read(t.Context(), func(v store.View) error {
			rows, err := v.Templates()
			if len(rows) != 1 {
				t.Errorf("there are %d checklists", len(rows))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func shippedTemplate(t *testing.T) (body object) {
	t.Helper()
	r, err := seed.Load()
	if err == nil {
		err = json.Unmarshal([]byte(r.TemplateBody()), &body)
	}
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestAChecklistIsPublishedAsTheNextVersionAndNeverChanges(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c, body := w.As(models.RoleCoordinator), shippedTemplate(t)
		var first, second, read api.TemplateVersion
		var list struct{ Items []object }
		c.Get("/v1/templates").Expect(http.StatusOK).Into(&list)
		if len(list.Items) != 1 || list.Items[0]["body"] != nil {
			t.Fatalf("%d checklists ship", len(list.Items))
		}
		c.Get("/v1/templates/" + list.Items[0]["id"].(string)).Expect(http.StatusOK).Into(&first)
		if first.Number != 1 || len(first.Body.Sections) != 7 {
			t.Errorf("version %d has %d sections", first.Number, len(first.Body.Sections))
		}
		c.Post("/v1/templates", body).Expect(http.StatusCreated).Into(&second)
		if second.Number != 2 {
			t.Errorf("the next version is %d", second.Number)
		}
		var kept struct{ Body object }
		c.Get("/v1/templates/" + second.Id.String()).Expect(http.StatusOK).Into(&read).Into(&kept)
		body["version"] = 2
		if text(kept.Body) != text(body) {
			t.Error("the checklist read is not the one published")
		}
		body["ownMember"] = 1.5
		if at := c.Post("/v1/templates", body).Expect(http.StatusBadRequest).Faults(); !slices.Equal(at, []string{"/ownMember"}) {
			t.Errorf("a member of nobody's is told at %v", at)
		}
		c.Get("/v1/templates/" + models.NewID().String()).Expect(http.StatusNotFound)
		w.As(models.RoleHQ).Post("/v1/templates", body).Expect(http.StatusForbidden)
	})
}

func TestAChecklistThatATabletCouldNotShowIsNotPublished(t *testing.T) {
	labels := object{"en": "a", "fr": "b"}
	item := func(code string, more ...object) object {
		o := object{"code": code, "type": "text", "labels": labels}
		for _, m := range more {
			for k, v := range m {
				o[k] = v
			}
		}
		return o
	}
	section := func(code string, items ...any) object {
		return object{"code": code, "labels": labels, "items": items}
	}
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		for _, c := range []struct {
			name     string
			sections []object
			want     []string
		}{
			{"right", []object{section("a", item("x"), item("y", object{"type": "select_one", "list": "presence"}))}, nil},
			{"no items", []object{section("a")}, []string{"/sections/0/items"}},
			{"a code twice over sections", []object{section("a", item("x")), section("b", item("x"))}, []string{"/sections/1/items/0/code"}},
			{"a section twice", []object{section("a", item("x")), section("a", item("y"))}, []string{"/sections/1/code"}},
			{"an item of a repeat without a label", []object{section("a", item("r", object{"type": "repeat", "items": []object{item("x", object{"labels": object{"en": "a"}})}}))}, []string{"/sections/0/items/0/items/0/labels/fr"}},
			{"no type, no code", []object{section("a", object{"labels": labels})}, []string{"/sections/0/items/0/code", "/sections/0/items/0/type"}},
			{"an item that is none", []object{section("a", 7)}, []string{"/sections/0/items/0"}},
			{"items that are no list", []object{{"code": "a", "labels": labels, "items": object{}}}, []string{"/sections/0/items"}},
			{"an empty section", []object{{}}, []string{"/sections/0/code", "/sections/0/labels", "/sections/0/items"}},
			{"a list that the agency does not have", []object{section("a", item("x", object{"type": "select_one", "list": "moods"}))}, []string{"/sections/0/items/0/list"}},
			{"an item that hangs on itself", []object{section("a", item("x", object{"relevantIf": object{"item": "x", "answered": true}}))}, []string{"/sections/0/items/0"}},
			{"an item that is never shown", []object{section("a", item("x", object{"type": "yes_no_na"}), item("y", object{"relevantIf": object{"all": []object{{"item": "x", "is": "yes"}, {"item": "x", "is": "no"}}}}))}, []string{"/sections/0/items/1/relevantIf"}},
		} {
			res := w.As(models.RoleCoordinator).Post("/v1/templates", object{"code": "own", "labels": labels, "sections": c.sections})
			if c.want == nil {
				res.Expect(http.StatusCreated)
			} else if at := res.Expect(http.StatusBadRequest).Faults(); !slices.Equal(at, c.want) {
				t.Errorf("%s: told at %v, want %v", c.name, at, c.want)
			}
		}
		at := w.As(models.RoleCoordinator).Post("/v1/templates", object{"code": "!", "labels": object{"en": "", "fr": ""}, "sections": []object{section("a", item("x"))}}).Expect(http.StatusBadRequest).Faults()
		if !slices.Equal(at, []string{"/code", "/labels/en", "/labels/fr"}) {
			t.Errorf("told at %v", at)
		}
	})
}

func TestAVersionHasAWindowThatTheNextOneEnds(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c, body := w.As(models.RoleCoordinator), shippedTemplate(t)
		now := w.Store.Now()
		at := func(after time.Duration) string { return models.FormatTime(now.Add(after)) }
		var second, third, read api.TemplateVersion
		var list struct{ Items []api.TemplateVersion }
		c.Post("/v1/templates?activeFrom="+at(48*time.Hour), body).Expect(http.StatusCreated).Into(&second)
		c.Post("/v1/templates?activeFrom="+at(-time.Hour), body).Expect(http.StatusBadRequest)
		c.Get("/v1/templates").Expect(http.StatusOK).Into(&list)
		if first := list.Items[0]; first.ActiveUntil != at(48*time.Hour) || second.ActiveFrom != at(48*time.Hour) || second.ActiveUntil != "" {
			t.Errorf("from %s until %s, then from %s until %q", first.ActiveFrom, first.ActiveUntil, second.ActiveFrom, second.ActiveUntil)
		}
		c.Post("/v1/templates?activeFrom="+at(24*time.Hour), body).Expect(http.StatusCreated).Into(&third)
		c.Get("/v1/templates/" + second.Id.String()).Expect(http.StatusOK).Into(&read)
		if read.ActiveUntil != at(24*time.Hour) {
			t.Errorf("a version that is overtaken before it begins ends at %s", read.ActiveUntil)
		}
		c.Post("/v1/templates/"+third.Id.String()+"/retire", nil).Expect(http.StatusOK).Into(&read)
		if !read.Retired || read.RetiredAt == "" || read.ActiveUntil != read.RetiredAt {
			t.Errorf("retired: %+v", read)
		}
		read = api.TemplateVersion{}
		c.Get("/v1/templates/" + second.Id.String()).Expect(http.StatusOK).Into(&read)
		if read.ActiveUntil != "" {
			t.Errorf("a version that never began ends another at %s", read.ActiveUntil)
		}
		c.Post("/v1/templates/"+models.NewID().String()+"/retire", nil).Expect(http.StatusNotFound)
		w.As(models.RoleHQ).Post("/v1/templates/"+third.Id.String()+"/retire", nil).Expect(http.StatusForbidden)
	})
}

func TestTwoVersionsAreComparedByItem(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c, body := w.As(models.RoleCoordinator), shippedTemplate(t)
		var list, differences struct{ Items []object }
		var second api.TemplateVersion
		c.Get("/v1/templates").Expect(http.StatusOK).Into(&list)
		sections := body["sections"].([]any)
		items := sections[0].(map[string]any)["items"].([]any)
		items[0].(map[string]any)["labels"] = object{"en": "Searchers", "fr": "Agents"}
		items[2] = object{"code": "kit_count_out", "type": "text", "labels": object{"en": "Kit", "fr": "Matériel"}}
		sections[6].(map[string]any)["items"] = slices.DeleteFunc(sections[6].(map[string]any)["items"].([]any), func(i any) bool { return strings.HasPrefix(i.(map[string]any)["code"].(string), "kit_") })
		c.Post("/v1/templates", body).Expect(http.StatusCreated).Into(&second)
		c.Get("/v1/templates/" + list.Items[0]["id"].(string) + "/compare?with=" + second.Id.String()).Expect(http.StatusOK).Into(&differences)
		want := `[{"path":"searchers","what":"words"},{"from":"counter","path":"kit_count_out","to":"text","what":"type"},{"path":"kit_count_out","what":"words"},{"path":"kit_count_out","what":"required"},{"path":"kit_count_back","what":"removed"},{"path":"kit_missing","what":"removed"}]`
		if got, err := json.Marshal(differences.Items); err != nil || string(got) != want {
			t.Errorf("%s %v", got, err)
		}
		c.Get("/v1/templates/" + models.NewID().String() + "/compare?with=" + second.Id.String()).Expect(http.StatusNotFound)
	})
}

func TestATreeHasNoCircleAndNoMoreThanSixteenLevels(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c := w.As(models.RoleCoordinator)
		site := w.Establishment("S01").ID.String()
		building, wing, landing := w.Cell("S01", "B1"), w.Cell("S01", "B1/W1"), w.Cell("S01", "B1/W1/L1")
		for _, under := range []models.Location{building, wing, landing} {
			at := c.Put("/v1/locations/"+building.ID.String(), `"1"`, object{"code": "B1", "kind": "building", "parent": under.ID}).Expect(http.StatusBadRequest)
			if f := at.Problem().Errors; f[len(f)-1].Pointer != "/parent" || f[len(f)-1].Code != "cycle" {
				t.Errorf("under %s: %+v", under.Code, f)
			}
		}
		c.Put("/v1/locations/"+landing.ID.String(), `"1"`, object{"code": "L1", "kind": "landing", "parent": building.ID}).Expect(http.StatusOK)
		c.Put("/v1/locations/"+wing.ID.String(), `"1"`, object{"code": "W1", "kind": "wing", "parent": landing.ID}).Expect(http.StatusOK)
		parent := building.ID
		for level := 2; level <= 17; level++ {
			res := c.Post("/v1/establishments/"+site+"/locations", object{"code": fmt.Sprint("R", level), "kind": "room", "parent": parent})
			if level == 17 {
				res.Expect(http.StatusBadRequest)
				break
			}
			var l api.Location
			res.Expect(http.StatusCreated).Into(&l)
			parent = l.Id
		}
		// A node with something in it may not be moved down either, where that would end too deep.
		c.Put("/v1/locations/"+landing.ID.String(), `"2"`, object{"code": "L1", "kind": "landing", "parent": parent}).Expect(http.StatusBadRequest)
		c.Put("/v1/locations/"+landing.ID.String(), `"2"`, object{"code": "L1", "kind": "landing"}).Expect(http.StatusOK)
	})
}

func TestTwoMovesAtOnceMakeNoCircle(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c := w.As(models.RoleCoordinator)
		for i := range 5 {
			a, b := w.Cell("S01", fmt.Sprint("Ba", i)), w.Cell("S01", fmt.Sprint("Bb", i))
			done := make(chan int, 2)
			move := func(l, under models.Location) {
				done <- c.Put("/v1/locations/"+l.ID.String(), `"1"`, object{"code": l.Code, "kind": "building", "parent": under.ID}).Status
			}
			go move(a, b)
			go move(b, a)
			if x, y := <-done, <-done; x == y {
				t.Errorf("both moves were answered %d", x)
			}
		}
	})
}

func TestALegalBasisIsEditedAndValidatedByWhoSaysSo(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c, where := w.As(models.RoleCoordinator), "/v1/picklists/legal-bases/admin_cell"
		shipped := basisNamed(t, c, "admin_cell")
		if shipped.Data["validated"] != false {
			t.Fatal("what ships is validated by nobody")
		}
		data := shipped.Data
		put := func(version int, labels object) (p api.Pick) {
			t.Helper()
			in := object{"labels": labels}
			if data != nil {
				in["data"] = data
			}
			c.Put(where, fmt.Sprintf(`"%d"`, version), in).Expect(http.StatusOK).Into(&p)
			return p
		}
		labels := object{"en": shipped.Labels.En, "fr": shipped.Labels.Fr}
		data["validated"], data["validatedBy"], data["signers"] = true, "somebody else", []string{"lead"}
		once := put(1, labels)
		if once.Data["validatedBy"] != c.Who.ID.String() || once.Data["validatedAt"] == nil {
			t.Errorf("validated by %v at %v", once.Data["validatedBy"], once.Data["validatedAt"])
		}
		data = once.Data
		if again := put(2, labels); again.Data["validatedAt"] != once.Data["validatedAt"] {
			t.Error("the same words are validated anew")
		}
		data = nil // other words, and nothing is said of the data
		if p := put(3, object{"en": "Search of a cell", "fr": "Fouille de cellule"}); p.Data["validated"] != false || p.Data["validatedBy"] != nil || fmt.Sprint(p.Data["signers"]) != "[lead]" {
			t.Errorf("after a change of words: %v", p.Data)
		}
		audit := w.As(models.RoleAuditor).Get("/v1/audit?limit=20").Expect(http.StatusOK)
		for _, want := range []string{"put, validated by counsel", "put, no longer validated by counsel"} {
			if !strings.Contains(string(audit.Body), want) {
				t.Errorf("the audit does not say %q", want)
			}
		}
		c.Delete(where).Expect(http.StatusNotFound)
	})
}

func TestALegalBasisThatIsNotRightIsRefusedByItsPlaces(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c := w.As(models.RoleCoordinator)
		labels := object{"en": "New", "fr": "Nouvelle"}
		put := func(list string, in object) servertest.Response { return c.Put("/v1/picklists/"+list+"/new", "", in) }
		if at := put("legal-bases", object{"labels": labels}).Expect(http.StatusBadRequest).Faults(); !slices.Equal(at, []string{"/data"}) {
			t.Errorf("without data: told at %v", at)
		}
		data := basisNamed(t, c, "judicial_flagrante").Data
		data["kind"], data["hours"], data["judge"] = "military", object{"from": "21:00", "to": "06:00"}, "me"
		at := put("legal-bases", object{"labels": labels, "data": data}).Expect(http.StatusBadRequest).Faults()
		slices.Sort(at)
		if !slices.Equal(at, []string{"/data/hours", "/data/judge", "/data/kind"}) {
			t.Errorf("told at %v", at)
		}
		if at := put("entry-routes", object{"labels": labels, "data": object{"speed": 3}}).Expect(http.StatusBadRequest).Faults(); !slices.Equal(at, []string{"/data"}) {
			t.Errorf("data of another list: told at %v", at)
		}
		delete(data, "judge")
		data["kind"], data["hours"] = "judicial", object{"from": "06:00", "to": "21:00", "exceptions": []object{{"date": "2026-07-14"}}}
		put("legal-bases", object{"labels": labels, "data": data}).Expect(http.StatusOK)
	})
}

func basisNamed(t *testing.T, c *servertest.Client, code string) api.Pick {
	t.Helper()
	for _, p := range picks(c, "legal-bases") {
		if p.Code == code {
			return p
		}
	}
	t.Fatal("no basis", code)
	return api.Pick{}
}
