package sheet

import (
	"fmt"
	"math/bits"
	"slices"

	"github.com/cellsweep/cellsweep/models"
)

// Listed is how many faults are told; of a file with more, the rest is counted.
const Listed = 500

// Faults gathers faults by file. A file of 64 MiB can hold millions, so each
// file keeps no more than would be told.
type Faults struct{ files []*FileFaults }

// FileFaults are the faults of one file.
type FileFaults struct {
	name   string
	fields []models.Field
	count  int
	rows   []uint64 // a bit for each row that has one
}

// Rows counts the rows that have a fault.
func (f *FileFaults) Rows() (n int) {
	for _, w := range f.rows {
		n += bits.OnesCount64(w)
	}
	return n
}

// Has says whether a row has a fault.
func (f *FileFaults) Has(row int) bool {
	return row/64 < len(f.rows) && f.rows[row/64]>>(row%64)&1 == 1
}

// Told are the faults that are kept, in the order of the rows, and how many there are.
func (f *FileFaults) Told() (fields []models.Field, count int) {
	slices.SortStableFunc(f.fields, func(a, b models.Field) int { return a.Row - b.Row })
	return f.fields, f.count
}

func (f *FileFaults) mark(row int) {
	for row/64 >= len(f.rows) {
		f.rows = append(f.rows, 0)
	}
	f.rows[row/64] |= 1 << (row % 64)
}

// Of begins the list of one more file.
func (l *Faults) Of(name string) *FileFaults {
	f := &FileFaults{name: name}
	l.files = append(l.files, f)
	return f
}

// File is the list of the file that was the i-th to begin.
func (l *Faults) File(i int) *FileFaults { return l.files[i] }

// Clone copies the list, for an attempt that may have to be made again.
func (l *Faults) Clone() *Faults {
	c := &Faults{}
	for _, f := range l.files {
		c.files = append(c.files, &FileFaults{f.name, slices.Clone(f.fields), f.count, slices.Clone(f.rows)})
	}
	return c
}

// Full says whether one more fault would only be counted: then its words need not be found.
func (f *FileFaults) Full() bool { return len(f.fields) >= Listed }

// Add notes a fault in a row (0 for the whole file) and a column ("" for none).
func (f *FileFaults) Add(row int, column, code, format string, args ...any) {
	f.count++
	if row > 0 {
		f.mark(row)
	}
	if f.Full() {
		return
	}
	f.fields = append(f.fields, models.Field{File: f.name, Row: row, Column: column, Code: code, Message: fmt.Sprintf(format, args...)})
}

// Err returns nil when there is no fault, else all of them in the order of the files and their rows.
func (l *Faults) Err() error {
	var all []models.Field
	count := 0
	for _, f := range l.files {
		slices.SortStableFunc(f.fields, func(a, b models.Field) int { return a.Row - b.Row })
		all = append(all, f.fields...)
		count += f.count
	}
	if count == 0 {
		return nil
	}
	message := fmt.Sprintf("The import has %d faults; nothing was saved.", count)
	if count == 1 {
		message = "The import has one fault; nothing was saved."
	}
	if len(all) > Listed {
		all = all[:Listed]
	}
	if count > len(all) {
		message = fmt.Sprintf("The import has %d faults, of which %d are listed; nothing was saved.", count, len(all))
	}
	return models.NewFault(models.Invalid, "%s", message).With(all...)
}
