package server_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// change is what becomes of one search, as the API tells it.
type change struct {
	Cell, FromTeam, ToTeam, Rule, Why string
	From, To                          *int
}

// proposal is a re-plan as the API tells it.
type proposal struct {
	Version             struct{ Number int }
	Base, Now           int
	IssuedAt            string
	Sites, Frozen, Late []string
	Changes             []change
}

func (p proposal) of(cell string) *change {
	for i, c := range p.Changes {
		if c.Cell == cell {
			return &p.Changes[i]
		}
	}
	return nil
}

// morning is a live operation at H, with a tablet that writes at the near prison.
type morning struct {
	*drill
	id     models.ID
	tablet *pen
}

func newMorning(t *testing.T, w *servertest.World) *morning {
	d := newDrill(t, w)
	m := &morning{drill: d, id: d.operation(models.Live)}
	d.Advance(time.Hour) // to H
	m.tablet, _ = d.writer(m.id, d.near)
	return m
}

func (m *morning) path() string { return "/v1/operations/" + m.id.String() }

func (m *morning) propose(body object) servertest.Response {
	m.T.Helper()
	m.project()
	return m.As(models.RoleCoordinator).Post(m.path()+"/replans", body)
}

func (m *morning) proposed(body object) (p proposal) {
	m.T.Helper()
	m.propose(body).Expect(http.StatusCreated).Into(&p)
	return p
}

func (m *morning) issue(p proposal) servertest.Response {
	m.T.Helper()
	return m.As(models.RoleCoordinator).Post(m.path()+"/replans/"+itoa(p.Version.Number)+"/issue", object{"reason": "the wing took longer"})
}

func itoa(n int) string {
	raw, _ := json.Marshal(n)
	return string(raw)
}

// task is the document of the task at a cell.
func (m *morning) task(code string) (t struct {
	ID, State, TeamName string
	PlanVersion, Start  int
}) {
	m.T.Helper()
	m.project()
	for _, d := range m.documents(m.id, fieldsync.KindTask) {
		if strings.Contains(string(d.Body), `"code":"`+code+`"`) {
			if err := json.Unmarshal(d.Body, &t); err != nil {
				m.T.Fatal(err)
			}
			return t
		}
	}
	m.T.Fatalf("there is no task at %s", code)
	return t
}

// codeOf is the code of a cell of a prison.
func (m *morning) codeOf(at models.Establishment, path string) string {
	return m.Cell(at.Code, path).Code
}

// begin starts the search that comes first at the near prison, and gives both of its cells.
func (m *morning) begin() (first, second string) {
	m.T.Helper()
	first, second = m.codeOf(m.near, "B1/W1/L1/C1"), m.codeOf(m.near, "B1/W1/L1/C2")
	if m.task(second).Start == 0 {
		first, second = second, first
	}
	m.tablet.starts(m.task(first).ID)
	m.tablet.push()
	return first, second
}

func TestWhatIsBehindIsPushedOnAndToldToTheTabletsWhenSomebodySaysSo(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		m := newMorning(t, w)
		first, second := m.begin()
		m.Advance(35 * time.Minute)
		p := m.proposed(object{"events": []object{}})
		if p.Base != 1 || p.Version.Number != 2 || p.Now != 35 {
			t.Errorf("the proposal is %+v", p)
		}
		moved := p.of(nearCode + "/" + second)
		if moved == nil || moved.To == nil || *moved.To < 35 || moved.FromTeam != moved.ToTeam {
			t.Errorf("the second search becomes %+v", moved)
		}
		if p.of(nearCode+"/"+first) != nil {
			t.Error("what has begun is moved")
		}
		if before := m.task(second); before.PlanVersion != 1 || before.Start >= 35 {
			t.Errorf("a proposal was told to the tablets: %+v", before)
		}
		m.issue(p).Expect(http.StatusOK)
		after := m.task(second)
		if after.PlanVersion != 2 || after.Start != *moved.To || after.State != "assigned" {
			t.Errorf("the task became %+v, the plan says %+v", after, moved)
		}
		if begun := m.task(first); begun.State != "in_progress" || begun.PlanVersion != 2 {
			t.Errorf("what has begun became %+v", begun)
		}
		m.issue(p).Expect(http.StatusConflict)
		m.toldOnce(t)
		var seen proposal
		m.As(models.RoleCoordinator).Do(http.MethodGet, m.path()+"/replans/2", nil, "X-Reason", "look").Expect(http.StatusOK).Into(&seen)
		if seen.IssuedAt == "" || len(seen.Changes) != len(p.Changes) {
			t.Errorf("read again, it is %+v", seen)
		}
		var list struct{ Items []proposal }
		m.As(models.RoleCoordinator).Do(http.MethodGet, m.path()+"/replans", nil, "X-Reason", "look").Expect(http.StatusOK).Into(&list)
		if len(list.Items) != 1 || list.Items[0].Base != 1 {
			t.Errorf("the list is %+v", list)
		}
		if rows := m.Audit(models.ActPlanReplan); len(rows) != 2 || !slices.ContainsFunc(rows, func(r models.AuditRow) bool { return r.Reason == "the wing took longer" }) {
			t.Errorf("the audit says %+v", rows)
		}
	})
}

// toldOnce checks what the journal says of the new plan: once at the site that it
// changes, and that the old one no longer holds after it.
func (m *morning) toldOnce(t *testing.T) {
	t.Helper()
	m.Read(func(v store.View) error {
		all, err := v.Entries(m.id, 0, 10_000)
		if err != nil {
			return err
		}
		order := map[models.ID]string{}
		for _, e := range all {
			var body struct {
				PlanVersion, ByVersion int
				Reason                 string
			}
			switch e.Entry.Type {
			case "plan.released":
				if err := json.Unmarshal([]byte(e.Entry.Body), &body); err != nil {
					return err
				}
				order[e.Entry.Site] += "r" + itoa(body.PlanVersion)
			case "plan.superseded":
				if err := json.Unmarshal([]byte(e.Entry.Body), &body); err != nil {
					return err
				}
				order[e.Entry.Site] += "s" + itoa(body.PlanVersion) + itoa(body.ByVersion)
				if body.Reason != "the wing took longer" {
					t.Errorf("the tablets are told %q", body.Reason)
				}
			}
		}
		if order[m.near.ID] != "r1r2s12" || order[m.far.ID] != "r1" { // nothing was heard of the far one: it goes on as planned
			t.Errorf("the tablets were told %s and %s", order[m.near.ID], order[m.far.ID])
		}
		return nil
	})
}

func TestATabletThatHasNotAcknowledgedTheNewPlanKeepsTheOldOne(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		m := newMorning(t, w)
		_, second := m.begin()
		m.Advance(35 * time.Minute)
		farTeam := "TRUPP-" + farCode
		late := object{"type": "teamLate", "team": farTeam, "until": 50}
		mended := m.proposed(object{"events": []object{late}})
		if !slices.Equal(mended.Late, []string{farTeam}) {
			t.Errorf("told to be late: %v", mended.Late)
		}
		m.issue(mended).Expect(http.StatusOK)
		m.Advance(25 * time.Minute)
		// Nobody has read the new plan: nothing can be mended for certain.
		refused := m.propose(object{"events": []object{}}).Expect(http.StatusConflict).Problem()
		if len(refused.Errors) != 1 || refused.Errors[0].Pointer != "/told" {
			t.Errorf("refused with %+v", refused)
		}
		byRadio := m.proposed(object{"events": []object{}, "told": []string{farTeam}})
		if !slices.Equal(byRadio.Frozen, []string{"TRUPP-" + nearCode}) || byRadio.of(nearCode+"/"+second) != nil {
			t.Errorf("with one team told by radio: %+v", byRadio)
		}
		m.propose(object{"events": []object{}, "told": []string{"T-99"}}).Expect(http.StatusBadRequest)
		var plan string
		for _, d := range at(m.near.ID, m.documents(m.id, fieldsync.KindSite)) {
			var body struct{ Plan string }
			if err := json.Unmarshal(d.Body, &body); err != nil {
				t.Fatal(err)
			}
			plan = body.Plan
		}
		m.tablet.write("plan.acknowledged", m.near.ID, object{"plan": plan, "planVersion": 2})
		m.tablet.push()
		heard := m.proposed(object{"events": []object{}})
		if !slices.Equal(heard.Frozen, []string{farTeam}) || heard.of(nearCode+"/"+second) == nil {
			t.Errorf("after the near tablet has read it: %+v", heard)
		}
	})
}

func TestAProposalThatTimeHasOvertakenIsNotIssued(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		m := newMorning(t, w)
		_, second := m.begin()
		m.Advance(35 * time.Minute)
		one, other := m.proposed(object{"events": []object{}}), m.proposed(object{"events": []object{}, "shiftOnly": true})
		m.tablet.starts(m.task(second).ID)
		m.tablet.push()
		m.project()
		if said := m.issue(one).Expect(http.StatusConflict).Problem(); !strings.Contains(said.Detail, second) {
			t.Errorf("refused with %+v", said)
		}
		again := m.proposed(object{"events": []object{}})
		m.issue(again).Expect(http.StatusOK)
		m.issue(other).Expect(http.StatusConflict)
	})
}

func TestCellsAndTeamsJoinARunningOperation(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		m := newMorning(t, w)
		_, second := m.begin()
		m.Advance(10 * time.Minute)
		third := m.Cell(nearCode, "B1/W1/L1/C3")
		target := object{"id": models.NewID(), "location": third.ID, "duration": 15, "priority": 2, "weight": 1}
		dog := m.Officer("MAT-DOG-1")
		team := object{"id": models.NewID(), "code": "TRUPP-DOG", "shiftFrom": 0, "shiftTo": 300, "officers": []object{{"id": dog.ID, "number": dog.Number, "lead": true}}}
		events := []object{{"type": "cellAdded", "site": nearCode, "target": target}, {"type": "teamIn", "site": nearCode, "newTeam": team},
			{"type": "cellWithdrawn", "cell": nearCode + "/" + second}}
		p := m.proposed(object{"events": events})
		added := p.of(nearCode + "/" + third.Code)
		if added == nil || added.From != nil || added.To == nil || added.ToTeam != "TRUPP-DOG" {
			t.Errorf("the new cell becomes %+v", added)
		}
		before := m.figures(nearCode)
		m.issue(p).Expect(http.StatusOK)
		if now := m.task(third.Code); now.TeamName != "TRUPP-DOG" || now.PlanVersion != 2 {
			t.Errorf("the new task is %+v", now)
		}
		if gone := m.task(second); gone.State != "withdrawn" {
			t.Errorf("the withdrawn task is %+v", gone)
		}
		// One came and one went: nobody will search that one, so no figure has it, and the site is never late for it.
		if after := m.figures(nearCode); after != before {
			t.Errorf("headquarters counts %+v, before %+v", after, before)
		}
		officers := m.documents(m.id, fieldsync.KindOfficer)
		if !slices.ContainsFunc(officers, func(d fieldsync.Document) bool { return d.ID == dog.ID.String() }) {
			t.Error("the tablets do not know the officer who joined")
		}
	})
}

// figures are how many searches are planned at a site and in all, as headquarters and the summary have them.
func (m *morning) figures(code string) (f [4]int) {
	m.project()
	var shown struct {
		Funnel struct{ Planned int }
		Sites  []struct {
			Code  string
			Cells int
		}
	}
	m.As(models.RoleHQ).Get(m.path() + "/progress").Expect(http.StatusOK).Into(&shown)
	var sum struct {
		Funnel struct{ Planned int }
		Sites  []struct {
			Code   string
			Funnel struct{ Planned int }
		}
	}
	m.As(models.RoleHQ).Get(m.path() + "/summary").Expect(http.StatusOK).Into(&sum)
	f[0], f[1] = shown.Funnel.Planned, sum.Funnel.Planned
	for i, s := range shown.Sites {
		if s.Code == code {
			f[2], f[3] = s.Cells, sum.Sites[i].Funnel.Planned
		}
	}
	return f
}

func TestWhatDoesNotFitTheRunningPlanIsPointedAt(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		m := newMorning(t, w)
		first, _ := m.begin()
		outside := m.Cell(nearCode, "B1/W1/L1/C4")
		for want, event := range map[string]object{
			"/events/0/target/location": {"type": "cellAdded", "site": nearCode, "target": object{"id": models.NewID(), "location": outside.ID, "duration": 15}},
			"/events/0/target":          {"type": "cellAdded", "site": nearCode},
			"/events/0/site":            {"type": "cellAdded", "site": "NOWHERE", "target": object{"id": models.NewID(), "location": outside.ID, "duration": 15}},
			"/events/0/cell":            {"type": "started", "cell": "NOWHERE/1", "at": 3},
			"/events/0/by":              {"type": "overrun", "cell": nearCode + "/" + first},
			"/events/0/team":            {"type": "teamOut", "team": "T-99"},
		} {
			said := m.propose(object{"events": []object{event}}).Expect(http.StatusBadRequest).Problem()
			if len(said.Errors) == 0 || said.Errors[0].Pointer != want {
				t.Errorf("%v: pointed at %+v, not %s", event, said.Errors, want)
			}
		}
	})
}
