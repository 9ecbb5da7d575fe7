package planner

// InstanceFormat names the version of the instance document.
const InstanceFormat = "cellsweep-instance/1"

// MaxInteger is the greatest integer that an instance may hold.
const MaxInteger = 1_000_000

// Forever is the end of a window that has none, and -Forever its beginning.
// It lies beyond the sum of all durations that memory could hold.
const Forever = 1 << 50

// Conflict is how near to home an officer may not search.
type Conflict string

// The policies on conflicts of interest, from none to the widest.
const (
	ConflictNone          Conflict = "none"
	ConflictWing          Conflict = "wing"
	ConflictBuilding      Conflict = "building"
	ConflictEstablishment Conflict = "establishment"
)

// Instance is what there is to plan: sites with teams and cells, what links
// cells, and what has been decided by hand. One that ParseInstance returned
// must not be altered, since its hash is the document's: Clone it first.
type Instance struct {
	Name    string
	HHour   string // RFC 3339, "" when not said
	Policy  Policy
	Sites   []Site
	Groups  []Group
	Pins    []Pin
	Forbid  []Forbid
	Waivers []Waiver
	// Begun are the cells of which the pin is no decision but what happened: a
	// re-plan writes them, by id.
	Begun []string

	document []byte   // canonical form of what was read; nil when built in Go
	digest   string   // of the document
	spans    []extent // of each site, where it stands in a document that was written here
}

// Policy holds what applies to the whole operation.
type Policy struct {
	ConflictOfInterest   Conflict // "" is none
	MaxTeamsPerLanding   *int     // nil is unlimited
	MakespanSlackPercent int
}

// Site is one establishment. Kit of a kind that Equipment does not list is not there.
type Site struct {
	ID        string
	Window    *Window // nil is unbounded
	Walk      Walk
	Equipment []Equipment
	Teams     []Team
	Cells     []Cell
	// MaxTeamsPerLanding takes the place of the policy's. A re-plan writes it
	// where more teams were at work on a landing than may be.
	MaxTeamsPerLanding *int
}

// Window is [From, To) in minutes; a search lies in it from start to end.
type Window struct{ From, To int }

// Walk is the way between two cells in minutes, by the nearest place they share.
type Walk struct{ SameLanding, SameWing, SameBuilding, OtherBuilding int }

// Equipment is how many units of a kind a site has.
type Equipment struct {
	Kind  string
	Count int
}

// Team is a search team.
type Team struct {
	ID       string
	Shift    *Window // nil is unbounded; From may be negative
	Officers []Officer
	// Late is the minute before which the team begins nothing but what is
	// pinned. A re-plan writes it for a team that has searched already, so that
	// its shift must reach back; 0 is not late.
	Late int
}

// Officer is a member of one team.
type Officer struct {
	ID, Sex string
	Skills  []string
	Home    *Home // nil is never barred
	// Out is an officer who has left a team that had begun to search: a re-plan
	// keeps them in the document and forbids the team what it can no longer do.
	Out bool
}

// Home is where an officer works otherwise; the site may be in no instance.
type Home struct{ Site, Building, Wing string }

// Cell is one cell to search. A Cell built in Go sets Priority and Weight
// itself: only the document has a default of 1.
type Cell struct {
	ID, Building, Wing, Landing string
	Duration                    int
	Spread                      *Spread
	Window                      *Window // nil is unbounded
	Priority, Weight            int
	Needs                       Needs
}

// Spread is how long the search may take, in minutes, at two quantiles.
type Spread struct{ P50, P90 int }

// Needs is what a cell asks of its team and of the kit.
type Needs struct {
	Skills        []string
	OfficersOfSex *SexNeed
	Equipment     []EquipmentNeed
}

// SexNeed asks for a number of officers of a sex.
type SexNeed struct {
	Sex   string
	Count int
}

// EquipmentNeed takes one unit of a kind during [start+From, start+From+For).
type EquipmentNeed struct {
	Kind      string
	From, For int
}

// Group is a set of linked cells, on any sites, that are hit together.
type Group struct {
	ID        string
	Cells     []string
	FirstWave bool
	Tolerance int
}

// Pin fixes a cell's team and start.
type Pin struct {
	Cell, Team string
	Start      int
}

// Forbid keeps a team from a cell.
type Forbid struct{ Cell, Team string }

// Waiver lifts an officer's conflict of interest for one cell.
type Waiver struct{ Officer, Cell, By string }

// Hash is the hex SHA-256 of the document as RFC 8785 JSON.
func (in *Instance) Hash() string {
	if in.digest != "" {
		return in.digest
	}
	return digestOf(in.canonical())
}

// Encode writes the document in canonical form: what ParseInstance read,
// unknown members included, or what was built in Go. Hash is its digest.
func (in *Instance) Encode() []byte { return append([]byte(nil), in.canonical()...) }

func (in *Instance) canonical() []byte {
	if in.document != nil {
		return in.document
	}
	document, _ := in.written(nil, nil)
	return document
}

// Clone returns a deep copy that may be altered. It holds only the members
// known here, so its hash is its own.
func (in *Instance) Clone() *Instance {
	c := *in
	c.document, c.digest, c.spans = nil, "", nil
	c.Policy.MaxTeamsPerLanding = clonePtr(in.Policy.MaxTeamsPerLanding)
	c.Sites = append([]Site(nil), in.Sites...)
	for i := range c.Sites {
		c.Sites[i] = c.Sites[i].clone()
	}
	c.Groups = append([]Group(nil), in.Groups...)
	for i := range c.Groups {
		c.Groups[i].Cells = append([]string(nil), c.Groups[i].Cells...)
	}
	c.Pins = append([]Pin(nil), in.Pins...)
	c.Forbid = append([]Forbid(nil), in.Forbid...)
	c.Waivers = append([]Waiver(nil), in.Waivers...)
	c.Begun = append([]string(nil), in.Begun...)
	return &c
}

func (s Site) clone() Site {
	s.Window, s.MaxTeamsPerLanding = clonePtr(s.Window), clonePtr(s.MaxTeamsPerLanding)
	s.Equipment = append([]Equipment(nil), s.Equipment...)
	s.Teams = append([]Team(nil), s.Teams...)
	for i := range s.Teams {
		t := &s.Teams[i]
		t.Shift = clonePtr(t.Shift)
		t.Officers = append([]Officer(nil), t.Officers...)
		for j := range t.Officers {
			t.Officers[j].Home = clonePtr(t.Officers[j].Home)
			t.Officers[j].Skills = append([]string(nil), t.Officers[j].Skills...)
		}
	}
	s.Cells = append([]Cell(nil), s.Cells...)
	for i := range s.Cells {
		s.Cells[i] = s.Cells[i].clone()
	}
	return s
}

func (c Cell) clone() Cell {
	c.Window, c.Spread = clonePtr(c.Window), clonePtr(c.Spread)
	c.Needs.Skills = append([]string(nil), c.Needs.Skills...)
	c.Needs.OfficersOfSex = clonePtr(c.Needs.OfficersOfSex)
	c.Needs.Equipment = append([]EquipmentNeed(nil), c.Needs.Equipment...)
	return c
}

func clonePtr[T any](p *T) *T {
	if p == nil {
		return nil
	}
	c := *p
	return &c
}
