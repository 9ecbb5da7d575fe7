package sync

import (
	"slices"
)

// What a few of the server's entries do to other entries: settle, retry,
// adopt, erase. Each works on receipts and lets the run try the entries again.

func (r *run) act(f fact) error {
	switch f.Type {
	case "entry.settled":
		return r.settle(f)
	case "entry.retried":
		return r.retried(f)
	case "branch.adopted":
		return r.adopt(f)
	case "body.erased":
		return r.erase(f)
	}
	return nil
}

// change reads the receipts that have a key, lets change alter each, writes
// them, and queues those for which it says so.
func (r *run) change(ids []string, change func(*card) (again bool)) error {
	for _, id := range ids {
		doc, ok, err := r.ledger.Get(KindReceipt, id)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		c := &card{before: doc, site: doc.Site}
		if err := decodeInto(doc.Facts, &c.facts); err != nil {
			return err
		}
		if err := decodeInto(doc.Body, &c.receipt); err != nil {
			return err
		}
		if change(c) {
			r.queue[c.receipt.Position] = true
		}
		if err := c.write(r); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) receiptsWith(key string) ([]string, error) {
	docs, err := r.ledger.Find(KindReceipt, key)
	var ids []string
	for _, d := range docs {
		ids = append(ids, d.ID)
	}
	return ids, err
}

// retry queues what has a key, after a change if there is one.
func (r *run) retry(key string, before func(*card)) error {
	ids, err := r.receiptsWith(key)
	if err != nil {
		return err
	}
	return r.change(ids, func(c *card) bool {
		if before != nil {
			before(c)
		}
		return !c.receipt.Done()
	})
}

// settle carries out a person's decision. An entry that is applied already is
// a closing that failed the gate or the like: the decision is a fact of its
// document. But any may be attached elsewhere, and one that was kept out may be
// let in by a later decision.
func (r *run) settle(f fact) error {
	return r.change([]string{textIn(f.Body, "hash")}, func(c *card) bool {
		decision := textIn(f.Body, "decision")
		if c.receipt.Done() {
			if decision != DecideAttach && (c.receipt.Decision != DecideReject || decision != DecideApply) {
				return false
			}
			c.set("", "", "")
		}
		c.receipt.Decision, c.receipt.AttachedTo, c.facts.SettledBy = decision, nil, ""
		if to := objectIn(f.Body, "to"); decision == DecideAttach {
			c.receipt.AttachedTo = &target{Kind(textIn(to, "kind")), textIn(to, "id")}
			c.facts.SettledBy = f.Entry
		}
		return true
	})
}

func (r *run) retried(f fact) error {
	hash, stream, code := textIn(f.Body, "hash"), textIn(f.Body, "stream"), textIn(f.Body, "statusCode")
	confirm := func(c *card) { c.facts.Confirmed = c.facts.Confirmed || c.receipt.StatusCode == TabletPending }
	switch {
	case hash != "":
		return r.change([]string{hash}, func(c *card) bool { confirm(c); return !c.receipt.Done() })
	case code != "" && stream != "":
		return r.retry("code:"+code+":"+stream, confirm)
	case code != "":
		return r.retry("code:"+code, confirm)
	}
	return r.retry("stream:"+stream, confirm)
}

// adopt applies a branch that a fork left in quarantine: the named entry, those
// below it off the main branch, and all that link to one of them.
func (r *run) adopt(f fact) error {
	ids, err := r.receiptsWith("fork:" + textIn(f.Body, "stream"))
	if err != nil {
		return err
	}
	prev := map[string]string{}
	if err := r.change(ids, func(c *card) bool { prev[c.receipt.Hash] = c.facts.Prev; return false }); err != nil {
		return err
	}
	branch := map[string]bool{}
	for hash, ok := textIn(f.Body, "hash"), true; ok; {
		branch[hash] = true
		hash = prev[hash]
		_, ok = prev[hash]
	}
	for grew := true; grew; {
		grew = false
		for hash, before := range prev {
			if branch[before] && !branch[hash] {
				branch[hash], grew = true, true
			}
		}
	}
	return r.change(ids, func(c *card) bool {
		c.facts.Adopted = c.facts.Adopted || branch[c.receipt.Hash]
		return branch[c.receipt.Hash] && !c.receipt.Done()
	})
}

// followsAdopted says whether an entry off the main branch, journalled after
// its branch was adopted, links to it: either way, since pushes come in any order.
func (r *run) followsAdopted(j Journalled) (bool, error) {
	if j.Code != SeqFork {
		return false, nil
	}
	ids, err := r.receiptsWith("fork:" + j.Stream)
	if err != nil {
		return false, err
	}
	found := false
	err = r.change(ids, func(c *card) bool {
		found = found || c.facts.Adopted && (c.receipt.Hash == j.Entry.Prev || c.facts.Prev == j.Hash)
		return false
	})
	return found, err
}

// erase takes the words of an entry out of every document that was folded from
// them. What the entry created stays, as an empty place that others may refer to.
func (r *run) erase(f fact) error {
	hash := textIn(f.Body, "hash")
	var places []target
	if err := r.change([]string{hash}, func(c *card) bool {
		places = slices.Clone(c.facts.Targets)
		c.receipt.Detail = ""
		return false
	}); err != nil {
		return err
	}
	_, err := r.work(func(p *projection) error {
		for _, place := range places {
			if err := p.blank(place, hash); err != nil {
				return err
			}
		}
		return p.fold()
	})
	return err
}
