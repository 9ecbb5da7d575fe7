package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"path/filepath"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5/pgxpool"
)

// The table of both baselines: what an append-only store cannot do without.
const baselineTable = `CREATE TABLE entries (stream text NOT NULL, seq bigint NOT NULL, hash text NOT NULL,
	received_at timestamptz NOT NULL, raw bytea NOT NULL, PRIMARY KEY (stream, seq))`

const baselineInsert = `INSERT INTO entries SELECT $1, s, h, now(), r FROM unnest($2::bigint[], $3::text[], $4::bytea[]) AS x (s, h, r)`

func insert(ctx context.Context, db *pgxpool.Pool, stream string, rows []row) error {
	seqs, hashes, raws := make([]int64, len(rows)), make([]string, len(rows)), make([][]byte, len(rows))
	for i, r := range rows {
		seqs[i], hashes[i], raws[i] = r.seq, r.hash, r.raw
	}
	_, err := db.Exec(ctx, baselineInsert, stream, seqs, hashes, raws)
	return err
}

func openPool(ctx context.Context, url string, conns int32) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	config.MaxConns, config.MinConns = conns, conns
	return pgxpool.NewWithConfig(ctx, config)
}

// raw is the upper bound: the same rows, the same number of clients, nothing
// in between but the driver. Each statement is a transaction of its own.
func (b *bench) raw(ctx context.Context, pushes []push) (s storm, err error) {
	url, drop, err := b.postgres.create(ctx)
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, drop()) }()
	db, err := openPool(ctx, url, connections)
	if err != nil {
		return s, err
	}
	defer db.Close()
	if _, err := db.Exec(ctx, baselineTable); err != nil {
		return s, err
	}
	for db.Stat().IdleConns() < connections { // opening connections is not what is measured
		time.Sleep(10 * time.Millisecond)
	}
	return drive(pushes, connections, func(p push) error { return insert(ctx, db, p.tablet.stream, p.rows) }, b.postgres.postmaster)
}

// bare is a handler as one would write it on the same libraries without any of
// the promises: it decodes, inserts and answers.
func (b *bench) bare(ctx context.Context, pushes []push) (s storm, err error) {
	url, drop, err := b.postgres.create(ctx)
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, drop()) }()
	p, err := launch(ctx, filepath.Join(b.folder, "bare.log"), "/ready", func(address string) []string {
		return []string{b.self, "bare", address, url}
	})
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, p.stop()) }()
	s, err = drive(pushes, connections, poster(ctx, newClient(connections), p.base+"/push", stored), b.postgres.postmaster, p.pid())
	if err == nil {
		s.peak, err = p.memory("VmHWM")
	}
	return s, err
}

type bareEntry struct {
	Seq     int64  `json:"seq"`
	Verdict string `json:"verdict"`
}

// serveBare is the other process of bare.
func serveBare(ctx context.Context, address, url string) error {
	db, err := openPool(ctx, url, 16)
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.Exec(ctx, baselineTable); err != nil {
		return err
	}
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.GET("/ready", func(c *gin.Context) { c.Status(http.StatusOK) })
	e.POST("/push", func(c *gin.Context) {
		var in struct {
			Stream  string            `json:"stream"`
			Entries []json.RawMessage `json:"entries"`
		}
		if err := c.ShouldBindJSON(&in); err != nil {
			c.String(http.StatusBadRequest, err.Error())
			return
		}
		rows, answer := make([]row, len(in.Entries)), make([]bareEntry, len(in.Entries))
		for i, raw := range in.Entries {
			if err := json.Unmarshal(raw, &answer[i]); err != nil {
				c.String(http.StatusBadRequest, err.Error())
				return
			}
			rows[i], answer[i].Verdict = row{seq: answer[i].Seq, raw: raw}, "stored"
		}
		if err := insert(c, db, in.Stream, rows); err != nil {
			c.String(http.StatusInternalServerError, err.Error())
			return
		}
		c.JSON(http.StatusOK, gin.H{"results": answer})
	})
	h := &http.Server{Addr: address, Handler: e, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-ctx.Done()
		_ = h.Close()
	}()
	if err := h.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
