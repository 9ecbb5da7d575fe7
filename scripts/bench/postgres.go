package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// cluster is the PostgreSQL of the run, with a database for each measurement.
type cluster struct {
	url        string
	postmaster int
	version    string
	next       int
}

func openCluster(ctx context.Context, url string) (*cluster, error) {
	c := &cluster{url: url}
	db, err := pgx.Connect(ctx, url)
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close(ctx) }()
	var backend int
	var fsync string
	if err := db.QueryRow(ctx, "SELECT pg_backend_pid(), current_setting('server_version'), current_setting('fsync')").Scan(&backend, &c.version, &fsync); err != nil {
		return nil, err
	}
	if fsync != "on" {
		return nil, fmt.Errorf("fsync is %s: such a PostgreSQL says nothing about durable writes", fsync)
	}
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", backend))
	if err != nil {
		return nil, fmt.Errorf("the PostgreSQL of a bench runs on this machine: %w", err)
	}
	_, rest, _ := strings.Cut(string(raw), ") ")
	c.postmaster, err = strconv.Atoi(strings.Fields(rest)[1])
	return c, err
}

// create makes an empty database, and says how to drop it.
func (c *cluster) create(ctx context.Context) (string, func() error, error) {
	c.next++
	name := fmt.Sprintf("bench_%d_%d", os.Getpid(), c.next)
	if err := c.exec(ctx, "CREATE DATABASE "+name); err != nil {
		return "", nil, err
	}
	u, err := url.Parse(c.url)
	if err != nil {
		return "", nil, err
	}
	u.Path = "/" + name
	drop := func() (err error) {
		for _, how := range []string{" WITH (FORCE)", "", " WITH (FORCE)"} { // FORCE ends clients and may not end autovacuum; the plain command the other way round
			if err = c.exec(context.WithoutCancel(ctx), "DROP DATABASE "+name+how); err == nil {
				return nil
			}
		}
		return err
	}
	return u.String(), drop, nil
}

func (c *cluster) exec(ctx context.Context, statement string) error {
	db, err := pgx.Connect(ctx, c.url)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close(ctx) }()
	_, err = db.Exec(ctx, statement)
	return err
}
