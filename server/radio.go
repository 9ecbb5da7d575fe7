package server

import (
	"context"

	"github.com/cellsweep/cellsweep/bundle"
	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// What is said over the radio to a site without a network: the ten words that
// open its package, and four for each brake. Showing them is noted with its reason
// in the same transaction, so that nothing is shown that is not noted.

// ShowWords shows the ten words of a released site.
func (h handlers) ShowWords(ctx context.Context, r api.ShowWordsRequestObject) (api.ShowWordsResponseObject, error) {
	var answer api.ShowWords200JSONResponse
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		secrets, err := secretsOf(tx.View, r.Operation, r.Site)
		if err != nil {
			return err
		}
		if _, err := mayOpen(tx, r.Operation, r.Site); err != nil {
			return err
		}
		answer = api.ShowWords200JSONResponse{Words: secrets.Words, Language: api.Language(secrets.Language)}
		return tx.Note(models.ActBundleWords, &r.Operation, &r.Site, "words", r.Body.Reason, "")
	})
	return answer, err
}

// secretsOf opens what a site's package was made with. A decoy is not a site.
func secretsOf(v store.View, operation, site models.ID) (s bundle.Secrets, err error) {
	b, err := v.BundleFor(operation, site)
	if err != nil {
		return s, err
	}
	if s, err = openSecrets(b); err == nil && !s.Target {
		err = noBundle()
	}
	return s, err
}

// ShowBrakeCode shows the four words that prove a confirmed order to a site.
func (h handlers) ShowBrakeCode(ctx context.Context, r api.ShowBrakeCodeRequestObject) (api.ShowBrakeCodeResponseObject, error) {
	var answer api.ShowBrakeCode200JSONResponse
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		o, err := tx.Operation(r.Operation)
		if err != nil {
			return err
		}
		brakes, err := tx.Brakes(r.Operation)
		if err != nil {
			return err
		}
		act, n, err := ordinal(o, brakes, r.Brake, r.Site)
		if err != nil {
			return err
		}
		secrets, err := secretsOf(tx.View, r.Operation, r.Site)
		if err != nil {
			return err
		}
		code, err := secrets.Code(act, n)
		if err != nil {
			return err
		}
		answer = api.ShowBrakeCode200JSONResponse{Words: code.Words, Language: api.Language(secrets.Language)}
		return tx.Note(models.ActBundleWords, &r.Operation, &r.Site, "brake/"+r.Brake.String(), r.Body.Reason, string(act))
	})
	return answer, err
}

// ordinal says which order of its act a brake is for a site, counted from
// release on: 1, 2, 3 …
func ordinal(o models.Operation, brakes []models.Brake, id, site models.ID) (act models.BrakeAct, n int, err error) {
	for _, b := range brakes {
		if b.ID == id {
			act = b.Act
		}
	}
	for _, b := range brakes {
		reaches := b.Act == act && (b.Site == nil || *b.Site == site)
		if !reaches || b.State != models.BrakeConfirmed || o.ReleasedAt == nil || b.EndedAt.Before(*o.ReleasedAt) {
			continue
		}
		if n++; b.ID == id {
			return act, n, nil
		}
	}
	if act == "" {
		return act, 0, noBundle()
	}
	return act, 0, models.NewFault(models.WrongState, "There is a code for this site when a second person has confirmed an order to it after release.")
}
