package server

import (
	"context"

	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store/intake"
)

// RunImport takes in CSV files, all or nothing. Faults are told by file, row and
// column; in a dry run nothing is saved even where there are none.
func (h handlers) RunImport(ctx context.Context, r api.RunImportRequestObject) (api.RunImportResponseObject, error) {
	files := make([]intake.File, len(r.Body.Files))
	for i, f := range r.Body.Files {
		files[i] = intake.File{Name: f.Name, Content: []byte(f.Content)}
	}
	report, err := intake.Run(ctx, h.Store, files, intake.Options{DryRun: r.Body.DryRun, Expect: r.Body.Expected, Operation: optional(r.Body.Operation)})
	if err != nil {
		return nil, err
	}
	answer := api.RunImport200JSONResponse{Applied: report.Applied, Operation: orNone(report.Operation)}
	answer.Files = each(report.Files, func(f intake.FileReport) api.ImportedFile {
		return api.ImportedFile{Name: f.Name, Kind: f.Kind, Rows: f.Rows, Created: f.Created, Updated: f.Updated, Unchanged: f.Unchanged, Removed: f.Removed}
	})
	if c := report.Occupancy; c != nil {
		answer.Occupancy = occupancyOut(c)
	}
	return answer, nil
}

// occupancyOut shows what a list of who is where changes.
func occupancyOut(c *intake.Changes) api.OccupancyChanges {
	return api.OccupancyChanges{Digest: c.Digest, Moves: each(c.Moves, moveOut), Gone: each(c.Gone, moveOut), Elsewhere: each(c.Elsewhere, moveOut),
		Empty: each(c.Empty, spotOut), LapsedPins: each(c.LapsedPins, spotOut), LapsedLeftOut: each(c.LapsedOut, spotOut), Uncovered: each(c.Uncovered, spotOut), DroppedLinks: c.DroppedLinks}
}

func spotOut(s intake.Spot) api.OccupancyPlace { return api.OccupancyPlace{Site: s.Site, Cell: s.Cell} }

func moveOut(m intake.Move) api.OccupancyMove {
	return api.OccupancyMove{Person: m.Person, From: spotOut(m.From), To: spotOut(m.To), Follows: api.OccupancyFollows(m.Follows), Covered: m.Covered, Authorisations: m.Authorisations}
}
