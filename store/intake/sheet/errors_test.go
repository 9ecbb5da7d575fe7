package sheet

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
)

// sheetOf is a workbook of one sheet with these rows of cells.
func sheetOf(t *testing.T, rows string) []byte {
	t.Helper()
	return zipped(t, map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="x"><sheets><sheet name="kit" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Target="worksheets/a.xml"/></Relationships>`,
		"xl/sharedStrings.xml":       `<sst><si><t>#N/A</t></si></sst>`,
		"xl/worksheets/a.xml":        `<worksheet><sheetData>` + rows + `</sheetData></worksheet>`,
	})
}

const kitHeader = `<row r="2"><c r="A2" t="str"><v>establishment</v></c><c r="B2" t="str"><v>kind</v></c><c r="C2" t="str"><v>serial</v></c></row>`

// told are the faults of a file as "row column: message".
func told(f *Faults) (all []string) {
	fault, ok := f.Err().(*models.Fault) //nolint:errorlint // nothing wraps it here
	if !ok {
		return nil
	}
	for _, x := range fault.Fields {
		all = append(all, strconv.Itoa(x.Row)+" "+x.Column+": "+x.Message)
	}
	return all
}

func TestACellWithAnErrorIsAFaultWithItsAddressAndNoText(t *testing.T) {
	for name, c := range map[string]struct {
		rows    string
		want    []string
		records int
	}{
		"each kind of error": {kitHeader + `<row r="5"><c r="A5" t="e"><f>B9</f><v>#REF!</v></c><c r="B5" t="e"><v>#N/A</v></c><c r="C5" t="e"><v> #VALUE! </v></c></row>
			<row r="6"><c r="A6" t="str"><v>S01</v></c><c r="B6" t="str"><v>dog</v></c><c r="C6" t="str"><v>1</v></c></row>`, []string{
			`5 establishment: cell A5 has the error "#REF!" instead of a value; mend its formula, or type over it what is meant`,
			`5 kind: cell B5 has the error "#N/A" instead of a value; mend its formula, or type over it what is meant`,
			`5 serial: cell C5 has the error "#VALUE!" instead of a value; mend its formula, or type over it what is meant`}, 1},
		"one without a word": {kitHeader + `<row r="3"><c r="A3" t="e"/></row>`, []string{
			`3 establishment: cell A3 has the error "#ERROR!" instead of a value; mend its formula, or type over it what is meant`}, 0},
		"beside the columns": {kitHeader + `<row r="3"><c r="A3" t="str"><v>S01</v></c><c r="B3" t="str"><v>dog</v></c><c r="C3" t="str"><v>1</v></c><c r="AB3" t="e"><v>#DIV/0!</v></c></row>`, []string{
			`3 : cell AB3 has the error "#DIV/0!" instead of a value; mend its formula, or type over it what is meant`}, 0},
		"in the heading": {`<row r="1"><c r="A1" t="str"><v>establishment</v></c><c r="B1" t="e"><v>#NAME?</v></c><c r="C1" t="str"><v>serial</v></c></row>`, []string{
			`1 : cell B1 has the error "#NAME?" instead of a value; mend its formula, or type over it what is meant`}, 0},
		"typed as a text": {kitHeader + `<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="inlineStr"><is><t>#REF!</t></is></c><c r="C3" t="str"><v>#REF! of the old list</v></c></row>`, nil, 1},
	} {
		faults := &Faults{}
		x := ReadXLSX("kit.xlsx", sheetOf(t, c.rows), faults.Of)[0]
		if got := told(faults); !slices.Equal(got, c.want) || len(x.Records) != c.records {
			t.Errorf("%s: %d rows and the faults %q, not %d and %q", name, len(x.Records), got, c.records, c.want)
		}
		if x.Broken != (c.want != nil) {
			t.Errorf("%s: taken as a whole truth: %v", name, !x.Broken)
		}
	}
}

func TestAnErrorThatASpreadsheetWroteIntoCSVIsAFault(t *testing.T) {
	const kit = "establishment;kind;serial\n"
	for _, field := range []string{"#REF!", "#N/A", "#VALUE!", "#VALEUR!", "#NOM?", "#NOMBRE!", "#DIV/0!", "########", "Err:502", "  #REF!  ", `"#REF!"`} {
		faults := &Faults{}
		x := Read("kit.csv", []byte(kit+"S01;dog;1\nS02;"+field+";2\n"), faults.Of("kit.csv"))
		want := "3 kind: \"" + strings.Trim(field, ` "`) + "\" is an error that a spreadsheet shows instead of a value; mend the formula or widen the column and save the file again, or write what is meant"
		if got := told(faults); len(got) != 1 || got[0] != want || len(x.Records) != 1 || !x.Broken {
			t.Errorf("%s: %d rows and the faults %q", field, len(x.Records), got)
		}
	}
	for _, text := range []string{"#REF! of the old list", "N/A", "#12", "##", "see #REF!", "#ref", "Err:502a", "#"} {
		faults := &Faults{}
		x := Read("kit.csv", []byte(kit+"S01;dog;"+text+"\n"), faults.Of("kit.csv"))
		if got := told(faults); got != nil || len(x.Records) != 1 || x.Records[0].Fields[2] != text {
			t.Errorf("%q is no text any more: %q %+v", text, got, x.Records)
		}
	}
}
