package server

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/cellsweep/cellsweep/checklist"
	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// givenChecklist is a version of a checklist as its document in an operation has it.
type givenChecklist struct {
	ID      models.ID
	Code    string
	Version int
	Name    checklist.Labels
}

// givenChecklists are the versions that an operation was given, the last one last.
func givenChecklists(v store.View, operation models.ID) (all []givenChecklist, err error) {
	documents, err := v.Documents(store.Feed{Operation: operation, Kinds: []fieldsync.Kind{fieldsync.KindTemplate}, All: true, Limit: 1000})
	slices.SortFunc(documents, func(a, b fieldsync.Document) int { return cmp.Compare(a.Position, b.Position) })
	for _, d := range documents {
		var g givenChecklist
		if err := json.Unmarshal(d.Body, &g); err != nil {
			return nil, models.NewFault(models.Internal, "A checklist of the operation cannot be read.").Because(err)
		}
		if g.Code != "" { // else something speaks of one that was never published
			all = append(all, g)
		}
	}
	return all, err
}

// GetOperationChecklist says by which versions of its checklist an operation
// records, and whether a newer one is active.
func (h handlers) GetOperationChecklist(ctx context.Context, r api.GetOperationChecklistRequestObject) (api.GetOperationChecklistResponseObject, error) {
	answer := api.GetOperationChecklist200JSONResponse{Given: []api.GivenTemplate{}}
	err := h.Store.Read(ctx, func(v store.View) error {
		given, err := givenChecklists(v, r.Operation)
		if err != nil || len(given) == 0 {
			return err
		}
		answer.Given = each(given, func(g givenChecklist) api.GivenTemplate {
			return api.GivenTemplate{Id: g.ID, Code: g.Code, Number: g.Version, Name: api.Labels{En: g.Name.EN, Fr: g.Name.FR}}
		})
		all, err := v.Templates()
		now := h.Clock()
		for _, t := range all {
			if code, _ := given[len(given)-1].refuses(t, all, now); code == "" {
				answer.Newer = templateOut(t, all)
			}
		}
		return err
	})
	return answer, err
}

// refuses says why an operation that has this version is not given t: a code and
// a sentence, both empty where t is the newer one that is active.
func (g givenChecklist) refuses(t models.TemplateVersion, all []models.TemplateVersion, at time.Time) (code, why string) {
	switch {
	case t.Code != g.Code:
		return "other_checklist", fmt.Sprintf("is the checklist %s; the operation records by %s", t.Code, g.Code)
	case t.Number == g.Version:
		return "same_version", fmt.Sprintf("is version %d, which the operation has", t.Number)
	case t.Number < g.Version:
		return "older_version", fmt.Sprintf("is version %d; the operation has version %d", t.Number, g.Version)
	case t.Retired:
		return "retired", fmt.Sprintf("version %d is retired", t.Number)
	case at.Before(t.ActiveFrom):
		return "not_active", fmt.Sprintf("version %d is active from %s on", t.Number, models.FormatTime(t.ActiveFrom))
	case !t.ActiveAt(at, all):
		return "replaced", fmt.Sprintf("a newer version has taken the place of version %d", t.Number)
	}
	return "", ""
}

// GiveChecklist gives a released operation a newer version of its checklist. It
// is published beside the older ones, by which the searches that began under
// them are judged until an officer moves them.
func (h handlers) GiveChecklist(ctx context.Context, r api.GiveChecklistRequestObject) (api.GiveChecklistResponseObject, error) {
	version, err := versionOf(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	a, err := h.move(ctx, r.Operation, transition{act: models.ActChecklistGive, verb: "give " + subject("template", r.Body.Template), reason: r.Body.Reason,
		step: func(tx *store.Tx, o *models.Operation) error {
			if err := o.TakesChecklist(); err != nil {
				return err
			}
			o.Version = version // saved only over that version
			t, err := newerChecklist(tx, o.ID, r.Body.Template)
			if err != nil {
				return err
			}
			lists, err := allPicks(tx.View)
			if err != nil {
				return err
			}
			sections, err := publication{lists: lists}.checklist(&t)
			if err != nil {
				return err
			}
			all, err := references(models.ID{}, fieldsync.KindTemplate, sections)
			if err != nil {
				return err
			}
			return h.declare(tx, o.ID, all...)
		}})
	return api.GiveChecklist200JSONResponse{OperationAnswerJSONResponse: a}, err
}

// newerChecklist reads the version that an operation is to be given, or says why
// it is none for it.
func newerChecklist(tx *store.Tx, operation, id models.ID) (t models.TemplateVersion, err error) {
	given, err := givenChecklists(tx.View, operation)
	if err != nil {
		return t, err
	}
	if len(given) == 0 {
		return t, noChecklist(tx.View, operation)
	}
	refused := func(code, why string) error {
		return models.NewFault(models.Invalid, "The operation cannot be given this version.").With(models.Field{Pointer: "/template", Code: code, Message: why})
	}
	if t, err = tx.Template(id); store.IsAbsent(err) {
		return t, refused("unknown", "no such version of a checklist is published")
	}
	if err != nil {
		return t, err
	}
	all, err := tx.Templates()
	if err != nil {
		return t, err
	}
	if code, why := given[len(given)-1].refuses(t, all, tx.Now); code != "" {
		return t, refused(code, why)
	}
	return t, nil
}

// noChecklist says why an operation has no checklist: the documents may be a
// moment behind its journal.
func noChecklist(v store.View, operation models.ID) error {
	j, err := v.Journal(operation)
	if err != nil {
		return err
	}
	position, err := v.Projected(operation)
	if err != nil {
		return err
	}
	if position < j.Head {
		return models.NewFault(models.Unavailable, "What was released is still being read. Try again in a moment.")
	}
	return models.NewFault(models.WrongState, "The operation was released without a checklist, so that none can be newer. Its searches go on without one.")
}
