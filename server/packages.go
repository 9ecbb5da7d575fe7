package server

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/cellsweep/cellsweep/bundle"
	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// madePackages are the packages of an operation before they are kept.
type madePackages struct {
	plan     models.ID
	source   string    // SHA-256 of what they were made of
	template models.ID // their checklist, zero for none
	bundles  []models.Bundle
}

// stillOf refuses packages of another plan, or of drafts, a registry or a
// checklist that were changed while they were being made.
func (m madePackages) stillOf(tx *store.Tx, r resolved) error {
	source, err := digestOf(r.source)
	if err != nil {
		return err
	}
	t, err := activeTemplate(tx.View, tx.Now)
	if err == nil && (m.plan != r.version.ID || m.source != source || m.template != idOf(t)) {
		err = models.NewFault(models.Stale, "Something was changed while the packages were being sealed. Seal it again.")
	}
	return err
}

// idOf is the zero id for no version.
func idOf(t *models.TemplateVersion) models.ID {
	if t == nil {
		return models.ID{}
	}
	return t.ID
}

// packing is what packages are made of.
type packing struct {
	publication
	establishments []models.Establishment
	language       string // of the words that open them
	work           bundle.Work
}

// sealPackages makes a package for every establishment of the registry: for the
// sites of the operation what their tablets need, for the others a decoy of the
// same size. It costs about a tenth of a second of one core for each.
func (s *Server) sealPackages(ctx context.Context, operation models.ID) (m madePackages, err error) {
	p, err := s.packing(ctx, operation)
	if err != nil {
		return m, err
	}
	m.plan, m.template = p.version.ID, idOf(p.template)
	if m.source, err = digestOf(p.source); err != nil {
		return m, err
	}
	documents, err := s.documentsOf(p.publication)
	if err != nil {
		return m, err
	}
	made := make([]made, len(p.establishments))
	texts := make([][]byte, len(made))
	err = inParallel(ctx, len(made), func(i int) (err error) {
		site := p.establishments[i].ID
		made[i].id, made[i].site = bundle.NewID(), site
		if made[i].secrets, err = bundle.NewSecrets(rand.Reader, p.language, documents[site] != nil); err != nil {
			return err
		}
		texts[i], err = p.text(made[i], documents[site])
		return err
	})
	if err != nil {
		return m, err
	}
	size, err := bundle.SizeFor(texts...)
	if err != nil {
		return m, err
	}
	m.bundles = make([]models.Bundle, len(made))
	err = inParallel(ctx, len(made), func(i int) (err error) {
		m.bundles[i], err = made[i].seal(texts[i], size, p.work)
		m.bundles[i].Plan = m.plan
		return err
	})
	return m, err
}

// inParallel does n things on all cores, until one fails or ctx ends.
func inParallel(ctx context.Context, n int, do func(i int) error) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range n {
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			return do(i)
		})
	}
	return g.Wait()
}

// packing reads what the packages of an operation are made of.
func (s *Server) packing(ctx context.Context, operation models.ID) (p packing, err error) {
	err = s.Store.Read(ctx, func(v store.View) error {
		o, err := v.Operation(operation)
		if err != nil {
			return err
		}
		version, err := s.publishedVersion(v, o)
		if err != nil {
			return err
		}
		r, err := s.freshPlan(v, o, version)
		if err != nil {
			return err
		}
		if r.source.Operation.HHour == nil {
			return models.NewFault(models.WrongState, "The operation has no H.")
		}
		o.HHour = r.source.Operation.HHour // it is the operation's own only from release on
		if p.publication, err = newPublication(v, o, r, s.Store.Now()); err != nil {
			return err
		}
		if p.establishments, err = v.AllEstablishments(); err != nil {
			return err
		}
		p.work, p.language = s.Work, languageOf(v, store.CallerOf(ctx).Actor.Person)
		return nil
	})
	return p, err
}

// workOf is the work of guessing that a server's packages are given. Tests make
// hundreds, and half of their time was scrypt's; nobody else may have it cheaper.
func workOf(asked bundle.Work, test bool) (bundle.Work, error) {
	if asked == (bundle.Work{}) || asked == bundle.Ours() {
		return bundle.Ours(), nil
	}
	if !test {
		return asked, models.NewFault(models.Invalid, "Packages are sealed with the work of this program and no other.")
	}
	return asked, nil
}

// languageOf is the language of whoever seals: they, or others like them, read
// the words over the radio.
func languageOf(v store.View, person models.ID) string {
	if who, err := v.Person(person); err == nil && who.Language == "fr" {
		return "fr"
	}
	return "en"
}

// made is a package on its way.
type made struct {
	id, site models.ID
	secrets  bundle.Secrets
}

// text is what is sealed: of a site its documents, of another establishment that
// it is a decoy.
func (p packing) text(m made, documents []json.RawMessage) ([]byte, error) {
	c := bundle.Content{Format: bundle.Format, Bundle: m.id, Site: m.site, Decoy: !m.secrets.Target}
	if m.secrets.Target {
		c.Operation, c.Plan, c.PlanVersion, c.HHour = &p.operation.ID, &p.version.ID, p.version.Number, instantOut(p.operation.HHour)
		c.Documents = documents
		var err error
		if c.Brakes, err = m.secrets.Commitments(m.id, m.site, p.work); err != nil {
			return nil, err
		}
	}
	return c.Pack()
}

// seal makes the row that is kept.
func (m made) seal(text []byte, size int, work bundle.Work) (b models.Bundle, err error) {
	b = models.Bundle{ID: m.id, Establishment: m.site}
	if b.Package, err = bundle.Seal(m.secrets.Identity, text, size); err != nil {
		return b, err
	}
	if b.Words, err = bundle.SealToWords(m.secrets.Identity, m.secrets.Words, work); err != nil {
		return b, err
	}
	if b.Secrets, err = m.secrets.Encode(); err != nil {
		return b, err
	}
	sum := sha256.Sum256(b.Package)
	b.Size, b.SHA256 = int64(len(b.Package)), hex.EncodeToString(sum[:])
	return b, nil
}

// documentsOf gives for each site the documents that its tablets would pull
// right after the release of this publication: the same entries, projected by
// the same rules, in a journal that is kept nowhere.
func (s *Server) documentsOf(p publication) (map[models.ID][]json.RawMessage, error) {
	all, err := p.declarations()
	if err != nil {
		return nil, err
	}
	ledger := fieldsync.NewMemory()
	j := store.Journal{Operation: p.operation.ID, Epoch: p.version.ID.String(), ServerHash: fieldsync.ZeroHash}
	for _, d := range all {
		e, err := s.ownEntry(&j, p.version.CreatedAt, d)
		if err != nil {
			return nil, err
		}
		if err := ledger.Append(s.projector, *e); err != nil {
			return nil, err
		}
	}
	out := map[models.ID][]json.RawMessage{}
	documents := ledger.Documents()
	for _, site := range p.sites() {
		here := map[any]bool{site.Establishment.String(): true}
		for _, l := range p.source.Locations {
			if l.Establishment == site.Establishment {
				here[l.ID.String()] = true
			}
		}
		of := []json.RawMessage{}
		for _, d := range documents {
			if d.Site != site.Establishment && d.Site != (models.ID{}) {
				continue
			}
			if d, err = narrowedTo(here, d); err != nil {
				return nil, err
			}
			of = append(of, documentOut(d, false))
		}
		out[site.Establishment] = of
	}
	return out, nil
}

// addDecoys gives an establishment that came to the registry after an operation
// was sealed a decoy like the others have: having none would tell its tablets
// that they are not meant. What is to be searched had a package from the start.
func addDecoys(tx *store.Tx, establishment models.ID) error {
	rounds, err := tx.Rounds()
	if err != nil {
		return err
	}
	for _, b := range rounds {
		if err := addDecoy(tx, b, establishment); err != nil {
			return err
		}
	}
	return nil
}

func addDecoy(tx *store.Tx, like models.Bundle, establishment models.ID) error {
	_, err := tx.BundleFor(like.Operation, establishment)
	if models.CodeOf(err) != models.NotFound {
		return err
	}
	m := made{id: bundle.NewID(), site: establishment}
	if m.secrets, err = bundle.NewSecrets(rand.Reader, "en", false); err != nil {
		return err
	}
	text, err := packing{}.text(m, nil)
	if err != nil {
		return err
	}
	b, err := m.seal(text, bundle.TextSize(like.Size), bundle.Ours())
	if err != nil {
		return err
	}
	b.Plan = like.Plan
	return tx.AddToRound(like, b)
}
