package server

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// declaration is something that the server itself enters into a journal.
type declaration struct {
	site models.ID // zero where it concerns the whole operation
	kind string    // type of the entry
	body any       // what is written as a JSON object, without its salt
}

// declare enters declarations into the journal of an operation, in this order,
// signed with the entry key and chained in the server's own stream. They are
// durable, and may be spoken of, when the transaction commits.
func (s *Server) declare(tx *store.Tx, operation models.ID, all ...declaration) error {
	j, err := tx.LockJournal(operation)
	if err != nil {
		return err
	}
	stream := fieldsync.ServerStream(Public(s.Keys.Entry), operation, j.Epoch)
	entries := make([]*fieldsync.Journalled, len(all))
	seq, prev := j.ServerSeq, j.ServerHash
	for i, d := range all {
		body, err := salted(d.body)
		if err != nil {
			return err
		}
		seq++
		e := fieldsync.Entry{Seq: seq, ID: models.NewID(), Operation: operation, Site: d.site, Type: d.kind, Version: 1, At: tx.Now, Body: body, Prev: prev}
		e.Sign(stream, s.Keys.Entry)
		prev = e.Hash(stream)
		entries[i] = &fieldsync.Journalled{Entry: e, Stream: stream, Hash: prev, Verdict: fieldsync.Stored, Server: true}
	}
	return tx.Append(&j, entries)
}

// salted writes a body: a JSON object whose first member is a fresh salt.
func salted(v any) (string, error) {
	members, err := compactJSON(v)
	if err != nil {
		return "", err
	}
	var random [16]byte
	_, _ = rand.Read(random[:])
	body := `{"salt":"` + fieldsync.EncodeBytes(random[:]) + `"`
	if rest := bytes.TrimPrefix(members, []byte("{")); len(rest) > 1 {
		body += "," + string(rest)
	} else {
		body += "}"
	}
	return body, fieldsync.CheckBody(body)
}

// compactJSON writes v without the escapes that HTML would need: a body holds 48 KiB.
func compactJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}

// order is the body of what persons order: held, resumed, stood down, closed.
type order struct {
	Reason string      `json:"reason"`
	By     []models.ID `json:"by"`
}

// declareOrder enters an order of the caller into the journal.
func (s *Server) declareOrder(ctx context.Context, tx *store.Tx, operation models.ID, kind, reason string) error {
	return s.declare(tx, operation, declaration{kind: kind, body: order{reason, []models.ID{store.CallerOf(ctx).Actor.Person}}})
}
