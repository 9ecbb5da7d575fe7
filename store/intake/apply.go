package intake

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/intake/sheet"
)

// apply writes what build found out, and one audit row that holds counts only.
func (w *world) apply(tx *store.Tx, r Report) error {
	if err := w.applyRegistry(tx); err != nil {
		return err
	}
	if w.operation != nil {
		if err := w.applyOperation(tx); err != nil {
			return err
		}
	}
	return tx.Note(models.ActImport, r.Operation, nil, "import", "", r.counts())
}

func (w *world) applyRegistry(tx *store.Tx) error {
	newSites, sites := w.establishments.outcome()
	for i := range newSites {
		newSites[i].UpdatedAt = tx.Now
	}
	newNodes, nodes := w.locations.outcome()
	depth := map[models.ID]int{}
	for _, l := range newNodes {
		depth[l.ID] = w.depth(l)
	}
	slices.SortStableFunc(newNodes, func(a, b models.Location) int { return depth[a.ID] - depth[b.ID] })
	newOfficers, officers := w.officers.outcome()
	newKit, kit := w.equipment.outcome()
	for _, write := range []func() error{
		func() error { return tx.AddEstablishments(newSites) },
		func() error { return tx.SaveEstablishments(sites) },
		func() error { return tx.AddLocations(newNodes) },
		func() error { return tx.SaveLocations(nodes) },
		func() error { return tx.AddOfficers(newOfficers) },
		func() error { return tx.SaveOfficers(officers) },
		func() error { return tx.AddEquipment(newKit) },
		func() error { return tx.SaveEquipments(kit) },
	} {
		if err := write(); err != nil {
			return err
		}
	}
	return nil
}

// depth is how many nodes lie above l: a parent is written before its children.
func (w *world) depth(l models.Location) (n int) {
	for ; l.Parent != nil; n++ {
		l = w.node[*l.Parent].value
	}
	return n
}

func (w *world) applyOperation(tx *store.Tx) (err error) {
	o := &w.operation.value
	switch {
	case w.operation.isNew:
		if err := tx.AddOperation(o); err != nil {
			return err
		}
		if w.drafts, err = tx.OpenDrafts(o.ID); err != nil {
			return err
		}
	case w.operation.reopens:
		if err := w.reopen(tx, o); err != nil {
			return err
		}
	case w.operation.renamed:
		if err := tx.SaveOperation(o); err != nil {
			return err
		}
	}
	return tx.SaveDrafts(w.drafts, w.changes())
}

// reopen takes a planned or approved operation back to draft: its plan is not of
// where people are now.
func (w *world) reopen(tx *store.Tx, o *models.Operation) error {
	if err := o.Move("reopen"); err != nil {
		return err
	}
	o.Plan = nil
	if err := tx.SaveOperation(o); err != nil {
		return err
	}
	return tx.Note(models.ActPlanWrite, &o.ID, nil, "operation/"+o.ID.String(), "targets have moved", "reopen")
}

// changes are the drafts that differ, sites in the order of their ids.
func (w *world) changes() store.DraftChanges {
	var c store.DraftChanges
	if w.dirty {
		c.Operation = &w.draft
	}
	for _, id := range slices.SortedFunc(maps.Keys(w.sites), func(a, b models.ID) int { return slices.Compare(a[:], b[:]) }) {
		s := w.sites[id]
		switch {
		case s.shrunk && len(s.draft.Cells) == 0 && len(s.draft.Teams) == 0:
			c.Removed = append(c.Removed, id)
		case s.dirty:
			c.Sites = append(c.Sites, s.draft)
		}
	}
	return c
}

// counts is the detail of the audit row, by kind: nothing in it tells a place, a name or an hour.
func (r Report) counts() string {
	sum := map[string]FileReport{}
	for _, f := range r.Files {
		s := sum[f.Kind]
		s.Rows, s.Created, s.Updated, s.Unchanged, s.Removed = s.Rows+f.Rows, s.Created+f.Created, s.Updated+f.Updated, s.Unchanged+f.Unchanged, s.Removed+f.Removed
		sum[f.Kind] = s
	}
	var parts []string
	for _, k := range sheet.Kinds() {
		if s, ok := sum[k.Name]; ok {
			parts = append(parts, fmt.Sprintf("%s: %d rows, %d created, %d updated, %d unchanged, %d removed", k.Name, s.Rows, s.Created, s.Updated, s.Unchanged, s.Removed))
		}
	}
	return strings.Join(parts, "; ")
}
