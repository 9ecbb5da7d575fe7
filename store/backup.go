package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	gsqlite "github.com/glebarez/sqlite"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// Backup writes a whole copy of an SQLite database to a file that must not
// exist yet, while servers go on working with it: the copy is one snapshot.
func Backup(ctx context.Context, url, to string) error {
	if dialectOf(url) != sqlite {
		return models.NewFault(models.Unsupported, "This database is PostgreSQL: back it up with pg_dump or pg_basebackup (docs/operations.md).")
	}
	if _, err := os.Stat(url); err != nil {
		return models.NewFault(models.NotFound, "There is no database at %s.", url).Because(err)
	}
	if _, err := os.Stat(to); !errors.Is(err, fs.ErrNotExist) {
		return models.NewFault(models.Conflict, "%s exists already; a backup never overwrites.", to).Because(err)
	}
	// It writes nothing that has a time, and asks too little for a cache of statements.
	plain := func(name string) (*sql.DB, error) { return sql.Open(gsqlite.DriverName, name) }
	db, err := sqlite.open(Options{URL: url, Clock: func() time.Time { return time.Time{} }, Pool: plain}, false)
	if err != nil {
		return models.NewFault(models.Unavailable, "The database cannot be opened.").Because(err)
	}
	pool, err := db.DB()
	if err != nil {
		return err
	}
	defer func() { _ = pool.Close() }()
	conn, err := pool.Conn(ctx)
	if err != nil {
		return models.NewFault(models.Unavailable, "The database cannot be opened.").Because(err)
	}
	defer func() { _ = conn.Close() }()
	part := partOf(to)
	defer func() { _ = os.Remove(part) }()
	for _, statement := range []string{"PRAGMA query_only = OFF", "VACUUM INTO '" + quoted(part) + "'"} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return models.NewFault(models.Unavailable, "The backup could not be written to %s.", to).Because(err)
		}
	}
	return publish(part, to)
}

// partOf names what becomes to when it is whole: what was cut short must not look
// like one, and one that was killed must not be in the way of the next.
func partOf(to string) string { return to + "." + models.NewID().String() + ".part" }

func quoted(s string) string {
	out := make([]rune, 0, len(s))
	for _, r := range s {
		if r == '\'' {
			out = append(out, r)
		}
		out = append(out, r)
	}
	return string(out)
}

// publish makes a finished file durable and gives it its name.
func publish(part, to string) error {
	f, err := os.OpenFile(part, os.O_RDWR, 0o600) //nolint:gosec // the operator names it
	if err != nil {
		return err
	}
	if err := errors.Join(f.Chmod(0o600), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(part, to); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(to))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// CopyBackup puts a backup where a database shall be. It never overwrites, nor
// does it go beside the log of a database that was there: SQLite would replay it
// over the backup, and what it holds may be the only copy of the newest entries.
func CopyBackup(backup, to string) (err error) {
	if dialectOf(to) != sqlite {
		return models.NewFault(models.Unsupported, "This database is PostgreSQL: restore it with pg_restore, then cellsweep epoch (docs/operations.md).")
	}
	in, err := os.Open(backup) //nolint:gosec // the operator names it
	if err != nil {
		return models.NewFault(models.NotFound, "There is no backup at %s.", backup).Because(err)
	}
	defer func() { _ = in.Close() }()
	if !looksLikeSQLite(in) {
		return models.NewFault(models.Invalid, "%s is no SQLite database: it is not a backup, or not a whole one.", backup)
	}
	if _, err := os.Stat(to); !errors.Is(err, fs.ErrNotExist) {
		return models.NewFault(models.Conflict, "%s exists already; move it away first. A restore never overwrites.", to)
	}
	for _, end := range []string{"-wal", "-shm", "-journal"} {
		if _, err := os.Stat(to + end); !errors.Is(err, fs.ErrNotExist) {
			return models.NewFault(models.Conflict, "%s belongs to the database that was there before, and may hold its newest entries; move it away with that one, under the same name, then restore again.", to+end)
		}
	}
	part := partOf(to)
	out, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // likewise
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(part) }()
	if _, err := io.Copy(out, in); err != nil {
		return errors.Join(err, out.Close())
	}
	if err := out.Close(); err != nil {
		return err
	}
	return publish(part, to)
}

// looksLikeSQLite reads a file's header (https://www.sqlite.org/fileformat.html,
// 1.3): its magic, a page size that is a power of two, whole pages, and at least
// one. A file that was cut short, or is another kind of backup, is seen before
// it is put where the next restore would find it in its way.
func looksLikeSQLite(f *os.File) bool {
	header := make([]byte, 18)
	about, err := f.Stat()
	if _, readErr := f.ReadAt(header, 0); err != nil || readErr != nil || string(header[:16]) != "SQLite format 3\x00" {
		return false
	}
	page := int64(header[16])<<8 | int64(header[17])
	if page == 1 {
		page = 65536
	}
	return page >= 512 && page&(page-1) == 0 && about.Size() >= page && about.Size()%page == 0
}

// NewEpoch begins a new epoch of a journal that was restored: what was lost
// since the backup may have had the positions that come next. The caller
// appends epoch.started as the first entry of the server's new stream.
func (tx *Tx) NewEpoch(operation models.ID) (j Journal, old string, err error) {
	if j, err = tx.LockJournal(operation); err != nil {
		return j, "", err
	}
	old = j.Epoch
	j.Epoch, j.ServerSeq, j.ServerHash = models.NewID().String(), 0, fieldsync.ZeroHash
	return j, old, tx.db.Model(&Journal{}).Where("operation = ?", operation).
		UpdateColumns(map[string]any{"epoch": j.Epoch, "server_seq": 0, "server_hash": fieldsync.ZeroHash}).Error
}

// Journals lists the operations that have a journal.
func (v View) Journals() (rows []Journal, err error) {
	return rows, v.db.Order("operation").Find(&rows).Error
}
