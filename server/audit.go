package server

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// ListAudit lists who did and read what, newest first. Reading it is itself in
// it, from the next reading on.
func (h handlers) ListAudit(ctx context.Context, r api.ListAuditRequestObject) (api.ListAuditResponseObject, error) {
	filter, err := auditFilter(r.Params)
	if err != nil {
		return nil, err
	}
	filter.Within = auditOf(store.CallerOf(ctx).Actor)
	answer := api.ListAudit200JSONResponse{}
	err = h.noted(ctx, func(v store.View) (perusal, error) {
		rows, err := v.Audit(filter)
		if err != nil {
			return perusal{}, err
		}
		if len(rows) == filter.Limit { // one more than asked for: there is a next page
			rows = rows[:len(rows)-1]
			answer.Next = auditCursor(rows[len(rows)-1].ID)
		}
		answer.Items, err = withNames(v, rows)
		return perusal{act: models.ActAuditRead, operation: optional(r.Params.Operation), subject: "audit", about: fmt.Sprintf("%d rows", len(rows))}, err
	})
	return answer, err
}

// auditOf is the part of the audit that an auditor may read, nil for all of it.
func auditOf(who models.Actor) []store.AuditScope {
	within := []store.AuditScope{}
	for _, g := range who.Grants {
		switch {
		case !slices.Contains(models.Rights[models.ActAuditRead].Roles, g.Role):
		case g.Operation == nil && len(g.Sites) == 0:
			return nil
		default:
			within = append(within, store.AuditScope{Operation: g.Operation, Sites: g.Sites})
		}
	}
	return within
}

func auditFilter(p api.ListAuditParams) (f store.AuditFilter, err error) {
	f = store.AuditFilter{Operation: p.Operation, Actor: p.Actor, Act: p.Act, Site: p.Site, Object: p.Object, Text: p.Text, Limit: p.Limit + 1}
	if p.Limit == 0 {
		f.Limit = 101
	}
	for _, x := range []struct {
		name, text string
		into       *time.Time
	}{{"since", p.Since, &f.Since}, {"until", p.Until, &f.Until}} {
		if x.text == "" {
			continue
		}
		if *x.into, err = instant(x.name, x.text); err != nil {
			return f, err
		}
	}
	if p.Cursor != "" {
		f.Before, err = auditBefore(p.Cursor)
	}
	return f, err
}

// ExportAudit gives the audit as a table.
func (h handlers) ExportAudit(ctx context.Context, r api.ExportAuditRequestObject) (api.ExportAuditResponseObject, error) {
	p := r.Params
	filter, err := auditFilter(api.ListAuditParams{Operation: p.Operation, Actor: p.Actor, Act: p.Act, Since: p.Since, Until: p.Until, Site: p.Site, Object: p.Object, Text: p.Text})
	if err != nil {
		return nil, err
	}
	reason, err := reasonOf(p.XReason)
	if err != nil {
		return nil, err
	}
	filter.Within, filter.Limit = auditOf(store.CallerOf(ctx).Actor), mostLines+1
	var table bytes.Buffer
	err = h.noted(ctx, func(v store.View) (perusal, error) {
		rows, err := v.Audit(filter)
		if err != nil {
			return perusal{}, err
		}
		if len(rows) > mostLines {
			return perusal{}, models.NewFault(models.TooLarge, "These are more than %d rows; ask for a shorter time at once.", mostLines)
		}
		about := fmt.Sprintf("%d rows", len(rows))
		return perusal{models.ActAuditRead, optional(p.Operation), nil, "audit.csv", reason, about}, writeCSV(&table, auditColumns, each(rows, auditCells))
	})
	answer := api.ExportAudit200TextcsvResponse{Body: &table, ContentLength: int64(table.Len())}
	answer.Headers.ContentDisposition = `attachment; filename="audit.csv"`
	return answer, err
}

var auditColumns = []string{"id", "at", "actor", "act", "operation", "site", "subject", "reason", "detail", "request"}

func auditCells(a models.AuditRow) []string {
	text := func(id *models.ID) string {
		if id == nil {
			return ""
		}
		return id.String()
	}
	return []string{strconv.FormatInt(a.ID, 10), models.FormatTime(a.At), a.Actor.String(), a.Act, text(a.Operation), text(a.Site), a.Subject, a.Reason, a.Detail, a.RequestID}
}

// instant reads a parameter that is a time stamp.
func instant(name, text string) (time.Time, error) {
	t, err := models.ParseTime(text)
	if err != nil {
		return t, models.NewFault(models.Invalid, "The request breaks a rule.").
			With(models.Field{Param: name, Code: "format", Message: "must be a time stamp of the form YYYY-MM-DDTHH:MM:SS.mmmZ"})
	}
	return t, nil
}

// auditCursor is opaque, so that nobody counts on the numbers having no gaps.
func auditCursor(last int64) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(last, 10)))
}

func auditBefore(cursor string) (int64, error) {
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	id, numErr := strconv.ParseInt(string(text), 10, 64)
	if err != nil || numErr != nil || id < 1 {
		return 0, models.NewFault(models.Invalid, "The cursor is not one of ours; begin with the first page.").
			With(models.Field{Param: "cursor", Code: "format", Message: "use next of the page before"})
	}
	return id, nil
}

func auditOut(a models.AuditRow) api.AuditRow {
	return api.AuditRow{Id: a.ID, At: models.FormatTime(a.At), Actor: a.Actor, Act: a.Act, Operation: orNone(a.Operation),
		Site: orNone(a.Site), Subject: a.Subject, Reason: a.Reason, Detail: a.Detail, RequestId: a.RequestID}
}
