package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/draft"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// field is what the journal knows of how far the plan was carried out.
type field struct {
	done    []draft.Done
	holders map[models.ID][]string     // streams that have accepted tasks of a team
	heard   map[string]int             // by stream, the newest plan version that it acknowledged
	current map[models.ID]int          // by establishment, the version that its tablets were told last
	sites   map[models.ID]map[int]bool // by establishment, the versions that anybody there acknowledged
	renewed map[models.ID]bool         // establishments that were told another plan than that of the release
}

// taskNow is what a re-plan needs of a task's document.
type taskNow struct {
	Team      models.ID
	Site      models.ID
	State     models.TaskState
	StartedAt string
	EndedAt   string
	Holders   []struct{ Stream string }
}

func fieldOf(v store.View, o models.Operation) (f field, err error) {
	f = field{holders: map[models.ID][]string{}, heard: map[string]int{}, current: map[models.ID]int{}, sites: map[models.ID]map[int]bool{}, renewed: map[models.ID]bool{}}
	if o.HHour == nil {
		return f, models.NewFault(models.WrongState, "The operation has no H.")
	}
	issued, err := v.Replans(o.ID)
	if err != nil {
		return f, err
	}
	for _, r := range issued {
		for _, site := range r.Sites {
			f.renewed[site] = f.renewed[site] || r.IssuedAt != nil
		}
	}
	if err := eachDocument(v, o.ID, fieldsync.KindTask, func(d fieldsync.Document) error { return f.task(d, *o.HHour) }); err != nil {
		return f, err
	}
	return f, eachDocument(v, o.ID, fieldsync.KindSite, f.site)
}

// documentsAtOnce is how many documents are read by one question.
const documentsAtOnce = 500

// eachDocument goes through the documents of a kind.
func eachDocument(v store.View, operation models.ID, kind fieldsync.Kind, do func(fieldsync.Document) error) error {
	f := store.Feed{Operation: operation, Kinds: []fieldsync.Kind{kind}, All: true, Limit: documentsAtOnce}
	for {
		page, err := v.Documents(f)
		if err != nil {
			return err
		}
		for _, d := range page {
			if err := do(d); err != nil {
				return err
			}
		}
		if len(page) < documentsAtOnce {
			return nil
		}
		f.AfterID = page[len(page)-1].ID
	}
}

func (f *field) task(d fieldsync.Document, h time.Time) error {
	var t taskNow
	id, err := models.ParseID(d.ID)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(d.Body, &t); err != nil {
		return err
	}
	done := draft.Done{Task: id, Left: t.State == models.TaskNotExecuted}
	for text, to := range map[string]**int{t.StartedAt: &done.Started, t.EndedAt: &done.Ended} {
		if m, ok := minutesAfter(h, text); ok {
			m = max(0, m)
			*to = &m
		}
	}
	f.done = append(f.done, done)
	for _, holder := range t.Holders {
		f.holders[t.Team] = append(f.holders[t.Team], holder.Stream)
	}
	return nil
}

func (f *field) site(d fieldsync.Document) error {
	var s struct {
		PlanVersion  int
		Acknowledged []struct {
			Stream      string
			PlanVersion int
		}
	}
	id, err := models.ParseID(d.ID)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(d.Body, &s); err != nil {
		return err
	}
	f.current[id], f.sites[id] = s.PlanVersion, map[int]bool{}
	for _, a := range s.Acknowledged {
		f.heard[a.Stream] = max(f.heard[a.Stream], a.PlanVersion)
		f.sites[id][a.PlanVersion] = true
	}
	return nil
}

// told is the newest version that a team works by: what all tablets that hold
// its tasks have acknowledged, or where none does, what any at the site has.
func (f field) told(site, team models.ID) int {
	version := f.current[site]
	if len(f.holders[team]) == 0 && !f.sites[site][version] {
		return 0
	}
	for _, stream := range f.holders[team] {
		version = min(version, f.heard[stream])
	}
	return version
}

// happenings are the events of a re-plan, and the document that keeps them.
type happenings struct {
	parsed   *planner.Events
	document []byte
	frozen   []string
	journal  int // how many of the events the journal told
}

// events puts together what the journal says and what the caller adds, the
// journal first: what was begun is the ground that the rest stands on.
func (r running) events(in api.ReplanInput, add *additions) (h happenings, err error) {
	acknowledged, err := r.acknowledged(in.Told)
	if err != nil {
		return h, err
	}
	all, now := []map[string]any{}, r.now
	for _, e := range draft.Happened(r.exported, r.in, r.plan, r.field.done, now) {
		item := map[string]any{"type": e.Type, "cell": e.Cell}
		if e.Type != planner.EventSettled {
			item["at"] = e.At
		}
		all = append(all, item)
	}
	if h.journal = len(all); h.journal > 0 {
		now = max(0, now) // who began before H began at H, as far as a plan can say
	}
	for i, e := range in.Events {
		item, err := r.eventOf(i, e, add)
		if err != nil {
			return h, err
		}
		all = append(all, item)
	}
	document := map[string]any{"format": planner.EventsFormat, "now": now, "events": all}
	if acknowledged != nil {
		document["acknowledged"] = acknowledged
	}
	if h.document, err = json.Marshal(document); err != nil {
		return h, err
	}
	if h.parsed, err = planner.ParseEvents(h.document); err != nil {
		return h, pointedAtBody(err, h.journal)
	}
	h.frozen = frozenOf(acknowledged)
	return h, nil
}

// acknowledged gives for each team the version that it works by; nil when all
// work by the newest of their site. A team that works by an older one keeps it.
func (r running) acknowledged(told []string) (map[string]int, error) {
	out := map[string]int{}
	behind := 0
	for id, t := range r.exported.Teams {
		switch {
		case !r.field.renewed[t.Site] || slices.Contains(told, id):
			out[id] = r.base.Number // there was never another plan, or it was told by word of mouth
		case r.field.told(t.Site, t.Team.ID) >= r.field.current[t.Site]:
			out[id] = r.base.Number
		default:
			out[id] = 0
			behind++
		}
	}
	for i, id := range told {
		if _, known := r.exported.Teams[id]; !known {
			return nil, models.NewFault(models.Invalid, "There is no such team.").With(models.Field{Pointer: fmt.Sprintf("/told/%d", i), Code: "unknown", Message: "there is no team " + id})
		}
	}
	if behind == len(out) && behind > 0 {
		return nil, models.NewFault(models.WrongState, "No team has acknowledged the plan in force yet. Name those that were told it by word of mouth.").
			With(models.Field{Pointer: "/told", Code: "required", Message: "names no team that works by the plan in force"})
	}
	if behind == 0 {
		return nil, nil
	}
	return out, nil
}

// eventOf is an event of the caller as the planner reads it.
func (r running) eventOf(i int, e api.ReplanEvent, add *additions) (map[string]any, error) {
	raw, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	item := map[string]any{}
	if err := json.Unmarshal(raw, &item); err != nil {
		return nil, err
	}
	delete(item, "target")
	delete(item, "newTeam")
	switch id := add.ids[i]; {
	case e.Type == api.ReplanCellAdded && id == models.ID{}:
		return nil, required(i, "target")
	case e.Type == api.ReplanCellAdded:
		cell, err := r.added(i, id)
		item["cell"] = cell
		return item, err
	case e.Type == api.ReplanTeamIn && id != models.ID{}:
		team, err := r.joined(i, id)
		item["team"] = team
		return item, err
	}
	return item, nil
}

func required(i int, member string) error {
	return models.NewFault(models.Invalid, "An event is not whole.").
		With(models.Field{Pointer: fmt.Sprintf("/events/%d/%s", i, member), Code: "required", Message: "is missing"})
}

// added is a new cell as the planner's document has it.
func (r running) added(i int, task models.ID) (json.RawMessage, error) {
	for id, c := range r.exported.Cells {
		if c.Target.ID == task {
			return r.fromInstance("cells", id)
		}
	}
	return nil, models.NewFault(models.Invalid, "A cell cannot be added.").With(models.Field{Pointer: fmt.Sprintf("/events/%d/target/location", i),
		Code: "unauthorised", Message: "no authorisation of the operation lets this cell be searched"})
}

// joined is a new team as the planner's document has it.
func (r running) joined(i int, team models.ID) (json.RawMessage, error) {
	for id, t := range r.exported.Teams {
		if t.Team.ID != team {
			continue
		}
		if strings.Contains(id, "/") { // its code is that of another team too, whose id in the plan would change
			break
		}
		return r.fromInstance("teams", id)
	}
	return nil, models.NewFault(models.Invalid, "A team cannot join.").With(models.Field{Pointer: fmt.Sprintf("/events/%d/newTeam/code", i),
		Code: "duplicate", Message: "another team of the operation has this code"})
}

// fromInstance takes a cell or a team out of the instance that the drafts make.
func (r running) fromInstance(list, id string) (json.RawMessage, error) {
	var document struct{ Sites []map[string]json.RawMessage }
	if err := json.Unmarshal(r.exported.Instance.Encode(), &document); err != nil {
		return nil, err
	}
	for _, s := range document.Sites {
		var things []json.RawMessage
		if err := json.Unmarshal(s[list], &things); err != nil {
			return nil, err
		}
		for _, raw := range things {
			var named struct{ ID string }
			if json.Unmarshal(raw, &named) == nil && named.ID == id {
				return raw, nil
			}
		}
	}
	return nil, models.NewFault(models.Internal, "The instance lacks %s.", id)
}

// pointedAtBody lets faults of the events document point into the request's
// body: what the journal says comes first there, and nobody sent it.
func pointedAtBody(err error, fromJournal int) error {
	f, ok := errors.AsType[*models.Fault](err)
	if !ok {
		return err
	}
	moved := *f
	moved.Fields = slices.Clone(f.Fields)
	for i := range moved.Fields {
		rest, inEvents := strings.CutPrefix(moved.Fields[i].Pointer, "/events/")
		number, member, _ := strings.Cut(rest, "/")
		n, err := strconv.Atoi(number)
		switch {
		case !inEvents || err != nil:
		case n < fromJournal:
			moved.Fields[i].Pointer = "/events"
		case member == "":
			moved.Fields[i].Pointer = fmt.Sprintf("/events/%d", n-fromJournal)
		default:
			moved.Fields[i].Pointer = fmt.Sprintf("/events/%d/%s", n-fromJournal, member)
		}
	}
	return &moved
}
