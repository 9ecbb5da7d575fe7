package server_test

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/custody"
	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
)

// proof is what /v1/sync/tree answers.
type proof struct {
	Origin, Epoch, Root, Note string
	Size                      uint64
	Extends, Includes         []string
}

// certified has the newest commits signed for.
func (d *drill) certified() {
	d.T.Helper()
	if err := d.Server.Certify(context.Background()); err != nil {
		d.T.Fatal(err)
	}
}

// tree asks for the newest checkpoint, as the tablet.
func (t fieldTablet) tree(operation models.ID, query string) (p proof) {
	t.client.Get("/v1/sync/tree?operation=" + operation.String() + query).Expect(http.StatusOK).Into(&p)
	return p
}

// opened reads a note by the server's key.
func (d *drill) opened(note, origin string) custody.Checkpoint {
	d.T.Helper()
	verifier, err := custody.NewVerifier(origin, d.Keys().Log.Public().(ed25519.PublicKey))
	if err != nil {
		d.T.Fatal(err)
	}
	c, _, err := custody.OpenCheckpoint(note, origin, verifier)
	if err != nil {
		d.T.Fatalf("%v: %q", err, note)
	}
	return c
}

func hashes(t testing.TB, texts []string) (out []custody.Hash) {
	t.Helper()
	for _, text := range texts {
		raw, err := hex.DecodeString(text)
		if err != nil || len(raw) != 32 {
			t.Fatalf("%q is no hash", text)
		}
		out = append(out, custody.Hash(raw))
	}
	return out
}

func TestATabletCarriesASignedCheckpointAndHasItsGrowthAndItsEntriesProved(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		p, tablet := d.writer(d.operation(models.Live), d.near)
		note := func() string {
			p.incident()
			var a struct{ TreeNote string }
			p.send(object{"v": 1, "stream": p.stream, "head": p.head(p.seq), "entries": p.unsent}).Expect(http.StatusOK).Into(&a)
			p.sent, p.unsent = append(p.sent, p.unsent...), nil
			return a.TreeNote
		}
		if early := note(); early != "" {
			t.Errorf("before anything was signed the note is %q", early)
		}
		d.certified()
		first := tablet.tree(p.operation, "")
		if first.Origin != custody.Origin(p.operation, first.Epoch) || first.Size != headOf(w, p.operation) {
			t.Errorf("the checkpoint is %+v", first)
		}
		if got := note(); got != first.Note {
			t.Errorf("the answer brings %q, and the newest is %q", got, first.Note)
		}
		older := d.opened(first.Note, first.Origin)
		for range 300 { // more than a tile
			p.incident()
		}
		p.push()
		d.certified()
		var mine uint64
		w.Read(func(v store.View) error {
			all, err := v.Entries(p.operation, 0, 1000)
			for _, e := range all {
				if e.Hash == p.sent[1].Hash(p.stream) {
					mine = e.Position
				}
			}
			return err
		})
		second := tablet.tree(p.operation, fmt.Sprintf("&from=%d&position=%d", older.Size, mine))
		newer := d.opened(second.Note, second.Origin)
		if err := custody.VerifyConsistency(hashes(t, second.Extends), newer.Size, newer.Root, older.Size, older.Root); err != nil {
			t.Error(err)
		}
		var leaf custody.Leaf
		w.Read(func(v store.View) error {
			leaves, err := v.Leaves(p.operation, mine-1, 1)
			leaf = leaves[0]
			return err
		})
		if leaf.Hash != p.sent[1].Hash(p.stream) || leaf.Sig != p.sent[1].Sig {
			t.Errorf("the leaf is %+v", leaf)
		}
		if err := custody.VerifyInclusion(hashes(t, second.Includes), newer.Size, newer.Root, leaf); err != nil {
			t.Error(err)
		}
		leaf.ReceivedAt = leaf.ReceivedAt.Add(1_000_000)
		if custody.VerifyInclusion(hashes(t, second.Includes), newer.Size, newer.Root, leaf) == nil {
			t.Error("an altered leaf is proved as well")
		}
		for query, at := range map[string]string{"&from=999999": "from", "&position=999999": "position"} {
			if r := tablet.client.Get("/v1/sync/tree?operation=" + p.operation.String() + query).Expect(http.StatusBadRequest).Problem(); r.Errors[0].Parameter != at {
				t.Errorf("%s is told %+v", query, r)
			}
		}
		signed := 0
		w.Read(func(v store.View) error {
			all, err := v.Checkpoints(p.operation)
			signed = len(all)
			return err
		})
		if d.certified(); signed != 2 {
			t.Errorf("%d checkpoints were signed", signed)
		}
	})
}

// Whoever alters what is kept of a tree, or puts an older one back, gets no
// signature for it; the other operations do.
func TestNothingIsSignedForATreeThatWasAltered(t *testing.T) {
	alterations := map[string]string{
		"a hash":           `UPDATE tree_tiles SET data = (SELECT x.data FROM tree_tiles AS x WHERE x.operation <> tree_tiles.operation LIMIT 1) WHERE operation = '%s'`,
		"the root":         `UPDATE trees SET root = '00' WHERE operation = '%s'`,
		"the note":         `UPDATE trees SET note = replace(note, 'cellsweep', 'cellswoop') WHERE operation = '%s'`,
		"a tile":           `DELETE FROM tree_tiles WHERE operation = '%s'`,
		"how far it came":  `UPDATE trees SET size = size - 1 WHERE operation = '%s'`,
		"a smaller prefix": `UPDATE trees SET size = 1 WHERE operation = '%s'`,
	}
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		p, tablet := d.writer(d.operation(models.Live), d.near)
		other, _ := d.writer(d.operation(models.Released), d.far)
		write := func(n int) {
			for _, x := range []*pen{p, other} {
				for range n {
					x.incident()
				}
				x.push()
			}
			d.certified()
			d.certified()
		}
		write(40)
		d.sql(`CREATE TABLE kept_trees AS SELECT * FROM trees`, `CREATE TABLE kept_tiles AS SELECT * FROM tree_tiles`)
		told := 0
		for name, alter := range alterations {
			before := tablet.tree(p.operation, "")
			d.sql(fmt.Sprintf(alter, p.operation))
			write(1)
			var mine, theirs store.Tree
			w.Read(func(v store.View) (err error) {
				if mine, err = v.Tree(p.operation); err == nil {
					theirs, err = v.Tree(other.operation)
				}
				return err
			})
			if mine.Note != before.Note && name != "the note" || mine.Size > before.Size {
				t.Errorf("%s: it was signed for: %+v", name, mine)
			}
			if theirs.Size != headOf(w, other.operation) {
				t.Errorf("%s: the other operation's tree stands at %d", name, theirs.Size)
			}
			if told++; strings.Count(w.Log(), "tree was altered") != told {
				t.Errorf("%s: the log says so %d times, after %d alterations", name, strings.Count(w.Log(), "tree was altered"), told)
			}
			d.sql(`DELETE FROM tree_tiles`, `DELETE FROM trees`, `INSERT INTO trees SELECT * FROM kept_trees`, `INSERT INTO tree_tiles SELECT * FROM kept_tiles`)
			write(1) // and once it is put right, all goes on
			if now := tablet.tree(p.operation, ""); now.Size != headOf(w, p.operation) {
				t.Errorf("%s: put right, the tree stands at %d", name, now.Size)
			}
			d.sql(`DELETE FROM kept_trees`, `DELETE FROM kept_tiles`, `INSERT INTO kept_trees SELECT * FROM trees`, `INSERT INTO kept_tiles SELECT * FROM tree_tiles`)
		}
	})
}

// eachCheckpoint fails unless each checkpoint that was signed in an epoch is a
// prefix of the journal as it is, and so of the next.
func eachCheckpoint(t *testing.T, w *servertest.World, operation models.ID) (epochs []string) {
	t.Helper()
	w.Read(func(v store.View) error {
		all, err := v.Checkpoints(operation)
		if err != nil {
			return err
		}
		for _, c := range all {
			leaves, err := v.Leaves(operation, 0, int(c.Size)) //nolint:gosec // small
			if err != nil {
				return err
			}
			root, _, err := custody.Grow(0, leaves, v.Tiles(models.NewID()))
			if err != nil || hex.EncodeToString(root[:]) != c.Root || uint64(len(leaves)) != c.Size {
				t.Errorf("the checkpoint over %d of epoch %s is not the journal's: %v", c.Size, c.Epoch, err)
			}
			epochs = append(epochs, c.Epoch)
		}
		return nil
	})
	return epochs
}

// oldCheckpoint is what the newest epoch.started says of the epoch before.
func oldCheckpoint(t *testing.T, w *servertest.World, operation models.ID) string {
	t.Helper()
	var body struct{ Previous struct{ Checkpoint string } }
	w.Read(func(v store.View) error {
		all, err := v.NewestEntries(operation, 1, "epoch.started")
		if err == nil && len(all) == 1 {
			err = json.Unmarshal([]byte(all[0].Entry.Body), &body)
		}
		return err
	})
	return body.Previous.Checkpoint
}
