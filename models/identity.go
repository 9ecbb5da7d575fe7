package models

import (
	"slices"
	"strings"
	"unicode"
)

// What is read on a telephone or a card is evidence: it is kept as it was read
// and never refused. Beside it stands its normal form, by which it is compared,
// and what is to be remarked of it. docs/exhibits.md is the definition,
// testdata/identity.json its vectors.

// What can be remarked of a number. The first six make it no valid number.
const (
	NotDigits       = "not_digits"
	WrongLength     = "length"
	NoCheckDigit    = "no_check_digit"   // an IMEI of 14 digits, as networks know it
	SoftwareVersion = "software_version" // an IMEISV where an IMEI is asked for
	WrongPrefix     = "prefix"
	WrongCheckDigit = "check_digit"
	Placeholder     = "placeholder"     // a number that many share and that tells nothing
	TestNumber      = "test"            // reporting body 00: test equipment
	NibblesSwapped  = "nibbles_swapped" // the bytes of the card, not its number
)

var invalidating = []string{NotDigits, WrongLength, NoCheckDigit, SoftwareVersion, WrongPrefix, WrongCheckDigit}

// Numbers are the kinds of number that ReadNumber knows.
var Numbers = []string{"imei", "imeisv", "tac", "iccid", "eid"}

// Number is a number as it was read, made comparable.
type Number struct {
	Normal string   `sens:"special"` // without separators, in capitals; of an ICCID without filler
	Checks []string `sens:"none"`    // what is to be remarked, in the order of the constants
}

// Valid says whether the number can be one of its kind.
func (n Number) Valid() bool {
	return !slices.ContainsFunc(n.Checks, func(c string) bool { return slices.Contains(invalidating, c) })
}

// TypeCode gives the first eight digits of an IMEI or IMEISV (14 to 16 digits),
// or the eight of a type code itself; "" for what has none. The older division
// in six digits of type approval and two of final assembly gives the same eight.
func (n Number) TypeCode() string {
	if l := len(n.Normal); digits(n.Normal) && (l == 8 || l >= 14 && l <= 16) {
		return n.Normal[:8]
	}
	return ""
}

// ReadNumber reads a number of one of the kinds in Numbers. An unknown kind has
// no normal form and is not valid.
func ReadNumber(kind, read string) Number {
	n := Number{Normal: Joined(read)}
	switch kind {
	case "imei":
		n.readIMEI(15)
	case "imeisv":
		n.readIMEI(16)
	case "tac":
		n.readTypeCode()
	case "iccid":
		n.readICCID()
	case "eid":
		n.readEID()
	default:
		return Number{Checks: []string{NotDigits}}
	}
	return n
}

// Joined is a text without separators (white space, hyphens, dashes, full
// stops and strokes) and with the letters a to z as capitals.
func Joined(read string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.Is(unicode.White_Space, r), strings.ContainsRune("-./", r), r >= '\u2010' && r <= '\u2015':
			return -1
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		return r
	}, read)
}

func (n *Number) remark(when bool, check string) {
	if when {
		n.Checks = append(n.Checks, check)
	}
}

// readIMEI reads an IMEI (3GPP TS 23.003, 6.2.1 and annex B) or, of 16 digits,
// an IMEISV (6.2.2), which has no check digit.
func (n *Number) readIMEI(length int) {
	if n.Normal != "" && !digits(n.Normal) {
		n.Checks = []string{NotDigits}
		return
	}
	l := len(n.Normal)
	switch {
	case l == length:
		n.remark(l == 15 && !luhn(n.Normal), WrongCheckDigit)
	case length == 15 && l == 14:
		n.remark(true, NoCheckDigit)
	case length == 15 && l == 16:
		n.remark(true, SoftwareVersion)
	default:
		n.remark(true, WrongLength)
		return
	}
	n.remark(sharedIMEI(n.Normal), Placeholder)
	n.remark(strings.HasPrefix(n.Normal, "00"), TestNumber)
}

// sharedIMEI knows numbers that are right in form and are on many telephones:
// one digit throughout, counting up, and those of emulators and copies.
func sharedIMEI(normal string) bool {
	body := normal[:14]
	return strings.Count(body, body[:1]) == 14 ||
		slices.Contains([]string{"12345678901234", "01234567890123", "35824005111111", "00499901064000"}, body)
}

func (n *Number) readTypeCode() {
	switch {
	case n.Normal != "" && !digits(n.Normal):
		n.remark(true, NotDigits)
	case len(n.Normal) != 8:
		n.remark(true, WrongLength)
	default:
		n.remark(strings.HasPrefix(n.Normal, "00"), TestNumber)
	}
}

// readICCID reads the number of a SIM card (ITU-T E.118): 89, 18 to 20 digits,
// the last by Luhn. A card keeps it in whole bytes, filled up with F and with
// the digits of each byte exchanged (ETSI TS 102 221, 13.2).
func (n *Number) readICCID() {
	whole := n.Normal
	if trimmed := strings.TrimRight(whole, "F"); digits(trimmed) {
		n.Normal = trimmed
	}
	defer func() {
		if card, is := exchanged(whole); is && len(n.Checks) > 0 {
			inner := Number{Normal: card}
			inner.readICCID()
			n.remark(inner.Valid(), NibblesSwapped)
		}
	}()
	if n.Normal != "" && !digits(n.Normal) {
		n.Checks = []string{NotDigits}
		return
	}
	if l := len(n.Normal); l < 18 || l > 20 {
		n.Checks = []string{WrongLength}
		return
	}
	n.remark(n.Normal[:2] != "89", WrongPrefix)
	n.remark(!luhn(n.Normal), WrongCheckDigit)
	body := n.Normal[2 : len(n.Normal)-1]
	n.remark(strings.Count(body, body[:1]) == len(body) || n.Normal == "89014103211118510720", Placeholder)
}

// exchanged is the ten bytes of a card, which begin with 98, read the other way round.
func exchanged(whole string) (string, bool) {
	if len(whole) != 20 || whole[:2] != "98" {
		return "", false
	}
	out := []byte(whole)
	for i := 0; i < len(out); i += 2 {
		out[i], out[i+1] = out[i+1], out[i]
	}
	return string(out), true
}

// readEID reads the number of an embedded SIM (GSMA SGP.02, 2.2.2): 32 digits
// from 89, with remainder 1 when divided by 97 (ISO/IEC 7064).
func (n *Number) readEID() {
	switch {
	case n.Normal != "" && !digits(n.Normal):
		n.remark(true, NotDigits)
		return
	case len(n.Normal) != 32:
		n.remark(true, WrongLength)
		return
	}
	rest := 0
	for _, d := range n.Normal {
		rest = (rest*10 + int(d-'0')) % 97
	}
	n.remark(n.Normal[:2] != "89", WrongPrefix)
	n.remark(rest != 1, WrongCheckDigit)
}
