package server

import (
	"context"
	"encoding/json"
	"iter"
	"sync"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// picture is what headquarters sees of an operation, kept up by reading only
// the documents that changed since the last look. It is a cache: another
// replica, or this one after a restart, makes the same from the same documents.
type picture struct {
	mu        sync.Mutex
	epoch     string
	position  uint64
	operation models.ID
	whole     operationDoc
	sites     map[models.ID]siteDoc
	tasks     map[string]taskDoc
	searches  map[string]searchDoc
	exhibits  map[string]exhibitDoc
	counted   tally
}

type operationDoc struct {
	Authorised  int
	Counts      map[string]int
	Rescheduled struct{ Entry models.ID }
}

type siteDoc struct {
	ID          models.ID
	Code        string
	Name        string
	Type        string
	Commune     string
	Department  string
	Latitude    float32
	Longitude   float32
	TimeZone    string
	Lead        string
	Phone       string
	Radio       string
	Authorised  int
	Counts      map[string]int
	Incidents   []struct{ At string }
	Released    bool
	HHour       string // an H of its own, by order
	Rescheduled struct{ Entry models.ID }
}

type taskDoc struct {
	Site      models.ID
	Code      string
	State     string
	Start     int
	End       int
	Duration  int
	Weight    *int
	StartedAt string
	EndedAt   string
	Searches  []struct{ State, ReasonCode string }
	Holders   []struct{ At string }
	Returned  []struct{ At string } // tablets whose last word is that they gave it back
}

type searchDoc struct {
	Site         models.ID
	TaskCode     string
	LocationCode string
	Attention    bool
	GateFailed   []lackDoc
	LetPass      []lackDoc `json:"gateOverridden"`
	Unsupervised bool      `json:"overrideUnsupervised"`
	Outside      any       `json:"outsideAuthorisation"`
	Overridden   any
	KitComplete  *bool
	EndedAt      string
}

// lackDoc is one thing that a search must not be closed without: what it is
// called is the reader's to say, by its code.
type lackDoc struct{ Code string }

type exhibitDoc struct {
	Site        models.ID
	Number      string
	Category    string
	Disposition string
	State       string
	Quantity    json.Number // of a drug it may be 2.5 g
	Unit        string
	ModelName   string
	Target      bool `json:"isTargetModel"`
	Mini        bool
	Search      string
	Concealment struct{ Code string }
	Route       struct{ Code string }
	Duplicate   bool `json:"sealDuplicate"`
	Recorded    struct{ At string }
	SeizedAt    string // by the word of a sheet where it was keyed in from one; absent in documents of older programs
}

// pieces is how many things an exhibit is.
func (e exhibitDoc) pieces() int {
	amount, err := models.ParseDecimal(e.Quantity.String())
	if err != nil {
		return 1
	}
	return int(amount.Rounded())
}

var pictured = []fieldsync.Kind{fieldsync.KindOperation, fieldsync.KindSite, fieldsync.KindTask, fieldsync.KindSearch, fieldsync.KindExhibit}

// pictureOf returns the picture of an operation, locked and up to date.
func (s *Server) pictureOf(ctx context.Context, operation models.ID) (*picture, error) {
	s.picturesMu.Lock()
	p, ok := s.pictures[operation]
	if !ok {
		p = &picture{operation: operation}
		s.pictures[operation] = p
	}
	s.picturesMu.Unlock()
	p.mu.Lock()
	if err := s.Store.Read(ctx, p.follow); err != nil {
		p.mu.Unlock()
		return nil, err
	}
	return p, nil
}

// follow reads what changed since the last look, all of it if the epoch did.
func (p *picture) follow(v store.View) error {
	j, err := v.Journal(p.operation)
	if err != nil {
		return err
	}
	if j.Epoch != p.epoch {
		p.epoch, p.position = j.Epoch, 0
		p.sites, p.tasks = map[models.ID]siteDoc{}, map[string]taskDoc{}
		p.searches, p.exhibits = map[string]searchDoc{}, map[string]exhibitDoc{}
	}
	f := store.Feed{Operation: p.operation, Kinds: pictured, All: true, AfterPosition: p.position, AfterKind: "\uffff", Limit: 2000}
	for {
		docs, err := v.Changed(f)
		if err != nil {
			return err
		}
		for _, d := range docs {
			if err := p.learn(d); err != nil {
				return err
			}
			f.AfterPosition, f.AfterKind, f.AfterID = d.Position, d.Kind, d.ID
			p.position = d.Position
		}
		if len(docs) < f.Limit {
			return nil
		}
	}
}

// planned are the tasks of the plan in force. One that a newer plan took back is
// in no figure: nobody will do it, and a site is not late for it. (One that was
// begun all the same is no longer withdrawn.)
func (p *picture) planned() iter.Seq2[string, taskDoc] {
	return func(yield func(string, taskDoc) bool) {
		for id, t := range p.tasks {
			if t.State != string(models.TaskWithdrawn) && !yield(id, t) {
				return
			}
		}
	}
}

func (p *picture) learn(d fieldsync.Document) error {
	switch d.Kind {
	case fieldsync.KindOperation:
		p.whole = operationDoc{}
		return json.Unmarshal(d.Body, &p.whole)
	case fieldsync.KindSite:
		x := siteDoc{ID: d.Site}
		err := json.Unmarshal(d.Body, &x)
		p.sites[d.Site] = x
		return err
	case fieldsync.KindTask:
		return keep(p.tasks, d)
	case fieldsync.KindSearch:
		return keep(p.searches, d)
	case fieldsync.KindExhibit:
		return keep(p.exhibits, d)
	}
	return nil
}

func keep[T any](into map[string]T, d fieldsync.Document) error {
	var x T
	err := json.Unmarshal(d.Body, &x)
	into[d.ID] = x
	return err
}

// minutesAfter is how many whole minutes after H an instant was, rounded down.
func minutesAfter(h time.Time, at string) (int, bool) {
	t, err := models.ParseTime(at)
	if err != nil {
		return 0, false
	}
	d := t.Sub(h)
	if d < 0 {
		return -int((-d + time.Minute - 1) / time.Minute), true
	}
	return int(d / time.Minute), true
}
