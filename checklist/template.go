// Package checklist decides what an officer must record and when a search is
// whole: a template (a checklist as data), what is relevant, required and wrong
// of it, and the completion gate. docs/checklist.md is its definition;
// web/src/checklist is the same engine for tablets, held to the same vectors.
package checklist

import "encoding/json"

// Labels is what people read, in both languages.
type Labels struct {
	EN string `json:"en"`
	FR string `json:"fr"`
}

// Lists are the pick-lists by their names, each in its order.
type Lists map[string][]Pick

// Pick is one code of a pick-list. It is never deleted, only retired: what was
// recorded with it stays right, and it is not offered for anything new.
type Pick struct {
	Code    string `json:"code"`
	Labels  Labels `json:"labels,omitzero"`
	Retired bool   `json:"retired,omitempty"`
}

// Template is a checklist. A path names an item: its code, or for a column of
// a matrix and an item of a repeat the code of the outer one, a dot, and its own
// ("finds.seal"). Codes of items are unique over the sections, since a path has no
// section in it. Inside a matrix or repeat a path of the same outer item
// means the same row; from outside it means all rows.
type Template struct {
	Code     string    `json:"code"`
	Version  int       `json:"version"`
	Labels   Labels    `json:"labels"`
	Facts    []Fact    `json:"facts"`
	Sections []Section `json:"sections"`
}

// Fact is something that the checklist is told about the task.
type Fact struct {
	Code   string `json:"code"`
	Type   string `json:"type"` // boolean, number, code, location, people, equipment
	Labels Labels `json:"labels"`
	List   string `json:"list,omitempty"` // for a code
}

// Section is one phase of a search.
type Section struct {
	Code   string `json:"code"`
	Labels Labels `json:"labels"`
	Items  []Item `json:"items"`
}

// Item is one question, or a matrix or repeat of questions.
type Item struct {
	Code        string          `json:"code"`
	Type        string          `json:"type"` // one of ItemTypes
	Labels      Labels          `json:"labels"`
	Hint        *Labels         `json:"hint,omitempty"`
	List        string          `json:"list,omitempty"`       // select: a pick-list
	Options     []Choice        `json:"options,omitempty"`    // select: options of its own
	Required    bool            `json:"required,omitempty"`   // an answer is needed where the item is relevant
	RequiredIf  *Condition      `json:"requiredIf,omitempty"` // the same, while the condition holds
	RelevantIf  *Condition      `json:"relevantIf,omitempty"` // shown only while the condition holds
	Constraints []Constraint    `json:"constraints,omitempty"`
	Offers      []string        `json:"offers,omitempty"` // beside the value: comment, photo, number
	Within      *Operand        `json:"within,omitempty"` // location: it must be this place, or in it
	Default     *Default        `json:"default,omitempty"`
	Min         *int            `json:"min,omitempty"`         // least number: photographs, rows, a counter's value
	Max         *int            `json:"max,omitempty"`         // greatest number
	Units       []string        `json:"units,omitempty"`       // number
	Scan        []string        `json:"scan,omitempty"`        // symbologies; typing by hand is always possible
	Refusal     bool            `json:"refusal,omitempty"`     // signature: "refuses to sign", with a reason, is an answer
	Evidential  bool            `json:"evidential,omitempty"`  // photo: the original is evidence, taken in the app
	Role        string          `json:"role,omitempty"`        // photo and signature: what it is, as the journal names it
	Each        string          `json:"each,omitempty"`        // signature: one for each person of that item
	Sensitivity string          `json:"sensitivity,omitempty"` // personal or special, none when empty
	Rows        []Choice        `json:"rows,omitempty"`        // matrix
	Columns     []Item          `json:"columns,omitempty"`     // matrix
	Items       []Item          `json:"items,omitempty"`       // repeat
	Of          string          `json:"of,omitempty"`          // repeat: "findings", its rows are those of the search
	Calculate   json.RawMessage `json:"calculate,omitempty"`   // calculated: {"fact": code} or {"minutesBetween": [path, path]}
}

// Choice is an option of an item's own, or a row of a matrix.
type Choice struct {
	Code       string     `json:"code"`
	Labels     Labels     `json:"labels"`
	Requires   []string   `json:"requires,omitempty"` // comment, photo, number
	Alone      bool       `json:"alone,omitempty"`    // select_many: goes with no other
	Retired    bool       `json:"retired,omitempty"`  // an option that is not offered any more
	RelevantIf *Condition `json:"relevantIf,omitempty"`
}

// Constraint must hold for every answer given; Message says so when it does not.
type Constraint struct {
	Holds   Condition `json:"holds"`
	Message Labels    `json:"message"`
}

// Default is what an item holds until somebody answers: exactly one member.
type Default struct {
	Fact         string          `json:"fact,omitempty"`
	Value        json.RawMessage `json:"value,omitempty"`
	Now          bool            `json:"now,omitempty"`
	DeviceIsMini string          `json:"deviceIsMini,omitempty"` // path of a device item: whether the catalogue calls it miniature
}

// Condition is true or false: all, any or not of others, or one comparison of
// an item or a fact. A comparison with an item that has no answer is false,
// but for answered: false and not. Exactly one member beside item or fact. An
// all or any of nothing is kept apart from none: it is read, and not published.
type Condition struct {
	All []Condition `json:"all,omitzero"`
	Any []Condition `json:"any,omitzero"`
	Not *Condition  `json:"not,omitempty"`

	Item string `json:"item,omitempty"`
	Fact string `json:"fact,omitempty"`

	Is           json.RawMessage `json:"is,omitempty"`           // equals: a code, yes, no, na, true, false
	In           []string        `json:"in,omitzero"`            // is one of the codes
	Has          string          `json:"has,omitempty"`          // among the chosen codes, or in some row
	HasAny       []string        `json:"hasAny,omitzero"`        // one of them is
	Answered     *bool           `json:"answered,omitempty"`     // there is an answer
	AtLeast      *float64        `json:"atLeast,omitempty"`      // number ≥
	Above        *float64        `json:"above,omitempty"`        // number >
	CountAtLeast *int            `json:"countAtLeast,omitempty"` // so many people, photographs, rows
	SameAs       *Operand        `json:"sameAs,omitempty"`       // equals another item or a fact
	NotBefore    *Operand        `json:"notBefore,omitempty"`    // instant ≥ another
	ValidAs      string          `json:"validAs,omitempty"`      // imei, imeisv, iccid or tac
}

// Operand is an item or a fact to compare with.
type Operand struct {
	Item string `json:"item,omitempty"`
	Fact string `json:"fact,omitempty"`
}

// ItemTypes are the types that a checklist may use.
func ItemTypes() []string {
	return []string{"note", "yes_no_na", "select_one", "select_many", "text", "number", "datetime", "duration", "counter", "photo",
		"signature", "scan", "person", "people", "location", "equipment", "lookup", "device", "exhibit", "seal", "matrix", "repeat", "calculated"}
}
