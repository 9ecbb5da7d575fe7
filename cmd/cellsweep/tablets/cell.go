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
	if r.fate.flaw == "overridden" {
		r.add(0.985, Act{Type: "gate.overridden", Actor: r.officer(0), Entity: r.search, Body: map[string]any{
			"reason": "The bag with seals was left at the gate; the exhibit is held in sight by two officers", "missing": []any{map[string]any{"code": "exhibit_unsealed"}}}})
	}
	lead, _ := r.photo("signature_lead")
	signatures := []any{r.signature("lead", lead)}
	files := []string{lead}
	presence := "present"
	switch draw := r.rng.IntN(10); {
	case r.fate.flaw == "unsigned":
	case draw == 0:
		presence = "refused"
		signatures = append(signatures, map[string]any{"role": "occupant", "refusedBecause": "does not wish to sign"})
	case draw == 1:
		presence = "two_witnesses"
		for k := range 2 {
			sha, _ := r.photo(fmt.Sprintf("signature_witness_%d", k))
			signatures = append(signatures, map[string]any{"role": "witness", "name": fmt.Sprintf("Witness %d", k+1), "file": sha})
			files = append(files, sha)
		}
	default:
		sha, _ := r.photo("signature_occupant")
		signatures = append(signatures, map[string]any{"role": "occupant", "file": sha})
		files = append(files, sha)
	}
	r.add(1, Act{Type: "search.closed", Actor: r.officer(0), Entity: r.search, Files: files, Body: map[string]any{"outcome": outcome,
		"counts":   map[string]any{"answers": r.answers, "findings": r.findings, "exhibits": r.exhibits, "files": r.files + len(files)},
		"presence": map[string]any{"occupant": presence}, "signatures": signatures, "restored": true, "kitComplete": true, "force": false,
		"injuries": false, "receiptGiven": r.exhibits > 0}})
}

func (r *room) signature(role, sha string) map[string]any {
	s := map[string]any{"role": role, "file": sha}
	if id := r.officer(0); id != (models.ID{}) {
		s["officer"] = id
	}
	return s
}
