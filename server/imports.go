package server

import (
	"context"
	"encoding/base64"
	"fmt"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store/intake"
)

// RunImport takes in CSV and XLSX files, all or nothing. Faults are told by file,
// row and column; in a dry run nothing is saved even where there are none. A
// preview is a dry run that answers with the faults, and with each change.
func (h handlers) RunImport(ctx context.Context, r api.RunImportRequestObject) (api.RunImportResponseObject, error) {
	files, err := importFiles(*r.Body)
	if err != nil {
		return nil, err
	}
	report, err := intake.Run(ctx, h.Store, files, intake.Options{DryRun: r.Body.DryRun || r.Body.Preview, Preview: r.Body.Preview, Expect: r.Body.Expected, Operation: optional(r.Body.Operation)})
	if err != nil {
		return nil, err
	}
	answer := api.RunImport200JSONResponse{Applied: report.Applied, Operation: orNone(report.Operation), Faults: report.Faults}
	answer.Files = each(report.Files, func(f intake.FileReport) api.ImportedFile {
		out := api.ImportedFile{Name: f.Name, Kind: f.Kind, Rows: f.Rows, Created: f.Created, Updated: f.Updated, Unchanged: f.Unchanged, Removed: f.Removed}
		if f.Preview != nil {
			out.Preview = previewOut(ctx, *f.Preview)
		}
		return out
	})
	if c := report.Occupancy; c != nil {
		answer.Occupancy = occupancyOut(c)
	}
	return answer, nil
}

func importFiles(in api.ImportInput) ([]intake.File, error) {
	var fs models.Faults
	files := make([]intake.File, len(in.Files))
	for i, f := range in.Files {
		files[i] = intake.File{Name: f.Name, Content: []byte(f.Content)}
		if f.Encoding != api.ImportBase64 {
			continue
		}
		raw, err := base64.StdEncoding.DecodeString(f.Content)
		if err != nil {
			fs.Add(fmt.Sprintf("/files/%d/content", i), "format", "is not base64")
		}
		files[i].Content = raw
	}
	return files, fs.Err("The files cannot be read.")
}

func previewOut(ctx context.Context, p intake.Preview) api.ImportPreview {
	out := api.ImportPreview{Faulty: p.Faulty, FaultCount: p.FaultCount, Faults: fieldsOut(ctx, p.Faults), Means: p.Means, More: p.More, UnknownColumns: []unknownColumn{}}
	for _, u := range p.Unknown {
		out.UnknownColumns = append(out.UnknownColumns, unknownColumn{u.Column, u.Nearest})
	}
	out.Changes = each(p.Changes, func(c intake.RowChange) api.ImportChange {
		row := api.ImportChange{Row: c.Row, Key: c.Key, New: c.New}
		row.Fields = each(c.Fields, func(f intake.FieldChange) changedField { return changedField{f.Column, f.New, f.Old} })
		return row
	})
	return out
}

// What the document has no name for.
type (
	unknownColumn = struct {
		Column  string `json:"column"`
		Nearest string `json:"nearest,omitempty,omitzero"`
	}
	changedField = struct {
		Column string `json:"column"`
		New    string `json:"new"`
		Old    string `json:"old"`
	}
	formatColumn = struct {
		Example  string     `json:"example"`
		Heading  api.Labels `json:"heading"`
		Meaning  api.Labels `json:"meaning"`
		Name     string     `json:"name"`
		Required bool       `json:"required"`
	}
)

// occupancyOut shows what a list of who is where changes.
func occupancyOut(c *intake.Changes) api.OccupancyChanges {
	return api.OccupancyChanges{Digest: c.Digest, Moves: each(c.Moves, moveOut), Gone: each(c.Gone, moveOut), Elsewhere: each(c.Elsewhere, moveOut),
		Empty: each(c.Empty, spotOut), LapsedPins: each(c.LapsedPins, spotOut), LapsedLeftOut: each(c.LapsedOut, spotOut), Uncovered: each(c.Uncovered, spotOut), DroppedLinks: c.DroppedLinks}
}

func spotOut(s intake.Spot) api.OccupancyPlace { return api.OccupancyPlace{Site: s.Site, Cell: s.Cell} }

func moveOut(m intake.Move) api.OccupancyMove {
	return api.OccupancyMove{Person: m.Person, From: spotOut(m.From), To: spotOut(m.To), Follows: api.OccupancyFollows(m.Follows), Covered: m.Covered, Authorisations: m.Authorisations}
}
