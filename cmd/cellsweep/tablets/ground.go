package tablets

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/models"
)

// Ground is what a story is told from: the released plan and what was published
// with it. Sort puts it into an order that does not depend on ids, so that the
// same plan gives the same story whatever ids an import gave out.
type Ground struct {
	Tasks  []Task
	Teams  []Team
	Posts  []Post // one for each tablet
	Stores []Place
	Models []Model
	Plans  []Plan
	Labels map[string]Label // of the checklist: item, item/row, item=code

	Template Template
	Bases    map[string][]Document // by legal basis, what it demands
}

// Task is the search of one location as planned. Start and Duration in minutes, Start after H.
type Task struct {
	ID, Site, Location, Team models.ID
	SiteCode, TeamName, Code string
	LegalBasis               string
	Start, Duration, Order   int
}

// Team is who searches, its lead first.
type Team struct {
	ID, Site models.ID
	Name     string
	Officers []Officer
}

// Officer is one of a team.
type Officer struct {
	ID    models.ID
	Name  string
	Badge string
	Lead  bool
}

// Post is where a tablet works: the Number-th of its site, from 0.
type Post struct {
	Site     models.ID
	SiteCode string
	Number   int
	Tag      string // what the server gave the tablet for the numbers of its exhibits
}

// Place is a location outside of any task.
type Place struct {
	ID, Site       models.ID
	SiteCode, Code string
}

// Model is a telephone of the catalogue.
type Model struct {
	ID           models.ID
	Code         string
	Make, Name   string
	Target, Mini bool
	TACs         []string // eight digits each, may be empty
}

// Plan is which version of the plan was released to a site.
type Plan struct {
	Site, ID models.ID
	Version  uint64
}

// Template is the checklist that was published with the operation.
type Template struct {
	ID      models.ID
	Version int
}

// Document is a paper that a legal basis demands: always, of a find, of what is seized.
type Document struct{ Code, When string }

// Label is a text in the languages of the checklist.
type Label struct {
	En string `json:"en,omitempty"`
	Fr string `json:"fr,omitempty"`
}

// Sort orders everything by the codes and names that people gave.
func (g *Ground) Sort() {
	slices.SortFunc(g.Tasks, func(a, b Task) int {
		return cmp.Or(strings.Compare(a.SiteCode, b.SiteCode), strings.Compare(a.TeamName, b.TeamName), cmp.Compare(a.Start, b.Start),
			cmp.Compare(a.Order, b.Order), strings.Compare(a.Code, b.Code))
	})
	for _, t := range g.Teams {
		slices.SortFunc(t.Officers, func(a, b Officer) int {
			if a.Lead != b.Lead {
				return map[bool]int{true: -1, false: 1}[a.Lead]
			}
			return cmp.Or(strings.Compare(a.Badge, b.Badge), strings.Compare(a.Name, b.Name))
		})
	}
	slices.SortFunc(g.Posts, func(a, b Post) int {
		return cmp.Or(strings.Compare(a.SiteCode, b.SiteCode), cmp.Compare(a.Number, b.Number))
	})
	slices.SortFunc(g.Stores, func(a, b Place) int {
		return cmp.Or(strings.Compare(a.SiteCode, b.SiteCode), strings.Compare(a.Code, b.Code))
	})
	slices.SortFunc(g.Models, func(a, b Model) int {
		return cmp.Or(strings.Compare(a.Make, b.Make), strings.Compare(a.Name, b.Name))
	})
}

// crew is a team with what it has to do, and the tablet that it carries.
type crew struct {
	team  Team
	tasks []int // indices of Ground.Tasks
	post  int   // index of Ground.Posts
}

// crews gives the teams that have tasks, by site and name. The teams of a site
// share its tablets in turn.
func (g *Ground) crews() []crew {
	var list []crew
	known := map[models.ID]int{}
	inSite := map[models.ID]int{}
	for i, t := range g.Tasks {
		k, ok := known[t.Team]
		if !ok {
			k = len(list)
			known[t.Team] = k
			list = append(list, crew{team: g.team(t), post: g.postFor(t.Site, inSite[t.Site])})
			inSite[t.Site]++
		}
		list[k].tasks = append(list[k].tasks, i)
	}
	return list
}

func (g *Ground) team(t Task) Team {
	for _, team := range g.Teams {
		if team.ID == t.Team {
			team.Name = cmp.Or(team.Name, t.TeamName)
			return team
		}
	}
	return Team{ID: t.Team, Site: t.Site, Name: t.TeamName}
}

// postFor gives the tablet that the n-th team of a site carries, -1 where the
// site has none.
func (g *Ground) postFor(site models.ID, n int) int {
	var posts []int
	for i, p := range g.Posts {
		if p.Site == site {
			posts = append(posts, i)
		}
	}
	if len(posts) == 0 {
		return -1
	}
	return posts[n%len(posts)]
}
