package tablets

import (
	"fmt"
	"slices"
	"time"

	"github.com/cellsweep/cellsweep/models"
)

// places are codes of the list of concealment places, by what is hidden there.
var (
	smallPlaces = []string{"mattress", "shoe", "hygiene_product", "food_package", "light_fitting", "bed_frame", "sink_drain", "in_hand", "wall_vent", "pillow"}
	largePlaces = []string{"mattress", "locker", "book", "television", "clothing", "wall_vent", "toilet", "window_sill", "radio_console", "bedding"}
)

// routes are how things come in, in shares of a hundred.
var routes = []struct {
	code, confidence string
	percent          int
}{{"thrown", "likely", 32}, {"visitor", "likely", 22}, {"drone", "guessed", 14}, {"unknown", "", 20}, {"post", "guessed", 4}, {"return", "guessed", 5}, {"staff", "guessed", 3}}

func (t *teller) route() map[string]any {
	draw := t.rng.IntN(100)
	for _, r := range routes {
		if draw -= r.percent; draw < 0 {
			if r.confidence == "" {
				return map[string]any{"code": r.code}
			}
			return map[string]any{"code": r.code, "confidence": r.confidence}
		}
	}
	return map[string]any{"code": "unknown"}
}

// finds tells each find: seen, taken, bagged and sealed.
func (r *room) finds() []taken {
	var took []taken
	for k, f := range r.fate.finds {
		part := 0.25 + 0.6*float64(k)/float64(len(r.fate.finds))
		places := largePlaces
		if f.target || f.category != "phone" {
			places = smallPlaces
		}
		concealment := map[string]any{"code": places[r.rng.IntN(len(places))]}
		device, description := r.describe(f)
		sha, photos := r.photo("in_place")
		finding := r.add(part, Act{Type: "finding.recorded", Actor: r.officer(1), Files: []string{sha}, Body: map[string]any{"search": r.search,
			"category": f.category, "how": []string{"hand_search", "visual", "detector"}[r.rng.IntN(3)], "concealment": concealment,
			"description": description, "quantity": f.quantity, "unit": f.unit, "photos": photos}})
		r.findings++
		if device["powered"] == "on" {
			r.answer(part+0.01, "finds.isolated", finding, "yes")
		}
		body := map[string]any{"search": r.search, "finding": finding, "number": r.exhibitNumber(r.post), "description": description, "category": f.category,
			"quantity": f.quantity, "unit": f.unit, "concealment": concealment, "route": r.route(), "disposition": "seized"}
		if device != nil {
			body["device"] = device
		}
		exhibit := Act{Type: "exhibit.seized", Actor: r.officer(1), Body: body}
		if r.fate.flaw != "unphotographed" || k > 0 {
			sha, photos := r.photo("object")
			exhibit.Files, body["photos"] = []string{sha}, photos
		}
		key := r.add(part+0.02, exhibit)
		r.exhibits++
		took = append(took, taken{key})
		switch {
		case k > 0 || r.fate.flaw != "unsealed" && r.fate.flaw != "overridden" && r.fate.flaw != "late":
			r.seal(part+0.04, key, r.fate.twin == 1 && k == 0)
		case r.fate.flaw == "late":
			r.late = append(r.late, key)
		}
		if k == 0 {
			r.missing = []any{map[string]any{"code": "exhibit_unsealed", "exhibit": key}}
			for _, item := range []string{"seal_type", "sealed_at", "sealed_by", "seal_witness", "photo_sealed"} {
				r.missing = append(r.missing, map[string]any{"code": "item_missing", "path": "finds." + item, "row": finding, "problem": "missing"})
			}
		}
	}
	return took
}

func (r *room) seal(part float64, exhibit Ref, twin bool) {
	number := r.sealNumber(r.post)
	if twin {
		number = r.twin
	}
	sha, _ := r.photo("sealed_bag")
	body := map[string]any{"number": number, "type": "closed_provisional", "exhibits": []any{exhibit}, "photo": sha}
	if id := r.officer(1); id != (models.ID{}) {
		body["appliedBy"] = id
	}
	witness, _ := r.photo("signature_seal")
	body["witnessSignature"] = map[string]any{"file": witness}
	if r.occupant == "present" && r.fate.flaw != "unsigned" && r.rng.IntN(10) == 0 {
		body["witnessSignature"] = map[string]any{"refusedBecause": "does not wish to sign"}
		r.add(part, Act{Type: "seal.applied", Actor: r.officer(1), Files: []string{sha}, Body: body})
		return
	}
	r.add(part, Act{Type: "seal.applied", Actor: r.officer(1), Files: []string{sha, witness}, Body: body})
}

// exhibitNumber counts the tablet's exhibits under its tag, which no other tablet
// has. A tag that is none was refused when the tablet enrolled.
func (t *teller) exhibitNumber(post int) string {
	t.exhibits[post]++
	number, err := models.ExhibitNumber(t.Posts[post].Tag, t.exhibits[post])
	if err != nil {
		panic(err)
	}
	return number
}

func (t *teller) sealNumber(post int) string {
	t.seals[post]++
	return fmt.Sprintf("DEMO-%04d-%04d", post+1, t.seals[post])
}

// describe gives the line of the inventory, and of a telephone what it is.
func (t *teller) describe(f find) (device map[string]any, description string) {
	switch f.category {
	case "phone":
		return t.telephone(f.target)
	case "charger":
		return nil, "Charger with cable, USB"
	case "sim":
		number := t.iccid()
		return map[string]any{"isTargetModel": false, "iccid": number}, "SIM card, ICCID " + number
	case "drug":
		return nil, "Brown resin in cling film"
	case "cash":
		return nil, "Bank notes, rolled up"
	}
	return nil, "Thing without a name"
}

// ordinary are the classes of the catalogue for telephones that are no targets.
var ordinary = []string{"class-smartphone", "class-feature-phone", "class-clamshell"}

// telephone draws a model of the catalogue, and numbers for it. One in ten cannot be read.
func (t *teller) telephone(target bool) (device map[string]any, description string) {
	var fitting []Model
	for _, m := range t.Models {
		if target && m.Target && m.Mini || !target && slices.Contains(ordinary, m.Code) {
			fitting = append(fitting, m)
		}
	}
	device = map[string]any{"isTargetModel": target, "mini": target, "powered": []string{"off", "off", "on", "unknown"}[t.rng.IntN(4)]}
	tac, name := fmt.Sprintf("35%06d", t.rng.IntN(1_000_000)), "Telephone of unknown make"
	if len(fitting) > 0 {
		m := fitting[t.rng.IntN(len(fitting))]
		device["model"], name = m.ID, m.Make+" "+m.Name
		if len(m.TACs) > 0 {
			tac = m.TACs[t.rng.IntN(len(m.TACs))]
		}
	} else {
		device["modelText"] = name
	}
	t.serial++
	imei := IMEI(tac, t.serial)
	if t.rng.IntN(10) == 0 {
		device["unreadableBecause"], device["unreadableCode"] = "Label removed, telephone off", "no_label"
	} else {
		device["imei1"] = imei
	}
	if t.rng.IntN(3) > 0 {
		device["iccid"] = t.iccid()
	} else {
		device["iccidUnreadableBecause"] = "No card in it"
	}
	return device, "Mobile telephone, " + name
}

// IMEI is a TAC of eight digits, a serial number of six, and the check digit of
// Luhn (3GPP TS 23.003, annex B).
func IMEI(tac string, serial int) string {
	digits := fmt.Sprintf("%s%06d", tac, serial%1_000_000)
	return digits + luhn(digits)
}

// iccid is the number of a French SIM card: 89, 33, 15 digits, and the check
// digit of Luhn (ITU-T E.118).
func (t *teller) iccid() string {
	digits := fmt.Sprintf("8933%014d", t.rng.Int64N(100_000_000_000_000))
	return digits + luhn(digits)
}

// luhn is the digit that makes the sum of a number divisible by ten (ISO/IEC 7812-1, annex B).
func luhn(digits string) string {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return string(rune('0' + (10-sum%10)%10))
}

// storeRoom tells of the store of one site, where no cell is: telephones in
// bulk, and cash. The first team of the site opens it after its last search.
func (t *teller) storeRoom(crews []crew) {
	n := len(t.Tasks)
	var owners []crew
	var stores []Place
	for _, s := range t.Stores {
		for _, c := range crews {
			if t.Posts[c.post].Site == s.Site {
				owners, stores = append(owners, c), append(stores, s)
				break
			}
		}
	}
	if len(stores) == 0 || share(storePhonesShare, n) == 0 {
		return
	}
	k := t.rng.IntN(len(stores))
	c, store := owners[k], stores[k]
	at := t.ends[c.post] + 10*time.Minute // after the hand-over of what the cells gave
	var took []taken
	for rest, lot := share(storePhonesShare, n), 0; rest > 0; lot++ {
		pieces := min(rest, max(1, share(storePhonesShare, n)/5))
		rest -= pieces
		took = append(took, t.fromStore(c, store, at, "phone", float64(pieces), "piece", fmt.Sprintf("Telephones of several makes, lot %d", lot+1)))
		at += 90 * time.Second
	}
	cash := share(storeCashShare, n)
	took = append(took, t.fromStore(c, store, at, "cash", float64(cash), "EUR", "Bank notes in bundles"))
	t.figures.Outside, t.figures.CashOutside = share(storePhonesShare, n), cash
	t.handOver(c, took, at+3*time.Minute)
	t.ends[c.post] = at
}

func (t *teller) fromStore(c crew, store Place, at time.Duration, category string, quantity float64, unit, description string) taken {
	sha := t.shoot("store/" + description)
	body := map[string]any{"location": store.ID, "number": t.exhibitNumber(c.post), "description": description, "category": category, "quantity": quantity,
		"unit": unit, "concealment": map[string]any{"code": "store_room"}, "route": map[string]any{"code": "unknown"}, "disposition": "seized",
		"photos": []any{map[string]any{"sha256": sha, "role": "object"}}}
	if category == "phone" {
		body["device"] = map[string]any{"isTargetModel": false, "mini": false, "modelText": "several makes", "unreadableBecause": "Counted in bulk; each is read at the registry"}
	}
	exhibit := t.add(c.post, Act{After: at, Type: "exhibit.seized", Actor: c.officer(0), Site: store.Site, Files: []string{sha}, Body: body})
	bag := t.shoot("store/seal/" + description)
	t.add(c.post, Act{After: at + 30*time.Second, Type: "seal.applied", Actor: c.officer(0), Site: store.Site, Files: []string{bag},
		Body: map[string]any{"number": t.sealNumber(c.post), "type": "closed_provisional", "exhibits": []any{exhibit}, "photo": bag}})
	t.figures.Exhibits++
	return taken{exhibit}
}
