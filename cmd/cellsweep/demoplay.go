package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/cellsweep/cellsweep/examples/generate/operation"
	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
)

// What the plan of a demonstration is made with: what there is after ten seconds.
const (
	demoRounds  = 40
	demoSeconds = 10
	demoSeed    = 1
)

// begin sets the clock of a demonstration to the evening before H before anything
// is written: the checklist that ships is given out from its writing on, and one
// that is younger than the operation would be given to nobody.
func (a *app) begin(clock *demoClock) error {
	if a.settings.From == "" && a.settings.Sites == 0 {
		return nil
	}
	files, err := a.demoFiles()
	if err != nil {
		return err
	}
	_, h, err := whatAndWhen(files)
	if err == nil {
		clock.set(h.Add(-evening))
	}
	return err
}

// evening is how long before H an operation is prepared: authorisations are
// valid, nothing has begun.
const evening = 24 * time.Hour

// play does what coordinator and approver do before an operation, until it is in
// the state that is asked for. One that was left half way goes on from there. The
// time is that of the clock afterwards: the evening before H, or the newest act.
func (a *app) play(ctx context.Context, clock *demoClock) (o models.Operation, at time.Time, err error) {
	files, err := a.demoFiles()
	if err != nil {
		return o, at, err
	}
	reference, h, err := whatAndWhen(files)
	if err != nil {
		return o, at, err
	}
	at = h.Add(-evening)
	if o, err = a.operationOf(ctx, reference); err == nil {
		at, err = a.notBefore(ctx, o.ID, at)
	}
	if err != nil && !store.IsMissing(err) {
		return o, at, err
	}
	clock.set(at)
	coordinator, err := a.signIn(ctx, "coordinator")
	if err != nil {
		return o, at, err
	}
	approver, err := a.signIn(ctx, "approver")
	if err != nil {
		return o, at, err
	}
	if o.ID == (models.ID{}) {
		if err = coordinator.post(ctx, "/v1/imports", map[string]any{"files": files}, nil); err == nil {
			o, err = a.operationOf(ctx, reference)
		}
		if err == nil {
			err = a.nameLeads(ctx, o.ID)
		}
	}
	for err == nil && before(o.State, models.OperationState(a.settings.State)) {
		if err = oneStep(ctx, o, coordinator, approver); err == nil {
			o, err = a.operationOf(ctx, reference)
		}
	}
	return o, at, err
}

// nameLeads gives each site whoever leads its first team, with that team's
// telephone and a channel of the site's own: files of an import have no place for
// them. All at once: site by site by the API it was half of preparing 60,000 cells.
func (a *app) nameLeads(ctx context.Context, operation models.ID) error {
	return a.store.Tx(ctx, func(tx *store.Tx) error {
		o, err := tx.LockOperation(operation)
		if err != nil {
			return err
		}
		drafts, err := tx.OpenDrafts(o.ID)
		if err != nil {
			return err
		}
		var led store.DraftChanges
		for _, site := range drafts.Sites {
			if len(site.Teams) == 0 {
				continue
			}
			first := site.Teams[0]
			for _, officer := range first.Officers {
				if officer.Lead {
					site.Lead = officer.Number
				}
			}
			code, _, _ := strings.Cut(first.Code, "-")
			site.Phone, site.Radio = first.Phone, "DEMO "+code
			led.Sites = append(led.Sites, site)
		}
		if err := tx.SaveDrafts(drafts, led); err != nil {
			return err
		}
		return tx.Note(models.ActOperationEdit, &o.ID, nil, "sites", "", "demonstration")
	})
}

// before says whether an operation has to be taken further to come to a state.
// One that was held or cancelled does not.
func before(is, wanted models.OperationState) bool {
	way := []models.OperationState{models.Draft, models.Planned, models.Approved, models.Sealed, models.Released}
	at := slices.Index(way, is)
	return at >= 0 && at < slices.Index(way, wanted)
}

// oneStep takes an operation that has not been released to its next state.
func oneStep(ctx context.Context, o models.Operation, coordinator, approver *inside) error {
	at := "/v1/operations/" + o.ID.String()
	switch o.State {
	case models.Draft:
		var version struct{ Number int }
		if err := coordinator.post(ctx, at+"/plans", map[string]any{"rounds": demoRounds, "deadlineSeconds": demoSeconds, "seed": demoSeed}, &version); err != nil {
			return err
		}
		return coordinator.post(ctx, fmt.Sprintf("%s/plans/%d/publish", at, version.Number), nil, nil)
	case models.Planned:
		return approver.post(ctx, at+"/approve", nil, nil)
	case models.Approved:
		return coordinator.post(ctx, at+"/seal", nil, nil)
	case models.Sealed:
		if err := coordinator.post(ctx, at+"/release/ask", nil, nil); err != nil {
			return err
		}
		return approver.post(ctx, at+"/release/approve", nil, nil)
	}
	return nil
}

func (a *app) operationOf(ctx context.Context, reference string) (o models.Operation, err error) {
	err = a.store.Read(ctx, func(v store.View) (err error) {
		o, err = v.OperationByReference(reference)
		return err
	})
	return o, err
}

// notBefore is when somebody last did something to an operation, if that was
// later: the clock does not go back behind it when a demonstration is started again.
func (a *app) notBefore(ctx context.Context, operation models.ID, at time.Time) (time.Time, error) {
	err := a.store.Read(ctx, func(v store.View) error {
		rows, err := v.Audit(store.AuditFilter{Operation: operation, Limit: 1})
		if err == nil && len(rows) > 0 {
			at = later(at, rows[0].At)
		}
		return err
	})
	return at, err
}

type csvFile struct {
	Name    string `json:"name"`
	Content string `json:"content"`
}

// demoFiles are the files that a folder has, or those of an operation of the size
// that is asked for.
func (a *app) demoFiles() ([]csvFile, error) {
	if a.settings.Sites == 0 {
		return csvFiles(a.settings.From)
	}
	made, err := operation.Generate(operation.Size{Sites: a.settings.Sites, Cells: a.settings.Cells, Seed: demoSeed})
	if err != nil {
		return nil, err
	}
	var files []csvFile
	for _, t := range made.Tables() {
		var b bytes.Buffer
		if err := t.Write(&b); err != nil {
			return nil, err
		}
		files = append(files, csvFile{t.Name, b.String()})
	}
	return files, nil
}

func csvFiles(folder string) ([]csvFile, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.csv"))
	if err == nil && len(names) == 0 {
		err = models.NewFault(models.Invalid, "There are no CSV files in %s.", folder)
	}
	var files []csvFile
	for _, name := range names {
		raw, readErr := os.ReadFile(name) //nolint:gosec // the operator names the folder
		if readErr != nil {
			return nil, readErr
		}
		files = append(files, csvFile{filepath.Base(name), string(raw)})
	}
	return files, err
}

// whatAndWhen reads the reference of an operation, and its H, from its CSV file.
func whatAndWhen(files []csvFile) (reference string, h time.Time, err error) {
	i := slices.IndexFunc(files, func(f csvFile) bool { return f.Name == "operation.csv" })
	if i < 0 {
		return "", h, models.NewFault(models.Invalid, "There is no operation.csv.")
	}
	rows, err := csv.NewReader(bytes.NewReader([]byte(files[i].Content))).ReadAll()
	if err != nil || len(rows) < 2 {
		return "", h, models.NewFault(models.Invalid, "operation.csv names no operation.").Because(err)
	}
	name, hour := slices.Index(rows[0], "reference"), slices.Index(rows[0], "h_hour")
	if name < 0 || hour < 0 {
		return "", h, models.NewFault(models.Invalid, "operation.csv needs the columns reference and h_hour.")
	}
	h, err = time.Parse(time.RFC3339, rows[1][hour])
	return rows[1][name], h, err
}
