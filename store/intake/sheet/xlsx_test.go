package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// zipped makes an archive of parts.
func zipped(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// workbook is what a spreadsheet writes: shared and rich texts, numbers, dates by
// their format, a sheet that is hidden and one that is empty.
func workbook(t *testing.T) []byte {
	rels := `<Relationships xmlns="x"><Relationship Id="r1" Target="worksheets/a.xml"/><Relationship Id="r2" Target="/xl/worksheets/b.xml"/><Relationship Id="r3" Target="worksheets/b.xml"/></Relationships>`
	return zipped(t, map[string]string{
		"xl/workbook.xml": `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>
			<sheet name="Matériel" r:id="r1"/><sheet name="Feuil2" r:id="r2"/><sheet name="secret" state="hidden" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": rels,
		"xl/sharedStrings.xml":       `<sst><si><t>Établissement</t></si><si><r><t>Numéro </t></r><r><t>de série</t></r></si><si><t>dog</t></si></sst>`,
		"xl/styles.xml":              `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="dd/mm/yyyy"/><numFmt numFmtId="171" formatCode="0.0&quot;days&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs></styleSheet>`,
		"xl/worksheets/a.xml": `<worksheet><sheetData>
			<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="inlineStr"><is><t>Nature</t></is></c><c r="C2" t="s"><v>1</v></c><c r="D2" t="str"><v>Étalonné jusqu’au</v></c></row>
			<row r="3"/>
			<row r="5"><c r="A5" t="inlineStr"><is><t>S01</t></is></c><c r="B5" t="s"><v>2</v></c><c r="C5" s="2"><v>17</v></c><c r="D5" s="1"><v>46387</v></c></row>
			<row r="6"><c r="A6" t="inlineStr"><is><t>S02</t></is></c><c r="B6" t="s"><v>2</v></c><c r="C6"><v>1.5E1</v></c></row>
		</sheetData></worksheet>`,
		"xl/worksheets/b.xml": `<worksheet><sheetData><row r="1"/></sheetData></worksheet>`,
	})
}

func TestAWorkbookIsReadAsTheCSVThatItsSpreadsheetWouldSave(t *testing.T) {
	faults := &Faults{}
	tables := ReadXLSX("kit.xlsx", workbook(t), faults.Of)
	if len(tables) != 1 || tables[0].Name != "kit.xlsx/Matériel" || tables[0].Kind == nil || tables[0].Kind.Name != Equipment {
		t.Fatalf("%+v, %v", tables, faults.Err())
	}
	x := tables[0]
	var got []string
	for _, r := range x.Records {
		got = append(got, fmt.Sprint(r.Line))
		for _, c := range []string{"establishment", "kind", "serial", "calibrated_until"} {
			i, ok := x.Index(c)
			if !ok {
				t.Fatalf("there is no column %s", c)
			}
			got = append(got, r.Fields[i])
		}
	}
	if want := []string{"5", "S01", "dog", "17", "2026-12-31", "6", "S02", "dog", "15", ""}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestWhatIsWrittenAsAWorkbookIsReadAgain(t *testing.T) {
	raw, err := WriteXLSX([]Page{{"Cells & more", [][]string{{"establishment", "cell", "duration"}, {"S<1>", "007", "2026-01-01"}}}})
	if err != nil {
		t.Fatal(err)
	}
	again, err := WriteXLSX([]Page{{"Cells & more", [][]string{{"establishment", "cell", "duration"}, {"S<1>", "007", "2026-01-01"}}}})
	if err != nil || !bytes.Equal(raw, again) {
		t.Error("the same sheet gave other bytes")
	}
	faults := &Faults{}
	tables := ReadXLSX("x.xlsx", raw, faults.Of)
	if err := faults.Err(); err != nil || len(tables) != 1 || tables[0].Name != "x.xlsx/Cells & more" || !slices.Equal(tables[0].Records[0].Fields, []string{"S<1>", "007", "2026-01-01"}) {
		t.Errorf("%+v %v", tables, err)
	}
}

func TestAWorkbookThatIsNoneOrTooLargeIsAFaultAndNoEndOfTheServer(t *testing.T) {
	rels := `<Relationships><Relationship Id="r1" Target="worksheets/a.xml"/></Relationships>`
	wb := `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" r:id="r1"/></sheets></workbook>`
	for what, raw := range map[string][]byte{
		"cut off":          workbook(t)[:300],
		"another ZIP":      zipped(t, map[string]string{"readme.txt": "x"}),
		"a bomb of blanks": zipped(t, map[string]string{"xl/workbook.xml": strings.Repeat(" ", maxPart+1) + wb, "xl/_rels/workbook.xml.rels": rels}),
		"a bomb of wide rows": zipped(t, map[string]string{"xl/workbook.xml": wb, "xl/_rels/workbook.xml.rels": rels,
			"xl/worksheets/a.xml": "<worksheet><sheetData>" + strings.Repeat(`<row><c r="IV1"><v>1</v></c></row>`, maxCells/256+1) + "</sheetData></worksheet>"}),
		"a column beyond": zipped(t, map[string]string{"xl/workbook.xml": wb, "xl/_rels/workbook.xml.rels": rels,
			"xl/worksheets/a.xml": `<worksheet><sheetData><row><c r="ZZZZZZZZZZZZZZZZZZZZ1"><v>1</v></c></row></sheetData></worksheet>`}),
		"a text that is not there": zipped(t, map[string]string{"xl/workbook.xml": wb, "xl/_rels/workbook.xml.rels": rels,
			"xl/worksheets/a.xml": `<worksheet><sheetData><row><c t="s"><v>7</v></c></row></sheetData></worksheet>`}),
		"a sheet that is not there": zipped(t, map[string]string{"xl/workbook.xml": wb, "xl/_rels/workbook.xml.rels": rels}),
	} {
		faults := &Faults{}
		for _, x := range ReadXLSX("x.xlsx", raw, faults.Of) {
			if x.Kind != nil || !x.Broken {
				t.Errorf("%s: it was read", what)
			}
		}
		if faults.Err() == nil {
			t.Errorf("%s: nothing is said of it", what)
		}
	}
}

func TestFrenchHeadingsMeanTheColumnsThatEnglishOnesDo(t *testing.T) {
	faults := &Faults{}
	x := Read("cellules.csv", []byte("Établissement;Cellule;Durée;Priorité;Fenêtre du;Compétances\nS01;A-1;20;2;0;lead\n"), faults.Of("cellules.csv"))
	if x.Kind == nil || x.Kind.Name != Cells {
		t.Fatalf("%+v %v", x, faults.Err())
	}
	for _, c := range []string{"establishment", "cell", "duration", "priority", "window_from"} {
		if _, ok := x.Index(c); !ok {
			t.Errorf("there is no %s", c)
		}
	}
	if want := []Unknown{{"compétances", "skills"}}; !slices.Equal(x.Unknown, want) {
		t.Errorf("%+v, want %+v", x.Unknown, want)
	}
	for word, columns := range french() {
		for _, c := range columns {
			if !slices.ContainsFunc(Kinds(), func(k *Kind) bool { return slices.Contains(k.all(), c) }) {
				t.Errorf("%q means %q, which is no column", word, c)
			}
		}
		if plain(word) != word {
			t.Errorf("%q is not as headings are looked up", word)
		}
	}
}

func TestTheNameOfAFileSuggestsItsKind(t *testing.T) {
	for name, kind := range map[string]string{"cellules.csv": Cells, "a.xlsx/Établissements": Establishments, "Officers": Officers, "autorisation.csv": Authorisations, "x": "", "Feuil1": ""} {
		if got := KindNamed(name); got != kind {
			t.Errorf("%s: %q, want %q", name, got, kind)
		}
	}
}

func TestEveryColumnIsExplainedAndItsFrenchHeadingUnderstood(t *testing.T) {
	for _, f := range Formats() {
		for _, language := range []string{"en", "fr"} {
			head := f.Headings(language)
			faults := &Faults{}
			x := Read("f.csv", []byte(strings.Join(head, ";")+"\n"+strings.Join(f.Examples[0], ";")+"\n"), faults.Of("f.csv"))
			if err := faults.Err(); err != nil || x.Kind == nil || x.Kind.Name != f.Kind || len(x.Records) != 1 {
				t.Errorf("%s in %s: %v", f.Kind, language, err)
			}
		}
		if f.Name.EN == "" || f.Name.FR == "" || f.Meaning.EN == "" || f.Meaning.FR == "" {
			t.Errorf("%s is not explained", f.Kind)
		}
		for _, c := range f.Columns {
			if c.Heading.FR == "" || c.Meaning.EN == "" || c.Meaning.FR == "" || c.Example == "" {
				t.Errorf("%s of %s is not explained: %+v", c.Name, f.Kind, c)
			}
		}
	}
}

// officersBook is a workbook of one sheet of officers, in the form that Excel calls
// Strict where strict is true.
func officersBook(t *testing.T, strict bool, texts, formats, rows string) []byte {
	relations := "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	if strict {
		relations = "http://purl.oclc.org/ooxml/officeDocument/relationships"
	}
	return zipped(t, map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="` + relations + `"><sheets><sheet name="Agents" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Target="worksheets/a.xml"/></Relationships>`,
		"xl/sharedStrings.xml":       `<sst>` + texts + `</sst>`,
		"xl/styles.xml":              `<styleSheet><numFmts>` + formats + `</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="172"/><xf numFmtId="1"/></cellXfs></styleSheet>`,
		"xl/worksheets/a.xml": `<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>number</t></is></c><c t="inlineStr"><is><t>name</t></is></c>` +
			`<c t="inlineStr"><is><t>sex</t></is></c><c t="inlineStr"><is><t>phone</t></is></c></row>` + rows + `</sheetData></worksheet>`,
	})
}

// A number whose form shows zeros before it is a code: 00417 is another officer than
// 417, and nobody answers to a telephone number without its first digit.
func TestZerosThatANumberIsShownWithAreRead(t *testing.T) {
	faults := &Faults{}
	formats := `<numFmt numFmtId="170" formatCode="00000"/><numFmt numFmtId="171" formatCode="0#&quot; &quot;##&quot; &quot;##&quot; &quot;##&quot; &quot;##;@"/><numFmt numFmtId="172" formatCode="#,##0.00"/>`
	row := func(n int, style string, value, phoneStyle, phone string) string {
		return fmt.Sprintf(`<row r="%d"><c s="%s"><v>%s</v></c><c t="inlineStr"><is><t>Fictif</t></is></c><c t="inlineStr"><is><t>f</t></is></c><c s="%s"><v>%s</v></c></row>`, n, style, value, phoneStyle, phone)
	}
	tables := ReadXLSX("a.xlsx", officersBook(t, false, "", formats, row(2, "1", "417", "2", "612345678")+row(3, "4", "417", "3", "5")+row(4, "1", "1234567", "0", "33639980001")+row(5, "1", "-7", "1", "0.5")), faults.Of)
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range tables[0].Records {
		got = append(got, r.Fields[0]+" "+r.Fields[3])
	}
	want := []string{"00417 0612345678", "417 5", "1234567 33639980001", "-7 0.5"}
	if !slices.Equal(got, want) {
		t.Errorf("read %q, not %q", got, want)
	}
}

func TestAWorkbookThatWasSavedAsStrictIsRead(t *testing.T) {
	faults := &Faults{}
	tables := ReadXLSX("a.xlsx", officersBook(t, true, "", "", `<row r="2"><c t="inlineStr"><is><t>S-1</t></is></c><c t="inlineStr"><is><t>Fictif</t></is></c><c t="inlineStr"><is><t>f</t></is></c></row>`), faults.Of)
	if err := faults.Err(); err != nil || len(tables[0].Records) != 1 {
		t.Errorf("%v", err)
	}
}

// A text that stands in the workbook once and is shown in every cell makes a table of
// gigabytes of a file of kilobytes.
func TestATextThatIsShownInEveryCellIsCountedEachTime(t *testing.T) {
	faults := &Faults{}
	long := `<si><t>` + strings.Repeat("x", 1<<20) + `</t></si>`
	var rows strings.Builder
	for i := range 70 {
		fmt.Fprintf(&rows, `<row r="%d"><c t="inlineStr"><is><t>S-%d</t></is></c><c t="s"><v>0</v></c></row>`, i+2, i)
	}
	ReadXLSX("a.xlsx", officersBook(t, false, long, "", rows.String()), faults.Of)
	if err := faults.Err(); err == nil || !strings.Contains(fmt.Sprintf("%+v", faults.files[0].fields), "more than 64 MiB") {
		t.Errorf("%v", err)
	}
}
