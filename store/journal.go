package store

import (
	"errors"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// Journal is the state of an operation's journal. While a transaction holds its
// lock, nobody else can give out positions, so that they are gapless and become
// visible in their order.
type Journal struct {
	Operation  models.ID `gorm:"primaryKey"`
	Epoch      string
	Head       uint64 // the newest position
	ServerSeq  uint64 // the newest seq of the server's own stream
	ServerHash string // of that entry
}

type entryRow struct {
	Operation  models.ID `gorm:"primaryKey"`
	Position   uint64    `gorm:"primaryKey"`
	Stream     string
	Seq        uint64
	Hash       string
	Prev       string
	ID         models.ID
	Site       *models.ID
	Type       string
	Verdict    fieldsync.Verdict
	Code       fieldsync.Code
	Pending    bool
	Server     bool
	ReceivedAt time.Time
	Raw        []byte // the entry as it goes over the wire
}

func (entryRow) TableName() string { return "entries" }

type projectionRow struct {
	Operation models.ID `gorm:"primaryKey"`
	Position  uint64
}

func (projectionRow) TableName() string { return "projections" }

// OpenJournal begins the journal of an operation in a fresh epoch.
func (tx *Tx) OpenJournal(operation models.ID) error {
	j := Journal{Operation: operation, Epoch: models.NewID().String(), ServerHash: fieldsync.ZeroHash}
	if err := tx.db.Create(&j).Error; err != nil {
		return err
	}
	if err := tx.db.Create(&projectionRow{Operation: operation}).Error; err != nil {
		return err
	}
	return tx.db.Create(&Tree{Operation: operation}).Error
}

// Journal reads the state of a journal.
func (v View) Journal(operation models.ID) (j Journal, err error) {
	return j, v.db.Where("operation = ?", operation).Take(&j).Error
}

// LockJournal reads the state of a journal and keeps everybody else from adding
// to it until the transaction ends.
func (tx *Tx) LockJournal(operation models.ID) (j Journal, err error) {
	return j, tx.forUpdate().Where("operation = ?", operation).Take(&j).Error
}

// Append puts entries at the next positions of a locked journal, and writes
// those positions into them. It is durable when the transaction commits.
func (tx *Tx) Append(j *Journal, entries []*fieldsync.Journalled) error {
	if len(entries) == 0 {
		return nil
	}
	rows := make([]entryRow, len(entries))
	for i, e := range entries {
		raw, err := e.Entry.MarshalJSON() // json.Marshal would read it once more
		if err != nil {
			return err
		}
		j.Head++
		e.Position, e.ReceivedAt = j.Head, tx.Now
		rows[i] = entryRow{Operation: j.Operation, Position: j.Head, Stream: e.Stream, Seq: e.Entry.Seq, Hash: e.Hash, Prev: e.Entry.Prev,
			ID: e.Entry.ID, Site: optional(e.Entry.Site), Type: e.Entry.Type, Verdict: e.Verdict, Code: e.Code, Pending: e.Pending,
			Server: e.Server, ReceivedAt: tx.Now, Raw: raw}
		if e.Server {
			j.ServerSeq, j.ServerHash = e.Entry.Seq, e.Hash
		}
	}
	if err := tx.insertEntries(rows); err != nil {
		return err
	}
	if err := tx.nameFiles(j.Operation, entries); err != nil {
		return err
	}
	return tx.db.Model(&Journal{}).Where("operation = ?", j.Operation).
		UpdateColumns(map[string]any{"head": j.Head, "server_seq": j.ServerSeq, "server_hash": j.ServerHash}).Error
}

func optional(id models.ID) *models.ID {
	if id == (models.ID{}) {
		return nil
	}
	return &id
}

// journalled reads a row. One that somebody altered so that it is no entry any
// more is given with what its columns say: it must not hide the others.
func (r entryRow) journalled() *fieldsync.Journalled {
	j := &fieldsync.Journalled{Stream: r.Stream, Hash: r.Hash, Position: r.Position, Verdict: r.Verdict, Code: r.Code,
		ReceivedAt: r.ReceivedAt.UTC(), Server: r.Server, Pending: r.Pending}
	e, err := fieldsync.ParseEntry(r.Raw)
	switch {
	case err != nil:
		j.Unreadable = err.Error()
	case e.Hash(r.Stream) != r.Hash: // whoever has the database may write what is right in form
		j.Unreadable = "it does not have the hash under which it was written"
	default:
		j.Entry = e
		return j
	}
	j.Entry = fieldsync.Entry{Seq: r.Seq, ID: r.ID, Operation: r.Operation, Type: r.Type, Prev: r.Prev}
	if r.Site != nil {
		j.Entry.Site = *r.Site
	}
	return j
}

func journalled(rows []entryRow) []*fieldsync.Journalled {
	out := make([]*fieldsync.Journalled, len(rows))
	for i, r := range rows {
		out[i] = r.journalled()
	}
	return out
}

// Entries reads the journal after a position, at most limit entries.
func (v View) Entries(operation models.ID, after uint64, limit int) ([]*fieldsync.Journalled, error) {
	var rows []entryRow
	err := v.db.Where("operation = ? AND position > ?", operation, after).Order("position").Limit(limit).Find(&rows).Error
	return journalled(rows), err
}

// NewestEntries reads the last entries of the journal, newest first, of the
// given types or all.
func (v View) NewestEntries(operation models.ID, limit int, types ...string) ([]*fieldsync.Journalled, error) {
	q := v.db.Where("operation = ?", operation)
	if len(types) > 0 {
		q = q.Where("type IN ?", types)
	}
	var rows []entryRow
	err := q.Order("position DESC").Limit(limit).Find(&rows).Error
	return journalled(rows), err
}

// EntriesByID finds the entries of an operation with an id, by position: tablets
// give ids, and a fork may hold one twice.
func (v View) EntriesByID(operation, id models.ID) ([]*fieldsync.Journalled, error) {
	var rows []entryRow
	err := v.db.Where("operation = ? AND id = ?", operation, id).Order("position").Find(&rows).Error
	return journalled(rows), err
}

// held is what the journal has of streams near some seqs, read at once. It
// satisfies fieldsync.Journal and learns what a batch adds.
type held struct {
	view View
	rows map[string]map[uint64][]fieldsync.Held
}

// Held reads what the journal has of a stream at and beside the given seqs.
type Held = held

// NewHeld begins with nothing read.
func (v View) NewHeld() *Held {
	return &held{view: v, rows: map[string]map[uint64][]fieldsync.Held{}}
}

// Load reads what there is of a stream between two seqs, both included.
func (h *held) Load(stream string, from, to uint64) error {
	return h.loadAll([]span{{stream, from, to}})
}

// spansAtOnce is how many ranges one statement asks for.
const spansAtOnce = 64

func (h *held) loadAll(spans []span) error {
	for part := range slices.Chunk(spans, spansAtOnce) {
		var rows []entryRow
		q := h.view.db.Omit("Raw")
		for _, x := range part {
			q = q.Or("(stream = ? AND seq BETWEEN ? AND ?)", x.stream, x.from, x.to)
		}
		if err := q.Order("position").Find(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			if !slices.ContainsFunc(h.rows[r.Stream][r.Seq], func(x fieldsync.Held) bool { return x.Hash == r.Hash }) {
				h.Add(r.Stream, fieldsync.Held{Seq: r.Seq, Hash: r.Hash, Prev: r.Prev, Position: r.Position, Verdict: r.Verdict, Code: r.Code})
			}
		}
	}
	return nil
}

// Add notes an entry that this batch put into the journal.
func (h *held) Add(stream string, x fieldsync.Held) {
	if h.rows[stream] == nil {
		h.rows[stream] = map[uint64][]fieldsync.Held{}
	}
	h.rows[stream][x.Seq] = append(h.rows[stream][x.Seq], x)
}

// HeldAt gives what was loaded or added at a seq, in order of positions.
func (h *held) HeldAt(stream string, seq uint64) ([]fieldsync.Held, error) {
	return h.rows[stream][seq], nil
}

// Prev gives what the entry of this seq and hash is chained to, if it is known.
func (h *held) Prev(stream string) func(seq uint64, hash string) (string, bool) {
	return func(seq uint64, hash string) (string, bool) {
		for _, x := range h.rows[stream][seq] {
			if x.Hash == hash {
				return x.Prev, true
			}
		}
		return "", false
	}
}

// IsMissing says whether a read found nothing.
func IsMissing(err error) bool { return errors.Is(err, gorm.ErrRecordNotFound) }
