package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server"
	"github.com/cellsweep/cellsweep/store"
)

// demoPassword opens every persona of a demonstration, and nothing else: they
// exist only with --demo.
const demoPassword = "demonstration"

// persona is somebody who can sign in to a demonstration.
type persona struct {
	login, name string
	role        models.Role
}

var personas = []persona{
	{"admin", "Administrator", models.RoleAdmin},
	{"coordinator", "Coordinator", models.RoleCoordinator},
	{"approver", "Approving authority", models.RoleApprover},
	{"hq", "Headquarters", models.RoleHQ},
	{"custodian", "Evidence custodian", models.RoleCustodian},
	{"analyst", "Analyst", models.RoleAnalyst},
	{"auditor", "Auditor", models.RoleAuditor},
}

// demoClock stands still until the demonstration is prepared; then it runs, at
// its speed, from ten minutes before H.
type demoClock struct {
	speed  float64
	origin atomic.Pointer[[2]time.Time] // real, shown
}

func (c *demoClock) now() time.Time {
	o := c.origin.Load()
	real := time.Now()
	if o == nil {
		return real
	}
	return o[1].Add(time.Duration(float64(real.Sub(o[0])) * c.speed))
}

func (c *demoClock) set(shown time.Time) { c.origin.Store(&[2]time.Time{time.Now(), shown}) }

// beforeH is how long before H a demonstration begins.
const beforeH = 10 * time.Minute

// prepareDemo makes the personas and, from a folder of CSV files or of a size, an
// operation that is imported, planned, approved, sealed and released, or as much
// of that as --demo-state says, by the API that people use. Then it sets the
// clock. What is there already stays.
func (a *app) prepareDemo(ctx context.Context, clock *demoClock) error {
	if err := a.addPersonas(ctx); err != nil {
		return err
	}
	running, newest, err := a.running(ctx)
	if err != nil {
		return err
	}
	begin := time.Now()
	if len(running) == 0 && (a.settings.From != "" || a.settings.Sites > 0) {
		o, evening, err := a.play(ctx, clock)
		if err != nil {
			return fmt.Errorf("demonstration: %w", err)
		}
		begin = evening
		if o.HHour != nil {
			running = append(running, o)
		}
	}
	if len(running) > 0 {
		if err := a.server.Project(ctx); err != nil { // the first look shall not be at an empty page
			return err
		}
		begin = later(running[len(running)-1].HHour.Add(-beforeH), newest)
	}
	if a.settings.Follow != "" {
		if begin, err = clockOf(ctx, a.settings.Follow); err != nil {
			return err
		}
	}
	clock.set(begin)
	return nil
}

// running gives the operations that have been released, and when the newest
// entry of any of them came.
func (a *app) running(ctx context.Context) (running []models.Operation, newest time.Time, err error) {
	err = a.store.Read(ctx, func(v store.View) (err error) {
		running, err = v.OperationsIn(models.Released, models.Live, models.Closing, models.Closed)
		for _, o := range running {
			last, err := v.NewestEntries(o.ID, 1)
			if err != nil {
				return err
			}
			if len(last) > 0 {
				newest = later(newest, last[0].ReceivedAt)
			}
		}
		return err
	})
	return running, newest, err
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// clockOf asks another replica what time it has: two demonstrations on one
// database must not disagree about H.
func clockOf(ctx context.Context, url string) (time.Time, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/v1/server", nil)
	if err != nil {
		return time.Time{}, err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return time.Time{}, models.NewFault(models.Unavailable, "The replica at %s does not answer.", url).Because(err)
	}
	defer func() { _ = answer.Body.Close() }()
	var info struct{ Now string }
	if err := json.NewDecoder(answer.Body).Decode(&info); err != nil {
		return time.Time{}, err
	}
	return models.ParseTime(info.Now)
}

func (a *app) addPersonas(ctx context.Context) error {
	phc := server.HashPassword(demoPassword)
	return a.store.Tx(ctx, func(tx *store.Tx) error {
		for _, x := range personas {
			if _, err := tx.PersonByLogin(x.login); err == nil {
				continue
			} else if !store.IsMissing(err) {
				return err
			}
			p := models.Person{ID: models.NewID(), Login: x.login, Name: x.name, Password: phc, Language: "en", Grants: []models.Grant{{Role: x.role}}}
			if err := tx.AddPerson(&p); err != nil {
				return err
			}
		}
		return nil
	})
}

// inside is a persona that uses the API without a network.
type inside struct {
	handler http.Handler
	cookie  string
}

func (a *app) signIn(ctx context.Context, login string) (*inside, error) {
	who := &inside{handler: a.server.Handler()}
	return who, who.post(ctx, "/v1/sessions", map[string]string{"login": login, "password": demoPassword}, nil)
}

// post sends one request and reads the answer into out, if there is one to read.
func (i *inside) post(ctx context.Context, path string, body, out any) error {
	var raw []byte
	if body != nil {
		var err error
		if raw, err = json.Marshal(body); err != nil {
			return err
		}
	}
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, path, bytes.NewReader(raw))
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("Cookie", i.cookie)
	w := httptest.NewRecorder()
	i.handler.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() { //nolint:bodyclose // a recorder's body is memory
		i.cookie = c.Name + "=" + c.Value
	}
	if w.Code >= http.StatusBadRequest {
		return models.NewFault(models.Unavailable, "%s was refused: %s", path, w.Body.String())
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(w.Body.Bytes(), out)
}
