package models

import "time"

// LinkedOffence ties what was found to a case.
type LinkedOffence struct {
	ID        ID     `sens:"none"`
	Operation ID     `sens:"none"`
	Case      string `sens:"special"` // reference of the case
	Offence   string `sens:"special"` // as the law of the place names it
	Office    ID     `sens:"none"`    // the ReceivingProsecutor that takes it
}

// Check returns every fault of the link.
func (l LinkedOffence) Check() error {
	var fs Faults
	checkText(&fs, "/case", l.Case, 1, 80)
	checkText(&fs, "/offence", l.Offence, 1, 200)
	if l.Office == (ID{}) {
		fs.Add("/office", "required", "name the office that takes the case")
	}
	return fs.Err("The linked offence is not right yet.")
}

// ReceivingProsecutor is an office that receives cases, for the establishments
// of its district.
type ReceivingProsecutor struct {
	ID             ID     `sens:"none"`
	Code           string `sens:"none"`
	Name           string `sens:"none"`
	Establishments IDSet  `sens:"none"`
}

// Check returns every fault of the office.
func (p ReceivingProsecutor) Check() error {
	var fs Faults
	checkCode(&fs, "/code", p.Code)
	checkText(&fs, "/name", p.Name, 1, 120)
	return fs.Err("The office is not right yet.")
}

// ReportKinds are the papers that leave the house.
var ReportKinds = []string{"search_record", "inventory", "seal_label", "hand_over_slip", "site_summary", "operation_summary"}

// Report is a paper made from the journal as it stood at a position: the same
// position gives the same paper.
type Report struct {
	Kind      string    `sens:"none"` // one of ReportKinds
	Operation ID        `sens:"none"`
	Subject   ID        `sens:"none"` // the search, exhibit, seal, custody event or site; zero for the operation
	Position  uint64    `sens:"none"`
	Language  string    `sens:"none"` // fr or en
	MadeBy    ID        `sens:"staff"`
	MadeAt    time.Time `sens:"none"`
}

// Check returns every fault of the order for a report.
func (r Report) Check() error {
	var fs Faults
	checkOneOf(&fs, "/kind", r.Kind, ReportKinds)
	checkOneOf(&fs, "/language", r.Language, []string{"fr", "en"})
	if r.Operation == (ID{}) {
		fs.Add("/operation", "required", "name the operation")
	}
	if (r.Kind == "operation_summary") != (r.Subject == (ID{})) {
		fs.Add("/subject", "required", "every report but the operation's summary is about one thing")
	}
	return fs.Err("The report is not right yet.")
}
