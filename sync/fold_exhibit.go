package sync

import (
	"slices"

	"github.com/cellsweep/cellsweep/custody"
	"github.com/cellsweep/cellsweep/models"
)

// foldExhibit adds what the numbers on it say, the seals, the custody, who else
// has its number, and what the gate asks for.
func (p *projection) foldExhibit(id string, a about, out *folded) error {
	body := out.body
	out.keys = append(out.keys, "operation:"+p.operation)
	pick(body, objectIn(body, "device"), "isTargetModel", "mini", "imei1", "imei2", "iccid", "eid", "serial")
	exhibit := exhibitIn(id, body)
	if exhibit.Device != nil {
		identityIn(*exhibit.Device, out)
		if err := p.modelIn(*exhibit.Device, out); err != nil {
			return err
		}
	}
	if err := p.sealsIn(id, body); err != nil {
		return err
	}
	operation, err := p.desk.look(KindOperation, p.operation)
	if err != nil {
		return err
	}
	demand := demandOf(operation, exhibit.Disposition)
	if err := p.custodyIn(id, demand, body); err != nil {
		return err
	}
	if err := p.numberedIn(id, a, out); err != nil {
		return err
	}
	out.keys = append(out.keys, registerKeys(body)...)
	lacks := exhibitIn(id, body).Lacks(demand)
	put(body, "lacks", lacks)
	out.told = object{}
	if len(lacks) > 0 {
		out.told = object{"id": id, "lacks": lacks}
	}
	out.counted = exhibitCounts(exhibit, demand, body)
	return nil
}

// registerKeys are what an exhibit is looked for by in the register: its seals,
// its holder, the state of its custody, and whether anything is wrong with it.
func registerKeys(body object) []string {
	var keys []string
	shown, _ := body["seals"].([]object)
	for _, seal := range shown {
		keys = append(keys, "seal:"+models.NumberKey(textIn(seal, "number")))
	}
	if state := textIn(body, "custodyState"); state != "" {
		keys = append(keys, "custody:"+state)
	}
	if holder := objectIn(body, "holder"); holder != nil {
		keys = append(keys, HolderKey(models.Party{Officer: idIn(holder, "officer"), Name: textIn(holder, "name")}))
	}
	if body["custodyAlarms"] != nil || body["handOverOpen"] != nil {
		keys = append(keys, "alarm")
	}
	return keys
}

// HolderKey is the key of the exhibits that somebody holds.
func HolderKey(p models.Party) string {
	if p.Officer != (models.ID{}) {
		return "holder:" + p.Officer.String()
	}
	return "holder:" + custody.Folded(p.Name)
}

// demandOf is what a disposition demands by the list that the operation was
// released with; without one, by the list that ships.
func demandOf(operation object, disposition string) models.Demand {
	list := objectsIn(operation, "dispositions")
	if len(list) == 0 {
		return models.ShippedDemands()[disposition]
	}
	for _, d := range list {
		if textIn(d, "code") == disposition {
			return models.Demand{Sealed: flagIn(d, "sealed"), Removed: flagIn(d, "removed")}
		}
	}
	return models.Demand{}
}

// identityIn shows the normal form of each number that was read, and what is to
// be remarked of it; what was read stays beside it.
func identityIn(d models.Device, out *folded) {
	var shown []object
	for _, r := range d.Readings() {
		o := object{"of": r.Name, "normal": r.Normal}
		if r.Name == "imei1" || r.Name == "imei2" {
			put(o, "tac", r.TypeCode())
		}
		put(o, "checks", r.Checks)
		shown = append(shown, o)
		out.keys = append(out.keys, "identity:"+r.Normal)
	}
	put(out.body, "identity", shown)
	put(out.body, "deviceChecks", d.Checks())
	for _, code := range d.TypeCodes() {
		out.keys = append(out.keys, "tac:"+code)
	}
}

// modelIn shows the model that the officer picked, and the one that the type
// code of an IMEI says. Where they differ both stand: nothing is written over.
func (p *projection) modelIn(d models.Device, out *folded) error {
	put(out.body, "modelName", d.ModelText)
	byTAC, err := p.modelsByTypeCode(d)
	if err != nil {
		return err
	}
	picked, err := p.desk.look(KindDeviceModel, d.Model)
	if err != nil {
		return err
	}
	if d.Model != "" {
		out.keys = append(out.keys, "model:"+d.Model)
		delete(out.body, "modelName")
		put(out.body, "modelName", nameOfModel(picked))
	}
	if len(byTAC) > 0 && !slices.Contains(byTAC, d.Model) {
		model, err := p.desk.look(KindDeviceModel, byTAC[0])
		if err != nil {
			return err
		}
		out.body["modelByTac"], out.body["modelDiffers"] = with(object{"id": byTAC[0]}, "name", nameOfModel(model)), true
		picked = model
	}
	if target, says := picked["isTarget"].(bool); says {
		out.body["targetByModel"] = target
	}
	return nil
}

func (p *projection) modelsByTypeCode(d models.Device) ([]string, error) {
	var all []string
	for _, code := range d.TypeCodes() {
		ids, err := p.desk.find(KindDeviceModel, "tac:"+code)
		if err != nil {
			return nil, err
		}
		all = append(all, ids...)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

func nameOfModel(model object) string {
	name, more := textIn(model, "make"), textIn(model, "model")
	if name != "" && more != "" {
		return name + " " + more
	}
	return name + more
}

// numberedIn flags exhibits that have one number: both are kept, both are marked.
func (p *projection) numberedIn(id string, a about, out *folded) error {
	number := textIn(out.body, "number")
	if number == "" {
		return nil
	}
	out.keys = append(out.keys, "number:"+models.NumberKey(number))
	return p.duplicateIn(target{KindExhibit, id}, a, out, "numberDuplicate")
}

// duplicateIn names the others that are live and have the same number, and lets
// a person look at it. All of them have a key of their live number.
func (p *projection) duplicateIn(t target, a about, out *folded, flag string) error {
	key := liveNumber(t.Kind, out.body)
	if key == "" {
		return nil
	}
	out.keys = append(out.keys, key)
	same, err := p.desk.find(t.Kind, key)
	same = slices.DeleteFunc(same, func(other string) bool { return other == t.ID })
	if err != nil || len(same) == 0 {
		return err
	}
	out.body[flag], out.body["sameNumber"] = true, same
	out.keys = append(out.keys, "duplicate")
	if settled, has := a.lastOf("entry.settled"); has {
		out.body["settled"] = settled.whoWith("decision", "reason", "by")
	} else {
		out.keys = append(out.keys, "tray")
	}
	return nil
}

// liveNumber is the key that exhibits and seals of one number share while they
// count: an exhibit until it is voided, a seal while it holds.
func liveNumber(kind Kind, body object) string {
	number := textIn(body, "number")
	live := kind == KindExhibit && textIn(body, "state") != string(models.ExhibitVoided) || kind == KindSeal && holds(body)
	if number == "" || !live {
		return ""
	}
	return "live:" + models.NumberKey(number)
}

// exhibitCounts is what an exhibit adds to its search. Telephones are counted
// by quantity, as people count them.
func exhibitCounts(e models.Exhibit, demand models.Demand, body object) map[string]int64 {
	counted := map[string]int64{"exhibits": 1}
	if e.State == models.ExhibitVoided {
		counted["exhibitsVoided"] = 1
		return counted
	}
	count := func(name string, when bool, n int64) {
		if when {
			counted[name] = n
		}
	}
	count("exhibitsSeized", demand.Sealed, 1)
	count("contested", body["contested"] != nil, 1)
	count("custodyAlarms", body["custodyAlarms"] != nil, 1)
	if e.Category == "phone" {
		pieces := max(1, e.Quantity.Amount.Rounded())
		count("phones", true, pieces)
		count("phonesOfTarget", flagIn(body, "isTargetModel"), pieces)
		count("phonesMini", flagIn(body, "mini"), pieces)
	}
	return counted
}
