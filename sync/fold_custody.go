package sync

import (
	"maps"
	"slices"
	"time"

	"github.com/cellsweep/cellsweep/custody"
	"github.com/cellsweep/cellsweep/models"
)

// foldCustody shows one movement; a corrected one stays, marked.
func (p *projection) foldCustody(id string, a about) (folded, error) {
	body := object{}
	var began fact
	for _, f := range a.of("custody.recorded") {
		if f.Entry == id {
			began = f
			maps.Copy(body, f.Body)
			body["recorded"], body["at"] = f.who(), f.when()
		} else {
			body["correctedBy"] = f.Entry
		}
	}
	put(body, "erased", began.Erased)
	put(body, "notes", notesOf(a))
	site, err := p.exhibitsIn(body, began.Site)
	if err != nil {
		return folded{}, err
	}
	out := folded{body: body, site: site, keys: exhibitKeys(body)}
	if location := textIn(body, "location"); location != "" {
		place, err := p.desk.look(KindLocation, location)
		if err != nil {
			return out, err
		}
		put(body, "placePath", place["path"])
		out.keys = append(out.keys, "location:"+location)
	}
	return out, p.alarmsIn(id, body)
}

// alarmsIn shows what the chains of the exhibits say of this movement.
func (p *projection) alarmsIn(id string, body object) error {
	var alarms []object
	for _, x := range listed(body, "exhibits") {
		exhibit, err := p.desk.look(KindExhibit, x)
		if err != nil {
			return err
		}
		for _, alarm := range objectsIn(exhibit, "custodyAlarms") {
			if textIn(alarm, "event") == id {
				alarms = append(alarms, object{"exhibit": x, "code": alarm["code"]})
			}
		}
		if open := objectIn(exhibit, "handOverOpen"); textIn(open, "event") == id {
			body["handOverOpen"] = open["lacks"]
		}
	}
	put(body, "alarms", alarms)
	return nil
}

// custodyIn shows the chain of an exhibit, who has it and where, and what is
// wrong. What stays where it was found and never moved has no custody.
func (p *projection) custodyIn(id string, demand models.Demand, body object) error {
	moves, chain, err := p.movementsOf(id)
	if err != nil {
		return err
	}
	put(body, "custody", chain)
	if len(moves) == 0 && !demand.Removed {
		return nil
	}
	operation, err := p.desk.look(KindOperation, p.operation)
	if err != nil {
		return err
	}
	c := custody.Follow(custody.Case{Seizer: models.Party{Officer: idIn(objectIn(body, "recorded"), "actor")}, Voided: textIn(body, "state") == string(models.ExhibitVoided),
		Movements: moves, Seals: sealFates(body), Limit: time.Duration(integerIn(operation, "custodyMinutes")) * time.Minute})
	body["custodyState"] = c.State
	delete(body, "place")
	put(body, "place", c.Place)
	put(body, "holder", partyOut(c.Holder))
	put(body, "holderTeam", c.Team)
	if c.Open != nil {
		open := object{"event": c.Open.Event, "lacks": c.Open.Lacks, "at": models.FormatTime(c.Open.At)}
		put(open, "from", partyOut(c.Open.From))
		put(open, "to", partyOut(c.Open.To))
		body["handOverOpen"] = open
	}
	var alarms []object
	for _, a := range c.Alarms {
		alarms = append(alarms, object{"code": a.Code, "event": a.Event, "index": int64(a.Index)})
	}
	put(body, "custodyAlarms", alarms)
	return nil
}

// movementsOf gives the movements of an exhibit in the order that all share:
// each after those that its writer knew, by the clocks' claim where nobody did.
func (p *projection) movementsOf(exhibit string) (moves []custody.Movement, chain []object, err error) {
	ids, err := p.desk.find(KindCustody, "exhibit:"+exhibit)
	if err != nil {
		return nil, nil, err
	}
	var facts []fact
	for _, id := range ids {
		s, err := p.desk.take(target{KindCustody, id})
		if err != nil {
			return nil, nil, err
		}
		i := slices.IndexFunc(s.about.Facts, func(f fact) bool { return f.Entry == id && f.Type == "custody.recorded" })
		if i >= 0 {
			facts = append(facts, s.about.Facts[i])
		}
	}
	for _, f := range inOrder(facts) {
		shown, err := p.desk.look(KindCustody, f.Entry)
		if err != nil {
			return nil, nil, err
		}
		o := object{"id": f.Entry}
		put(o, "kind", shown["custodyKind"])
		pick(o, shown, "at", "from", "to", "place", "placePath", "condition", "seal", "correctedBy", "corrects", "struck", "reason")
		chain = append(chain, o)
		moves = append(moves, moveOf(f, shown))
	}
	return moves, chain, nil
}

func moveOf(f fact, shown object) custody.Movement {
	e := movementIn(f.Entry, f.Body)
	at, err := models.ParseTime(f.when())
	if err != nil {
		at = time.Time{} // an entry's time is read before it is journalled; none is no reason to lose the rest
	}
	m := custody.Movement{ID: f.Entry, Kind: e.Kind, At: at, From: e.From, To: e.To, Place: e.Place, Seal: textIn(f.Body, "seal"),
		Struck: e.Struck, Giver: signedAs(e.Signatures, custody.Giver), Receiver: signedAs(e.Signatures, custody.Receiver)}
	if m.Place == "" {
		m.Place = textIn(shown, "placePath")
	}
	if e.Corrects != (models.ID{}) {
		m.Corrects = e.Corrects.String()
	}
	return m
}

func signedAs(signatures []models.Signature, role string) bool {
	return slices.ContainsFunc(signatures, func(s models.Signature) bool { return s.Role == role })
}

func sealFates(exhibit object) []custody.SealFate {
	var fates []custody.SealFate
	shown, _ := exhibit["seals"].([]object)
	for _, seal := range shown {
		at, err := models.ParseTime(textIn(seal, "brokenAt"))
		fates = append(fates, custody.SealFate{ID: textIn(seal, "id"), Broken: err == nil, BrokenAt: at})
	}
	return fates
}

func partyOut(party models.Party) object {
	o := object{}
	if party.Officer != (models.ID{}) {
		o["officer"] = party.Officer.String()
	}
	put(o, "name", party.Name)
	put(o, "organisation", party.Organisation)
	return o
}
