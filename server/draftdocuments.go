package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// subjectDocuments is what the audit calls them: it must tell no authorisation.
const subjectDocuments = "draft documents"

// ListDraftDocuments lists the documents of the authorisations that the draft has.
// Those of one that was taken out of it are kept: they are read by their id, which
// the audit has, and are listed again when it is put back.
func (h handlers) ListDraftDocuments(ctx context.Context, r api.ListDraftDocumentsRequestObject) (api.ListDraftDocumentsResponseObject, error) {
	if err := whole(ctx, models.ActPlanRead, r.Operation); err != nil {
		return nil, err
	}
	answer := api.ListDraftDocuments200JSONResponse{Items: []api.DraftDocument{}}
	err := h.readPlan(ctx, r.Operation, r.Params.XReason, subjectDocuments, "", func(tx *store.Tx) error {
		draft, err := tx.Draft(r.Operation)
		if err != nil && !store.IsAbsent(err) {
			return err
		}
		all, err := tx.DraftDocuments(r.Operation)
		asked := func(d store.DraftDocument) bool {
			return (r.Params.Authorisation == models.ID{} || d.Authorisation == r.Params.Authorisation) && draft.Authorises(d.Authorisation)
		}
		answer.Items = each(slices.DeleteFunc(all, func(d store.DraftDocument) bool { return !asked(d) }), draftDocumentOut)
		return err
	})
	return answer, err
}

// AddDraftDocument keeps the order of an authorisation, sealed. That it is there
// is in the audit, of which authorisation only in sealed words.
func (h handlers) AddDraftDocument(ctx context.Context, r api.AddDraftDocumentRequestObject) (api.AddDraftDocumentResponseObject, error) {
	if err := whole(ctx, models.ActOperationEdit, r.Operation); err != nil {
		return nil, err
	}
	d, content, err := documentIn(r)
	if err != nil {
		return nil, err
	}
	var added store.DraftDocument
	err = h.Store.Tx(ctx, func(tx *store.Tx) error {
		if err := h.mayAdd(ctx, tx, d); err != nil {
			return err
		}
		if added, err = tx.AddDraftDocument(d, content); err != nil {
			return err
		}
		return tx.Note(models.ActOperationEdit, &d.Operation, nil, subject("draft document", d.ID), "", "added to authorisation "+d.Authorisation.String())
	})
	return api.AddDraftDocument201JSONResponse(draftDocumentOut(added)), err
}

// documentIn reads a document that is sent, and tells by its first bytes what it is.
func documentIn(r api.AddDraftDocumentRequestObject) (d models.OrderDocument, content []byte, err error) {
	content, err = io.ReadAll(io.LimitReader(r.Body, models.MaxOrderDocument+1))
	switch {
	case err != nil:
		return d, nil, models.NewFault(models.Invalid, "The body could not be read whole.").Because(err)
	case len(content) > models.MaxOrderDocument:
		return d, nil, models.NewFault(models.TooLarge, "A document has at most %d MiB.", models.MaxOrderDocument>>20)
	}
	name, err := url.PathUnescape(r.Params.XFileName)
	if err != nil {
		return d, nil, models.NewFault(models.Invalid, "The document is not right yet.").With(models.Field{Param: "X-File-Name", Code: "format", Message: "must be percent-encoded UTF-8"})
	}
	sum := sha256.Sum256(content)
	d = models.OrderDocument{ID: models.NewID(), Operation: r.Operation, Authorisation: r.Params.Authorisation, Name: name, MediaType: models.MediaTypeOf(content),
		Size: len(content), SHA256: hex.EncodeToString(sum[:])}
	if d.MediaType == "" {
		return d, nil, models.NewFault(models.Unsupported, "This is neither a PDF nor a JPEG or PNG picture.")
	}
	return d, content, d.Check()
}

// mayAdd asks the table of rights again, whether there is such an authorisation,
// and whether there is room. The operation is locked then.
func (h handlers) mayAdd(ctx context.Context, tx *store.Tx, d models.OrderDocument) error {
	o, err := tx.LockOperation(d.Operation)
	if err != nil {
		return err
	}
	if err := still(ctx, models.ActOperationEdit, o); err != nil {
		return err
	}
	draft, err := tx.Draft(d.Operation)
	if err != nil {
		return err
	}
	if !draft.Authorises(d.Authorisation) {
		return models.NewFault(models.NotFound, "There is nothing here by that name.")
	}
	all, err := tx.DraftDocuments(d.Operation)
	if err != nil {
		return err
	}
	same, listed := 0, 0
	for _, x := range all {
		if x.Authorisation == d.Authorisation {
			same++
		}
		if draft.Authorises(x.Authorisation) {
			listed++
		}
	}
	// What is kept of authorisations that were taken out has as much room again, else nobody could make any.
	if same >= models.MostOrderDocuments || listed >= models.MostDraftDocuments || len(all) >= 2*models.MostDraftDocuments {
		return models.NewFault(models.TooMany, "An authorisation has at most %d documents, an operation %d, and twice that with those of authorisations that were removed.",
			models.MostOrderDocuments, models.MostDraftDocuments)
	}
	return nil
}

// keptDocuments says for the audit which documents the list has no more once a draft
// is saved, because their authorisation is not in it: "" for none.
func keptDocuments(tx *store.Tx, operation models.ID, now models.OperationDraft) (string, error) {
	was, err := tx.Draft(operation)
	if err != nil {
		return "", err
	}
	var gone []models.ID
	for _, a := range was.Authorisations {
		if !now.Authorises(a.ID) {
			gone = append(gone, a.ID)
		}
	}
	if len(gone) == 0 {
		return "", nil
	}
	all, err := tx.DraftDocuments(operation)
	if err != nil {
		return "", err
	}
	var kept []string
	for _, d := range all {
		if slices.Contains(gone, d.Authorisation) {
			kept = append(kept, d.ID.String()+" of authorisation "+d.Authorisation.String())
		}
	}
	if len(kept) == 0 {
		return "", nil
	}
	return "documents kept: " + strings.Join(kept, ", "), nil
}

// ReadDraftDocument gives a document back as it was added.
func (h handlers) ReadDraftDocument(ctx context.Context, r api.ReadDraftDocumentRequestObject) (api.ReadDraftDocumentResponseObject, error) {
	if err := whole(ctx, models.ActPlanRead, r.Operation); err != nil {
		return nil, err
	}
	var d store.DraftDocument
	var content []byte
	err := h.readPlan(ctx, r.Operation, r.Params.XReason, subject("draft document", r.File), "", func(tx *store.Tx) (err error) {
		d, content, err = tx.DraftDocument(r.Operation, r.File)
		return err
	})
	if err != nil {
		return nil, err
	}
	body, n := bytes.NewReader(content), int64(len(content))
	headers := api.ReadDraftDocument200ResponseHeaders{ContentDisposition: "attachment; filename*=UTF-8''" + url.PathEscape(d.Name)}
	switch d.MediaType {
	case "image/jpeg":
		return api.ReadDraftDocument200ImagejpegResponse{Body: body, ContentLength: n, Headers: headers}, nil
	case "image/png":
		return api.ReadDraftDocument200ImagepngResponse{Body: body, ContentLength: n, Headers: headers}, nil
	}
	return api.ReadDraftDocument200ApplicationpdfResponse{Body: body, ContentLength: n, Headers: headers}, nil
}

// RemoveDraftDocument takes a document away from a draft.
func (h handlers) RemoveDraftDocument(ctx context.Context, r api.RemoveDraftDocumentRequestObject) (api.RemoveDraftDocumentResponseObject, error) {
	if err := whole(ctx, models.ActOperationEdit, r.Operation); err != nil {
		return nil, err
	}
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		o, err := tx.LockOperation(r.Operation)
		if err != nil {
			return err
		}
		if err := still(ctx, models.ActOperationEdit, o); err != nil {
			return err
		}
		if err := tx.DeleteDraftDocument(r.Operation, r.File); err != nil {
			return err
		}
		return tx.Note(models.ActOperationEdit, &r.Operation, nil, subject("draft document", r.File), "", "removed")
	})
	return api.RemoveDraftDocument204Response{}, err
}

func draftDocumentOut(d store.DraftDocument) api.DraftDocument {
	return api.DraftDocument{Id: d.ID, Authorisation: d.Authorisation, Name: d.Name, MediaType: api.DraftDocumentMediaType(d.MediaType), Size: d.Size, Sha256: d.SHA256,
		UploadedBy: d.UploadedBy, UploadedAt: models.FormatTime(d.UploadedAt)}
}
