package models

// PhotoRoles say what a photograph of a thing shows.
var PhotoRoles = []string{"in_place", "object", "label", "sealed_bag"}

// Involvement is the part of a person in a find. The person is a pseudonym,
// such as a prison number: a name has no business in the journal.
type Involvement struct {
	Person     string `sens:"special"`
	Role       string `sens:"special"` // a code of the pick-list involvement-roles, "" for nobody
	Confidence string `sens:"special"` // a code of the pick-list confidence, or ""
}

func (i Involvement) check(fs *Faults, at string) {
	if i == (Involvement{}) {
		return
	}
	checkLength(fs, at+"/person", i.Person, 0, 64)
	checkCode(fs, at+"/role", i.Role)
	if i.Confidence != "" {
		checkCode(fs, at+"/confidence", i.Confidence)
	}
}

// Finding is something observed, whether or not it was taken.
type Finding struct {
	ID          ID          `sens:"none"`
	Search      ID          `sens:"none"` // zero for a find outside any search, such as a store room
	Location    ID          `sens:"special"`
	Category    string      `sens:"none"` // a code of the pick-list categories
	How         string      `sens:"none"` // a code of the pick-list how-found, or ""
	Description string      `sens:"special"`
	Concealment string      `sens:"special"` // a code of the pick-list concealment-places
	Route       string      `sens:"special"` // a code of the pick-list entry-routes, or ""
	Attributed  Involvement `sens:"special"`
	Photos      []string    `sens:"special"` // hex SHA-256
}

// Check returns every fault of the finding.
func (f Finding) Check() error {
	var fs Faults
	checkCode(&fs, "/category", f.Category)
	checkLength(&fs, "/description", f.Description, 1, 2000)
	if f.How != "" {
		checkCode(&fs, "/how", f.How)
	}
	if f.Route != "" {
		checkCode(&fs, "/route/code", f.Route)
	}
	f.Attributed.check(&fs, "/attributedTo")
	return fs.Err("The finding is not right yet.")
}

// Exhibit is something taken. It is never deleted, only voided with a reason.
type Exhibit struct {
	ID          ID           `sens:"none"`
	Search      ID           `sens:"none"` // zero for what was taken outside any search
	Finding     ID           `sens:"none"`
	Location    ID           `sens:"special"`
	State       ExhibitState `sens:"none"`
	Number      string       `sens:"none"` // in the inventory
	Description string       `sens:"special"`
	Category    string       `sens:"none"` // a code of the pick-list categories
	Quantity    Quantity     `sens:"none"`
	Device      *Device      `sens:"special"`
	Attributed  Involvement  `sens:"special"`
	Disposition string       `sens:"none"` // a code of the pick-list dispositions
	Photos      []string     `sens:"special"`
	Seal        string       `sens:"none"` // number of the seal that holds, "" for none
}

// Check returns every fault of the exhibit as it is recorded. What the gate
// still asks for is Lacks; of a telephone also that its device is Known.
func (e Exhibit) Check() error {
	var fs Faults
	checkCode(&fs, "/category", e.Category)
	checkCode(&fs, "/disposition", e.Disposition)
	checkLength(&fs, "/description", e.Description, 1, 2000)
	checkLength(&fs, "/number", e.Number, 0, 40)
	checkLength(&fs, "/unit", e.Quantity.Unit, 1, 16)
	if e.Quantity.Amount.Negative() {
		fs.Add("/quantity", "range", "must not be negative")
	}
	e.Attributed.check(&fs, "/attributedTo")
	return fs.Err("The exhibit is not right yet.")
}

// What a seized exhibit can lack at the completion gate.
const (
	LacksSeal      = "exhibit_unsealed"
	LacksInventory = "exhibit_not_listed"
	LacksPhoto     = "exhibit_without_photo"
)

// Demand is what a disposition asks of an exhibit, as the pick-list of the
// dispositions says.
type Demand struct {
	Sealed  bool `sens:"none"` // a seal, a line in the inventory and a photograph
	Removed bool `sens:"none"` // it is taken from the occupant: a receipt, and a custody
}

// ShippedDemands are those of the list that ships, for operations that were
// released without one.
func ShippedDemands() map[string]Demand {
	return map[string]Demand{"seized": {Sealed: true, Removed: true}, "property_store": {Removed: true}, "left": {},
		"destroyed": {Removed: true}, "referred": {Removed: true}}
}

// Lacks is the completion gate for one exhibit, by what its disposition
// demands: a seized telephone without seal, inventory line or photograph is a
// void seizure.
func (e Exhibit) Lacks(demand Demand) (codes []string) {
	if !demand.Sealed || e.State == ExhibitVoided {
		return nil
	}
	if e.Seal == "" {
		codes = append(codes, LacksSeal)
	}
	if e.Number == "" || e.Description == "" {
		codes = append(codes, LacksInventory)
	}
	if len(e.Photos) == 0 {
		codes = append(codes, LacksPhoto)
	}
	return codes
}
