package sync

import (
	"maps"
	"slices"

	"github.com/cellsweep/cellsweep/models"
)

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
	err := p.fileOwners(belongs, &out)
	return out, err
}

// fileOwners finds the searches that a file tells, through what it belongs to.
// The same bytes may be named in several (one sheet of paper for two cells), and
// each counts them, since its tablet did. A site counts what is in no search. The
// document is shown at the first of them.
func (p *projection) fileOwners(belongs []object, out *folded) error {
	for _, o := range belongs {
		search, site, err := p.placeOf(Kind(textIn(o, "of")), textIn(o, "id"))
		if err != nil {
			return err
		}
		t := target{KindSearch, search}
		if search != "" && len(out.parents) == 0 {
			put(out.body, "search", search)
			out.site = site
		}
		if search != "" && !slices.Contains(out.parents, t) {
			out.parents = append(out.parents, t)
		}
		if out.site == "" {
			out.site = site
		}
	}
	put(out.body, "site", out.site)
	if len(out.parents) == 0 {
		out.parents = parentSite(out.site)
	}
	out.counted = map[string]int64{"files": 1}
	if out.body["state"] == "stored" {
		out.counted["filesStored"] = 1
	}
	return nil
}

// placeOf gives the search and the site of a thing, as far as they are known.
func (p *projection) placeOf(kind Kind, id string) (search, site string, err error) {
	body, err := p.desk.look(kind, id)
	if err != nil {
		return "", "", err
	}
	search, site = textIn(body, "search"), textIn(body, "site")
	switch kind {
	case KindSearch:
		search = id
	case KindSite:
		site = id
	}
	return search, site, nil
}
