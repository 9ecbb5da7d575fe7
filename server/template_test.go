package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/checklist"
	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store/seed"
)

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
		words := []string{}
		for _, d := range differences.Items {
			words = append(words, d["words"].(map[string]any)["fr"].(string))
			delete(d, "words")
		}
		if len(words) != 6 || !strings.HasPrefix(words[0], "Agents : reformulé, auparavant « ") || words[1] != "Matériel : la réponse est un texte, auparavant un décompte." {
			t.Errorf("in words: %q", words)
		}
		want := `[{"path":"searchers","what":"words"},{"from":"counter","path":"kit_count_out","to":"text","what":"type"},{"path":"kit_count_out","what":"words"},{"path":"kit_count_out","what":"required"},{"path":"kit_count_back","what":"removed"},{"path":"kit_missing","what":"removed"}]`
		if got, err := json.Marshal(differences.Items); err != nil || string(got) != want {
			t.Errorf("%s %v", got, err)
		}
		c.Get("/v1/templates/" + models.NewID().String() + "/compare?with=" + second.Id.String()).Expect(http.StatusNotFound)
	})
}

func TestAChecklistIsPublishedFromASpreadsheetToo(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		c := w.As(models.RoleCoordinator)
		r, err := seed.Load()
		if err != nil {
			t.Fatal(err)
		}
		table, err := checklist.WriteCSV(r.Template)
		if err != nil {
			t.Fatal(err)
		}
		send := func(text string) servertest.Response {
			return c.Do(http.MethodPost, "/v1/templates", text, "Content-Type", "text/csv; charset=utf-8")
		}
		var published, read struct {
			ID     models.ID
			Number int
			Body   object
		}
		send(string(table)).Expect(http.StatusCreated).Into(&published)
		body := shippedTemplate(t)
		if body["version"] = 2; published.Number != 2 || text(published.Body) != text(body) {
			t.Errorf("version %d is not what the table says", published.Number)
		}
		c.Get("/v1/templates/" + published.ID.String()).Expect(http.StatusOK).Into(&read)
		if text(read.Body) != text(body) {
			t.Error("what is read is not what was published")
		}
		small := "\ufeffkind;path;type;en;fr;version\ntemplate;own;;Own;Propre;1\nsection;s;;S, one;S;\nitem;a;text;A;A;\nitem;b;%s;B;%s;\n"
		send(fmt.Sprintf(small, "text", "B")).Expect(http.StatusCreated)
		for what, wrong := range map[string]struct {
			text   string
			row    int
			column string
		}{
			"a type that is not there":   {fmt.Sprintf(small, "essay", "B"), 5, "type"},
			"no label in French":         {fmt.Sprintf(small, "text", ""), 5, "fr"},
			"a column that is not there": {"kind;path;mood\ntemplate;own;good\n", 1, "mood"},
		} {
			var got []string
			for _, e := range send(wrong.text).Expect(http.StatusBadRequest).Problem().Errors {
				got = append(got, fmt.Sprint(e.File, " ", e.Row, " ", e.Column))
			}
			if want := fmt.Sprintf("checklist.csv %d %s", wrong.row, wrong.column); !slices.Contains(got, want) {
				t.Errorf("%s is told at %q, not at %s", what, got, want)
			}
		}
		send("kind;path\n\x00;x\n").Expect(http.StatusBadRequest)
		send("kind;path\n\xff;x\n").Expect(http.StatusBadRequest)
		send("").Expect(http.StatusBadRequest)
		send(strings.Repeat("x", checklist.MaxTemplate+1)).Expect(http.StatusRequestEntityTooLarge)
		w.As(models.RoleHQ).Do(http.MethodPost, "/v1/templates", string(table), "Content-Type", "text/csv").Expect(http.StatusForbidden)
		c.Do(http.MethodPost, "/v1/templates", string(table), "Content-Type", "text/plain").Expect(http.StatusUnsupportedMediaType)
	})
}
