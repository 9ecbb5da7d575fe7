package sync_test

import (
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// statusOf reads a receipt as the tablet gets it.
func (s *stage) statusOf(hash string) string {
	r := s.bodyOf(fieldsync.KindReceipt, hash)
	return strings.TrimSpace(r["status"].(string) + " " + r["statusCode"].(string))
}

func (s *stage) put(j fieldsync.Journalled) fieldsync.Receipt {
	s.t.Helper()
	return s.append(s.t, s.projector, j)
}

func (s *stage) want(hash, status string) {
	s.t.Helper()
	if got := s.statusOf(hash); got != status {
		s.t.Errorf("the status is %q, want %q", got, status)
	}
}

func TestAnEntryWaitsForWhatItRefersToAndIsAppliedRightAfterIt(t *testing.T) {
	s := briefed(t)
	start := s.pen.write("t1", starts(0x10))
	seized := s.pen.write("t1", seizes(start.Entry.ID, nil))
	sealed := s.pen.write("t1", seals("S1", seized.Entry.ID))
	closed := s.pen.write("t1", closes(start.Entry.ID, "done_find"))
	for _, j := range []fieldsync.Journalled{closed, sealed, seized} {
		if r := s.put(j); r.Status != fieldsync.HeldBy || !strings.Contains(r.Detail, "waits for") {
			t.Errorf("%s: %s %s", r.Type, r.Status, r.Detail)
		}
	}
	if r := s.put(start); r.Status != fieldsync.Applied {
		t.Fatalf("%s %s", r.Status, r.Detail)
	}
	for _, j := range []fieldsync.Journalled{closed, sealed, seized} {
		s.want(j.Hash, "applied")
	}
	s.is(fieldsync.KindSearch, start.Entry.ID, "state", "done_find")
	s.is(fieldsync.KindSearch, start.Entry.ID, "attention", nil)
	d, _, _ := s.Get(fieldsync.KindExhibit, seized.Entry.ID.String())
	if d.Position != uint64(len(s.journal)) {
		t.Errorf("the exhibit bears position %d; a follower that has read up to there would miss it", d.Position)
	}
}

func TestAFaultyBodyIsRefusedWithWhereItIsWrong(t *testing.T) {
	s := briefed(t)
	search := s.done("t1", starts(0x10))
	_, r := s.does("t1", seizes(search, map[string]any{"disposition": "kept back", "quantity": "one"}))
	if r.Status != fieldsync.Refused || r.StatusCode != fieldsync.InvalidBody || !strings.Contains(r.Detail, "/disposition") || !strings.Contains(r.Detail, "/quantity") {
		t.Errorf("%s %s %s", r.Status, r.StatusCode, r.Detail)
	}
	_, r = s.does("t1", seizes(search, map[string]any{"device": map[string]any{"imei1": "359043377500085"}}))
	if r.StatusCode != fieldsync.InvalidBody || !strings.Contains(r.Detail, "isTargetModel") {
		t.Errorf("a device of which nobody says whether it is looked for: %s %s", r.Status, r.Detail)
	}
	// A telephone is seized first and read afterwards: what is not known yet is the gate's to ask for.
	for _, device := range []any{nil, map[string]any{"isTargetModel": true, "model": nid(0xa0).String(), "mini": true}} {
		if _, r = s.does("t1", seizes(search, map[string]any{"device": device})); r.Status != fieldsync.Applied {
			t.Errorf("a telephone that nobody has read yet, %v: %s %s", device, r.Status, r.Detail)
		}
	}
	for body, where := range map[string]string{`torn`: "", `{"of":"site","text":"x"}`: "/salt", `{"salt":"short","text":"x"}`: "/salt",
		`{"salt":"AAAAAAAAAAAAAAAAAAAAAA","text":"a\u0000b"}`: "/text", `{"salt":"AAAAAAAAAAAAAAAAAAAAAA","text":1e999999999}`: "/text", `[]`: ""} {
		j := s.pen.write("t1", act{kind: "note.added", entity: site})
		j.Entry.Body = body
		if r := s.put(j); r.StatusCode != fieldsync.InvalidBody || !strings.Contains(r.Detail, where) {
			t.Errorf("%s: %s %s %s", body, r.Status, r.StatusCode, r.Detail)
		}
	}
	s.done("t1", closes(search, "done_clear"))
}

func TestATypeThatNobodyKnowsIsRefusedAndTriedAgainOnceItIsKnown(t *testing.T) {
	s := briefed(t)
	j := s.pen.write("t1", act{kind: "drone.sighted", body: map[string]any{"text": "x"}})
	if r := s.put(j); r.Status != fieldsync.Refused || r.StatusCode != fieldsync.UnknownType {
		t.Errorf("%s %s", r.Status, r.StatusCode)
	}
	old := s.pen.write("t1", act{kind: "task.accepted", entity: nid(0x10)})
	old.Entry.Version = 2
	if r := s.put(old); r.StatusCode != fieldsync.UnknownType {
		t.Errorf("a version that nobody knows: %s %s", r.Status, r.StatusCode)
	}
	s.done(headquarters, act{kind: "entry.retried", body: map[string]any{"statusCode": "unknown_type", "reason": "new release"}})
	s.want(j.Hash, "refused unknown_type")
}

func TestATabletCannotWriteInHeadquartersName(t *testing.T) {
	s := briefed(t)
	_, r := s.does("t1", act{kind: "operation.stoodDown", nosite: true, body: map[string]any{"reason": "x", "by": []any{nid(1).String()}}})
	if r.Status != fieldsync.Refused {
		t.Errorf("%s %s", r.Status, r.StatusCode)
	}
	s.is(fieldsync.KindOperation, operation, "state", "released")
	s.done(headquarters, act{kind: "operation.stoodDown", nosite: true, body: map[string]any{"reason": "x", "by": []any{nid(1).String()}}})
	s.is(fieldsync.KindOperation, operation, "state", "stoodDown")
}

func TestWhatAPendingTabletWroteIsHeldUntilItIsConfirmed(t *testing.T) {
	s := briefed(t)
	start := s.pen.write("t1", starts(0x10))
	answer := s.pen.write("t1", answers(start.Entry.ID, "yes"))
	for _, j := range []fieldsync.Journalled{start, answer} {
		j.Pending = true
		s.put(j)
		s.want(j.Hash, "held tablet_pending")
	}
	s.done(headquarters, act{kind: "entry.retried", body: map[string]any{"stream": start.Stream, "statusCode": "tablet_pending", "reason": "confirmed"}})
	s.want(start.Hash, "applied")
	s.want(answer.Hash, "applied")
	s.is(fieldsync.KindSearch, start.Entry.ID, "state", "in_progress")
}

func TestWhatIsInQuarantineIsProjectedOnlyByAPersonsDecision(t *testing.T) {
	for _, decision := range []string{"apply", "reject"} {
		s := briefed(t)
		start := s.pen.write("t1", starts(0x10))
		start.Verdict, start.Code = fieldsync.Quarantined, fieldsync.OutOfScope
		s.put(start)
		s.want(start.Hash, "")
		answer := s.pen.write("t1", answers(start.Entry.ID, "yes"))
		s.put(answer)
		s.want(answer.Hash, "held")
		s.done(headquarters, act{kind: "entry.settled", body: map[string]any{"hash": start.Hash, "decision": decision, "reason": "seen"}})
		s.want(start.Hash, "settled")
		if decision == "apply" {
			s.want(answer.Hash, "applied")
			s.is(fieldsync.KindSearch, start.Entry.ID, "state", "in_progress")
		} else {
			s.want(answer.Hash, "held")
			s.is(fieldsync.KindSearch, start.Entry.ID, "state", nil)
		}
	}
}

func TestASettledEntryThatStillWaitsIsAppliedWhenItCan(t *testing.T) {
	s := briefed(t)
	start := s.pen.write("t1", starts(0x10))
	answer := s.pen.write("t1", answers(start.Entry.ID, "yes"))
	answer.Verdict, answer.Code = fieldsync.Quarantined, fieldsync.TabletRevoked
	s.put(answer)
	s.done(headquarters, act{kind: "entry.settled", body: map[string]any{"hash": answer.Hash, "decision": "apply", "reason": "seen"}})
	s.want(answer.Hash, "held")
	s.put(start)
	s.want(answer.Hash, "settled")
}

func TestAnAdoptedBranchIsAppliedWholeWhateverArrivesLater(t *testing.T) {
	s := briefed(t)
	search := s.done("t1", starts(0x10))
	prev := s.pen.prevs["t1"]
	s.done("t1", answers(search, "main"))
	branch := func(seq uint64, value string) fieldsync.Journalled {
		s.pen.seqs["t1"], s.pen.prevs["t1"] = seq, prev
		j := s.pen.write("t1", answers(search, value))
		j.Verdict, j.Code = fieldsync.Quarantined, fieldsync.SeqFork
		prev = j.Hash
		return j
	}
	b := []fieldsync.Journalled{branch(1, "b2"), branch(2, "b3"), branch(3, "b4"), branch(4, "b5")}
	for _, j := range []fieldsync.Journalled{b[0], b[2], b[1]} {
		s.put(j)
		s.want(j.Hash, "")
	}
	s.done(headquarters, act{kind: "branch.adopted", body: map[string]any{"stream": b[1].Stream, "seq": b[1].Entry.Seq, "hash": b[1].Hash, "reason": "restored copy"}})
	s.put(b[3])
	for _, j := range b {
		s.want(j.Hash, "settled")
	}
	if n := len(s.bodyOf(fieldsync.KindAnswer, search.String()+"/areas.searched/mattress")["assertions"].([]any)); n != 5 {
		t.Errorf("%d assertions, want those of both branches", n)
	}
}

func TestAnErasedBodyLeavesItsPlaceAndNothingOfItsWords(t *testing.T) {
	s := briefed(t)
	search := s.done("t1", starts(0x10))
	seized := s.pen.write("t1", seizes(search, map[string]any{"description": "belongs to Jean Secret"}))
	s.put(seized)
	said := s.pen.write("t1", answers(search, "Jean Secret"))
	s.put(said)
	s.done("t1", seals("S1", seized.Entry.ID))
	for _, j := range []fieldsync.Journalled{seized, said} {
		s.journal[positionOf(s, j)-1].Erased, s.journal[positionOf(s, j)-1].Entry.Body = true, ""
		s.done(headquarters, act{kind: "body.erased", body: map[string]any{"hash": j.Hash, "reason": "retention", "by": []any{nid(1).String(), nid(2).String()}}})
	}
	for name, d := range s.docs {
		if strings.Contains(string(d.Body)+string(d.Facts)+strings.Join(d.Keys, " "), "Jean Secret") || strings.Contains(string(d.Body)+strings.Join(d.Keys, " "), "359043377500085") {
			t.Errorf("%s still says it: %s", name, d.Body)
		}
	}
	s.is(fieldsync.KindExhibit, seized.Entry.ID, "erased", true)
	rebuilt := rebuild(t, s.projector, s.journal)
	if a, b := s.dump(), rebuilt.dump(); a != b {
		t.Errorf("the rebuilt documents differ:\n%s", firstDifference(a, b))
	}
}

func positionOf(s *stage, j fieldsync.Journalled) uint64 {
	for _, k := range s.journal {
		if k.Hash == j.Hash {
			return k.Position
		}
	}
	return 0
}

func rebuild(t *testing.T, p *fieldsync.Projector, journal []fieldsync.Journalled) *memoryLedger {
	t.Helper()
	fresh := newLedger()
	fresh.journal = journal
	next := 0
	err := p.Rebuild(fresh, func() (j fieldsync.Journalled, ok bool, err error) {
		if next == len(journal) {
			return j, false, nil
		}
		next++
		return journal[next-1], true, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return fresh
}

// breakingLedger fails as a program does, not as a disk.
type breakingLedger struct {
	*memoryLedger
	on string
}

func (b breakingLedger) Get(kind fieldsync.Kind, id string) (fieldsync.Document, bool, error) {
	if kind == fieldsync.KindExhibit && id == b.on {
		panic("index out of range")
	}
	return b.memoryLedger.Get(kind, id)
}

func TestAFaultOfOursIsMarkedAtItsEntryAndTheRestGoesOn(t *testing.T) {
	s := briefed(t)
	search := s.done("t1", starts(0x10))
	seized := s.pen.write("t1", seizes(search, nil))
	seized.Position, seized.Verdict = uint64(len(s.journal)+1), fieldsync.Stored
	s.journal = append(s.journal, seized)
	broken := s.projector.Sit(breakingLedger{s.memoryLedger, seized.Entry.ID.String()})
	r, err := broken.Apply(seized)
	if err != nil || r.Status != fieldsync.Refused || r.StatusCode != fieldsync.Internal {
		t.Fatalf("%v %s %s", err, r.Status, r.StatusCode)
	}
	if _, there, _ := s.Get(fieldsync.KindFile, strings.Repeat("1", 64)); there {
		t.Error("half of the entry was projected")
	}
	answered := s.pen.write("t1", answers(search, "yes")) // the same sitting goes on, with nothing of the broken entry in it
	answered.Position, answered.Verdict = uint64(len(s.journal)+1), fieldsync.Stored
	s.journal = append(s.journal, answered)
	if r, err := broken.Apply(answered); err != nil || r.Status != fieldsync.Applied {
		t.Errorf("the next entry: %v %s", err, r.Status)
	}
	s.done(headquarters, act{kind: "entry.retried", body: map[string]any{"hash": seized.Hash, "reason": "mended"}})
	s.want(seized.Hash, "applied")
}

func TestAFullDiskIsTheLedgersErrorAndNotTheEntrys(t *testing.T) {
	s := briefed(t)
	j := s.pen.write("t1", starts(0x10))
	j.Position, j.Verdict = uint64(len(s.journal)+1), fieldsync.Stored
	s.failing = true
	if _, err := s.projector.Apply(s.memoryLedger, j); err == nil {
		t.Error("a failing ledger was not told")
	}
	s.failing = false
	s.journal = append(s.journal, j)
	if r, err := s.projector.Apply(s.memoryLedger, j); err != nil || r.Status != fieldsync.Applied {
		t.Errorf("%v %s", err, r.Status)
	}
}

func TestAnEntryAppliedTwiceChangesNothing(t *testing.T) {
	s := briefed(t)
	s.done("t1", starts(0x10))
	before := s.dump()
	if _, err := s.projector.Apply(s.memoryLedger, s.journal[len(s.journal)-1]); err != nil {
		t.Fatal(err)
	}
	if s.dump() != before {
		t.Error("documents changed")
	}
}

func TestNoSaltAppearsInAnyDocument(t *testing.T) {
	s := briefed(t)
	search := s.done("t1", starts(0x10))
	x := s.done("t1", seizes(search, nil))
	s.done("t1", seals("S1", x))
	s.done("t1", act{kind: "exhibit.amended", entity: x, body: map[string]any{"changes": map[string]any{"number": "3"}, "reason": "r"}})
	for name, d := range s.docs {
		if strings.Contains(string(d.Body)+string(d.Facts), "salt") {
			t.Errorf("%s holds a salt", name)
		}
		for _, j := range s.journal {
			if salt := j.Entry.Body[9:31]; strings.Contains(string(d.Body)+string(d.Facts), salt) {
				t.Errorf("%s holds the salt of %s", name, j.Entry.Type)
			}
		}
	}
}

var _ models.ID
