package server

import (
	"bytes"
	"context"

	"github.com/cellsweep/cellsweep/bundle"
	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// ListBundles lists the sealed packages for the tablet's establishment.
func (h handlers) ListBundles(ctx context.Context, _ api.ListBundlesRequestObject) (api.ListBundlesResponseObject, error) {
	answer := api.ListBundles200JSONResponse{}
	err := h.Store.Read(ctx, func(v store.View) error {
		t, err := v.Tablet(store.CallerOf(ctx).Actor.Tablet)
		if err != nil {
			return err
		}
		rows, err := v.BundlesAt(t.Establishment)
		for _, b := range rows {
			answer = append(answer, api.Bundle{Id: b.ID, Size: int(b.Size), Sha256: b.SHA256})
		}
		return err
	})
	return answer, err
}

// noBundle is what every package is that is not, or not yet, for who asks: one
// answer, from which nothing can be told.
func noBundle() error {
	return models.NewFault(models.NotFound, "There is nothing here by that name.")
}

// bundleFor reads a package that is for the tablet's establishment.
func bundleFor(ctx context.Context, v store.View, id models.ID) (b models.Bundle, t models.Tablet, err error) {
	if t, err = v.Tablet(store.CallerOf(ctx).Actor.Tablet); err != nil {
		return b, t, err
	}
	if b, err = v.Bundle(id); err == nil && b.Establishment != t.Establishment {
		err = noBundle()
	}
	return b, t, err
}

// GetBundle gives a package as it was sealed, and notes the first time that a
// tablet fetches it.
func (h handlers) GetBundle(ctx context.Context, r api.GetBundleRequestObject) (api.GetBundleResponseObject, error) {
	var b models.Bundle
	var t models.Tablet
	fetched := false
	err := h.Store.Read(ctx, func(v store.View) (err error) {
		if b, t, err = bundleFor(ctx, v, r.Id); err != nil {
			return err
		}
		fetched, err = v.Fetched(b.ID, t.ID)
		return err
	})
	if err == nil && !fetched {
		err = h.Store.Tx(ctx, func(tx *store.Tx) error {
			if err := tx.NoteFetch(b.ID, t.ID); err != nil {
				return err
			}
			return tx.Note(models.ActBundleFetch, &b.Operation, &b.Establishment, "bundle/"+b.ID.String(), "", "package")
		})
	}
	if err != nil {
		return nil, err
	}
	if !fetched {
		h.stirred(b.Operation)
	}
	return api.GetBundle200ApplicationoctetStreamResponse{Body: bytes.NewReader(b.Package), ContentLength: int64(len(b.Package))}, nil
}

// GetBundleWords gives the file that ten words open.
func (h handlers) GetBundleWords(ctx context.Context, r api.GetBundleWordsRequestObject) (api.GetBundleWordsResponseObject, error) {
	var b models.Bundle
	err := h.Store.Read(ctx, func(v store.View) (err error) {
		b, _, err = bundleFor(ctx, v, r.Id)
		return err
	})
	return api.GetBundleWords200ApplicationoctetStreamResponse{Body: bytes.NewReader(b.Words), ContentLength: int64(len(b.Words))}, err
}

// GetBundleKey gives the release identity to a confirmed tablet of a released
// site that nothing brakes. To everybody else there is no such package.
func (h handlers) GetBundleKey(ctx context.Context, r api.GetBundleKeyRequestObject) (api.GetBundleKeyResponseObject, error) {
	var answer api.GetBundleKey200JSONResponse
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		b, t, err := bundleFor(ctx, tx.View, r.Id)
		if err != nil {
			return err
		}
		secrets, err := openSecrets(b)
		if err != nil {
			return err
		}
		if !secrets.Target || t.State != models.TabletConfirmed {
			return noBundle()
		}
		if _, err := mayOpen(tx, b.Operation, b.Establishment); err != nil {
			return errorUnless(err, models.WrongState, noBundle())
		}
		if answer.Identity, err = bundle.SealToTablet(secrets.Identity, t.AgreementKey); err != nil {
			return errorUnless(err, models.Invalid, noBundle())
		}
		return tx.Note(models.ActBundleFetch, &b.Operation, &b.Establishment, "bundle/"+b.ID.String(), "", "key")
	})
	return answer, err
}

// errorUnless is instead where err has the code, err otherwise.
func errorUnless(err error, code models.Code, instead error) error {
	if models.CodeOf(err) == code {
		return instead
	}
	return err
}

// openSecrets reads what opens a package.
func openSecrets(b models.Bundle) (bundle.Secrets, error) {
	s, err := bundle.DecodeSecrets(b.Secrets)
	if err != nil {
		err = models.NewFault(models.Internal, "The secrets of a package cannot be read.").Because(err)
	}
	return s, err
}

// mayOpen refuses, as WrongState, unless an operation is released by the
// server's clock and runs, and its site is not braked.
func mayOpen(tx *store.Tx, operation, site models.ID) (models.Operation, error) {
	o, err := tx.Operation(operation)
	if err != nil {
		return o, err
	}
	brakes, err := tx.Brakes(operation)
	if err != nil {
		return o, err
	}
	switch braking := models.BrakingOf(brakes, site); {
	case o.ReleasedAt == nil || o.ReleasedAt.After(tx.Now) || !o.State.Running():
		return o, models.NewFault(models.WrongState, "The operation is %s; its packages are opened after release, while it runs.", o.State)
	case braking != models.Unbraked:
		return o, models.NewFault(models.WrongState, "The site is %s; its package is not to be opened.", braking)
	}
	return o, nil
}
