package simulation_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/sync/simulation"
)

// setting reads a number from the environment: a long run takes other seeds
// and more of them than CI does.
func setting(t *testing.T, name string, usual int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return usual
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(name, err)
	}
	return n
}

func TestTheServerLosesDoublesAndInventsNothingWhateverHappens(t *testing.T) {
	template := filepath.Join(t.TempDir(), "template.db")
	s, err := store.Open(context.Background(), store.Options{URL: template, Clock: dawn, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	from, runs := setting(t, "CELLSWEEP_SIMULATION_SEED", 1), setting(t, "CELLSWEEP_SIMULATION_RUNS", 3)
	tablets, acts := setting(t, "CELLSWEEP_SIMULATION_TABLETS", 20), setting(t, "CELLSWEEP_SIMULATION_ACTS", 50)
	acknowledged, faults, kinds := 0, 0, map[string]int{}
	for seed := from; seed < from+runs && !t.Failed(); seed++ {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			w := newWorld(t, uint64(seed), template, tablets) //nolint:gosec // a seed
			synctest.Test(t, func(t *testing.T) {
				w.T = t
				w.run(acts, seed%4 == 0)
			})
			acknowledged, faults = acknowledged+w.record.Acknowledged(), faults+w.net.faults
			for k, n := range w.net.counts {
				kinds[k] += n
			}
		})
	}
	t.Logf("simulated: %d entries acknowledged, %d faults, %d runs", acknowledged, faults, runs)
	for _, k := range slices.Sorted(maps.Keys(kinds)) {
		t.Logf("  %6d %s", kinds[k], k)
	}
}

// run is one run, from the first tablet to the judgement.
func (w *world) run(acts int, leave bool) {
	w.power, w.calm, w.over = make(chan struct{}, 1), make(chan struct{}), make(chan struct{})
	w.before = w.audited(w.file(0))
	w.open(w.file(0))
	w.others.Go(w.caretaker)
	for _, t := range slices.Clone(w.tablets) {
		w.play(&player{Tablet: t, w: w, chance: w.chance.Apart(), left: acts})
	}
	polls, pokes, slow := w.follower("desk", 60, nil), w.follower("screen", 200, nil), w.follower("tablet's screen", 7, w.tablets[0])
	next := w.follower("screen of a tablet next door", 90, w.tablets[1]) // at another site
	clerk := &clerk{w: w}
	for _, run := range []func(){polls.poll, pokes.listen, slow.poll, next.poll, clerk.read} {
		w.others.Go(run)
	}
	w.direct(leave)
	w.drain()
	desk, tablet, another := w.fresh(nil), w.fresh(w.tablets[0]), w.fresh(w.tablets[1])
	close(w.over)
	w.others.Wait()
	w.living.Wait()
	w.compare(polls, desk)
	w.compare(pokes, desk)
	if len(tablet) > 0 { // not if it was revoked
		w.compare(slow, tablet)
	}
	if len(another) > 0 {
		w.compare(next, another)
	}
	w.power <- struct{}{}
	w.judge(clerk)
}

// drain waits until everything that tablets have is at headquarters and in the
// picture, and everybody who follows has had the time to hear of it.
func (w *world) drain() {
	gone := make(chan struct{})
	go func() { w.living.Wait(); close(gone) }()
	select {
	case <-gone:
	case <-time.After(2 * time.Minute):
		w.record.Wrong(simulation.QueuesDrain, "tablets still hold something two minutes after the last fault")
	}
	w.admitPending() // who enrolled anew at the last moment
	behind := true
	for range 60 {
		time.Sleep(time.Second)
		_ = w.running().store.Read(context.Background(), func(v store.View) error {
			j, err := v.Journal(w.scene.Operation)
			at, err2 := v.Projected(w.scene.Operation)
			behind = err != nil || err2 != nil || at < j.Head
			return nil
		})
		if !behind {
			break
		}
	}
	if behind {
		w.record.Wrong(simulation.QueuesDrain, "a minute after the last fault the documents do not follow the journal yet")
	}
	time.Sleep(90 * time.Second)
}

// fresh is what somebody sees who pulls from the start now.
func (w *world) fresh(t *simulation.Tablet) map[string]string {
	f := w.follower("fresh", 500, t)
	for range 5 {
		if f.pull() {
			return f.docs
		}
	}
	return nil
}

// compare holds what a follower has against a fresh pull: all of it, and
// nothing that has left its scope meanwhile.
func (w *world) compare(f *follower, fresh map[string]string) {
	for name, want := range fresh {
		if have := f.docs[name]; have != want {
			w.record.Wrong(simulation.FollowersSawAll, "%s has of %s\n  %s\nand a fresh pull gives\n  %s", f.name, name, have, want)
			return
		}
	}
	for name, have := range f.docs {
		if _, there := fresh[name]; !there {
			w.record.Wrong(simulation.FollowersSawAll, "%s has %s, which a fresh pull does not give: %s", f.name, name, have)
			return
		}
	}
}

// judge holds the database against the invariants.
func (w *world) judge(k *clerk) {
	o := w.running()
	db, err := sql.Open("sqlite", "file:"+o.disk.file)
	w.must(err)
	e, err := w.field.Evidence(context.Background(), o.store, db, w.projector)
	w.must(err)
	w.must(db.Close())
	w.shut(o)
	e.Judge()
	for i, hash := range k.seen {
		if i < len(e.Journal) && e.Journal[i].Hash != hash {
			w.record.Wrong(simulation.PositionsInOrder, "who reads the journal was given another entry at position %d", i+1)
		}
	}
	if len(k.seen) != len(e.Journal) {
		w.record.Wrong(simulation.PositionsInOrder, "who reads the journal was given %d of %d entries", len(k.seen), len(e.Journal))
	}
	rows := w.audited(o.disk.file)
	for _, act := range []string{"tablet.confirm", "tablet.revoke", "operation.run", "sync.pull", "journal.read"} {
		if n := rows[act] - w.before[act]; n < w.done[act] || n > w.begun[act] {
			w.record.Wrong(simulation.AccessIsAudited, "%s was asked %d times and answered %d times, the audit has %d rows", act, w.begun[act], w.done[act], n)
		}
	}
	for _, v := range w.record.Wrongs() {
		w.Errorf("invariant broken: %s", v)
	}
}
