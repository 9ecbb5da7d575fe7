package sync

import (
	"encoding/json"

	"github.com/cellsweep/cellsweep/models"
)

// The nouns of a search as the bodies of entries and documents tell them. What
// an exhibit or a search still lacks is a rule of the trade and so is asked of
// the noun; the projection only reads it out of the words.

func idIn(o object, name string) models.ID {
	id, err := models.ParseID(textIn(o, name))
	if err != nil {
		return models.ID{}
	}
	return id
}

func idsIn(o object, name string) []models.ID {
	var ids []models.ID
	for _, text := range listed(o, name) {
		if id, err := models.ParseID(text); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

func signaturesIn(body object) []models.Signature {
	var all []models.Signature
	for _, s := range objectsIn(body, "signatures") {
		all = append(all, models.Signature{Role: textIn(s, "role"), Officer: idIn(s, "officer"), Name: textIn(s, "name"),
			File: textIn(s, "file"), RefusedBecause: textIn(s, "refusedBecause")})
	}
	return all
}

// shas gives the photographs that a body names, as an entry wrote them or as a
// fold gathered them.
func shas(body object) []string {
	var all []string
	for _, p := range photographs(body) {
		all = append(all, textIn(p, "sha256"))
	}
	return all
}

func photographs(body object) []object {
	if photos, folded := body["photos"].([]object); folded {
		return photos
	}
	return objectsIn(body, "photos")
}

func involvementIn(body object) models.Involvement {
	by := objectIn(body, "attributedTo")
	return models.Involvement{Person: textIn(by, "person"), Role: textIn(by, "role"), Confidence: textIn(by, "confidence")}
}

func searchIn(id string, body object) models.Search {
	return models.Search{ID: idIn(object{"id": id}, "id"), Task: idIn(body, "task"), Location: idIn(body, "location"),
		State: models.SearchState(textIn(body, "state")), Occupant: textIn(objectIn(body, "presence"), "occupant"),
		Signatures: signaturesIn(body), Reason: textIn(body, "reasonCode")}
}

func findingIn(id string, body object) models.Finding {
	return models.Finding{ID: idIn(object{"id": id}, "id"), Search: idIn(body, "search"), Location: idIn(body, "location"),
		Category: textIn(body, "category"), How: textIn(body, "how"), Description: textIn(body, "description"),
		Concealment: textIn(objectIn(body, "concealment"), "code"), Route: textIn(objectIn(body, "route"), "code"),
		Attributed: involvementIn(body), Photos: shas(body)}
}

func exhibitIn(id string, body object) models.Exhibit {
	e := models.Exhibit{ID: idIn(object{"id": id}, "id"), Search: idIn(body, "search"), Finding: idIn(body, "finding"), Location: idIn(body, "location"),
		State: models.ExhibitState(textIn(body, "state")), Number: textIn(body, "number"), Description: textIn(body, "description"),
		Category: textIn(body, "category"), Quantity: quantityIn(body), Attributed: involvementIn(body),
		Disposition: textIn(body, "disposition"), Photos: shas(body), Seal: textIn(body, "sealNumber")}
	if d := objectIn(body, "device"); d != nil {
		e.Device = &models.Device{Model: textIn(d, "model"), ModelText: textIn(d, "modelText"), Target: flagIn(d, "isTargetModel"), Mini: flagIn(d, "mini"),
			IMEI1: textIn(d, "imei1"), IMEI2: textIn(d, "imei2"), ICCID: textIn(d, "iccid"), EID: textIn(d, "eid"), Serial: textIn(d, "serial"), UnreadableBecause: textIn(d, "unreadableBecause")}
	}
	return e
}

func quantityIn(o object) models.Quantity {
	n, _ := o["quantity"].(json.Number)
	amount, err := models.ParseDecimal(n.String())
	if err != nil {
		return models.Quantity{Unit: textIn(o, "unit")}
	}
	return models.Quantity{Amount: amount, Unit: textIn(o, "unit")}
}

func sealIn(id string, body object) models.Seal {
	return models.Seal{ID: idIn(object{"id": id}, "id"), Number: textIn(body, "number"), Type: textIn(body, "type"), State: models.SealState(textIn(body, "state")),
		Exhibits: idsIn(body, "exhibits"), AppliedBy: idIn(body, "appliedBy"), Witness: textIn(body, "witness"), Replaces: idIn(body, "replaces")}
}

func movementIn(id string, body object) models.CustodyEvent {
	party := func(name string) models.Party {
		o := objectIn(body, name)
		return models.Party{Officer: idIn(o, "officer"), Name: textIn(o, "name"), Organisation: textIn(o, "organisation")}
	}
	return models.CustodyEvent{ID: idIn(object{"id": id}, "id"), Kind: textIn(body, "kind"), Exhibits: idsIn(body, "exhibits"), From: party("from"), To: party("to"),
		Place: textIn(body, "place"), Corrects: idIn(body, "corrects"), Struck: flagIn(body, "struck"), Reason: textIn(body, "reason"), Signatures: signaturesIn(body)}
}

// standing asks the noun that an entry creates for its own invariants, beyond
// the form that the schema of the body has checked.
func standing(j Journalled, body object) error {
	id := j.Entry.ID.String()
	switch j.Entry.Type {
	case "finding.recorded":
		return findingIn(id, body).Check()
	case "exhibit.seized":
		return exhibitIn(id, body).Check()
	case "seal.applied":
		return sealIn(id, body).Check()
	case "custody.recorded":
		return movementIn(id, body).Check()
	case "search.started":
		began := searchIn(id, body)
		began.State = models.SearchInProgress
		return began.Check()
	}
	return nil
}
