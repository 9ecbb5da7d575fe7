package store_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
)

var update = flag.Bool("update", false, "write the generated parts of docs/database.md anew")

const databasePage = "../docs/database.md"

func TestThePageOfTheDatabaseIsThatOfTheMigratedSchema(t *testing.T) {
	raw, err := os.ReadFile(databasePage)
	if err != nil {
		t.Fatal(err)
	}
	was, tables := string(raw), schemaOf(t, newest(t, "sqlite"))
	is := replaced(t, was, "drawing", drawn(t, tables))
	is = replaced(t, is, "sensitive", sensitive(t))
	if *update {
		if err := os.WriteFile(databasePage, []byte(is), 0o600); err != nil {
			t.Fatal(err)
		}
	} else if is != was {
		t.Error("docs/database.md is not what the schema gives: go test ./store -run Page -update")
	}
	for name, x := range tables {
		for _, k := range x.keys {
			if index, found := strings.CutPrefix(strings.TrimPrefix(k, "unique "), "index "); found {
				index, _, _ = strings.Cut(index, " ")
				if !strings.Contains(is, "`"+index+"`") {
					t.Errorf("docs/database.md does not say why %s has the index %s", name, index)
				}
			}
		}
	}
}

// replaced puts text between the markers of a part.
func replaced(t *testing.T, page, part, text string) string {
	t.Helper()
	begin, end := "<!-- "+part+":begin -->\n", "<!-- "+part+":end -->"
	before, rest, there := strings.Cut(page, begin)
	_, after, whole := strings.Cut(rest, end)
	if !there || !whole {
		t.Fatalf("the page has no part %s", part)
	}
	return before + begin + text + end + after
}

// drawn is the schema as a diagram that mermaid draws.
func drawn(t *testing.T, tables map[string]table) string {
	t.Helper()
	var boxes, arrows strings.Builder
	for _, row := range parsed(t) {
		x := tables[row.Table]
		fmt.Fprintf(&boxes, "    %s {\n", row.Table)
		for _, c := range x.columns {
			kind := kindOf(row.LookUpField(c.name).FieldType, "postgres")
			fmt.Fprintf(&boxes, "        %s %s%s%s\n", kind, c.name, marks(x, c.name), map[bool]string{true: ` "may be NULL"`}[c.nullable])
		}
		boxes.WriteString("    }\n")
		for _, r := range x.refers {
			column, to, _ := strings.Cut(r, " -> ")
			to, _, _ = strings.Cut(to, " ")
			many := "}o--||"
			if c, _ := x.column(column); c.nullable {
				many = "}o--o|"
			} else if slices.Contains(x.keys, "primary ("+column+")") {
				many = "|o--||"
			}
			fmt.Fprintf(&arrows, "    %s %s %s : %s\n", row.Table, many, to, column)
		}
	}
	return "```mermaid\nerDiagram\n" + boxes.String() + arrows.String() + "```\n"
}

// marks says which keys a column is in.
func marks(x table, name string) string {
	var all []string
	for _, k := range x.keys {
		_, columns, _ := strings.Cut(strings.TrimSuffix(k, ")"), "(")
		if !slices.Contains(strings.Split(columns, ", "), name) {
			continue
		}
		switch {
		case strings.HasPrefix(k, "primary"):
			all = append(all, "PK")
		case strings.HasPrefix(k, "unique"):
			all = append(all, "UK")
		}
	}
	if slices.ContainsFunc(x.refers, func(r string) bool { return strings.HasPrefix(r, name+" ->") }) {
		all = append(all, "FK")
	}
	slices.Sort(all)
	if all = slices.Compact(all); len(all) == 0 {
		return ""
	}
	return " " + strings.Join(all, ", ")
}

// sensitive lists the columns of each table that are more than nothing.
func sensitive(t *testing.T) string {
	t.Helper()
	levels := []string{models.SensSpecial, models.SensPersonal, models.SensStaff}
	var b strings.Builder
	fmt.Fprintf(&b, "| table | %s |\n|---|---|---|---|\n", strings.Join(levels, " | "))
	for _, row := range parsed(t) {
		of := map[string][]string{}
		for _, f := range row.Fields {
			s := sensitivity(row, f)
			of[s] = append(of[s], "`"+f.DBName+"`")
		}
		if len(of) == 1 && of[models.SensNone] != nil {
			continue
		}
		fmt.Fprintf(&b, "| `%s`", row.Table)
		for _, level := range levels {
			fmt.Fprintf(&b, " | %s", strings.Join(of[level], " "))
		}
		b.WriteString(" |\n")
	}
	return b.String()
}
