package intake

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store/intake/sheet"
)

// site is the draft of one establishment as it will be.
type site struct {
	draft  models.SiteDraft
	there  bool // the database has it
	dirty  bool // it differs from what the database has
	shrunk bool // a file has taken something out of it
}

// siteFor returns the draft of a site, a new one without window and with usual walks if need be.
func (w *world) siteFor(establishment models.ID) *site {
	s, ok := w.sites[establishment]
	if !ok {
		s = &site{draft: models.SiteDraft{Establishment: establishment, Walk: models.DefaultWalk}, dirty: true}
		w.sites[establishment] = s
	}
	return s
}

// mostMinutes is as far from H as a plan reaches, in either direction.
const mostMinutes = 1_000_000

// takeTeams replaces the teams of all sites. A team is known by site and code and keeps its id.
func (w *world) takeTeams() {
	if !w.has(teams) {
		return
	}
	was := map[place]models.Team{}
	for id, s := range w.sites {
		for _, t := range s.draft.Teams {
			was[place{id, t.Code}] = t
		}
	}
	now, said, inTeam := map[models.ID][]models.Team{}, map[place]*entry{}, map[string]*entry{}
	w.each(teams, func(e *entry) {
		at, known := w.siteOf(e, "establishment")
		key := place{at, e.value("team")}
		old, there := was[key]
		t := w.readTeam(e, old, inTeam)
		if other := said[key]; known && other != nil {
			e.fault("team", "duplicate", "%q is already in %s; keep one of the two", sheet.Excerpt(t.Code), other.whereFrom(e))
		}
		if !known {
			return
		}
		said[key] = e
		e.status = changed(there, reflect.DeepEqual(tidyTeam(old), t))
		w.show(e, there, old, t)
		w.siteFor(at).dirty = w.siteFor(at).dirty || e.status != unchanged
		now[at] = append(now[at], t)
	})
	for id, s := range w.sites {
		lost := missing(s.draft.Teams, now[id], func(t models.Team) string { return t.Code })
		w.lose(s, teams, lost)
		if s.dirty {
			slices.SortFunc(now[id], func(a, b models.Team) int { return strings.Compare(a.Code, b.Code) })
			s.draft.Teams = now[id]
		}
	}
}

func (w *world) lose(s *site, kind string, lost int) {
	w.removed[kind] += lost
	s.shrunk = s.shrunk || lost > 0
	s.dirty = s.dirty || lost > 0
}

// missing counts what was there and is no more.
func missing[T any, K comparable](was, now []T, key func(T) K) int {
	kept := make(map[K]bool, len(now))
	for _, x := range now {
		kept[key(x)] = true
	}
	lost := 0
	for _, x := range was {
		if !kept[key(x)] {
			lost++
		}
	}
	return lost
}

func tidyTeam(t models.Team) models.Team {
	if len(t.Officers) == 0 {
		t.Officers = nil
	}
	return t
}

func (w *world) readTeam(e *entry, t models.Team, inTeam map[string]*entry) models.Team {
	if t.ID == (models.ID{}) {
		t.ID = models.NewID()
	}
	e.text("team", &t.Code)
	e.whole("shift_from", &t.ShiftFrom)
	e.whole("shift_to", &t.ShiftTo)
	e.near("shift_from", t.ShiftFrom)
	e.near("shift_to", t.ShiftTo)
	e.short("phone", &t.Phone, 40)
	e.short("radio", &t.Radio, 40)
	lead := e.value("lead")
	if !e.has("lead") {
		for _, o := range t.Officers {
			if o.Lead {
				lead = o.Number
			}
		}
	}
	t.Officers = w.readMembers(e, lead, inTeam)
	if e.value("lead") != "" && !slices.Contains(e.list("officers"), lead) {
		e.fault("lead", "unknown", "%q is not among the officers of the team%s", sheet.Excerpt(lead), sheet.DidYouMean(lead, slices.Values(e.list("officers"))))
	}
	if len(e.list("officers")) > 0 && len(t.Officers) == 0 {
		e.bad = append(e.bad, "officers") // each has been told of; that the team is empty is no news
	}
	e.check(models.SiteDraft{Establishment: t.ID, Teams: []models.Team{t}}.Check())
	return t
}

// near refuses minutes that no plan can hold.
func (e *entry) near(column string, minute int) {
	if minute < -mostMinutes || minute > mostMinutes {
		e.fault(column, "range", "%d: must be from %d to %d", minute, -mostMinutes, mostMinutes)
	}
}

// readMembers finds the officers of a team. Nobody is in two.
func (w *world) readMembers(e *entry, lead string, inTeam map[string]*entry) (members []models.IDNum) {
	for _, number := range e.list("officers") {
		other, twice := inTeam[number]
		if !twice {
			inTeam[number] = e
		}
		it, known := w.officers.items[number]
		switch {
		case twice && other == e:
			e.fault("officers", "duplicate", "officer %q is there twice", sheet.Excerpt(number))
		case twice:
			e.fault("officers", "duplicate", "officer %q is already in team %q (%s); nobody can be in two", sheet.Excerpt(number), other.value("team"), other.whereFrom(e))
		case known:
			members = append(members, models.IDNum{ID: it.value.ID, Number: number, Lead: number == lead})
		case e.faults.Full():
			e.fault("officers", "unknown", "")
		case !w.unread[officers]:
			e.fault("officers", "unknown", "there is no officer %q, neither here nor in the database; separate several by |", sheet.Excerpt(number))
		}
	}
	return members
}

// takeCells replaces the targets of all sites. A target is known by its location and keeps its id.
func (w *world) takeCells() {
	was := map[models.IDRef]models.Target{}
	for id, s := range w.sites {
		for _, c := range s.draft.Cells {
			was[models.IDRef{Establishment: id, Location: c.Location}] = c
		}
	}
	w.targets = make(map[models.IDRef]bool, len(was))
	if !w.has(cells) {
		for ref := range was {
			w.targets[ref] = true
		}
		return
	}
	now, said := map[models.ID][]models.Target{}, map[models.IDRef]*entry{}
	w.each(cells, func(e *entry) {
		ref, known := w.readRef(e)
		old, there := was[ref]
		c := w.readTarget(e, old, ref)
		if !known {
			w.unread[cells] = true
			return
		}
		if other := said[ref]; other != nil {
			w.unread[cells] = true
			e.fault("cell", "duplicate", "%q is already in %s; keep one of the two", sheet.Excerpt(e.value("cell")), other.whereFrom(e))
			return
		}
		said[ref], w.targets[ref] = e, true
		w.checkSearchable(e, ref)
		e.status = changed(there, reflect.DeepEqual(tidyTarget(old), tidyTarget(c)))
		w.show(e, there, old, c)
		s := w.siteFor(ref.Establishment)
		s.dirty = s.dirty || e.status != unchanged
		now[ref.Establishment] = append(now[ref.Establishment], c)
	})
	w.keepNowhere(now)
	for id, s := range w.sites {
		w.lose(s, cells, missing(s.draft.Cells, now[id], func(c models.Target) models.ID { return c.Location }))
		if s.dirty {
			slices.SortFunc(now[id], func(a, b models.Target) int { return strings.Compare(w.codeOf(a.Location), w.codeOf(b.Location)) })
			s.draft.Cells = now[id]
		}
	}
}

// keepNowhere keeps the targets whose persons are in no known cell, but those
// whom the files now name with a cell.
func (w *world) keepNowhere(now map[models.ID][]models.Target) {
	named := map[string]bool{}
	for _, targets := range now {
		for _, c := range targets {
			for _, n := range c.Persons {
				named[n] = true
			}
		}
	}
	for id, s := range w.sites {
		for _, c := range s.draft.Cells {
			if c.Location == (models.ID{}) && !slices.ContainsFunc(c.Persons, func(n string) bool { return named[n] }) {
				now[id] = append(now[id], c)
			}
		}
	}
}

// readRef finds the location that the columns establishment and cell name.
func (w *world) readRef(e *entry) (models.IDRef, bool) {
	at, ok := w.siteOf(e, "establishment")
	if !ok {
		return models.IDRef{}, false
	}
	it, ok := w.locationOf(e, at, "cell")
	if !ok {
		return models.IDRef{}, false
	}
	return models.IDRef{Establishment: at, Location: it.value.ID}, true
}

func (w *world) codeOf(location models.ID) string {
	if it := w.node[location]; it != nil {
		return it.value.Code
	}
	return ""
}

// byCode orders references as people would.
func (w *world) byCode(a, b models.IDRef) int {
	return cmp.Or(strings.Compare(w.siteCode[a.Establishment], w.siteCode[b.Establishment]), strings.Compare(w.codeOf(a.Location), w.codeOf(b.Location)))
}

// checkSearchable refuses a target that contains other places: its cells would
// be searched without having been named.
func (w *world) checkSearchable(e *entry, ref models.IDRef) {
	switch kind := w.node[ref.Location].value.Kind; kind {
	case "building", "wing", "landing", "perimeter":
		e.fault("cell", "range", "%q is a %s; name each cell, room, yard, store, gate or vehicle that is to be searched", sheet.Excerpt(e.value("cell")), kind)
	}
}

func tidyTarget(c models.Target) models.Target {
	if len(c.Skills) == 0 {
		c.Skills = nil
	}
	if len(c.Kit) == 0 {
		c.Kit = nil
	}
	if len(c.Persons) == 0 {
		c.Persons = nil
	}
	return c
}

func (w *world) readTarget(e *entry, c models.Target, ref models.IDRef) models.Target {
	if c.ID == (models.ID{}) {
		c.ID, c.Priority, c.Weight = models.NewID(), 1, 1
	}
	c.Location = ref.Location
	e.whole("duration", &c.Duration)
	e.integer("duration_p90", &c.DurationP90, 0)
	e.integer("priority", &c.Priority, 1)
	e.integer("weight", &c.Weight, 1)
	e.integer("window_from", &c.WindowFrom, 0)
	e.integer("window_to", &c.WindowTo, 0)
	e.codes("skills", &c.Skills)
	w.knownCodes(e, "skills", "skills", e.list("skills"))
	e.text("officers_sex", &c.Sex)
	e.integer("officers_sex_count", &c.SexCount, 0)
	w.readNeeds(e, &c)
	e.short("occupant", &c.Occupant, 80)
	e.short("reason", &c.Reason, 500)
	e.codes("persons", &c.Persons)
	e.truth("stays", &c.Stays)
	switch {
	case c.Sex == "" && c.SexCount > 0:
		e.fault("officers_sex", "required", "is missing; say of which sex %d officers are needed, or empty officers_sex_count", c.SexCount)
	case c.Sex != "" && c.SexCount == 0 && !slices.Contains(e.bad, "officers_sex_count"):
		e.fault("officers_sex_count", "required", "is missing; say how many officers of sex %q are needed", sheet.Excerpt(c.Sex))
	}
	if ref.Location == (models.ID{}) {
		e.bad = append(e.bad, "cell") // why there is none has been told
	}
	if c.Duration < 1 { // what is told of a need is then no news
		e.bad = append(e.bad, "equipment")
	}
	e.check(models.SiteDraft{Establishment: c.ID, Cells: []models.Target{c}}.Check())
	return c
}

// readNeeds reads kind:from:for, several separated by |.
func (w *world) readNeeds(e *entry, c *models.Target) {
	if !e.has("equipment") {
		return
	}
	var needs []models.KitNeed
	for _, s := range e.list("equipment") {
		parts := strings.Split(s, ":")
		var n models.KitNeed
		good := len(parts) == 3
		if good {
			var from, length bool
			n.Kind = parts[0]
			n.From, from = minutes(parts[1])
			n.For, length = minutes(parts[2])
			good = from && length
		}
		if !good {
			e.fault("equipment", "format", "%q is not of the form kind:from:for, like dog:0:10 for a dog in the first ten minutes", sheet.Excerpt(s))
			return
		}
		w.knownCodes(e, "equipment", "equipment-kinds", []string{n.Kind})
		needs = append(needs, n)
	}
	if !slices.Equal(needs, c.Kit) {
		c.Kit = needs
	}
}

// countKit sets how much kit there is at a site: for each kind that the registry
// has there, how many pieces. A new site takes all of it; a site that is there is
// counted anew where an equipment file names it, or takes a piece away from it.
// What was counted by hand of other kinds stays.
func (w *world) countKit() {
	before, after := map[models.ID]map[string]int{}, map[models.ID]map[string]int{}
	named := map[models.ID]bool{}
	add := func(to map[models.ID]map[string]int, k models.Equipment) {
		if to[k.Establishment] == nil {
			to[k.Establishment] = map[string]int{}
		}
		to[k.Establishment][k.Kind]++
	}
	for _, it := range w.equipment.items {
		add(after, it.value)
		if it.was != nil {
			add(before, *it.was)
		}
		if it.from != nil {
			named[it.value.Establishment] = true
			if it.was != nil {
				named[it.was.Establishment] = true
			}
		}
	}
	for id, s := range w.sites {
		if named[id] || !s.there {
			s.count(before[id], after[id])
		}
	}
}

func (s *site) count(before, after map[string]int) {
	counts := slices.DeleteFunc(slices.Clone(s.draft.Equipment), func(k models.KitCount) bool {
		return before[k.Kind] > 0 || after[k.Kind] > 0
	})
	for kind, n := range after {
		counts = append(counts, models.KitCount{Kind: kind, Count: n})
	}
	byKind := func(a, b models.KitCount) int { return strings.Compare(a.Kind, b.Kind) }
	slices.SortFunc(counts, byKind)
	if !slices.Equal(counts, slices.SortedFunc(slices.Values(s.draft.Equipment), byKind)) {
		s.draft.Equipment, s.dirty = counts, true
	}
}
