package models

// Officer is somebody who may be in a search team.
type Officer struct {
	ID           ID     `sens:"staff"`
	Number       string `sens:"staff"`    // service number, unique
	Name         string `sens:"personal"` //
	Sex          string `sens:"personal"` // f, m or x: who may search whom
	Skills       Words  `sens:"staff"`
	Home         *ID    `sens:"staff"` // establishment where the officer works, nil for an outsider
	HomeLocation *ID    `sens:"staff"` // wing or building there
	Phone        string `sens:"personal"`
	Version      int64  `sens:"none"`
}

// Check returns every fault of the officer.
func (o Officer) Check() error {
	var fs Faults
	checkCode(&fs, "/number", o.Number)
	checkText(&fs, "/name", o.Name, 1, 120)
	checkOneOf(&fs, "/sex", o.Sex, []string{"f", "m", "x"})
	for _, s := range o.Skills {
		checkCode(&fs, "/skills", s)
	}
	checkText(&fs, "/phone", o.Phone, 0, 40)
	if o.HomeLocation != nil && o.Home == nil {
		fs.Add("/homeLocation", "required", "a home wing needs a home establishment")
	}
	return fs.Err("The officer is not right yet.")
}

// Equipment is one piece of kit with a serial number, kept at an establishment
// or brought there.
type Equipment struct {
	ID            ID     `sens:"none"`
	Establishment ID     `sens:"none"`
	Kind          string `sens:"none"` // code of the pick-list equipment-kinds
	Serial        string `sens:"none"`
	CalibratedTo  string `sens:"none"` // YYYY-MM-DD, "" where nothing is calibrated
	Version       int64  `sens:"none"`
}

// Check returns every fault of the equipment.
func (e Equipment) Check() error {
	var fs Faults
	checkCode(&fs, "/kind", e.Kind)
	checkText(&fs, "/serial", e.Serial, 1, 60)
	if e.CalibratedTo != "" {
		checkDate(&fs, "/calibratedUntil", e.CalibratedTo)
	}
	return fs.Err("The equipment is not right yet.")
}
