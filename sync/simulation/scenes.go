package simulation

import (
	"slices"
	"time"

	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// act lets a tablet's officer do one thing, and plans the next.
func (w *play) act(t *player) {
	if t.left == 0 || t.Stopped {
		return
	}
	t.left--
	if n := len(t.Entries); n > 3 && w.fault(RolledBack, 120) {
		w.twin(t, n-1-w.chance.IntN(3))
	}
	s := t.Write(w.cast.Next(t.Tablet), w.now.Add(t.drift))
	w.cast.Done(s)
	w.tell("%s writes %d %s %s", t.Name, s.Seq, s.Type, s.Hash[:8])
	w.after(w.wait(40), func() { w.act(t) })
}

// twin brings a copy of a tablet to life beside it: both write on.
func (w *play) twin(t *player, known int) {
	twin := &player{Tablet: t.Twin(t.Name+"'", known), left: 6, drift: t.drift}
	w.tablets = append(w.tablets, twin)
	w.after(w.wait(20), func() { w.act(twin) })
	w.after(w.wait(60), func() { w.send(twin) })
}

// send lets a tablet push what waits, in one push or several, and plans the next time.
func (w *play) send(t *player) {
	defer w.after(w.wait(90), func() { w.send(t) })
	if w.now.Before(t.away) {
		return
	}
	if w.fault(OutOfReach, 30) {
		t.away = w.now.Add(w.wait(3600)) // behind thick walls; everybody comes back in the car park
		return
	}
	if w.fault(Forgery, 25) {
		w.deliver(nil, t.Forged(1+w.chance.IntN(6), w.now), w.wait(2))
	}
	seqs := t.Waiting()
	if len(seqs) == 0 {
		w.post(t, t.Pack(nil, w.now))
		return
	}
	size := len(seqs)
	if w.fault(Overtaken, 3) {
		w.chance.Shuffle(len(seqs), func(i, k int) { seqs[i], seqs[k] = seqs[k], seqs[i] })
		size = max(1, size/3)
	}
	for part := range slices.Chunk(seqs, min(size, 40)) {
		w.post(t, t.Pack(part, w.now))
	}
}

// post puts a parcel on the network.
func (w *play) post(t *player, p Parcel) {
	if w.fault(LostRequest, 8) {
		return
	}
	if w.fault(CutRequest, 12) {
		w.deliver(nil, p.Body[:w.chance.IntN(len(p.Body))], w.wait(2))
		return
	}
	if w.fault(Twice, 8) {
		w.deliver(nil, p.Body, time.Minute)
	}
	to := &p
	if w.fault(LostAnswer, 8) {
		to = nil
	}
	w.deliver(to, p.Body, w.wait(5))
}

// deliver lets a push arrive; its answer goes back to the parcel's tablet, if any.
func (w *play) deliver(to *Parcel, body []byte, d time.Duration) {
	w.after(d, func() {
		if w.fault(CrashBefore, 20) {
			return
		}
		raw, err := w.hq.push(body, w.now)
		if err != nil {
			w.tell("a push of %d bytes cannot be read", len(body))
			return
		}
		w.tell("a push is taken in: journal at %d", len(w.hq.ledger.Journal))
		if w.fault(CrashAfter, 20) || to == nil {
			return
		}
		w.after(w.wait(5), func() {
			if err := to.Learn(raw, w.hq.publicKey()); err != nil {
				w.record.Wrong(AcksAreTrue, "an answer that cannot be read: %v", err)
			}
		})
	})
}

// follow lets the projector go on.
func (w *play) follow() {
	w.after(w.wait(4), w.follow)
	if err := w.hq.project(1+w.chance.IntN(60), w.fault(CrashProject, 10)); err != nil {
		w.record.Wrong(RebuildsTheSame, "the projector stopped: %v", err)
	}
}

// command lets headquarters decide something.
func (w *play) command() {
	w.after(w.wait(120), w.command)
	t := one(w.chance, w.tablets)
	s := w.hq.streams[t.Stream]
	switch {
	case s.pending && w.chance.In(2):
		w.hq.confirm(t.Stream, w.now)
	case s.revokedAt == 0 && w.fault(Revocation, 25):
		w.hq.revoke(t.Stream, w.now)
		w.record.Revoke(t.Stream)
	case w.fault(Settlement, 2):
		w.decide("")
	case w.fault(Adoption, 2):
		w.decide(fieldsync.SeqFork)
	case w.backup == nil && w.chance.In(8):
		b := w.hq.backup()
		w.backup = &b
	case w.backup != nil && w.fault(Restore, 20):
		w.restore()
	}
}

// restore puts the backup back. Who was confirmed or revoked since is so no more.
func (w *play) restore() {
	w.hq.restore(*w.backup, w.now)
	w.backup = nil
	w.record.Restored()
}

// decide settles an entry in quarantine, or adopts the branch of one.
func (w *play) decide(code fieldsync.Code) {
	var waiting []fieldsync.Journalled
	for _, j := range w.hq.ledger.Journal[:w.hq.projected] {
		if j.Verdict == fieldsync.Quarantined && (code == "" || j.Code == code) {
			waiting = append(waiting, j)
		}
	}
	if len(waiting) == 0 {
		return
	}
	j, by := one(w.chance, waiting), []string{w.scene.Officers[0].String()}
	if code == fieldsync.SeqFork {
		w.hq.declare(Act{Type: "branch.adopted", Body: map[string]any{"stream": j.Stream, "seq": j.Entry.Seq, "hash": j.Hash, "reason": "both are true", "by": by}}, w.now)
		return
	}
	w.hq.declare(Act{Type: "entry.settled", Site: j.Entry.Site, Body: map[string]any{"hash": j.Hash, "decision": one(w.chance, []string{"apply", "reject"}), "reason": "r", "by": by}}, w.now)
}

// settleDown ends all faults, brings everybody back at once and waits until
// everything has arrived; then everything is held against the invariants.
func (w *play) settleDown() {
	w.calm = true
	w.agenda = nil
	for _, t := range w.tablets {
		if s := w.hq.streams[t.Stream]; s.pending {
			w.hq.confirm(t.Stream, w.now)
		}
	}
	for round := 0; len(w.record.wrongs) == 0; round++ {
		waiting := 0
		for _, t := range w.tablets {
			w.now = w.now.Add(time.Second)
			p := t.Pack(t.Waiting(), w.now)
			raw, err := w.hq.push(p.Body, w.now)
			if err == nil {
				err = p.Learn(raw, w.hq.publicKey())
			}
			if err != nil {
				w.record.Wrong(QueuesDrain, "%s: %v", t.Name, err)
			}
			waiting += len(t.Waiting())
		}
		if waiting == 0 && round > 0 {
			break
		}
		if round == 5 {
			w.record.Wrong(QueuesDrain, "%d entries still wait after %d rounds without a fault", waiting, round)
		}
	}
	if err := w.hq.project(len(w.hq.ledger.Journal), false); err != nil {
		w.record.Wrong(RebuildsTheSame, "the projector stopped: %v", err)
	}
	w.tell("all is quiet: journal at %d", len(w.hq.ledger.Journal))
	heads := map[string]uint64{}
	for stream, s := range w.hq.streams {
		heads[stream] = s.head.N
	}
	Evidence{w.record, w.hq.ledger.Journal, w.hq.ledger.Documents(), heads, w.hq.publicKey(), w.hq.projector}.Judge()
}
