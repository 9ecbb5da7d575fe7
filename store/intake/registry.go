package intake

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store/intake/sheet"
)

func itoa(n int) string { return strconv.Itoa(n) }

func (w *world) takeEstablishments() {
	w.each(establishments, func(e *entry) {
		it, named := w.establishments.claim(e, e.value("code"), "code")
		v := &it.value
		if it.was == nil {
			v.ID, v.Version = models.NewID(), 1
		}
		e.text("code", &v.Code)
		e.text("name", &v.Name)
		e.text("type", &v.Type)
		e.text("commune", &v.Commune)
		e.text("department", &v.Department)
		e.text("country", &v.Country)
		e.degrees("latitude", &v.Latitude)
		e.degrees("longitude", &v.Longitude)
		e.text("timezone", &v.TimeZone)
		e.check(v.Check())
		w.doubt(establishments, e, named, "code")
		w.siteCode[v.ID] = v.Code
	})
	w.establishments.settle()
}

// siteOf finds the establishment that a column names, or notes that there is none.
func (w *world) siteOf(e *entry, column string) (models.ID, bool) {
	code := e.value(column)
	if it, ok := w.establishments.items[code]; ok && code != "" {
		return it.value.ID, true
	}
	switch {
	case code == "":
		e.fault(column, "required", "is missing; give the code of an establishment")
	case w.unread[establishments]: // it may be what was meant there
	case e.faults.Full():
		e.fault(column, "unknown", "")
	default:
		e.fault(column, "unknown", "there is no establishment %q, neither here nor in the database%s", sheet.Excerpt(code), sheet.DidYouMean(code, maps.Keys(w.establishments.items)))
	}
	return models.ID{}, false
}

// locationOf finds the location of a site that a column names, or notes that there is none.
func (w *world) locationOf(e *entry, site models.ID, column string) (*item[models.Location], bool) {
	code := e.value(column)
	if it, ok := w.locations.items[place{site, code}]; ok && code != "" {
		return it, true
	}
	switch {
	case code == "":
		e.fault(column, "required", "is missing; give the code of a location")
	case w.unread[locations] || w.murky[site]: // it may be what was meant there
	case e.faults.Full():
		e.fault(column, "unknown", "")
	default:
		e.fault(column, "unknown", "%s has no location %q, neither here nor in the database%s", w.siteCode[site], sheet.Excerpt(code), sheet.DidYouMean(code, slices.Values(w.codesOf[site])))
	}
	return nil, false
}

// takeLocations names all nodes first, so that a parent may come after its children.
func (w *world) takeLocations() {
	w.each(locations, func(e *entry) {
		site, known := w.siteOf(e, "establishment")
		it, named := &item[models.Location]{from: e}, false
		if known {
			it, named = w.locations.claim(e, place{site, e.value("code")}, "code")
		}
		v := &it.value
		if it.was == nil {
			v.ID, v.Version, v.Establishment = models.NewID(), 1, site
		}
		if _, there := w.node[v.ID]; !there {
			w.node[v.ID] = it
			w.codesOf[site] = append(w.codesOf[site], e.value("code"))
		}
		e.text("code", &v.Code)
		e.text("kind", &v.Kind)
		e.text("name", &v.Name)
		e.integer("capacity", &v.Capacity, 0)
		e.check(v.Check())
		w.unread[locations] = w.unread[locations] || !known
		w.murky[site] = w.murky[site] || !named || slices.Contains(e.bad, "code")
	})
	for _, it := range w.locations.named {
		w.takeParent(it)
	}
	for _, it := range w.locations.named {
		w.checkAbove(it)
	}
	w.locations.settle()
}

func (w *world) takeParent(it *item[models.Location]) {
	if it.from.value("parent") == "" {
		it.value.Parent = nil
		return
	}
	parent, ok := w.locationOf(it.from, it.value.Establishment, "parent")
	if ok && (it.value.Parent == nil || *it.value.Parent != parent.value.ID) {
		id := parent.value.ID
		it.value.Parent = &id
	}
}

// deepest is how many nodes models.PlaceOf walks up.
const deepest = 16

// checkAbove walks from a node to the top of its tree.
func (w *world) checkAbove(it *item[models.Location]) {
	way := []string{it.value.Code}
	seen := map[models.ID]bool{it.value.ID: true}
	for l := it; l.value.Parent != nil; {
		l = w.node[*l.value.Parent]
		if l == nil {
			return // its own fault has been told
		}
		way = append(way, l.value.Code)
		switch {
		case l == it:
			it.from.fault("parent", "cycle", "%q lies within itself: %s", sheet.Excerpt(it.value.Code), strings.Join(way, " in "))
			return
		case seen[l.value.ID]:
			return // below a circle, which is told of those in it
		case len(way) > deepest:
			it.from.fault("parent", "range", "%q lies %d deep; the deepest is %d", sheet.Excerpt(it.value.Code), len(way), deepest)
			return
		}
		seen[l.value.ID] = true
	}
}

func (w *world) takeOfficers() {
	w.each(officers, func(e *entry) {
		it, named := w.officers.claim(e, e.value("number"), "number")
		v := &it.value
		if it.was == nil {
			v.ID, v.Version = models.NewID(), 1
		}
		e.text("number", &v.Number)
		e.text("name", &v.Name)
		e.text("sex", &v.Sex)
		e.codes("skills", &v.Skills)
		e.text("phone", &v.Phone)
		w.knownCodes(e, "skills", "skills", e.list("skills"))
		w.takeHome(e, v)
		e.check(v.Check())
		w.doubt(officers, e, named, "number")
	})
	w.officers.settle()
}

// takeHome reads where an officer works. Who moves to another establishment
// without a word on the wing there has no home wing any more.
func (w *world) takeHome(e *entry, o *models.Officer) {
	was := o.Home
	if e.has("home_establishment") {
		o.Home = nil
		if e.value("home_establishment") != "" {
			if site, ok := w.siteOf(e, "home_establishment"); ok {
				o.Home = same(was, site)
			}
		}
	}
	switch {
	case e.value("home_location") != "" && o.Home != nil:
		if it, ok := w.locationOf(e, *o.Home, "home_location"); ok {
			o.HomeLocation = same(o.HomeLocation, it.value.ID)
		}
	case e.value("home_location") != "" && e.value("home_establishment") == "":
		e.fault("home_location", "required", "%q needs its establishment in home_establishment", sheet.Excerpt(e.value("home_location")))
	case e.has("home_location"), o.Home != was:
		o.HomeLocation = nil
	}
}

// same returns the pointer that is there when it points to id already.
func same(was *models.ID, id models.ID) *models.ID {
	if was != nil && *was == id {
		return was
	}
	return &id
}

func (w *world) takeEquipment() {
	w.each(equipment, func(e *entry) {
		it, _ := w.equipment.claim(e, e.value("serial"), "serial")
		v := &it.value
		if it.was == nil {
			v.ID, v.Version = models.NewID(), 1
		}
		if site, ok := w.siteOf(e, "establishment"); ok {
			v.Establishment = site
		}
		e.text("kind", &v.Kind)
		e.text("serial", &v.Serial)
		e.text("calibrated_until", &v.CalibratedTo)
		if models.ValidCode(v.Kind) {
			w.knownCodes(e, "kind", "equipment-kinds", []string{v.Kind})
		}
		e.check(v.Check())
	})
	w.equipment.settle()
}

// knownCodes notes codes that are not in a pick-list. Where a database has no
// such list any code will do. Retired codes are known: what refers to them stays right.
func (w *world) knownCodes(e *entry, column, list string, codes []string) {
	known := w.picks[list]
	if len(known) == 0 {
		return
	}
	for _, c := range codes {
		if !known[c] && models.ValidCode(c) {
			e.fault(column, "unknown", "%q is not in the list %s%s", c, list, sheet.DidYouMean(c, maps.Keys(known)))
		}
	}
}
