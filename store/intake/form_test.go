package intake_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/intake"
	"github.com/cellsweep/cellsweep/store/storetest"
)

// table reads a file of the small operation into header and rows.
func table(t *rapid.T, f intake.File) [][]string {
	records, err := csv.NewReader(bytes.NewReader(f.Content)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// written writes records with the separator and line end of other programs.
func written(records [][]string, comma rune, crlf bool) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = comma, crlf
	_ = w.WriteAll(records) // a buffer takes everything
	return b.Bytes()
}

// shuffled is the same file with rows, columns and form in another order.
func shuffled(t *rapid.T, f intake.File) intake.File {
	records := table(t, f)
	columns := rapid.Permutation(span(len(records[0]))).Draw(t, "columns of "+f.Name)
	rows := rapid.Permutation(span(len(records)-1)).Draw(t, "rows of "+f.Name)
	pick := func(r []string) (out []string) {
		for _, c := range columns {
			out = append(out, r[c])
		}
		return out
	}
	out := [][]string{pick(records[0])}
	for _, i := range rows {
		out = append(out, pick(records[i+1]))
	}
	comma := rapid.SampledFrom([]rune{',', ';'}).Draw(t, "separator of "+f.Name)
	content := written(out, comma, rapid.Bool().Draw(t, "CR LF in "+f.Name))
	if rapid.Bool().Draw(t, "byte order mark of "+f.Name) {
		content = append([]byte("\xef\xbb\xbf"), content...)
	}
	if rapid.Bool().Draw(t, "empty lines after "+f.Name) {
		content = append(content, "\n"+strings.Repeat(string(comma), len(columns)-1)+"\r\n\n"...)
	}
	return intake.File{Name: rapid.StringMatching(`[a-z]{1,8}\.txt`).Draw(t, "name of "+f.Name), Content: content}
}

func span(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func TestTheOrderOfRowsColumnsAndFilesIsNothing(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		run(t, s, dawn(t), intake.Options{})
		before := everything(t, s)
		rapid.Check(t, func(rt *rapid.T) {
			var files []intake.File
			for _, f := range rapid.Permutation(dawn(t)).Draw(rt, "files") {
				files = append(files, shuffled(rt, f))
			}
			r, err := intake.Run(ctx, s, files, intake.Options{})
			if err != nil {
				rt.Fatal(err)
			}
			for _, f := range r.Files {
				if f.Unchanged != f.Rows || f.Removed != 0 {
					rt.Fatalf("%+v", f)
				}
			}
		})
		if !reflect.DeepEqual(before, everything(t, s)) {
			t.Error("something changed")
		}
	})
}

// named is what of an operation does not hang on the ids that were drawn.
func named(k kept) string {
	codes := map[models.ID]string{}
	for _, e := range k.Establishments {
		codes[e.ID] = e.Code
	}
	for _, l := range k.Locations {
		codes[l.ID] = codes[l.Establishment] + "/" + l.Code
	}
	var sites []string
	for _, s := range k.Sites[0] {
		lines := []string{codes[s.Establishment]} // the order within a site is part of it
		for _, c := range s.Cells {
			id := codes[c.Location]
			c.ID, c.Location = models.ID{}, models.ID{}
			lines = append(lines, fmt.Sprintf("%s %+v", id, c))
		}
		for _, m := range s.Teams {
			who := ""
			for _, o := range m.Officers {
				who += fmt.Sprint(" ", o.Number, o.Lead)
			}
			lines = append(lines, codes[s.Establishment], m.Code, who, fmt.Sprint(m.ShiftFrom, m.ShiftTo, m.Phone, m.Radio))
		}
		sites = append(sites, strings.Join(append(lines, fmt.Sprintf("%+v", s.Equipment)), "\n"))
	}
	slices.Sort(sites)
	lines := sites
	for _, l := range k.Drafts[0].Links {
		for _, c := range l.Cells {
			lines = append(lines, l.Code+" "+codes[c.Location])
		}
	}
	for _, a := range k.Drafts[0].Authorisations {
		for _, c := range a.Targets {
			lines = append(lines, a.Reference+a.LegalBasis+a.HoursFrom+" "+codes[c.Location])
		}
	}
	return strings.Join(lines, "\n")
}

func TestAFirstImportInAnyOrderGivesTheSameOperation(t *testing.T) {
	first := storetest.OpenURL(t, storetest.SQLite(t))
	run(t, first, dawn(t), intake.Options{})
	want, n := named(everything(t, first)), 0
	rapid.Check(t, func(rt *rapid.T) {
		if n++; n > 8 { // each opens a database of its own
			return
		}
		var files []intake.File
		for _, f := range rapid.Permutation(dawn(t)).Draw(rt, "files") {
			files = append(files, shuffled(rt, f))
		}
		s := storetest.OpenURL(t, storetest.SQLite(t))
		if _, err := intake.Run(ctx, s, files, intake.Options{}); err != nil {
			rt.Fatal(err)
		}
		if got := named(everything(t, s)); got != want {
			rt.Fatalf("got\n%s\nwant\n%s", got, want)
		}
	})
}

func TestWhatIsInAFieldIsKeptAsItIs(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		for _, name := range []string{"=1+1", "+33", "-x", "@SUM(A1)", `He said ""now""`, "a;b,c", "two\nlines", "日本語 é", `\N`, "NULL", "'; DROP TABLE officers"} {
			files := only(dawn(t, "FRE,B1-A,+33639980002", ",,+33639980002", "f,,NOU", "f,,", "Ann", `"  `+name+`  "`), "officers.csv")
			run(t, s, files, intake.Options{})
			if got, want := everything(t, s).Officers[0].Name, strings.ReplaceAll(name, `""`, `"`); got != want {
				t.Errorf("%q was kept as %q", want, got)
			}
		}
	})
}

func TestAColumnThatAFileDoesNotHaveLeavesWhatIsKnown(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		run(t, s, dawn(t), intake.Options{})
		before := everything(t, s)
		lean := map[string]string{
			"officers":      "number,name,sex\nD-2,Bob,m\n",
			"locations":     "establishment,code,parent,kind\nFRE,B1-A-101,B1-A-1,cell\n",
			"teams":         "establishment,team,shift_from,shift_to,officers\nFRE,T1,-60,480,D-1|D-2\nNOU,T1,-60,480,D-3|D-4\n",
			"cells":         "establishment,cell,duration\nFRE,B1-A-101,20\nFRE,B1-A-102,25\nFRE,STORE,60\nNOU,N-1,20\n",
			"operation":     "reference,name\nDAWN,Dawn\n",
			"links":         "group,establishment,cell\nG1,FRE,B1-A-101\nG1,NOU,N-1\n",
			"establishment": "code,name,type,country,latitude,longitude,timezone\nFRE,Fresnes,mixed,FR,48.756,2.326,Europe/Paris\n",
		}
		for name, content := range lean {
			r := run(t, s, []intake.File{{Name: name, Content: []byte(content)}}, intake.Options{})
			if f := r.Files[0]; f.Unchanged != f.Rows || f.Removed != 0 {
				t.Errorf("%+v", f)
			}
		}
		if !reflect.DeepEqual(before, everything(t, s)) {
			t.Error("something changed")
		}
	})
}

func TestAnEmptyFieldEmptiesOrSetsTheDefault(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		run(t, s, dawn(t), intake.Options{})
		run(t, s, dawn(t, "FRE,B1-A,+33639980002", ",,", "NOU,N-1,20,30,3,2,,,,,,detector:0:20,P-3,", "NOU,N-1,20,,,,,,,,,,,", "2026-05-20T04:00:00Z", ""), intake.Options{})
		k := everything(t, s)
		if o := k.Officers[1]; o.Home != nil || o.HomeLocation != nil || o.Phone != "" {
			t.Errorf("%+v", o)
		}
		if k.Drafts[0].HHour != nil {
			t.Errorf("H is %v", k.Drafts[0].HHour)
		}
		for _, site := range k.Sites[0] {
			if len(site.Cells) == 1 {
				c := site.Cells[0]
				if c.Priority != 1 || c.Weight != 1 || c.DurationP90 != 0 || c.Occupant != "" || len(c.Kit) != 0 {
					t.Errorf("%+v", c)
				}
			}
		}
	})
}

func TestHIsReadByTheClockOfItsTimeZone(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		for _, h := range []string{"2026-05-20T06:00", "2026-05-20 06:00:00", "2026-05-20T04:00:00.000Z", "2026-05-20T15:00:00+11:00"} {
			run(t, s, only(dawn(t, "2026-05-20T04:00:00Z", h), "operation.csv"), intake.Options{})
			if got := everything(t, s).Drafts[0].HHour; got == nil || !got.Equal(storetest.Dawn) {
				t.Errorf("%s is %v", h, got)
			}
		}
	})
}

func TestOfVeryManyFaultsTheFirstAreToldAndTheRestCounted(t *testing.T) {
	s := storetest.OpenURL(t, storetest.SQLite(t))
	rows := strings.Repeat("FRE,B1,,building,,many\n", 200_000)
	files := []intake.File{{Name: "locations.csv", Content: []byte("establishment,code,parent,kind,name,capacity\n" + rows)}}
	_, err := intake.Run(ctx, s, files, intake.Options{})
	fault, ok := errors.AsType[*models.Fault](err)
	if !ok || len(fault.Fields) != 500 || fault.Message != "The import has 400000 faults, of which 500 are listed; nothing was saved." {
		t.Fatalf("%.200s", fmt.Sprint(err))
	}
	if first := fault.Fields[0]; first.Row != 2 || first.Column != "establishment" {
		t.Errorf("%+v", first)
	}
}

func TestAFileThatIsTooLargeIsRefusedUnread(t *testing.T) {
	s := storetest.OpenURL(t, storetest.SQLite(t))
	lines := answer(t, s, []intake.File{{Name: "huge.csv", Content: make([]byte, intake.MaxFile+1)}}, intake.Options{})
	if want := "huge.csv: has more than 67108864 bytes, the most; split it [too_large]"; len(lines) != 1 || lines[0] != want {
		t.Errorf("%q", lines)
	}
}

func TestTwoFilesOfAKindAreOneWhole(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		files := dawn(t, "NOU,N-1,20,30,3,2,,,,,,detector:0:20,P-3,\n", "")
		more := intake.File{Name: "south.csv", Content: []byte("cell,establishment,duration\nN-1,NOU,20\n")}
		run(t, s, append(files, more), intake.Options{})
		twice := intake.File{Name: "again.csv", Content: []byte("cell,establishment,duration\nSTORE,FRE,20\n")}
		lines := answer(t, s, append(files, more, twice), intake.Options{})
		if want := `again.csv:2 cell: "STORE" is already in cells.csv row 4; keep one of the two [duplicate]`; len(lines) != 1 || lines[0] != want {
			t.Errorf("%q", lines)
		}
	})
}

func TestWhereNoListIsKeptAnyCodeWillDo(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		run(t, s, dawn(t, "lead|evidence", "lead|evidence|juggling"), intake.Options{})
		withLists(t, s)
		if lines := answer(t, s, dawn(t, "lead|evidence", "lead|evidence|juggling"), intake.Options{}); !strings.Contains(lines[0], `"juggling" is not in the list skills`) {
			t.Errorf("%q", lines)
		}
	})
}

func TestNothingToImportIsAFault(t *testing.T) {
	s := storetest.OpenURL(t, storetest.SQLite(t))
	if _, err := intake.Run(ctx, s, nil, intake.Options{}); models.CodeOf(err) != models.Invalid {
		t.Errorf("%v", err)
	}
}

// What a preview does not show nobody agrees to.
func TestAPreviewShowsEveryColumnThatChanges(t *testing.T) {
	storetest.Run(t, func(t *testing.T, s *store.Store) {
		persons := []string{"hours_from,hours_to,establishment,cell\n", "hours_from,hours_to,establishment,cell,persons\n", ",06:00,21:00,FRE,B1-A-101\n", ",06:00,21:00,FRE,B1-A-101,E-1\n",
			",06:00,21:00,FRE,B1-A-102\n", ",06:00,21:00,FRE,B1-A-102,E-1\n", ",,,NOU,N-1\n", ",,,NOU,N-1,\n"}
		run(t, s, dawn(t, persons...), intake.Options{})
		for i, x := range persons {
			persons[i] = strings.ReplaceAll(x, ",E-1\n", ",E-1|E-2\n")
		}
		files := dawn(t, append(persons, "wing,3,5,90", "wing,3,5,60")...)
		r := run(t, s, only(files, "operation.csv", "authorisations.csv"), intake.Options{DryRun: true, Preview: true})
		want := map[string]intake.FieldChange{"operation": {Column: "custody_minutes", Old: "90", New: "60"}, "authorisations": {Column: "persons", Old: "E-1", New: "E-1|E-2"}}
		for _, f := range r.Files {
			if len(f.Preview.Changes) == 0 || f.Updated == 0 {
				t.Errorf("%s: %+v %+v", f.Kind, f, f.Preview)
			}
			for _, c := range f.Preview.Changes {
				if len(c.Fields) != 1 || c.Fields[0] != want[f.Kind] {
					t.Errorf("%s row %d shows %+v", f.Kind, c.Row, c.Fields)
				}
			}
		}
	})
}
