package sync

import (
	"bytes"
	"slices"

	"github.com/cellsweep/cellsweep/models"
)

// card is an entry's receipt while it is being worked on.
type card struct {
	before  Document
	receipt Receipt
	facts   receiptFacts
	site    models.ID
}

// cardOf reads the receipt of an entry, or begins one.
func (r *run) cardOf(j Journalled) (*card, error) {
	doc, ok, err := r.ledger.Get(KindReceipt, j.Hash)
	if err != nil {
		return nil, err
	}
	c := &card{before: doc, site: j.Entry.Site}
	if ok {
		if err := decodeInto(doc.Facts, &c.facts); err != nil {
			return nil, err
		}
		return c, decodeInto(doc.Body, &c.receipt)
	}
	c.facts.Prev = j.Entry.Prev
	c.receipt = Receipt{Seq: j.Entry.Seq, Stream: j.Stream, Entry: j.Entry.ID.String(), Hash: j.Hash, Type: j.Entry.Type, Position: j.Position,
		Verdict: j.Verdict, Code: j.Code, ReceivedAt: models.FormatTime(j.ReceivedAt)}
	return c, nil
}

func (c *card) set(status Status, code Code, detail string) {
	c.receipt.Status, c.receipt.StatusCode, c.receipt.Detail = status, code, detail
	c.facts.Waits = nil
}

// keys are what the tray and the retries look for.
func (c *card) keys() []string {
	keys := []string{"stream:" + c.receipt.Stream}
	if !c.receipt.Done() {
		keys = append(keys, "tray")
	}
	if c.receipt.Verdict == Quarantined && c.receipt.Code == SeqFork {
		keys = append(keys, "fork:"+c.receipt.Stream)
	}
	if c.receipt.StatusCode != "" {
		keys = append(keys, "code:"+string(c.receipt.StatusCode), "code:"+string(c.receipt.StatusCode)+":"+c.receipt.Stream)
	}
	for _, id := range c.facts.Waits {
		keys = append(keys, "needs:"+id)
	}
	slices.Sort(keys)
	return keys
}

// write keeps the receipt, if anything about it changed.
func (c *card) write(r *run) error {
	doc := c.before
	doc.Kind, doc.ID, doc.Site, doc.Keys = KindReceipt, c.receipt.Hash, c.site, c.keys()
	body, err := encodeObject(c.receipt)
	if err != nil {
		return err
	}
	if doc.Facts, err = encodeObject(c.facts); err != nil {
		return err
	}
	if bytes.Equal(body, doc.Body) {
		if bytes.Equal(doc.Facts, c.before.Facts) && slices.Equal(doc.Keys, c.before.Keys) {
			return nil
		}
	} else {
		doc.Body, doc.Position, doc.Rev = body, r.feed, c.before.Rev+1
	}
	c.before = doc
	return r.ledger.Put(doc)
}
