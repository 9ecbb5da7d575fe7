package store

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"github.com/cellsweep/cellsweep/models"
)

type brakeRow struct {
	ID        models.ID
	Operation models.ID
	Act       models.BrakeAct
	State     models.BrakeState
	Sealed    []byte
	AskedBy   models.ID
	AskedAt   time.Time
	EndedBy   *models.ID
	EndedAt   *time.Time
	Version   int64
}

func (brakeRow) TableName() string { return "brakes" }

// sealedBrake is what of a brake is as secret as the plan.
type sealedBrake struct {
	Site   *models.ID
	HHour  *time.Time
	Reason string
	AtOnce bool `json:",omitempty"`
}

func (v View) openBrake(r brakeRow) (b models.Brake, err error) {
	plain, err := v.store.sealer.Open(r.Sealed)
	if err != nil {
		return b, unreadable(err)
	}
	var s sealedBrake
	if err := json.Unmarshal(plain, &s); err != nil {
		return b, err
	}
	return models.Brake{ID: r.ID, Operation: r.Operation, Act: r.Act, State: r.State, Site: s.Site, HHour: s.HHour, AtOnce: s.AtOnce, Reason: s.Reason,
		AskedBy: r.AskedBy, AskedAt: r.AskedAt, EndedBy: r.EndedBy, EndedAt: r.EndedAt, Version: r.Version}, nil
}

func (tx *Tx) sealBrake(b models.Brake) (r brakeRow, err error) {
	plain, err := json.Marshal(sealedBrake{b.Site, b.HHour, b.Reason, b.AtOnce})
	if err != nil {
		return r, err
	}
	r = brakeRow{ID: b.ID, Operation: b.Operation, Act: b.Act, State: b.State, AskedBy: b.AskedBy, AskedAt: b.AskedAt, EndedBy: b.EndedBy,
		EndedAt: b.EndedAt, Version: b.Version}
	r.Sealed, err = tx.store.sealer.Seal(plain)
	return r, err
}

// Brakes lists the brakes of an operation: those that have ended in the order in
// which they did, then those that wait for a second person.
func (v View) Brakes(operation models.ID) (out []models.Brake, err error) {
	var rows []brakeRow
	if err := v.db.Where("operation = ?", operation).Find(&rows).Error; err != nil {
		return nil, err
	}
	for _, r := range rows {
		b, err := v.openBrake(r)
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	slices.SortFunc(out, func(a, b models.Brake) int {
		if waits := cmp.Compare(order(a), order(b)); waits != 0 {
			return waits
		}
		if a.EndedAt != nil {
			return cmp.Or(a.EndedAt.Compare(*b.EndedAt), slices.Compare(a.ID[:], b.ID[:]))
		}
		return cmp.Or(a.AskedAt.Compare(b.AskedAt), slices.Compare(a.ID[:], b.ID[:]))
	})
	return out, nil
}

// order puts what has ended before what waits.
func order(b models.Brake) int {
	if b.EndedAt == nil {
		return 1
	}
	return 0
}

// Brake reads one of an operation.
func (v View) Brake(operation, id models.ID) (models.Brake, error) {
	var r brakeRow
	if err := v.db.Where("operation = ? AND id = ?", operation, id).Take(&r).Error; err != nil {
		return models.Brake{}, err
	}
	return v.openBrake(r)
}

// AddBrake inserts one that was asked for.
func (tx *Tx) AddBrake(b *models.Brake) error {
	b.ID, b.State, b.AskedAt, b.Version = models.NewID(), models.BrakeMachine.Start, tx.Now, 1
	row, err := tx.sealBrake(*b)
	if err != nil {
		return err
	}
	return tx.db.Create(&row).Error
}

// SaveBrake writes a changed one.
func (tx *Tx) SaveBrake(b *models.Brake) error {
	row, err := tx.sealBrake(*b)
	if err != nil {
		return err
	}
	if err := save(tx.db, &row, row.ID, &row.Version); err != nil {
		return err
	}
	b.Version = row.Version
	return nil
}
