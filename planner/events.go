package planner

import (
	"slices"
	"strings"
)

// EventsFormat names the version of the events document.
const EventsFormat = "cellsweep-events/1"

// The types of events.
const (
	EventStarted       = "started"       // {cell, at}
	EventFinished      = "finished"      // {cell, at}
	EventOverrun       = "overrun"       // {cell, by}
	EventTeamLate      = "teamLate"      // {team, until}
	EventTeamOut       = "teamOut"       // {team}
	EventTeamIn        = "teamIn"        // {team} for one that was out, {site, team: {…}} for a new one
	EventOfficerOut    = "officerOut"    // {officer}
	EventCellAdded     = "cellAdded"     // {site, cell: {…}}
	EventCellWithdrawn = "cellWithdrawn" // {cell}
	EventSettled       = "settled"       // {cell}: the field has taken it out of the plan's hands
	EventEquipmentOut  = "equipmentOut"  // {site, kind, count}
	EventGroupHeld     = "groupHeld"     // {group, until}
)

var eventTypes = []string{EventStarted, EventFinished, EventOverrun, EventTeamLate, EventTeamOut, EventTeamIn,
	EventOfficerOut, EventCellAdded, EventCellWithdrawn, EventSettled, EventEquipmentOut, EventGroupHeld}

// Events is what happened since a plan was made, as far as headquarters knows.
type Events struct {
	Now int // minutes from H
	// Acknowledged gives for a team the version of the plan that its tablets
	// have acknowledged. Teams below the greatest of them, or missing, still work
	// by the old plan and are left alone. Empty means that all have it.
	Acknowledged map[string]int
	Events       []Event
}

// Event is one thing that happened; Type says which of the others count.
type Event struct {
	Type                             string
	Cell, Team, Officer, Site, Group string
	Kind                             string // of equipment
	At, By, Until, Count             int
	NewCell                          *Cell
	NewTeam                          *Team
}

// ParseEvents reads an events document: {format, now, acknowledged?, events},
// where each event is an object with its type and the members listed with the
// types above. The error is a models.Fault with every fault and its pointer.
func ParseEvents(data []byte) (*Events, error) {
	c, err := parseDocument(data, EventsFormat, "list of events")
	if err != nil {
		return nil, err
	}
	e := &Events{Now: c.bounded("now", true, -MaxInteger)}
	if a := c.member("acknowledged", kindObject, false); a != nil {
		e.Acknowledged = map[string]int{}
		for _, team := range a.n.keys {
			e.Acknowledged[team] = a.bounded(team, true, 0)
		}
	}
	c.each("events", kindObject, true, func(x *cursor) { e.Events = append(e.Events, x.event()) })
	if err := c.r.faults.Err("the list of events is malformed"); err != nil {
		return nil, err
	}
	return e, nil
}

// bounded is an integer between least and MaxInteger.
func (c *cursor) bounded(key string, required bool, least int) int {
	n := c.integer(key, required, least)
	if n < least || n > MaxInteger {
		(&cursor{up: c, key: key, idx: -1, r: c.r}).fault("range", "%d is not between %d and %d", n, least, MaxInteger)
	}
	return n
}

func (c *cursor) event() Event {
	e := Event{Type: c.str("type", true)}
	switch e.Type {
	case EventStarted, EventFinished:
		e.Cell, e.At = c.str("cell", true), c.bounded("at", true, 0)
	case EventOverrun:
		e.Cell, e.By = c.str("cell", true), c.bounded("by", true, 0)
	case EventTeamLate:
		e.Team, e.Until = c.str("team", true), c.bounded("until", true, -MaxInteger)
	case EventTeamOut:
		e.Team = c.str("team", true)
	case EventTeamIn:
		c.teamIn(&e)
	case EventOfficerOut:
		e.Officer = c.str("officer", true)
	case EventCellAdded:
		e.Site = c.str("site", true)
		if m := c.member("cell", kindObject, true); m != nil {
			x := m.cell()
			e.NewCell = &x
		}
	case EventCellWithdrawn, EventSettled:
		e.Cell = c.str("cell", true)
	case EventEquipmentOut:
		e.Site, e.Kind, e.Count = c.str("site", true), c.str("kind", true), c.bounded("count", true, 0)
	case EventGroupHeld:
		e.Group, e.Until = c.str("group", true), c.bounded("until", true, 0)
	default:
		if e.Type != "" && !slices.Contains(eventTypes, e.Type) {
			c.member("type", kindString, true).fault("unknown", "%q is none of %s", e.Type, strings.Join(eventTypes, ", "))
		}
	}
	return e
}

// teamIn takes a team's id, or a whole team with its site.
func (c *cursor) teamIn(e *Event) {
	for i, k := range c.n.keys {
		if k == "team" && c.n.items[i].kind == kindObject {
			e.Site = c.str("site", true)
			t := c.member("team", kindObject, true).team()
			e.NewTeam = &t
			return
		}
	}
	e.Team = c.str("team", true)
}
