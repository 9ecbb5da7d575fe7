package store

import (
	"maps"
	"slices"
	"time"

	"gorm.io/gorm/clause"

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
	digests := digestsOf(items)
	var there int64
	err := v.db.Model(&inboxRow{}).Where("digest IN ?", digests).Count(&there).Error
	return int(there) == len(digests), err
}

// InboxSize is how many unverified entries the inbox holds.
func (v View) InboxSize() (n int64, err error) {
	return n, v.db.Model(&inboxRow{}).Count(&n).Error
}

// KeepUnverified puts items into the inbox, each once, all or none. Unavailable
// when it is full.
func (tx *Tx) KeepUnverified(items []InboxItem) error {
	var known []string
	if err := tx.db.Model(&inboxRow{}).Where("digest IN ?", digestsOf(items)).Pluck("digest", &known).Error; err != nil {
		return err
	}
	there, more := map[string]bool{}, map[string]int64{} // bytes by address
	for _, digest := range known {
		there[digest] = true
	}
	var rows []inboxRow
	for _, x := range items {
		if there[x.Digest] {
			continue
		}
		there[x.Digest] = true
		rows = append(rows, inboxRow{models.NewID(), x.Digest, x.Stream, x.Address, x.Code, tx.Now, x.Raw})
		more[x.Address] += int64(len(x.Raw))
	}
	if len(rows) == 0 {
		return nil
	}
	if err := tx.inboxHasRoom(more); err != nil {
		return err
	}
	// The same thing may come to two replicas at one moment.
	return tx.db.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "digest"}}, DoNothing: true}).CreateInBatches(rows, batch).Error
}

func digestsOf(items []InboxItem) []string {
	digests := map[string]bool{}
	for _, x := range items {
		digests[x.Digest] = true
	}
	return slices.Collect(maps.Keys(digests))
}

// inboxHasRoom says whether so many bytes more of each address fit. It looks at
// every row, so it is asked once for all that is to be kept.
func (tx *Tx) inboxHasRoom(more map[string]int64) error {
	var held []struct {
		Address string
		Bytes   int64
	}
	err := tx.db.Model(&inboxRow{}).Select("address, sum(length(raw)) AS bytes").Where("address IN ?", slices.Collect(maps.Keys(more))).Group("address").Scan(&held).Error
	if err != nil {
		return err
	}
	var all int64
	if err := tx.db.Model(&inboxRow{}).Select("coalesce(sum(length(raw)), 0)").Scan(&all).Error; err != nil {
		return err
	}
	for _, bytes := range more {
		all += bytes
	}
	for _, h := range held {
		more[h.Address] += h.Bytes
	}
	for _, bytes := range more {
		if bytes > inboxPerAddress || all > inboxInAll {
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
