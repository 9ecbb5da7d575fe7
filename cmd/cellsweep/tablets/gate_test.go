package tablets

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/checklist"
	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/entries"
	"github.com/cellsweep/cellsweep/store/seed"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// theatre is a journal in memory with what a release publishes of a ground, in
// which a story is played.
type theatre struct {
	*testing.T
	*fieldsync.Memory
	projector *fieldsync.Projector
	operation models.ID
	position  uint64
}

func (x *theatre) play(e fieldsync.Entry, server bool) {
	x.Helper()
	x.position++
	j := fieldsync.Journalled{Entry: e, Stream: strings.Repeat("t", 22), Hash: fmt.Sprintf("%064x", x.position), Position: x.position, Server: server, Verdict: fieldsync.Stored, ReceivedAt: time.Unix(1779256800, 0)}
	j.Entry.Seq = x.position
	if err := x.Append(x.projector, j); err != nil {
		x.Fatal(err)
	}
	if d, ok, err := x.Get(fieldsync.KindReceipt, j.Hash); err != nil || !ok || !strings.Contains(string(d.Body), `"status":"applied"`) {
		x.Fatalf("%s was not applied: %s\n%s", e.Type, d.Body, e.Body)
	}
}

func (x *theatre) publish(kind string, items ...any) {
	x.Helper()
	body, err := json.Marshal(map[string]any{"kind": kind, "part": 1, "parts": 1, "items": items})
	if err != nil {
		x.Fatal(err)
	}
	x.play(fieldsync.Entry{ID: models.NewID(), Operation: x.operation, Type: "reference.published", Version: 1, At: time.Unix(1779256800, 0),
		Body: `{"salt":"AAAAAAAAAAAAAAAAAAAAAA",` + string(body[1:])}, true)
}

const judicial = "judicial_preliminary_order"

// prepare publishes a ground with the shipped checklist and legal bases, and has
// the story read them as tablets would.
func prepare(t *testing.T, g *Ground) *theatre {
	t.Helper()
	schemas, err := fieldsync.LoadSchemas(entries.FS)
	if err != nil {
		t.Fatal(err)
	}
	shipped, err := seed.Load()
	if err != nil {
		t.Fatal(err)
	}
	x := &theatre{t, fieldsync.NewMemory(), fieldsync.NewProjector(schemas), models.NewID(), 0}
	g.Template, g.Labels, g.Bases = Template{models.NewID(), shipped.Template.Version}, map[string]Label{}, map[string][]Document{}
	template := map[string]any{"id": g.Template.ID, "version": g.Template.Version, "code": shipped.Template.Code, "name": shipped.Template.Labels,
		"facts": shipped.Template.Facts, "sections": shipped.Template.Sections, "lists": shipped.ChecklistLists()}
	x.publish("template", template)
	basis := shipped.LegalBases[slices.IndexFunc(shipped.LegalBases, func(b checklist.Basis) bool { return b.Code == judicial })]
	x.publish("operation", map[string]any{"id": x.operation, "name": "Dawn", "hHour": "2026-05-20T04:00:00.000Z", "legalBases": []any{basis}})
	for _, kind := range []struct {
		kind fieldsync.Kind
		body any
	}{{fieldsync.KindTemplate, template}, {fieldsync.KindOperation, map[string]any{"legalBases": []any{basis}}}} {
		raw, err := json.Marshal(kind.body)
		var d pulledDoc
		if err == nil {
			err = json.Unmarshal(raw, &d)
		}
		if err != nil {
			t.Fatal(err)
		}
		g.take(kind.kind, d, nil, nil)
	}
	for _, p := range g.Plans {
		x.publish("site", map[string]any{"id": p.Site, "name": "Prison", "timeZone": "Europe/Paris"})
	}
	for i := range g.Tasks {
		g.Tasks[i].LegalBasis = judicial
		x.publish("location", map[string]any{"id": g.Tasks[i].Location, "site": g.Tasks[i].Site, "code": g.Tasks[i].Code, "kind": "cell"})
	}
	for _, s := range g.Stores {
		x.publish("location", map[string]any{"id": s.ID, "site": s.Site, "code": s.Code, "kind": "store"})
	}
	for _, team := range g.Teams {
		for _, o := range team.Officers {
			x.publish("officer", map[string]any{"id": o.ID, "name": o.Name, "lead": o.Lead, "team": team.ID})
		}
	}
	for _, m := range g.Models {
		x.publish("deviceModel", map[string]any{"id": m.ID, "make": m.Make, "model": m.Name, "isTarget": m.Target, "mini": m.Mini})
	}
	hash := strings.Repeat("b", 64)
	for _, p := range g.Plans {
		tasks := []any{}
		for _, k := range g.Tasks {
			if k.Site == p.Site {
				tasks = append(tasks, map[string]any{"id": k.ID, "location": k.Location, "code": k.Code, "team": k.Team, "teamName": k.TeamName,
					"start": k.Start, "end": k.Start + k.Duration, "duration": k.Duration, "legalBasis": judicial})
			}
		}
		body, err := json.Marshal(map[string]any{"plan": p.ID, "planVersion": 1, "part": 1, "parts": 1, "packageSha256": hash, "authorisationsSha256": hash, "auditSha256": hash, "tasks": tasks})
		if err != nil {
			t.Fatal(err)
		}
		x.play(fieldsync.Entry{ID: models.NewID(), Operation: x.operation, Site: p.Site, Type: "plan.released", Version: 1, At: time.Unix(1779256800, 0),
			Body: `{"salt":"AAAAAAAAAAAAAAAAAAAAAA",` + string(body[1:])}, true)
	}
	return x
}

func TestEverySearchOfTheStoryPassesTheGateButThoseThatSaySo(t *testing.T) {
	g := country(32)
	x := prepare(t, g)
	story := Tell(1, g)
	w := &worker{names: &names{ids: map[Ref]models.ID{}}, tablet: &tablet{operation: x.operation}, h: time.Date(2026, 5, 20, 4, 0, 0, 0, time.UTC)}
	all := slices.Concat(story.Scripts...)
	slices.SortStableFunc(all, func(a, b Act) int { return int(a.After - b.After) })
	unlabelled := 0
	for _, a := range all {
		if a.Type == "answer.asserted" && a.Body["label"] == nil {
			unlabelled++
		}
		e, err := w.entry(a, w.h)
		if err != nil {
			t.Fatal(err)
		}
		x.play(e, false)
	}
	failed, overridden, passed := 0, 0, 0
	for _, d := range x.Documents() {
		var search struct {
			GateFailed, GateOverridden []map[string]string
			OverrideUnsupervised       bool
			State                      string
		}
		if d.Kind != fieldsync.KindSearch {
			continue
		}
		if err := json.Unmarshal(d.Body, &search); err != nil {
			t.Fatal(err)
		}
		switch {
		case len(search.GateFailed) > 0:
			failed++
			t.Logf("%s lacks %v", d.ID, search.GateFailed)
		case len(search.GateOverridden) > 0:
			overridden++
			t.Logf("%s was let be closed without %v", d.ID, search.GateOverridden)
		case search.State != "not_executed":
			passed++
		}
		if search.OverrideUnsupervised {
			t.Error("a leave that no supervisor gave")
		}
	}
	f := story.Figures
	if failed != f.GateFailed || overridden != f.Overridden || passed != f.Searched-f.GateFailed-f.Overridden || unlabelled > 0 {
		t.Errorf("%d failed, %d overridden, %d passed, %d answers without words, of %+v", failed, overridden, passed, unlabelled, f)
	}
	t.Logf("%d searches, %d answers, %d entries", f.Searched, f.Answers, f.Entries)
}
