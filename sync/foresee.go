package sync

import "slices"

// Wanted names documents by their ids, or by keys that Find asks for.
type Wanted map[Kind][]string

func (w Wanted) add(kind Kind, name string) {
	if name != "" && !slices.Contains(w[kind], name) {
		w[kind] = append(w[kind], name)
	}
}

// Foresee names what applying these entries will ask the ledger for, as far as
// the entries themselves tell: their receipts, what they create and refer to,
// what waits for them, what shows them. A ledger that reads all of it at once
// saves a question each; what is not foreseen is read when it is asked for.
func (p *Projector) Foresee(entries []*Journalled) (ids, keys Wanted) {
	ids, keys = Wanted{}, Wanted{}
	for _, j := range entries {
		p.foresee(*j, ids, keys)
	}
	return ids, keys
}

func (p *Projector) foresee(j Journalled, ids, keys Wanted) {
	ids.add(KindReceipt, j.Hash)
	keys.add(KindReceipt, "needs:"+j.Hash)
	one, known := p.schemas.byName[schemaName(j.Entry.Type, j.Entry.Version)]
	if !known {
		return
	}
	body, err := decodeObject([]byte(j.Entry.Body))
	if err != nil {
		return // its receipt will say so
	}
	f := factOf(j, body)
	for _, n := range one.Needs {
		for _, kind := range n.Kinds {
			for _, id := range idsAt(f, n.Pointer) {
				ids.add(kind, id)
			}
		}
	}
	if one.Creates == "" {
		return
	}
	id := f.Entry
	if one.Creates == KindAnswer {
		id = answerID(f)
	}
	ids.add(one.Creates, id)
	keys.add(KindReceipt, "needs:"+id)
	for _, w := range watchers[one.Creates] {
		keys.add(w.kind, w.key+id)
	}
}
