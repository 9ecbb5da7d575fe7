package storetest_test

import (
	"encoding/json"
	"testing"

	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// Seq 2 of the tablet is on its way while that of its copy is here, and so is
// seq 3 of the tablet. An ack of 3 by the hash of the tablet's own seq 3 would let
// the tablet think that its seq 2 is here.
func TestAnAckNeverReachesOverAGapThatOnlyABranchFills(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		f := newField(t, s)
		p := f.pen()
		one := p.write()
		clone := *p
		two, three := p.write(), p.write()
		branch := clone.write()
		for i, step := range []struct {
			c    fieldsync.Candidate
			code fieldsync.Code
			ack  uint64
			hash string
		}{{one, "", 1, one.Hash}, {three, "", 1, one.Hash}, {branch, fieldsync.SeqFork, 1, one.Hash}, {two, "", 3, three.Hash}} {
			out := f.judge(store.Submission{Stream: p.stream, Candidates: []fieldsync.Candidate{step.c}})[0]
			if out.Judgements[0].Code != step.code || out.AckSeq != step.ack || out.AckHash != step.hash {
				t.Errorf("step %d: %+v, acknowledged %d", i+1, out.Judgements[0], out.AckSeq)
			}
		}
		again := f.judge(store.Submission{Stream: p.stream})[0] // a beacon reads the hash from the journal
		if again.AckSeq != 3 || again.AckHash != three.Hash {
			t.Errorf("acknowledged %d by the hash of another entry", again.AckSeq)
		}
	})
}

// witness writes down another tablet's head, as its screen showed it.
func (p *pen) witness(of *pen, head fieldsync.Head) fieldsync.Candidate {
	p.seq++
	raw, err := json.Marshal(head)
	if err != nil {
		p.field.t.Fatal(err)
	}
	e := fieldsync.Entry{Seq: p.seq, ID: p.field.operation, Operation: p.field.operation, Site: p.field.site, Type: "head.witnessed", Version: 1, At: storetest.Dawn,
		Body: `{"salt":"AAAAAAAAAAAAAAAAAAAAAA","stream":"` + of.stream + `","head":` + string(raw) + `}`, Prev: p.prev}
	e.Sign(p.stream, p.key)
	c := fieldsync.NewCandidate(p.stream, &e, 900)
	c.Checked, c.Verified = true, true
	p.prev = c.Hash
	return c
}

func TestAHeadThatAnotherTabletWitnessedProvesEntriesOlderThanARevocation(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		f := newField(t, s)
		friend := f.pen()
		for _, signed := range []bool{true, false} {
			lost := f.pen()
			a, b := lost.write(), lost.write() // both stay on the tablet, out of reach
			head := fieldsync.Head{N: 1, Seq: 2, Hash: b.Hash, Entries: 2, At: storetest.Dawn}
			if head.Sign(lost.stream, lost.key); !signed {
				head.Sign(lost.stream, friend.key) // made up
			}
			held := f.judge(store.Submission{Stream: friend.stream, Candidates: []fieldsync.Candidate{friend.witness(lost, head)}})[0].Judgements[0]
			f.revoke(lost, held.Position+1)
			later := lost.write()
			out := f.judge(store.Submission{Stream: lost.stream, Candidates: []fieldsync.Candidate{a, b, later}})[0]
			for i, j := range out.Judgements {
				if stored := j.Verdict == fieldsync.Stored; stored != (signed && i < 2) {
					t.Errorf("signed %v, seq %d: %+v", signed, i+1, j)
				}
			}
		}
	})
}

// revoke ends the trust in a tablet from a position on.
func (f *field) revoke(p *pen, at uint64) {
	f.t.Helper()
	f.tx(func(tx *store.Tx) error {
		tablet, err := tx.Tablet(p.tablet)
		if err != nil {
			return err
		}
		if err := tablet.Move("revoke"); err != nil {
			return err
		}
		if err := tx.SaveTablet(&tablet); err != nil {
			return err
		}
		stream, err := tx.Stream(p.stream)
		if err != nil {
			return err
		}
		stream.RevokedAt = at
		return tx.SaveStream(&stream)
	})
}
