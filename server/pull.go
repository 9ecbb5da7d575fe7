package server

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// cursor is where a puller stands. It is sealed: a client can neither read nor
// forge it, and a cursor of another access or epoch is told to begin anew.
type cursor struct {
	Epoch    string         `json:"e"`
	Access   string         `json:"a"`
	Position uint64         `json:"p"`
	Kind     fieldsync.Kind `json:"k"`
	ID       string         `json:"i"`
}

// access is what somebody may see of an operation.
type access struct {
	sites     models.IDSet
	all       bool
	positions bool     // hq, auditor and analyst see positions
	owners    []string // a tablet's own streams; nil for people, who see every receipt
	token     string   // changes when any of it does
}

// pageBytes is about how much one page of a pull holds.
const pageBytes = 2 << 20

// PullDocuments gives the documents that changed after a cursor.
func (h handlers) PullDocuments(ctx context.Context, r api.PullDocumentsRequestObject) (api.PullDocumentsResponseObject, error) {
	if reads, oldest := max(r.Params.Schema, 1), cmp.Or(h.OldestSchema, documentSchema); reads < oldest {
		return nil, models.NewFault(models.TooOld, "This program reads documents of schema %d; the server writes %d, and none before %d. Update it; what it has recorded can still be sent.",
			reads, max(documentSchema, oldest), oldest)
	}
	operation, limit := r.Params.Operation, int(r.Params.Limit)
	if limit == 0 {
		limit = 500
	}
	caller := store.CallerOf(ctx).Actor
	var page api.PullDocuments200JSONResponse
	err := h.Store.Read(ctx, func(v store.View) error {
		j, err := v.Journal(operation)
		if err != nil {
			return err
		}
		a, err := accessOf(v, caller, operation)
		if err != nil {
			return err
		}
		at, err := h.openCursor(r.Params.Cursor, j.Epoch, a.token)
		if err != nil {
			return err
		}
		docs, err := v.Pulled(store.Feed{Operation: operation, Sites: a.sites, All: a.all, Owners: a.owners, OwnersOnly: caller.Tablet != models.ID{},
			AfterPosition: at.Position, AfterKind: at.Kind, AfterID: at.ID, Limit: limit + 1})
		if err != nil {
			return err
		}
		page.HasMore = len(docs) > limit
		docs = docs[:min(len(docs), limit)]
		page.Epoch, page.Documents = j.Epoch, []json.RawMessage{}
		for bytes, i := 0, 0; i < len(docs); i++ {
			if bytes > pageBytes { // the rest with the next page: no page is built in memory beyond this
				page.HasMore = true
				break
			}
			d := docs[i]
			if !a.all {
				if d, err = narrowed(v, operation, a.sites, d); err != nil {
					return err
				}
			}
			page.Documents = append(page.Documents, documentOut(d, a.positions))
			bytes += len(page.Documents[i])
			at.Position, at.Kind, at.ID = d.Position, d.Kind, d.ID
		}
		page.Checkpoint.Cursor, err = h.sealCursor(at)
		return err
	})
	if err == nil && r.Params.Cursor == "" {
		err = h.Store.Tx(ctx, func(tx *store.Tx) error {
			return tx.Note(models.ActSyncPull, &operation, nil, "documents", "", "from the start")
		})
	}
	return page, err
}

// accessOf says what the caller may see of an operation.
func accessOf(v store.View, caller models.Actor, operation models.ID) (access, error) {
	var a access
	a.sites, a.all = caller.Sites(models.ActSyncPull, operation)
	roles := []string{}
	for _, g := range caller.Grants {
		if g.Operation == nil || *g.Operation == operation {
			roles = append(roles, string(g.Role))
			a.positions = a.positions || slices.Contains([]models.Role{models.RoleHQ, models.RoleAuditor, models.RoleAnalyst}, g.Role)
		}
	}
	slices.Sort(roles)
	if caller.Tablet != (models.ID{}) {
		streams, err := v.StreamsOfTablet(caller.Tablet)
		if err != nil {
			return a, err
		}
		a.owners = []string{}
		for _, s := range streams {
			if s.Operation == operation {
				a.owners = append(a.owners, s.Stream)
			}
		}
	}
	slices.SortFunc(a.sites, func(x, y models.ID) int { return slices.Compare(x[:], y[:]) })
	a.token = hashOf(fmt.Sprint(roles, a.sites, a.all, a.owners))[:16]
	return a, nil
}

// openCursor reads a cursor, and refuses one of another time or access.
func (s *Server) openCursor(text, epoch, token string) (cursor, error) {
	at := cursor{Epoch: epoch, Access: token}
	if text == "" {
		return at, nil
	}
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		var plain []byte
		if plain, err = s.Keys.Open(sealed); err == nil {
			err = json.Unmarshal(plain, &at)
		}
	}
	switch {
	case err != nil:
		return at, models.NewFault(models.Invalid, "The cursor is not one of this server's. Pull from the start.").Because(err).
			With(models.Field{Param: "cursor", Code: "format", Message: "send back checkpoint.cursor as it was given"})
	case at.Epoch != epoch:
		return at, models.NewFault(models.Reset, "The server was restored; pull from the start and keep what you have not sent.").
			With(models.Field{Param: "cursor", Code: "epoch", Message: "the epoch has changed"})
	case at.Access != token:
		return at, models.NewFault(models.Reset, "What you may see has changed; pull from the start.").
			With(models.Field{Param: "cursor", Code: "access", Message: "the access has changed"})
	}
	return at, nil
}

func (s *Server) sealCursor(at cursor) (string, error) {
	plain, err := json.Marshal(at)
	if err != nil {
		return "", err
	}
	sealed, err := s.Keys.Seal(plain)
	return base64.RawURLEncoding.EncodeToString(sealed), err
}

// ownKind is what a document's own member kind is called when it is shown: its
// envelope has a kind already, and of two members of one name readers keep the last.
var ownKind = map[fieldsync.Kind]string{fieldsync.KindTask: "locationKind", fieldsync.KindLocation: "locationKind",
	fieldsync.KindCustody: "custodyKind", fieldsync.KindFile: "fileKind"}

// documentOut writes a document as clients see it: what it is, then the members
// of its body. No name comes twice.
func documentOut(d fieldsync.Document, withPosition bool) json.RawMessage {
	members := map[string]json.RawMessage{}
	if json.Unmarshal(d.Body, &members) != nil {
		members = map[string]json.RawMessage{} // an erased one has no body
	}
	if kind, has := members["kind"]; has {
		members[cmp.Or(ownKind[d.Kind], string(d.Kind)+"Kind")] = kind
	}
	for _, name := range []string{"id", "kind", "rev", "_deleted"} {
		delete(members, name)
	}
	var b bytes.Buffer
	id, _ := json.Marshal(d.ID) // a string can always be written
	fmt.Fprintf(&b, `{"id":%s,"kind":%q,"rev":%d,"_deleted":%t`, id, d.Kind, d.Rev, d.Deleted)
	if _, own := members["position"]; withPosition && !own { // a receipt has that of its entry
		fmt.Fprintf(&b, `,"position":%d`, d.Position)
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		fmt.Fprintf(&b, `,%q:%s`, name, members[name])
	}
	b.WriteByte('}')
	return b.Bytes()
}
