package server

import (
	"maps"
	"slices"
	"sync"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/planner"
	"github.com/cellsweep/cellsweep/planner/draft"
	"github.com/cellsweep/cellsweep/store"
)

// How much memory is kept of what was reckoned before, in bytes as estimated. An
// operation of 60,000 cells has 120 MB of exported drafts and 40 MB a version.
const (
	exportsMost  = 256 << 20
	versionsMost = 256 << 20
	registryMost = 128 << 20
)

// memory is what a replica keeps of plans. It is secret before release, lies in
// memory alone, and is gone with the process. Whatever is in it is known by a
// mark of what it was made of (store.View.SourceMark, RegistryMark), which is
// read in the same transaction as what it stands for, or is immutable: replicas
// need tell each other nothing.
type memory struct {
	exports  *shelf[string, *exportedDrafts] // by source mark
	versions *shelf[models.ID, *versionRead] // by id
	registry *shelf[string, *registryRead]   // by registry mark
}

func newMemory() *memory {
	return &memory{exports: newShelf[string, *exportedDrafts](exportsMost), versions: newShelf[models.ID, *versionRead](versionsMost),
		registry: newShelf[string, *registryRead](registryMost)}
}

// exportedDrafts is the instance of all drafts of an operation, or why there is none.
type exportedDrafts struct {
	mark     string // of what it was made of
	source   draft.Source
	exported *draft.Exported
	fault    error             // a Fault, where the drafts cannot be planned
	parts    map[string]string // of the instance
	// instance reads the document that the instance is: one that was built writes
	// itself anew whenever its hash is asked for. What is outdated is known without.
	instance func() (*planner.Instance, error)
}

// exported makes the instance of all drafts of an operation as they stand, or
// finds it made. It must not be altered. The error is the Fault of drafts that
// cannot be planned, too.
func (s *Server) exported(v store.View, operation models.ID) (*exportedDrafts, error) {
	mark, err := v.SourceMark(operation)
	if err != nil {
		return nil, err
	}
	e, err := s.memory.exports.get(operation.String()+mark, func() (*exportedDrafts, int, error) {
		src, err := s.sourceOf(v, operation, everySite)
		if err != nil {
			return nil, 0, err
		}
		return exportDrafts(src, mark)
	})
	if err != nil {
		return nil, err
	}
	return e, e.fault
}

func exportDrafts(src draft.Source, mark string) (*exportedDrafts, int, error) {
	e := &exportedDrafts{mark: mark, source: src}
	made, err := draft.Export(src)
	if models.CodeOf(err) == models.Invalid {
		e.fault = err
		return e, 1 << 20, nil
	}
	if err != nil {
		return nil, 0, err
	}
	e.parts, e.exported = draft.Parts(made.Instance), made
	e.instance = sync.OnceValues(func() (*planner.Instance, error) { return planner.ParseInstance(made.Instance.Encode()) })
	return e, 2400 * len(made.Cells), nil
}

// ownSource is the source of an export for somebody who adds to it.
func (e *exportedDrafts) ownSource() draft.Source {
	src := e.source
	src.Sites, src.Officers = slices.Clone(src.Sites), maps.Clone(src.Officers)
	src.Locations, src.Establishments = maps.Clone(src.Locations), maps.Clone(src.Establishments)
	return src
}

// versionRead is a plan version with its documents read.
type versionRead struct {
	models.PlanVersion
	in   *planner.Instance
	plan *planner.Plan
}

// version reads a plan version by its id with its documents, which must not be
// altered; when it was published is as it is now.
func (s *Server) version(v store.View, id models.ID) (*versionRead, error) {
	r, err := s.memory.versions.get(id, func() (*versionRead, int, error) {
		p, err := v.PlanByID(id)
		if err != nil {
			return nil, 0, err
		}
		in, plan, err := documentsOf(p)
		return &versionRead{p, in, plan}, 6 * (len(p.Instance) + len(p.Plan)), err
	})
	if err != nil {
		return nil, err
	}
	now := *r
	now.PublishedBy, now.PublishedAt, err = v.PlanPublished(id)
	return &now, err
}

// registryRead is the registry that instances are made of.
type registryRead struct {
	establishments []models.Establishment
	officers       []models.Officer
	trees          map[models.ID][]models.Location // by establishment
}

// registryNow reads establishments, officers and every tree, or finds them read.
func (s *Server) registryNow(v store.View) (*registryRead, error) {
	mark, err := v.RegistryMark()
	if err != nil {
		return nil, err
	}
	return s.memory.registry.get(mark, func() (r *registryRead, size int, err error) {
		r = &registryRead{trees: map[models.ID][]models.Location{}}
		if r.establishments, err = v.AllEstablishments(); err != nil {
			return nil, 0, err
		}
		if r.officers, err = v.AllOfficers(); err != nil {
			return nil, 0, err
		}
		locations, err := v.LocationsOf()
		for _, l := range locations {
			r.trees[l.Establishment] = append(r.trees[l.Establishment], l)
		}
		return r, 400*len(locations) + 300*len(r.officers) + 400*len(r.establishments), err
	})
}
