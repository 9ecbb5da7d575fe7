package server_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/server/servertest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

func TestAnOperationCarriesTheChecklistWhoseWindowItsReleaseFellInto(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		var second api.TemplateVersion
		d.As(models.RoleCoordinator).Post("/v1/templates?activeFrom="+models.FormatTime(d.Now().Add(30*time.Minute)), shippedTemplate(t)).Expect(http.StatusCreated).Into(&second)
		carried := func(operation models.ID) (versions []float64) {
			d.project()
			for _, x := range d.documents(operation, fieldsync.KindTemplate) {
				n, _ := d.document(operation, fieldsync.KindTemplate, x.ID)["version"].(float64)
				versions = append(versions, n)
			}
			return versions
		}
		before := d.operation(models.Released)
		if got := carried(before); !slices.Equal(got, []float64{1}) {
			t.Errorf("released before the window of version 2 it carries %v", got)
		}
		d.Advance(30 * time.Minute) // the window is half-open: its first instant is in it
		after := d.operation(models.Live)
		if got := carried(after); !slices.Equal(got, []float64{2}) {
			t.Errorf("released at the first instant of version 2 it carries %v", got)
		}
		if got := carried(before); !slices.Equal(got, []float64{1}) {
			t.Errorf("what was released before carries %v then", got)
		}
	})
}

// searched starts a search by the operation's checklist, closes it with nothing
// recorded, and gives it with the lacks that the gate told.
func (p *pen) searched(task string) (search fieldsync.Entry, lacks []object) {
	p.d.T.Helper()
	p.d.project()
	template := p.d.documents(p.operation, fieldsync.KindTemplate)[0]
	version := p.d.document(p.operation, fieldsync.KindTemplate, template.ID)["version"]
	search = p.write("search.started", p.d.near.ID, object{"task": task, "location": p.taskAt(task).Location, "confirmedBy": "scan",
		"template": template.ID, "templateVersion": version})
	none := object{"answers": 0, "findings": 0, "exhibits": 0, "files": 0}
	p.tell(search, p.about("search.closed", search.ID, nil, object{"outcome": "done_clear", "presence": object{"occupant": "not_required"},
		"signatures": []any{}, "counts": none}))
	p.d.project()
	failed, _ := p.d.document(p.operation, fieldsync.KindSearch, search.ID.String())["gateFailed"].([]any)
	for _, x := range failed {
		lacks = append(lacks, object{"code": x.(map[string]any)["code"]})
	}
	return search, lacks
}

// skips says of a task that it was not searched.
func (p *pen) skips(site models.ID, task string) fieldsync.Entry {
	return p.write("search.notExecuted", site, object{"task": task, "reasonCode": "safety", "reason": "a fire",
		"counts": object{"answers": 0, "findings": 0, "exhibits": 0, "files": 0}})
}

func TestASearchThatFailedTheGateKeepsTheOperationOpenUnlessASupervisorLetItBe(t *testing.T) {
	for name, lead := range map[string]bool{"a leave that nobody answers for": false, "a supervisor's leave": true} {
		t.Run(name, func(t *testing.T) {
			servertest.Run(t, func(t *testing.T, w *servertest.World) {
				d := newDrill(t, w)
				o := d.operation(models.Closing)
				p, _ := d.writer(o, d.near)
				q, _ := d.writer(o, d.far)
				tasks := p.tasks()
				for _, x := range at(d.far.ID, d.documents(o, fieldsync.KindTask)) {
					q.tell(q.skips(d.far.ID, x.ID))
				}
				search, lacks := p.searched(tasks[0].ID)
				p.tell(p.skips(d.near.ID, tasks[1].ID))
				d.project()
				shut := func() servertest.Response {
					return d.As(models.RoleCoordinator).Post("/v1/operations/"+o.String()+"/close", nil)
				}
				if got := blockers(t, shut()); len(lacks) == 0 || !slices.Equal(got, []string{"attention"}) {
					t.Fatalf("%d lacks; it is blocked by %v", len(lacks), got)
				}
				leave := object{"reason": "the camera broke", "missing": lacks}
				if lead {
					leave["supervisor"] = d.Officer("MAT-" + nearCode + "-1").ID
				}
				p.tell(p.about("gate.overridden", search.ID, nil, leave))
				d.project()
				shown := d.document(o, fieldsync.KindSearch, search.ID.String())
				if shown["gateFailed"] != nil || shown["gateOverridden"] == nil || (shown["overrideUnsupervised"] == true) == lead {
					t.Errorf("the search shows %v, %v, unsupervised %v", shown["gateFailed"], shown["gateOverridden"], shown["overrideUnsupervised"])
				}
				if !lead {
					if got := blockers(t, shut()); !slices.Equal(got, []string{"attention"}) {
						t.Errorf("with a leave that nobody answers for it is blocked by %v", got)
					}
					d.onEntry(o, search.ID, "settle", object{"action": "apply"}).Expect(http.StatusOK)
					d.project()
				}
				shut().Expect(http.StatusOK)
			})
		})
	}
}
