package models

// Categories are what a thing that was found can be.
var Categories = []string{"phone", "sim", "memory_card", "charger", "other_digital", "drug", "weapon", "alcohol", "tobacco", "cash", "document", "other"}

// Detections are the ways in which something is found.
var Detections = []string{"visual", "hand_search", "detector", "dog", "signal", "x_ray", "scanner", "information", "other"}

// EntryRoutes are the ways in which things come into a prison.
var EntryRoutes = []string{"visitor", "thrown", "drone", "post", "staff", "contractor", "return", "unknown"}

// Dispositions are what becomes of a thing.
var Dispositions = []string{"seized", "property_store", "left", "destroyed", "referred"}

// Confidences say how sure somebody is.
var Confidences = []string{"known", "likely", "guessed"}

// InvolvementRoles are the parts that a person can have in a find.
var InvolvementRoles = []string{"in_possession", "intended_recipient", "suspected", "present", "witness"}

// PhotoRoles say what a photograph of a thing shows.
var PhotoRoles = []string{"in_place", "object", "label", "sealed_bag"}

// Involvement is the part of a person in a find. The person is a pseudonym,
// such as a prison number: a name has no business in the journal.
type Involvement struct {
	Person     string `sens:"special"`
	Role       string `sens:"special"` // one of InvolvementRoles, "" for nobody
	Confidence string `sens:"special"` // one of Confidences, or ""
}

func (i Involvement) check(fs *Faults, at string) {
	if i == (Involvement{}) {
		return
	}
	checkLength(fs, at+"/person", i.Person, 0, 64)
	checkOneOf(fs, at+"/role", i.Role, InvolvementRoles)
	if i.Confidence != "" {
		checkOneOf(fs, at+"/confidence", i.Confidence, Confidences)
	}
}

// Finding is something observed, whether or not it was taken.
type Finding struct {
	ID          ID          `sens:"none"`
	Search      ID          `sens:"none"` // zero for a find outside any search, such as a store room
	Location    ID          `sens:"special"`
	Category    string      `sens:"none"` // one of Categories
	How         string      `sens:"none"` // one of Detections, or ""
	Description string      `sens:"special"`
	Concealment string      `sens:"special"` // a code of the pick-list concealment-places
	Route       string      `sens:"special"` // one of EntryRoutes, or ""
	Attributed  Involvement `sens:"special"`
	Photos      []string    `sens:"special"` // hex SHA-256
}

// Check returns every fault of the finding.
func (f Finding) Check() error {
	var fs Faults
	checkOneOf(&fs, "/category", f.Category, Categories)
	checkLength(&fs, "/description", f.Description, 1, 2000)
	if f.How != "" {
		checkOneOf(&fs, "/how", f.How, Detections)
	}
	if f.Route != "" {
		checkOneOf(&fs, "/route/code", f.Route, EntryRoutes)
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
	Category    string       `sens:"none"` // one of Categories
	Quantity    float64      `sens:"none"`
	Unit        string       `sens:"none"` // piece, g, ml, EUR …
	Device      *Device      `sens:"special"`
	Attributed  Involvement  `sens:"special"`
	Disposition string       `sens:"none"` // one of Dispositions
	Photos      []string     `sens:"special"`
	Seal        string       `sens:"none"` // number of the seal that holds, "" for none
}

// Check returns every fault of the exhibit as it is recorded. What the gate
// still asks for is Lacks.
func (e Exhibit) Check() error {
	var fs Faults
	checkOneOf(&fs, "/category", e.Category, Categories)
	checkOneOf(&fs, "/disposition", e.Disposition, Dispositions)
	checkLength(&fs, "/description", e.Description, 1, 2000)
	checkLength(&fs, "/number", e.Number, 0, 40)
	checkLength(&fs, "/unit", e.Unit, 1, 16)
	if e.Quantity < 0 {
		fs.Add("/quantity", "range", "must not be negative")
	}
	if e.Device != nil && !e.Device.Known() {
		fs.Add("/device", "required", "give an IMEI, an ICCID or a serial number, or say why none can be read")
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

// Lacks is the completion gate for one exhibit: a seized telephone without
// seal, inventory line or photograph is a void seizure.
func (e Exhibit) Lacks() (codes []string) {
	if e.Disposition != "seized" || e.State == ExhibitVoided {
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
