package server

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
)

// whole refuses who holds the role for some establishments only: what concerns
// the operation as a whole is not for them to decide.
func whole(ctx context.Context, act models.Act, operation models.ID) error {
	if _, all := store.CallerOf(ctx).Actor.Sites(act, operation); !all {
		return models.NewFault(models.Forbidden, "This concerns every site of the operation; your role covers only some of them.")
	}
	return nil
}

// atSites are the establishments at which somebody may do an act that is about
// no operation, all=true when at every one.
func atSites(ctx context.Context, act models.Act) (sites []models.ID, all bool) {
	for _, g := range store.CallerOf(ctx).Actor.Grants {
		if !slices.Contains(models.Rights[act].Roles, g.Role) {
			continue
		}
		if len(g.Sites) == 0 {
			return nil, true
		}
		sites = append(sites, g.Sites...)
	}
	return sites, false
}

// within refuses what is at another establishment than the caller's roles are,
// in the words in which what does not exist is refused.
func within(ctx context.Context, act models.Act, establishments ...models.ID) error {
	sites, all := atSites(ctx, act)
	for _, e := range establishments {
		if !all && !slices.Contains(sites, e) {
			return models.NewFault(models.NotFound, "There is nothing here by that name.")
		}
	}
	return nil
}

// still asks the table of rights again, of an operation that is locked: its
// state may have changed since the gate asked.
func still(ctx context.Context, act models.Act, o models.Operation) error {
	return store.CallerOf(ctx).Actor.May(act, models.Scope{Operation: &o.ID}, o.State)
}

// reasonOf reads X-Reason: why somebody reads a plan, percent-encoded.
func reasonOf(header string) (string, error) {
	text, err := url.PathUnescape(header)
	text = strings.TrimSpace(text)
	n := utf8.RuneCountInString(text)
	if err != nil || !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' }) || n < 3 || n > 500 {
		return "", models.NewFault(models.Invalid, "Say why you read the plan.").With(models.Field{Param: "X-Reason", Code: "format",
			Message: "must be 3 to 500 characters without line breaks, percent-encoded UTF-8"})
	}
	return text, nil
}

// perusal is what the audit keeps of somebody's looking at something.
type perusal struct {
	act             models.Act
	operation, site *models.ID
	subject, reason string
	about           string // sealed where it would give a plan away
}

// noted reads what is looked through at length on a snapshot, so that nobody who
// writes waits for it, and then notes it: nothing is answered that is not noted.
func (s *Server) noted(ctx context.Context, read func(store.View) (perusal, error)) error {
	var r perusal
	err := s.Store.Read(ctx, func(v store.View) (err error) {
		r, err = read(v)
		return err
	})
	if err != nil {
		return err
	}
	return s.Store.Tx(ctx, func(tx *store.Tx) error { return tx.Note(r.act, r.operation, r.site, r.subject, r.reason, r.about) })
}

// readPlan reads something of a plan, and notes who read what and why in the
// same transaction: nothing is shown that is not noted. About is what the note
// would give away before release, so it is sealed.
func (s *Server) readPlan(ctx context.Context, operation models.ID, header, subject, about string, read func(*store.Tx) error) error {
	reason, err := reasonOf(header)
	if err != nil {
		return err
	}
	return s.Store.Tx(ctx, func(tx *store.Tx) error {
		if err := read(tx); err != nil {
			return err
		}
		return tx.Note(models.ActPlanRead, &operation, nil, subject, reason, about)
	})
}
