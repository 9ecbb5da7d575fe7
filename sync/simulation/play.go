package simulation

import (
	"container/heap"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"
	"strings"
	"time"

	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// Plot is a run: the seed decides all that the numbers leave open.
type Plot struct {
	Seed    uint64
	Tablets int
	Acts    int     // of each tablet
	Without []Fault // faults that do not happen: how a failing run is made smaller
}

// Fault is a kind of thing that goes wrong.
type Fault string

// The faults.
const (
	LostRequest  Fault = "request lost"
	CutRequest   Fault = "request cut"
	LostAnswer   Fault = "answer lost"
	Twice        Fault = "request delivered twice, the second 60 s later"
	Overtaken    Fault = "requests overtake each other"
	CrashBefore  Fault = "crash before the commit"
	CrashAfter   Fault = "crash after the commit, before the answer"
	CrashProject Fault = "crash in the projection"
	Forgery      Fault = "push under a strange key"
	RolledBack   Fault = "tablet brought back from a copy"
	Revocation   Fault = "tablet revoked"
	LateConfirm  Fault = "tablet confirmed late"
	Restore      Fault = "server restored from a backup"
	Settlement   Fault = "quarantined entry settled"
	Adoption     Fault = "branch adopted"
	OutOfReach   Fault = "tablet out of reach"
	WrongClock   Fault = "tablet with a wrong clock"
)

// Faults lists every kind.
var Faults = []Fault{LostRequest, CutRequest, LostAnswer, Twice, Overtaken, CrashBefore, CrashAfter, CrashProject, Forgery, RolledBack, Revocation,
	LateConfirm, Restore, Settlement, Adoption, OutOfReach, WrongClock}

// Outcome is what came of a run.
type Outcome struct {
	Wrongs       []Violation
	Acknowledged int
	Faults       map[Fault]int
	Trace        []string // its last lines
	Digest       string   // SHA-256 of the whole trace, in hex
	Steps        int
}

// FaultsInAll is how much went wrong.
func (o Outcome) FaultsInAll() (n int) {
	for _, c := range o.Faults {
		n += c
	}
	return n
}

// event is something that will happen.
type event struct {
	at   time.Time
	turn int // of two at one instant, the one that was planned first
	do   func()
}

type agenda []event

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	return a[i].at.Before(a[j].at) || a[i].at.Equal(a[j].at) && a[i].turn < a[j].turn
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(e any)   { *a = append(*a, e.(event)) }
func (a *agenda) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}

// play is a run that is under way.
type play struct {
	Plot
	chance  Chance
	cast    *Cast
	scene   *Scene
	record  *Record
	hq      *headquarters
	backup  *headquarters
	tablets []*player
	now     time.Time
	agenda  agenda
	turns   int
	calm    bool // faults have stopped
	out     Outcome
	hash    hash.Hash
	kept    []string
}

// player is a tablet in somebody's hands.
type player struct {
	*Tablet
	left  int // acts that are still to be done
	away  time.Time
	drift time.Duration
}

// start is when every run begins.
var start = time.Date(2026, 5, 20, 4, 0, 0, 0, time.UTC)

// Run plays a plot to its end.
func Run(p Plot, projector *fieldsync.Projector) Outcome {
	c := NewChance(p.Seed)
	w := &play{Plot: p, chance: c, record: NewRecord(), now: start, hash: sha256.New(), out: Outcome{Faults: map[Fault]int{}}}
	w.scene = NewScene(c, c.ID(), 3, 4)
	w.cast = NewCast(c, w.scene)
	w.hq = newHeadquarters(c, w.scene.Operation, projector)
	for _, a := range w.scene.Briefing() {
		w.hq.declare(a, w.now)
	}
	for i := range p.Tablets {
		w.arrive(i)
	}
	w.after(time.Second, w.follow)
	w.after(time.Minute, w.command)
	w.run()
	w.settleDown()
	return w.finish()
}

func (w *play) arrive(i int) {
	site := w.scene.Sites[i%len(w.scene.Sites)]
	t := &player{Tablet: NewTablet(fmt.Sprint("tablet ", i), w.chance, w.record, w.scene.Operation, site, one(w.chance, w.scene.Officers)), left: w.Acts}
	if w.fault(WrongClock, 4) {
		t.drift = time.Duration(w.chance.IntN(48)-24) * time.Hour
	}
	w.hq.enrol(t.Tablet, w.fault(LateConfirm, 5))
	w.tablets = append(w.tablets, t)
	w.after(w.wait(30), func() { w.act(t) })
	w.after(w.wait(60), func() { w.send(t) })
}

// fault says whether a kind of fault happens now: once in n times.
func (w *play) fault(f Fault, n int) bool {
	hit := w.chance.In(n) // drawn in any case, so that leaving one fault out changes the others as little as can be
	if !hit || w.calm || slices.Contains(w.Without, f) {
		return false
	}
	w.out.Faults[f]++
	w.tell("fault: %s", f)
	return true
}

func (w *play) wait(seconds int) time.Duration {
	return time.Duration(w.chance.IntN(seconds*1000)+1) * time.Millisecond
}

func (w *play) after(d time.Duration, do func()) {
	w.turns++
	heap.Push(&w.agenda, event{w.now.Add(d), w.turns, do})
}

// run lets what is planned happen, one thing after the other.
// until everybody has done what they had to do, and some minutes more.
func (w *play) run() {
	for end := start; len(w.agenda) > 0 && len(w.record.wrongs) == 0; {
		e, _ := heap.Pop(&w.agenda).(event)
		w.now = e.at
		if slices.ContainsFunc(w.tablets, func(t *player) bool { return t.left > 0 && !t.Stopped }) {
			end = w.now.Add(3 * time.Minute)
		} else if w.now.After(end) {
			return
		}
		w.out.Steps++
		e.do()
	}
}

const traceKept = 60

func (w *play) tell(format string, args ...any) {
	line := w.now.Format("15:04:05.000 ") + fmt.Sprintf(format, args...)
	fmt.Fprintln(w.hash, line)
	if w.kept = append(w.kept, line); len(w.kept) > 2*traceKept {
		w.kept = slices.Clone(w.kept[len(w.kept)-traceKept:])
	}
}

func (w *play) finish() Outcome {
	w.out.Wrongs, w.out.Acknowledged = w.record.Wrongs(), w.record.Acknowledged()
	for _, v := range w.out.Wrongs {
		w.tell("WRONG: %s", v)
	}
	w.out.Trace, w.out.Digest = w.kept, hex.EncodeToString(w.hash.Sum(nil))
	return w.out
}

// Report says how a run failed and how it can be had again.
func (o Outcome) Report(p Plot) string {
	var b strings.Builder
	fmt.Fprintf(&b, "seed %d, %d tablets, %d acts each, without %q: %d steps, trace %s\n", p.Seed, p.Tablets, p.Acts, p.Without, o.Steps, o.Digest)
	for _, line := range o.Trace {
		b.WriteString("  " + line + "\n")
	}
	return b.String()
}

// Shrink looks for a smaller run that fails by the same invariant: fewer
// tablets, fewer acts, fewer kinds of faults. It gives up after some tries.
func Shrink(p Plot, o Outcome, projector *fieldsync.Projector) (Plot, Outcome) {
	fails := func(q Plot) bool {
		again := Run(q, projector)
		if len(again.Wrongs) == 0 || again.Wrongs[0].Invariant != o.Wrongs[0].Invariant {
			return false
		}
		p, o = q, again
		return true
	}
	for _, f := range Faults {
		q := p
		q.Without = append(slices.Clone(p.Without), f)
		fails(q)
	}
	for p.Tablets > 1 && fails(Plot{p.Seed, p.Tablets / 2, p.Acts, p.Without}) {
	}
	for p.Acts > 1 && fails(Plot{p.Seed, p.Tablets, p.Acts * 2 / 3, p.Without}) {
	}
	return p, o
}
