package sync

import "encoding/json"

// A revoked tablet's entries are quarantined from the position of the
// revocation on, whatever their clock says. Only a head that somebody held
// before can prove that an entry which arrives later was written earlier: the
// head's hash covers the last entry, whose prev covers the one before, and so on.

// Witness is a head of a stream as somebody held it: the server itself, or
// another tablet that wrote head.witnessed.
type Witness struct {
	Seq  uint64
	Hash string
	Held uint64 // the journal's last position when the server learned of it
}

// Vouched tells which entries a head proves older than a revocation: seq → hashes.
type Vouched map[uint64][]string

// Has says whether the entry of this seq and hash is proved older.
func (v Vouched) Has(seq uint64, hash string) bool {
	for _, h := range v[seq] {
		if h == hash {
			return true
		}
	}
	return false
}

// And gives what both prove.
func (v Vouched) And(w Vouched) Vouched {
	both := Vouched{}
	for seq, hashes := range v {
		for _, h := range hashes {
			if w.Has(seq, h) {
				both[seq] = append(both[seq], h)
			}
		}
	}
	return both
}

// ParseWitnessed reads the body of head.witnessed: whose head, and the head. The
// caller verifies its signature with the key of that stream.
func ParseWitnessed(body string) (stream string, h Head, err error) {
	root, err := readStrict([]byte(body))
	if err != nil {
		return "", Head{}, err
	}
	var parts struct {
		Stream string          `json:"stream"`
		Head   json.RawMessage `json:"head"`
	}
	if root.kind != jsonObject {
		return "", Head{}, jsonFault("", ReasonType, "a body is an object")
	}
	if err := json.Unmarshal([]byte(body), &parts); err != nil {
		return "", Head{}, jsonFault("", ReasonSyntax, "%v", err)
	}
	h, err = ParseHead(parts.Head)
	return parts.Stream, h, err
}

// Vouch walks back from each head that was held before the revocation's
// position, through the entries that prevs knows (those in the journal and
// those of the push at hand: seq and hash → prev, and whether it is known).
// It stops where a link is missing: what lies below cannot be proved yet, and
// goes to quarantine, where the coordinator may settle it.
func Vouch(heads []Witness, revokedAt uint64, prev func(seq uint64, hash string) (string, bool)) Vouched {
	v := Vouched{}
	for _, w := range heads {
		if w.Held >= revokedAt {
			continue
		}
		seq, hash := w.Seq, w.Hash
		for seq > 0 && !v.Has(seq, hash) {
			v[seq] = append(v[seq], hash)
			before, known := prev(seq, hash)
			if !known {
				break
			}
			seq, hash = seq-1, before
		}
	}
	return v
}
