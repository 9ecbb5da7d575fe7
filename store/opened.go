package store

import (
	"container/list"
	"encoding/json"
	"slices"
	"sync"

	"github.com/cellsweep/cellsweep/models"
)

// openedMost is how much opened plain text a store keeps in memory, in bytes of
// its sealed form; opened it is about four times that.
const openedMost = 64 << 20

// opened keeps drafts that were opened, by the first bytes of what was sealed:
// those are random, so that a row whose sealed text is another is never found
// here. It holds secrets in memory alone, as a server does that reads them.
// What it gives is shared, and must not be altered.
type opened struct {
	mu    sync.Mutex
	texts map[string]*list.Element
	order *list.List // the one used last is in front
	size  int
}

type openedText struct {
	head string
	text secret
	size int
}

func newOpened() *opened { return &opened{texts: map[string]*list.Element{}, order: list.New()} }

func (o *opened) get(head string) (secret, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	e, ok := o.texts[head]
	if !ok {
		return secret{}, false
	}
	o.order.MoveToFront(e)
	return e.Value.(*openedText).text, true
}

func (o *opened) put(head string, text secret, size int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, ok := o.texts[head]; ok || size > openedMost {
		return
	}
	o.texts[head] = o.order.PushFront(&openedText{head, text, size})
	for o.size += size; o.size > openedMost; {
		last := o.order.Back()
		t := o.order.Remove(last).(*openedText)
		delete(o.texts, t.head)
		o.size -= t.size
	}
}

// drafts opens the drafts of an operation, those that were opened before from
// memory. A row of the answer has the first bytes alone of its sealed text.
func (v View) drafts(operation models.ID) ([]openedDraft, error) {
	var all []openedDraft
	_, _, err := v.draftThat(operation, func(d openedDraft) bool {
		all = append(all, d)
		return false
	})
	return all, err
}

// draftThat finds the draft of an operation that is wanted, and opens no more than
// it must: first what is in memory is asked, then the oldest, which mostly is that
// of the whole operation, then all others at once.
func (v View) draftThat(operation models.ID, wanted func(openedDraft) bool) (d openedDraft, found bool, err error) {
	rows, err := v.draftHeads(operation)
	if err != nil {
		return d, false, err
	}
	var unknown []models.ID
	for _, r := range rows {
		text, known := v.store.opened.get(string(r.Sealed))
		if !known || len(r.Sealed) < sealedHead {
			unknown = append(unknown, r.ID)
		} else if d := (openedDraft{r, text.apart()}); wanted(d) {
			return d, true, nil
		}
	}
	for n := 1; len(unknown) > 0; n = batch {
		n = min(n, len(unknown))
		var sealed []draftRow
		if err := v.db.Where("id IN ?", unknown[:n]).Order("id").Find(&sealed).Error; err != nil {
			return d, false, err
		}
		for _, r := range sealed {
			if d, err = v.openDraft(r); err != nil || wanted(d) {
				return d, err == nil, err
			}
		}
		unknown = unknown[n:]
	}
	return openedDraft{}, false, nil
}

// openDraft opens a row and keeps what it says. PostgreSQL may give another row
// than that whose head was read, where the transaction is no snapshot: what is
// kept goes by the text itself.
func (v View) openDraft(r draftRow) (d openedDraft, err error) {
	plain, err := v.store.sealer.Open(r.Sealed)
	if err != nil {
		return d, unreadable(err)
	}
	if err := json.Unmarshal(plain, &d.text); err != nil {
		return d, err
	}
	size := len(r.Sealed)
	r.Sealed = r.Sealed[:min(sealedHead, size)]
	d.row = r
	if len(r.Sealed) == sealedHead {
		v.store.opened.put(string(r.Sealed), d.text, size)
	}
	d.text = d.text.apart()
	return d, nil
}

// apart is a copy that shares nothing which somebody might alter.
func (s secret) apart() secret {
	if s.Operation != nil {
		d := *s.Operation
		d.Pins, d.Forbids, d.LeftOut = slices.Clone(d.Pins), slices.Clone(d.Forbids), slices.Clone(d.LeftOut)
		d.Links, d.Authorisations = slices.Clone(d.Links), slices.Clone(d.Authorisations)
		for i := range d.Links {
			d.Links[i].Cells = slices.Clone(d.Links[i].Cells)
		}
		for i := range d.Authorisations {
			a := &d.Authorisations[i]
			a.Targets, a.Persons = slices.Clone(a.Targets), slices.Clone(a.Persons)
		}
		if d.HHour != nil {
			h := *d.HHour
			d.HHour = &h
		}
		s.Operation = &d
	}
	if s.Site != nil {
		d := *s.Site
		d.Cells, d.Teams, d.Equipment = slices.Clone(d.Cells), slices.Clone(d.Teams), slices.Clone(d.Equipment)
		for i := range d.Cells {
			c := &d.Cells[i]
			c.Persons, c.Skills, c.Kit = slices.Clone(c.Persons), slices.Clone(c.Skills), slices.Clone(c.Kit)
		}
		for i := range d.Teams {
			d.Teams[i].Officers = slices.Clone(d.Teams[i].Officers)
		}
		s.Site = &d
	}
	return s
}
