package store

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// namedFileRow says that the entries of a stream name a file: once a stream,
// whatever the number of entries. Missing follows the state of the file, so that
// what a tablet is to send is found without looking at all that it has sent.
type namedFileRow struct {
	Stream    string `gorm:"primaryKey"`
	SHA256    string `gorm:"primaryKey;column:sha256"`
	Operation models.ID
	Position  uint64 // of the first entry that names it
	Missing   bool
}

func (namedFileRow) TableName() string { return "named_files" }

// nameFiles notes which files the entries of tablets name. The entries have
// their positions.
func (tx *Tx) nameFiles(operation models.ID, entries []*fieldsync.Journalled) error {
	var rows []namedFileRow
	var hashes []string
	for _, e := range entries {
		if e.Server {
			continue
		}
		for _, sha := range e.Entry.Files {
			rows = append(rows, namedFileRow{e.Stream, sha, operation, e.Position, true})
			hashes = append(hashes, sha)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	there := map[string]bool{}
	for start := 0; start < len(hashes); start += batch {
		var found []models.File
		part := hashes[start:min(start+batch, len(hashes))]
		if err := tx.db.Select("sha256", "state", "reason").Where("operation = ? AND sha256 IN ?", operation, part).Find(&found).Error; err != nil {
			return err
		}
		for _, f := range found {
			there[f.SHA256] = !f.Again()
		}
	}
	for i := range rows {
		rows[i].Missing = !there[rows[i].SHA256]
	}
	// A second entry of a stream that names the same file adds nothing.
	return tx.db.Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(rows, batch).Error
}

// FilesMissing gives the files that the entries of a stream name and that are
// not whole, in the order in which they were named, at most limit.
func (s *Store) FilesMissing(ctx context.Context, stream string, limit int) (hashes []string, err error) {
	ctx = own(ctx)
	err = s.read.WithContext(ctx).Model(&namedFileRow{}).Where("stream = ? AND missing = ?", stream, true).
		Order("position, sha256").Limit(limit).Pluck("sha256", &hashes).Error
	return hashes, translate(err)
}

// File reads what is known of a file's bytes.
func (v View) File(operation models.ID, sha256 string) (f models.File, err error) {
	return f, v.db.Where("operation = ? AND sha256 = ?", operation, sha256).Take(&f).Error
}

// FilesAfter reads files of an operation in a state, by their hash.
func (v View) FilesAfter(operation models.ID, state models.FileState, after string, limit int) (rows []models.File, err error) {
	return rows, v.db.Where("operation = ? AND state = ? AND sha256 > ?", operation, state, after).Order("sha256").Limit(limit).Find(&rows).Error
}

// SaveFile writes what is known of a file, and what streams are asked to send
// follows. The caller has locked the journal.
func (tx *Tx) SaveFile(f models.File) error {
	err := tx.db.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "operation"}, {Name: "sha256"}}, UpdateAll: true}).Create(&f).Error
	if err != nil {
		return err
	}
	return tx.db.Model(&namedFileRow{}).Where("operation = ? AND sha256 = ?", f.Operation, f.SHA256).UpdateColumn("missing", f.Again()).Error
}

// FileChecked notes when a file's bytes were last found right.
func (tx *Tx) FileChecked(f models.File) error {
	return tx.db.Model(&models.File{}).Where("operation = ? AND sha256 = ?", f.Operation, f.SHA256).UpdateColumn("checked_at", tx.Now).Error
}

// Upload reads one by its id.
func (s *Store) Upload(ctx context.Context, id string) (u models.Upload, err error) {
	ctx = own(ctx)
	return u, translate(s.read.WithContext(ctx).Where("id = ?", id).Take(&u).Error)
}

// UploadOf reads the upload of a file by a stream.
func (tx *Tx) UploadOf(stream, sha256 string) (u models.Upload, err error) {
	return u, tx.db.Where("stream = ? AND sha256 = ?", stream, sha256).Take(&u).Error
}

// AddUpload begins one.
func (tx *Tx) AddUpload(u models.Upload) error { return tx.db.Create(&u).Error }

// EndUpload notes that the file of an upload is whole.
func (tx *Tx) EndUpload(id string) error {
	return tx.db.Model(&models.Upload{}).Where("id = ?", id).UpdateColumn("done", true).Error
}

// DropUpload forgets one.
func (tx *Tx) DropUpload(id string) error {
	return tx.db.Where("id = ?", id).Delete(&models.Upload{}).Error
}

// DropUploadsOf forgets every upload of a file.
func (tx *Tx) DropUploadsOf(operation models.ID, sha256 string) error {
	return tx.db.Where("operation = ? AND sha256 = ?", operation, sha256).Delete(&models.Upload{}).Error
}

// UploadsBefore reads uploads that began before an instant, oldest first.
func (v View) UploadsBefore(instant time.Time, limit int) (rows []models.Upload, err error) {
	return rows, v.db.Where("created_at < ?", models.Instant(instant)).Order("created_at, id").Limit(limit).Find(&rows).Error
}

// LockStream keeps others from counting what a stream holds until the
// transaction ends, so that two uploads at once cannot pass its quota together.
func (tx *Tx) LockStream(stream string) error {
	var s Stream
	return tx.forUpdate().Select("stream").Where("stream = ?", stream).Take(&s).Error
}

// FileBytes is what a stream has brought and is bringing, in bytes.
func (v View) FileBytes(stream string) (int64, error) {
	var whole, coming int64
	sum := func(q *gorm.DB, into *int64) error { return q.Select("coalesce(sum(size), 0)").Scan(into).Error }
	if err := sum(v.db.Model(&models.File{}).Where("stream = ? AND state = ?", stream, models.FileWhole), &whole); err != nil {
		return 0, err
	}
	err := sum(v.db.Model(&models.Upload{}).Where("stream = ? AND done = ?", stream, false), &coming)
	return whole + coming, err
}
