package sheet

import (
	"regexp"
	"strconv"
	"strings"
)

// A formula that comes to nothing leaves an error in its cell. It is no value: a
// prison of the name #REF! would be in the registry until somebody met it.

// errorMark begins the field of a cell that a workbook says has an error. XML
// cannot hold that character, so no text of a cell begins so.
const errorMark = "\x00"

// errorTexts are what spreadsheets write into CSV for an error, in English and
// French, and for a value that its column was too narrow to show. CSV does not
// tell an error from a text, and nothing that we import is called like this: as a
// fault it costs somebody one look, as a text it would be believed.
var errorTexts = regexp.MustCompile(`^(?:#(?:NULL!|NUL!|DIV/0!|VALUE!|VALEUR!|REF!|NAME\?|NOM\?|NUM!|NOMBRE!|N/A|SPILL!|PROPAGATION!|CALC!|FIELD!|CHAMP!|BLOCKED!|CONNECT!|BUSY!|UNKNOWN!|GETTING_DATA|ERROR!)|#{3,}|Err:\d{3})$`)

// noteError notes a field that is an error and no value, and says whether it is.
// A text of a workbook that only looks so is what somebody has typed.
func (t *Table) noteError(line, i int, column, field string) bool {
	held, marked := strings.CutPrefix(field, errorMark)
	switch {
	case t.workbook && marked:
		t.faults.Add(line, column, "format", "cell %s has the error %q instead of a value; mend its formula, or type over it what is meant", address(i, line), Excerpt(held))
	case !t.workbook && errorTexts.MatchString(field):
		t.faults.Add(line, column, "format", "%q is an error that a spreadsheet shows instead of a value; mend the formula or widen the column and save the file again, or write what is meant", Excerpt(field))
	default:
		return false
	}
	return true
}

// address is what a spreadsheet calls the cell of a column, from 0, and a row: AB12.
func address(column, row int) string {
	letters := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		letters = string(rune('A'+(n-1)%26)) + letters
	}
	return letters + strconv.Itoa(row)
}
