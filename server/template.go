package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"github.com/cellsweep/cellsweep/checklist"
	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// ListTemplates lists every published version, without its content.
func (h handlers) ListTemplates(ctx context.Context, _ api.ListTemplatesRequestObject) (api.ListTemplatesResponseObject, error) {
	var answer api.ListTemplates200JSONResponse
	err := h.Store.Read(ctx, func(v store.View) error {
		rows, err := v.Templates()
		answer.Items = each(rows, func(t models.TemplateVersion) api.TemplateVersion { return templateOut(t, rows) })
		return err
	})
	return answer, err
}

// GetTemplate reads one version with its content.
func (h handlers) GetTemplate(ctx context.Context, r api.GetTemplateRequestObject) (api.GetTemplateResponseObject, error) {
	var answer api.GetTemplate200JSONResponse
	err := h.Store.Read(ctx, func(v store.View) error {
		t, err := v.Template(r.Id)
		if err != nil {
			return err
		}
		all, err := v.Templates()
		if err != nil {
			return err
		}
		answer = api.GetTemplate200JSONResponse(templateOut(t, all))
		return json.Unmarshal([]byte(t.Body), &answer.Body)
	})
	return answer, err
}

// PublishTemplate adds a checklist as the next version of its code. It cannot
// be changed afterwards. Its own number is what the version's comes out as.
func (h handlers) PublishTemplate(ctx context.Context, r api.PublishTemplateRequestObject) (api.PublishTemplateResponseObject, error) {
	parsed, places, err := templateOf(r.JSONBody, r.Body)
	if err != nil {
		return nil, err
	}
	var from *time.Time
	if r.Params.ActiveFrom != "" {
		at, err := models.ParseTime(r.Params.ActiveFrom)
		if err != nil {
			return nil, err
		}
		from = &at
	}
	var answer api.PublishTemplate201JSONResponse
	err = h.Store.Tx(ctx, func(tx *store.Tx) error {
		t, err := tx.PublishChecklist(parsed, store.CallerOf(ctx).Actor.Person, from)
		if err != nil {
			if r.JSONBody == nil {
				err = places.Of(err)
			}
			return err
		}
		answer = api.PublishTemplate201JSONResponse(templateOut(t, nil))
		return json.Unmarshal([]byte(t.Body), &answer.Body)
	})
	h.checklistsStirred(err)
	return answer, err
}

// CheckTemplate says what publishing a checklist would say, and how it was
// understood. Nothing is saved.
func (h handlers) CheckTemplate(ctx context.Context, r api.CheckTemplateRequestObject) (api.CheckTemplateResponseObject, error) {
	answer := api.CheckTemplate200JSONResponse{Faults: []api.ProblemField{}}
	parsed, places, err := templateOf(r.JSONBody, r.Body)
	readable := err == nil
	if readable {
		err = h.Store.Read(ctx, func(v store.View) (err error) {
			if err := v.LintChecklist(parsed); err != nil {
				return err
			}
			answer.Number, err = v.NextTemplate(parsed.Code)
			return err
		})
		if r.JSONBody == nil {
			err = places.Of(err)
		}
	}
	if fault, ok := errors.AsType[*models.Fault](err); ok && fault.Code == models.Invalid {
		if answer.Faults = fieldsOut(ctx, fault.Fields); len(answer.Faults) == 0 {
			answer.Faults = []api.ProblemField{{Code: string(fault.Code), Message: tell(ctx, fault.Message)}}
		}
		err = nil
	}
	if err == nil && readable {
		var text []byte
		if text, err = parsed.JSON(); err == nil {
			err = json.Unmarshal(text, &answer.Body)
		}
	}
	return answer, err
}

// RetireTemplate ends a version's window.
func (h handlers) RetireTemplate(ctx context.Context, r api.RetireTemplateRequestObject) (api.RetireTemplateResponseObject, error) {
	var answer api.RetireTemplate200JSONResponse
	err := h.Store.Tx(ctx, func(tx *store.Tx) error {
		t, err := tx.RetireTemplate(r.Id)
		if err != nil {
			return err
		}
		all, err := tx.Templates()
		answer = api.RetireTemplate200JSONResponse(templateOut(t, all))
		return firstOf(func() error { return err }, func() error {
			return tx.Note(models.ActRegistryWrite, nil, nil, subject("template", t.ID), "", fmt.Sprintf("retired %s %d", t.Code, t.Number))
		})
	})
	h.checklistsStirred(err)
	return answer, err
}

// checklistsStirred tells those who follow an operation's preparation that the
// agency's checklists have changed, unless they have not.
func (s *Server) checklistsStirred(err error) {
	if err == nil {
		for _, operation := range s.hub.followed() {
			s.stirred(operation)
		}
	}
}

// CompareTemplates lists what differs from one version to another.
func (h handlers) CompareTemplates(ctx context.Context, r api.CompareTemplatesRequestObject) (api.CompareTemplatesResponseObject, error) {
	var versions [2]checklist.Template
	err := h.Store.Read(ctx, func(v store.View) error {
		for i, id := range []models.ID{r.Id, r.Params.With} {
			t, err := v.Template(id)
			if err != nil {
				return err
			}
			if err := json.Unmarshal([]byte(t.Body), &versions[i]); err != nil {
				return err
			}
		}
		return nil
	})
	answer := api.CompareTemplates200JSONResponse{Items: []api.TemplateDifference{}}
	for _, d := range checklist.Tell(versions[0], versions[1]) {
		answer.Items = append(answer.Items, api.TemplateDifference{Path: d.Path, What: api.TemplateDifferenceWhat(d.What), From: d.From, To: d.To,
			Words: api.Labels{En: d.Words.EN, Fr: d.Words.FR}})
	}
	return answer, err
}

// csvFile is what faults call a checklist that came as CSV: it has no name of its own.
const csvFile = "checklist.csv"

// templateOf reads the checklist of a request, JSON or CSV. The places say where
// in CSV each part of it stands; of JSON there are none.
func templateOf(document *api.TemplateBody, table io.Reader) (checklist.Template, checklist.Places, error) {
	if document != nil {
		t, err := templateIn(*document)
		return t, checklist.Places{}, err
	}
	text, err := io.ReadAll(io.LimitReader(table, checklist.MaxTemplate+1))
	if err != nil {
		return checklist.Template{}, checklist.Places{}, models.NewFault(models.Invalid, "The body could not be read whole.").Because(err)
	}
	if bytes.IndexByte(text, 0) >= 0 || !utf8.Valid(text) {
		return checklist.Template{}, checklist.Places{}, models.NewFault(models.Invalid, "The checklist is no text: save it as CSV in UTF-8.").
			With(models.Field{File: csvFile, Code: "format", Message: "must be UTF-8 without U+0000"})
	}
	return checklist.ReadCSV(csvFile, text)
}

// templateIn reads a checklist by its form. Facts may be left out, and the
// number too: it is the version's that comes of it.
func templateIn(body api.TemplateBody) (checklist.Template, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return checklist.Template{}, err
	}
	members := map[string]json.RawMessage{"facts": json.RawMessage("[]"), "version": json.RawMessage("1")}
	if err := json.Unmarshal(text, &members); err != nil {
		return checklist.Template{}, err
	}
	if text, err = json.Marshal(members); err != nil {
		return checklist.Template{}, err
	}
	return checklist.Parse(text)
}

func templateOut(t models.TemplateVersion, all []models.TemplateVersion) api.TemplateVersion {
	out := api.TemplateVersion{Id: t.ID, Code: t.Code, Number: t.Number, PublishedAt: models.FormatTime(t.PublishedAt), ActiveFrom: models.FormatTime(t.ActiveFrom), Retired: t.Retired}
	if t.RetiredAt != nil {
		out.RetiredAt = models.FormatTime(*t.RetiredAt)
	}
	if until := t.ActiveUntil(all); until != nil {
		out.ActiveUntil = models.FormatTime(*until)
	}
	return out
}
