package sync

import (
	"maps"
	"slices"

	"github.com/cellsweep/cellsweep/models"
)

// foldSeal shows a seal. The same number twice: both are kept, both flagged.
func (p *projection) foldSeal(id string, a about) (folded, error) {
	body := object{}
	var began fact
	for _, f := range a.of("seal.applied") {
		if f.Entry == id {
			began = f
			maps.Copy(body, f.Body)
			body["state"], body["applied"], body["appliedAt"] = "applied", f.who(), f.At
		}
	}
	for _, f := range a.of("seal.applied") {
		if f.Entry != id {
			body["state"], body["replacedBy"] = "replaced", f.Entry
		}
	}
	if broken, ok := first(a.of("seal.broken")); ok {
		if body["replacedBy"] == nil {
			body["state"] = "broken"
		}
		body["broken"] = broken.whoWith("reason", "brokenBy", "witness")
	}
	put(body, "erased", began.Erased)
	put(body, "notes", notesOf(a))
	site, err := p.exhibitsIn(body, began.Site)
	if err != nil {
		return folded{}, err
	}
	out := folded{body: body, site: site, keys: exhibitKeys(body)}
	number := textIn(body, "number")
	if number == "" {
		return out, nil
	}
	out.keys = append(out.keys, "number:"+number)
	same, err := p.desk.find(KindSeal, "number:"+number)
	same = slices.DeleteFunc(same, func(other string) bool { return other == id })
	if len(same) > 0 {
		body["duplicate"], body["sameNumber"] = true, same
		out.keys = append(out.keys, "duplicate")
		if settled, has := a.lastOf("entry.settled"); has {
			body["settled"] = settled.whoWith("decision", "reason", "by")
		} else {
			out.keys = append(out.keys, "tray")
		}
	}
	return out, err
}

func exhibitKeys(body object) []string {
	var keys []string
	for _, x := range listed(body, "exhibits") {
		keys = append(keys, "exhibit:"+x)
	}
	return keys
}

// exhibitsIn shows the numbers of the exhibits concerned, and finds the site.
func (p *projection) exhibitsIn(body object, site string) (string, error) {
	var numbers []string
	for _, id := range listed(body, "exhibits") {
		exhibit, err := p.desk.look(KindExhibit, id)
		if err != nil {
			return "", err
		}
		if n := textIn(exhibit, "number"); n != "" {
			numbers = append(numbers, n)
		}
		if body["search"] == nil {
			pick(body, exhibit, "search", "locationCode")
		}
		site = siteFor(site, exhibit)
	}
	put(body, "exhibitNumbers", numbers)
	put(body, "site", site)
	return site, nil
}

// foldCustody shows one movement; a corrected one stays, marked.
func (p *projection) foldCustody(id string, a about) (folded, error) {
	body := object{}
	var began fact
	for _, f := range a.of("custody.recorded") {
		if f.Entry == id {
			began = f
			maps.Copy(body, f.Body)
			body["recorded"], body["at"] = f.who(), f.At
		} else {
			body["correctedBy"] = f.Entry
		}
	}
	put(body, "erased", began.Erased)
	put(body, "notes", notesOf(a))
	site, err := p.exhibitsIn(body, began.Site)
	return folded{body: body, site: site, keys: exhibitKeys(body)}, err
}

// custodyIn shows the chain of an exhibit and who has it. Movements follow the
// clocks' claim where no tablet knew of the other's; both are shown with it.
func (p *projection) custodyIn(id string, body object) error {
	movements, err := p.desk.find(KindCustody, "exhibit:"+id)
	if err != nil {
		return err
	}
	var chain []object
	for _, m := range movements {
		custody, err := p.desk.look(KindCustody, m)
		if err != nil {
			return err
		}
		o := object{"id": m}
		put(o, "kind", custody["custodyKind"])
		pick(o, custody, "at", "from", "to", "place", "correctedBy", "corrects")
		chain = append(chain, o)
	}
	slices.SortFunc(chain, func(x, y object) int {
		if c := cmpText(textIn(x, "at"), textIn(y, "at")); c != 0 {
			return c
		}
		return cmpText(textIn(x, "id"), textIn(y, "id"))
	})
	put(body, "custody", chain)
	for _, o := range chain {
		if o["correctedBy"] == nil && o["to"] != nil {
			body["holder"] = o["to"]
			delete(body, "place")
			pick(body, o, "place")
		}
	}
	if n := len(chain); n > 0 {
		body["custodyState"] = chain[n-1]["kind"]
	}
	return nil
}

// foldFile shows a file: what it shows and belongs to, and whether it is whole.
func (p *projection) foldFile(a about) (folded, error) {
	body := object{"state": "named"}
	owners := map[string]object{}
	held := 0 // how often it was stored, less how often its bytes were found gone or altered
	for _, f := range a.of() {
		pick(body, f.Body, "sha256", "kind", "role", "mediaType", "size", "width", "height", "takenAt", "caption")
		switch f.Type {
		case "file.stored":
			held++
		case "file.refused":
			if code := textIn(f.Body, "reasonCode"); code == models.FileGone || code == models.FileAltered {
				held--
			}
			body["state"], body["refused"] = "refused", f.whoWith("reasonCode", "reason")
		default:
			o := with(f.who(), "of", f.Body["of"], "id", f.Body["id"])
			pick(o, f.Body, "role")
			owners[textIn(f.Body, "of")+"/"+textIn(f.Body, "id")+"/"+f.Entry] = o
		}
	}
	if held > 0 {
		body["state"] = "stored"
		delete(body, "refused")
	}
	var belongs []object
	out := folded{body: body}
	for _, name := range slices.Sorted(maps.Keys(owners)) {
		o := owners[name]
		belongs = append(belongs, o)
		out.keys = append(out.keys, "on:"+textIn(o, "id"))
	}
	put(body, "belongsTo", belongs)
	if len(belongs) == 0 {
		return out, nil
	}
	return out, p.fileOwner(belongs[0], &out)
}

// fileOwner finds the search and site of a file through what it belongs to.
func (p *projection) fileOwner(first object, out *folded) error {
	kind, id := Kind(textIn(first, "of")), textIn(first, "id")
	owner, err := p.desk.look(kind, id)
	if err != nil {
		return err
	}
	search, site := textIn(owner, "search"), textIn(owner, "site")
	switch kind {
	case KindSearch:
		search = id
	case KindSite:
		site = id
	}
	put(out.body, "search", search)
	put(out.body, "site", site)
	out.site = site
	out.counted = map[string]int64{"files": 1}
	if out.body["state"] == "stored" {
		out.counted["filesStored"] = 1
	}
	if out.parent = parentSite(site); search != "" {
		out.parent = target{KindSearch, search}
	}
	return nil
}
