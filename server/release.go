package server

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/draft"
	"github.com/cellsweep/cellsweep/store"
)

// resolved is a plan with what its ids stand for.
type resolved struct {
	version  models.PlanVersion
	plan     *planner.Plan
	source   draft.Source
	exported *draft.Exported
	mark     string // of the drafts and the registry
}

// resolve finds what the ids of a plan stand for. Every search that it holds
// must still have its cell and its team: a code that was changed in the
// registry after the plan was made could otherwise send a team elsewhere.
func (s *Server) resolve(v store.View, o models.Operation, p *versionRead) (r resolved, err error) {
	r.version, r.plan = p.PlanVersion, p.plan
	e, err := s.exported(v, o.ID)
	if err != nil {
		return r, err
	}
	r.source, r.exported, r.mark = e.source, e.exported, e.mark
	for _, a := range r.plan.Assignments {
		cell, knownCell := r.exported.Cells[a.Cell]
		team, knownTeam := r.exported.Teams[a.Team]
		if !knownCell || !knownTeam || cell.Site != team.Site {
			return r, outdated()
		}
	}
	return r, nil
}

// freshPlan resolves a plan that is about to be published or sealed: it must
// have been made of exactly the drafts and the registry that there are now.
func (s *Server) freshPlan(v store.View, o models.Operation, p *versionRead) (resolved, error) {
	r, err := s.resolve(v, o, p)
	if err != nil || len(p.Origin.Source) > 0 && p.Origin.Source == r.mark {
		return r, err // it was made of exactly these
	}
	if r.exported.Instance.Hash() != r.plan.Instance {
		err = outdated()
	}
	return r, err
}

func outdated() error {
	return models.NewFault(models.WrongState, "The drafts or the registry were changed since this plan was made. Make a new plan of them.")
}

// release opens the journal of an operation and puts into it what tablets work
// by: what the operation refers to, then the plan of each site. The tablets of
// the sites get their streams. All of it is in the transaction of the release.
func (s *Server) release(tx *store.Tx, o models.Operation) error {
	p, err := s.publishedVersion(tx.View, o)
	if err != nil {
		return err
	}
	r, err := s.resolve(tx.View, o, p)
	if err != nil {
		return err
	}
	if err := tx.OpenJournal(o.ID); err != nil {
		return err
	}
	if err := addStreams(tx, o.ID, r.source.Sites); err != nil {
		return err
	}
	pub, err := newPublication(tx.View, o, r, tx.Now)
	if err != nil {
		return err
	}
	if pub.packages, err = packagesOf(tx.View, o, pub.sites()); err != nil {
		return err
	}
	if pub.sealed, err = sealedTemplate(tx.View, o, pub.template); err != nil {
		return err
	}
	all, err := pub.declarations()
	if err != nil {
		return err
	}
	return s.declare(tx, o.ID, all...)
}

// packagesOf gives the SHA-256 of the package of each site. What was sealed is
// what is released, or nothing is.
func packagesOf(v store.View, o models.Operation, sites []models.SiteDraft) (map[models.ID]string, error) {
	round, err := v.Round(o.ID)
	if err != nil {
		return nil, err
	}
	sums := map[models.ID]string{}
	for _, b := range round {
		if b.Plan == *o.Plan {
			sums[b.Establishment] = b.SHA256
		}
	}
	for _, d := range sites {
		if sums[d.Establishment] == "" {
			return nil, models.NewFault(models.WrongState, "Not every site has a package of this plan. Take the plan back to draft, then plan and seal it again.")
		}
	}
	return sums, nil
}

// sealedTemplate is the checklist in the packages of an operation, nil where it
// is the one that is released.
func sealedTemplate(v store.View, o models.Operation, released *models.TemplateVersion) (*models.TemplateVersion, error) {
	round, err := v.Round(o.ID)
	if err != nil || len(round) == 0 {
		return nil, err
	}
	// A decoy for an establishment that is newer than the rest was made later.
	first := slices.MinFunc(round, func(a, b models.Bundle) int { return a.CreatedAt.Compare(b.CreatedAt) })
	t, err := activeTemplate(v, first.CreatedAt)
	if t == nil || released != nil && t.ID == released.ID {
		return nil, err
	}
	return t, err
}

// addStreams lets every tablet at the sites write, confirmed or not: what a
// pending one writes is kept until somebody confirms it. A revoked one may not.
func addStreams(tx *store.Tx, operation models.ID, sites []models.SiteDraft) error {
	ids := make([]models.ID, len(sites))
	for i, d := range sites {
		ids[i] = d.Establishment
	}
	tablets, err := tx.TabletsAt(ids)
	if err != nil {
		return err
	}
	return tx.AddStreams(operation, slices.DeleteFunc(tablets, func(t models.Tablet) bool { return t.State == models.TabletRevoked }))
}

// digestOf is the SHA-256 of a value's JSON, in hex.
func digestOf(v any) (string, error) {
	raw, err := json.Marshal(v)
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]), err
}

// auditDigest is the SHA-256, in hex, of the audit of an operation so far: one
// line a row in the order of writing, each the JSON list [id, at, actor, act,
// operation, site, subject, reason, detail] and a line feed; at in milliseconds,
// an absent id is null, reason and detail in clear as GET /v1/audit shows them.
func auditDigest(v store.View, operation models.ID) (string, error) {
	var rows []models.AuditRow
	for f := (store.AuditFilter{Operation: operation, Limit: 500}); ; f.Before = rows[len(rows)-1].ID {
		page, err := v.Audit(f)
		if err != nil {
			return "", err
		}
		if len(page) == 0 {
			break
		}
		rows = append(rows, page...)
	}
	slices.Reverse(rows)
	h := sha256.New()
	for _, r := range rows {
		line, err := json.Marshal([]any{r.ID, models.FormatTime(r.At), r.Actor, r.Act, r.Operation, r.Site, r.Subject, r.Reason, r.Detail})
		if err != nil {
			return "", err
		}
		_, _ = h.Write(append(line, '\n'))
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
