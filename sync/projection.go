package sync

import (
	"bytes"
	"maps"
	"slices"

	"github.com/cellsweep/cellsweep/models"
)

// projection is one entry's work on a desk: its facts go into the documents
// that it is about; these are folded anew, and with them those that show
// something of theirs, until nothing changes any more.
type projection struct {
	*run
	desk    *desk
	dirty   map[target]bool // true: to be folded whole; false: only the tallies changed
	targets []target
}

// maxFolds bounds the work of one entry: a circle between two documents would
// be a fault of a fold, and must end as one.
const maxFolds = 200_000

// put places an entry's facts and folds what they change.
func (p *projection) put(f fact) error {
	places, err := p.places(f)
	if err != nil {
		return err
	}
	for _, at := range places {
		s, err := p.desk.take(at.target)
		if err != nil {
			return err
		}
		s.about.with(at.fact)
		s.about.Made = s.about.Made || at.made
		s.touched = true
		p.dirty[at.target] = true
		if !slices.Contains(p.targets, at.target) {
			p.targets = append(p.targets, at.target)
		}
	}
	return p.fold()
}

// blank takes an erased entry's words out of a document.
func (p *projection) blank(at target, hash string) error {
	s, err := p.desk.take(at)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(s.about.Facts, func(f fact) bool { return f.Hash == hash })
	if i < 0 {
		return nil
	}
	f := s.about.Facts[i]
	f.Erased, f.Body = true, nil
	stays := slices.ContainsFunc(p.erasedPlaces(f), func(x place) bool { return x.target == at })
	s.about.Facts = slices.Delete(s.about.Facts, i, i+1)
	if stays {
		s.about.with(f)
	}
	s.about.Made = s.about.Made && len(s.about.Facts) > 0
	s.touched = true
	p.dirty[at] = true
	return nil
}

func (p *projection) fold() error {
	for n := 0; len(p.dirty) > 0; n++ {
		if n == maxFolds {
			panic("the documents of this entry never come to rest")
		}
		next := slices.MinFunc(slices.Collect(maps.Keys(p.dirty)), compareTargets)
		whole := p.dirty[next]
		delete(p.dirty, next)
		if err := p.foldOne(next, whole); err != nil {
			return err
		}
	}
	return nil
}

// folded is what the fold of one document gives.
type folded struct {
	body    object
	site    string
	keys    []string
	parents []target         // to whom it tells, each once
	told    object           // what a parent keeps of it
	counted map[string]int64 // what it adds to a parent's tallies
}

func (p *projection) foldOne(t target, whole bool) error {
	s, err := p.desk.take(t)
	if err != nil {
		return err
	}
	after, recounted := recount(t, s)
	if whole || !recounted {
		after, err = p.foldKind(t, s.about)
	}
	if err != nil {
		return err
	}
	unreserve(t, after.body)
	if err := p.tell(t, s, after); err != nil {
		return err
	}
	now, err := encodeObject(after.body)
	if err != nil {
		return err
	}
	old := s.body
	slices.Sort(after.keys)
	after.keys = slices.Compact(after.keys)
	changed := !bytes.Equal(s.raw, now)
	s.touched = s.touched || changed || !slices.Equal(s.keys, after.keys)
	s.keys = after.keys
	if s.site, err = siteOf(after.site); err != nil || !changed {
		return err
	}
	s.raw = now
	// As if decoded, so that others read the same types whether it comes from here or from the store.
	if s.body, err = settled(after.body); err != nil {
		return err
	}
	return p.spread(t, old, s.body)
}

// unreserve keeps the names free that a pulled document has beside its body:
// what the words of an entry call kind is the locationKind, custodyKind or
// fileKind of the document.
func unreserve(t target, body object) {
	put(body, string(t.Kind)+"Kind", body["kind"])
	for _, name := range []string{"kind", "rev", "_deleted", "position"} {
		delete(body, name)
	}
	body["id"] = t.ID
}

func siteOf(text string) (models.ID, error) {
	if text == "" {
		return models.ID{}, nil
	}
	return models.ParseID(text)
}

// tell lets the parents know what changed: their parts and tallies are sums over
// their children, kept up by differences, so that one answer more does not cost
// a look at all the others.
func (p *projection) tell(t target, s *sheet, after folded) error {
	a := &s.about
	was := a.parents()
	told, err := settled(after.told)
	if err != nil {
		return err
	}
	if slices.Equal(was, after.parents) && same(a.Told, told) && maps.Equal(a.Counted, after.counted) {
		return nil
	}
	for _, parent := range was {
		if slices.Contains(after.parents, parent) {
			continue
		}
		if err := p.part(parent, t, nil, a.Counted, nil); err != nil {
			return err
		}
	}
	for _, parent := range after.parents {
		before := a.Counted
		if !slices.Contains(was, parent) {
			before = nil
		}
		if err := p.part(parent, t, told, before, after.counted); err != nil {
			return err
		}
	}
	a.Parent, a.Also, a.Told, a.Counted = nil, nil, told, after.counted
	if len(after.parents) > 0 {
		a.Parent, a.Also = &after.parents[0], slices.Clone(after.parents[1:])
	}
	s.touched = true
	return nil
}

// part changes what a parent has of a child: its words, and its numbers from
// before to after.
func (p *projection) part(parent, child target, told object, before, after map[string]int64) error {
	s, err := p.desk.take(parent)
	if err != nil {
		return err
	}
	a := &s.about
	if a.Parts == nil {
		a.Parts = map[string]object{}
	}
	if a.Tallies == nil {
		a.Tallies = map[string]int64{}
	}
	name := string(child.Kind) + "/" + child.ID
	whole := !same(a.Parts[name], told)
	delete(a.Parts, name)
	if len(told) > 0 {
		a.Parts[name] = told
	}
	for n, v := range before {
		a.Tallies[n] -= v
	}
	for n, v := range after {
		a.Tallies[n] += v
	}
	maps.DeleteFunc(a.Tallies, func(_ string, v int64) bool { return v == 0 })
	s.touched = true
	p.dirty[parent] = p.dirty[parent] || whole
	return nil
}

// recount folds a document of which only the tallies changed: one answer more
// must not read the plan, the place and every warrant again.
func recount(t target, s *sheet) (folded, bool) {
	if s.about.Parent == nil || len(s.body) == 0 {
		return folded{}, false
	}
	out := folded{body: maps.Clone(s.body), site: optionalID(s.site), keys: slices.Clone(s.keys), parents: s.about.parents(), told: s.about.Told}
	out.body["counts"] = countsOf(s.about)
	switch t.Kind {
	case KindSearch:
		delete(out.body, "notYetHere")
		put(out.body, "notYetHere", outstanding(s.about, out.body))
		out.counted = searchCounts(s.about, out.body)
	case KindTask:
		out.counted = taskCounts(s.about, out.body)
	case KindSite:
		out.counted = siteCounts(s.about, out.body)
	default:
		return folded{}, false
	}
	return out, true
}

// spread marks the documents that show something of the one that changed.
func (p *projection) spread(t target, before, after object) error {
	mark := func(kind Kind, key string) error {
		ids, err := p.desk.find(kind, key)
		for _, id := range ids {
			if other := (target{kind, id}); other != t {
				p.dirty[other] = true
			}
		}
		return err
	}
	if err := p.rejudge(t, before, after); err != nil {
		return err
	}
	for _, w := range watchers[t.Kind] {
		if !slices.ContainsFunc(w.shown, func(name string) bool { return !sameValue(before[name], after[name]) }) {
			continue
		}
		if err := mark(w.kind, w.key+t.ID); err != nil {
			return err
		}
	}
	if t.Kind == KindLocation && !sameValue(before["parent"], after["parent"]) {
		return mark(KindSearch, "operation:"+p.operation) // a warrant for a wing covers what lies in it
	}
	return p.spreadEvidence(t, before, after, mark)
}

// spreadEvidence marks what shows something of a model, an exhibit, a seal or a
// movement by more than its id: by a type code, a number, an exhibit in common,
// or as one of a line of seals.
func (p *projection) spreadEvidence(t target, before, after object, mark func(Kind, string) error) error {
	marks := map[target]bool{} // kind and key
	switch t.Kind {
	case KindDeviceModel:
		for _, code := range slices.Concat(textsIn(before, "tac"), textsIn(after, "tac")) {
			marks[target{KindExhibit, "tac:" + code}] = true
		}
	case KindSeal:
		marks[target{KindSeal, "lineage:" + t.ID}] = true
		for _, id := range slices.Concat(listed(before, "exhibits"), listed(after, "exhibits")) {
			p.dirty[target{KindExhibit, id}] = true
			if holds(before) != holds(after) || !sameValue(before["exhibits"], after["exhibits"]) {
				marks[target{KindSeal, "exhibit:" + id}] = true
			}
		}
	case KindCustody:
		for _, id := range slices.Concat(listed(before, "exhibits"), listed(after, "exhibits")) {
			p.dirty[target{KindExhibit, id}] = true
		}
	}
	if was, is := liveNumber(t.Kind, before), liveNumber(t.Kind, after); was != is {
		marks[target{t.Kind, was}], marks[target{t.Kind, is}] = was != "", is != ""
	}
	for _, m := range slices.SortedFunc(maps.Keys(marks), compareTargets) {
		if marks[m] {
			if err := mark(m.Kind, m.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// listed reads a list of texts, decoded or as a fold made it.
func listed(o object, name string) []string {
	if texts, ok := o[name].([]string); ok {
		return texts
	}
	return textsIn(o, name)
}

// watcher says which documents show which members of a changed one.
type watcher struct {
	kind  Kind
	key   string // to which the changed one's id is appended
	shown []string
}

var (
	placeOfSearch  = []string{"task", "taskCode", "location", "locationCode", "locationPath", "site"}
	placeOfExhibit = []string{"search", "site", "number", "locationCode"}
	ofExhibit      = append([]string{"state", "custodyAlarms", "handOverOpen"}, placeOfExhibit...)
)

// watchers must name every member that a fold picks from another document: one
// left out shows what it was when it was last looked at, which the test of the
// order of arrival finds.
var watchers = map[Kind][]watcher{
	KindLocation: {{KindTask, "location:", []string{"path", "locationKind"}}, {KindSearch, "location:", []string{"code", "path", "parent"}},
		{KindExhibit, "location:", []string{"code", "path"}}, {KindFinding, "location:", []string{"code", "path"}},
		{KindCustody, "location:", []string{"path"}}},
	KindTask:        {{KindSearch, "task:", []string{"code", "name", "teamName", "location", "site", "legalBasis"}}},
	KindTemplate:    {{KindSearch, "template:", []string{"version", "facts", "sections", "lists"}}},
	KindOfficer:     {{KindSearch, "supervisor:", []string{"lead", "skills"}}},
	KindSite:        {{KindSearch, "site:", []string{"timeZone"}}},
	KindSearch:      {{KindAnswer, "search:", placeOfSearch}, {KindFinding, "search:", placeOfSearch}, {KindExhibit, "search:", placeOfSearch}, {KindFile, "on:", []string{"site"}}},
	KindDeviceModel: {{KindExhibit, "model:", []string{"make", "model", "isTarget"}}},
	KindOperation:   {{KindSearch, "operation:", []string{"authorisations", "legalBases"}}, {KindExhibit, "operation:", []string{"dispositions", "custodyMinutes"}}},
	KindExhibit:     {{KindFile, "on:", placeOfExhibit}, {KindSeal, "exhibit:", ofExhibit}, {KindCustody, "exhibit:", ofExhibit}},
	KindFinding:     {{KindFile, "on:", placeOfExhibit}},
	KindSeal:        {{KindFile, "on:", placeOfExhibit}},
	KindCustody:     {{KindFile, "on:", placeOfExhibit}},
}
