package server

import (
	"context"
	"log/slog"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// rejudge takes what the inbox holds of a stream that has become known, and
// pushes it as if it came now.
func (s *Server) rejudge(ctx context.Context, stream string) {
	err := s.rejudged(ctx, stream)
	if err != nil {
		s.log.LogAttrs(ctx, slog.LevelError, "inbox", slog.String("cause", causeOf(err)))
	}
}

func (s *Server) rejudged(ctx context.Context, stream string) error {
	from, err := s.pens.of(ctx, s.Store, stream)
	if err != nil || from == nil {
		return err
	}
	for {
		var taken int
		err := s.Store.Tx(ctx, func(tx *store.Tx) error {
			items, err := tx.TakeInbox(stream, maxEntries)
			if taken = len(items); err != nil || taken == 0 {
				return err
			}
			return s.rejudgeItems(ctx, tx, stream, from, items)
		})
		if err != nil || taken == 0 {
			return err
		}
		s.committed(from.operation)
	}
}

// rejudgeItems judges some of the inbox. What is no evidence now either goes
// back, with the reason that it has now; what was not looked at, because too
// much before it was forged, waits for the next turn: of each turn some is
// found to be forged and not taken again, so that the turns end.
func (s *Server) rejudgeItems(ctx context.Context, tx *store.Tx, stream string, from *pen, items []store.InboxItem) error {
	push := fieldsync.Push{Stream: stream}
	for _, x := range items {
		push.Elements = append(push.Elements, x.Raw)
	}
	r, err := s.look(ctx, push, from)
	if err != nil {
		return err
	}
	out, err := tx.Judge(from.operation, []store.Submission{r.sub})
	if err != nil {
		return err
	}
	for i, j := range out[0].Judgements {
		r.results[r.at[i]].Verdict, r.results[r.at[i]].Code = j.Verdict, j.Code
	}
	var back []store.InboxItem
	for i, x := range items {
		if row := r.results[i]; row.Verdict == fieldsync.Unverified {
			if x.Code = row.Code; row.Code == fieldsync.NotChecked {
				x.Code = fieldsync.UnknownStream
			}
			back = append(back, x)
		}
	}
	return tx.KeepUnverified(back)
}

// rejudgeKnown looks through the inbox for streams that have become known
// without an enrolment: a release lets the tablets write that were there before.
func (s *Server) rejudgeKnown(ctx context.Context, operation models.ID) {
	var waiting []string
	err := s.Store.Read(ctx, func(v store.View) error {
		unknown, err := v.InboxStreams()
		if err != nil || len(unknown) == 0 {
			return err
		}
		streams, err := v.StreamsOf(operation)
		known := map[string]bool{}
		for _, x := range streams {
			known[x.Stream] = true
		}
		for _, name := range unknown {
			if known[name] {
				waiting = append(waiting, name)
			}
		}
		return err
	})
	if err != nil {
		s.log.LogAttrs(ctx, slog.LevelError, "inbox", slog.String("cause", causeOf(err)))
	}
	for _, stream := range waiting {
		s.rejudge(ctx, stream)
	}
}
