package server

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/store"
)

// askedFor is the newest proposal for a plan that somebody asked for and nobody has
// decided about; nil where there is none.
func askedFor(v store.View, base, operation models.ID) (*models.Replan, error) {
	all, err := v.Replans(operation)
	all = slices.DeleteFunc(all, func(r models.Replan) bool { return r.Base != base || r.Facts != "" || !r.Open() })
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[len(all)-1], nil
}

// toldOf is what people have told of the morning and nobody has decided about: the
// events of the newest proposal that somebody asked for. What the journal tells is
// read anew.
func (s *Server) toldOf(ctx context.Context, base, operation models.ID) (told []api.ReplanEvent, err error) {
	var asked *models.Replan
	err = s.Store.Read(ctx, func(v store.View) (err error) {
		asked, err = askedFor(v, base, operation)
		return err
	})
	if err != nil || asked == nil {
		return nil, err
	}
	var document struct{ Events []json.RawMessage }
	if err := json.Unmarshal(asked.Events, &document); err != nil {
		return nil, err
	}
	reported := []api.ReplanEventType{api.ReplanOverrun, api.ReplanTeamLate, api.ReplanTeamOut, api.ReplanOfficerOut, api.ReplanEquipmentOut, api.ReplanGroupHeld}
	for _, raw := range document.Events {
		var e api.ReplanEvent
		if json.Unmarshal(raw, &e) == nil && slices.Contains(reported, e.Type) {
			told = append(told, e)
		}
	}
	return told, nil
}

// answeredByHand says whether a proposal that somebody asked for lies there and answers
// what is reported by now: pushed on by that, it becomes no worse than the threshold
// allows. Whoever asks for one is not to find a second beside it some seconds later.
func (s *Server) answeredByHand(ctx context.Context, o models.Operation, w *planWatch, m replanning) (bool, error) {
	var asked *versionRead
	err := s.Store.Read(ctx, func(v store.View) error {
		r, err := askedFor(v, m.base.ID, o.ID)
		if err == nil && r != nil {
			asked, err = s.version(v, r.Plan)
		}
		return err
	})
	if err != nil || asked == nil {
		return false, err
	}
	pushed, _, err := w.prepared.Shift(asked.plan, m.events.parsed)
	if err != nil { // cells or teams that were added are not in what is prepared
		var whole *planner.Prepared
		if whole, err = planner.Prepare(asked.in); err == nil {
			pushed, _, err = whole.Shift(asked.plan, m.events.parsed)
		}
	}
	if err != nil {
		return false, nil //nolint:nilerr // it does not fit what is reported, so it does not answer it
	}
	return len(slip(asked.plan, pushed, o.ProposeAfter)) == 0, nil
}
