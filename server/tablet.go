package server

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tyler-smith/go-bip39/wordlists"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// How long a challenge and a tablet's session are good.
const (
	challengeLength   = 60 * time.Second
	tabletTokenLength = 15 * time.Minute
)

// EnrolTablet takes a tablet in, pending until its fingerprint is confirmed.
// The same signing key again gets the same answer and spends nothing: the first
// answer may have been lost on the way.
func (h handlers) EnrolTablet(ctx context.Context, r api.EnrolTabletRequestObject) (api.EnrolTabletResponseObject, error) {
	b := r.Body
	claim := fieldsync.Enrolment{Code: b.Code, SigningKey: b.SigningKey, AgreementKey: b.AgreementKey, Site: b.Site}
	if err := claim.Verify(b.Sig); err != nil {
		return nil, err
	}
	var t models.Tablet
	var running []models.ID
	err := h.Store.Tx(ctx, func(tx *store.Tx) (err error) {
		if t, err = tx.TabletByKey(b.SigningKey); err == nil {
			return tx.TagTablet(&t)
		}
		if err := tx.SpendEnrolment(hashOf(b.Code), b.Site); err != nil {
			return err
		}
		t = models.Tablet{ID: models.NewID(), Establishment: b.Site, Label: b.Label, State: models.TabletMachine.Start,
			SigningKey: b.SigningKey, AgreementKey: b.AgreementKey, AppVersion: b.AppVersion}
		if err := tx.AddTablet(&t); err != nil {
			return err
		}
		if err := addDecoys(tx, t.Establishment); err != nil {
			return err
		}
		if running, err = joinRunning(tx, t); err != nil {
			return err
		}
		return tx.Note(models.ActTabletEnrol, nil, &t.Establishment, "tablet/"+t.ID.String(), "", "")
	})
	if err != nil {
		return nil, err
	}
	for _, operation := range running {
		h.rejudge(context.WithoutCancel(ctx), fieldsync.Stream(t.SigningKey, operation))
	}
	return api.EnrolTablet201JSONResponse{TabletId: t.ID, State: api.TabletState(t.State), Tag: t.Tag, Fingerprint: fingerprint(t), Keys: h.publicKeys(),
		ServerTime: models.FormatTime(h.Clock())}, nil
}

// joinRunning lets a tablet write to the operations that run at its establishment.
func joinRunning(tx *store.Tx, t models.Tablet) (joined []models.ID, err error) {
	running, err := tx.OperationsIn(models.Released, models.Live, models.Closing, models.Held)
	if err != nil {
		return nil, err
	}
	for _, o := range running {
		_, err := tx.SiteDraft(o.ID, t.Establishment) // not the document: the projector may not have come to it
		if models.CodeOf(err) == models.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		if err := tx.AddStreams(o.ID, []models.Tablet{t}); err != nil {
			return nil, err
		}
		joined = append(joined, o.ID)
	}
	return joined, nil
}

// publicKeys are the server's keys as a tablet pins them: all but the root
// carry the root's signature.
func (s *Server) publicKeys() []api.ServerKey {
	out := []api.ServerKey{}
	for _, k := range []fieldsync.ServerKey{
		{ID: "root", Use: "root", Key: Public(s.Keys.Root), From: s.Keys.Created},
		{ID: "entry", Use: "entry", Key: Public(s.Keys.Entry), From: s.Keys.Created},
		{ID: "log", Use: "log", Key: Public(s.Keys.Log), From: s.Keys.Created},
		{ID: "age", Use: "age", Key: s.Keys.AgePublic(), From: s.Keys.Created},
	} {
		out = append(out, api.ServerKey{Id: k.ID, Use: api.ServerKeyUse(k.Use), Key: k.Key, From: models.FormatTime(k.From), Sig: k.Sign(s.Keys.Root)})
	}
	return out
}

// fingerprint is six words of the BIP39 English list from the first 66 bits of
// SHA-256("cellsweep-fingerprint/1", signingKey, agreementKey joined by line
// feeds): what both screens show, and two people compare.
func fingerprint(t models.Tablet) string {
	sum := hashOf("cellsweep-fingerprint/1\n" + t.SigningKey + "\n" + t.AgreementKey)
	words := make([]string, 6)
	bits := 0
	have, at := 0, 0
	for i := range words {
		for have < 11 {
			bits = bits<<4 | int(hexValue(sum[at]))
			have, at = have+4, at+1
		}
		have -= 11
		words[i] = wordlists.English[bits>>have&2047]
		bits &= 1<<have - 1
	}
	return strings.Join(words, " ")
}

func hexValue(c byte) byte {
	if c >= 'a' {
		return c - 'a' + 10
	}
	return c - '0'
}

func instantOrNone(t *time.Time) api.Instant {
	if t == nil {
		return ""
	}
	return models.FormatTime(*t)
}

func tabletOut(t models.Tablet) api.Tablet {
	return api.Tablet{Id: t.ID, Tag: t.Tag, Establishment: t.Establishment, Label: t.Label, State: api.TabletState(t.State), Fingerprint: fingerprint(t),
		AppVersion: t.AppVersion, EnrolledAt: models.FormatTime(t.EnrolledAt), RevokedAt: instantOrNone(t.RevokedAt), LastHeard: instantOrNone(t.LastHeard),
		Empty: true, Streams: []api.TabletStream{}}
}

// ConfirmTablet takes the six words as the coordinator read them off the
// tablet. What the tablet had sent while it was pending is applied now.
func (h handlers) ConfirmTablet(ctx context.Context, r api.ConfirmTabletRequestObject) (api.ConfirmTabletResponseObject, error) {
	var t models.Tablet
	var shown api.Tablet
	var touched []models.ID
	err := h.Store.Tx(ctx, func(tx *store.Tx) (err error) {
		if t, err = tx.Tablet(r.Id); err != nil {
			return err
		}
		if err := within(ctx, models.ActTabletConfirm, t.Establishment); err != nil {
			return err
		}
		if words := strings.Fields(strings.ToLower(r.Body.Fingerprint)); !slices.Equal(words, strings.Fields(fingerprint(t))) {
			return models.NewFault(models.Invalid, "The words are not those of this tablet. Compare the two screens word by word; if they differ, enrol the tablet anew.").
				With(models.Field{Pointer: "/fingerprint", Code: "differs", Message: "is not the fingerprint of this tablet"})
		}
		if err := t.Move("confirm"); err != nil {
			return err
		}
		by := store.CallerOf(ctx).Actor.Person
		t.ConfirmedBy = &by
		// A release that committed beside the enrolment did not see the tablet, nor the tablet it.
		if _, err := joinRunning(tx, t); err != nil {
			return err
		}
		touched, err = h.tellStreams(tx, t, "entry.retried", func(stream string) any {
			return map[string]any{"stream": stream, "statusCode": fieldsync.TabletPending, "reason": "tablet confirmed", "by": []models.ID{by}}
		})
		return errorOr(err, func() error {
			if err := tx.SaveTablet(&t); err != nil { // after the journals are locked, as a push does
				return err
			}
			if shown, err = oneTablet(ctx, tx.View, t); err != nil {
				return err
			}
			return tx.Note(models.ActTabletConfirm, nil, &t.Establishment, "tablet/"+t.ID.String(), "", "")
		})
	})
	if err == nil {
		for _, operation := range touched {
			h.rejudge(context.WithoutCancel(ctx), fieldsync.Stream(t.SigningKey, operation))
		}
	}
	h.committedAll(touched)
	return api.ConfirmTablet200JSONResponse(shown), err
}

// RevokeTablet ends the trust in a tablet from this position on, in every
// operation that it writes to.
func (h handlers) RevokeTablet(ctx context.Context, r api.RevokeTabletRequestObject) (api.RevokeTabletResponseObject, error) {
	var t models.Tablet
	var shown api.Tablet
	var touched []models.ID
	err := h.Store.Tx(ctx, func(tx *store.Tx) (err error) {
		if t, err = tx.Tablet(r.Id); err != nil {
			return err
		}
		if err := within(ctx, models.ActTabletRevoke, t.Establishment); err != nil {
			return err
		}
		if err := t.Move("revoke"); err != nil {
			return err
		}
		t.RevokedAt = &tx.Now
		touched, err = h.tellStreams(tx, t, "tablet.revoked", func(stream string) any {
			return map[string]any{"tablet": t.ID, "stream": stream, "reason": r.Body.Reason, "by": []models.ID{store.CallerOf(ctx).Actor.Person}}
		})
		return errorOr(err, func() error {
			if err := tx.SaveTablet(&t); err != nil { // after the journals are locked, as a push does
				return err
			}
			if shown, err = oneTablet(ctx, tx.View, t); err != nil {
				return err
			}
			return tx.Note(models.ActTabletRevoke, nil, &t.Establishment, "tablet/"+t.ID.String(), r.Body.Reason, "")
		})
	})
	h.committedAll(touched)
	return api.RevokeTablet200JSONResponse(shown), err
}

func errorOr(err error, next func() error) error {
	if err != nil {
		return err
	}
	return next()
}

// tellStreams appends a server's entry about each stream of a tablet to the
// operation that the stream belongs to, in the order of the operations so that
// two such acts cannot block each other.
func (s *Server) tellStreams(tx *store.Tx, t models.Tablet, kind string, body func(stream string) any) (operations []models.ID, err error) {
	streams, err := tx.StreamsOfTablet(t.ID)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(streams, func(a, b store.Stream) int { return bytes.Compare(a.Operation[:], b.Operation[:]) })
	for _, x := range streams {
		j, err := tx.LockJournal(x.Operation)
		if err != nil {
			return nil, err
		}
		e, err := s.ownEntry(&j, tx.Now, declaration{kind: kind, body: body(x.Stream)})
		if err != nil {
			return nil, err
		}
		if err := tx.Append(&j, []*fieldsync.Journalled{e}); err != nil {
			return nil, err
		}
		if kind == "tablet.revoked" {
			if x, err = tx.Stream(x.Stream); err != nil { // again: a push may have been before us at the lock
				return nil, err
			}
			x.RevokedAt, x.RevokedSeq, x.RevokedHash = e.Position, x.HeadSeq, x.HeadHash
			if err := tx.SaveStream(&x); err != nil {
				return nil, err
			}
		}
		operations = append(operations, x.Operation)
	}
	return operations, nil
}

// ChallengeTablet gives a nonce.
func (h handlers) ChallengeTablet(ctx context.Context, r api.ChallengeTabletRequestObject) (api.ChallengeTabletResponseObject, error) {
	if !h.guard.push(remote(ctx)) {
		return nil, models.NewFault(models.TooMany, "There were too many requests from this address.")
	}
	nonce, now := newToken(), h.Wall()
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		if _, err := tx.Tablet(r.Id); err != nil {
			return err
		}
		return tx.AddChallenge(r.Id, hashOf(nonce), now, now.Add(challengeLength))
	})
	return api.ChallengeTablet201JSONResponse{Nonce: nonce}, err
}

// TokenTablet gives a session for a signed nonce.
func (h handlers) TokenTablet(ctx context.Context, r api.TokenTabletRequestObject) (api.TokenTabletResponseObject, error) {
	token, now := newToken(), h.Wall()
	expires := now.Add(tabletTokenLength)
	var t models.Tablet
	err := h.Store.Tx(ctx, func(tx *store.Tx) (err error) {
		if t, err = tx.Tablet(r.Id); err != nil {
			return err
		}
		key, err := fieldsync.ParseSigningKey(t.SigningKey)
		if err != nil {
			return err
		}
		login := fieldsync.Login{ServerRootKey: Public(h.Keys.Root), Tablet: t.ID, Nonce: r.Body.Nonce}
		if !login.Verify(key, r.Body.Sig) {
			return models.NewFault(models.Unauthenticated, "The signature is not this tablet's.")
		}
		if err := tx.TakeChallenge(t.ID, hashOf(r.Body.Nonce), now); err != nil {
			return err
		}
		if err := tx.TagTablet(&t); err != nil {
			return err
		}
		return tx.AddTabletToken(t.ID, hashOf(token), now, expires)
	})
	return api.TokenTablet201JSONResponse{Token: token, Tag: t.Tag, ExpiresAt: models.FormatTime(expires)}, err
}

// ListTabletOperations lists the operations that the tablet has a stream in.
func (h handlers) ListTabletOperations(ctx context.Context, _ api.ListTabletOperationsRequestObject) (api.ListTabletOperationsResponseObject, error) {
	answer := api.ListTabletOperations200JSONResponse{Items: []api.TabletOperation{}}
	err := h.Store.Read(ctx, func(v store.View) error {
		streams, err := v.StreamsOfTablet(store.CallerOf(ctx).Actor.Tablet)
		if err != nil {
			return err
		}
		for _, x := range streams {
			o, err := v.Operation(x.Operation)
			if err != nil {
				return err
			}
			j, err := v.Journal(x.Operation)
			if err != nil {
				return err
			}
			answer.Items = append(answer.Items, api.TabletOperation{Id: o.ID, State: api.OperationState(o.State), HHour: instantOrNone(o.HHour), Epoch: j.Epoch})
		}
		return nil
	})
	return answer, err
}
