// Package intake imports CSV and XLSX files: the registry (establishments, locations,
// officers, equipment) into its tables, and what is of an operation (the
// operation itself, teams, cells, links, authorisations) into its sealed drafts.
// A list of who is where moves the targets that are about persons; nothing else
// of it is kept (occupancy.go).
//
// An import is all or nothing. Every fault of every file is told at once, with
// file, line and column, and nothing is saved while there is one. A file is
// known by its header, not by its name; the columns may come in any order.
//
// A registry file adds and changes rows and never removes one. A file of an
// operation is the whole truth of its kind: cells, teams, links or
// authorisations that are in the operation and not in the file (or files) of
// that kind are removed from it. A site that is left without cells and teams is
// taken out of the operation.
//
// A column that a file does not have leaves what is known as it is; an empty
// cell empties it, or sets the default where there is one.
package intake

import (
	"context"
	"errors"
	"slices"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/intake/sheet"
)

// MaxFile is the most bytes that a file may have.
const MaxFile = sheet.MaxFile

// The kinds of files.
const (
	operations     = sheet.Operations
	establishments = sheet.Establishments
	locations      = sheet.Locations
	officers       = sheet.Officers
	equipment      = sheet.Equipment
	teams          = sheet.Teams
	cells          = sheet.Cells
	links          = sheet.Links
	authorisations = sheet.Authorisations
	occupancy      = sheet.Occupancy
)

// File is one CSV file: UTF-8 with or without byte order mark, separated by
// commas or semicolons, one header line. Or it is a workbook (XLSX), each sheet of
// which is as such a file.
type File struct {
	Name    string // only to say where a fault is
	Content []byte
}

// Options say how to import.
type Options struct {
	DryRun    bool       // check and count, save nothing
	Preview   bool       // with DryRun: tell what changes row by row, and faults in the report
	Expect    string     // with an occupancy file: the Digest of the changes that a dry run showed
	Operation *models.ID // into which operation; nil: the one that operation.csv names, or else the only one in draft or planned
}

// Report says what was done, or in a dry run would be.
type Report struct {
	Applied   bool
	Operation *models.ID // the operation that the files went into, nil when there is none (or, in a dry run, none yet)
	Files     []FileReport
	Occupancy *Changes // what a list of who is where changes; nil without one
	Faults    int      // in a preview: how many there are in all files
}

// FileReport counts the records of one file: Rows = Created + Updated + Unchanged.
type FileReport struct {
	Name, Kind                        string
	Rows, Created, Updated, Unchanged int
	Removed                           int // what the operation had and the file has not; with several files of a kind, told of the first
	Preview                           *Preview
}

// Run imports files in one transaction with one audit row. The answer to files
// with faults is an Invalid Fault whose fields name file, row and column: the
// first 500, in the order of the files. NotFound, Forbidden and WrongState are
// about the operation. A second import of the same files changes nothing.
func Run(ctx context.Context, s *store.Store, files []File, o Options) (Report, error) {
	read, faults := readAll(files)
	var report Report
	attempt := func(v store.View, lock func(models.ID) (models.Operation, error), apply func(*world) error) error {
		w := newWorld(v, store.CallerOf(ctx).Actor, o, read, faults.Clone())
		w.lock, w.now = lock, s.Now()
		if err := w.build(); err != nil {
			return err
		}
		if o.DryRun && o.Preview {
			report = w.preview(read)
			return nil
		}
		if err := w.faults.Err(); err != nil {
			return err
		}
		report = w.report()
		return apply(w)
	}
	if o.DryRun {
		err := s.Read(ctx, func(v store.View) error {
			return attempt(v, v.Operation, func(*world) error { return nil })
		})
		if err == nil && o.Preview {
			err = notePreview(ctx, s, report)
		}
		if err == nil && report.Occupancy != nil {
			err = s.Tx(ctx, func(tx *store.Tx) error { // who is searched for was shown
				return tx.Note(models.ActPlanRead, report.Operation, nil, "occupancy", "", report.Occupancy.counts())
			})
		}
		return settled(report, err)
	}
	moves := slices.ContainsFunc(read, func(t *sheet.Table) bool { return t.Kind != nil && t.Kind.Name == locations })
	err := s.Tx(ctx, func(tx *store.Tx) error {
		if moves { // what is seen to be no circle must not become one
			if err := tx.LockTrees(); err != nil {
				return err
			}
		}
		return attempt(tx.View, tx.LockOperation, func(w *world) error {
			report.Operation = w.operationID()
			if err := o.expects(w.changed); err != nil {
				return err
			}
			return w.apply(tx, report)
		})
	})
	report.Applied = err == nil
	return settled(report, err)
}

// settled gives an empty report with an error: nothing was done. Two imports
// that add the same code at the same moment meet as a Conflict; the second finds it on trying again.
func settled(r Report, err error) (Report, error) {
	if err == nil {
		return r, nil
	}
	if errors.Is(err, &models.Fault{Code: models.Conflict}) {
		err = models.NewFault(models.Conflict, "Somebody else added the same codes while this import ran. Nothing was saved; import again.").Because(err)
	}
	return Report{}, err
}

// readAll reads every file, and notes what cannot be read.
func readAll(files []File) ([]*sheet.Table, *sheet.Faults) {
	faults := &sheet.Faults{}
	var tables []*sheet.Table
	for _, f := range files {
		if sheet.IsXLSX(f.Content) {
			tables = append(tables, readBook(f, faults)...)
			continue
		}
		tables = append(tables, sheet.Read(f.Name, f.Content, faults.Of(f.Name)))
	}
	if len(files) == 0 {
		faults.Of("").Add(0, "", "required", "there is no file to import")
	}
	return tables, faults
}

func readBook(f File, faults *sheet.Faults) []*sheet.Table {
	if len(f.Content) > sheet.MaxFile {
		return []*sheet.Table{sheet.Read(f.Name, f.Content, faults.Of(f.Name))} // which says that it is too large
	}
	return sheet.ReadXLSX(f.Name, f.Content, faults.Of)
}

// report counts by file. Removed is told of the first file of a kind.
func (w *world) report() Report {
	r := Report{Files: make([]FileReport, len(w.tables)), Occupancy: w.changed}
	if w.operation != nil && !w.operation.isNew {
		r.Operation = &w.operation.value.ID
	}
	told := map[string]bool{}
	for i, t := range w.tables {
		f := FileReport{Name: t.Name, Kind: t.Kind.Name, Rows: len(t.entries)}
		for _, e := range t.entries {
			switch e.status {
			case created:
				f.Created++
			case updated:
				f.Updated++
			default:
				f.Unchanged++
			}
		}
		if !told[f.Kind] {
			f.Removed, told[f.Kind] = w.removed[f.Kind], true
		}
		r.Files[i] = f
	}
	return r
}

func (w *world) operationID() *models.ID {
	if w.operation == nil {
		return nil
	}
	return &w.operation.value.ID
}

// has says whether a file of one of the kinds is being imported.
func (w *world) has(kinds ...string) bool {
	return slices.ContainsFunc(w.tables, func(t *table) bool { return slices.Contains(kinds, t.Kind.Name) })
}
