package custody_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"crypto/ed25519"

	"github.com/cellsweep/cellsweep/custody"
	"github.com/cellsweep/cellsweep/models"
)

type tree struct {
	hashes []custody.Hash
	leaves []custody.Leaf
}

func (t *tree) ReadHashes(indexes []int64) ([]custody.Hash, error) {
	out := make([]custody.Hash, len(indexes))
	for i, x := range indexes {
		if x < 0 || x >= int64(len(t.hashes)) {
			return nil, fmt.Errorf("no hash %d", x)
		}
		out[i] = t.hashes[x]
	}
	return out, nil
}

func (t *tree) root(tb rapid.TB, size uint64) custody.Hash {
	root, err := custody.Root(size, t)
	if err != nil {
		tb.Fatal(err)
	}
	return root
}

func grow(tb rapid.TB, n int, salt string) *tree {
	t := &tree{}
	for i := range n {
		l := custody.Leaf{Position: uint64(i + 1), Hash: fmt.Sprintf("%s%060d", salt, i), Sig: "s",
			ReceivedAt: time.Date(2026, 5, 20, 6, 0, i%60, 0, time.UTC), Verdict: "stored"}
		if custody.FirstIndex(l.Position) != int64(len(t.hashes)) {
			tb.Fatalf("position %d begins at %d, %d are stored", l.Position, custody.FirstIndex(l.Position), len(t.hashes))
		}
		hashes, err := custody.HashesFor(l, t)
		if err != nil {
			tb.Fatal(err)
		}
		t.hashes, t.leaves = append(t.hashes, hashes...), append(t.leaves, l)
	}
	if tlog.StoredHashCount(int64(n)) != int64(len(t.hashes)) {
		tb.Fatalf("%d hashes are stored for %d leaves, not %d", len(t.hashes), n, tlog.StoredHashCount(int64(n)))
	}
	return t
}

func TestEveryLeafIsProvedInEveryTreeThatHoldsIt(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.Uint64Range(1, 80).Draw(rt, "size")
		position := rapid.Uint64Range(1, n).Draw(rt, "position")
		tr := grow(rt, int(n), "aaaa")
		path, err := custody.ProveInclusion(n, position, tr)
		if err != nil {
			rt.Fatal(err)
		}
		leaf, root := tr.leaves[position-1], tr.root(rt, n)
		if err := custody.VerifyInclusion(path, n, root, leaf); err != nil {
			rt.Fatal(err)
		}
		altered := leaf
		altered.Code = "out_of_scope"
		if custody.VerifyInclusion(path, n, root, altered) == nil {
			rt.Fatal("an altered leaf was proved")
		}
		if len(path) > 0 {
			i := rapid.IntRange(0, len(path)-1).Draw(rt, "node")
			path[i][rapid.IntRange(0, 31).Draw(rt, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(rt, "bit")
			if custody.VerifyInclusion(path, n, root, leaf) == nil {
				rt.Fatal("a path with one changed bit was believed")
			}
		}
	})
}

func TestALaterTreeIsProvedToExtendEachEarlierOneAndNoOther(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.Uint64Range(1, 80).Draw(rt, "newer")
		older := rapid.Uint64Range(0, n).Draw(rt, "older")
		tr, other := grow(rt, int(n), "aaaa"), grow(rt, int(n), "bbbb")
		proof, err := custody.ProveConsistency(n, older, tr)
		if err != nil {
			rt.Fatal(err)
		}
		if err := custody.VerifyConsistency(proof, n, tr.root(rt, n), older, tr.root(rt, older)); err != nil {
			rt.Fatal(err)
		}
		if older > 0 && custody.VerifyConsistency(proof, n, tr.root(rt, n), older, other.root(rt, older)) == nil {
			rt.Fatal("the tree was proved to extend another")
		}
		if older > 0 && custody.VerifyConsistency(proof, n, other.root(rt, n), older, tr.root(rt, older)) == nil {
			rt.Fatal("another tree was proved to extend this one")
		}
	})
}

func TestPositionsOutsideTheTreeAreRefused(t *testing.T) {
	tr := grow(t, 3, "aaaa")
	for _, position := range []uint64{0, 4} {
		if _, err := custody.ProveInclusion(3, position, tr); models.CodeOf(err) != models.Invalid {
			t.Errorf("position %d: %v", position, err)
		}
		if custody.VerifyInclusion(nil, 3, tr.root(t, 3), custody.Leaf{Position: position}) == nil {
			t.Errorf("position %d was proved", position)
		}
	}
	if _, err := custody.ProveConsistency(2, 3, tr); models.CodeOf(err) != models.Invalid {
		t.Errorf("a shrinking tree: %v", err)
	}
	if custody.VerifyConsistency(nil, 2, tr.root(t, 2), 3, tr.root(t, 3)) == nil {
		t.Error("a shrinking tree was believed")
	}
	if _, err := custody.HashesFor(custody.Leaf{}, tr); models.CodeOf(err) != models.Invalid {
		t.Errorf("position 0: %v", err)
	}
}

func TestACheckpointIsBelievedOnlyFromItsLogAndForItsTree(t *testing.T) {
	key := ed25519.NewKeyFromSeed([]byte(strings.Repeat("k", 32)))
	witness := ed25519.NewKeyFromSeed([]byte(strings.Repeat("w", 32)))
	origin := custody.Origin(models.ID{1}, "1")
	log, err := custody.NewSigner(origin, key)
	if err != nil {
		t.Fatal(err)
	}
	seer, err := custody.NewSigner("witness.example", witness)
	if err != nil {
		t.Fatal(err)
	}
	want := custody.Checkpoint{Origin: origin, Size: 9, Root: custody.Hash{7}}
	signed, err := custody.SignCheckpoint(want, log, seer)
	if err != nil {
		t.Fatal(err)
	}
	logKey, seerKey := verifier(t, origin, key), verifier(t, "witness.example", witness)
	got, names, err := custody.OpenCheckpoint(signed, origin, logKey, seerKey)
	if err != nil || got != want || len(names) != 1 || names[0] != "witness.example" {
		t.Errorf("%v %v %v", got, names, err)
	}
	if _, _, err := custody.OpenCheckpoint(signed, "cellsweep/other/1", logKey); err == nil {
		t.Error("the checkpoint of another tree was believed")
	}
	if _, _, err := custody.OpenCheckpoint(signed, origin, verifier(t, origin, witness)); err == nil {
		t.Error("a checkpoint without the log's signature was believed")
	}
	onlySeen, err := custody.SignCheckpoint(want, seer)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := custody.OpenCheckpoint(onlySeen, origin, logKey, seerKey); err == nil {
		t.Error("a witness's signature stood for the log's")
	}
}

func verifier(t *testing.T, name string, key ed25519.PrivateKey) note.Verifier {
	t.Helper()
	v, err := custody.NewVerifier(name, key.Public().(ed25519.PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestOurKeysAreThoseOfTheSignedNoteForm(t *testing.T) {
	key := ed25519.NewKeyFromSeed([]byte(strings.Repeat("k", 32)))
	text, err := note.NewEd25519VerifierKey("log.example", key.Public().(ed25519.PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := note.NewVerifier(text)
	if err != nil {
		t.Fatal(err)
	}
	ours := verifier(t, "log.example", key)
	if theirs.KeyHash() != ours.KeyHash() || theirs.Name() != ours.Name() {
		t.Errorf("%08x %s, want %08x %s", ours.KeyHash(), ours.Name(), theirs.KeyHash(), theirs.Name())
	}
	for _, name := range []string{"", "a b", "a+b", "a\nb"} {
		if _, err := custody.NewSigner(name, key); err == nil {
			t.Errorf("%q names a key", name)
		}
	}
}

func TestWhatIsNoCheckpointIsRefused(t *testing.T) {
	good := custody.Checkpoint{Origin: "o", Size: 1}.Text()
	for _, text := range []string{"", "o\n1\n", good + "extension\n", strings.Replace(good, "\n1\n", "\n01\n", 1),
		strings.Replace(good, "\n1\n", "\n-1\n", 1), strings.Replace(good, "AAA=", "AAB=", 1), good[1:], good[:len(good)-1]} {
		if _, err := custody.ParseCheckpoint(text); models.CodeOf(err) != models.Invalid || err == nil {
			t.Errorf("%q was read", text)
		}
	}
}

func FuzzACheckpointReadsBackAsItWasWritten(f *testing.F) {
	f.Add(custody.Checkpoint{Origin: "cellsweep/x/1", Size: 12, Root: custody.Hash{1}}.Text())
	f.Add("o\n0\n\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := custody.ParseCheckpoint(text)
		if err == nil && c.Text() != text {
			t.Errorf("%q reads as %q", text, c.Text())
		}
	})
}

// A size that no wire can carry is refused before anybody reckons with it: from 2^62 on tlog would never end.
func TestATreeLargerThanAnyIsRefused(t *testing.T) {
	tr := grow(t, 2, "aaaa")
	for _, size := range []uint64{1 << 53, 1<<62 + 1, 1<<63 - 1, 1 << 63, 1<<64 - 1} {
		if custody.VerifyInclusion([]custody.Hash{{}}, size, custody.Hash{}, tr.leaves[0]) == nil {
			t.Errorf("a leaf was proved in a tree of %d", size)
		}
		if custody.VerifyConsistency([]custody.Hash{{}}, size, custody.Hash{}, 1, tr.root(t, 1)) == nil {
			t.Errorf("a tree of %d was proved", size)
		}
		if c, err := custody.ParseCheckpoint(custody.Checkpoint{Origin: "o", Size: size}.Text()); err == nil {
			t.Errorf("a checkpoint of %d was read: %+v", size, c)
		}
	}
}

func TestAnEmptyTreeHasOneRoot(t *testing.T) {
	empty := (&tree{}).root(t, 0)
	if err := custody.VerifyConsistency(nil, 0, empty, 0, empty); err != nil {
		t.Error(err)
	}
	if custody.VerifyConsistency(nil, 0, custody.Hash{1}, 0, empty) == nil {
		t.Error("an empty tree with another root was proved to extend an empty one")
	}
}

// What NewSigner takes, Sign must be able to write: a name with any white space cannot be read back.
func TestAKeysNameHoldsNoWhiteSpaceOfAnyKind(t *testing.T) {
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	for _, name := range []string{"", "a b", "a\u00a0b", "a\u2028b", "a\vb", "a+b", "a\xffb"} {
		if _, err := custody.NewSigner(name, key); models.CodeOf(err) != models.Invalid {
			t.Errorf("a key was named %q: %v", name, err)
		}
	}
}
