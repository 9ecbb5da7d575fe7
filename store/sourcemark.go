package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"

	"github.com/cellsweep/cellsweep/models"
)

// registryMark is what tells that a table of the registry has changed: triggers
// of the database write another random one after every change.
type registryMark struct {
	Name string `gorm:"primaryKey"`
	Mark string
}

func (registryMark) TableName() string { return "registry_marks" }

// sealedHead is how many of the first bytes of a sealed text tell it from every
// other: sealing begins with 24 random ones.
const sealedHead = 40

// SourceMark is a digest of which drafts, waivers and registry an instance of an
// operation would be made from now: hexadecimal, another after every change, the
// same for the same on every replica. It tells nothing of their content, opens no
// draft and costs a few small reads.
// What is random in it is why no two states share one, not even one that was
// rolled back and the next of the same version.
func (v View) SourceMark(operation models.ID) (string, error) {
	o, err := v.Operation(operation)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	write := func(part []byte) {
		_, _ = sum.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		_, _ = sum.Write(part)
	}
	write([]byte(o.Name))
	heads, err := v.draftHeads(operation)
	if err != nil {
		return "", err
	}
	for _, d := range heads {
		write(d.ID[:])
		write(d.Sealed)
	}
	var waivers []waiverRow
	if err := v.db.Omit("Sealed").Where("operation = ?", operation).Order("id").Find(&waivers).Error; err != nil {
		return "", err
	}
	for _, w := range waivers { // what is sealed of one never changes
		write(w.ID[:])
		write([]byte(w.State))
		if w.SignedBy != nil {
			write(w.SignedBy[:])
		}
	}
	marks, err := v.RegistryMark()
	write([]byte(marks))
	return hex.EncodeToString(sum.Sum(nil)), err
}

// RegistryMark is another text after every change of establishments, locations
// and officers.
func (v View) RegistryMark() (text string, err error) {
	var marks []registryMark
	err = v.db.Order("name").Find(&marks).Error
	for _, m := range marks {
		text += m.Name + " " + m.Mark + "\n"
	}
	return text, err
}

// draftHeads are the rows of an operation's drafts with the first bytes alone of
// what is sealed.
func (v View) draftHeads(operation models.ID) (rows []draftRow, err error) {
	return rows, v.db.Model(&draftRow{}).Select("id, operation, version, substr(sealed, 1, ?) AS sealed, updated_by, updated_at", sealedHead).
		Where("operation = ?", operation).Order("id").Find(&rows).Error
}
