package store

import (
	"maps"
	"slices"
	"time"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// InboxItem is something that could not be verified: not evidence, but kept for
// a while, byte for byte, in case its stream enrols later.
type InboxItem struct {
	Digest  string // hex SHA-256 of the stream and the bytes: the same thing is kept once
	Stream  string
	Address string
	Code    fieldsync.Code
	Raw     []byte
}

type inboxRow struct {
	ID         models.ID
	Digest     string
	Stream     string
	Address    string
	Code       fieldsync.Code
	ReceivedAt time.Time
	Raw        []byte
}

func (inboxRow) TableName() string { return "inbox" }

// The inbox holds at most this much, of one address and in all. When it is full
// nothing is evicted: the sender is told to try later.
const (
	inboxPerAddress = 16 << 20
	inboxInAll      = 512 << 20
)

// InboxHolds says whether all of these are in the inbox already.
func (v View) InboxHolds(items []InboxItem) (bool, error) {
	digests := map[string]bool{}
	for _, x := range items {
		digests[x.Digest] = true
	}
	var there int64
	err := v.db.Model(&inboxRow{}).Where("digest IN ?", slices.Collect(maps.Keys(digests))).Count(&there).Error
	return int(there) == len(digests), err
}

// InboxSize is how many unverified entries the inbox holds.
func (v View) InboxSize() (n int64, err error) {
	return n, v.db.Model(&inboxRow{}).Count(&n).Error
}

// KeepUnverified puts items into the inbox, each once. Unavailable when it is full.
func (tx *Tx) KeepUnverified(items []InboxItem) error {
	for _, x := range items {
		var there int64
		if err := tx.db.Model(&inboxRow{}).Where("digest = ?", x.Digest).Count(&there).Error; err != nil {
			return err
		}
		if there > 0 {
			continue
		}
		if err := tx.inboxHasRoom(x); err != nil {
			return err
		}
		row := inboxRow{models.NewID(), x.Digest, x.Stream, x.Address, x.Code, tx.Now, x.Raw}
		if err := tx.db.Create(&row).Error; err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) inboxHasRoom(x InboxItem) error {
	for limit, where := range map[int64]string{inboxPerAddress: x.Address, inboxInAll: ""} {
		q := tx.db.Model(&inboxRow{}).Select("coalesce(sum(length(raw)), 0)")
		if where != "" {
			q = q.Where("address = ?", where)
		}
		var bytes int64
		if err := q.Scan(&bytes).Error; err != nil {
			return err
		}
		if bytes+int64(len(x.Raw)) > limit {
			return models.NewFault(models.Unavailable, "The inbox for what cannot be verified is full. Keep your entries and send them later.")
		}
	}
	return nil
}

// TakeInbox reads and removes what the inbox holds of a stream because nobody
// knew it, oldest first. What is there for another reason stays: it was looked at.
func (tx *Tx) TakeInbox(stream string, limit int) ([]InboxItem, error) {
	var rows []inboxRow
	if err := tx.db.Where("stream = ? AND code = ?", stream, fieldsync.UnknownStream).Order("id").Limit(limit).Find(&rows).Error; err != nil {
		return nil, err
	}
	items := make([]InboxItem, len(rows))
	for i, r := range rows {
		items[i] = InboxItem{r.Digest, r.Stream, r.Address, r.Code, r.Raw}
		if err := tx.db.Where("id = ?", r.ID).Delete(&inboxRow{}).Error; err != nil {
			return nil, err
		}
	}
	return items, nil
}

// InboxStreams lists the streams that nobody knew of which the inbox holds something.
func (v View) InboxStreams() (streams []string, err error) {
	return streams, v.db.Model(&inboxRow{}).Where("code = ?", fieldsync.UnknownStream).Distinct("stream").Order("stream").Pluck("stream", &streams).Error
}
