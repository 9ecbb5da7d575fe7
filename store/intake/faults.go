package intake

import (
	"fmt"
	"slices"

	"github.com/cellsweep/cellsweep/models"
)

// listed is how many faults are told; of a file with more, the rest is counted.
const listed = 500

// faultList gathers faults by file. A file of 64 MiB can hold millions, so each
// file keeps no more than would be told.
type faultList struct{ files []*fileFaults }

type fileFaults struct {
	name   string
	fields []models.Field
	count  int
}

// of begins the list of one more file.
func (l *faultList) of(name string) *fileFaults {
	f := &fileFaults{name: name}
	l.files = append(l.files, f)
	return f
}

func (l *faultList) clone() *faultList {
	c := &faultList{}
	for _, f := range l.files {
		c.files = append(c.files, &fileFaults{f.name, slices.Clone(f.fields), f.count})
	}
	return c
}

// full says whether one more fault would only be counted: then its words need not be found.
func (f *fileFaults) full() bool { return len(f.fields) >= listed }

func (f *fileFaults) add(row int, column, code, format string, args ...any) {
	f.count++
	if f.full() {
		return
	}
	f.fields = append(f.fields, models.Field{File: f.name, Row: row, Column: column, Code: code, Message: fmt.Sprintf(format, args...)})
}

// err returns nil when there is no fault, else all of them in the order of the files and their rows.
func (l *faultList) err() error {
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
	if len(all) > listed {
		all = all[:listed]
	}
	if count > len(all) {
		message = fmt.Sprintf("The import has %d faults, of which %d are listed; nothing was saved.", count, len(all))
	}
	return models.NewFault(models.Invalid, "%s", message).With(all...)
}
