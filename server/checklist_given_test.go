package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/server/servertest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// asksMore is the shipped checklist with one more question that has to be answered.
func asksMore(t *testing.T, code string) object {
	t.Helper()
	body := shippedTemplate(t)
	labels := object{"en": code, "fr": code}
	body["sections"] = append(body["sections"].([]any), object{"code": "more", "labels": labels,
		"items": []object{{"code": code, "type": "yes_no_na", "labels": labels, "required": true}}})
	return body
}

// publishes a checklist, with what its address says besides.
func (d *drill) publishes(body object, more string) (v api.TemplateVersion) {
	d.T.Helper()
	d.As(models.RoleCoordinator).Post("/v1/templates"+more, body).Expect(http.StatusCreated).Into(&v)
	return v
}

func checklistOf(operation models.ID) string {
	return "/v1/operations/" + operation.String() + "/checklist"
}

// gives asks that an operation be given a version, on the operation as it is.
func (d *drill) gives(operation, template models.ID) servertest.Response {
	d.T.Helper()
	etag := d.As(models.RoleCoordinator).Get("/v1/operations/" + operation.String()).Expect(http.StatusOK).ETag()
	return d.As(models.RoleCoordinator).Do(http.MethodPost, checklistOf(operation), object{"template": template, "reason": "the order of May"}, "If-Match", etag)
}

// lacks are the items that the gate misses in a closed search.
func (d *drill) lacks(operation, search models.ID) (paths []string) {
	d.T.Helper()
	d.project()
	failed, _ := d.document(operation, fieldsync.KindSearch, search.String())["gateFailed"].([]any)
	for _, x := range failed {
		if path, ok := x.(map[string]any)["path"].(string); ok {
			paths = append(paths, path)
		}
	}
	return paths
}

func TestAReleasedOperationIsGivenTheNewerVersionBesideTheOneThatItHas(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		o := d.operation(models.Live)
		p, tablet := d.writer(o, d.near)
		tasks := p.tasks()
		first, _ := p.searched(tasks[0].ID)
		before := d.lacks(o, first.ID)
		shown := func() (c api.OperationChecklist) {
			d.project()
			d.As(models.RoleHQ).Get(checklistOf(o)).Expect(http.StatusOK).Into(&c)
			return c
		}
		if c := shown(); len(c.Given) != 1 || c.Given[0].Number != 1 || c.Newer.Number != 0 || c.Given[0].Name.Fr == "" {
			t.Fatalf("the operation has %+v, and newer is %+v", c.Given, c.Newer)
		}
		second := d.publishes(asksMore(t, "asked_anew"), "")
		if c := shown(); len(c.Given) != 1 || c.Newer.Id != second.Id {
			t.Fatalf("a version was published, and the operation has %+v, newer is %+v", c.Given, c.Newer)
		}
		read := d.As(models.RoleCoordinator).Get("/v1/operations/" + o.String()).Expect(http.StatusOK).ETag()
		after := d.gives(o, second.Id).Expect(http.StatusOK)
		if after.ETag() == read {
			t.Error("the operation is of the version that it was")
		}
		d.As(models.RoleCoordinator).Do(http.MethodPost, checklistOf(o), object{"template": second.Id, "reason": "twice"}, "If-Match", read).Expect(http.StatusPreconditionFailed)
		if c := shown(); len(c.Given) != 2 || c.Given[1].Id != second.Id || c.Newer.Number != 0 {
			t.Errorf("it was given version 2 and has %+v, newer is %+v", c.Given, c.Newer)
		}
		if rows := d.Audit(models.ActChecklistGive); len(rows) != 1 || rows[0].Reason != "the order of May" || rows[0].Detail != "give template/"+second.Id.String() {
			t.Errorf("the audit has %+v", rows)
		}
		versions, sections := d.pulledChecklists(tablet, o)
		if !slices.Equal(versions, []int{1, 2}) || sections[2] != sections[1]+1 {
			t.Errorf("the tablet pulls the versions %v with %v sections", versions, sections)
		}
		// Who began under the old one is judged by it for ever; who begins now, by the new one.
		if now := d.lacks(o, first.ID); len(before) == 0 || !slices.Equal(before, now) {
			t.Errorf("the search of before misses %v, and missed %v", now, before)
		}
		later := d.searchedBy(p, tasks[1].ID, second)
		if now := d.lacks(o, later.ID); !slices.Contains(now, "asked_anew") {
			t.Errorf("a search under version 2 misses %v", now)
		}
	})
}

// searchedBy is a search by a version, closed with nothing recorded.
func (d *drill) searchedBy(p *pen, task string, v api.TemplateVersion) fieldsync.Entry {
	d.T.Helper()
	search := p.write("search.started", d.near.ID, object{"task": task, "location": p.taskAt(task).Location, "confirmedBy": "scan", "template": v.Id, "templateVersion": v.Number})
	p.tell(search, p.about("search.closed", search.ID, nil, object{"outcome": "done_clear", "presence": object{"occupant": "not_required"}, "signatures": []any{},
		"counts": object{"answers": 0, "findings": 0, "exhibits": 0, "files": 0}}))
	return search
}

// pulledChecklists are the versions that a tablet pulls, ascending, and how many sections each has.
func (d *drill) pulledChecklists(t fieldTablet, operation models.ID) (versions []int, sections map[int]int) {
	d.T.Helper()
	var page struct{ Documents []json.RawMessage }
	t.client.Get("/v1/sync/pull?limit=2000&operation=" + operation.String()).Expect(http.StatusOK).Into(&page)
	sections = map[int]int{}
	for _, raw := range page.Documents {
		var x struct {
			Kind     string
			Version  int
			Sections []any
		}
		if json.Unmarshal(raw, &x) == nil && x.Kind == string(fieldsync.KindTemplate) {
			versions, sections[x.Version] = append(versions, x.Version), len(x.Sections)
		}
	}
	slices.Sort(versions)
	return versions, sections
}

func TestAnOperationIsGivenNothingButTheNewerActiveVersionOfItsOwnChecklist(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		first := models.ID{}
		if err := first.UnmarshalText([]byte(d.first("/v1/templates"))); err != nil {
			t.Fatal(err)
		}
		second := d.publishes(asksMore(t, "two"), "")
		o := d.operation(models.Released) // with version 2
		d.project()
		other := asksMore(t, "another")
		other["code"] = "another"
		third, fourth := d.publishes(asksMore(t, "three"), ""), d.publishes(asksMore(t, "four"), "")
		retired := d.publishes(asksMore(t, "five"), "")
		d.Advance(time.Minute) // one that is retired before it began ends nobody's window
		d.As(models.RoleCoordinator).Post("/v1/templates/"+retired.Id.String()+"/retire", nil).Expect(http.StatusOK)
		late := d.publishes(asksMore(t, "six"), "?activeFrom="+models.FormatTime(d.Now().Add(time.Hour)))
		for _, c := range []struct {
			id   models.ID
			code string
		}{
			{models.NewID(), "unknown"}, {d.publishes(other, "").Id, "other_checklist"}, {second.Id, "same_version"}, {first, "older_version"},
			{third.Id, "replaced"}, {retired.Id, "retired"}, {late.Id, "not_active"},
		} {
			p := d.gives(o, c.id).Expect(http.StatusBadRequest).Problem()
			if len(p.Errors) != 1 || p.Errors[0].Pointer != "/template" || p.Errors[0].Code != c.code || p.Errors[0].Message == "" {
				t.Errorf("%s: told %+v", c.code, p.Errors)
			}
		}
		if n := len(d.documents(o, fieldsync.KindTemplate)); n != 1 {
			t.Errorf("the operation has %d checklists after refusals", n)
		}
		// Where the newest was retired, nothing is active until another is published.
		d.gives(o, fourth.Id).Expect(http.StatusBadRequest)
		d.Advance(time.Hour)
		var c api.OperationChecklist
		d.As(models.RoleCoordinator).Get(checklistOf(o)).Expect(http.StatusOK).Into(&c)
		if c.Newer.Id != late.Id {
			t.Errorf("newer is %+v", c.Newer)
		}
		d.gives(o, late.Id).Expect(http.StatusOK)
	})
}

func TestAnOperationThatIsNotReleasedOrIsOverIsGivenNoChecklist(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		for state, says := range map[models.OperationState]string{models.Draft: "is given the version of the checklist that is active then", models.Sealed: "is given the version of the checklist that is active then",
			models.Closed: "no search is recorded in it any more", models.Cancelled: "no search is recorded in it any more"} {
			o := d.operation(state)
			p := d.gives(o, models.NewID()).Expect(http.StatusConflict).Problem()
			if p.Code != string(models.WrongState) || !strings.Contains(p.Detail, says) {
				t.Errorf("%s: told %s, %s", state, p.Code, p.Detail)
			}
		}
		held := d.operation(models.Held)
		d.project()
		d.gives(held, d.publishes(asksMore(t, "asked"), "").Id).Expect(http.StatusOK)
	})
}

func TestWhoFollowsAnOperationHearsThatTheAgencyHasANewerChecklist(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d, _, _ := running(t, w)
		f := follow(t, d.As(models.RoleCoordinator), fmt.Sprintf("/v1/operations/%s/draft-stream", d.operation(models.Draft)))
		if got := f.poked(); got != `{"changed":[]}` {
			t.Errorf("at first it says %s", got)
		}
		v := d.publishes(asksMore(t, "asked"), "")
		if got := f.poked(); got != `{"changed":["checklists"]}` {
			t.Errorf("of a version that was published it says %s", got)
		}
		d.As(models.RoleCoordinator).Post("/v1/templates/"+v.Id.String()+"/retire", nil).Expect(http.StatusOK)
		if got := f.poked(); got != `{"changed":["checklists"]}` {
			t.Errorf("of a version that was retired it says %s", got)
		}
	})
}

// What lies on the tablets was sealed days before: a search that begins from it
// names the version of then, whatever the agency has published meanwhile.
func TestAReleaseGivesBesideTheActiveChecklistTheOneThatWasSealed(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		o := d.operation(models.Sealed)
		d.Advance(time.Minute)
		second := d.publishes(asksMore(t, "asked_anew"), "")
		d.As(models.RoleCoordinator).Post("/v1/operations/"+o.String()+"/release/ask", nil).Expect(http.StatusOK)
		d.As(models.RoleApprover).Post("/v1/operations/"+o.String()+"/release/approve", nil).Expect(http.StatusOK)
		d.project()
		p, tablet := d.writer(o, d.near)
		if versions, _ := d.pulledChecklists(tablet, o); !slices.Equal(versions, []int{1, 2}) {
			t.Errorf("a tablet pulls the versions %v", versions)
		}
		var c api.OperationChecklist
		d.As(models.RoleCoordinator).Get(checklistOf(o)).Expect(http.StatusOK).Into(&c)
		if len(c.Given) != 2 || c.Given[1].Id != second.Id {
			t.Fatalf("searches begin under %+v", c.Given)
		}
		first := api.TemplateVersion{Id: c.Given[0].Id, Number: c.Given[0].Number}
		if now := d.lacks(o, d.searchedBy(p, p.tasks()[0].ID, first).ID); len(now) == 0 || slices.Contains(now, "asked_anew") {
			t.Errorf("a search from the package misses %v", now)
		}
	})
}
