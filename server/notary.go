package server

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/cellsweep/cellsweep/custody"
	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
)

// The tree of a journal follows its commits: whichever replica comes first adds
// the new leaves and signs a checkpoint, under the lock of the tree's own row,
// so that no push ever waits for it. Tablets carry the notes away.

// certifyEvery is how far a checkpoint may be behind, but for the time that a
// backlog takes; certifyLeaves are added in one transaction.
const (
	certifyEvery  = 2 * time.Second
	certifyLeaves = 2000
)

// notary keeps the newest checkpoint of each operation at hand for answers.
type notary struct {
	mu      sync.RWMutex
	newest  map[models.ID]store.Tree
	alarmed map[models.ID]bool // trees that do not fit what was signed: told once
}

func newNotary() *notary {
	return &notary{newest: map[models.ID]store.Tree{}, alarmed: map[models.ID]bool{}}
}

// note is the newest signed note of an operation in an epoch, "" before the first.
func (n *notary) note(operation models.ID, epoch string) string {
	n.mu.RLock()
	defer n.mu.RUnlock()
	if t := n.newest[operation]; t.Epoch == epoch {
		return t.Note
	}
	return ""
}

// certifyJournals works until ctx ends.
func (s *Server) certifyJournals(ctx context.Context) {
	tick := time.NewTicker(certifyEvery)
	defer tick.Stop()
	for {
		if err := s.Certify(ctx); err != nil && ctx.Err() == nil {
			s.log.LogAttrs(ctx, slog.LevelError, "notary", slog.String("cause", causeOf(err)))
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// Certify brings the tree of every operation up to its journal and signs for it.
func (s *Server) Certify(ctx context.Context) error {
	var behind []models.ID
	err := s.Store.Read(ctx, func(v store.View) (err error) {
		behind, err = v.Uncertified()
		return err
	})
	if err != nil {
		return err
	}
	for _, operation := range behind {
		s.alarm(ctx, operation, s.certify(ctx, operation))
	}
	var all []store.Tree
	err = s.Store.Read(ctx, func(v store.View) (err error) {
		all, err = v.Trees()
		return err
	})
	s.notary.mu.Lock()
	defer s.notary.mu.Unlock()
	for _, t := range all {
		s.notary.newest[t.Operation] = t
	}
	return err
}

// alarm says what keeps an operation's tree from being signed for: of one that
// was altered once, until it is right again.
func (s *Server) alarm(ctx context.Context, operation models.ID, err error) {
	what, altered := "notary", models.CodeOf(err) == models.Conflict
	if altered {
		what = "tree was altered"
	}
	s.notary.mu.Lock()
	told := s.notary.alarmed[operation]
	s.notary.alarmed[operation] = altered
	s.notary.mu.Unlock()
	if err != nil && !(told && altered) && ctx.Err() == nil {
		s.log.LogAttrs(ctx, slog.LevelError, what, slog.String("operation", operation.String()), slog.String("cause", causeOf(err)))
	}
}

// certify brings one tree up to its journal, some leaves a transaction, and signs.
func (s *Server) certify(ctx context.Context, operation models.ID) error {
	for more := true; more; {
		s.committer.quiet(ctx, operation, pushesFirst)
		err := s.Store.Tx(ctx, func(tx *store.Tx) error {
			t, err := tx.LockMerkle(operation)
			if err != nil {
				return err
			}
			if err := s.fits(tx.View, t); err != nil {
				return err
			}
			if more, err = grow(tx, &t); err != nil || more {
				return err
			}
			j, err := tx.Journal(operation)
			if err != nil {
				return err
			}
			signed, err := s.signCheckpoint(t, j.Epoch)
			if err != nil {
				return err
			}
			return tx.Certify(&t, j.Epoch, signed)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// grow adds the next leaves to a locked tree; more says that there are others.
func grow(tx *store.Tx, t *store.Tree) (more bool, err error) {
	leaves, err := tx.Leaves(t.Operation, t.Size, certifyLeaves)
	if err != nil || len(leaves) == 0 {
		return false, err
	}
	root, changed, err := custody.Grow(t.Size, leaves, tx.Tiles(t.Operation))
	if err != nil {
		return false, err
	}
	return len(leaves) == certifyLeaves, tx.GrowTree(t, t.Size+uint64(len(leaves)), root, changed)
}

// fits says whether the hashes that are kept are those of the tree that was
// signed last: otherwise somebody has altered them, and nothing more is signed.
func (s *Server) fits(v store.View, t store.Tree) error {
	altered := models.NewFault(models.Conflict, "The tree of operation %s does not fit what was signed for it.", t.Operation)
	if t.Size == 0 {
		return nil
	}
	hashes := custody.HashesIn(v.Tiles(t.Operation))
	root, err := custody.Root(t.Size, hashes)
	if err != nil || hex.EncodeToString(root[:]) != t.Root {
		return altered.Because(err)
	}
	if t.Note == "" {
		return nil
	}
	verifier, err := s.logVerifier(t.Operation, t.Epoch)
	if err != nil {
		return err
	}
	signed, _, err := custody.OpenCheckpoint(t.Note, custody.Origin(t.Operation, t.Epoch), verifier)
	if err != nil || signed.Size > t.Size {
		return altered.Because(err)
	}
	if root, err = custody.Root(signed.Size, hashes); err != nil || root != signed.Root {
		return altered.Because(err)
	}
	return nil
}

func (s *Server) logVerifier(operation models.ID, epoch string) (note.Verifier, error) {
	return custody.NewVerifier(custody.Origin(operation, epoch), s.Keys.Log.Public().(ed25519.PublicKey)) //nolint:forcetypeassert // its own documentation says so
}

func (s *Server) signCheckpoint(t store.Tree, epoch string) (string, error) {
	origin := custody.Origin(t.Operation, epoch)
	signer, err := custody.NewSigner(origin, s.Keys.Log)
	if err != nil {
		return "", err
	}
	root, err := rootOf(t.Root)
	if err != nil {
		return "", err
	}
	return custody.SignCheckpoint(custody.Checkpoint{Origin: origin, Size: t.Size, Root: root}, signer)
}

func rootOf(text string) (root custody.Hash, err error) {
	raw, err := hex.DecodeString(text)
	if err == nil && len(raw) != len(root) {
		err = models.NewFault(models.Internal, "%q is no root", text)
	}
	copy(root[:], raw)
	return root, err
}
