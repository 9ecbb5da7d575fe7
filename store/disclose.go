package store

import (
	"encoding/base64"
	"strings"

	"github.com/cellsweep/cellsweep/models"
)

// sealedText is how the reason or the detail of an audit row begins that may not
// be read in the database before release: which site somebody looked at, and
// why, is part of a plan. A text that happens to begin so is sealed too, or it
// would be taken for what it is not.
const sealedText = "sealed:"

// unreleased says whether there is such an operation that was not released:
// what is written about it is as secret as its plan.
func (v View) unreleased(operation models.ID) (bool, error) {
	var n int64
	err := v.db.Model(&models.Operation{}).Where("id = ? AND released_at IS NULL", operation).Count(&n).Error
	return n > 0, err
}

// sealText seals a text for an audit row, if it must be; "" stays "".
func (tx *Tx) sealText(text string, secret bool) (string, error) {
	if text == "" || (!secret && !strings.HasPrefix(text, sealedText)) {
		return text, nil
	}
	sealed, err := tx.store.sealer.Seal([]byte(text))
	return sealedText + base64.RawURLEncoding.EncodeToString(sealed), err
}

// disclose opens what sealText sealed. What cannot be opened, because another key
// sealed it or somebody altered it, is shown as it stands: one row must not hide
// the others.
func (v View) disclose(text string) string {
	sealed, found := strings.CutPrefix(text, sealedText)
	if !found {
		return text
	}
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return text
	}
	plain, err := v.store.sealer.Open(raw)
	if err != nil {
		return text
	}
	return string(plain)
}
