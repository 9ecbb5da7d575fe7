package draft

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/planner"
)

// Source is what an instance is made of: the drafts, and the registry that
// they refer to. Locations holds the trees of the sites and of the officers' homes.
type Source struct {
	Name           string
	Operation      models.OperationDraft
	Sites          []models.SiteDraft
	Establishments map[models.ID]models.Establishment
	Locations      map[models.ID]models.Location
	Officers       map[models.ID]models.Officer
	Waivers        []models.Waiver // those that were not signed do not count
}

// Exported is an instance, and what its ids stand for.
type Exported struct {
	Instance *planner.Instance
	Cells    map[string]Cell // by the id in the instance
	Teams    map[string]Team // likewise
	Outside  []Outside       // by site and cell
	Nowhere  []Nowhere       // by site and first person
	LeftOut  []LeftOut       // by site and cell
}

// Cell is a target with what lets it be searched.
type Cell struct {
	Site          models.ID
	Target        models.Target
	Location      models.Location
	Authorisation models.Authorisation
}

// Team is a team with its site.
type Team struct {
	Site models.ID
	Team models.Team
}

// Outside is a cell that no authorisation lets be searched, by the codes that people read.
type Outside struct{ Site, Cell string }

// LeftOut is a cell that somebody decided not to search; ID is as the instance
// would name it.
type LeftOut struct{ Site, Cell, ID, Reason string }

// Export makes the instance. It is the same for the same drafts and registry,
// byte for byte, in whatever order they come. The error is a Fault: H is
// missing, or the drafts refer to what is not in the registry or name an
// officer or a task twice.
func Export(src Source) (*Exported, error) {
	if src.Operation.HHour == nil {
		return nil, models.NewFault(models.Invalid, "The operation has no H yet; set it in the draft first.").
			With(models.Field{Pointer: "/hHour", Code: "required", Message: "is missing"})
	}
	e := &exporter{Source: src, h: *src.Operation.HHour, covering: map[models.IDRef][]models.Authorisation{}, ids: map[models.IDRef]string{},
		officers: map[models.ID]string{}, tasks: map[models.ID]string{}, persons: map[string]string{}, teams: map[models.ID]string{}, targets: map[models.IDRef]bool{},
		here: map[models.ID]bool{}, leftOut: map[models.IDRef]string{}, sharedTeams: sharedTeams(src.Sites),
		out: &Exported{Instance: &planner.Instance{}, Cells: map[string]Cell{}, Teams: map[string]Team{}}}
	for _, a := range src.Operation.Authorisations {
		for _, t := range a.Cells(src.Sites) {
			e.covering[t] = append(e.covering[t], a)
		}
	}
	for _, x := range src.Operation.LeftOut {
		e.leftOut[x.Cell] = x.Reason
	}
	in := e.out.Instance
	in.Name, in.HHour, in.Policy = src.Name, models.FormatTime(e.h), policy(src.Operation.Policy)
	sites := slices.Clone(src.Sites)
	slices.SortFunc(sites, func(a, b models.SiteDraft) int {
		return strings.Compare(src.Establishments[a.Establishment].Code, src.Establishments[b.Establishment].Code)
	})
	for _, s := range sites {
		e.site(s)
	}
	in.Groups = e.groups()
	e.decisions()
	slices.SortFunc(e.out.Nowhere, func(a, b Nowhere) int {
		return cmp.Or(strings.Compare(a.Site, b.Site), slices.Compare(a.Persons, b.Persons))
	})
	slices.SortFunc(e.out.LeftOut, func(a, b LeftOut) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(e.out.Outside, func(a, b Outside) int {
		return cmp.Or(strings.Compare(a.Site, b.Site), strings.Compare(a.Cell, b.Cell))
	})
	return e.out, e.faults.Err("The drafts cannot be planned yet.")
}

type exporter struct {
	Source
	h           time.Time
	covering    map[models.IDRef][]models.Authorisation
	ids         map[models.IDRef]string // of the cells in the instance
	officers    map[models.ID]string    // the team that has each
	tasks       map[models.ID]string
	persons     map[string]string     // the site that has each as a target
	teams       map[models.ID]string  // their ids in the instance
	targets     map[models.IDRef]bool // authorised or not
	leftOut     map[models.IDRef]string
	here        map[models.ID]bool // the sites that are exported
	sharedTeams map[string]bool
	faults      models.Faults
	out         *Exported
}

func policy(p models.Policy) planner.Policy {
	out := planner.Policy{ConflictOfInterest: planner.Conflict(p.ConflictOfInterest), MakespanSlackPercent: p.MakespanSlackPercent}
	if p.MaxTeamsPerLanding > 0 {
		out.MaxTeamsPerLanding = &p.MaxTeamsPerLanding
	}
	return out
}

// sharedTeams are the codes that teams of several sites have: they alone need
// the site's code to be told apart.
func sharedTeams(sites []models.SiteDraft) map[string]bool {
	times, shared := map[string]int{}, map[string]bool{}
	for _, s := range sites {
		for _, t := range s.Teams {
			times[t.Code]++
			shared[t.Code] = times[t.Code] > 1
		}
	}
	return shared
}

func (e *exporter) site(d models.SiteDraft) {
	est, known := e.Establishments[d.Establishment]
	if !known {
		e.faults.Add("/sites/"+d.Establishment.String(), "unknown", "there is no such establishment")
		return
	}
	e.here[est.ID] = true
	s := planner.Site{ID: est.Code, Window: bounded(d.WindowFrom, d.WindowTo), Walk: planner.Walk(d.Walk)}
	for _, k := range d.Equipment {
		s.Equipment = append(s.Equipment, planner.Equipment{Kind: k.Kind, Count: k.Count})
	}
	slices.SortFunc(s.Equipment, func(a, b planner.Equipment) int { return strings.Compare(a.Kind, b.Kind) })
	for _, t := range d.Teams {
		s.Teams = append(s.Teams, e.team(est, t))
	}
	slices.SortFunc(s.Teams, func(a, b planner.Team) int { return strings.Compare(a.ID, b.ID) })
	zone, err := time.LoadLocation(est.TimeZone)
	if err != nil {
		e.faults.Add("/sites/"+est.Code, "unknown", "%q is no time zone", est.TimeZone)
		return
	}
	for _, c := range d.Cells {
		if cell, ok := e.cell(est, c, zone); ok {
			s.Cells = append(s.Cells, cell)
		}
	}
	slices.SortFunc(s.Cells, func(a, b planner.Cell) int { return strings.Compare(a.ID, b.ID) })
	e.out.Instance.Sites = append(e.out.Instance.Sites, s)
}

func bounded(from, to int) *planner.Window {
	switch {
	case to > 0:
		return &planner.Window{From: from, To: to}
	case from > 0:
		return &planner.Window{From: from, To: planner.Forever}
	}
	return nil
}

func (e *exporter) team(est models.Establishment, t models.Team) planner.Team {
	id := t.Code
	if e.sharedTeams[t.Code] {
		id = est.Code + "/" + t.Code
	}
	e.out.Teams[id], e.teams[t.ID] = Team{est.ID, t}, id
	out := planner.Team{ID: id, Shift: &planner.Window{From: t.ShiftFrom, To: t.ShiftTo}}
	for i, n := range t.Officers {
		at := fmt.Sprintf("/sites/%s/teams/%s/officers/%d", est.Code, t.Code, i)
		o, known := e.Officers[n.ID]
		if !known {
			e.faults.Add(at, "unknown", "there is no officer %s", n.Number)
			continue
		}
		if other, twice := e.officers[o.ID]; twice {
			e.faults.Add(at, "duplicate", "officer %s is in team %s already", o.Number, other)
			continue
		}
		e.officers[o.ID] = id
		out.Officers = append(out.Officers, e.Officer(o))
	}
	slices.SortFunc(out.Officers, func(a, b planner.Officer) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// Officer is an officer as the planner reads one, with the home that the
// registry of the source knows.
func (src Source) Officer(o models.Officer) planner.Officer {
	return planner.Officer{ID: o.Number, Sex: o.Sex, Skills: slices.Clone(o.Skills), Home: src.home(o)}
}

func (src Source) home(o models.Officer) *planner.Home {
	if o.Home == nil {
		return nil
	}
	home := planner.Home{Site: src.Establishments[*o.Home].Code}
	if o.HomeLocation != nil {
		p := models.PlaceOf(src.Locations[*o.HomeLocation], src.Locations)
		home.Building, home.Wing = p.Building, p.Wing
	}
	return &home
}

func (e *exporter) cell(est models.Establishment, c models.Target, zone *time.Location) (planner.Cell, bool) {
	for _, n := range c.Persons {
		if other, twice := e.persons[n]; twice {
			e.faults.Add("/sites/"+est.Code+"/cells", "duplicate", "person %s is a target at %s already", n, other)
		}
		e.persons[n] = est.Code
	}
	if c.Location == (models.ID{}) {
		e.out.Nowhere = append(e.out.Nowhere, Nowhere{est.Code, slices.Clone(c.Persons)})
		return planner.Cell{}, false
	}
	l, known := e.Locations[c.Location]
	if !known || l.Establishment != est.ID {
		e.faults.Add("/sites/"+est.Code+"/cells", "unknown", "there is no location %s at %s", c.Location, est.Code)
		return planner.Cell{}, false
	}
	id := est.Code + "/" + l.Code
	if other, twice := e.tasks[c.ID]; twice || c.ID == (models.ID{}) {
		e.faults.Add("/sites/"+est.Code+"/cells", "duplicate", "the task of %s has no id of its own (%s)", id, other)
	}
	e.tasks[c.ID] = id
	ref := models.IDRef{Establishment: est.ID, Location: l.ID}
	e.targets[ref] = true
	if reason, out := e.leftOut[ref]; out {
		e.out.LeftOut = append(e.out.LeftOut, LeftOut{est.Code, l.Code, id, reason})
		return planner.Cell{}, false
	}
	w, by, ok := e.authorised(ref, c, zone)
	if !ok {
		e.out.Outside = append(e.out.Outside, Outside{est.Code, l.Code})
		return planner.Cell{}, false
	}
	e.ids[ref], e.out.Cells[id] = id, Cell{est.ID, c, l, by}
	p := e.place(l)
	out := planner.Cell{ID: id, Building: p.Building, Wing: p.Wing, Landing: p.Landing, Duration: c.Duration,
		Window: &planner.Window{From: w.from, To: w.to}, Priority: c.Priority, Weight: c.Weight, Needs: needs(c)}
	if c.DurationP90 > 0 {
		out.Spread = &planner.Spread{P50: c.Duration, P90: c.DurationP90}
	}
	return out, true
}

// place is where the cell lies. A part that its tree does not name is the cell
// itself: it shares no landing, wing or building with any other then, so that
// walks are reckoned too long rather than too short.
func (e *exporter) place(l models.Location) models.Place {
	p := models.PlaceOf(l, e.Locations)
	return models.Place{Building: cmp.Or(p.Building, l.Code), Wing: cmp.Or(p.Wing, l.Code), Landing: cmp.Or(p.Landing, l.Code)}
}

// authorised finds the authorisation that lets the cell be searched first.
func (e *exporter) authorised(ref models.IDRef, c models.Target, zone *time.Location) (best window, by models.Authorisation, ok bool) {
	for _, a := range e.covering[ref] {
		w, open := allowed(a, c, e.h, zone)
		if open && (!ok || w.before(best) || w == best && a.Reference < by.Reference) {
			best, by, ok = w, a, true
		}
	}
	return best, by, ok
}

func needs(c models.Target) planner.Needs {
	n := planner.Needs{Skills: slices.Clone(c.Skills)}
	if c.Sex != "" && c.SexCount > 0 {
		n.OfficersOfSex = &planner.SexNeed{Sex: c.Sex, Count: c.SexCount}
	}
	for _, k := range c.Kit {
		n.Equipment = append(n.Equipment, planner.EquipmentNeed{Kind: k.Kind, From: k.From, For: k.For})
	}
	return n
}

// groups are the links between cells that are in the instance: a cell that is
// not is left out of its group, and a group of one is none.
func (e *exporter) groups() []planner.Group {
	var out []planner.Group
	for _, l := range e.Operation.Links {
		g := planner.Group{ID: l.Code, FirstWave: l.FirstWave, Tolerance: l.Tolerance}
		for _, c := range l.Cells {
			if id, in := e.ids[c]; in {
				g.Cells = append(g.Cells, id)
			}
		}
		slices.Sort(g.Cells)
		if len(g.Cells) > 1 {
			out = append(out, g)
		}
	}
	slices.SortFunc(out, func(a, b planner.Group) int { return strings.Compare(a.ID, b.ID) })
	return out
}
