package tablets

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// pulledDoc is the union of what the simulator reads of documents.
type pulledDoc struct {
	ID, Site, Location, Team models.ID
	Code, LocationKind       string
	Name                     json.RawMessage // of a checklist in two languages, else a text
	Badge, TeamName          string
	Make, Model, LegalBasis  string
	Start, Duration, Order   int
	Lead                     json.RawMessage // of an officer whether they lead, of a site who does
	IsTarget, Mini           bool
	Tac                      []string
	Plan                     models.ID
	PlanVersion              uint64
	Sections                 []section
	Version                  int
	Lists                    map[string][]item
	LegalBases               []struct {
		Code      string
		Documents []Document
	}
}

type section struct{ Items []item }

type item struct {
	Code    string
	Labels  Label
	Rows    []item
	Columns []item
	Items   []item
	Options []item
	List    string
	Type    string
}

// groundOf reads what the tablets pulled, each for its own site, into one ground.
func groundOf(tablets []*tablet) (*Ground, error) {
	g := &Ground{Labels: map[string]Label{}, Bases: map[string][]Document{}}
	sites := map[models.ID]string{}
	seen := map[string]bool{}
	teams := map[models.ID]*Team{}
	for _, t := range tablets {
		g.Posts = append(g.Posts, t.post)
		sites[t.post.Site] = t.post.SiteCode
	}
	for _, t := range tablets {
		for _, kind := range []fieldsync.Kind{fieldsync.KindTask, fieldsync.KindOfficer, fieldsync.KindLocation, fieldsync.KindDeviceModel, fieldsync.KindSite, fieldsync.KindTemplate, fieldsync.KindOperation} {
			for _, id := range slices.Sorted(maps.Keys(t.documents[kind])) {
				if name := string(kind) + "/" + id; seen[name] {
					continue
				} else {
					seen[name] = true
				}
				var d pulledDoc
				if err := json.Unmarshal(t.documents[kind][id], &d); err != nil {
					return nil, err
				}
				g.take(kind, d, sites, teams)
			}
		}
	}
	for _, id := range slices.SortedFunc(maps.Keys(teams), func(a, b models.ID) int { return cmp.Compare(a.String(), b.String()) }) {
		g.Teams = append(g.Teams, *teams[id])
	}
	g.Sort()
	return g, nil
}

func (g *Ground) take(kind fieldsync.Kind, d pulledDoc, sites map[models.ID]string, teams map[models.ID]*Team) {
	code, ours := sites[d.Site]
	switch kind {
	case fieldsync.KindTask:
		if ours && d.Location != (models.ID{}) {
			g.Tasks = append(g.Tasks, Task{ID: d.ID, Site: d.Site, SiteCode: code, Location: d.Location, Team: d.Team, TeamName: d.TeamName, Code: d.Code,
				LegalBasis: d.LegalBasis, Start: d.Start, Duration: d.Duration, Order: d.Order})
		}
	case fieldsync.KindOfficer:
		if d.Team == (models.ID{}) {
			return
		}
		if teams[d.Team] == nil {
			teams[d.Team] = &Team{ID: d.Team, Site: d.Site}
		}
		var name string
		_ = json.Unmarshal(d.Name, &name) // without a name there is still the badge
		teams[d.Team].Officers = append(teams[d.Team].Officers, Officer{d.ID, name, d.Badge, string(d.Lead) == "true"})
	case fieldsync.KindLocation:
		if ours && d.LocationKind == "store" {
			g.Stores = append(g.Stores, Place{d.ID, d.Site, code, d.Code})
		}
	case fieldsync.KindDeviceModel:
		g.Models = append(g.Models, Model{ID: d.ID, Code: d.Code, Make: d.Make, Name: d.Model, Target: d.IsTarget, Mini: d.Mini, TACs: d.Tac})
	case fieldsync.KindSite:
		if _, ours := sites[d.ID]; ours && d.Plan != (models.ID{}) {
			g.Plans = append(g.Plans, Plan{d.ID, d.Plan, d.PlanVersion})
		}
	case fieldsync.KindTemplate:
		g.Template = Template{d.ID, d.Version}
		for _, s := range d.Sections {
			g.label("", s.Items, d.Lists)
		}
	case fieldsync.KindOperation:
		for _, b := range d.LegalBases {
			g.Bases[b.Code] = b.Documents
		}
	}
}

// yesNoNA are the words of an answer that is yes or no.
var yesNoNA = []item{{Code: "yes", Labels: Label{"Yes", "Oui"}}, {Code: "no", Labels: Label{"No", "Non"}}, {Code: "na", Labels: Label{"Not applicable", "Sans objet"}}}

// label keeps the words of the checklist by item, item/row and item=code.
func (g *Ground) label(around string, items []item, lists map[string][]item) {
	for _, x := range items {
		path := around + x.Code
		g.Labels[path] = x.Labels
		options := slices.Concat(x.Options, lists[x.List])
		if x.Type == "yes_no_na" {
			options = yesNoNA
		}
		for _, o := range options {
			g.Labels[path+"="+o.Code] = o.Labels
		}
		for _, row := range x.Rows {
			g.Labels[path+"/"+row.Code] = row.Labels
		}
		g.label(path+".", slices.Concat(x.Columns, x.Items), lists)
	}
}
