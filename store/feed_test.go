package store_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// script is what happens to a few documents while somebody follows them.
type script struct {
	Sites []int // which of the three sites the follower may see
	Limit int   // documents a page
	Steps []step
}

// step is one transaction of the projector, of one or more positions, and then
// so many pages that the follower reads.
type step struct {
	Positions [][]int // documents that change at each position: one is a number from 0 to 23
	Pages     int
}

var scripts = rapid.Custom(func(t *rapid.T) script {
	changed := rapid.SliceOfNDistinct(rapid.IntRange(0, 23), 1, 9, rapid.ID)
	return script{
		Sites: rapid.SliceOfNDistinct(rapid.IntRange(0, 2), 0, 3, rapid.ID).Draw(t, "sites"),
		Limit: rapid.IntRange(1, 5).Draw(t, "limit"),
		Steps: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) step {
			return step{rapid.SliceOfN(changed, 1, 3).Draw(t, "positions"), rapid.IntRange(0, 3).Draw(t, "pages")}
		}), 1, 8).Draw(t, "steps"),
	}
})

// feedKinds share their ids, so that nothing but the kind tells documents apart.
var feedKinds = []fieldsync.Kind{fieldsync.KindTask, fieldsync.KindSearch, fieldsync.KindExhibit}

// numbered is what a document is called, and where it is in a revision: of eight
// things two belong to no site, and every other one goes from place to place.
func numbered(n int, revision uint64) (kind fieldsync.Kind, id string, site int) {
	site = n / 3
	if site%2 == 1 {
		site += int(revision/2) * (1 + n%3) //nolint:gosec // small
	}
	return feedKinds[n%3], fmt.Sprintf("thing-%d", n/3), site%4 - 1
}

// told is what a follower was told of a document.
type told struct {
	kind     fieldsync.Kind
	id       string
	position uint64
}

func (a told) before(b told) bool {
	return cmp.Or(cmp.Compare(a.position, b.position), cmp.Compare(a.kind, b.kind), cmp.Compare(a.id, b.id)) < 0
}

// follower pulls page after page.
type follower struct {
	feed store.Feed
	last told
	has  map[string]uint64 // position of each document as it was told last
}

// failer is a test, or one try of a property.
type failer interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// page reads one page and says whether there was anything on it.
func (f *follower) page(t failer, s *store.Store) bool {
	t.Helper()
	var docs []fieldsync.Document
	f.feed.AfterPosition, f.feed.AfterKind, f.feed.AfterID = f.last.position, f.last.kind, f.last.id
	err := s.Read(ctx, func(v store.View) (err error) {
		docs, err = v.Pulled(f.feed)
		return err
	})
	if err != nil || len(docs) > f.feed.Limit {
		t.Fatalf("%d documents, %v", len(docs), err)
	}
	for _, d := range docs {
		now := told{d.Kind, d.ID, d.Position}
		if !f.last.before(now) {
			t.Fatalf("after %v came %v", f.last, now)
		}
		if d.Site != (models.ID{}) && !slices.Contains(f.feed.Sites, d.Site) {
			t.Fatalf("%v is of another site", now)
		}
		if len(d.Facts) > 0 {
			t.Fatalf("%v came with what is never shown", now)
		}
		f.last, f.has[string(d.Kind)+" "+d.ID] = now, d.Position
		if d.Deleted {
			delete(f.has, string(d.Kind)+" "+d.ID)
			if d.Site != (models.ID{}) || len(d.Body) > 0 || d.Rev == 0 {
				t.Fatalf("the tombstone of %v tells more than that it is gone", now)
			}
		}
	}
	return len(docs) > 0
}

// play runs a script in an operation of its own.
func play(t failer, s *store.Store, x script) {
	t.Helper()
	o, err := models.NewOperation(models.NewID().String(), "Dawn", models.NewID(), storetest.Dawn)
	if err != nil {
		t.Fatal(err)
	}
	err = s.Tx(ctx, func(tx *store.Tx) error {
		if err := tx.AddOperation(&o); err != nil {
			return err
		}
		return tx.OpenJournal(o.ID)
	})
	if err != nil {
		t.Fatal(err)
	}
	sites, f := []models.ID{id("e1"), id("e2"), id("e3")}, follower{feed: store.Feed{Operation: o.ID, Limit: x.Limit}, has: map[string]uint64{}}
	for _, i := range x.Sites {
		f.feed.Sites = append(f.feed.Sites, sites[i])
	}
	want, revisions, before, position := map[string]uint64{}, map[int]uint64{}, map[int]uint64{}, uint64(0)
	for _, step := range x.Steps {
		for _, changed := range step.Positions {
			position++
			for _, n := range changed {
				revisions[n]++
				kind, name, site := numbered(n, revisions[n])
				if want[string(kind)+" "+name] = position; site >= 0 && !slices.Contains(x.Sites, site) {
					delete(want, string(kind)+" "+name)
				}
			}
		}
		project(t, s, o.ID, step, sites, before)
		for range step.Pages {
			f.page(t, s)
		}
	}
	for f.page(t, s) {
	}
	if !maps.Equal(f.has, want) {
		t.Fatalf("the follower has %v\nand there is %v", f.has, want)
	}
	inList(t, s, f.feed, want)
}

// project writes the documents of a step in one transaction.
func project(t failer, s *store.Store, operation models.ID, x step, sites []models.ID, revisions map[int]uint64) {
	t.Helper()
	err := s.Tx(ctx, func(tx *store.Tx) error {
		p, position, err := tx.Project(operation)
		if err != nil {
			return err
		}
		for _, changed := range x.Positions {
			position++
			for _, n := range changed {
				revisions[n]++
				kind, name, site := numbered(n, revisions[n])
				if _, _, err := p.Get(kind, name); err != nil { // as the projector does
					return err
				}
				d := fieldsync.Document{Kind: kind, ID: name, Position: position, Rev: revisions[n], Body: json.RawMessage(`{}`), Facts: json.RawMessage(`{"x":1}`)}
				if site >= 0 {
					d.Site = sites[site]
				}
				if err := p.Put(d); err != nil {
					return err
				}
			}
		}
		return p.Done(position)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// inList reads the lists of each kind, page by page, and compares.
func inList(t failer, s *store.Store, feed store.Feed, want map[string]uint64) {
	t.Helper()
	got := map[string]uint64{}
	err := s.Read(ctx, func(v store.View) error {
		for _, kind := range feedKinds {
			feed.Kinds, feed.AfterID = []fieldsync.Kind{kind}, ""
			for {
				docs, err := v.Documents(feed)
				if err != nil || len(docs) == 0 {
					if err != nil {
						return err
					}
					break
				}
				for _, d := range docs {
					if strings.Compare(d.ID, feed.AfterID) <= 0 {
						t.Fatalf("in the list %s comes after %s", d.ID, feed.AfterID)
					}
					feed.AfterID, got[string(d.Kind)+" "+d.ID] = d.ID, d.Position
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("the lists have %v\nand there is %v", got, want)
	}
}

func TestAFollowerMissesNoDocumentAndGetsNoneTwiceOrOfAnotherSiteWhileTheyChange(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		s := storetest.OpenURL(t, newest(t, "sqlite"))
		rapid.Check(t, func(t *rapid.T) { play(t, s, scripts.Draw(t, "script")) })
	})
	t.Run("postgres", func(t *testing.T) {
		s := storetest.OpenURL(t, newest(t, "postgres"))
		for seed := range 15 {
			play(t, s, scripts.Example(seed))
		}
	})
}
