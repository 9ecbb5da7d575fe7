package sync_test

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"github.com/cellsweep/cellsweep/custody"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// memoryTree keeps a tree's hashes in a slice.
type memoryTree []custody.Hash

func (m memoryTree) ReadHashes(indexes []int64) ([]custody.Hash, error) {
	out := make([]custody.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = m[x]
	}
	return out, nil
}

func exampleLeaf(position uint64) custody.Leaf {
	l := custody.Leaf{Position: position, Hash: fmt.Sprintf("%064x", position*7), Sig: fieldsync.EncodeBytes(append(seedOf("leaf"), seedOf("leaf")...)),
		ReceivedAt: mustTime(fmt.Sprintf("2026-05-20T06:10:%02d.000Z", position)), Verdict: "stored"}
	if position%5 == 0 {
		l.Verdict, l.Code = "quarantined", "out_of_scope"
	}
	return l
}

func leafGiven(l custody.Leaf) map[string]any {
	return map[string]any{"position": l.Position, "hash": l.Hash, "sig": l.Sig, "receivedAt": l.ReceivedAt.Format("2006-01-02T15:04:05.000Z"), "verdict": l.Verdict, "code": l.Code}
}

func hexes(hashes []custody.Hash) []string {
	out := []string{}
	for _, h := range hashes {
		out = append(out, hex.EncodeToString(h[:]))
	}
	return out
}

func buildLeaves(t *testing.T) []vector {
	var out []vector
	var tree memoryTree
	var roots []custody.Hash
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for p := uint64(1); p <= 13; p++ {
		l := exampleLeaf(p)
		stored, err := custody.HashesFor(l, tree)
		must(err)
		tree = append(tree, stored...)
		root, err := custody.Root(p, tree)
		must(err)
		roots = append(roots, root)
		h := l.RecordHash()
		out = append(out, vector{fmt.Sprint("leaf ", p), "leaf", leafGiven(l), map[string]any{"text": string(l.Text()), "leafHash": hex.EncodeToString(h[:]), "rootAfter": hex.EncodeToString(root[:])}})
	}
	for _, p := range []uint64{1, 6, 8, 13} {
		path, err := custody.ProveInclusion(13, p, tree)
		must(err)
		given := leafGiven(exampleLeaf(p))
		given["size"], given["root"], given["path"] = 13, hex.EncodeToString(roots[12][:]), hexes(path)
		out = append(out, vector{fmt.Sprintf("position %d is in the tree of 13", p), "inclusion", given, map[string]any{"proved": true}})
		moved := cloneMap(given)
		moved["position"] = p%13 + 1
		out = append(out, vector{fmt.Sprintf("the leaf of %d is not at %d", p, p%13+1), "inclusion", moved, map[string]any{"proved": false}})
	}
	for _, older := range []uint64{1, 7, 8, 13} {
		proof, err := custody.ProveConsistency(13, older, tree)
		must(err)
		given := map[string]any{"newer": 13, "newRoot": hex.EncodeToString(roots[12][:]), "older": older, "oldRoot": hex.EncodeToString(roots[older-1][:]), "proof": hexes(proof)}
		out = append(out, vector{fmt.Sprintf("the tree of 13 extends that of %d", older), "consistency", given, map[string]any{"proved": true}})
		false_ := cloneMap(given)
		false_["oldRoot"] = hex.EncodeToString(roots[10][:])
		out = append(out, vector{fmt.Sprintf("the tree of 13 does not extend another of %d", older), "consistency", false_, map[string]any{"proved": false}})
	}
	return append(out, buildCheckpoints(t, roots[12])...)
}

func buildCheckpoints(t *testing.T, root custody.Hash) []vector {
	origin := custody.Origin(operation, "1")
	signer, err := custody.NewSigner(origin, keyOf("server log key"))
	if err != nil {
		t.Fatal(err)
	}
	signed, err := custody.SignCheckpoint(custody.Checkpoint{Origin: origin, Size: 13, Root: root}, signer)
	if err != nil {
		t.Fatal(err)
	}
	given := map[string]any{"operation": operation.String(), "epoch": "1", "logKey": publicOf("server log key"), "note": signed}
	changed := cloneMap(given)
	changed["note"] = strings.Replace(signed, "\n13\n", "\n14\n", 1)
	other := cloneMap(given)
	other["epoch"] = "2"
	return []vector{
		{"a signed checkpoint", "checkpoint", given, map[string]any{"accepted": true, "size": 13, "root": hex.EncodeToString(root[:])}},
		{"a checkpoint with another size", "checkpoint", changed, map[string]any{"accepted": false}},
		{"a checkpoint of another epoch", "checkpoint", other, map[string]any{"accepted": false}},
	}
}

func hashOf(text string) (h custody.Hash) {
	b, err := hex.DecodeString(text)
	if err != nil {
		panic(err)
	}
	copy(h[:], b)
	return h
}

func hashesOf(list any) []custody.Hash {
	out := []custody.Hash{}
	for _, x := range list.([]any) {
		out = append(out, hashOf(x.(string)))
	}
	return out
}

func TestTheTreeProvesEachLeafAndEachGrowth(t *testing.T) {
	writeOrCompare(t, "leaves.json", "Leaves, roots, proofs and checkpoints of the journal's tree.", buildLeaves(t))
	for _, v := range readVectors(t, "leaves.json") {
		g := v.Given
		l := custody.Leaf{Position: num(g, "position"), Hash: str(g, "hash"), Sig: str(g, "sig"), Verdict: str(g, "verdict"), Code: str(g, "code")}
		if at := str(g, "receivedAt"); at != "" {
			l.ReceivedAt = mustTime(at)
		}
		var ok bool
		switch v.Kind {
		case "leaf":
			h := l.RecordHash()
			ok = string(l.Text()) == v.Expect["text"] && hex.EncodeToString(h[:]) == v.Expect["leafHash"]
		case "inclusion":
			ok = (custody.VerifyInclusion(hashesOf(g["path"]), num(g, "size"), hashOf(str(g, "root")), l) == nil) == v.Expect["proved"]
		case "consistency":
			ok = (custody.VerifyConsistency(hashesOf(g["proof"]), num(g, "newer"), hashOf(str(g, "newRoot")), num(g, "older"), hashOf(str(g, "oldRoot"))) == nil) == v.Expect["proved"]
		case "checkpoint":
			ok = checkpointAccepted(t, g) == v.Expect["accepted"]
		}
		if !ok {
			t.Errorf("%s: not what the vector says", v.Name)
		}
	}
}

func checkpointAccepted(t *testing.T, g map[string]any) bool {
	key, err := fieldsync.ParseSigningKey(str(g, "logKey"))
	if err != nil {
		t.Fatal(err)
	}
	origin := custody.Origin(id(str(g, "operation")), str(g, "epoch"))
	var verifier note.Verifier
	if verifier, err = custody.NewVerifier(origin, key); err != nil {
		t.Fatal(err)
	}
	_, _, err = custody.OpenCheckpoint(str(g, "note"), origin, verifier)
	return err == nil
}
