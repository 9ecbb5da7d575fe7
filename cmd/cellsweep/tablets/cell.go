package tablets

import (
	"fmt"
	"time"

	"github.com/cellsweep/cellsweep/models"
)

// taken is an exhibit that a team has.
type taken struct{ exhibit Ref }

// room is one search while it is told.
type room struct {
	*teller
	crew
	task     Task
	fate     fate
	search   Ref
	begin    time.Duration
	length   time.Duration
	answers  int
	files    int
	findings int
	exhibits int

	kit       int    // pieces
	occupant  string // presence
	witnesses []any
	missing   []any // what a supervisor's leave names
	late      []Ref // exhibits that are sealed after the closing
}

// at is an instant of the search: part 0 its start, part 1 its end.
func (r *room) at(part float64) time.Duration {
	return r.begin + time.Duration(part*float64(r.length))
}

// add writes an act of the search, and counts its files.
func (r *room) add(part float64, a Act) Ref {
	a.After, a.Site = r.at(part), r.task.Site
	r.files += len(a.Files)
	return r.teller.add(r.post, a)
}

// search tells the search of one location from the door to the signatures, and
// gives its end and what was taken.
func (t *teller) search(c crew, i int, begin time.Duration) (time.Duration, []taken) {
	task := t.Tasks[i]
	minutes := max(6, float64(task.Duration)*(0.75+0.4*t.rng.Float64()))
	r := &room{teller: t, crew: c, task: task, fate: t.fates[i], begin: begin, length: time.Duration(minutes * float64(time.Minute))}
	occupants := 1 + t.rng.IntN(2)
	body := map[string]any{"task": task.ID, "location": task.Location, "confirmedBy": "scan", "occupantsExpected": occupants, "occupantsFound": occupants, "team": task.Team}
	if task.LegalBasis != "" {
		body["legalBasis"] = task.LegalBasis
	}
	if t.Template.ID != (models.ID{}) {
		body["template"], body["templateVersion"] = t.Template.ID, t.Template.Version
	}
	if len(c.team.Officers) > 0 {
		var searchers []any
		for _, o := range c.team.Officers {
			searchers = append(searchers, o.ID)
		}
		body["searchers"] = searchers
	}
	r.search = r.add(0, Act{Type: "search.started", Actor: c.officer(0), Body: body})
	r.overview(0.06, "overview_before", 5)
	r.checklist(occupants)
	took := r.finds()
	if r.fate.incident {
		r.add(0.7, Act{Type: "incident.reported", Actor: c.officer(0), Body: map[string]any{"kind": "medical", "severity": "medium", "search": r.search,
			"text": "The occupant felt faint and was seen by the nurse"}})
	}
	r.overview(0.93, "overview_after", 5)
	r.close()
	for _, exhibit := range r.late {
		r.seal(1.2, exhibit, false)
	}
	t.figures.Answers += r.answers
	t.figures.Findings += r.findings
	t.figures.Exhibits += r.exhibits
	return r.at(1), took
}

// overview takes photographs of the whole cell.
func (r *room) overview(part float64, role string, n int) {
	var files []string
	var items []any
	for k := range n {
		sha := r.shoot(fmt.Sprintf("%s/%s/%d", r.search, role, k))
		files = append(files, sha)
		items = append(items, map[string]any{"sha256": sha, "kind": "photo", "role": role, "mediaType": "image/png", "size": len(r.album[sha])})
	}
	r.add(part, Act{Type: "file.attached", Actor: r.officer(1), Entity: r.search, Files: files, Body: map[string]any{"of": "search", "files": items}})
}

// photo is one photograph for an entry.
func (r *room) photo(role string) (sha string, photos []any) {
	sha = r.shoot(fmt.Sprintf("%s/%s/%d", r.search, role, r.files))
	return sha, []any{map[string]any{"sha256": sha, "role": role}}
}

// close ends the search with what it counted and who signed.
func (r *room) close() {
	outcome := "done_clear"
	if r.exhibits > 0 {
		outcome = "done_find"
	}
	r.ending(outcome)
	if r.fate.flaw == "overridden" {
		r.add(0.985, Act{Type: "gate.overridden", Actor: r.supervisor(), Entity: r.search, Body: map[string]any{"supervisor": r.supervisor(),
			"reason": "The bag with seals was left at the gate; the exhibit is held in sight by two officers", "missing": r.missing}})
	}
	signatures, files := r.signatures()
	presence := map[string]any{"occupant": r.occupant}
	if len(r.witnesses) > 0 {
		presence["witnesses"] = r.witnesses
	}
	body := map[string]any{"outcome": outcome,
		"counts":   map[string]any{"answers": r.answers, "findings": r.findings, "exhibits": r.exhibits, "files": r.files + len(files)},
		"presence": presence, "signatures": signatures, "restored": true, "kitComplete": true, "force": false,
		"injuries": false, "receiptGiven": r.exhibits > 0}
	if documents := r.documents(); len(documents) > 0 {
		body["documents"] = documents
	}
	r.add(1, Act{Type: "search.closed", Actor: r.officer(0), Entity: r.search, Files: files, Body: body})
}

// supervisor leads another team of the country: the lead of this one closes.
func (r *room) supervisor() models.ID {
	for _, sameSite := range []bool{true, false} {
		for _, t := range r.Teams {
			if t.ID != r.team.ID && (t.Site == r.task.Site) == sameSite && len(t.Officers) > 0 && t.Officers[0].Lead {
				return t.Officers[0].ID
			}
		}
	}
	return r.officer(0)
}

// signatures are those of each searcher, the lead, and the occupant or two
// witnesses in the occupant's place. One occupant in ten refuses to sign.
func (r *room) signatures() (all []any, files []string) {
	sign := func(role, name string, more map[string]any) {
		sha, _ := r.photo("signature_" + name)
		files = append(files, sha)
		more["role"], more["file"] = role, sha
		all = append(all, more)
	}
	for k, o := range r.team.Officers {
		sign("searcher", fmt.Sprintf("searcher_%d", k), map[string]any{"officer": o.ID})
	}
	lead := map[string]any{}
	if id := r.officer(0); id != (models.ID{}) {
		lead["officer"] = id
	}
	sign("lead", "lead", lead)
	refuses := r.rng.IntN(10) == 0
	switch {
	case r.fate.flaw == "unsigned":
	case r.occupant == "present" && refuses:
		all = append(all, map[string]any{"role": "occupant", "refusedBecause": "does not wish to sign"})
	case r.occupant == "present":
		sign("occupant", "occupant", map[string]any{})
	default:
		for k, name := range r.witnesses {
			sign("witness", fmt.Sprintf("witness_%d", k), map[string]any{"name": name})
		}
	}
	return all, files
}

// documents are those that the legal basis demands of this search: all are made.
func (r *room) documents() (all []any) {
	for _, d := range r.Bases[r.task.LegalBasis] {
		if d.When == "always" || d.When == "find" && r.findings > 0 || d.When == "seized" && r.exhibits > 0 {
			all = append(all, map[string]any{"code": d.Code})
		}
	}
	return all
}
