package intake

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store/intake/sheet"
)

// entry is one record being taken in. Its setters write a column into a member
// of a noun; a column that the file does not have leaves the member as it is.
type entry struct {
	*table
	sheet.Record
	faults *sheet.FileFaults
	bad    []string // columns with a fault already, of which a check need not be told again
	status status
	was    any // in a preview: what the record is about as it was, nil when it is new
	is     any // and as it would be
}

type status int

const (
	unchanged status = iota
	created
	updated
)

// changed says what was done to something that was there or not, and is the same or not.
func changed(there, same bool) status {
	switch {
	case !there:
		return created
	case same:
		return unchanged
	}
	return updated
}

func (e *entry) fault(column, code, format string, args ...any) {
	e.bad = append(e.bad, column)
	e.faults.Add(e.Line, column, code, format, args...)
}

func (e *entry) has(column string) bool {
	_, ok := e.Index(column)
	return ok
}

// value is the field of a column, "" when the file has no such column.
func (e *entry) value(column string) string {
	if i, ok := e.Index(column); ok {
		return e.Fields[i]
	}
	return ""
}

func (e *entry) text(column string, to *string) {
	if e.has(column) {
		*to = e.value(column)
	}
}

// short is text of at most so many characters.
func (e *entry) short(column string, to *string, most int) {
	e.text(column, to)
	if n := len([]rune(e.value(column))); n > most {
		e.fault(column, "range", "has %d characters; the most is %d", n, most)
	}
}

// integer reads a whole number, or otherwise for an empty field.
func (e *entry) integer(column string, to *int, otherwise int) {
	if !e.has(column) {
		return
	}
	s := e.value(column)
	if s == "" {
		*to = otherwise
		return
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		e.fault(column, "format", "%q is not a whole number", sheet.Excerpt(s))
		return
	}
	*to = n
}

// whole is integer for a column that must not be empty.
func (e *entry) whole(column string, to *int) {
	if e.has(column) && e.value(column) == "" {
		e.fault(column, "required", "is missing; give a whole number")
		return
	}
	e.integer(column, to, 0)
}

var decimal = regexp.MustCompile(`^[+-]?[0-9]{1,3}(\.[0-9]{1,15})?$`)

func (e *entry) degrees(column string, to *float64) {
	s := e.value(column)
	if !decimal.MatchString(s) {
		e.fault(column, "format", "%q is not a number of degrees like 48.857, with a point", sheet.Excerpt(s))
		return
	}
	n, _ := strconv.ParseFloat(s, 64) // the pattern has read it
	*to = n + 0                       // no minus zero, which databases forget
}

// words are what spreadsheets make of true and false, in English and French.
var words = map[string]bool{"true": true, "false": false, "vrai": true, "faux": false, "yes": true, "no": false, "oui": true, "non": false, "1": true, "0": false, "": false}

func (e *entry) truth(column string, to *bool) {
	if !e.has(column) {
		return
	}
	v, ok := words[strings.ToLower(e.value(column))]
	if !ok {
		e.fault(column, "format", "%q is neither true nor false", sheet.Excerpt(e.value(column)))
		return
	}
	*to = v
}

// list splits a field at "|" and drops blanks.
func (e *entry) list(column string) []string {
	var out []string
	for s := range strings.SplitSeq(e.value(column), "|") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// codes reads a set of codes.
func (e *entry) codes(column string, to *models.Words) {
	if !e.has(column) {
		return
	}
	for _, s := range e.list(column) {
		if !models.ValidCode(s) { // also what could not be kept apart by spaces
			e.fault(column, "format", "%q is not a code; separate several by |", sheet.Excerpt(s))
			return
		}
	}
	if w := models.NewWords(e.list(column)...); !slices.Equal(w, *to) {
		*to = w
	}
}

// instant reads a moment with its offset.
func (e *entry) instant(column string, to *time.Time) {
	t, err := time.Parse(time.RFC3339, e.value(column))
	if err != nil {
		e.fault(column, "format", "%q is not an instant like 2026-05-20T04:00:00Z", sheet.Excerpt(e.value(column)))
		return
	}
	if e.plausible(column, t) {
		*to = models.Instant(t)
	}
}

// plausible refuses instants that are slips of the pen, and those that no time stamp of ours can hold.
func (e *entry) plausible(column string, t time.Time) bool {
	if y := t.UTC().Year(); y < 2000 || y > 2099 {
		e.fault(column, "range", "%q must lie in the years 2000 to 2099", sheet.Excerpt(e.value(column)))
		return false
	}
	return true
}

// inOurWords puts columns in the place of members in the sentences of models.
var inOurWords = strings.NewReplacer("windowFrom", "window_from", "shiftFrom", "shift_from", "validFrom", "valid_from")

// check notes what a noun's own Check says, by column, with the value that it is about.
func (e *entry) check(err error) {
	fault, ok := errors.AsType[*models.Fault](err)
	if !ok {
		return
	}
	before := slices.Clone(e.bad)
	for _, f := range fault.Fields {
		column := e.Kind.ColumnOf(f.Pointer)
		if slices.Contains(before, column) {
			continue
		}
		message := inOurWords.Replace(f.Message)
		if v := e.value(column); v != "" && (f.Code == "format" || f.Code == "range") && !strings.HasPrefix(message, "has ") {
			message = fmt.Sprintf("%q: %s", sheet.Excerpt(v), message)
		}
		e.fault(column, f.Code, "%s", message)
	}
}

// minutes reads a number of minutes, 0 or more.
func minutes(s string) (int, bool) {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	return n, err == nil && n >= 0
}
