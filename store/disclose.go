package store

import (
	"encoding/base64"
	"strings"

	"github.com/cellsweep/cellsweep/models"
)

// sealedDetail is how the detail of an audit row begins that may not be read in
// the database before release: which site somebody looked at is part of a plan.
const sealedDetail = "sealed:"

// NoteSealed writes an audit row about the plan of an operation. Detail is
// sealed like a draft; Disclose opens it. Subject and reason are not.
func (tx *Tx) NoteSealed(act models.Act, operation models.ID, subject, reason, detail string) error {
	if detail == "" {
		return tx.Note(act, &operation, nil, subject, reason, "")
	}
	sealed, err := tx.store.sealer.Seal([]byte(detail))
	if err != nil {
		return err
	}
	return tx.Note(act, &operation, nil, subject, reason, sealedDetail+base64.RawURLEncoding.EncodeToString(sealed))
}

// IsSealedDetail says whether NoteSealed has sealed the detail of an audit row.
func IsSealedDetail(detail string) bool { return strings.HasPrefix(detail, sealedDetail) }

// Disclose gives the detail of an audit row in clear, whether it was sealed or not.
func (v View) Disclose(detail string) (string, error) {
	text, sealed := strings.CutPrefix(detail, sealedDetail)
	if !sealed {
		return detail, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return "", err
	}
	plain, err := v.store.sealer.Open(raw)
	if err != nil {
		return "", unreadable(err)
	}
	return string(plain), nil
}
