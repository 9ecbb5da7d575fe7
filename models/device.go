package models

// Device is how a telephone or a card is known from every other one. Every
// number is as it was read.
type Device struct {
	Model             string `sens:"none"` // id in the catalogue, "" when it was not recognised
	ModelText         string `sens:"none"` // what is written on it
	Target            bool   `sens:"none"`
	Mini              bool   `sens:"none"`
	IMEI1             string `sens:"special"`
	IMEI2             string `sens:"special"`
	ICCID             string `sens:"special"`
	EID               string `sens:"special"`
	Serial            string `sens:"special"`
	UnreadableBecause string `sens:"special"`
}

// Known says whether anything tells the device from another, or why nothing does.
func (d Device) Known() bool {
	return d.IMEI1 != "" || d.IMEI2 != "" || d.Serial != "" || d.ICCID != "" || d.EID != "" || d.UnreadableBecause != ""
}

// What can be remarked of a device as a whole.
const (
	SameIMEI          = "same_imei"           // two SIM cards have two numbers
	TypeCodesDiffer   = "type_codes_differ"   // a telephone is of one type, as a rule
	SerialIsIMEI      = "serial_is_imei"      // read into the wrong place
	ReadAndUnreadable = "read_and_unreadable" // an IMEI, and why there is none
)

// Reading is one number of a device, as ReadNumber gives it.
type Reading struct {
	Name string `sens:"none"` // imei1, imei2, iccid, eid, serial
	Number
}

// Readings gives the numbers that were read, in the order of their names above.
func (d Device) Readings() []Reading {
	var all []Reading
	for _, x := range []struct{ name, kind, read string }{
		{"imei1", "imei", d.IMEI1}, {"imei2", "imei", d.IMEI2}, {"iccid", "iccid", d.ICCID}, {"eid", "eid", d.EID}} {
		if x.read != "" {
			all = append(all, Reading{x.name, ReadNumber(x.kind, x.read)})
		}
	}
	if d.Serial != "" {
		all = append(all, Reading{"serial", Number{Normal: Joined(d.Serial)}})
	}
	return all
}

// Checks says what is to be remarked of the device beyond its single numbers.
func (d Device) Checks() []string {
	var checks []string
	remark := func(when bool, check string) {
		if when {
			checks = append(checks, check)
		}
	}
	one, two := ReadNumber("imei", d.IMEI1), ReadNumber("imei", d.IMEI2)
	if a, b := one.TypeCode(), two.TypeCode(); len(one.Normal) >= 14 && len(two.Normal) >= 14 && a != "" && b != "" {
		same := one.Normal[:14] == two.Normal[:14]
		remark(same, SameIMEI)
		remark(!same && a != b, TypeCodesDiffer)
	}
	remark(ReadNumber("imei", d.Serial).Valid(), SerialIsIMEI)
	remark(d.UnreadableBecause != "" && (d.IMEI1 != "" || d.IMEI2 != ""), ReadAndUnreadable)
	return checks
}

// TypeCodes gives the type allocation codes that the device's IMEI show, each once.
func (d Device) TypeCodes() []string {
	var codes []string
	for _, read := range []string{d.IMEI1, d.IMEI2} {
		if n := ReadNumber("imei", read); len(n.Normal) >= 14 {
			if code := n.TypeCode(); code != "" && (len(codes) == 0 || codes[0] != code) {
				codes = append(codes, code)
			}
		}
	}
	return codes
}

func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

// luhn checks the last digit by ISO/IEC 7812-1 annex B.
func luhn(s string) bool {
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
