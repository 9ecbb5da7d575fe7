package server

import (
	"context"
	"encoding/hex"

	"github.com/cellsweep/cellsweep/custody"
	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// GetTree gives the newest checkpoint of a journal's tree, and proves that it
// extends the one that the caller has. Hashes tell nothing of what they cover.
func (h handlers) GetTree(ctx context.Context, r api.GetTreeRequestObject) (api.GetTreeResponseObject, error) {
	var out api.GetTree200JSONResponse
	err := h.Store.Read(ctx, func(v store.View) error {
		t, err := v.Tree(r.Params.Operation)
		if err != nil {
			return err
		}
		from, position := uint64(r.Params.From), uint64(r.Params.Position) //nolint:gosec // the document says that they are not negative
		if from > t.Size {
			return models.NewFault(models.Invalid, "The newest checkpoint covers %d entries.", t.Size).
				With(models.Field{Param: "from", Code: "range", Message: "is beyond the newest checkpoint"})
		}
		if position > t.Size {
			return models.NewFault(models.Invalid, "The newest checkpoint covers %d entries. The next follows within seconds.", t.Size).
				With(models.Field{Param: "position", Code: "range", Message: "is not covered yet"})
		}
		hashes := custody.HashesIn(v.Tiles(t.Operation))
		root, err := custody.Root(t.Size, hashes)
		if err != nil {
			return err
		}
		extends, err := custody.ProveConsistency(t.Size, from, hashes)
		if err != nil {
			return err
		}
		out = api.GetTree200JSONResponse{Origin: custody.Origin(t.Operation, t.Epoch), Epoch: t.Epoch, Size: int64(t.Size), Root: hex.EncodeToString(root[:]), //nolint:gosec // below 2^53
			Note: t.Note, Extends: hexes(extends)}
		if position == 0 {
			return nil
		}
		includes, err := custody.ProveInclusion(t.Size, position, hashes)
		out.Includes = hexes(includes)
		return err
	})
	return out, err
}

func hexes(hashes []custody.Hash) []string {
	out := make([]string, len(hashes))
	for i, h := range hashes {
		out[i] = hex.EncodeToString(h[:])
	}
	return out
}
