package server

import (
	"bytes"
	"context"
	"io"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store/intake/sheet"
)

// ListImportFormats says what each kind of file has in it.
func (h handlers) ListImportFormats(context.Context, api.ListImportFormatsRequestObject) (api.ListImportFormatsResponseObject, error) {
	return api.ListImportFormats200JSONResponse{Items: each(sheet.Formats(), func(f sheet.Format) api.ImportFormat {
		out := api.ImportFormat{Kind: api.ImportKind(f.Kind), Name: labelsOf(f.Name), Meaning: labelsOf(f.Meaning), OfOperation: f.OfOperation, Examples: f.Examples}
		out.Columns = each(f.Columns, func(c sheet.Column) formatColumn {
			return formatColumn{c.Example, labelsOf(c.Heading), labelsOf(c.Meaning), c.Name, c.Required}
		})
		return out
	})}, nil
}

func labelsOf(t sheet.Text) api.Labels { return api.Labels{En: t.EN, Fr: t.FR} }

// DownloadImportTemplate gives an empty file to be filled in.
func (h handlers) DownloadImportTemplate(_ context.Context, r api.DownloadImportTemplateRequestObject) (api.DownloadImportTemplateResponseObject, error) {
	language, formats := string(r.Params.Language), sheet.Formats()
	if r.Params.Kind != "" {
		f, _ := sheet.FormatOf(string(r.Params.Kind)) // the document knows the kinds that there are
		formats = []sheet.Format{f}
	}
	if r.Params.As == api.AsCSV {
		if len(formats) != 1 {
			return nil, models.NewFault(models.Invalid, "A CSV file is of one kind.").With(models.Field{Param: "kind", Code: "required", Message: "name the kind of file"})
		}
		return emptyCSV(formats[0], language)
	}
	pages := each(formats, func(f sheet.Format) sheet.Page {
		name := f.Name.EN
		if language == "fr" {
			name = f.Name.FR
		}
		return sheet.Page{Name: name, Rows: [][]string{f.Headings(language)}}
	})
	book, err := sheet.WriteXLSX(pages)
	answer := api.DownloadImportTemplate200ApplicationvndOpenxmlformatsOfficedocumentSpreadsheetmlSheetResponse{Body: bytes.NewReader(book), ContentLength: int64(len(book))}
	answer.Headers.ContentDisposition = `attachment; filename="import.xlsx"`
	return answer, err
}

func emptyCSV(f sheet.Format, language string) (api.DownloadImportTemplateResponseObject, error) {
	var table bytes.Buffer
	err := writeCSV(&table, f.Headings(language), nil)
	answer := api.DownloadImportTemplate200TextcsvResponse{Body: io.Reader(&table), ContentLength: int64(table.Len())}
	answer.Headers.ContentDisposition = `attachment; filename="` + f.Kind + `.csv"`
	return answer, err
}
