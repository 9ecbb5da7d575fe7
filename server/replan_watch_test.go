package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/servertest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// look lets a replica look at the running plans, and again once what it saw has settled.
func (m *morning) look(w *servertest.World) {
	m.T.Helper()
	for range 2 {
		m.project()
		if err := w.Server.WatchPlans(m.T.Context()); err != nil {
			m.T.Fatal(err)
		}
		m.Advance(6 * time.Second)
	}
}

// byItself lists what the server has proposed.
func (m *morning) byItself() (all []struct {
	proposal
	Automatic, Overtaken bool
	RefusedAt            string
}) {
	m.T.Helper()
	var page struct {
		Items []struct {
			proposal
			Automatic, Overtaken bool
			RefusedAt            string
		}
	}
	m.As(models.RoleCoordinator).Do(http.MethodGet, m.path()+"/replans", nil, "X-Reason", "looking").Expect(http.StatusOK).Into(&page)
	for _, p := range page.Items {
		if p.Automatic {
			all = append(all, p)
		}
	}
	return all
}

func TestAPlanThatBecomesLateIsMendedByAProposalThatNobodyAskedFor(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		m := newMorning(t, w)
		_, second := m.begin()
		m.look(w)
		if all := m.byItself(); len(all) != 0 {
			t.Fatalf("proposed with nothing late: %+v", all)
		}
		m.Advance(35 * time.Minute)
		beside := w.Beside(w.Database)
		m.look(w)
		m.look(beside) // another replica, which must not propose the same again
		m.look(w)
		all := m.byItself()
		if len(all) != 1 || len(all[0].Sites) == 0 || all[0].Overtaken || all[0].IssuedAt != "" {
			t.Fatalf("the server proposes %+v", all)
		}
		one := proposal{}
		m.As(models.RoleCoordinator).Do(http.MethodGet, m.path()+"/replans/"+itoa(all[0].Version.Number), nil, "X-Reason", "looking").Expect(http.StatusOK).Into(&one)
		if one.of(nearCode+"/"+second) == nil {
			t.Errorf("it does not move the search that waits: %+v", one)
		}
		picture := m.As(models.RoleHQ).Get(m.path() + "/progress").Expect(http.StatusOK)
		if !strings.Contains(string(picture.Body), `"kind":"replan"`) {
			t.Error("headquarters is not told")
		}
		c := m.As(models.RoleCoordinator)
		c.Post(m.path()+"/replans/"+itoa(one.Version.Number)+"/refuse", object{"reason": "they know"}).Expect(http.StatusOK)
		m.issue(one).Expect(http.StatusConflict)
		c.Post(m.path()+"/replans/"+itoa(one.Version.Number)+"/refuse", object{"reason": "twice"}).Expect(http.StatusConflict)
		m.look(w)
		m.Advance(time.Minute) // the watch of the first replica is over
		m.look(beside)
		if all := m.byItself(); len(all) != 1 || all[0].RefusedAt == "" {
			t.Errorf("what was refused came back: %+v", all)
		}
		if strings.Contains(string(m.As(models.RoleHQ).Get(m.path()+"/progress").Expect(http.StatusOK).Body), `"kind":"replan"`) {
			t.Error("headquarters is still told")
		}
		m.Advance(15 * time.Minute) // later by more than the threshold: that is another fact
		m.look(beside)
		if all := m.byItself(); len(all) != 2 || all[1].RefusedAt != "" {
			t.Errorf("a slip that has grown is not proposed: %+v", all)
		}
	})
}

func TestATabletWhoseClockRunsAheadKeepsNobodyFromMendingThePlan(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		m := newMorning(t, w)
		first := m.codeOf(m.near, "B1/W1/L1/C1")
		if m.task(first).Start != 0 {
			first = m.codeOf(m.near, "B1/W1/L1/C2")
		}
		m.Advance(35 * time.Minute)
		search := m.tablet.starts(m.task(first).ID)
		m.tablet.again(search, func(e *fieldsync.Entry) { e.At = m.Now().Add(20 * time.Minute) })
		m.tablet.push()
		m.look(w)
		if all := m.byItself(); len(all) != 1 {
			t.Errorf("the server proposes %+v", all)
		}
		m.propose(object{"events": []object{}}).Expect(http.StatusCreated)
	})
}

func TestWhatSomebodyAskedForIsNotProposedAgain(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		m := newMorning(t, w)
		m.begin()
		m.Advance(35 * time.Minute)
		m.propose(object{"events": []object{}}).Expect(http.StatusCreated)
		for range 3 {
			m.look(w)
			m.Advance(time.Minute)
		}
		if all := m.byItself(); len(all) != 0 {
			t.Fatalf("beside the one that lies there the server proposes %+v", all)
		}
		m.Advance(30 * time.Minute) // what lies there is late by now itself
		m.look(w)
		if all := m.byItself(); len(all) != 1 {
			t.Errorf("when it no longer answers, the server proposes %+v", all)
		}
	})
}

func TestNothingIsProposedWhereThatIsSwitchedOff(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		m := newMorning(t, w)
		m.begin()
		c := m.As(models.RoleCoordinator)
		put := func(body object) {
			m.T.Helper()
			c.Put(m.path()+"/thresholds", c.Get(m.path()+"/thresholds").ETag(), body).Expect(http.StatusOK)
		}
		put(object{"lateAfter": 10, "silentAfter": 20, "unheardAfter": 30, "propose": false})
		m.Advance(35 * time.Minute)
		m.look(w)
		put(object{"lateAfter": 10, "silentAfter": 20, "unheardAfter": 30, "proposeAfter": 200}) // off stays off
		m.look(w)
		put(object{"lateAfter": 10, "silentAfter": 20, "unheardAfter": 30, "propose": true})
		m.look(w) // on, and the slip is below the threshold
		if all := m.byItself(); len(all) != 0 {
			t.Fatalf("proposed %+v", all)
		}
		put(object{"lateAfter": 10, "silentAfter": 20, "unheardAfter": 30, "proposeAfter": 5})
		m.look(w)
		if all := m.byItself(); len(all) != 1 {
			t.Errorf("with five minutes as the threshold: %+v", all)
		}
	})
}

func TestWhatTheFieldHasSettledIsNoChange(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		m := newMorning(t, w)
		_, second := m.begin()
		m.tablet.skips(m.near.ID, m.task(second).ID)
		m.tablet.push()
		m.Advance(35 * time.Minute) // the first search is late, and nothing is left that it could delay
		if p := m.proposed(object{"events": []object{}}); p.of(nearCode+"/"+second) != nil {
			t.Errorf("a cell that was left is said to change: %+v", p.Changes)
		}
		m.As(models.RoleCoordinator).Post(m.path()+"/replans/2/refuse", object{"reason": "nothing to do"}).Expect(http.StatusOK)
		m.look(w)
		if all := m.byItself(); len(all) != 0 {
			t.Errorf("where nobody can do anything, the server proposes %+v", all)
		}
	})
}
