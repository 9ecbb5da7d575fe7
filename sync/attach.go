package sync

import (
	"maps"
	"slices"
	"strings"
)

// An entry whose target is wrong (a find noted under the cell next door, an
// answer to a search that was lost with its tablet) is attached elsewhere by a
// person: its words stay as they were signed, and what it is about is what the
// settling entry says.

// RefersTo says what kinds of things an entry of this type and version may be
// attached to: those that its schema says it refers to. None for an unknown one.
func (s *Schemas) RefersTo(entryType string, version uint64) []Kind {
	var kinds []Kind
	for _, n := range s.byName[schemaName(entryType, version)].Needs {
		for _, k := range n.Kinds {
			if k != KindReceipt && !slices.Contains(kinds, k) {
				kinds = append(kinds, k)
			}
		}
	}
	return kinds
}

// attached gives the fact as a person attached it: the references that can be
// to a thing of the target's kind are to the target, and the site is the target's.
func (r *run) attached(f fact, c *card) (fact, error) {
	to := c.receipt.AttachedTo
	if to == nil {
		return f, nil
	}
	f.AttachedBy, f.Body = c.facts.SettledBy, maps.Clone(f.Body)
	for _, n := range r.schemas.byName[schemaName(f.Type, f.Version)].Needs {
		if slices.Contains(n.Kinds, to.Kind) {
			refer(&f, n.Pointer, *to)
		}
	}
	doc, ok, err := r.ledger.Get(to.Kind, to.ID)
	if ok && optionalID(doc.Site) != "" {
		f.Site = optionalID(doc.Site)
	}
	return f, err
}

// refer sets one reference of a fact. A list of references becomes the one.
func refer(f *fact, pointer string, to target) {
	switch pointer {
	case "/site":
		f.Site = to.ID
		return
	case "/base/entity":
		f.Entity = to.ID
		if _, says := f.Body["of"]; says {
			f.Body["of"] = string(to.Kind)
		}
		return
	}
	name := strings.TrimPrefix(pointer, "/body/")
	if f.Erased {
		return
	}
	if _, list := f.Body[name].([]any); list {
		f.Body[name] = []any{to.ID}
	} else {
		f.Body[name] = to.ID
	}
}

// withdraw takes an entry's facts out of the documents that hold them, before
// it is put where it belongs now. Nothing for an entry that was never applied.
func (p *projection) withdraw(places []target, hash string) error {
	for _, at := range places {
		s, err := p.desk.take(at)
		if err != nil {
			return err
		}
		before := len(s.about.Facts)
		s.about.Facts = slices.DeleteFunc(s.about.Facts, func(f fact) bool { return f.Hash == hash })
		if len(s.about.Facts) < before {
			s.about.Made = s.about.Made && len(s.about.Facts) > 0
			s.touched, p.dirty[at] = true, true
		}
	}
	return nil
}
