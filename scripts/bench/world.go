package main

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// world is a live operation in a database: its sites, its tasks, and the
// tablets that will write, whose private keys the bench alone has.
type world struct {
	url       string // of the database
	keys      string // the server's key file
	operation models.ID
	sites     []models.ID
	tablets   []*tablet
	cookie    string // of somebody at headquarters
	random    *rand.Rand
}

type tablet struct {
	world  *world
	id     models.ID
	site   models.ID
	key    ed25519.PrivateKey
	stream string
	bearer string
	tasks  []models.ID
	seq    uint64
	prev   string
}

// size says how large a world is: each tablet gets as many tasks as searches.
type size struct{ sites, tablets, searches int }

// newWorld writes a live operation into an empty database. It goes past the
// API, through the store, so that what is prepared costs none of what is measured.
func newWorld(ctx context.Context, folder, url string, n size) (w *world, err error) {
	w = &world{url: url, keys: filepath.Join(folder, "cellsweep.keys"), random: rand.New(rand.NewPCG(1, 2))} //nolint:gosec // filler, no secret
	keys, err := server.LoadKeys(w.keys, time.Now())
	if err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, store.Options{URL: url, Clock: time.Now, Sealer: keys})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return w, s.Tx(ctx, func(tx *store.Tx) error {
		if err := w.addOperation(tx, n); err != nil {
			return err
		}
		if err := w.addTablets(tx, n); err != nil {
			return err
		}
		if err := w.addHeadquarters(tx); err != nil {
			return err
		}
		return w.release(tx, keys)
	})
}

func (w *world) addOperation(tx *store.Tx, n size) error {
	o, err := models.NewOperation("BENCH", "Bench", models.NewID(), tx.Now)
	if err != nil {
		return err
	}
	o.State, o.HHour, w.operation = models.Live, &tx.Now, o.ID
	rows := make([]models.Establishment, n.sites)
	for i := range rows {
		rows[i] = models.Establishment{ID: models.NewID(), Code: fmt.Sprintf("S%03d", i), Name: fmt.Sprintf("Prison %d", i), Type: "mixed",
			Country: "FR", TimeZone: "Europe/Paris", Version: 1, UpdatedAt: tx.Now}
		w.sites = append(w.sites, rows[i].ID)
	}
	if err := tx.AddEstablishments(rows); err != nil {
		return err
	}
	if err := tx.AddOperation(&o); err != nil {
		return err
	}
	return tx.OpenJournal(o.ID)
}

func (w *world) addTablets(tx *store.Tx, n size) error {
	rows := make([]models.Tablet, n.tablets)
	expires := tx.Now.Add(24 * time.Hour)
	for i := range rows {
		public, key, err := ed25519.GenerateKey(nil)
		if err != nil {
			return err
		}
		rows[i] = models.Tablet{ID: models.NewID(), Establishment: w.sites[i%n.sites], Label: fmt.Sprintf("Tablet %d", i),
			State: models.TabletConfirmed, SigningKey: fieldsync.EncodeBytes(public)}
		if err := tx.AddTablet(&rows[i]); err != nil {
			return err
		}
		t := &tablet{world: w, id: rows[i].ID, site: rows[i].Establishment, key: key, prev: fieldsync.ZeroHash,
			stream: fieldsync.Stream(rows[i].SigningKey, w.operation), bearer: "bench-" + rows[i].ID.String()}
		for range n.searches {
			t.tasks = append(t.tasks, models.NewID())
		}
		w.tablets = append(w.tablets, t)
		if err := tx.AddTabletToken(t.id, hashOf(t.bearer), tx.Now, expires); err != nil {
			return err
		}
	}
	return tx.AddStreams(w.operation, rows)
}

func (w *world) addHeadquarters(tx *store.Tx) error {
	p := models.Person{ID: models.NewID(), Login: "headquarters", Name: "Headquarters", Language: "en", Grants: []models.Grant{{Role: models.RoleHQ}}}
	if err := tx.AddPerson(&p); err != nil {
		return err
	}
	w.cookie = "bench-" + p.ID.String()
	return tx.AddSession(models.Session{ID: models.NewID(), Person: p.ID, TokenHash: hashOf(w.cookie), CreatedAt: tx.Now, SeenAt: tx.Now,
		ExpiresAt: tx.Now.Add(24 * time.Hour)})
}

// tasksAPart keeps a part of the plan within the size of a body.
const tasksAPart = 100

// release puts into the journal what the server would: the sites, then the
// tasks of each tablet, in the server's own stream.
func (w *world) release(tx *store.Tx, keys server.Keys) error {
	j, err := tx.LockJournal(w.operation)
	if err != nil {
		return err
	}
	stream := fieldsync.ServerStream(server.Public(keys.Entry), j.Operation, j.Epoch)
	var all []*fieldsync.Journalled
	declare := func(kind string, site models.ID, body map[string]any) {
		e := fieldsync.Entry{Seq: j.ServerSeq + 1, ID: models.NewID(), Operation: w.operation, Site: site, Type: kind, Version: 1,
			At: tx.Now, Body: salted(body), Prev: j.ServerHash}
		e.Sign(stream, keys.Entry)
		j.ServerSeq, j.ServerHash = e.Seq, e.Hash(stream)
		all = append(all, &fieldsync.Journalled{Entry: e, Stream: stream, Hash: j.ServerHash, Verdict: fieldsync.Stored, Server: true})
	}
	for i, id := range w.sites {
		declare("reference.published", models.ID{}, map[string]any{"kind": "site", "part": 1, "parts": 1,
			"items": []any{map[string]any{"id": id, "name": fmt.Sprintf("Prison %d", i)}}})
	}
	plan, digest := models.NewID(), strings.Repeat("b", 64)
	for _, t := range w.tablets {
		for from := 0; from < len(t.tasks); from += tasksAPart {
			var tasks []any
			for i, id := range t.tasks[from:min(from+tasksAPart, len(t.tasks))] {
				tasks = append(tasks, map[string]any{"id": id, "location": models.NewID(), "code": fmt.Sprintf("D-%d", from+i), "start": 0, "duration": 30})
			}
			declare("plan.released", t.site, map[string]any{"plan": plan, "planVersion": 1, "part": 1, "parts": 1, "packageSha256": digest,
				"authorisationsSha256": digest, "auditSha256": digest, "tasks": tasks})
		}
	}
	return tx.Append(&j, all)
}

// salted writes a body with its salt first.
func salted(body map[string]any) string {
	raw, err := json.Marshal(body)
	if err != nil {
		panic(err) // the bench's own maps
	}
	salt := models.NewID()
	sum := sha256.Sum256(salt[:])
	return `{"salt":"` + fieldsync.EncodeBytes(sum[:16]) + `",` + string(raw[1:])
}

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
