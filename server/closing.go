package server

import (
	"context"
	"slices"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// GetClosing says what is still missing until the operation can be closed, at the
// caller's sites.
func (h handlers) GetClosing(ctx context.Context, r api.GetClosingRequestObject) (api.GetClosingResponseObject, error) {
	answer := api.GetClosing200JSONResponse{Lines: []api.ClosingLine{}}
	sites, all := store.CallerOf(ctx).Actor.Sites(models.ActProgressRead, r.Operation)
	err := h.Store.Read(ctx, func(v store.View) error {
		o, err := v.Operation(r.Operation)
		if err != nil {
			return err
		}
		j, err := v.Journal(o.ID)
		if err != nil {
			return err
		}
		lines, err := missingOf(v, o.ID, j.Head)
		answer.State, answer.Lines = api.OperationState(o.State), []api.ClosingLine{}
		for _, kind := range missingKinds {
			for _, l := range lines {
				if l.code == kind.code && (all || slices.Contains(sites, l.site)) {
					answer.Lines = append(answer.Lines, closingLine(l))
				}
			}
		}
		answer.Complete = len(answer.Lines) == 0
		return err
	})
	return answer, err
}

func closingLine(l *missing) api.ClosingLine {
	out := api.ClosingLine{Code: api.ClosingLineCode(l.code), Site: l.site, Count: int(l.count), Things: []api.ClosingThing{}} //nolint:gosec // below 2^53
	for _, x := range l.things {
		t := api.ClosingThing{Kind: x.kind, Id: x.id, Name: x.name}
		if x.stream != nil {
			t.Entries, t.Files, t.LastHeard = int(x.stream.HeadEntries), int(x.stream.HeadFiles), instantOrNone(x.stream.LastHeard) //nolint:gosec // likewise
		}
		out.Things = append(out.Things, t)
	}
	return out
}
