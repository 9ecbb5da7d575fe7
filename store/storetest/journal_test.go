package storetest_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"sync"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// field is an operation with a journal and tablets that write to it.
type field struct {
	t         *testing.T
	s         *store.Store
	operation models.ID
	site      models.ID
}

// pen writes the stream of one tablet.
type pen struct {
	field  *field
	key    ed25519.PrivateKey
	tablet models.ID
	stream string
	seq    uint64
	prev   string
}

func newField(t *testing.T, s *store.Store) *field {
	f := &field{t: t, s: s, site: models.NewID()}
	o, err := models.NewOperation("DAWN", "Dawn", models.NewID(), storetest.Dawn)
	if err != nil {
		t.Fatal(err)
	}
	o.State = models.Live
	f.operation = o.ID
	f.tx(func(tx *store.Tx) error {
		e := establishment("S01")
		e.ID = f.site
		if err := tx.AddEstablishments([]models.Establishment{e}); err != nil {
			return err
		}
		if err := tx.AddOperation(&o); err != nil {
			return err
		}
		return tx.OpenJournal(o.ID)
	})
	return f
}

func (f *field) tx(fn func(tx *store.Tx) error) {
	f.t.Helper()
	if err := f.s.Tx(ctx, fn); err != nil {
		f.t.Fatal(err)
	}
}

func (f *field) pen() *pen {
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		f.t.Fatal(err)
	}
	tablet := models.Tablet{ID: models.NewID(), Establishment: f.site, Label: "tablet", State: models.TabletConfirmed,
		SigningKey: base64.RawURLEncoding.EncodeToString(public), AgreementKey: "x"}
	f.tx(func(tx *store.Tx) error {
		if err := tx.AddTablet(&tablet); err != nil {
			return err
		}
		return tx.AddStreams(f.operation, []models.Tablet{tablet})
	})
	return &pen{field: f, key: key, tablet: tablet.ID, stream: fieldsync.Stream(tablet.SigningKey, f.operation), prev: fieldsync.ZeroHash}
}

// write signs the next entry of the stream.
func (p *pen) write() fieldsync.Candidate {
	p.seq++
	e := fieldsync.Entry{Seq: p.seq, ID: models.NewID(), Operation: p.field.operation, Site: p.field.site, Type: "incident.reported", Version: 1,
		At: storetest.Dawn, Body: `{"salt":"AAAAAAAAAAAAAAAAAAAAAA","kind":"other","text":"a test"}`, Prev: p.prev}
	e.Sign(p.stream, p.key)
	c := fieldsync.NewCandidate(p.stream, &e, 500)
	c.Checked, c.Verified = true, true
	p.prev = c.Hash
	return c
}

func (f *field) judge(subs ...store.Submission) []store.Outcome {
	f.t.Helper()
	var out []store.Outcome
	f.tx(func(tx *store.Tx) (err error) {
		out, err = tx.Judge(f.operation, subs)
		return err
	})
	return out
}

func TestPositionsAreGaplessAndSeenInOrderUnderManyWriters(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		f := newField(t, s)
		const writers, pushes = 6, 12
		var seen []uint64
		stop, reader := make(chan struct{}), make(chan struct{})
		go func() { // follows by cursor, as a puller does, while they write
			defer close(reader)
			for after, last := uint64(0), false; ; {
				select {
				case <-stop:
					last = true
				default:
				}
				err := s.Read(ctx, func(v store.View) error {
					entries, err := v.Entries(f.operation, after, 50)
					for _, e := range entries {
						seen, after = append(seen, e.Position), e.Position
					}
					return err
				})
				if err != nil {
					t.Error(err)
				}
				if last {
					return
				}
			}
		}()
		var wg sync.WaitGroup
		for range writers {
			p := f.pen()
			wg.Go(func() {
				for range pushes {
					sub := store.Submission{Stream: p.stream, Candidates: []fieldsync.Candidate{p.write(), p.write()}}
					if err := s.Tx(ctx, func(tx *store.Tx) error { _, err := tx.Judge(f.operation, []store.Submission{sub}); return err }); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		close(stop)
		<-reader
		if len(seen) != writers*pushes*2 {
			t.Errorf("the reader saw %d entries of %d", len(seen), writers*pushes*2)
		}
		for i, position := range seen {
			if position != uint64(i+1) {
				t.Fatalf("after position %d the reader saw %d", i, position)
			}
		}
	})
}

// Of two transactions that are open at once, the one that began to write later
// must not become visible before the earlier one with a greater position.
func TestATransactionThatIsOpenHoldsBackLaterPositions(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		f := newField(t, s)
		first, second := f.pen(), f.pen()
		began, done := make(chan struct{}), make(chan time.Time, 1)
		go func() {
			<-began
			f.judge(store.Submission{Stream: second.stream, Candidates: []fieldsync.Candidate{second.write()}})
			done <- time.Now()
		}()
		var committed time.Time
		once := sync.OnceFunc(func() { close(began) })
		f.tx(func(tx *store.Tx) error {
			if _, err := tx.Judge(f.operation, []store.Submission{{Stream: first.stream, Candidates: []fieldsync.Candidate{first.write()}}}); err != nil {
				return err
			}
			once()
			select {
			case <-done:
				t.Error("the second transaction overtook the first")
			case <-time.After(150 * time.Millisecond):
			}
			committed = time.Now()
			return nil
		})
		if later := <-done; later.Before(committed) {
			t.Error("the second was committed before the first")
		}
		err := s.Read(ctx, func(v store.View) error {
			entries, err := v.Entries(f.operation, 0, 10)
			if len(entries) != 2 || entries[0].Stream != first.stream || entries[1].Stream != second.stream {
				t.Errorf("%d entries, not the first one's and then the second's", len(entries))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestARepeatGetsTheVerdictAndPositionThatItHas(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		f := newField(t, s)
		p := f.pen()
		sub := store.Submission{Stream: p.stream, Candidates: []fieldsync.Candidate{p.write(), p.write(), p.write()}}
		f.judge(sub)
		for i := range sub.Candidates { // the signature is not looked at again
			sub.Candidates[i].Verified = false
		}
		again := f.judge(sub)[0]
		for i, j := range again.Judgements {
			if !j.Duplicate || j.Verdict != fieldsync.Stored || j.Position != uint64(i+1) {
				t.Errorf("the repeat of %d was told %+v", i+1, j)
			}
		}
		if again.AckSeq != 3 || again.AckHash != p.prev {
			t.Errorf("acknowledged %d %s", again.AckSeq, again.AckHash)
		}
	})
}

func TestEntriesThatComeOutOfOrderAreAcknowledgedWhenTheyAreWhole(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		f := newField(t, s)
		p := f.pen()
		a, b, c := p.write(), p.write(), p.write()
		for _, step := range []struct {
			c    fieldsync.Candidate
			want uint64
		}{{c, 0}, {a, 1}, {b, 3}} {
			out := f.judge(store.Submission{Stream: p.stream, Candidates: []fieldsync.Candidate{step.c}})[0]
			if out.AckSeq != step.want || out.Judgements[0].Verdict != fieldsync.Stored {
				t.Errorf("after seq %d: acknowledged %d, not %d; %+v", step.c.Entry.Seq, out.AckSeq, step.want, out.Judgements[0])
			}
		}
	})
}

func TestASecondEntryOfOneSeqIsAForkAndIsKept(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		f := newField(t, s)
		p := f.pen()
		one := p.write()
		clone := *p // the tablet's memory, restored from a copy
		two := p.write()
		other := clone.write()
		after := clone.write()
		out := f.judge(store.Submission{Stream: p.stream, Candidates: []fieldsync.Candidate{one, two, other, after}})[0]
		for i, want := range []fieldsync.Code{"", "", fieldsync.SeqFork, fieldsync.SeqFork} {
			if j := out.Judgements[i]; j.Code != want || j.Position != uint64(i+1) {
				t.Errorf("entry %d: %+v, not %q", i+1, j, want)
			}
		}
	})
}

func TestARevokedTabletKeepsWhatAHeadProvesOlder(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		f := newField(t, s)
		p := f.pen()
		a, b := p.write(), p.write()
		head := fieldsync.Head{N: 1, Seq: 2, Hash: b.Hash, Entries: 1, At: storetest.Dawn}
		f.judge(store.Submission{Stream: p.stream, Candidates: []fieldsync.Candidate{a}, Head: &head}) // b stayed on the tablet
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
			stream.RevokedAt = 2
			return tx.SaveStream(&stream)
		})
		later := p.write()
		out := f.judge(store.Submission{Stream: p.stream, Candidates: []fieldsync.Candidate{b, later}})[0]
		if out.Judgements[0].Verdict != fieldsync.Stored {
			t.Errorf("what the head proves older was told %+v", out.Judgements[0])
		}
		if out.Judgements[1].Code != fieldsync.TabletRevoked {
			t.Errorf("what came later was told %+v", out.Judgements[1])
		}
	})
}
