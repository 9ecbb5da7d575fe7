package checklist

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cellsweep/cellsweep/models"
)

// The greatest length of a text and of the other strings, in code points.
const (
	maxText   = 8000
	maxString = 200
	maxWhole  = 1<<53 - 1
)

// refused is the value of a signature that was refused; otherDevice that of a
// device which the catalogue does not have.
const (
	refused     = "refused"
	otherDevice = "other"
)

var (
	idPattern      = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	sha256Pattern  = regexp.MustCompile(`^[0-9a-f]{64}$`)
	instantPattern = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$`)
)

// isOfType says whether v can be an answer to the item, by the table of types
// in docs/checklist.md. A code is not held against the options here.
func (item Item) isOfType(v value) bool {
	text, isText := v.(string)
	list, isList := v.([]string)
	switch item.Type {
	case "yes_no_na":
		return isText && slices.Contains(yesNoNA(), text)
	case "select_one":
		return isText
	case "select_many":
		return isList && distinct(list)
	case "text":
		return isText && fills(text, maxText)
	case "scan", "person", "lookup", "device", "exhibit", "seal":
		return isText && fills(text, maxString)
	case "number":
		q, ok := v.(quantity)
		return ok && slices.Contains(item.Units, q.unit)
	case "counter", "duration":
		n, ok := v.(float64)
		return ok && n >= 0 && n <= maxWhole && n == math.Trunc(n)
	case "datetime":
		_, ok := instant(v)
		return ok
	case "photo":
		return isList && distinct(list) && each(list, sha256Pattern)
	case "people", "equipment":
		return isList && distinct(list) && each(list, idPattern)
	case "location":
		return isText && idPattern.MatchString(text)
	case "signature":
		return isText && (sha256Pattern.MatchString(text) || item.Refusal && text == refused)
	}
	return false // note, calculated, matrix, repeat: nothing is given
}

// isOfType says whether v can be told for the fact.
func (f Fact) isOfType(v value) bool {
	text, isText := v.(string)
	list, isList := v.([]string)
	_, isNumber := v.(float64)
	_, isBool := v.(bool)
	switch f.Type {
	case "boolean":
		return isBool
	case "number":
		return isNumber
	case "code":
		return isText && !blank(text)
	case "location":
		return isText && idPattern.MatchString(text)
	case "people", "equipment":
		return isList && distinct(list) && each(list, idPattern)
	}
	return false
}

func yesNoNA() []string { return []string{"yes", "no", "na"} }

func fills(s string, most int) bool { return utf8.RuneCountInString(s) <= most && !blank(s) }

// blank says whether all code points of s are White_Space, which is what
// unicode.IsSpace asks of Unicode.
func blank(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsSpace(r) }) < 0
}

func distinct(list []string) bool { return len(set(list)) == len(list) }

func each(list []string, pattern *regexp.Regexp) bool {
	return !slices.ContainsFunc(list, func(s string) bool { return !pattern.MatchString(s) })
}

// instant reads YYYY-MM-DDThh:mm:ss.mmmZ of a day that exists, as milliseconds
// from the first of March of the year 0 (proleptic Gregorian calendar).
func instant(v value) (int64, bool) {
	s, ok := v.(string)
	if !ok || !instantPattern.MatchString(s) {
		return 0, false
	}
	part := func(from, to int) (n int64) {
		for _, c := range s[from:to] {
			n = n*10 + int64(c-'0')
		}
		return n
	}
	year, month, day := part(0, 4), part(5, 7), part(8, 10)
	hour, minute, second, milli := part(11, 13), part(14, 16), part(17, 19), part(20, 23)
	if month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59 {
		return 0, false
	}
	// A year that begins in March has its odd day at its end (Hinnant, days_from_civil).
	if month <= 2 {
		year, month = year-1, month+12
	}
	days := 365*year + floorDiv(year, 4) - floorDiv(year, 100) + floorDiv(year, 400) + (153*(month-3)+2)/5 + day - 1
	return ((days*24+hour)*60+minute)*60_000 + second*1000 + milli, true
}

func daysIn(year, month int64) int64 {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

func floorDiv(a, b int64) int64 {
	if a < 0 {
		return -((b - 1 - a) / b)
	}
	return a / b
}

// validAs says whether s is a number of a kind, by docs/exhibits.md.
func validAs(kind, s string) bool {
	return slices.Contains([]string{"imei", "imeisv", "iccid", "tac"}, kind) && models.ReadNumber(kind, s).Valid()
}
