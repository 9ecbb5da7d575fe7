package server

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// missingKinds are the kinds of things that keep an operation from being closed,
// in the order in which people are told of them. Named: the sentence names the first.
var missingKinds = []struct {
	code, sentence string
	named          bool
}{
	{"journal", "%d entries have arrived that are not in the picture yet", false},
	{"open_tasks", "%d searches are neither closed nor marked as not executed", true},
	{"open_searches", "%d searches were begun and have not ended", true},
	{"not_executed_without_reason", "%d cells were not searched and nobody said why", true},
	{"contested", "%d answers are contested: resolve them", false},
	{"held", "%d entries are held: settle them in the tray", false},
	{"quarantined", "%d entries are in quarantine: settle them in the tray", false},
	{"refused", "%d entries are refused: settle them in the tray", false},
	{"duplicate_seal", "%d seals bear a number that another bears too: say of each that it was looked at", false},
	{"attention", "%d searches failed the gate, or no authorisation covers them: settle them in the tray", false},
	{models.LacksSeal, "%d exhibits have no seal", true},
	{models.LacksInventory, "%d exhibits have no line in the inventory", true},
	{models.LacksPhoto, "%d exhibits have no photograph", true},
	{"hand_over_open", "%d hand-overs lack the word of one side", true},
	{"custody_alarm", "%d exhibits have a chain of custody with an alarm: correct it", true},
	{"tablets", "%d tablets hold something that has not arrived", true},
}

// missing is what of a kind is missing at a site, or at none in particular.
type missing struct {
	code   string
	site   models.ID
	count  uint64
	things []thing // the first shownNames
}

// thing is one that is missing, or that something is missing of.
type thing struct {
	kind, id, name string
	present, head  uint64 // of a tablet: the entry up to which all are here, and the last that is known of
	stream         *store.Stream
}

// said is the thing in a sentence.
func (x thing) said() string {
	if x.stream == nil {
		return x.name
	}
	return fmt.Sprintf("%s (entry %d of %d is here without a gap; it said %d entries and %d files are unsent)", x.name, x.present, x.head, x.stream.HeadEntries, x.stream.HeadFiles)
}

// ledger gathers what is missing, by kind and site.
type ledger struct {
	store.View
	operation models.ID
	lines     []*missing
	at        map[string]*missing
	searches  map[string]searchEnd
}

// searchEnd is how a search ended, for what belongs to it.
type searchEnd struct {
	State, Reason, ReasonCode, TaskCode, LocationCode string
	Attention                                         bool
}

// missingOf says what keeps an operation whose journal ends at head from being
// complete. It is what a closing is refused for, and what the page shows before.
func missingOf(v store.View, operation models.ID, head uint64) ([]*missing, error) {
	g := &ledger{View: v, operation: operation, at: map[string]*missing{}, searches: map[string]searchEnd{}}
	position, err := v.Projected(operation)
	if err != nil {
		return nil, err
	}
	if behind := head - min(position, head); behind > 0 {
		g.line("journal", models.ID{}).count = behind
	}
	err = firstOf(g.tasks, func() error { return eachDocument(v, operation, fieldsync.KindSearch, g.search) }, g.tray,
		func() error { return eachDocument(v, operation, fieldsync.KindExhibit, g.exhibit) }, g.tablets)
	return g.lines, err
}

func (g *ledger) line(code string, site models.ID) *missing {
	key := code + "/" + site.String()
	if g.at[key] == nil {
		g.at[key] = &missing{code: code, site: site}
		g.lines = append(g.lines, g.at[key])
	}
	return g.at[key]
}

func (g *ledger) add(code string, site models.ID, x thing) {
	l := g.line(code, site)
	if l.count++; len(l.things) < shownNames {
		l.things = append(l.things, x)
	}
}

// tasks counts by site, and reads of each site only the first: before H all of
// an operation's are open.
func (g *ledger) tasks() error {
	open := []string{string(models.TaskPlanned), string(models.TaskAssigned), string(models.TaskAccepted), string(models.TaskInProgress)}
	rows, err := g.Count(g.operation, fieldsync.KindTask)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if slices.Contains(open, r.State) && r.Count > 0 {
			g.line("open_tasks", orNone(r.Site)).count += uint64(r.Count)
		}
	}
	for _, l := range g.lines {
		if l.code != "open_tasks" {
			continue
		}
		docs, err := g.Documents(store.Feed{Operation: g.operation, Kinds: []fieldsync.Kind{fieldsync.KindTask}, States: open, Sites: []models.ID{l.site}, Limit: shownNames})
		if err != nil {
			return err
		}
		for _, d := range docs {
			var task struct{ Code string }
			if err := json.Unmarshal(d.Body, &task); err != nil {
				return err
			}
			l.things = append(l.things, thing{kind: "task", id: d.ID, name: cmp.Or(task.Code, d.ID)})
		}
	}
	return nil
}

func (g *ledger) search(d fieldsync.Document) error {
	var s searchEnd
	if err := json.Unmarshal(d.Body, &s); err != nil {
		return err
	}
	g.searches[d.ID] = s
	x := thing{kind: "search", id: d.ID, name: cmp.Or(s.TaskCode, s.LocationCode, d.ID)}
	switch models.SearchState(s.State) {
	case models.SearchInProgress:
		g.add("open_searches", d.Site, x)
	case models.SearchNotExecuted:
		if s.Reason == "" {
			g.add("not_executed_without_reason", d.Site, x)
		}
	}
	return nil
}

// tray tells what waits in the tray, by what has to be done about it.
func (g *ledger) tray() error {
	f := store.Feed{Operation: g.operation, All: true, Limit: documentsAtOnce}
	for {
		docs, err := g.Tray(f)
		if err != nil {
			return err
		}
		for _, d := range docs {
			if err := g.waiting(d); err != nil {
				return err
			}
			f.AfterKind, f.AfterID = d.Kind, d.ID
		}
		if len(docs) < f.Limit {
			return nil
		}
	}
}

func (g *ledger) waiting(d fieldsync.Document) error {
	var x struct{ Status, Verdict, Entry, Type, Item, LocationCode, TaskCode, Number string }
	if err := json.Unmarshal(d.Body, &x); err != nil {
		return err
	}
	t := thing{kind: string(d.Kind), id: d.ID, name: cmp.Or(x.TaskCode, x.LocationCode, x.Number, x.Type)}
	switch d.Kind {
	case fieldsync.KindReceipt:
		g.add(cmp.Or(x.Status, x.Verdict), d.Site, t)
	case fieldsync.KindAnswer:
		g.add("contested", d.Site, t)
	case fieldsync.KindSeal:
		g.add("duplicate_seal", d.Site, t)
	case fieldsync.KindSearch:
		g.add("attention", d.Site, t)
	}
	return nil
}

// exhibit tells what an exhibit lacks that nobody has taken on themselves: where
// its search was closed all the same, with a supervisor's leave or by a decision
// in the tray, that is settled.
func (g *ledger) exhibit(d fieldsync.Document) error {
	var e struct {
		Number, State, Search string
		Lacks                 []string
		CustodyAlarms         []any
		HandOverOpen          any
	}
	if err := json.Unmarshal(d.Body, &e); err != nil || e.State == string(models.ExhibitVoided) {
		return err
	}
	x := thing{kind: "exhibit", id: d.ID, name: cmp.Or(e.Number, d.ID)}
	s, known := g.searches[e.Search]
	if !known || s.Attention || s.State == string(models.SearchInProgress) {
		for _, code := range e.Lacks {
			g.add(code, d.Site, x)
		}
	}
	if e.HandOverOpen != nil {
		g.add("hand_over_open", d.Site, x)
	}
	if len(e.CustodyAlarms) > 0 {
		g.add("custody_alarm", d.Site, x)
	}
	return nil
}

// tablets names those that said that they alone have something, or whose newest
// known entry is not reached without a gap. One whose stream a coordinator closed
// is waited for no longer.
func (g *ledger) tablets() error {
	streams, err := g.StreamsOf(g.operation)
	if err != nil {
		return err
	}
	for _, s := range streams {
		if !holdsSomething(s) {
			continue
		}
		t, err := g.Tablet(s.Tablet)
		if err != nil {
			return err
		}
		present := fieldsync.AckSeq(s.Present.Spans)
		g.add("tablets", t.Establishment, thing{kind: "tablet", id: t.ID.String(), name: t.Label, present: present, head: max(s.HeadSeq, present), stream: &s})
	}
	return nil
}
