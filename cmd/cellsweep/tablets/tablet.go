package tablets

import (
	"context"
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// appVersion is what the simulated tablets call themselves.
const appVersion = "1.0.0-simulator"

// tablet is one tablet: its keys, its stream, and what it has pulled. All of it
// outlives a restart but the session.
type tablet struct {
	network   *network
	post      Post
	replica   int
	label     string
	signing   ed25519.PrivateKey
	id        models.ID
	rootKey   string
	root      ed25519.PublicKey
	operation models.ID
	outbox    outbox
	weather   *weather
	online    bool // as counted in traffic.online

	token     string
	tokenEnds time.Time
	cursor    string
	documents map[fieldsync.Kind]map[string]json.RawMessage
	resets    int
	pulled    int // documents, repeats included
}

// enrol makes keys, enrols with a code and pins the server's keys. The answer's
// six words are what the tablet's screen shows.
func (t *tablet) enrol(ctx context.Context, code, rootKey string) (words string, err error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return "", err
	}
	agreement, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		return "", err
	}
	t.signing, t.rootKey = private, rootKey
	claim := fieldsync.Enrolment{Code: code, SigningKey: fieldsync.EncodeBytes(public), AgreementKey: fieldsync.EncodeBytes(agreement.PublicKey().Bytes()), Site: t.post.Site}
	body, err := json.Marshal(map[string]any{"code": code, "site": t.post.Site, "label": t.label, "appVersion": appVersion,
		"signingKey": claim.SigningKey, "agreementKey": claim.AgreementKey, "sig": claim.Sign(private)})
	if err != nil {
		return "", err
	}
	var answer struct {
		TabletID    models.ID `json:"tabletId"`
		Fingerprint string
		Tag         string
		Keys        []serverKey
	}
	if _, err := t.network.ask(ctx, request{method: http.MethodPost, path: "/v1/tablets", body: body, replica: t.replica}, &answer); err != nil {
		return "", err
	}
	if !models.ValidTag(answer.Tag) {
		return "", fmt.Errorf("the server gave the tablet the tag %q", answer.Tag)
	}
	t.id, t.post.Tag = answer.TabletID, answer.Tag
	return answer.Fingerprint, t.pin(answer.Keys)
}

type serverKey struct{ ID, Use, Key, From, Until, Sig string }

// pin keeps the root key, and the entry key that it vouches for.
func (t *tablet) pin(keys []serverKey) (err error) {
	for _, k := range keys {
		if k.Use == "root" && k.Key == t.rootKey {
			if t.root, err = fieldsync.ParseSigningKey(k.Key); err != nil {
				return err
			}
		}
	}
	if t.root == nil {
		return errors.New("the root key of the enrolment is not the one that the server shows")
	}
	for _, k := range keys {
		read := fieldsync.ServerKey{ID: k.ID, Use: k.Use, Key: k.Key}
		if read.From, err = fieldsync.ParseTime(k.From); err != nil {
			return err
		}
		if k.Until != "" {
			if read.Until, err = fieldsync.ParseTime(k.Until); err != nil {
				return err
			}
		}
		if !read.Verify(t.root, k.Sig) {
			return fmt.Errorf("the server's key %s does not bear the root's signature", k.ID)
		}
		if k.Use == "entry" {
			if t.outbox.server, err = fieldsync.ParseSigningKey(k.Key); err != nil {
				return err
			}
		}
	}
	if t.outbox.server == nil {
		return errors.New("the server named no entry key")
	}
	return nil
}

// join begins the tablet's stream in an operation.
func (t *tablet) join(operation models.ID) {
	t.operation = operation
	public := fieldsync.EncodeBytes(t.signing.Public().(ed25519.PublicKey)) //nolint:forcetypeassert // its own documentation says so
	t.outbox.stream, t.outbox.key = fieldsync.Stream(public, operation), t.signing
	t.outbox.positions, t.outbox.verdicts = map[uint64]uint64{}, map[fieldsync.Verdict]int{}
	t.outbox.photos = map[string]bool{}
}

// session gives a token that is good for another minute.
func (t *tablet) session(ctx context.Context) (string, error) {
	if t.token != "" && time.Until(t.tokenEnds) > time.Minute {
		return t.token, nil
	}
	at := "/v1/tablets/" + t.id.String()
	var challenge struct{ Nonce string }
	if _, err := t.network.ask(ctx, request{method: http.MethodPost, path: at + "/challenge", replica: t.replica}, &challenge); err != nil {
		return "", err
	}
	login := fieldsync.Login{ServerRootKey: t.rootKey, Tablet: t.id, Nonce: challenge.Nonce}
	body, err := json.Marshal(map[string]string{"nonce": challenge.Nonce, "sig": login.Sign(t.signing)})
	if err != nil {
		return "", err
	}
	var granted struct{ Token, ExpiresAt string }
	if _, err := t.network.ask(ctx, request{method: http.MethodPost, path: at + "/token", body: body, replica: t.replica}, &granted); err != nil {
		return "", err
	}
	t.token = granted.Token
	t.tokenEnds, err = fieldsync.ParseTime(granted.ExpiresAt)
	return t.token, err
}

// get asks as the tablet, with a fresh session where the old one is refused.
func (t *tablet) get(ctx context.Context, path string, out any) error {
	for again := false; ; again = true {
		token, err := t.session(ctx)
		if err != nil {
			return err
		}
		_, err = t.network.ask(ctx, request{method: http.MethodGet, path: path, token: token, replica: t.replica}, out)
		if refused, ok := errors.AsType[*refusal](err); ok && refused.Status == http.StatusUnauthorized && !again {
			t.token = ""
			continue
		}
		return err
	}
}

// carries says whether the server lets the tablet write to its operation.
func (t *tablet) carries(ctx context.Context) error {
	var list struct{ Items []struct{ ID models.ID } }
	if err := t.get(ctx, "/v1/sync/operations", &list); err != nil {
		return err
	}
	for _, x := range list.Items {
		if x.ID == t.operation {
			return nil
		}
	}
	return fmt.Errorf("the operation does not reach the tablet %s at %s", t.label, t.post.SiteCode)
}

// pull takes over what changed since the last pull, or all of it when the
// server says that the cursor is no longer good.
func (t *tablet) pull(ctx context.Context) error {
	into := t.documents
	if into == nil || t.cursor == "" {
		into, t.cursor = map[fieldsync.Kind]map[string]json.RawMessage{}, ""
	}
	for more := true; more; {
		q := url.Values{"operation": {t.operation.String()}, "limit": {"500"}}
		if t.cursor != "" {
			q.Set("cursor", t.cursor)
		}
		var page struct {
			Documents  []json.RawMessage
			Checkpoint struct{ Cursor string }
			HasMore    bool
		}
		err := t.get(ctx, "/v1/sync/pull?"+q.Encode(), &page)
		if refused, ok := errors.AsType[*refusal](err); ok && refused.Status == http.StatusGone && t.resets < tries {
			t.resets++
			into, t.cursor = map[fieldsync.Kind]map[string]json.RawMessage{}, "" // a shadow copy; the outbox stays
			continue
		}
		if err != nil {
			return err
		}
		for _, raw := range page.Documents {
			var d struct {
				ID   string
				Kind fieldsync.Kind
			}
			if err := json.Unmarshal(raw, &d); err != nil {
				return err
			}
			if into[d.Kind] == nil {
				into[d.Kind] = map[string]json.RawMessage{}
			}
			into[d.Kind][d.ID] = raw
			t.pulled++
		}
		t.cursor, more = page.Checkpoint.Cursor, page.HasMore
	}
	t.documents = into
	return nil
}
