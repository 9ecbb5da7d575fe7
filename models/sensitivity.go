package models

// Every field of a noun says how sensitive it is, in a struct tag:
//
//	Name string `sens:"personal"`
//
// Redaction, exports and logs follow the tag, and a test fails on a field
// without one.
const (
	SensNone     = "none"     // may be shown to anyone who may see the noun
	SensStaff    = "staff"    // says who of the staff did or does what
	SensPersonal = "personal" // names or reaches a natural person
	SensSpecial  = "special"  // plan content before release, secrets, evidence about a person
)
