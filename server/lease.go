package server

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// defaultLease is how long a tablet can be read without the server: an operation
// with the days before and after it.
const defaultLease = 72 * time.Hour

// LeaseTablet gives a confirmed tablet the server's half of the key to its memory.
// It is not kept anywhere, but follows from the key file and the tablet: a tablet
// that comes back after its lease opens what it had sealed before. Reading alone
// hangs on it; a tablet records and sends without.
func (h handlers) LeaseTablet(ctx context.Context, _ api.LeaseTabletRequestObject) (api.LeaseTabletResponseObject, error) {
	id := store.CallerOf(ctx).Actor.Tablet
	length := h.TabletLease
	if length <= 0 {
		length = defaultLease
	}
	share, err := h.share(id)
	if err != nil {
		return nil, err
	}
	answer := api.LeaseTablet200JSONResponse{Share: base64.RawURLEncoding.EncodeToString(share), Seconds: int(length / time.Second)}
	err = h.Store.Tx(ctx, func(tx *store.Tx) error {
		t, err := tx.Tablet(id)
		if err != nil {
			return err
		}
		if t.State != models.TabletConfirmed {
			return models.NewFault(models.WrongState, "The tablet is not confirmed yet. Have a coordinator compare the six words.")
		}
		answer.Until = models.FormatTime(models.Instant(h.Wall().Add(length)))
		return tx.Note(models.ActTabletLease, nil, &t.Establishment, "tablet/"+t.ID.String(), "", "")
	})
	return answer, err
}

// share is HKDF-SHA256 (RFC 5869) of the key file's secret for one tablet: 32 bytes.
func (s *Server) share(tablet models.ID) ([]byte, error) {
	return hkdf.Key(sha256.New, s.Keys.Secret[:], nil, "cellsweep-share/1\n"+tablet.String(), 32)
}
