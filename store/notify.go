package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cellsweep/cellsweep/models"
)

// What replicas call each other on: operations that have news, and jobs of
// planning that have changed.
const (
	channel    = "cellsweep_news"
	jobChannel = "cellsweep_jobs"
)

// Announce tells the other replicas that an operation has news. It is called
// after the commit and outside of it: NOTIFY inside the transaction of an upload
// takes a lock that all uploads share, which cost 63 to 89 % of them. On SQLite
// there is nobody else.
func (s *Store) Announce(ctx context.Context, operation models.ID) error {
	return s.notify(ctx, channel, operation)
}

// AnnounceJob tells the other replicas that a job of planning has changed, as
// Announce does.
func (s *Store) AnnounceJob(ctx context.Context, job models.ID) error {
	return s.notify(ctx, jobChannel, job)
}

func (s *Store) notify(ctx context.Context, on string, id models.ID) error {
	if s.dialect == sqlite {
		return nil
	}
	return translate(s.write.WithContext(ctx).Exec("SELECT pg_notify(?, ?)", on, id.String()).Error)
}

// Listen calls heard for each operation that a replica announced, and job for
// each job, until ctx ends. It returns when the connection breaks, after which announcements may
// have been missed; the caller polls besides, and calls it again. On SQLite it
// only waits.
func (s *Store) Listen(ctx context.Context, heard, job func(models.ID)) error {
	if s.dialect == sqlite {
		<-ctx.Done()
		return ctx.Err()
	}
	conn, err := pgx.Connect(ctx, s.url)
	if err != nil {
		return err
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = conn.Close(ctx)
	}()
	if _, err := conn.Exec(ctx, "LISTEN "+channel+"; LISTEN "+jobChannel); err != nil {
		return err
	}
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		id, err := models.ParseID(n.Payload)
		switch {
		case err != nil: // none of ours
		case n.Channel == jobChannel:
			job(id)
		default:
			heard(id)
		}
	}
}
