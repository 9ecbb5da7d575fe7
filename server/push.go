package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"sync"

	"github.com/gin-gonic/gin"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/openapi/entries"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// The limits of a push, as GET /v1/sync/limits names them.
const (
	maxEntries    = 500
	maxCompressed = 1 << 20
	maxInflated   = 8 << 20
	maxForged     = 3 // bad signatures in a request, after which no more are looked at
)

// GetLimits names the limits of push.
func (h handlers) GetLimits(context.Context, api.GetLimitsRequestObject) (api.GetLimitsResponseObject, error) {
	return api.GetLimits200JSONResponse{Entries: maxEntries, CompressedBytes: maxCompressed, InflatedBytes: maxInflated,
		EntryBytes: fieldsync.MaxEntry, BodyBytes: fieldsync.MaxBody, Files: fieldsync.MaxFiles}, nil
}

// push takes entries of one stream. Signatures are the credentials; the answer
// is 200 whenever the outer object can be read, with one verdict an element,
// and is given only after the commit that makes the verdicts durable.
func (s *Server) push(c *gin.Context) {
	answer, err := s.pushed(c)
	if err != nil {
		s.refuse(c, err)
		return
	}
	c.JSON(http.StatusOK, answer)
}

func (s *Server) pushed(c *gin.Context) (fieldsync.Answer, error) {
	raw, large, err := s.readPush(c)
	if err != nil {
		return fieldsync.Answer{}, err
	}
	defer large()
	leave, err := s.admission.enter(c.Request.Context(), s.admission.every) // not before the body is here: who never sends it must not hold a place
	if err != nil {
		return fieldsync.Answer{}, err
	}
	defer leave()
	p, err := fieldsync.ParsePush(raw)
	if err != nil {
		return fieldsync.Answer{}, err
	}
	if len(p.Elements) > maxEntries {
		return fieldsync.Answer{}, models.NewFault(models.TooLarge, "A push takes %d entries at most; send it in parts.", maxEntries).
			With(models.Field{Pointer: "/entries", Code: "maxEntries", Message: "has more entries than a push takes"})
	}
	from, err := s.pens.of(c, s.Store, p.Stream)
	if err != nil {
		return fieldsync.Answer{}, err
	}
	return s.admitted(c, p, from)
}

// admitted has a push judged, if its stream or its address may send one now.
func (s *Server) admitted(c *gin.Context, p fieldsync.Push, from *pen) (fieldsync.Answer, error) {
	if from != nil {
		leave, err := s.admission.stream(p.Stream)
		if err != nil {
			return fieldsync.Answer{}, err
		}
		defer leave()
		defer s.committer.under(from.operation)()
	}
	r, err := s.look(c, p, from)
	if err != nil {
		return fieldsync.Answer{}, err
	}
	r.sub.Live = true
	if r.sub.Head != nil {
		s.admission.charge(p.Stream)
	} else if !s.guard.push(remote(c)) {
		return fieldsync.Answer{}, models.NewFault(models.TooMany, "There were too many requests from this address.")
	}
	return s.judged(c, r, from)
}

// judged brings a push that has been looked at into the journal, and answers it.
func (s *Server) judged(ctx context.Context, r reading, from *pen) (fieldsync.Answer, error) {
	outcome, err := s.record(ctx, r, from)
	if err != nil {
		return fieldsync.Answer{}, err
	}
	a, err := s.answer(ctx, r, outcome)
	if err != nil {
		return fieldsync.Answer{}, err
	}
	if a.Ack != nil {
		a.TreeNote = s.notary.note(from.operation, outcome.Epoch)
	}
	return a, s.keepUnverified(ctx, r)
}

// reading is a push whose elements have been parsed and, of a known stream,
// whose signatures have been looked at.
type reading struct {
	push    fieldsync.Push
	results []fieldsync.Result
	at      []int // index of each candidate among the elements
	sub     store.Submission
}

// look parses the elements and looks at signatures, outside of any lock. Of a
// stream that nobody knows, from is nil.
func (s *Server) look(ctx context.Context, p fieldsync.Push, from *pen) (reading, error) {
	r := reading{push: p, results: make([]fieldsync.Result, len(p.Elements)), sub: store.Submission{Stream: p.Stream}}
	if from != nil && p.Head != nil {
		if h, err := fieldsync.ParseHead(p.Head); err == nil && h.Verify(p.Stream, from.key) {
			r.sub.Head = &h
		}
	}
	for i, element := range p.Elements {
		r.results[i] = fieldsync.Result{Index: i, Verdict: fieldsync.Unverified, Code: fieldsync.UnknownStream}
		e, err := fieldsync.ParseEntry(element)
		if err != nil {
			r.results[i].Code, r.results[i].Reason = fieldsync.Malformed, sentenceOf(err)
			continue
		}
		r.results[i].Seq, r.results[i].ID = e.Seq, e.ID.String()
		if from == nil {
			continue
		}
		c := fieldsync.NewCandidate(p.Stream, &e, len(element))
		r.at, r.sub.Candidates = append(r.at, i), append(r.sub.Candidates, c)
	}
	return r, s.verify(ctx, r.sub, from)
}

func sentenceOf(err error) string {
	if f, ok := errors.AsType[*models.Fault](err); ok {
		if len(f.Fields) > 0 {
			return f.Fields[0].String()
		}
		return f.Message
	}
	return "cannot be read"
}

// record puts the candidates of a known stream into the journal and waits for the commit.
func (s *Server) record(ctx context.Context, r reading, from *pen) (store.Outcome, error) {
	if from == nil || (len(r.sub.Candidates) == 0 && r.sub.Head == nil) {
		return store.Outcome{}, nil
	}
	o, err := s.committer.commit(ctx, from.operation, r.sub)
	if err != nil {
		return o, err
	}
	for i, j := range o.Judgements {
		row := &r.results[r.at[i]]
		row.Verdict, row.Code, row.Position, row.Duplicate = j.Verdict, j.Code, j.Position, j.Duplicate
	}
	return o, nil
}

// answer says what became of each element and, to whoever showed a valid head,
// how far the stream is whole.
func (s *Server) answer(ctx context.Context, r reading, o store.Outcome) (fieldsync.Answer, error) {
	for _, row := range r.results {
		s.metrics.entries.WithLabelValues(string(row.Verdict), string(row.Code)).Inc()
	}
	a := fieldsync.NewAnswer(r.results, o.Epoch, s.Clock())
	if r.sub.Head == nil {
		return a, nil
	}
	ack := fieldsync.Ack{Seq: o.AckSeq, Hash: o.AckHash, Epoch: o.Epoch, Time: models.Instant(s.Clock())}
	ack.Sign(r.push.Stream, s.Keys.Entry)
	a.Ack = &ack
	a.Missing, a.More = fieldsync.Missing(o.Stream.Present.Spans, max(r.sub.Head.Seq, o.Stream.HeadSeq))
	a.FilesMissing = []string{}
	if !o.FilesMissing {
		return a, nil
	}
	missing, err := s.Store.FilesMissing(ctx, r.push.Stream, fieldsync.MaxFilesTold+1)
	if a.FilesMore = len(missing) > fieldsync.MaxFilesTold; a.FilesMore {
		missing = missing[:fieldsync.MaxFilesTold]
	}
	a.FilesMissing = append(a.FilesMissing, missing...)
	return a, err
}

// keepUnverified puts the bytes of what could not be verified into the inbox.
func (s *Server) keepUnverified(ctx context.Context, r reading) error {
	var items []store.InboxItem
	for i, row := range r.results {
		if row.Verdict != fieldsync.Unverified || row.Code == fieldsync.NotChecked {
			continue
		}
		sum := sha256.Sum256(append([]byte(r.push.Stream+"\n"), r.push.Elements[i]...))
		items = append(items, store.InboxItem{Digest: hex.EncodeToString(sum[:]), Stream: r.push.Stream, Address: remote(ctx),
			Code: row.Code, Raw: r.push.Elements[i]})
	}
	if len(items) == 0 {
		return nil
	}
	known := false // the same bad batch again, and again, must not cost a commit each
	err := s.Store.Read(ctx, func(v store.View) (err error) {
		known, err = v.InboxHolds(items)
		return err
	})
	if err != nil || known {
		return err
	}
	return s.Store.Tx(ctx, func(tx *store.Tx) error { return tx.KeepUnverified(items) })
}

// shippedSchemas are compiled once, as shippedContract is.
var shippedSchemas = sync.OnceValues(func() (*fieldsync.Schemas, error) { return fieldsync.LoadSchemas(entries.FS) })

// loadSchemas reads the schemas of entries' bodies, for the projector and for
// whoever asks.
func (s *Server) loadSchemas() error {
	files, load := s.Entries, fieldsync.LoadSchemas
	if files == nil {
		files, load = entries.FS, func(fs.FS) (*fieldsync.Schemas, error) { return shippedSchemas() }
	}
	schemas, err := load(files)
	if err != nil {
		return err
	}
	s.schemas, s.projector = schemas, fieldsync.NewProjector(schemas)
	s.schemaFiles = map[string][]byte{}
	for _, name := range schemas.Names() {
		if s.schemaFiles[name], err = fs.ReadFile(files, name+".json"); err != nil {
			return err
		}
	}
	return nil
}

// GetSchemas gives the JSON Schemas of entries' bodies.
func (h handlers) GetSchemas(context.Context, api.GetSchemasRequestObject) (api.GetSchemasResponseObject, error) {
	answer := api.GetSchemas200JSONResponse{}
	for name, raw := range h.schemaFiles {
		var doc map[string]any
		if err := json.Unmarshal(raw, &doc); err != nil {
			return nil, err
		}
		answer[name] = doc
	}
	return answer, nil
}
