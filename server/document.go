package server

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// listing is a page of documents of one kind, as far as the caller's sites reach.
type listing struct {
	act       models.Act
	operation models.ID
	kind      fieldsync.Kind
	site      models.ID
	state     string
	limit     int
	cursor    string
	keys      []string // of documents that have each of these
}

func (h handlers) documents(ctx context.Context, q listing) (api.DocumentPage, error) {
	page := api.DocumentPage{Items: []json.RawMessage{}}
	after, err := afterID(q.cursor)
	if err != nil {
		return page, err
	}
	if q.limit == 0 {
		q.limit = 100
	}
	caller := store.CallerOf(ctx).Actor
	f := store.Feed{Operation: q.operation, Kinds: []fieldsync.Kind{q.kind}, State: q.state, Keys: q.keys, AfterID: after, Limit: q.limit + 1}
	f.Sites, f.All = caller.Sites(q.act, q.operation)
	if q.site != (models.ID{}) {
		if !caller.Sees(q.act, q.operation, q.site) {
			return page, models.NewFault(models.NotFound, "There is nothing here by that name.")
		}
		f.Sites, f.All = models.IDSet{q.site}, false
	}
	err = h.Store.Read(ctx, func(v store.View) error {
		docs, err := v.Documents(f)
		if len(docs) > q.limit {
			docs = docs[:q.limit]
			page.Next = base64.RawURLEncoding.EncodeToString([]byte(docs[q.limit-1].ID))
		}
		for _, d := range docs {
			page.Items = append(page.Items, documentOut(d, seesPositions(caller, q.operation)))
		}
		return err
	})
	return page, err
}

// afterID reads the cursor of a list of documents: the id of the last one shown.
func afterID(cursor string) (string, error) {
	id, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || !utf8.Valid(id) || slices.Contains(id, 0) {
		return "", models.NewFault(models.Invalid, "The cursor is not one of ours; begin with the first page.").
			With(models.Field{Param: "cursor", Code: "format", Message: "use next of the page before"})
	}
	return string(id), nil
}

func seesPositions(caller models.Actor, operation models.ID) bool {
	for _, g := range caller.Grants {
		if (g.Operation == nil || *g.Operation == operation) && (g.Role == models.RoleHQ || g.Role == models.RoleAuditor || g.Role == models.RoleAnalyst) {
			return true
		}
	}
	return false
}

// ListTasks lists tasks.
func (h handlers) ListTasks(ctx context.Context, r api.ListTasksRequestObject) (api.ListTasksResponseObject, error) {
	p := r.Params
	page, err := h.documents(ctx, listing{models.ActSearchRead, r.Operation, fieldsync.KindTask, p.Site, string(p.State), int(p.Limit), string(p.Cursor), nil})
	return api.ListTasks200JSONResponse{DocumentsJSONResponse: api.DocumentsJSONResponse(page)}, err
}

// ListSearches lists searches.
func (h handlers) ListSearches(ctx context.Context, r api.ListSearchesRequestObject) (api.ListSearchesResponseObject, error) {
	p := r.Params
	page, err := h.documents(ctx, listing{models.ActSearchRead, r.Operation, fieldsync.KindSearch, p.Site, string(p.State), int(p.Limit), string(p.Cursor), nil})
	return api.ListSearches200JSONResponse{DocumentsJSONResponse: api.DocumentsJSONResponse(page)}, err
}

// ListFindings lists findings.
func (h handlers) ListFindings(ctx context.Context, r api.ListFindingsRequestObject) (api.ListFindingsResponseObject, error) {
	p := r.Params
	page, err := h.documents(ctx, listing{models.ActSearchRead, r.Operation, fieldsync.KindFinding, p.Site, string(p.State), int(p.Limit), string(p.Cursor), nil})
	return api.ListFindings200JSONResponse{DocumentsJSONResponse: api.DocumentsJSONResponse(page)}, err
}

// ListExhibits lists exhibits.
func (h handlers) ListExhibits(ctx context.Context, r api.ListExhibitsRequestObject) (api.ListExhibitsResponseObject, error) {
	p := r.Params
	page, err := h.documents(ctx, listing{models.ActExhibitRead, r.Operation, fieldsync.KindExhibit, p.Site, string(p.State), int(p.Limit), string(p.Cursor), nil})
	return api.ListExhibits200JSONResponse{DocumentsJSONResponse: api.DocumentsJSONResponse(page)}, err
}

// ListAnswers lists answers, those of one search when it is named: an answer's
// id begins with that of its search (docs/documents.md), so that they lie side by side.
func (h handlers) ListAnswers(ctx context.Context, r api.ListAnswersRequestObject) (api.ListAnswersResponseObject, error) {
	p := r.Params
	q := listing{models.ActSearchRead, r.Operation, fieldsync.KindAnswer, p.Site, string(p.State), int(p.Limit), string(p.Cursor), nil}
	if p.Search == (models.ID{}) {
		page, err := h.documents(ctx, q)
		return api.ListAnswers200JSONResponse{DocumentsJSONResponse: api.DocumentsJSONResponse(page)}, err
	}
	first := p.Search.String() + "/"
	if q.cursor == "" {
		q.cursor = base64.RawURLEncoding.EncodeToString([]byte(first))
	}
	page, err := h.documents(ctx, q)
	if err != nil {
		return nil, err
	}
	for i, d := range page.Items {
		var x struct{ ID string }
		if err := json.Unmarshal(d, &x); err != nil {
			return nil, err
		}
		if !strings.HasPrefix(x.ID, first) {
			page.Items, page.Next = page.Items[:i], ""
			break
		}
	}
	return api.ListAnswers200JSONResponse{DocumentsJSONResponse: api.DocumentsJSONResponse(page)}, nil
}

// ListFiles lists photographs and other files, those of one thing when it is named.
func (h handlers) ListFiles(ctx context.Context, r api.ListFilesRequestObject) (api.ListFilesResponseObject, error) {
	p := r.Params
	q := listing{models.ActSearchRead, r.Operation, fieldsync.KindFile, p.Site, string(p.State), int(p.Limit), string(p.Cursor), nil}
	if p.Of != (models.ID{}) {
		q.keys = []string{"on:" + p.Of.String()}
	}
	page, err := h.documents(ctx, q)
	return api.ListFiles200JSONResponse{DocumentsJSONResponse: api.DocumentsJSONResponse(page)}, err
}

// GetDocument reads one document in the caller's scope.
func (h handlers) GetDocument(ctx context.Context, r api.GetDocumentRequestObject) (api.GetDocumentResponseObject, error) {
	caller := store.CallerOf(ctx).Actor
	var answer json.RawMessage
	err := h.Store.Read(ctx, func(v store.View) error {
		d, err := v.Document(r.Operation, fieldsync.Kind(r.Kind), r.Document)
		if err != nil {
			return err
		}
		if d.Site != (models.ID{}) && !caller.Sees(models.ActSearchRead, r.Operation, d.Site) {
			return models.NewFault(models.NotFound, "There is nothing here by that name.")
		}
		answer = documentOut(d, seesPositions(caller, r.Operation))
		return nil
	})
	return written(answer), err
}

// written is one document as an answer. The generated types for it have lost
// json.RawMessage's way of writing itself, and would write base64.
type written json.RawMessage

func (d written) visit(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusOK)
	_, err := w.Write(d)
	return err
}

// VisitGetDocumentResponse writes the document.
func (d written) VisitGetDocumentResponse(w http.ResponseWriter) error { return d.visit(w) }

// VisitSettleEntryResponse writes the receipt.
func (d written) VisitSettleEntryResponse(w http.ResponseWriter) error { return d.visit(w) }

// VisitRetryEntryResponse writes the receipt.
func (d written) VisitRetryEntryResponse(w http.ResponseWriter) error { return d.visit(w) }

// VisitAdoptBranchResponse writes the receipt.
func (d written) VisitAdoptBranchResponse(w http.ResponseWriter) error { return d.visit(w) }

// ListJournal gives entries as they were signed, for whoever checks them. It is
// for who sees every site: with some entries left out nothing could be checked.
func (h handlers) ListJournal(ctx context.Context, r api.ListJournalRequestObject) (api.ListJournalResponseObject, error) {
	if err := whole(ctx, models.ActJournalRead, r.Operation); err != nil {
		return nil, err
	}
	limit := int(r.Params.Limit)
	if limit == 0 {
		limit = 100
	}
	answer := api.ListJournal200JSONResponse{Items: []api.JournalEntry{}}
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		j, err := tx.Journal(r.Operation)
		if err != nil {
			return err
		}
		answer.Items, answer.Head, answer.Epoch = answer.Items[:0], int64(j.Head), j.Epoch //nolint:gosec // below 2^53
		entries, err := tx.Entries(r.Operation, uint64(r.Params.After), limit)             //nolint:gosec // not negative: the document says so
		if r.Params.Entry != (models.ID{}) {
			entries, err = tx.EntriesByID(r.Operation, r.Params.Entry)
		}
		if err != nil {
			return err
		}
		for _, e := range entries {
			x, err := journalEntryOut(e)
			if err != nil {
				return err
			}
			answer.Items = append(answer.Items, x)
		}
		return tx.Note(models.ActJournalRead, &r.Operation, nil, "journal", "", "")
	})
	return answer, err
}

func journalEntryOut(e *fieldsync.Journalled) (api.JournalEntry, error) {
	raw, err := json.Marshal(e.Entry)
	if err != nil {
		return api.JournalEntry{}, err
	}
	out := api.JournalEntry{Position: int64(e.Position), Stream: e.Stream, Seq: int64(e.Entry.Seq), Hash: e.Hash, //nolint:gosec // below 2^53
		Verdict: string(e.Verdict), Code: string(e.Code), ReceivedAt: models.FormatTime(e.ReceivedAt), Unreadable: e.Unreadable}
	return out, json.Unmarshal(raw, &out.Entry)
}
