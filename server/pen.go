package server

import (
	"context"
	"crypto/ed25519"
	"math"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// pen is who writes a stream.
type pen struct {
	operation models.ID
	key       ed25519.PublicKey
}

// pens remembers who writes which stream. A stream's name is made of key and
// operation, so this never changes, and no replica can know it differently;
// reading it again for each push cost as much as a third of the signatures.
type pens struct {
	mu    sync.RWMutex
	known map[string]*pen
}

// pensKept bounds what is remembered; past it, all is forgotten and read anew.
const pensKept = 20_000

// of finds who writes a stream, nil when nobody is known to.
func (p *pens) of(ctx context.Context, s *store.Store, stream string) (*pen, error) {
	p.mu.RLock()
	known := p.known[stream]
	p.mu.RUnlock()
	if known != nil {
		return known, nil
	}
	row, err := s.PenOf(ctx, stream)
	if models.CodeOf(err) == models.NotFound {
		return nil, nil //nolint:nilnil // an unknown stream is no fault: its entries go to the inbox
	}
	if err != nil {
		return nil, err
	}
	key, err := fieldsync.ParseSigningKey(row.SigningKey)
	if err != nil {
		return nil, nil //nolint:nilnil,nilerr // nothing can be verified with such a key
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known == nil || len(p.known) >= pensKept {
		p.known = map[string]*pen{}
	}
	p.known[stream] = &pen{row.Operation, key}
	return p.known[stream], nil
}

// verifiers is how many signatures are looked at side by side, in all requests
// together: one processor is left to those who commit.
func verifiers() int { return max(1, runtime.GOMAXPROCS(0)-1) }

// verify looks at the signatures of what the journal does not hold yet: a
// repeat is answered from the journal, whatever it is signed with. After some
// bad ones the rest is not looked at.
func (s *Server) verify(ctx context.Context, sub store.Submission, from *pen) error {
	cs := sub.Candidates
	if len(cs) == 0 {
		return nil
	}
	lowest, greatest := uint64(math.MaxInt64), uint64(0)
	for _, c := range cs {
		lowest, greatest = min(lowest, c.Entry.Seq), max(greatest, c.Entry.Seq)
	}
	held, err := s.Store.Journalled(ctx, sub.Stream, lowest, greatest)
	if err != nil {
		return err
	}
	for forged := 0; len(cs) > 0 && forged < maxForged; {
		n := min(len(cs), verifiers()) // so many at once, and no more wasted after the last bad one
		forged += s.verifyPart(cs[:n], held, sub.Stream, from)
		cs = cs[n:]
	}
	return nil
}

// verifyPart looks at some signatures side by side, and counts the bad ones.
func (s *Server) verifyPart(cs []fieldsync.Candidate, held map[string]bool, stream string, from *pen) (forged int) {
	var work errgroup.Group
	for i := range cs {
		if held[cs[i].Hash] {
			continue
		}
		work.Go(func() error {
			s.verifying <- struct{}{}
			defer func() { <-s.verifying }()
			cs[i].Checked, cs[i].Verified = true, cs[i].Entry.Verify(stream, from.key)
			return nil
		})
	}
	_ = work.Wait() // none of them fails
	for _, c := range cs {
		if c.Checked && !c.Verified {
			forged++
		}
	}
	return forged
}
