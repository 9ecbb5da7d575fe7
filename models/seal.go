package models

import "time"

// Seal closes one or more exhibits under a number. Numbers are unique while
// the seal is live; the same number twice is kept twice and flagged.
type Seal struct {
	ID        ID        `sens:"none"`
	Number    string    `sens:"none"`
	Type      string    `sens:"none"` // a code of the pick-list seal-types
	State     SealState `sens:"none"`
	Exhibits  []ID      `sens:"none"`
	AppliedBy ID        `sens:"staff"`
	AppliedAt time.Time `sens:"none"`
	Witness   string    `sens:"personal"`
	Replaces  ID        `sens:"none"` // the broken seal that it stands for
}

// Check returns every fault of the seal.
func (s Seal) Check() error {
	var fs Faults
	checkLength(&fs, "/number", s.Number, 1, 40)
	checkCode(&fs, "/type", s.Type)
	if len(s.Exhibits) == 0 {
		fs.Add("/exhibits", "required", "name what it closes")
	}
	if s.Replaces != (ID{}) && s.Replaces == s.ID {
		fs.Add("/replaces", "unknown", "a seal does not replace itself")
	}
	return fs.Err("The seal is not right yet.")
}

// CustodyKinds are what can happen to an exhibit in custody.
var CustodyKinds = []string{"seized", "sealed", "released", "received", "stored", "examined", "returned", "destroyed", "lost", "correction"}

// Party is one side of a hand-over: an officer, or a named person of another house.
type Party struct {
	Officer      ID     `sens:"staff"`
	Name         string `sens:"personal"`
	Organisation string `sens:"none"`
}

// CustodyEvent is one movement of exhibits. A wrong one is not changed: a
// correction names it.
type CustodyEvent struct {
	ID         ID          `sens:"none"`
	Kind       string      `sens:"none"` // one of CustodyKinds
	Exhibits   []ID        `sens:"none"`
	At         time.Time   `sens:"none"`
	From       Party       `sens:"personal"`
	To         Party       `sens:"personal"`
	Place      string      `sens:"none"`
	Corrects   ID          `sens:"none"`
	Struck     bool        `sens:"none"` // of a correction: what it corrects did not happen
	Reason     string      `sens:"none"`
	Signatures []Signature `sens:"personal"`
}

// Check returns every fault of the event.
func (c CustodyEvent) Check() error {
	var fs Faults
	checkOneOf(&fs, "/kind", c.Kind, CustodyKinds)
	if len(c.Exhibits) == 0 {
		fs.Add("/exhibits", "required", "name what moved")
	}
	if c.Kind == "correction" && (c.Corrects == (ID{}) || c.Reason == "") {
		fs.Add("/corrects", "required", "a correction names the event that it corrects, and why")
	}
	checkSignatures(&fs, c.Signatures)
	return fs.Err("The custody event is not right yet.")
}
