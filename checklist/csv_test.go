package checklist_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/checklist"
	"github.com/cellsweep/cellsweep/checklist/draw"
	"github.com/cellsweep/cellsweep/models"
)

func parsedDefault(t testing.TB) checklist.Template {
	t.Helper()
	out, err := checklist.Parse(defaultTemplate(t))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func jsonOf(t testing.TB, x checklist.Template) string {
	t.Helper()
	text, err := x.JSON()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// through writes a template as CSV and reads it again, as a spreadsheet with
// another separator would have saved it.
func through(t testing.TB, x checklist.Template, separator rune) checklist.Template {
	t.Helper()
	text, err := checklist.WriteCSV(x)
	if err != nil {
		t.Fatal(err)
	}
	if separator != ',' {
		records, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff")))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		w := csv.NewWriter(&out)
		w.Comma, w.UseCRLF = separator, true
		if err := w.WriteAll(records); err != nil {
			t.Fatal(err)
		}
		text = out.Bytes()
	}
	again, _, err := checklist.ReadCSV("x.csv", text)
	if err != nil {
		t.Fatal(err)
	}
	return again
}

func TestAChecklistGoesThroughCSVAndJSONUnchanged(t *testing.T) {
	whole := parsedDefault(t)
	for _, separator := range ",;\t" {
		if jsonOf(t, through(t, whole, separator)) != jsonOf(t, whole) {
			t.Errorf("the default template comes through %q changed", separator)
		}
	}
	again, err := checklist.Parse([]byte(jsonOf(t, whole)))
	if err != nil || jsonOf(t, again) != jsonOf(t, whole) {
		t.Errorf("the default template comes through JSON changed: %v", err)
	}
	r := rand.New(rand.NewPCG(21, 0)) //nolint:gosec // a seed
	for range 200 {
		if c := draw.Next(r); jsonOf(t, through(t, c.Template, ',')) != jsonOf(t, c.Template) {
			t.Fatalf("changed: %s", jsonOf(t, c.Template))
		}
	}
}

func TestNoCellOfAChecklistIsAFormula(t *testing.T) {
	evil := goodTemplate(t)
	for i, s := range []string{`=HYPERLINK("x")`, "+1", "-1", "@SUM(A1)", "'=1", "''", "\tx", "\rx"} {
		evil.Sections[0].Items[i].Labels.EN = s
	}
	text, err := checklist.WriteCSV(evil)
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range records {
		for _, cell := range cells {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				t.Errorf("a spreadsheet would run %q", cell)
			}
		}
	}
	if jsonOf(t, through(t, evil, ',')) != jsonOf(t, evil) {
		t.Error("what was made harmless is not what was meant")
	}
}

func TestFaultsOfAChecklistInCSVAreToldByRowAndColumn(t *testing.T) {
	const head = "kind,path,type,en,fr,list,required,relevant_if,min,flags,units,version\n"
	const top = head + "template,t,,T,T,,,,,,,1\nsection,s,,S,S,,,,,,,\n"
	for name, c := range map[string]struct {
		text   string
		row    int
		column string
	}{
		"no header":                                         {"a,b\n1,2\n", 1, "kind"},
		"a column that is not there":                        {"kind,colour\n", 1, "colour"},
		"a kind that is not there":                          {head + "chapter,x,,,,,,,,,,\n", 2, "kind"},
		"an item without a section":                         {head + "item,x,text,X,X,,,,,,,\n", 2, "kind"},
		"an option without an item":                         {top + "option,x,,X,X,,,,,,,\n", 4, "kind"},
		"a type that is not there":                          {top + "item,x,essay,X,X,,,,,,,\n", 4, "type"},
		"a number that is none":                             {top + "item,x,text,X,X,,,,two,,,\n", 4, "min"},
		"a condition that is no JSON":                       {top + "item,x,text,X,X,,,{item,,,,\n", 4, "relevant_if"},
		"a condition of another form":                       {top + "item,x,text,X,X,,,\"{\"\"thing\"\":1}\",,,,\n", 4, "relevant_if"},
		"a flag that is not there":                          {top + "item,x,text,X,X,,,,,shiny,,\n", 4, "flags"},
		"required perhaps":                                  {top + "item,x,text,X,X,,maybe,,,,,\n", 4, "required"},
		"an item of a matrix that does not stand before it": {top + "item,m.x,text,X,X,,,,,,,\n", 4, "path"},
		"a version of a section":                            {head + "template,t,,T,T,,,,,,,1\nsection,s,,S,S,,,,,,,2\n", 3, "version"},
		"a quote that does not end":                         {top + "item,\"x,text\n", 4, ""},
		"a second line, in a cell":                          {top + "item,a,text,\"two\nlines\",X,,,,,,,\nitem,b,essay,X,X,,,,,,,\n", 6, "type"},
		"two templates":                                     {top + "template,u,,U,U,,,,,,,2\n", 4, "kind"},
		"a constraint of another item":                      {strings.Replace(top, ",version\n", ",version,holds\n", 1) + "item,x,text,X,X,,,,,,,\nconstraint,y,,No,Non,,,,,,,,\"{\"\"item\"\":\"\"x\"\",\"\"answered\"\":true}\"\n", 5, "path"},
		"no template":                                       {head + "section,s,,S,S,,,,,,,\nitem,x,text,X,X,,,,,,,\n", 0, ""},
	} {
		_, _, err := checklist.ReadCSV("x.csv", []byte(c.text))
		var fault *models.Fault
		if !errors.As(err, &fault) || fault.Code != models.Invalid || len(fault.Fields) == 0 {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if f := fault.Fields[0]; f.File != "x.csv" || f.Row != c.row || f.Column != c.column {
			t.Errorf("%s: told at %+v", name, f)
		}
	}
	read, places, err := checklist.ReadCSV("x.csv", []byte(top+"item,x,text,X,,,,,,,,\nitem,n,number,N,N,,,,,,,\n"))
	if err != nil {
		t.Fatal(err)
	}
	var fs models.Faults
	checklist.Lint(&fs, "", read, nil)
	told := places.Of(fs.Err("faults")).Error()
	if !strings.Contains(told, "x.csv:4 fr") || !strings.Contains(told, "x.csv:5 kind") {
		t.Errorf("the lint of what was read is told at %s", told)
	}
}

// A cell separates units by blanks, so that one with a blank in it would come back as two.
func TestAUnitWithABlankIsNotWrittenAsTwo(t *testing.T) {
	x := itemsOf(t, `{"code":"floor","type":"number",`+worded+`,"units":["sq m","m"]}`)
	if _, err := checklist.WriteCSV(x); models.CodeOf(err) != models.Invalid || !strings.Contains(err.Error(), "/sections/0/items/0/units") {
		t.Errorf("written: %v", err)
	}
}

func TestTheDefaultChecklistReadsAsItIsKept(t *testing.T) {
	for _, language := range []string{"en", "fr"} {
		golden, got := "testdata/default."+language+".txt", checklist.Render(parsedDefault(t), nil, language)
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil || string(want) != got {
			t.Errorf("%s is not what is rendered (go test ./checklist -run Default -update): %v", golden, err)
		}
		for _, section := range parsedDefault(t).Sections {
			for _, item := range section.Items {
				if label := map[string]string{"en": item.Labels.EN, "fr": item.Labels.FR}[language]; !strings.Contains(got, label) {
					t.Errorf("%s is not rendered", item.Code)
				}
			}
		}
	}
}
