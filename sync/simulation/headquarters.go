package simulation

import (
	"crypto/ed25519"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// headquarters is a server in memory: the rules of the journal and nothing
// between them but maps. It is as small as can be, so that what fails in it is
// a rule.
type headquarters struct {
	chance    Chance
	operation models.ID
	key       ed25519.PrivateKey
	projector *fieldsync.Projector
	ledger    *Ledger
	projected int
	epoch     int
	held      map[string]map[uint64][]fieldsync.Held
	streams   map[string]*known
	own       struct {
		seq  uint64
		prev string
	}
}

// known is what headquarters knows of a stream.
type known struct {
	key       ed25519.PublicKey
	site      models.ID
	present   fieldsync.Spans
	head      fieldsync.Head
	headAt    uint64 // the journal's newest position when the head was taken in
	revokedAt uint64
	pending   bool
}

func newHeadquarters(c Chance, operation models.ID, p *fieldsync.Projector) *headquarters {
	h := &headquarters{chance: c.Apart(), operation: operation, key: c.Key(), projector: p, ledger: NewLedger(),
		held: map[string]map[uint64][]fieldsync.Held{}, streams: map[string]*known{}}
	h.own.prev = fieldsync.ZeroHash
	return h
}

func (h *headquarters) publicKey() string {
	return fieldsync.EncodeBytes(h.key.Public().(ed25519.PublicKey))
}

// HeldAt shows what is held of a stream at a seq.
func (h *headquarters) HeldAt(stream string, seq uint64) ([]fieldsync.Held, error) {
	return h.held[stream][seq], nil
}

func (h *headquarters) epochName() string { return fmt.Sprint("e", h.epoch) }

// enrol takes a tablet in.
func (h *headquarters) enrol(t *Tablet, pending bool) {
	key, err := fieldsync.ParseSigningKey(t.SigningKey())
	if err != nil {
		panic(err) // a drawn key is a good one
	}
	h.streams[t.Stream] = &known{key: key, site: t.Site, pending: pending, head: fieldsync.Head{Hash: fieldsync.ZeroHash}}
}

// declare appends an entry of the server's own stream.
func (h *headquarters) declare(a Act, now time.Time) fieldsync.Journalled {
	stream := fieldsync.ServerStream(h.publicKey(), h.operation, h.epochName())
	h.own.seq++
	e := fieldsync.Entry{Seq: h.own.seq, ID: h.chance.ID(), Operation: h.operation, Site: a.Site, Type: a.Type, Version: 1, At: models.Instant(now),
		Entity: a.Entity, Body: Salted(h.chance, a.Body), Prev: h.own.prev}
	e.Sign(stream, h.key)
	h.own.prev = e.Hash(stream)
	return h.append(fieldsync.Journalled{Entry: e, Stream: stream, Hash: h.own.prev, Verdict: fieldsync.Stored, Server: true}, now)
}

func (h *headquarters) append(j fieldsync.Journalled, now time.Time) fieldsync.Journalled {
	j.Position, j.ReceivedAt = uint64(len(h.ledger.Journal))+1, models.Instant(now)
	h.ledger.Journal = append(h.ledger.Journal, j)
	if h.held[j.Stream] == nil {
		h.held[j.Stream] = map[uint64][]fieldsync.Held{}
	}
	h.held[j.Stream][j.Entry.Seq] = append(h.held[j.Stream][j.Entry.Seq], fieldsync.Held{Seq: j.Entry.Seq, Hash: j.Hash, Prev: j.Entry.Prev,
		Position: j.Position, Verdict: j.Verdict, Code: j.Code})
	return j
}

// push judges a push and answers it.
func (h *headquarters) push(body []byte, now time.Time) ([]byte, error) {
	p, err := fieldsync.ParsePush(body)
	if err != nil {
		return nil, err
	}
	s := h.streams[p.Stream]
	results := make([]fieldsync.Result, len(p.Elements))
	forged := 0
	for i, element := range p.Elements {
		results[i] = fieldsync.Result{Index: i, Verdict: fieldsync.Unverified, Code: fieldsync.Malformed}
		e, err := fieldsync.ParseEntry(element)
		if err != nil {
			results[i].Reason = err.Error()
			continue
		}
		results[i].Seq, results[i].ID = e.Seq, e.ID.String()
		c := fieldsync.NewCandidate(p.Stream, &e, len(element))
		if c.Checked = forged < 3; s != nil && c.Checked {
			if c.Verified = e.Verify(p.Stream, s.key); !c.Verified {
				forged++
			}
		}
		if err := h.judge(p.Stream, s, c, &results[i], now); err != nil {
			return nil, err
		}
	}
	return h.answer(p, s, results, now).JSON()
}

func (h *headquarters) judge(stream string, s *known, c fieldsync.Candidate, r *fieldsync.Result, now time.Time) error {
	state := fieldsync.StreamState{}
	if s != nil {
		state = fieldsync.StreamState{Known: true, Operation: h.operation, Sites: []models.ID{s.site}, Revoked: s.revokedAt > 0}
	}
	if state.Revoked {
		state.Vouched = fieldsync.Vouch([]fieldsync.Witness{{Seq: s.head.Seq, Hash: s.head.Hash, Held: s.headAt}}, s.revokedAt, func(seq uint64, hash string) (string, bool) {
			for _, x := range h.held[stream][seq] {
				if x.Hash == hash {
					return x.Prev, true
				}
			}
			return c.Entry.Prev, c.Hash == hash && c.Verified
		})
	}
	j, err := fieldsync.Judge(state, h, stream, c)
	if err != nil {
		return err
	}
	r.Verdict, r.Code, r.Position, r.Duplicate = j.Verdict, j.Code, j.Position, j.Duplicate
	if j.Duplicate || j.Verdict == fieldsync.Unverified {
		return nil
	}
	at := h.append(fieldsync.Journalled{Entry: *c.Entry, Stream: stream, Hash: c.Hash, Verdict: j.Verdict, Code: j.Code, Pending: s.pending}, now)
	if fieldsync.CountsAsPresent(j.Code) {
		s.present = s.present.With(c.Entry.Seq)
	}
	r.Position = at.Position
	return nil
}

func (h *headquarters) answer(p fieldsync.Push, s *known, results []fieldsync.Result, now time.Time) fieldsync.Answer {
	a := fieldsync.NewAnswer(results, h.epochName(), now)
	head, err := fieldsync.ParseHead(p.Head)
	if err != nil || s == nil || !head.Verify(p.Stream, s.key) {
		return a
	}
	if head.N > s.head.N {
		s.head, s.headAt = head, uint64(len(h.ledger.Journal))
	}
	ack := fieldsync.Ack{Seq: fieldsync.AckSeq(s.present), Hash: fieldsync.ZeroHash, Epoch: h.epochName(), Time: models.Instant(now)}
	if ack.Seq > 0 {
		for _, x := range slices.Backward(h.held[p.Stream][ack.Seq]) {
			if fieldsync.CountsAsPresent(x.Code) {
				ack.Hash = x.Hash
			}
		}
	}
	ack.Sign(p.Stream, h.key)
	a.Ack = &ack
	a.Missing, a.More = fieldsync.Missing(s.present, max(head.Seq, s.head.Seq))
	return a
}

// project follows the journal by at most n entries; crash takes all of it back.
func (h *headquarters) project(n int, crash bool) error {
	from := h.projected
	for ; n > 0 && h.projected < len(h.ledger.Journal); n-- {
		if _, err := h.projector.Apply(h.ledger, h.ledger.Journal[h.projected]); err != nil {
			return err
		}
		h.projected++
	}
	if crash {
		h.ledger.Rollback()
		h.projected = from
		return nil
	}
	h.ledger.Commit()
	return nil
}

// revoke ends the trust in a stream; confirm begins it.
func (h *headquarters) revoke(stream string, now time.Time) {
	h.streams[stream].revokedAt = h.declare(Act{Type: "tablet.revoked", Body: map[string]any{"tablet": h.chance.ID().String(), "stream": stream, "reason": "lost"}}, now).Position
}

func (h *headquarters) confirm(stream string, now time.Time) {
	h.streams[stream].pending = false
	h.declare(Act{Type: "entry.retried", Body: map[string]any{"stream": stream, "statusCode": string(fieldsync.TabletPending), "reason": "confirmed"}}, now)
}

// backup is a copy of everything, to be put back.
func (h *headquarters) backup() headquarters {
	b := *h
	l := NewLedger()
	l.Journal = slices.Clone(h.ledger.Journal)
	for id, d := range h.ledger.docs {
		l.set(id, &d)
	}
	b.ledger = l
	b.held, b.streams = map[string]map[uint64][]fieldsync.Held{}, map[string]*known{}
	for stream, seqs := range h.held {
		b.held[stream] = maps.Clone(seqs)
		for seq, list := range seqs {
			b.held[stream][seq] = slices.Clone(list)
		}
	}
	for stream, s := range h.streams {
		copied := *s
		b.streams[stream] = &copied
	}
	return b
}

// restore puts a backup back, in a new epoch.
func (h *headquarters) restore(b headquarters, now time.Time) {
	epoch := h.epoch + 1
	*h = b.backup()
	h.epoch, h.own.seq, h.own.prev = epoch, 0, fieldsync.ZeroHash
	h.declare(Act{Type: "epoch.started", Body: map[string]any{"epoch": h.epochName(), "orderedBy": "the administrator", "reason": "the disk broke"}}, now)
}
