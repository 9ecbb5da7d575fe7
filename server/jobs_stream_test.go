package server

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

func TestAStreamTellsEachBetterPlanOnceAndEndsWithTheJob(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		th := newTheatre(t, s)
		anna := th.person("anna", coordinates)
		o := th.drafted(anna, inAnHour)
		th.works(th.replica())
		site := httptest.NewServer(th.handler)
		defer site.Close()
		job := th.begun(anna, o, long)
		events, closeFirst := th.listens(site, anna, o, job, "")
		var seen []string
		for e := range events {
			seen = append(seen, e.name)
			if e.name == "improved" {
				if e.id == "" || !strings.Contains(e.data, `"makespan":`) {
					t.Errorf("an improvement is %+v", e)
				}
				break
			}
		}
		closeFirst()
		th.must(202, anna, "POST", o.path+"/plan-jobs/"+job+"/cancel", nil)
		a := th.ended(anna, o, job)
		last := 0
		events, _ = th.listens(site, anna, o, job, "")
		var all []event
		for e := range events { // it ends by itself
			all = append(all, e)
			if e.name == "improved" {
				last++
			}
		}
		if float64(last) != a.body["improvements"] || all[len(all)-1].name != "state" || !strings.Contains(all[len(all)-1].data, `"cancelled"`) {
			t.Errorf("after %v came %+v; the job is %s", seen, all, a.raw)
		}
		events, _ = th.listens(site, anna, o, job, all[last-1].id)
		for e := range events {
			if e.name == "improved" {
				t.Errorf("an improvement is told again: %+v", e)
			}
		}
	})
}

func TestAStreamOfAJobEndsWithTheSession(t *testing.T) {
	th := newTheatre(t, storetest.OpenURL(t, storetest.SQLite(t)))
	anna := th.person("anna", coordinates)
	o := th.drafted(anna, inAnHour)
	site := httptest.NewServer(th.handler)
	defer site.Close()
	job := th.begun(anna, o, long)
	events, _ := th.listens(site, anna, o, job, "")
	if e := <-events; e.name != "progress" {
		t.Errorf("it begins with %+v", e)
	}
	th.tx(func(tx *store.Tx) error { _, err := tx.EndSessions(anna.id, models.ID{}, models.ID{}); return err })
	th.server.planning.poke(uuidOf(t, job))
	for e := range events {
		t.Errorf("after the session has ended: %+v", e)
	}
	if n := len(th.server.planning.open); n != 0 {
		time.Sleep(100 * time.Millisecond)
		if n = len(th.server.planning.open); n != 0 {
			t.Errorf("%d streams are still counted", n)
		}
	}
}

func uuidOf(t *testing.T, text string) models.ID {
	t.Helper()
	id, err := models.ParseID(text)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

type event struct{ name, id, data string }

// listens follows a job; the channel is closed when the stream ends.
func (th *theatre) listens(site *httptest.Server, who person, o dawnOperation, job, after string) (events chan event, end func()) {
	th.Helper()
	on, cancel := context.WithCancel(ctx)
	r, err := http.NewRequestWithContext(on, "GET", site.URL+o.path+"/plan-jobs/"+job+"/stream", nil)
	if err != nil {
		th.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: "session", Value: who.cookie})
	if after != "" {
		r.Header.Set("Last-Event-ID", after)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil || res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/event-stream" {
		th.Fatalf("following answered %v, %v", res, err)
	}
	events = make(chan event, 1000)
	go func() {
		defer close(events)
		defer func() { _ = res.Body.Close() }()
		var e event
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			name, value, _ := strings.Cut(lines.Text(), ": ")
			switch name {
			case "event":
				e.name = value
			case "id":
				e.id = value
			case "data":
				e.data = value
			case "":
				if e.name != "" {
					events <- e
				}
				e = event{}
			}
		}
	}()
	th.Cleanup(cancel)
	return events, cancel
}
