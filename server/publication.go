package server

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// publication is what a release puts into the journal. The shapes of its
// entries are those of openapi/entries.
type publication struct {
	resolved
	operation      models.Operation
	models         []models.DeviceModel
	template       *models.TemplateVersion
	sealed         *models.TemplateVersion // that of the packages, where it is another by now: tablets begin searches under it
	dispositions   []dispositionItem
	lists          map[string][]models.Pick
	kit            map[models.ID][]kitItem // of each establishment
	authorisations string                  // SHA-256 of the authorisations as GET …/draft shows them
	audit          string                  // SHA-256 of the audit so far
	packages       map[models.ID]string    // SHA-256 of the sealed package of each site; nil while they are being made
}

func newPublication(v store.View, o models.Operation, r resolved, at time.Time) (p publication, err error) {
	p = publication{resolved: r, operation: o}
	if p.models, err = v.AllDeviceModels(); err != nil {
		return p, err
	}
	if p.template, err = activeTemplate(v, at); err != nil {
		return p, err
	}
	if p.lists, err = allPicks(v); err != nil {
		return p, err
	}
	if p.dispositions, err = dispositionsOf(p.lists[dispositions]); err != nil {
		return p, err
	}
	if p.authorisations, err = digestOf(authorisationsOut(r.source.Operation.Authorisations)); err != nil {
		return p, err
	}
	if p.kit, err = kitOf(v); err != nil {
		return p, err
	}
	p.audit, err = auditDigest(v, o.ID)
	return p, err
}

// allPicks are the options of every pick-list, by its name, each in its order.
func allPicks(v store.View) (map[string][]models.Pick, error) {
	lists := map[string][]models.Pick{}
	all, err := v.Picks("")
	for _, p := range all {
		lists[p.List] = append(lists[p.List], p)
	}
	return lists, err
}

// activeTemplate is the checklist that an operation is given when it is released
// at a moment: of those active then the one that began last. nil where the agency has none.
func activeTemplate(v store.View, at time.Time) (*models.TemplateVersion, error) {
	all, err := v.Templates()
	active := slices.DeleteFunc(slices.Clone(all), func(t models.TemplateVersion) bool { return !t.ActiveAt(at, all) })
	if err != nil || len(active) == 0 {
		return nil, err
	}
	newest := slices.MaxFunc(active, func(a, b models.TemplateVersion) int {
		return cmp.Or(a.ActiveFrom.Compare(b.ActiveFrom), a.PublishedAt.Compare(b.PublishedAt), cmp.Compare(a.Number, b.Number))
	})
	return &newest, nil
}

// declarations are the entries of the release, in an order in which nothing
// refers to what comes later.
func (p publication) declarations() ([]declaration, error) {
	var out []declaration
	add := func(ds []declaration, err error) error {
		out = append(out, ds...)
		return err
	}
	if err := add(p.whole()); err != nil {
		return nil, err
	}
	for _, site := range p.sites() {
		if err := add(p.registry(site)); err != nil {
			return nil, err
		}
	}
	for _, site := range p.sites() {
		if err := add(p.released(site)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// sites are the drafts of the sites by their establishments' codes.
func (p publication) sites() []models.SiteDraft {
	return slices.SortedFunc(slices.Values(p.source.Sites), func(a, b models.SiteDraft) int {
		return strings.Compare(p.source.Establishments[a.Establishment].Code, p.source.Establishments[b.Establishment].Code)
	})
}

// reference is the body of reference.published.
type reference struct {
	Kind  fieldsync.Kind    `json:"kind"`
	Part  int               `json:"part"`
	Parts int               `json:"parts"`
	Items []json.RawMessage `json:"items"`
}

// references declares things of one kind, in as many entries as they need.
func references[T any](site models.ID, kind fieldsync.Kind, things []T) ([]declaration, error) {
	parts, err := inParts(things)
	out := make([]declaration, len(parts))
	for i, items := range parts {
		out[i] = declaration{site: site, kind: "reference.published", body: reference{kind, i + 1, len(parts), items}}
	}
	return out, err
}

// The items of one entry: as many as fit into a body beside the other members,
// and no more than the schemas allow.
const (
	partBytes = fieldsync.MaxBody - 1024
	partItems = 500
)

// inParts writes things as JSON and spreads them over parts, in their order.
func inParts[T any](things []T) (parts [][]json.RawMessage, err error) {
	size := partBytes + 1 // the first thing begins the first part
	for _, x := range things {
		raw, err := json.Marshal(x)
		if err != nil {
			return nil, err
		}
		if len(raw) > partBytes {
			return nil, models.NewFault(models.TooLarge, "Something to be released is greater than an entry of the journal can hold (%d bytes).", len(raw))
		}
		if size += len(raw) + 1; size > partBytes || len(parts[len(parts)-1]) == partItems {
			parts, size = append(parts, nil), len(raw)+1
		}
		parts[len(parts)-1] = append(parts[len(parts)-1], raw)
	}
	return parts, nil
}

// releasedPlan is the body of plan.released.
type releasedPlan struct {
	Plan           models.ID         `json:"plan"`
	PlanVersion    int               `json:"planVersion"`
	Part           int               `json:"part"`
	Parts          int               `json:"parts"`
	Package        string            `json:"packageSha256"`
	Authorisations string            `json:"authorisationsSha256"`
	Audit          string            `json:"auditSha256"`
	Tasks          []json.RawMessage `json:"tasks"`
}

// released declares the plan of one site. A site that the plan leaves alone has no
// tasks, and is told so.
func (p publication) released(site models.SiteDraft) ([]declaration, error) {
	digest := cmp.Or(p.packages[site.Establishment], fieldsync.ZeroHash)
	parts, err := inParts(p.tasks(site))
	if err != nil {
		return nil, err
	}
	if len(parts) == 0 {
		parts = [][]json.RawMessage{{}}
	}
	out := make([]declaration, len(parts))
	for i, items := range parts {
		out[i] = declaration{site: site.Establishment, kind: "plan.released", body: releasedPlan{p.version.ID, p.version.Number, i + 1, len(parts),
			digest, p.authorisations, p.audit, items}}
	}
	return out, nil
}
