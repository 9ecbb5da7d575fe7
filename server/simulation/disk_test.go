package simulation_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"os"
	"strings"
	"sync"
)

// blow is what happens at the next commit.
type blow int

const (
	nothing      blow = iota
	failCommit        // the disk refuses to write: the transaction is rolled back
	powerBefore       // the power fails before the commit
	powerAfter        // the power fails after it, before anybody hears of it
	powerWithout      // the power fails while nothing is written
)

var errPower = errors.New("the power has failed")

// disk holds a database file. When the power fails it keeps what was on it at
// that moment under another name, as a machine finds it when it starts again.
type disk struct {
	file string
	off  chan struct{} // closed when the power has failed

	write sync.Mutex // held while a commit writes: what is kept is from before it or from after
	mu    sync.Mutex
	armed blow
	at    string // only a commit of what was written to this table; "" for any
	kept  string
}

func newDisk(file string) *disk { return &disk{file: file, off: make(chan struct{})} }

func (d *disk) arm(b blow, at string) {
	d.mu.Lock()
	d.armed, d.at = b, at
	d.mu.Unlock()
	if b == powerWithout {
		d.write.Lock()
		defer d.write.Unlock()
		d.fail()
	}
}

func (d *disk) dead() bool {
	select {
	case <-d.off:
		return true
	default:
		return false
	}
}

// take gives what is to happen at this commit, once.
func (d *disk) take(written string) blow {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !strings.Contains(written, d.at) {
		return nothing
	}
	b := d.armed
	d.armed = nothing
	return b
}

// fail cuts the power: the file and its log are kept as they are.
func (d *disk) fail() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.kept != "" {
		return
	}
	d.kept = d.file + "+"
	for _, end := range []string{"", "-wal"} {
		raw, err := os.ReadFile(d.file + end)
		if err == nil {
			err = os.WriteFile(d.kept+end, raw, 0o600)
		}
		if err != nil && !os.IsNotExist(err) {
			panic(err)
		}
	}
	close(d.off)
}

// pool opens the file through the disk: only the writing connection can fail.
func (d *disk) pool(name string) (*sql.DB, error) {
	plain, err := sql.Open("sqlite", name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = plain.Close() }()
	return sql.OpenDB(&connector{plain.Driver(), name, d, strings.Contains(name, "_txlock=immediate")}), nil
}

type connector struct {
	driver driver.Driver
	name   string
	disk   *disk
	writes bool
}

func (c *connector) Driver() driver.Driver { return c.driver }

func (c *connector) Connect(context.Context) (driver.Conn, error) {
	if c.disk.dead() {
		return nil, errPower
	}
	inner, err := c.driver.Open(c.name)
	if err != nil {
		return nil, err
	}
	return &conn{sqliteConn: inner.(sqliteConn), disk: c.disk, writes: c.writes}, nil
}

// sqliteConn is what the driver's connections can do.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
}

type conn struct {
	sqliteConn
	disk    *disk
	writes  bool
	written string // the beginnings of what this transaction said
}

func (c *conn) note(query string) {
	query = strings.ReplaceAll(query, "`", "")
	c.written += query[:min(len(query), 40)] + "\n"
}

func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	c.note(query)
	return c.sqliteConn.ExecContext(ctx, query, args)
}

func (c *conn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	c.note(query)
	return c.sqliteConn.PrepareContext(ctx, query)
}

func (c *conn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	if c.disk.dead() {
		return nil, errPower
	}
	tx, err := c.sqliteConn.BeginTx(ctx, o)
	if err != nil || !c.writes {
		return tx, err
	}
	c.written = ""
	return &transaction{tx, c}, nil
}

type transaction struct {
	driver.Tx
	conn *conn
}

func (t *transaction) Commit() error {
	t.conn.disk.write.Lock()
	defer t.conn.disk.write.Unlock()
	if t.conn.disk.dead() {
		return errors.Join(errPower, t.Rollback())
	}
	b := t.conn.disk.take(t.conn.written)
	switch b {
	case failCommit:
		return errors.Join(errors.New("disk I/O error"), t.Rollback())
	case powerBefore:
		t.conn.disk.fail()
		return errors.Join(errPower, t.Rollback())
	}
	err := t.Tx.Commit()
	if b == powerAfter {
		t.conn.disk.fail()
		return errPower
	}
	return err
}
