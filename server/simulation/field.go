package simulation

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
	"github.com/cellsweep/cellsweep/sync/simulation"
)

// Field is an operation that runs, with its tablets, in a real database.
type Field struct {
	simulation.Chance
	Scene   *simulation.Scene
	Record  *simulation.Record
	Cast    *simulation.Cast
	Tablets []*simulation.Tablet
	Keys    server.Keys
	Cookie  string // of somebody who may do what headquarters does
}

// AgreementKey is a point that nobody agrees on anything with here.
const AgreementKey = "CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// Furnish writes an operation at three sites into an empty database: its
// briefing, headquarters, and tablets of which, once in pending times, one is
// not confirmed yet (0: all are). The clock is the store's.
func Furnish(ctx context.Context, s *store.Store, c simulation.Chance, keys server.Keys, tablets, pending int) (*Field, error) {
	f := &Field{Chance: c, Scene: simulation.NewScene(c, c.ID(), 3, 4), Record: simulation.NewRecord(), Keys: keys, Cookie: hex.EncodeToString(c.Bytes(16))}
	f.Cast = simulation.NewCast(c, f.Scene)
	return f, s.Tx(ctx, func(tx *store.Tx) error {
		if err := f.operation(tx); err != nil {
			return err
		}
		for i := range tablets {
			if err := f.admit(tx, i, pending > 0 && c.In(pending)); err != nil {
				return err
			}
		}
		return f.hire(tx)
	})
}

func (f *Field) operation(tx *store.Tx) error {
	o, err := models.NewOperation("DAWN", "Dawn", models.NewID(), tx.Now)
	if err != nil {
		return err
	}
	o.ID, o.State, o.ReleasedAt = f.Scene.Operation, models.Live, &o.CreatedAt
	if err := errors.Join(tx.AddOperation(&o), tx.OpenJournal(o.ID)); err != nil {
		return err
	}
	for i, site := range f.Scene.Sites {
		e := models.Establishment{ID: site, Code: fmt.Sprintf("S%02d", i), Name: "Prison", Type: "mixed", Country: "FR", TimeZone: "Europe/Paris", Version: 1}
		if err := errors.Join(tx.AddEstablishments([]models.Establishment{e}), tx.SaveSiteDraft(o.ID, models.SiteDraft{Establishment: site}, 0)); err != nil {
			return err
		}
	}
	return f.brief(tx)
}

// brief appends the briefing to the journal, as the server's own stream.
func (f *Field) brief(tx *store.Tx) error {
	j, err := tx.LockJournal(f.Scene.Operation)
	if err != nil {
		return err
	}
	stream := fieldsync.ServerStream(server.Public(f.Keys.Entry), j.Operation, j.Epoch)
	var all []*fieldsync.Journalled
	prev := fieldsync.ZeroHash
	for i, a := range f.Scene.Briefing() {
		e := fieldsync.Entry{Seq: uint64(i) + 1, ID: f.ID(), Operation: j.Operation, Site: a.Site, Type: a.Type, Version: 1, At: tx.Now,
			Body: simulation.Salted(f.Chance, a.Body), Prev: prev}
		e.Sign(stream, f.Keys.Entry)
		prev = e.Hash(stream)
		all = append(all, &fieldsync.Journalled{Entry: e, Stream: stream, Hash: prev, Verdict: fieldsync.Stored, Server: true})
	}
	return tx.Append(&j, all)
}

// admit enrols a tablet as the server's own handlers would have.
func (f *Field) admit(tx *store.Tx, i int, pending bool) error {
	site := f.Scene.Sites[i%len(f.Scene.Sites)]
	t := simulation.NewTablet(fmt.Sprint("tablet ", i), f.Chance, f.Record, f.Scene.Operation, site, f.Scene.Officers[i%len(f.Scene.Officers)])
	row := models.Tablet{ID: t.ID, Establishment: site, Label: t.Name, State: models.TabletConfirmed, SigningKey: t.SigningKey(), AgreementKey: AgreementKey}
	if pending {
		row.State = models.TabletPending
	}
	f.Tablets = append(f.Tablets, t)
	return errors.Join(tx.AddTablet(&row), tx.AddStreams(f.Scene.Operation, []models.Tablet{row}))
}

func (f *Field) hire(tx *store.Tx) error {
	sum := sha256.Sum256([]byte(f.Cookie))
	p := models.Person{ID: models.NewID(), Login: "somebody", Name: "Somebody", Language: "en", Grants: []models.Grant{{Role: models.RoleCoordinator},
		{Role: models.RoleHQ}, {Role: models.RoleAuditor}}}
	if err := tx.AddPerson(&p); err != nil {
		return err
	}
	return tx.AddSession(models.Session{ID: models.NewID(), Person: p.ID, TokenHash: hex.EncodeToString(sum[:]), Agent: "simulation",
		CreatedAt: tx.Now, SeenAt: tx.Now, ExpiresAt: tx.Now.Add(200 * 24 * time.Hour)})
}

// Evidence reads the journal and what is kept of the streams from a store, and
// the documents from the same database, past the store.
func (f *Field) Evidence(ctx context.Context, s *store.Store, db *sql.DB, p *fieldsync.Projector) (simulation.Evidence, error) {
	e := simulation.Evidence{Record: f.Record, HeadN: map[string]uint64{}, ServerKey: server.Public(f.Keys.Entry), Projector: p}
	err := s.Read(ctx, func(v store.View) error {
		for after, more := uint64(0), true; more; {
			page, err := v.Entries(f.Scene.Operation, after, 5000)
			if err != nil {
				return err
			}
			for _, j := range page {
				e.Journal, after = append(e.Journal, *j), j.Position
			}
			more = len(page) > 0
		}
		if err := f.checkpoints(v, e.Journal); err != nil {
			return err
		}
		streams, err := v.StreamsOf(f.Scene.Operation)
		for _, x := range streams {
			e.HeadN[x.Stream] = x.HeadN
		}
		return err
	})
	if err == nil {
		e.Documents, err = documents(ctx, db)
	}
	return e, err
}

// documents reads every document, byte for byte.
func documents(ctx context.Context, db *sql.DB) (all []fieldsync.Document, err error) {
	rows, err := db.QueryContext(ctx, "SELECT kind, id, coalesce(cast(site AS text), ''), position, rev, deleted, keys, body, facts FROM documents")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var d fieldsync.Document
		var site, keys, body, facts string
		if err := rows.Scan(&d.Kind, &d.ID, &site, &d.Position, &d.Rev, &d.Deleted, &keys, &body, &facts); err != nil {
			return nil, err
		}
		if site != "" {
			if d.Site, err = models.ParseID(site); err != nil {
				return nil, err
			}
		}
		if keys != "" {
			d.Keys = strings.Split(keys, "\n")
		}
		d.Body, d.Facts = []byte(body), []byte(facts)
		all = append(all, d)
	}
	return all, rows.Err()
}
