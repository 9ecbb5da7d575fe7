package sync

import (
	"encoding/json"
	"slices"

	"github.com/cellsweep/cellsweep/models"
)

// A document is folded from the set of facts about it, each the part of one
// entry. The fold looks at the set, never at the order of arrival, and so the
// same entries give the same document however their pushes overtook each other.

// fact is what one entry says about one document.
type fact struct {
	Hash       string   `json:"hash"`
	Entry      string   `json:"entry"`
	Type       string   `json:"type"`
	Version    uint64   `json:"version"`
	Stream     string   `json:"stream"`
	Server     bool     `json:"server,omitempty"`
	Seq        uint64   `json:"seq"`
	Position   uint64   `json:"position"`
	At         string   `json:"at"`
	Actor      string   `json:"actor,omitempty"`
	Site       string   `json:"site,omitempty"`
	Entity     string   `json:"entity,omitempty"`
	Supersedes []string `json:"supersedes,omitempty"`
	Files      []string `json:"files,omitempty"`
	Erased     bool     `json:"erased,omitempty"`
	AttachedBy string   `json:"attachedBy,omitempty"` // the settling entry that made it be about what it is about
	Body       object   `json:"body,omitempty"`       // without the salt
}

func factOf(j Journalled, body object) fact {
	e := j.Entry
	f := fact{Hash: j.Hash, Entry: e.ID.String(), Type: e.Type, Version: e.Version, Stream: j.Stream, Server: j.Server, Seq: e.Seq, Position: j.Position,
		At: models.FormatTime(e.At), Actor: optionalID(e.Actor), Site: optionalID(e.Site), Entity: optionalID(e.Entity),
		Erased: j.Erased, Body: body}
	for _, id := range e.Supersedes {
		f.Supersedes = append(f.Supersedes, id.String())
	}
	slices.Sort(f.Supersedes)
	f.Files = slices.Sorted(slices.Values(e.Files))
	return f
}

// knows says whether whoever wrote f knew g: g is earlier in the same stream,
// or f names it, or both are the server's.
func (f fact) knows(g fact) bool {
	if f.Stream == g.Stream && f.Seq > g.Seq || slices.Contains(f.Supersedes, g.Entry) {
		return true
	}
	return f.Server && g.Server && f.Position > g.Position
}

// inOrder puts facts so that each comes after those that its writer knew; where
// nobody knew the other, by the clocks' claim, then by hash, so that the order
// is the same for everybody. It is an order to read in, not a proof of when.
func inOrder(facts []fact) []fact {
	rest := slices.Clone(facts)
	slices.SortFunc(rest, func(a, b fact) int {
		if a.At != b.At {
			return cmpText(a.At, b.At)
		}
		return cmpText(a.Hash, b.Hash)
	})
	ordered := make([]fact, 0, len(rest))
	for len(rest) > 0 {
		i := max(0, slices.IndexFunc(rest, func(f fact) bool {
			return !slices.ContainsFunc(rest, f.knows)
		}))
		ordered = append(ordered, rest[i])
		rest = slices.Delete(rest, i, i+1)
	}
	return ordered
}

func cmpText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// about is all that a document's fold may look at beside other documents.
type about struct {
	Made    bool              `json:"made,omitempty"`    // something created it; else only its parts are there yet
	Facts   []fact            `json:"facts,omitempty"`   // one for each entry
	Parts   map[string]object `json:"parts,omitempty"`   // what each child tells its parent, by kind/id
	Tallies map[string]int64  `json:"tallies,omitempty"` // sums over the children
	Parent  *target           `json:"parent,omitempty"`  // to whom this one tells
	Also    []target          `json:"also,omitempty"`    // to whom else: only a file has several
	Told    object            `json:"told,omitempty"`    // what it told
	Counted map[string]int64  `json:"counted,omitempty"` // what it added to the parent's tallies
}

func decodeAbout(raw json.RawMessage) (about, error) {
	var a about
	if len(raw) == 0 {
		return a, nil
	}
	return a, decodeInto(raw, &a)
}

// parents gives to whom the document told.
func (a about) parents() []target {
	if a.Parent == nil {
		return nil
	}
	return append([]target{*a.Parent}, a.Also...)
}

// empty says whether the only words that made the document were erased.
func (a about) empty() bool { return len(a.Facts) == 0 && len(a.Parts) == 0 && len(a.Tallies) == 0 }

// of gives the facts of these types, in order; all of them for none.
func (a about) of(types ...string) []fact {
	var facts []fact
	for _, f := range a.Facts {
		if len(types) == 0 || slices.Contains(types, f.Type) {
			facts = append(facts, f)
		}
	}
	return inOrder(facts)
}

// with adds a fact, or replaces what the same entry said before.
func (a *about) with(f fact) {
	a.Facts = slices.DeleteFunc(a.Facts, func(g fact) bool { return g.Hash == f.Hash })
	a.Facts = append(a.Facts, f)
	slices.SortFunc(a.Facts, func(x, y fact) int { return cmpText(x.Hash, y.Hash) })
}

// who tells of a fact what every list shows: entry, when, who, which tablet.
func (f fact) who() object {
	o := object{"entry": f.Entry, "at": f.At, "stream": f.Stream}
	put(o, "actor", f.Actor)
	put(o, "server", f.Server)
	put(o, "erased", f.Erased)
	put(o, "attachedBy", f.AttachedBy)
	put(o, "source", f.paper())
	return o
}

// whoWith adds members of the fact's body.
func (f fact) whoWith(names ...string) object {
	o := f.who()
	pick(o, f.Body, names...)
	return o
}
