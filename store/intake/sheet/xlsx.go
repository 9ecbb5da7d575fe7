package sheet

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
)

// An XLSX file is a ZIP archive of XML (ECMA-376, SpreadsheetML). Of it we read
// the values of cells, as a spreadsheet would save them as CSV, but for dates,
// which come in the forms of our columns. Formulas come as their last result.

// What one workbook may hold. A few kilobytes can unpack to gigabytes: bytes are
// counted as they come, and cells and texts are read one by one.
const (
	maxSheets  = 50
	maxXLSX    = 64 << 20 // bytes of XML, and of the texts in its cells, each time that one is there
	maxPart    = 4 << 20  // of those that describe the workbook
	maxColumns = 256
	maxCells   = 4_000_000 // blank ones in a row included
	maxStrings = 2_000_000
)

// IsXLSX says whether a file is a ZIP archive, as XLSX files are.
func IsXLSX(raw []byte) bool { return bytes.HasPrefix(raw, []byte("PK\x03\x04")) }

// ReadXLSX reads each sheet of a workbook that has anything in it as a table,
// whose name is that of the file, a slash and that of the sheet. of begins the
// list of faults of each.
func ReadXLSX(name string, raw []byte, of func(name string) *FileFaults) []*Table {
	b, err := openBook(raw)
	if err != nil {
		f := of(name)
		f.Add(0, "", "format", "is no XLSX file that can be read: %v", err)
		return []*Table{{Name: name, faults: f, Broken: true}}
	}
	var tables []*Table
	for _, s := range b.sheets {
		t := &Table{Name: name + "/" + s.Name, Broken: true}
		rows, err := b.rows(s)
		if err == nil && len(rows) == 0 {
			continue
		}
		t.faults = of(t.Name)
		if err != nil {
			t.faults.Add(0, "", "format", "the sheet cannot be read: %v", err)
		} else {
			t.workbook = true
			t.read(listed(rows))
		}
		tables = append(tables, t)
	}
	if len(tables) == 0 {
		f := of(name)
		f.Add(0, "", "required", "has no sheet with anything in it; its first row must name the columns")
		tables = append(tables, &Table{Name: name, faults: f, Broken: true})
	}
	return tables
}

// listed gives rows one by one, each as wide as the first at least: what is blank
// at the right of a row is not in the file.
func listed(rows []row) lines {
	width, i := len(rows[0].cells), 0
	return func() ([]string, int, error) {
		if i == len(rows) {
			return nil, 0, io.EOF
		}
		r := rows[i]
		i++
		if n := width - len(r.cells); n > 0 {
			r.cells = append(slices.Clone(r.cells), make([]string, n)...)
		}
		return r.cells, r.number, nil
	}
}

type row struct {
	number int // of the sheet, 1-based
	cells  []string
}

// book is a workbook that has been opened.
type book struct {
	parts   map[string]*zip.File
	left    int64 // bytes that may still be unpacked
	cells   int   // so far
	text    int   // bytes in them
	strings []string
	forms   []form // of cells, by the number of their style
	sheets  []bookSheet
	from    int // days from 30 December 1899 to day 0
}

type bookSheet struct{ Name, part string }

type bookError string

func (e bookError) Error() string { return string(e) }

const tooLarge = bookError("it unpacks to more than 64 MiB, or a part of it is too large; split it")

func openBook(raw []byte) (*book, error) {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, err
	}
	b := &book{parts: map[string]*zip.File{}, left: maxXLSX}
	for _, f := range z.File {
		b.parts[strings.TrimPrefix(f.Name, "/")] = f
	}
	if b.parts["xl/workbook.xml"] == nil {
		return nil, bookError("it has no workbook; save it as XLSX, not as another kind of file")
	}
	if err := b.readSheets(); err != nil {
		return nil, err
	}
	if err := b.readStrings(); err != nil {
		return nil, err
	}
	return b, b.readStyles()
}

// part opens a part of the archive as XML, of so many bytes at most. The part
// that is not there is empty.
func (b *book) part(name string, most int64, read func(*xml.Decoder) error) error {
	f := b.parts[name]
	if f == nil {
		return nil
	}
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	most = min(most, b.left)
	limited := &io.LimitedReader{R: r, N: most + 1}
	err = read(xml.NewDecoder(limited))
	if b.left -= most + 1 - limited.N; limited.N == 0 {
		return tooLarge
	}
	return err
}

func (b *book) decode(name string, into any) error {
	return b.part(name, maxPart, func(d *xml.Decoder) error { return d.Decode(into) })
}

// each calls do for every element of one of the names, as it comes.
func each(d *xml.Decoder, do func(xml.StartElement) error, names ...string) error {
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if s, ok := t.(xml.StartElement); ok && slices.Contains(names, s.Name.Local) {
			if err := do(s); err != nil {
				return err
			}
		}
	}
}

func (b *book) readSheets() error {
	var wb struct {
		Pr struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string `xml:"name,attr"`
			State string `xml:"state,attr"`
			ID    string `xml:"id,attr"` // r:id; Strict files have another name space
		} `xml:"sheets>sheet"`
	}
	var rels struct {
		All []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := b.decode("xl/workbook.xml", &wb); err != nil {
		return err
	}
	if err := b.decode("xl/_rels/workbook.xml.rels", &rels); err != nil {
		return err
	}
	if wb.Pr.Date1904 == "1" || wb.Pr.Date1904 == "true" {
		b.from = 1462
	}
	at := map[string]string{}
	for _, r := range rels.All {
		at[r.ID] = r.Target
	}
	for _, s := range wb.Sheets {
		target := at[s.ID]
		if strings.HasPrefix(target, "/") {
			target = target[1:]
		} else {
			target = path.Join("xl", target)
		}
		if s.State == "" || s.State == "visible" { // what nobody sees is not meant
			b.sheets = append(b.sheets, bookSheet{s.Name, target})
		}
	}
	if len(b.sheets) > maxSheets {
		return bookError("it has more than 50 sheets; split it")
	}
	return nil
}

// richText is text that may come in runs of different looks.
type richText struct {
	T    string `xml:"t"`
	Runs []struct {
		T string `xml:"t"`
	} `xml:"r"`
}

func (r richText) text() string {
	var s strings.Builder
	s.WriteString(r.T)
	for _, x := range r.Runs {
		s.WriteString(x.T)
	}
	return s.String()
}

func (b *book) readStrings() error {
	return b.part("xl/sharedStrings.xml", maxXLSX, func(d *xml.Decoder) error {
		return each(d, func(s xml.StartElement) error {
			var r richText
			if err := d.DecodeElement(&r, &s); err != nil {
				return err
			}
			if b.strings = append(b.strings, r.text()); len(b.strings) > maxStrings {
				return bookError("it has more than two million texts; split it")
			}
			return nil
		}, "si")
	})
}

type cell struct {
	R string   `xml:"r,attr"`
	T string   `xml:"t,attr"`
	S int      `xml:"s,attr"`
	V string   `xml:"v"`
	I richText `xml:"is"`
}

// rows reads the rows of a sheet that have anything in them.
func (b *book) rows(s bookSheet) ([]row, error) {
	if b.parts[s.part] == nil {
		return nil, bookError("it is not in the file")
	}
	var out []row
	now := row{}
	end := func() error {
		for len(now.cells) > 0 && now.cells[len(now.cells)-1] == "" {
			now.cells = now.cells[:len(now.cells)-1]
		}
		if len(now.cells) == 0 {
			return nil
		}
		if b.cells += len(now.cells); b.cells > maxCells {
			return bookError("it has more than four million cells; split it")
		}
		out = append(out, row{now.number, slices.Clone(now.cells)})
		return nil
	}
	err := b.part(s.part, maxXLSX, func(d *xml.Decoder) error {
		return each(d, func(x xml.StartElement) error {
			if x.Name.Local == "c" {
				var c cell
				if err := d.DecodeElement(&c, &x); err != nil {
					return err
				}
				return b.put(&now, c)
			}
			if err := end(); err != nil {
				return err
			}
			now.number, now.cells = now.number+1, now.cells[:0]
			for _, a := range x.Attr {
				if n, err := strconv.Atoi(a.Value); a.Name.Local == "r" && err == nil && n > 0 && n <= 1<<20 {
					now.number = n
				}
			}
			return nil
		}, "row", "c")
	})
	if err == nil {
		err = end()
	}
	return out, err
}

func (b *book) put(to *row, c cell) (err error) {
	at := len(to.cells)
	if c.R != "" {
		at = columnOf(c.R)
	}
	if at < 0 || at >= maxColumns {
		return bookError("it has more than 256 columns")
	}
	for len(to.cells) <= at {
		to.cells = append(to.cells, "")
	}
	to.cells[at], err = b.value(c)
	if b.text += len(to.cells[at]); b.text > maxXLSX { // one text may stand in many cells
		return tooLarge
	}
	return err
}

// columnOf is the index of the column of a reference like AB12: 27.
func columnOf(reference string) int {
	n := 0
	for _, r := range reference {
		if r < 'A' || r > 'Z' {
			break
		}
		if n = n*26 + int(r-'A') + 1; n > maxColumns {
			break
		}
	}
	return n - 1
}

func (b *book) value(c cell) (string, error) {
	switch c.T {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(c.V))
		if err != nil || i < 0 || i >= len(b.strings) {
			return "", bookError("it refers to a text that it does not have")
		}
		return b.strings[i], nil
	case "inlineStr":
		return c.I.text(), nil
	case "b":
		return map[string]string{"1": "true", "0": "false"}[strings.TrimSpace(c.V)], nil
	case "e":
		return errorMark + cmp.Or(strings.TrimSpace(c.V), "#ERROR!"), nil
	case "str", "d":
		return c.V, nil
	}
	return b.number(c), nil
}
