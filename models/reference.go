package models

import "time"

// Pick is one option of a pick-list: a concealment place, an entry route, a
// category. Its code is never deleted, only retired, because records refer to it.
type Pick struct {
	List      string    `sens:"none"`
	Code      string    `sens:"none"`
	LabelEN   string    `sens:"none"`
	LabelFR   string    `sens:"none"`
	Retired   bool      `sens:"none"`
	Position  int       `sens:"none"` // order within the list
	Data      string    `sens:"none"` // JSON of what else the list says of it, "" for nothing
	Version   int64     `sens:"none"`
	UpdatedAt time.Time `sens:"none"`
}

// Check returns every fault of the option.
func (p Pick) Check() error {
	var fs Faults
	checkCode(&fs, "/list", p.List)
	checkCode(&fs, "/code", p.Code)
	checkText(&fs, "/labels/en", p.LabelEN, 1, 200)
	checkText(&fs, "/labels/fr", p.LabelFR, 1, 200)
	return fs.Err("The option is not right yet.")
}

// DeviceModel is one entry of the device catalogue.
type DeviceModel struct {
	ID         ID        `sens:"none"`
	Code       string    `sens:"none"`
	Make       string    `sens:"none"`
	Model      string    `sens:"none"`
	TypeCodes  Words     `sens:"none"` // type allocation codes: the first 8 digits of an IMEI
	LengthMM   int       `sens:"none"`
	WidthMM    int       `sens:"none"`
	DepthMM    int       `sens:"none"`
	MassG      int       `sens:"none"`
	PriceEUR   int       `sens:"none"`
	Metal      string    `sens:"none"` // none, trace, low, normal, unknown
	DetectedBy Words     `sens:"none"` // codes of the pick-list detection-tools
	HiddenIn   Words     `sens:"none"` // codes of the pick-list concealment-places
	Target     bool      `sens:"none"`
	Mini       bool      `sens:"none"`
	Source     string    `sens:"none"`
	Retired    bool      `sens:"none"`
	Version    int64     `sens:"none"`
	UpdatedAt  time.Time `sens:"none"`
}

// Check returns every fault of the device model.
func (d DeviceModel) Check() error {
	var fs Faults
	checkCode(&fs, "/code", d.Code)
	checkText(&fs, "/make", d.Make, 1, 80)
	checkText(&fs, "/model", d.Model, 1, 80)
	checkOneOf(&fs, "/metal", d.Metal, []string{"none", "trace", "low", "normal", "unknown"})
	for _, t := range d.TypeCodes {
		if len(t) != 8 || !digits(t) {
			fs.Add("/tacs", "format", "%q is not a type allocation code of 8 digits", t)
		}
	}
	for at, v := range map[string]int{"/lengthMm": d.LengthMM, "/widthMm": d.WidthMM, "/depthMm": d.DepthMM, "/massG": d.MassG, "/priceEur": d.PriceEUR} {
		if v < 0 || v > 100_000 {
			fs.Add(at, "range", "must be from 0 to 100000")
		}
	}
	return fs.Err("The device model is not right yet.")
}

// TemplateVersion is one published checklist. It is immutable: a change is a new version.
type TemplateVersion struct {
	ID          ID         `sens:"none"`
	Code        string     `sens:"none"`
	Number      int        `sens:"none"`
	Body        string     `sens:"none"` // JSON
	PublishedBy ID         `sens:"staff"`
	PublishedAt time.Time  `sens:"none"`
	Retired     bool       `sens:"none"`
	ActiveFrom  time.Time  `sens:"none"`
	RetiredAt   *time.Time `sens:"none"`
}

// ActiveUntil is the end of a version's window, which is not in it any more: when
// the next version of its code begins, or when it is retired; nil while there is no end. A
// version that was retired before it began has no window, and ends nobody else's.
func (t TemplateVersion) ActiveUntil(all []TemplateVersion) *time.Time {
	end := t.RetiredAt
	for _, next := range all {
		neverBegan := next.RetiredAt != nil && !next.RetiredAt.After(next.ActiveFrom)
		if next.Code == t.Code && next.Number > t.Number && !neverBegan && (end == nil || next.ActiveFrom.Before(*end)) {
			end = &next.ActiveFrom
		}
	}
	return end
}

// ActiveAt says whether an operation that is released then may be given the version.
func (t TemplateVersion) ActiveAt(at time.Time, all []TemplateVersion) bool {
	until := t.ActiveUntil(all)
	return !at.Before(t.ActiveFrom) && (until == nil || at.Before(*until))
}
