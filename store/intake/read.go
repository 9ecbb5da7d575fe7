package intake

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// table is a file as it was read.
type table struct {
	name    string
	kind    *kind          // nil when the header tells nothing
	at      map[string]int // column → index of the field
	header  []string
	records []record
	broken  bool // something of it could not be read, so what it does not say means nothing
	faults  *fileFaults
	entries []*entry
}

type record struct {
	line   int // of the file, 1-based, where the record begins
	fields []string
}

var (
	utf8Mark  = []byte{0xef, 0xbb, 0xbf}
	utf16Mark = [][]byte{{0xff, 0xfe}, {0xfe, 0xff}}
)

// readTable reads one file (RFC 4180, with the separator that its header uses,
// and lines that end in CR LF or LF). Rows of nothing but blanks are skipped:
// spreadsheets leave them behind. Every fault of form is noted.
func readTable(f File, faults *fileFaults) *table {
	t := &table{name: f.Name, faults: faults, broken: true}
	content := bytes.TrimPrefix(f.Content, utf8Mark)
	switch {
	case len(f.Content) > MaxFile:
		faults.add(0, "", "too_large", "has more than %d bytes, the most; split it", MaxFile)
		return t
	case slices.ContainsFunc(utf16Mark, func(m []byte) bool { return bytes.HasPrefix(content, m) }):
		faults.add(0, "", "encoding", "is UTF-16; save it as CSV in UTF-8")
		return t
	case len(bytes.TrimSpace(content)) == 0:
		faults.add(0, "", "required", "is empty; its first line must name the columns")
		return t
	case bytes.IndexByte(content, '\r') >= 0 && bytes.IndexByte(content, '\n') < 0:
		faults.add(0, "", "format", "ends its lines with CR alone; save it with LF or CR LF")
		return t
	}
	r := csv.NewReader(bytes.NewReader(content))
	r.Comma, r.FieldsPerRecord = separator(content), -1
	if t.readHeader(r) {
		t.readRecords(r)
	}
	return t
}

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
func (t *table) readHeader(r *csv.Reader) bool {
	fields, err := r.Read()
	if err != nil {
		t.badRecord(err, fields)
		return false
	}
	line, _ := r.FieldPos(0)
	for _, f := range fields {
		name := strings.ToLower(strings.TrimSpace(f))
		if !utf8.ValidString(name) {
			t.faults.add(line, "", "encoding", "the header is not UTF-8; save the file as CSV in UTF-8")
			return false
		}
		t.header = append(t.header, name)
	}
	for len(t.header) > 0 && t.header[len(t.header)-1] == "" { // blank columns at the right
		t.header = t.header[:len(t.header)-1]
	}
	k, likely := recognise(t.header)
	if !likely {
		t.faults.add(line, "", "unknown", "the header is of no file that can be imported; %s", knownKinds(fields))
		return false
	}
	t.kind = k
	return t.placeColumns(line)
}

func knownKinds(header []string) string {
	if len(header) == 1 && strings.ContainsRune(header[0], '\t') {
		return "separate the columns by commas or semicolons, not by tabs"
	}
	var names []string
	for _, k := range kinds() {
		names = append(names, k.name)
	}
	return "there are files of " + strings.Join(names, ", ")
}

func (t *table) placeColumns(line int) bool {
	known, good := t.kind.all(), true
	bad := func(column, code, format string, args ...any) {
		good = false
		t.faults.add(line, column, code, format, args...)
	}
	t.at = map[string]int{}
	for i, name := range t.header {
		first, twice := t.at[name]
		switch {
		case name == "":
			bad("", "required", "field %d of the header has no name", i+1)
		case !slices.Contains(known, name):
			bad(name, "unknown", "%q is not a column of a file of %s%s", name, t.kind.name, didYouMean(name, slices.Values(known)))
		case twice:
			bad(name, "duplicate", "the column is there twice, as field %d and %d; keep one", first+1, i+1)
		default:
			t.at[name] = i
		}
	}
	for _, name := range t.kind.required {
		if _, ok := t.at[name]; !ok {
			bad(name, "required", "the column is missing; a file of %s needs %s", t.kind.name, strings.Join(t.kind.required, ", "))
		}
	}
	return good
}

func (t *table) readRecords(r *csv.Reader) {
	t.broken = false
	for {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.badRecord(err, fields)
			t.broken = true
			continue
		}
		line, _ := r.FieldPos(0)
		for i, f := range fields {
			fields[i] = strings.TrimSpace(f)
		}
		if !slices.ContainsFunc(fields, func(f string) bool { return f != "" }) {
			continue
		}
		if !t.wellFormed(line, fields) {
			t.broken = true
			continue
		}
		t.records = append(t.records, record{line, fields[:len(t.header)]})
	}
	if t.kind.needsRows && len(t.records) == 0 && !t.broken {
		t.broken = true
		t.faults.add(0, "", "required", "has a header and no rows, which would take everything of %s out of the operation", t.kind.name)
	}
}

// wellFormed notes fields too few or too many, and characters that no text has.
func (t *table) wellFormed(line int, fields []string) bool {
	good := true
	bad := func(i int, code, format string, args ...any) {
		column := ""
		if i < len(t.header) {
			column = t.header[i]
		}
		good = false
		t.faults.add(line, column, code, format, args...)
	}
	if len(fields) < len(t.header) {
		bad(len(fields), "format", "the row has %d fields, the header %d", len(fields), len(t.header))
	}
	for i, f := range fields {
		switch {
		case !utf8.ValidString(f):
			bad(i, "encoding", "is not UTF-8 after %q; save the file as CSV in UTF-8", validPart(f))
		case strings.ContainsFunc(f, func(r rune) bool { return r < 0x20 && r != '\t' && r != '\n' && r != '\r' }):
			bad(i, "format", "%q has a control character in it; remove it", excerpt(f))
		case i >= len(t.header) && f != "":
			bad(i, "format", "%q is field %d, the header has %d; quote fields that have a separator in them", excerpt(f), i+1, len(t.header))
		}
	}
	return good
}

// badRecord says in our words what encoding/csv found. It goes on with the next line then.
func (t *table) badRecord(err error, fields []string) {
	line, column := 0, ""
	if p, ok := errors.AsType[*csv.ParseError](err); ok {
		line = p.StartLine
	}
	if n := len(fields); n < len(t.header) { // those before the bad one
		column = t.header[n]
	}
	switch {
	case errors.Is(err, csv.ErrBareQuote):
		t.faults.add(line, column, "format", `a quote stands in a field that does not begin with one; put the field in quotes and double those inside`)
	default:
		t.faults.add(line, column, "format", `a quoted field is not closed, or text follows its closing quote; double the quotes inside it`)
	}
}

func validPart(s string) string {
	for i, r := range s {
		if r == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(s[i:]); n == 1 {
				return excerpt(s[:i])
			}
		}
	}
	return excerpt(s)
}

// excerpt is the beginning of a value, short enough for a message.
func excerpt(s string) string {
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
