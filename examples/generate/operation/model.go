package operation

import "time"

// hHour is the start instant of the demonstration: 06:00 in Paris on 20 May 2026,
// the hour from which a search ordered by a judge may begin there.
func hHour() time.Time { return time.Date(2026, time.May, 20, 4, 0, 0, 0, time.UTC) }

// Size says how large an operation is wanted, and with which random choices.
type Size struct {
	Sites int    // establishments, ≥ 1
	Cells int    // target cells over all sites, ≥ minCells a site
	Seed  uint64 // the same seed gives the same operation
}

// Operation is all that the CSV files say.
type Operation struct {
	Sites  []*Site
	Groups []Group
}

// Site is one establishment with everything that belongs to it. Times are
// minutes relative to H.
type Site struct {
	Establishment
	Locations []Location
	Cells     []Location // the cells among Locations, in order of building, wing, landing
	Wings     []string   // codes of the wings
	Womens    string     // code of the wing where women are held, "" for none
	Officers  []Officer
	Teams     []Team
	Equipment []Equipment
	Targets   []Target
}

// Establishment is one row of the list of prisons that the command carries.
type Establishment struct {
	Code, Name, Type, Commune, Department, Country string
	Latitude, Longitude                            string // degrees, kept as written in the list
	Timezone                                       string // IANA name
}

// Location is a node of a site's tree.
type Location struct {
	Code, Parent, Kind, Name string
	Wing, Landing            string // codes of the wing and landing of a cell
	Capacity                 int    // places, 0 where it has no meaning
}

// Officer is a fictitious member of a search team.
type Officer struct {
	Number, Name, Sex string
	Skills            []string
	HomeEstablishment string // "" for a gendarme, who works in no prison
	HomeLocation      string // code of the wing that a member of prison staff works in
	Phone             string
}

// Team is a search team; Officers and Lead are officers' numbers.
type Team struct {
	Code         string
	Officers     []string
	Lead         string
	Phone, Radio string
}

// Equipment is one unit of kit.
type Equipment struct {
	Kind, Serial, CalibratedUntil string
}

// Need is one unit of kit used from minute From of a search, for For minutes.
type Need struct {
	Kind      string
	From, For int
}

// Target is a cell to search.
type Target struct {
	Cell             Location
	Duration, P90    int
	Priority, Weight int
	Window           [2]int // from and to; both 0 for no window
	Skills           []string
	Women            int // how many women the team must have, 0 for any team
	Needs            []Need
	Occupant, Reason string
}

// Group is a set of cells that must be hit together.
type Group struct {
	Code      string
	Members   []Member
	FirstWave bool
	Tolerance int // minutes
	Reason    string
}

// Member is a cell of a group.
type Member struct{ Establishment, Cell string }
