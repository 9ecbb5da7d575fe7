// Package sheet reads the CSV files of an import: what kind a file is of by its
// header, where its columns are, and what is wrong with its form. It knows
// neither database nor nouns, so that it can be fed with anything by a fuzzer
// that compiles in seconds.
package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// MaxFile is the most bytes that a file may have: 64 MiB, about ten times the
// locations of every cell of a country.
const MaxFile = 64 << 20

// Table is a file as it was read.
type Table struct {
	Name    string
	Kind    *Kind          // nil when the header tells nothing
	at      map[string]int // column → index of the field
	header  []string
	Records []Record
	Broken  bool      // something of it could not be read, so what it does not say means nothing
	Unknown []Unknown // columns of it that no file of its kind has
	Means   string    // where Kind is nil: the kind that its name suggests, "" for none
	faults  *FileFaults

	workbook bool // its cells say of themselves whether they are an error
}

// Unknown is a column that is not known, and the one that may have been meant.
type Unknown struct{ Column, Nearest string }

// lines gives the fields of one row after the other with the line it begins at,
// and io.EOF after the last.
type lines func() (fields []string, line int, err error)

// Record is one row of a file.
type Record struct {
	Line   int // of the file, 1-based, where the record begins
	Fields []string
}

var (
	utf8Mark  = []byte{0xef, 0xbb, 0xbf}
	utf16Mark = [][]byte{{0xff, 0xfe}, {0xfe, 0xff}}
)

// Read reads one file (RFC 4180, with the separator that its header uses,
// and lines that end in CR LF or LF). Rows of nothing but blanks are skipped:
// spreadsheets leave them behind. Every fault of form is noted.
func Read(name string, raw []byte, faults *FileFaults) *Table {
	t := &Table{Name: name, faults: faults, Broken: true}
	content := bytes.TrimPrefix(raw, utf8Mark)
	switch {
	case len(raw) > MaxFile:
		faults.Add(0, "", "too_large", "has more than %d bytes, the most; split it", MaxFile)
		return t
	case slices.ContainsFunc(utf16Mark, func(m []byte) bool { return bytes.HasPrefix(content, m) }):
		faults.Add(0, "", "encoding", "is UTF-16; save it as CSV in UTF-8")
		return t
	case len(bytes.TrimSpace(content)) == 0:
		faults.Add(0, "", "required", "is empty; its first line must name the columns")
		return t
	case bytes.IndexByte(content, '\r') >= 0 && bytes.IndexByte(content, '\n') < 0:
		faults.Add(0, "", "format", "ends its lines with CR alone; save it with LF or CR LF")
		return t
	}
	r := csv.NewReader(bytes.NewReader(content))
	r.Comma, r.FieldsPerRecord = separator(content), -1
	t.read(func() (fields []string, line int, err error) {
		if fields, err = r.Read(); err == nil {
			line, _ = r.FieldPos(0)
		}
		return fields, line, err
	})
	return t
}

func (t *Table) read(next lines) {
	if t.readHeader(next) {
		t.readRecords(next)
	}
}

// Index says which field of a record a column is, if the file has it.
func (t *Table) Index(column string) (int, bool) {
	i, ok := t.at[column]
	return i, ok
}

// Columns are the columns that the file has, in its order.
func (t *Table) Columns() []string { return t.header }

// separator is the one of comma and semicolon that the header line has more of outside quotes.
func separator(content []byte) rune {
	commas, semicolons, quoted := 0, 0, false
	for _, c := range content {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == ',':
			commas++
		case c == ';':
			semicolons++
		case c == '\n' && commas+semicolons > 0:
			return moreOf(commas, semicolons)
		}
	}
	return moreOf(commas, semicolons)
}

func moreOf(commas, semicolons int) rune {
	if semicolons > commas {
		return ';'
	}
	return ','
}

// readHeader finds the kind of file and where its columns are. It is false when
// the rows cannot be understood.
func (t *Table) readHeader(next lines) bool {
	fields, line, err := next()
	if err != nil {
		t.badRecord(err, fields)
		return false
	}
	for i, f := range fields {
		if t.noteError(line, i, "", strings.TrimSpace(f)) {
			return false
		}
		name := strings.ToLower(strings.TrimSpace(f))
		if !utf8.ValidString(name) {
			t.faults.Add(line, "", "encoding", "the header is not UTF-8; save the file as CSV in UTF-8")
			return false
		}
		t.header = append(t.header, name)
	}
	for len(t.header) > 0 && t.header[len(t.header)-1] == "" { // blank columns at the right
		t.header = t.header[:len(t.header)-1]
	}
	k, likely := recognise(t.header)
	if !likely {
		t.Means = KindNamed(t.Name)
		t.faults.Add(line, "", "unknown", "the header is of no file that can be imported; %s", knownKinds(fields))
		return false
	}
	t.Kind = k
	return t.placeColumns(line)
}

func knownKinds(header []string) string {
	if len(header) == 1 && strings.ContainsRune(header[0], '\t') {
		return "separate the columns by commas or semicolons, not by tabs"
	}
	var names []string
	for _, k := range Kinds() {
		names = append(names, k.Name)
	}
	return "there are files of " + strings.Join(names, ", ")
}

func (t *Table) placeColumns(line int) bool {
	known, good := t.Kind.all(), true
	bad := func(column, code, format string, args ...any) {
		good = false
		t.faults.Add(line, column, code, format, args...)
	}
	t.at = map[string]int{}
	for i, name := range t.header {
		if c := t.Kind.column(name); c != "" {
			name, t.header[i] = c, c
		}
		first, twice := t.at[name]
		switch {
		case name == "":
			bad("", "required", "field %d of the header has no name", i+1)
		case !slices.Contains(known, name):
			u := Unknown{name, t.Kind.nearest(name)}
			t.Unknown = append(t.Unknown, u)
			bad(name, "unknown", "%q is not a column of a file of %s%s", name, t.Kind.Name, u.ask())
		case twice:
			bad(name, "duplicate", "the column is there twice, as field %d and %d; keep one", first+1, i+1)
		default:
			t.at[name] = i
		}
	}
	for _, name := range t.Kind.required {
		if _, ok := t.at[name]; !ok {
			bad(name, "required", "the column is missing; a file of %s needs %s", t.Kind.Name, strings.Join(t.Kind.required, ", "))
		}
	}
	return good
}

func (u Unknown) ask() string {
	if u.Nearest == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", u.Nearest)
}

func (t *Table) readRecords(next lines) {
	t.Broken = false
	for {
		fields, line, err := next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.badRecord(err, fields)
			t.Broken = true
			continue
		}
		for i, f := range fields {
			fields[i] = strings.TrimSpace(f)
		}
		if !slices.ContainsFunc(fields, func(f string) bool { return f != "" }) {
			continue
		}
		if !t.wellFormed(line, fields) {
			t.Broken = true
			continue
		}
		t.Records = append(t.Records, Record{line, fields[:len(t.header)]})
	}
	if t.Kind.needsRows && len(t.Records) == 0 && !t.Broken {
		t.Broken = true
		t.faults.Add(0, "", "required", "has a header and no rows, which would take everything of %s out of the operation", t.Kind.Name)
	}
}

// wellFormed notes fields too few or too many, and characters that no text has.
func (t *Table) wellFormed(line int, fields []string) bool {
	good := true
	bad := func(i int, code, format string, args ...any) {
		good = false
		t.faults.Add(line, t.columnAt(i), code, format, args...)
	}
	if len(fields) < len(t.header) {
		bad(len(fields), "format", "the row has %d fields, the header %d", len(fields), len(t.header))
	}
	for i, f := range fields {
		switch {
		case t.noteError(line, i, t.columnAt(i), f):
			good = false
		case !utf8.ValidString(f):
			bad(i, "encoding", "is not UTF-8 after %q; save the file as CSV in UTF-8", validPart(f))
		case strings.ContainsFunc(f, func(r rune) bool { return r < 0x20 && r != '\t' && r != '\n' && r != '\r' }):
			bad(i, "format", "%q has a control character in it; remove it", Excerpt(f))
		case i >= len(t.header) && f != "":
			bad(i, "format", "%q is field %d, the header has %d; quote fields that have a separator in them", Excerpt(f), i+1, len(t.header))
		}
	}
	return good
}

// columnAt is the name of the column at an index, "" beyond the header.
func (t *Table) columnAt(i int) string {
	if i < len(t.header) {
		return t.header[i]
	}
	return ""
}

// badRecord says in our words what encoding/csv found. It goes on with the next line then.
func (t *Table) badRecord(err error, fields []string) {
	line, column := 0, t.columnAt(len(fields)) // that of the bad one, after those before it
	if p, ok := errors.AsType[*csv.ParseError](err); ok {
		line = p.StartLine
	}
	switch {
	case errors.Is(err, csv.ErrBareQuote):
		t.faults.Add(line, column, "format", `a quote stands in a field that does not begin with one; put the field in quotes and double those inside`)
	default:
		t.faults.Add(line, column, "format", `a quoted field is not closed, or text follows its closing quote; double the quotes inside it`)
	}
}

func validPart(s string) string {
	for i, r := range s {
		if r == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(s[i:]); n == 1 {
				return Excerpt(s[:i])
			}
		}
	}
	return Excerpt(s)
}

// Excerpt is the beginning of a value, short enough for a message.
func Excerpt(s string) string {
	const most = 40
	runes := 0
	for i := range s {
		if runes == most {
			return s[:i] + "…"
		}
		runes++
	}
	return s
}
