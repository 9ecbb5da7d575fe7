package sync

import (
	"maps"
	"slices"

	"github.com/cellsweep/cellsweep/models"
)

// foldSeal shows a seal, what it stands for and what stands for it. The same
// number twice: both are kept, both flagged, while both hold.
func (p *projection) foldSeal(id string, a about) (folded, error) {
	body := object{}
	began := sealFacts(id, a, body)
	put(body, "erased", began.Erased)
	put(body, "notes", notesOf(a))
	site, err := p.exhibitsIn(body, began.Site)
	if err != nil {
		return folded{}, err
	}
	out := folded{body: body, site: site, keys: exhibitKeys(body)}
	if err := p.emptyIn(body); err != nil {
		return out, err
	}
	if err := p.lineageIn(id, &out); err != nil {
		return out, err
	}
	if err := p.onSealedIn(id, body); err != nil {
		return out, err
	}
	if number := textIn(body, "number"); number != "" {
		out.keys = append(out.keys, "number:"+models.NumberKey(number))
	}
	return out, p.duplicateIn(target{KindSeal, id}, a, &out, "duplicate")
}

// sealFacts finds the seal's state of what was done with it.
func sealFacts(id string, a about, body object) (began fact) {
	for _, f := range a.of("seal.applied") {
		if f.Entry == id {
			began = f
			maps.Copy(body, f.Body)
			body["state"], body["applied"], body["appliedAt"] = string(models.SealApplied), f.who(), f.when()
		}
	}
	for _, f := range a.of("seal.applied") {
		if f.Entry != id {
			body["state"], body["replacedBy"] = string(models.SealReplaced), f.Entry
		}
	}
	if broken, ok := first(a.of("seal.broken")); ok {
		if body["replacedBy"] == nil {
			body["state"] = string(models.SealBroken)
		}
		body["broken"], body["brokenAt"] = broken.whoWith("reason", "brokenBy", "witness", "witnessOfficer"), broken.when()
	}
	return began
}

// holds says whether a seal closes anything.
func holds(seal object) bool {
	return textIn(seal, "state") == string(models.SealApplied) && !flagIn(seal, "empty")
}

func exhibitKeys(body object) []string {
	var keys []string
	for _, x := range listed(body, "exhibits") {
		keys = append(keys, "exhibit:"+x)
	}
	return keys
}

// exhibitsIn shows the numbers of the exhibits concerned, and finds the site.
func (p *projection) exhibitsIn(body object, site string) (string, error) {
	var numbers []string
	for _, id := range listed(body, "exhibits") {
		exhibit, err := p.desk.look(KindExhibit, id)
		if err != nil {
			return "", err
		}
		if n := textIn(exhibit, "number"); n != "" {
			numbers = append(numbers, n)
		}
		if body["search"] == nil {
			pick(body, exhibit, "search", "locationCode")
		}
		site = siteFor(site, exhibit)
	}
	put(body, "exhibitNumbers", numbers)
	put(body, "site", site)
	return site, nil
}

// emptyIn marks a seal whose exhibits were all voided: it closes nothing.
func (p *projection) emptyIn(body object) error {
	ids := listed(body, "exhibits")
	for _, id := range ids {
		exhibit, err := p.desk.look(KindExhibit, id)
		if err != nil || textIn(exhibit, "state") != string(models.ExhibitVoided) {
			return err
		}
	}
	put(body, "empty", len(ids) > 0)
	return nil
}

// lineageIn lists the seals that stand one for the other, the first first. Each
// of them is told when another changes.
func (p *projection) lineageIn(id string, out *folded) error {
	before, err := p.lineageOf(textIn(out.body, "replaces"), "replaces", id)
	if err != nil {
		return err
	}
	after, err := p.lineageOf(textIn(out.body, "replacedBy"), "replacedBy", id)
	if err != nil {
		return err
	}
	slices.Reverse(before)
	var lineage []object
	for _, other := range slices.Concat(before, []string{id}, after) {
		seal := out.body
		if other != id {
			out.keys = append(out.keys, "lineage:"+other)
			if seal, err = p.desk.look(KindSeal, other); err != nil {
				return err
			}
		}
		o := object{"id": other}
		pick(o, seal, "number", "state", "appliedAt", "brokenAt")
		lineage = append(lineage, o)
	}
	if len(lineage) > 1 {
		out.body["lineage"] = lineage
	}
	return nil
}

// lineageOf follows one member from seal to seal, until there is none or it
// comes round to one that was met.
func (p *projection) lineageOf(next, member, from string) ([]string, error) {
	var met []string
	for next != "" && next != from && !slices.Contains(met, next) {
		met = append(met, next)
		seal, err := p.desk.look(KindSeal, next)
		if err != nil {
			return nil, err
		}
		next = textIn(seal, member)
	}
	return met, nil
}

// onSealedIn names the other seals that hold one of the exhibits too.
func (p *projection) onSealedIn(id string, body object) error {
	if !holds(body) {
		return nil
	}
	var also []string
	for _, x := range listed(body, "exhibits") {
		seals, err := p.desk.find(KindSeal, "exhibit:"+x)
		if err != nil {
			return err
		}
		for _, other := range seals {
			seal, err := p.desk.look(KindSeal, other)
			if err != nil {
				return err
			}
			if other != id && holds(seal) {
				also = append(also, other)
			}
		}
	}
	slices.Sort(also)
	also = slices.Compact(also)
	put(body, "alsoUnder", also)
	put(body, "onSealed", len(also) > 0)
	return nil
}

// sealsIn shows the seals that were ever put on the exhibit, and the one that holds.
func (p *projection) sealsIn(id string, body object) error {
	seals, err := p.desk.find(KindSeal, "exhibit:"+id)
	if err != nil {
		return err
	}
	var shown []object
	for _, sealID := range seals {
		seal, err := p.desk.look(KindSeal, sealID)
		if err != nil {
			return err
		}
		o := object{"id": sealID}
		pick(o, seal, "number", "type", "state", "duplicate", "onSealed", "appliedAt", "brokenAt", "replaces", "replacedBy", "photo")
		shown = append(shown, o)
		if textIn(seal, "state") == string(models.SealApplied) {
			body["sealNumber"] = max(textIn(body, "sealNumber"), textIn(seal, "number"))
			put(body, "sealDuplicate", flagIn(seal, "duplicate") || flagIn(body, "sealDuplicate"))
		}
	}
	put(body, "seals", shown)
	return nil
}
