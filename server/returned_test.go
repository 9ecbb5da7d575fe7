package server_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/server/servertest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// says writes what a tablet says of a task, and sends it.
func (m *morning) says(p *pen, kind, task string, body object) fieldsync.Entry {
	m.T.Helper()
	id, err := models.ParseID(task)
	if err != nil {
		m.T.Fatal(err)
	}
	e := p.about(kind, id, nil, body)
	p.push()
	return e
}

// givenBack are the cells that somebody gave back and nobody has, as a person is shown them.
func (m *morning) givenBack(who *servertest.Client) []api.Need {
	m.T.Helper()
	m.project()
	var picture api.Progress
	who.Get(m.path() + "/progress").Expect(http.StatusOK).Into(&picture)
	found := []api.Need{}
	for _, n := range picture.Needs {
		if n.Kind == "given_back" {
			found = append(found, n)
		}
	}
	return found
}

// returnedTask is the task's document as far as it tells of a return.
type returnedTask struct {
	State    string
	Returned []struct{ At, ReasonCode, Reason string }
	Holders  []struct{ Claimed bool }
}

// taskDocument is what the server answers about a task.
func (m *morning) taskDocument(id string) (t returnedTask) {
	m.T.Helper()
	m.project()
	var page struct{ Items []json.RawMessage }
	m.As(models.RoleHQ).Get(m.path() + "/tasks?site=" + m.near.ID.String()).Expect(http.StatusOK).Into(&page)
	for _, raw := range page.Items {
		var d struct {
			ID string
			returnedTask
		}
		if err := json.Unmarshal(raw, &d); err != nil {
			m.T.Fatal(err)
		}
		if d.ID == id {
			return d.returnedTask
		}
	}
	m.T.Fatalf("the server has no task %s", id)
	return t
}

// newReturn is a morning with a task of the near prison that its tablet has accepted, and the code of its cell.
func newReturn(t *testing.T, w *servertest.World) (m *morning, task, code string) {
	t.Helper()
	m = newMorning(t, w)
	_, second := m.begin()
	task = m.task(second).ID
	m.says(m.tablet, "task.accepted", task, object{})
	if shown := m.givenBack(m.As(models.RoleHQ)); len(shown) != 0 {
		t.Fatalf("before anybody gave a cell back: %+v", shown)
	}
	m.Advance(time.Minute)
	return m, task, second
}

var whyReturned = object{"reasonCode": "kit", "reason": "The signal locator has failed"}

func TestACellThatWasGivenBackNeedsAPersonUntilSomebodyHasIt(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		m, task, code := newReturn(t, w)
		hq, other := m.As(models.RoleHQ), w.Person(models.Grant{Role: models.RoleHQ, Sites: models.IDSet{m.far.ID}})
		colleague, _ := m.writer(m.id, m.near)
		for _, taken := range []struct {
			by   *pen
			kind string
			body object
		}{{m.tablet, "task.accepted", object{}}, {colleague, "task.claimed", object{"reason": "We have another locator"}}} {
			back := m.says(m.tablet, "task.returned", task, whyReturned)
			id, _ := models.ParseID(task)
			want := []api.Need{{Kind: "given_back", Site: m.near.ID, Count: 1, Subject: code, Task: id, At: models.FormatTime(back.At)}}
			if shown := m.givenBack(hq); !reflect.DeepEqual(shown, want) {
				t.Errorf("given back, headquarters is shown %+v, not %+v", shown, want)
			}
			if shown := m.givenBack(other); len(shown) != 0 {
				t.Errorf("who sees the other prison alone is shown %+v", shown)
			}
			said := m.taskDocument(task)
			if said.State != "assigned" || len(said.Holders) != 0 || len(said.Returned) != 1 || said.Returned[0].Reason != "The signal locator has failed" ||
				said.Returned[0].ReasonCode != "kit" || said.Returned[0].At != models.FormatTime(back.At) {
				t.Errorf("given back, the task is %+v", said)
			}
			m.Advance(time.Minute)
			m.says(taken.by, taken.kind, task, taken.body)
			if shown := m.givenBack(hq); len(shown) != 0 {
				t.Errorf("after %s headquarters is still shown %+v", taken.kind, shown)
			}
			said = m.taskDocument(task)
			if said.State != "accepted" || len(said.Holders) != 1 || said.Holders[0].Claimed != (taken.kind == "task.claimed") {
				t.Errorf("after %s the task is %+v", taken.kind, said)
			}
			m.Advance(time.Minute)
		}
		if said := m.taskDocument(task); len(said.Returned) != 1 { // the colleague has it, and who gave it back stays known
			t.Errorf("claimed by a colleague, the task is %+v", said)
		}
	})
}

func TestACellThatWasGivenBackNeedsNobodyOnceANewPlanWithdrawsIt(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		m, task, code := newReturn(t, w)
		m.says(m.tablet, "task.returned", task, whyReturned)
		p := m.proposed(object{"events": []object{{"type": "cellWithdrawn", "cell": nearCode + "/" + code}}})
		if shown := m.givenBack(m.As(models.RoleHQ)); len(shown) != 1 {
			t.Errorf("a proposal alone makes it %+v", shown)
		}
		m.issue(p).Expect(http.StatusOK)
		if shown := m.givenBack(m.As(models.RoleHQ)); len(shown) != 0 {
			t.Errorf("withdrawn, headquarters is still shown %+v", shown)
		}
		if said := m.taskDocument(task); said.State != "withdrawn" || len(said.Returned) != 1 {
			t.Errorf("withdrawn, the task is %+v", said)
		}
	})
}

// A colleague may search a cell without having said before that they take it.
func TestACellThatWasGivenBackNeedsNobodyOnceItIsSearched(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		m, task, _ := newReturn(t, w)
		m.says(m.tablet, "task.returned", task, whyReturned)
		if shown := m.givenBack(m.As(models.RoleHQ)); len(shown) != 1 {
			t.Errorf("given back, headquarters is shown %+v", shown)
		}
		colleague, _ := m.writer(m.id, m.near)
		colleague.starts(task)
		colleague.push()
		if shown := m.givenBack(m.As(models.RoleHQ)); len(shown) != 0 {
			t.Errorf("while it is searched headquarters is still shown %+v", shown)
		}
		if said := m.taskDocument(task); said.State != "in_progress" || len(said.Holders) != 0 {
			t.Errorf("searched, the task is %+v", said)
		}
	})
}
