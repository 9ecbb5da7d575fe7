package server

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/checklist"
	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// The items of a release. Times are minutes after H; an empty member is left out.

type taskItem struct {
	ID            models.ID `json:"id"`
	Location      models.ID `json:"location"`
	Code          string    `json:"code"`
	Name          string    `json:"name,omitempty"`
	Kind          string    `json:"kind"`
	Team          models.ID `json:"team"`
	TeamName      string    `json:"teamName"`
	Start         int       `json:"start"`
	End           int       `json:"end"`
	Duration      int       `json:"duration"`
	Priority      int       `json:"priority"`
	Weight        int       `json:"weight"`
	Order         int       `json:"order"`
	Needs         []string  `json:"needs,omitempty"`
	Kit           []string  `json:"kit,omitempty"` // codes of the pick-list equipment-kinds; they are among the needs, too
	LegalBasis    string    `json:"legalBasis"`
	Authorisation models.ID `json:"authorisation"`
}

// tasks are the searches of a site: team by team, each in the order in which it goes.
func (p publication) tasks(site models.SiteDraft) []taskItem {
	items := []taskItem{}
	for _, a := range p.plan.Assignments {
		c, t := p.exported.Cells[a.Cell], p.exported.Teams[a.Team].Team
		if c.Site != site.Establishment {
			continue
		}
		kit := kindsOf(c.Target.Kit)
		items = append(items, taskItem{ID: c.Target.ID, Location: c.Location.ID, Code: c.Location.Code, Name: c.Location.Name, Kind: c.Location.Kind,
			Team: t.ID, TeamName: t.Code, Start: a.Start, End: a.End, Duration: c.Target.Duration, Priority: c.Target.Priority, Weight: c.Target.Weight,
			Needs: models.NewWords(slices.Concat(c.Target.Skills, kit)...), Kit: kit, LegalBasis: c.Authorisation.LegalBasis, Authorisation: c.Authorisation.ID})
	}
	slices.SortFunc(items, func(a, b taskItem) int {
		return cmp.Or(strings.Compare(a.TeamName, b.TeamName), cmp.Compare(a.Start, b.Start), strings.Compare(a.Code, b.Code))
	})
	for i := range items {
		if items[i].Order = 1; i > 0 && items[i].Team == items[i-1].Team {
			items[i].Order = items[i-1].Order + 1
		}
	}
	return items
}

type authorisationItem struct {
	ID         models.ID   `json:"id"`
	Reference  string      `json:"reference"`
	LegalBasis string      `json:"legalBasis"`
	From       string      `json:"from"`
	Until      string      `json:"until"`
	Sites      []models.ID `json:"sites"`
	Locations  []models.ID `json:"locations,omitempty"`
}

type operationItem struct {
	ID             models.ID           `json:"id"`
	Reference      string              `json:"reference"`
	Name           string              `json:"name"`
	HHour          string              `json:"hHour"`
	Sites          int                 `json:"sites"`
	Authorised     int                 `json:"authorised"` // cells
	Planned        int                 `json:"planned"`    // cells
	Exposure       int                 `json:"exposure"`   // Σ weight · start that the plan accepts
	Makespan       int                 `json:"makespan"`
	Authorisations []authorisationItem `json:"authorisations"`
	Dispositions   []dispositionItem   `json:"dispositions,omitempty"`
	CustodyMinutes int                 `json:"custodyMinutes,omitempty"` // the usual limit between two holders without it
	LegalBases     []checklist.Basis   `json:"legalBases,omitempty"`     // those that the authorisations name, as they were at the release
}

// dispositionItem is what becomes of an exhibit, and what that demands of it, as
// the pick-list says when the operation is released.
type dispositionItem struct {
	Code    string `json:"code"`
	Sealed  bool   `json:"sealed"`
	Removed bool   `json:"removed"`
}

// dispositions is the pick-list of what becomes of an exhibit.
const dispositions = "dispositions"

// dispositionsOf reads the pick-list, retired codes with it.
func dispositionsOf(picks []models.Pick) ([]dispositionItem, error) {
	var items []dispositionItem
	for _, p := range picks {
		item := dispositionItem{Code: p.Code}
		if p.Data != "" {
			if err := json.Unmarshal([]byte(p.Data), &item); err != nil {
				return nil, models.NewFault(models.Internal, "The option %s of the dispositions cannot be read.", p.Code).Because(err)
			}
		}
		items = append(items, item)
	}
	return items, nil
}

type siteItem struct {
	ID            models.ID  `json:"id"`
	Establishment models.ID  `json:"establishment"`
	Code          string     `json:"code"`
	Name          string     `json:"name"`
	Type          string     `json:"type"`
	Commune       string     `json:"commune,omitempty"`
	Department    string     `json:"department,omitempty"`
	Latitude      float64    `json:"latitude"`
	Longitude     float64    `json:"longitude"`
	TimeZone      string     `json:"timeZone"`
	Lead          string     `json:"lead,omitempty"`
	Phone         string     `json:"phone,omitempty"`
	Radio         string     `json:"radio,omitempty"`
	Authorised    int        `json:"authorised"` // cells
	Planned       int        `json:"planned"`    // cells
	Tasks         int        `json:"tasks"`
	Kit           []kitItem  `json:"kit,omitempty"` // of the registry, as it was at the release
	Hours         *hours     `json:"hours,omitempty"`
	Teams         []teamItem `json:"teams,omitempty"` // those that can be reached
}

type deviceItem struct {
	ID       models.ID    `json:"id"`
	Code     string       `json:"code"`
	Make     string       `json:"make"`
	Model    string       `json:"model"`
	IsTarget bool         `json:"isTarget"`
	Mini     bool         `json:"mini"`
	TAC      models.Words `json:"tac,omitempty"`
	LengthMM int          `json:"lengthMm,omitempty"` // what is not known is left out
	WidthMM  int          `json:"widthMm,omitempty"`
	DepthMM  int          `json:"depthMm,omitempty"`
	MassG    int          `json:"massG,omitempty"`
}

// whole declares what concerns every site: the operation, its sites, the
// device catalogue and the checklist.
func (p publication) whole() (out []declaration, err error) {
	var sites []siteItem
	for _, d := range p.sites() {
		sites = append(sites, p.site(d))
	}
	var devices []deviceItem
	for _, m := range p.models {
		if !m.Retired {
			devices = append(devices, deviceItem{m.ID, m.Code, m.Make, m.Model, m.Target, m.Mini, m.TypeCodes,
				m.LengthMM, m.WidthMM, m.DepthMM, m.MassG})
		}
	}
	sections, err := p.checklists()
	if err != nil {
		return nil, err
	}
	for _, declare := range []func() ([]declaration, error){
		func() ([]declaration, error) {
			return references(models.ID{}, fieldsync.KindOperation, []operationItem{p.operationItem()})
		},
		func() ([]declaration, error) { return references(models.ID{}, fieldsync.KindSite, sites) },
		func() ([]declaration, error) { return references(models.ID{}, fieldsync.KindDeviceModel, devices) },
		func() ([]declaration, error) { return references(models.ID{}, fieldsync.KindTemplate, sections) },
	} {
		ds, err := declare()
		if err != nil {
			return nil, err
		}
		out = append(out, ds...)
	}
	return out, nil
}

// operationItem names the authorisations by which a search is judged. Where all
// their cells do not fit into one entry, they are told by site: the tasks name
// the authorisation of each cell in any case.
func (p publication) operationItem() operationItem {
	o := operationItem{ID: p.operation.ID, Reference: p.operation.Reference, Name: p.operation.Name, HHour: instantOut(p.operation.HHour),
		Sites: len(p.source.Sites), Authorised: len(p.exported.Cells), Planned: len(p.plan.Assignments),
		Exposure: p.plan.Totals.Exposure, Makespan: p.plan.Totals.Makespan, Authorisations: []authorisationItem{}, Dispositions: p.dispositions,
		CustodyMinutes: p.source.Operation.CustodyMinutes}
	for _, a := range p.source.Operation.Authorisations {
		cells := a.Cells(p.source.Sites)
		if len(a.Persons) > 0 && len(cells) == 0 {
			continue // its persons are nowhere, and a list of none would cover everything
		}
		o.Authorisations = append(o.Authorisations, authorisationItemOf(a, cells))
	}
	o.LegalBases = p.legalBases()
	if raw, err := json.Marshal(o); err == nil && len(raw) > partBytes {
		for i := range o.Authorisations {
			o.Authorisations[i].Locations = nil
		}
	}
	return o
}

// legalBases are those that the authorisations name, as the agency has them
// now. One that no list knows is left out: a search under it is marked.
func (p publication) legalBases() (all []checklist.Basis) {
	for _, pick := range p.lists[legalBases] {
		if !slices.ContainsFunc(p.source.Operation.Authorisations, func(a models.Authorisation) bool { return a.LegalBasis == pick.Code }) {
			continue
		}
		if b, err := basisOf(pick); err == nil { // what was edited was checked; what has no data demands nothing that is known
			all = append(all, b)
		}
	}
	return all
}

// authorisationItemOf names the cells that an authorisation covers. Whom it names
// is told to nobody.
func authorisationItemOf(a models.Authorisation, cells []models.IDRef) authorisationItem {
	item := authorisationItem{ID: a.ID, Reference: a.Reference, LegalBasis: a.LegalBasis, From: models.FormatTime(a.ValidFrom),
		Until: models.FormatTime(a.ValidTo), Sites: []models.ID{}}
	for _, t := range cells {
		item.Locations = append(item.Locations, t.Location)
		if !slices.Contains(item.Sites, t.Establishment) {
			item.Sites = append(item.Sites, t.Establishment)
		}
	}
	return item
}

func (p publication) site(d models.SiteDraft) siteItem {
	e := p.source.Establishments[d.Establishment]
	item := siteItem{ID: e.ID, Establishment: e.ID, Code: e.Code, Name: e.Name, Type: e.Type, Commune: e.Commune, Department: e.Department,
		Latitude: e.Latitude, Longitude: e.Longitude, TimeZone: e.TimeZone, Lead: d.Lead, Phone: d.Phone, Radio: d.Radio}
	for _, o := range p.source.Officers {
		if o.Number == d.Lead {
			item.Lead = o.Name
		}
	}
	for _, c := range p.exported.Cells {
		if c.Site == e.ID {
			item.Authorised++
		}
	}
	for _, a := range p.plan.Assignments {
		if p.exported.Cells[a.Cell].Site == e.ID {
			item.Planned++
		}
	}
	item.Tasks = item.Planned
	item.Kit, item.Hours = p.kit[e.ID], hoursOf(d)
	return withTeams(item, d)
}

type locationItem struct {
	ID     models.ID  `json:"id"`
	Site   models.ID  `json:"site"`
	Parent *models.ID `json:"parent,omitempty"`
	Code   string     `json:"code"`
	Name   string     `json:"name,omitempty"`
	Kind   string     `json:"kind"`
	Path   string     `json:"path"`
}

type officerItem struct {
	ID     models.ID    `json:"id"`
	Site   models.ID    `json:"site"`
	Name   string       `json:"name"`
	Badge  string       `json:"badge"`
	Sex    string       `json:"sex"`
	Skills models.Words `json:"skills,omitempty"`
	Team   models.ID    `json:"team"`
	Lead   bool         `json:"lead,omitempty"`
}

// registry declares the tree of a site and the officers of its teams.
func (p publication) registry(d models.SiteDraft) ([]declaration, error) {
	var locations []locationItem
	for _, l := range p.source.Locations {
		if l.Establishment == d.Establishment {
			locations = append(locations, locationItem{l.ID, d.Establishment, l.Parent, l.Code, l.Name, l.Kind, pathOf(l, p.source.Locations)})
		}
	}
	slices.SortFunc(locations, func(a, b locationItem) int { return strings.Compare(a.Code, b.Code) })
	var officers []officerItem
	for _, t := range d.Teams {
		for _, n := range t.Officers {
			o := p.source.Officers[n.ID]
			officers = append(officers, officerItem{o.ID, d.Establishment, o.Name, o.Number, o.Sex, o.Skills, t.ID, n.Lead})
		}
	}
	out, err := references(d.Establishment, fieldsync.KindLocation, locations)
	if err != nil {
		return nil, err
	}
	people, err := references(d.Establishment, fieldsync.KindOfficer, officers)
	return append(out, people...), err
}

// pathOf is the way to a location by the codes from the top down, as people read it.
func pathOf(l models.Location, byID map[models.ID]models.Location) string {
	codes := []string{l.Code}
	for range 16 { // a tree deeper than that is a circle
		if l.Parent == nil {
			break
		}
		l = byID[*l.Parent]
		codes = append(codes, l.Code)
	}
	slices.Reverse(codes)
	return strings.Join(codes, " / ")
}
