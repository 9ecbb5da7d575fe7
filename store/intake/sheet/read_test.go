package sheet

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzARecordIsWhatIsBetweenTheSeparators reads anything: it must end, and what
// it takes for a record has as many fields as the header, all of them text, on a
// line that the file has.
func FuzzARecordIsWhatIsBetweenTheSeparators(f *testing.F) {
	for _, s := range []string{
		"number,name,sex\nD-1,Ann,f\n", "\xef\xbb\xbfsex;name;number\r\nf;\"A;nn\";D-1\r\n;;\r\n\r\n",
		"number,name,sex\nD-1,\"A\n\"\"nn\",f\nD-2,B\"ob,m\nD-3,\"Cy,x\n", "number,name,sex\nD-1,Noum\xe9a,f,\n", "\r", "\"", "a\tb\n", "establishment,cell,duration\n",
		"group,establishment,cell,\nG,F,C,\nG,F,C,x\n", "number,name,sex\nD-1,\x00,f",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		faults := (&Faults{}).Of("fuzz.csv")
		table := Read("fuzz.csv", content, faults)
		if (table.Kind == nil || table.Broken) != (faults.count > 0) {
			t.Fatalf("kind %v, broken %v, but %d faults", table.Kind, table.Broken, faults.count)
		}
		lines, last := strings.Count(string(content), "\n")+1, 0
		for _, r := range table.Records {
			if r.Line <= last || r.Line > lines {
				t.Fatalf("line %d after %d of %d", r.Line, last, lines)
			}
			last = r.Line
			if len(r.Fields) != len(table.header) {
				t.Fatalf("%d fields, the header has %d", len(r.Fields), len(table.header))
			}
			for _, field := range r.Fields {
				if !utf8.ValidString(field) || strings.ContainsRune(field, 0) {
					t.Fatalf("%q is a field", field)
				}
			}
		}
		for _, x := range faults.fields {
			if x.File != "fuzz.csv" || x.Code == "" || x.Row < 0 || x.Row > lines || !utf8.ValidString(x.Message) {
				t.Fatalf("a fault is %+v", x)
			}
		}
	})
}

func TestTheNearestWordIsOffered(t *testing.T) {
	known := func(yield func(string) bool) {
		for _, w := range []string{"duration", "priority", "evidence", "dog", "FRE", "NOU"} {
			if !yield(w) {
				return
			}
		}
	}
	for word, want := range map[string]string{
		"duraton": `; did you mean "duration"?`, "evidense": `; did you mean "evidence"?`, "prioriyt": `; did you mean "priority"?`,
		"fre": `; did you mean "FRE"?`, "NUO": `; did you mean "NOU"?`, "doog": `; did you mean "dog"?`, "window": "", "": "", "AIX": "",
	} {
		if got := DidYouMean(word, known); got != want {
			t.Errorf("%q got %q, want %q", word, got, want)
		}
	}
}
