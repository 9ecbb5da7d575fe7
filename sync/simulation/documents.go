package simulation

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// picture is what the documents say, in the form that the invariants ask for.
type picture struct {
	receipts map[string]fieldsync.Receipt // by hash
	byEntry  map[string]fieldsync.Receipt // by the entry's id; of several, one that was let in
	told     map[string]bool              // hashes of the entries that some document tells of
	answers  map[string]answerBody
}

type answerBody struct {
	State      string
	Value      json.RawMessage
	Assertions []struct{ Entry string }
}

func (e Evidence) picture() picture {
	p := picture{map[string]fieldsync.Receipt{}, map[string]fieldsync.Receipt{}, map[string]bool{}, map[string]answerBody{}}
	for _, d := range e.Documents {
		if d.Kind == fieldsync.KindReceipt {
			var r fieldsync.Receipt
			_ = json.Unmarshal(d.Body, &r) // an empty receipt is found wanting
			p.receipts[d.ID] = r
			if !letIn(p.byEntry[r.Entry]) {
				p.byEntry[r.Entry] = r
			}
			continue
		}
		var about struct{ Facts []struct{ Hash string } }
		_ = json.Unmarshal(d.Facts, &about)
		for _, f := range about.Facts {
			p.told[f.Hash] = true
		}
		if d.Kind == fieldsync.KindAnswer {
			var a answerBody
			_ = json.Unmarshal(d.Body, &a)
			p.answers[d.ID] = a
		}
	}
	return p
}

// letIn says whether an entry's words belong into the picture.
func letIn(r fieldsync.Receipt) bool {
	return r.Status == fieldsync.Applied || r.Status == fieldsync.Settled && r.Decision != "reject"
}

// unseen are the types that tell nothing of any document.
func unseen(kind string) bool { return strings.HasPrefix(kind, "entry.") || kind == "body.erased" }

func (e Evidence) receipts() {
	p := e.picture()
	for _, j := range e.Journal {
		r, ok := p.receipts[j.Hash]
		switch {
		case !ok:
			e.Record.Wrong(OneReceiptEach, "position %d (%s) has no receipt", j.Position, j.Entry.Type)
			continue
		case r.Position != j.Position || r.Verdict != j.Verdict || r.Code != j.Code || r.Seq != j.Entry.Seq || r.Stream != j.Stream:
			e.Record.Wrong(OneReceiptEach, "position %d: %s %s, its receipt says position %d, %s %s", j.Position, j.Verdict, j.Code, r.Position, r.Verdict, r.Code)
		case letIn(r) != p.told[j.Hash] && !unseen(j.Entry.Type):
			e.Record.Wrong(ProjectedAll, "position %d (%s, %s): its receipt says %q, and %s", j.Position, j.Entry.Type, cmp.Or(string(j.Code), "stored"), r.Status,
				map[bool]string{true: "a document tells of it", false: "no document tells of it"}[p.told[j.Hash]])
		}
		e.status(p, j, r)
	}
	e.decisions(p)
	if len(p.receipts) != len(e.Journal) {
		e.Record.Wrong(OneReceiptEach, "%d receipts for %d entries", len(p.receipts), len(e.Journal))
	}
	e.answers(p)
}

// status says whether an entry came as far as it must have come by now.
func (e Evidence) status(p picture, j fieldsync.Journalled, r fieldsync.Receipt) {
	s := e.Record.signed[j.Hash]
	waiting := j.Verdict == fieldsync.Quarantined && r.Decision == "" && r.Status == ""
	unknown := s != nil && s.Act.Version > 1
	switch {
	case waiting || r.Status == fieldsync.Applied || r.Status == fieldsync.Settled:
		if j.Verdict == fieldsync.Quarantined && r.Status == fieldsync.Applied {
			e.Record.Wrong(ProjectedAll, "position %d is in quarantine (%s) and was applied without a decision", j.Position, j.Code)
		}
	case r.Status == fieldsync.Refused && unknown:
	case r.StatusCode == fieldsync.TabletPending && e.Record.revokedEver(j.Stream): // nobody confirms it any more: a person decides
	case r.Status == fieldsync.HeldBy && s != nil && r.StatusCode == "":
		for _, id := range s.Act.Needs {
			if !letIn(p.byEntry[id.String()]) {
				return // what it needs is not there
			}
		}
		e.Record.Wrong(HeldIsReleased, "position %d (%s) is on hold: %s", j.Position, j.Entry.Type, r.Detail)
	default:
		e.Record.Wrong(HeldIsReleased, "position %d (%s %s) is %q %s: %s", j.Position, j.Verdict, j.Entry.Type, r.Status, r.StatusCode, r.Detail)
	}
}

// decisions looks whether what a person decided was done: the decision of the
// settling entries, not that which the receipt repeats.
func (e Evidence) decisions(p picture) {
	keptOut := map[string]bool{} // by every decision about it
	for _, j := range e.Journal {
		if j.Entry.Type != "entry.settled" || !letIn(p.receipts[j.Hash]) {
			continue
		}
		hash, reject := textOf(j.Entry.Body, "hash"), textOf(j.Entry.Body, "decision") == fieldsync.DecideReject
		if before, decided := keptOut[hash]; !decided || before {
			keptOut[hash] = reject
		}
		if r, ok := p.receipts[hash]; ok && r.Status == "" {
			e.Record.Wrong(DecisionsAreDone, "position %d settles position %d, which is still in quarantine", j.Position, r.Position)
		}
	}
	for hash, out := range keptOut {
		r := p.receipts[hash]
		if out && r.Verdict == fieldsync.Quarantined && r.Code != fieldsync.SeqFork && letIn(r) { // of a fork, adopting the branch is another decision
			e.Record.Wrong(DecisionsAreDone, "position %d was kept out by a person and is %s", r.Position, r.Status)
		}
	}
}

// answers reckons every answer from the journal, and holds the documents against it.
func (e Evidence) answers(p picture) {
	said := map[string][]fieldsync.Journalled{}
	for _, j := range e.Journal {
		if j.Entry.Type == "answer.asserted" && letIn(p.receipts[j.Hash]) {
			key := j.Entry.Entity.String() + "/" + textOf(j.Entry.Body, "item")
			said[key] = append(said[key], j)
		}
	}
	for key, all := range said {
		values := map[string]bool{}
		for _, j := range all {
			if !slices.ContainsFunc(all, func(k fieldsync.Journalled) bool { return slices.Contains(k.Entry.Supersedes, j.Entry.ID) }) {
				values[rawOf(j.Entry.Body, "value")] = true
			}
		}
		a, state := p.answers[key], "answered"
		if len(values) > 1 {
			state = "contested"
		}
		if a.State != state || len(a.Assertions) != len(all) || (len(values) == 1 && !values[string(a.Value)]) || (len(values) > 1 && a.Value != nil) {
			e.Record.Wrong(ContestedIsShown, "answer %s is %q with %s and %d assertions; by the journal it is %s with %v and %d", key, a.State, a.Value, len(a.Assertions), state, values, len(all))
		}
	}
}

func rawOf(body, name string) string {
	var members map[string]json.RawMessage
	_ = json.Unmarshal([]byte(body), &members)
	return string(members[name])
}

// rebuilt projects the journal once more from its start.
func (e Evidence) rebuilt() {
	again := NewLedger()
	again.Journal = e.Journal
	next := 0
	err := e.Projector.Rebuild(again, func() (fieldsync.Journalled, bool, error) {
		if next == len(e.Journal) {
			return fieldsync.Journalled{}, false, nil
		}
		next++
		return e.Journal[next-1], true, nil
	})
	if err != nil {
		e.Record.Wrong(RebuildsTheSame, "the journal cannot be projected: %v", err)
		return
	}
	if diff := Differ(e.Documents, again.Documents()); diff != "" {
		e.Record.Wrong(RebuildsTheSame, "%s", diff)
	}
}

// Differ says in what two sets of documents differ first, "" for nothing.
func Differ(have, want []fieldsync.Document) string {
	byName := func(a, b fieldsync.Document) int {
		return cmp.Or(strings.Compare(string(a.Kind), string(b.Kind)), strings.Compare(a.ID, b.ID))
	}
	have, want = slices.Clone(have), slices.Clone(want)
	slices.SortFunc(have, byName)
	slices.SortFunc(want, byName)
	for i, w := range want {
		if i == len(have) || byName(have[i], w) > 0 {
			return fmt.Sprintf("%s %s is not there", w.Kind, w.ID)
		}
		if h := have[i]; byName(h, w) < 0 {
			return fmt.Sprintf("%s %s is there and ought not to be", h.Kind, h.ID)
		} else if h.Position != w.Position || h.Rev != w.Rev || h.Site != w.Site || h.Deleted != w.Deleted || !slices.Equal(h.Keys, w.Keys) ||
			!bytes.Equal(h.Body, w.Body) || !bytes.Equal(h.Facts, w.Facts) {
			return fmt.Sprintf("%s %s is\n  %+v %s\nand ought to be\n  %+v %s", h.Kind, h.ID, h.Position, h.Body, w.Position, w.Body)
		}
	}
	if len(have) > len(want) {
		return fmt.Sprintf("%s %s is there and ought not to be", have[len(want)].Kind, have[len(want)].ID)
	}
	return ""
}
