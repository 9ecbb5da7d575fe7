package simulation

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/models"
)

// Scene is where an operation happens: what headquarters publishes at release.
type Scene struct {
	Operation models.ID
	Sites     []models.ID
	Officers  []models.ID
	Model     models.ID
	Tasks     map[models.ID][]models.ID // of a site
	Cells     map[models.ID]models.ID   // of a task
}

// NewScene draws sites with some cells to be searched in each.
func NewScene(c Chance, operation models.ID, sites, cells int) *Scene {
	s := &Scene{Operation: operation, Model: c.ID(), Tasks: map[models.ID][]models.ID{}, Cells: map[models.ID]models.ID{}}
	for range sites {
		site := c.ID()
		s.Sites, s.Officers = append(s.Sites, site), append(s.Officers, c.ID(), c.ID())
		for range cells {
			task := c.ID()
			s.Tasks[site] = append(s.Tasks[site], task)
			s.Cells[task] = c.ID()
		}
	}
	return s
}

// Briefing is what the server's own stream says before anything happens.
func (s *Scene) Briefing() []Act {
	ref := func(kind string, items []any) Act {
		return Act{Type: "reference.published", Body: map[string]any{"kind": kind, "part": 1, "parts": 1, "items": items}}
	}
	var sites, locations, officers []any
	hash := strings.Repeat("b", 64)
	var plans []Act
	for i, site := range s.Sites {
		sites = append(sites, map[string]any{"id": site.String(), "name": fmt.Sprintf("Prison %d", i+1)})
		var tasks []any
		for k, task := range s.Tasks[site] {
			code := fmt.Sprintf("P%d-%d", i+1, k+1)
			locations = append(locations, map[string]any{"id": s.Cells[task].String(), "site": site.String(), "code": code, "kind": "cell", "path": code})
			tasks = append(tasks, map[string]any{"id": task.String(), "location": s.Cells[task].String(), "code": code, "start": k * 20, "end": k*20 + 20, "duration": 20})
		}
		plans = append(plans, Act{Type: "plan.released", Site: site, Body: map[string]any{"plan": s.Model.String(), "planVersion": 1, "part": 1, "parts": 1,
			"packageSha256": hash, "authorisationsSha256": hash, "auditSha256": hash, "tasks": tasks}})
	}
	for i, o := range s.Officers {
		officers = append(officers, map[string]any{"id": o.String(), "name": fmt.Sprintf("Officer %d", i+1)})
	}
	acts := []Act{ref("operation", []any{map[string]any{"id": s.Operation.String(), "name": "Dawn", "hHour": "2026-05-20T04:00:00.000Z"}}), ref("site", sites),
		ref("location", locations), ref("officer", officers), ref("deviceModel", []any{map[string]any{"id": s.Model.String(), "make": "L8star", "model": "BM70", "isTarget": true, "mini": true}})}
	return append(acts, plans...)
}

// thing is something that an entry made and another may refer to.
type thing struct {
	id   models.ID // of the entry
	site models.ID
}

// Cast plays the officers: it knows what they told each other over the radio,
// which is more than what reached the server. It is not safe for several goroutines.
type Cast struct {
	*Scene
	Chance
	searches, findings, exhibits, seals, custodies []thing
	assertions                                     []assertion
}

type assertion struct {
	id, search models.ID
	item       string
}

// NewCast begins with nobody having done anything.
func NewCast(c Chance, s *Scene) *Cast { return &Cast{Scene: s, Chance: c.Apart()} }

// near draws a thing of the same site, rarely of another; ok false for none.
func (c *Cast) near(from []thing, site models.ID) (thing, bool) {
	here := slices.Clone(from)
	if !c.In(12) {
		here = slices.DeleteFunc(here, func(x thing) bool { return x.site != site })
	}
	if n := 24; len(here) > n {
		here = here[len(here)-n:] // people go on with what is recent
	}
	if len(here) == 0 {
		return thing{}, false
	}
	return one(c.Chance, here), true
}

// Next draws what a tablet's officer does next. The caller writes it, and tells
// the cast with Done.
func (c *Cast) Next(t *Tablet) Act {
	search, ok := c.near(c.searches, t.Site)
	if !ok || c.In(10) {
		task := one(c.Chance, c.Tasks[t.Site])
		return Act{Type: "search.started", Site: t.Site, Body: map[string]any{"task": task.String(), "location": c.Cells[task].String(), "confirmedBy": "scan"}}
	}
	a := c.inside(t, search)
	a.Site = t.Site
	switch {
	case c.In(60):
		a.Site = one(c.Chance, c.Sites) // another's, mostly: out of scope
	case c.In(80):
		a.Type, a.Version = "search.overflown", 9 // a tablet newer than the server: kept, and said to be unknown
	case c.In(400):
		a.Large = true
	}
	return a
}

func (c *Cast) inside(t *Tablet, search thing) Act {
	about := func(kind string, x thing, body map[string]any) Act {
		return Act{Type: kind, Entity: x.id, Body: body, Needs: []models.ID{x.id}}
	}
	exhibit, anyExhibit := c.near(c.exhibits, t.Site)
	switch what := c.IntN(20); {
	case what < 6:
		return c.answer(search)
	case what < 9:
		return c.seizure(search)
	case what < 11:
		return Act{Type: "finding.recorded", Needs: []models.ID{search.id}, Body: map[string]any{"search": search.id.String(), "category": "drug",
			"description": "resin", "quantity": c.IntN(9) + 1}}
	case what < 13 && anyExhibit:
		return Act{Type: "seal.applied", Needs: []models.ID{exhibit.id}, Body: map[string]any{"number": fmt.Sprint("S", c.IntN(500)), "type": "closed_provisional",
			"exhibits": []string{exhibit.id.String()}}}
	case what == 13 && anyExhibit:
		return Act{Type: "custody.recorded", Needs: []models.ID{exhibit.id}, Body: map[string]any{"kind": "received", "exhibits": []string{exhibit.id.String()},
			"to": map[string]any{"name": fmt.Sprint("registry ", c.IntN(3))}}}
	case what == 14:
		return about("search.closed", search, map[string]any{"outcome": "done_clear", "counts": map[string]any{"answers": 0, "findings": 0, "exhibits": 0, "files": 0}})
	case what == 15:
		if x, ok := c.near(c.findings, t.Site); ok {
			return about("finding.voided", x, map[string]any{"reason": "r"})
		}
	case what == 16:
		if x, ok := c.near(c.seals, t.Site); ok {
			return about("seal.broken", x, map[string]any{"reason": "opened"})
		}
	case what == 17 && anyExhibit:
		return about("exhibit.amended", exhibit, map[string]any{"changes": map[string]any{"description": fmt.Sprint("telephone ", c.IntN(3))}, "reason": "r"})
	case what == 18:
		return about("note.added", search, map[string]any{"of": "search", "text": "x"})
	}
	return Act{Type: "incident.reported", Body: map[string]any{"kind": "medical", "text": fmt.Sprint("incident ", c.IntN(1000))}}
}

func (c *Cast) answer(search thing) Act {
	item := fmt.Sprint("areas.", c.IntN(3))
	a := Act{Type: "answer.asserted", Entity: search.id, Needs: []models.ID{search.id}, Body: map[string]any{"item": item, "value": one(c.Chance, []any{"yes", "no", 1, "na"})}}
	for _, x := range c.assertions {
		if x.search == search.id && x.item == item && !c.In(3) {
			a.Supersedes = append(a.Supersedes, x.id) // what stood on the screen
		}
	}
	if n := 20; len(a.Supersedes) > n {
		a.Supersedes = a.Supersedes[len(a.Supersedes)-n:]
	}
	return a
}

func (c *Cast) seizure(search thing) Act {
	photo := hex.EncodeToString(c.Bytes(32))
	if c.In(2) {
		photo = strings.Repeat(one(c.Chance, []string{"a0", "b1", "c2", "d3", "e4", "f5"}), 32) // one that others send too: it goes from site to site
	}
	return Act{Type: "exhibit.seized", Needs: []models.ID{search.id}, Files: []string{photo}, Body: map[string]any{"search": search.id.String(), "number": fmt.Sprint(c.IntN(900)),
		"description": "mobile telephone", "category": "phone", "quantity": 1, "unit": "piece", "disposition": "seized",
		"device": map[string]any{"isTargetModel": c.In(2), "model": c.Model.String(), "imei1": "359043377500085"}, "photos": []any{map[string]any{"sha256": photo, "role": "object"}}}}
}

// Witness lets a tablet write down another's head, as it read it from its screen.
func (c *Cast) Witness(of *Tablet, a Parcel) Act {
	return Act{Type: "head.witnessed", Body: map[string]any{"stream": of.Stream, "head": a.Head}}
}

// Done tells the others what was written.
func (c *Cast) Done(s *Signed) {
	x := thing{id: s.ID, site: s.Site}
	switch s.Type {
	case "search.started":
		c.searches = append(c.searches, x)
	case "finding.recorded":
		c.findings = append(c.findings, x)
	case "exhibit.seized":
		c.exhibits = append(c.exhibits, x)
	case "seal.applied":
		c.seals = append(c.seals, x)
	case "custody.recorded":
		c.custodies = append(c.custodies, x)
	case "answer.asserted":
		item, _ := s.Act.Body["item"].(string)
		c.assertions = append(c.assertions, assertion{s.ID, s.Entity, item})
	}
}
