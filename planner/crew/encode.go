package crew

import (
	"bytes"
	"encoding/json"

	"github.com/cellsweep/cellsweep/planner"
)

// officerDoc is an officer as officers, instances and events write one.
type officerDoc struct {
	ID     string   `json:"id"`
	Sex    string   `json:"sex,omitempty"`
	Skills []string `json:"skills"`
	Home   *homeDoc `json:"home,omitempty"`
	Shift  *Shift   `json:"shift,omitempty"`
	Rank   int      `json:"rank,omitempty"`
	Team   string   `json:"team,omitempty"`
	Locked bool     `json:"locked,omitempty"`
}

type homeDoc struct {
	Site     string `json:"site,omitempty"`
	Building string `json:"building,omitempty"`
	Wing     string `json:"wing,omitempty"`
}

func newOfficerDoc(o *planner.Officer) officerDoc {
	d := officerDoc{ID: o.ID, Sex: o.Sex, Skills: append([]string{}, o.Skills...)}
	if o.Home != nil {
		d.Home = &homeDoc{o.Home.Site, o.Home.Building, o.Home.Wing}
	}
	return d
}

func officerDocs(list []planner.Officer) []officerDoc {
	out := []officerDoc{}
	for i := range list {
		out = append(out, newOfficerDoc(&list[i]))
	}
	return out
}

type siteDoc struct {
	ID        string       `json:"id"`
	MinSize   int          `json:"minSize"`
	MaxSize   int          `json:"maxSize"`
	MaxTeams  int          `json:"maxTeams"`
	Equipment *[]kitDoc    `json:"equipment,omitempty"`
	Officers  []officerDoc `json:"officers"`
	Together  [][]string   `json:"together,omitempty"`
	Apart     [][]string   `json:"apart,omitempty"`
	Teams     []fixedDoc   `json:"teams,omitempty"`
}

type kitDoc struct {
	Kind  string `json:"kind"`
	Count int    `json:"count"`
}

type fixedDoc struct {
	ID     string `json:"id"`
	Locked bool   `json:"locked"`
}

// Encode writes the officers document with its instance. ParseRoster reads it back.
func (r *Roster) Encode() []byte {
	d := struct {
		Format   string          `json:"format"`
		Instance json.RawMessage `json:"instance,omitempty"`
		Sites    []siteDoc       `json:"sites"`
	}{Format: OfficersFormat, Sites: []siteDoc{}}
	if r.Instance != nil {
		d.Instance = bytes.TrimSpace(r.Instance.Encode())
	}
	for i := range r.Sites {
		d.Sites = append(d.Sites, r.Sites[i].doc())
	}
	return encode(d)
}

func (s *Site) doc() siteDoc {
	d := siteDoc{ID: s.ID, MinSize: s.Sizes.Least, MaxSize: s.Sizes.Most, MaxTeams: s.Sizes.Teams, Officers: []officerDoc{},
		Together: s.Together, Apart: s.Apart}
	if s.HasKit {
		kit := []kitDoc{}
		for _, e := range s.Equipment {
			kit = append(kit, kitDoc(e))
		}
		d.Equipment = &kit
	}
	for i := range s.Officers {
		o := &s.Officers[i]
		x := newOfficerDoc(&o.Officer)
		x.Shift, x.Rank, x.Team, x.Locked = newShift(o.Shift), o.Rank, o.Team, o.Locked
		d.Officers = append(d.Officers, x)
	}
	for _, t := range s.Teams {
		d.Teams = append(d.Teams, fixedDoc(t))
	}
	return d
}
