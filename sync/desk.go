package sync

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/models"
)

// desk is where the documents that one entry touches lie until all of them are
// right: nothing reaches the store when the entry fails half-way.
type desk struct {
	docs  Documents
	open  map[target]*sheet
	clean map[target]*sheet   // of earlier entries, as the store has them
	found map[string][]string // (kind, key) → ids, as the store has them
}

// sheet is one document on the desk.
type sheet struct {
	before  Document
	existed bool
	about   about
	body    object
	raw     []byte // body as JSON
	site    models.ID
	keys    []string
	touched bool // its facts or parts changed: to be written, whatever its body says
	whole   bool // about is read: most documents are only looked at
}

func newDesk(docs Documents, clean map[target]*sheet) *desk {
	return &desk{docs: docs, open: map[target]*sheet{}, clean: clean, found: map[string][]string{}}
}

// cleanSheets bounds how many documents are kept from one entry to the next.
const cleanSheets = 4096

// clear takes what lies on the desk away. What was finished stays at hand, read
// and folded as it is; after a failure nobody knows what was written into it.
func (d *desk) clear(finished bool) {
	if len(d.clean) > cleanSheets {
		clear(d.clean)
	}
	for t, s := range d.open {
		if finished {
			d.clean[t] = s
		} else {
			delete(d.clean, t)
		}
	}
}

// take lays a document with its facts on the desk, an empty one if there is none.
func (d *desk) take(t target) (*sheet, error) {
	s, err := d.glance(t)
	if err == nil && !s.whole {
		s.whole = true
		s.about, err = decodeAbout(s.before.Facts)
	}
	return s, err
}

// glance lays a document on the desk without its facts.
func (d *desk) glance(t target) (*sheet, error) {
	if s, ok := d.open[t]; ok {
		return s, nil
	}
	if s, ok := d.clean[t]; ok {
		d.open[t] = s
		return s, nil
	}
	doc, ok, err := d.docs.Get(t.Kind, t.ID)
	if err != nil {
		return nil, err
	}
	s := &sheet{before: doc, existed: ok, site: doc.Site, keys: doc.Keys, body: object{}, raw: []byte("{}")}
	if ok {
		s.raw = doc.Body
		s.body, err = decodeObject(doc.Body)
	}
	d.open[t] = s
	return s, err
}

// look gives the body of a document, empty if there is none.
func (d *desk) look(kind Kind, id string) (object, error) {
	if id == "" {
		return object{}, nil
	}
	s, err := d.glance(target{kind, id})
	if err != nil {
		return nil, err
	}
	return s.body, nil
}

// made says whether something created the document.
func (d *desk) made(kind Kind, id string) (bool, error) {
	doc, ok, err := d.docs.Get(kind, id)
	return ok && (kind == KindReceipt || wasMade(doc.Facts)), err
}

// wasMade reads the first member of an about, and no more.
func wasMade(facts []byte) bool { return bytes.HasPrefix(facts, []byte(`{"made":true`)) }

// find gives the ids of the documents that have a key, the desk's word before the store's.
func (d *desk) find(kind Kind, key string) ([]string, error) {
	stored, ok := d.found[string(kind)+" "+key]
	if !ok {
		docs, err := d.docs.Find(kind, key)
		if err != nil {
			return nil, err
		}
		for _, doc := range docs {
			stored = append(stored, doc.ID)
		}
		d.found[string(kind)+" "+key] = stored
	}
	ids := map[string]bool{}
	for _, id := range stored {
		ids[id] = true
	}
	for t, s := range d.open {
		if t.Kind == kind {
			ids[t.ID] = slices.Contains(s.keys, key)
		}
	}
	maps.DeleteFunc(ids, func(_ string, has bool) bool { return !has })
	return slices.Sorted(maps.Keys(ids)), nil
}

// finish writes what changed, in a fixed order, and names the documents that
// are there now and were not before.
func (d *desk) finish(position uint64) (born []string, err error) {
	for _, t := range sortedTargets(d.open) {
		s := d.open[t]
		if !s.touched {
			continue
		}
		doc := s.before
		doc.Kind, doc.ID, doc.Site, doc.Keys = t.Kind, t.ID, s.site, s.keys
		doc.Deleted = s.about.empty()
		if doc.Facts, err = encodeObject(s.about); err != nil {
			return nil, err
		}
		if !bytes.Equal(s.raw, s.before.Body) || s.site != s.before.Site { // who follows its new site must hear of it
			doc.Body, doc.Position, doc.Rev = s.raw, position, s.before.Rev+1
		}
		if err := d.docs.Put(doc); err != nil {
			return nil, err
		}
		if s.about.Made && !wasMade(s.before.Facts) {
			born = append(born, t.ID)
		}
		s.before, s.existed, s.touched = doc, true, false
	}
	return born, nil
}

func sortedTargets(open map[target]*sheet) []target {
	return slices.SortedFunc(maps.Keys(open), compareTargets)
}

func compareTargets(a, b target) int {
	return cmp.Or(strings.Compare(string(a.Kind), string(b.Kind)), strings.Compare(a.ID, b.ID))
}
