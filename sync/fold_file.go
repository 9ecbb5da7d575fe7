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
