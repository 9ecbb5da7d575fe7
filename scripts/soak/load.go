package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cellsweep/cellsweep/openapi/entries"
	"github.com/cellsweep/cellsweep/server"
	scene "github.com/cellsweep/cellsweep/server/simulation"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
	"github.com/cellsweep/cellsweep/sync/simulation"
)

// theatre is a database with an operation in it, a server that may be killed,
// and tablets that push whatever happens to it.
type theatre struct {
	plan     *plan
	database string
	keys     string
	address  string
	field    *scene.Field
	server   *process
	cast     sync.Mutex
	broken   atomic.Int64 // requests that got no answer
	refused  atomic.Int64 // requests that got another one than 200
	client   *http.Client
}

// tabletsAtOnce push side by side.
const tabletsAtOnce = 12

func newTheatre(ctx context.Context, p *plan, name, database string) (*theatre, error) {
	t := &theatre{plan: p, database: database, keys: filepath.Join(p.work, name+".keys"), client: &http.Client{Timeout: 10 * time.Second}}
	keys, err := server.LoadKeys(t.keys, time.Now())
	if err != nil {
		return nil, err
	}
	s, err := t.open(ctx, keys)
	if err != nil {
		return nil, err
	}
	defer func() { _ = s.Close() }()
	if t.field, err = scene.Furnish(ctx, s, simulation.NewChance(p.seed), keys, tabletsAtOnce, 0); err != nil {
		return nil, err
	}
	t.address, err = freeAddress(ctx)
	return t, err
}

func (t *theatre) open(ctx context.Context, keys server.Keys) (*store.Store, error) {
	return store.Open(ctx, store.Options{URL: t.database, Clock: time.Now, Sealer: keys, Log: slog.New(slog.DiscardHandler)})
}

func (t *theatre) start(ctx context.Context, before ...string) (err error) {
	t.server, err = launch(ctx, t.plan, t.address, t.database, t.keys, before...)
	return err
}

// load lets every tablet write and push until stop is closed; then it drains.
func (t *theatre) load(ctx context.Context, stop <-chan struct{}) *sync.WaitGroup {
	var all sync.WaitGroup
	for _, x := range t.field.Tablets {
		all.Go(func() {
			for ctx.Err() == nil {
				select {
				case <-stop:
					if len(x.Waiting()) == 0 {
						return
					}
				default:
					t.write(x)
				}
				t.push(ctx, x)
			}
		})
	}
	return &all
}

func (t *theatre) write(x *simulation.Tablet) {
	t.cast.Lock()
	defer t.cast.Unlock()
	if len(x.Waiting()) > 200 {
		return // it is long cut off: officers work slower than this
	}
	for range 10 {
		t.field.Cast.Done(x.Write(t.field.Cast.Next(x), time.Now()))
	}
}

func (t *theatre) push(ctx context.Context, x *simulation.Tablet) {
	seqs := x.Waiting()
	parcel := x.Pack(seqs[:min(len(seqs), 50)], time.Now())
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+t.address+"/v1/sync/push", bytes.NewReader(parcel.Body))
	if err != nil {
		return
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := t.client.Do(request)
	if err != nil {
		t.broken.Add(1)
		time.Sleep(50 * time.Millisecond)
		return
	}
	raw, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	switch {
	case err != nil:
		t.broken.Add(1)
	case answer.StatusCode != http.StatusOK:
		t.refused.Add(1)
		time.Sleep(100 * time.Millisecond)
	default:
		if err := parcel.Learn(raw, server.Public(t.field.Keys.Entry)); err != nil {
			t.field.Record.Wrong(simulation.AcksAreTrue, "an answer that cannot be read: %v", err)
		}
	}
}

// settle waits until the documents follow the journal, ends the server and
// holds the database against the invariants.
func (t *theatre) settle(ctx context.Context) error {
	s, err := t.open(ctx, t.field.Keys)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	for moved, before := time.Now(), uint64(0); ; time.Sleep(200 * time.Millisecond) {
		var behind bool
		err := s.Read(ctx, func(v store.View) error {
			j, err := v.Journal(t.field.Scene.Operation)
			at, err2 := v.Projected(t.field.Scene.Operation)
			if behind = at < j.Head; at > before {
				moved, before = time.Now(), at
			}
			return errors.Join(err, err2)
		})
		if err == nil && !behind {
			break
		}
		if time.Since(moved) > time.Minute || ctx.Err() != nil { // how long all of it takes is the machine's affair
			t.field.Record.Wrong(simulation.QueuesDrain, "after the last fault the documents have stood still for a minute, at %d: %v", before, err)
			break
		}
	}
	t.server.kill()
	schemas, err := fieldsync.LoadSchemas(entries.FS)
	if err != nil {
		return err
	}
	driver, name := "sqlite", "file:"+t.database
	if strings.HasPrefix(t.database, "postgres") {
		driver, name = "pgx", t.database
	}
	db, err := sql.Open(driver, name)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	e, err := t.field.Evidence(ctx, s, db, fieldsync.NewProjector(schemas))
	if err != nil {
		return err
	}
	e.Judge()
	return nil
}

// line sums a part up.
func (t *theatre) line(what string, faults int) (line, error) {
	wrongs := t.field.Record.Wrongs()
	l := line{what: what, acknowledged: t.field.Record.Acknowledged(), faults: faults, wrong: len(wrongs)}
	if len(wrongs) > 0 {
		return l, errors.New(wrongs[0].String())
	}
	return l, nil
}
