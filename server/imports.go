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
	report, err := intake.Run(ctx, h.Store, files, intake.Options{DryRun: r.Body.DryRun, Operation: optional(r.Body.Operation)})
	if err != nil {
		return nil, err
	}
	answer := api.RunImport200JSONResponse{Applied: report.Applied, Operation: orNone(report.Operation)}
	answer.Files = each(report.Files, func(f intake.FileReport) api.ImportedFile {
		return api.ImportedFile{Name: f.Name, Kind: f.Kind, Rows: f.Rows, Created: f.Created, Updated: f.Updated, Unchanged: f.Unchanged, Removed: f.Removed}
	})
	return answer, nil
}
