package sync

import (
	"encoding/json"
	"time"

	"github.com/cellsweep/cellsweep/custody"
	"github.com/cellsweep/cellsweep/models"
)

// Kind says what a document is about.
type Kind string

// The kinds of documents that are pulled.
const (
	KindOperation   Kind = "operation"
	KindSite        Kind = "site"
	KindLocation    Kind = "location"
	KindTask        Kind = "task"
	KindTemplate    Kind = "template"
	KindOfficer     Kind = "officer"
	KindDeviceModel Kind = "deviceModel"
	KindSearch      Kind = "search"
	KindAnswer      Kind = "answer"
	KindFinding     Kind = "finding"
	KindExhibit     Kind = "exhibit"
	KindSeal        Kind = "seal"
	KindCustody     Kind = "custody"
	KindFile        Kind = "file"
	KindReceipt     Kind = "receipt"
)

// Kinds lists every kind.
var Kinds = []Kind{KindOperation, KindSite, KindLocation, KindTask, KindTemplate, KindOfficer, KindDeviceModel, KindSearch,
	KindAnswer, KindFinding, KindExhibit, KindSeal, KindCustody, KindFile, KindReceipt}

// Document is what people see of one thing, projected from the journal. It
// belongs to one operation; (Kind, ID) is unique within it.
type Document struct {
	Kind     Kind
	ID       string          // a UUID; search/item or search/item/row for an answer; a SHA-256 for a file; an entry's hash for a receipt
	Site     models.ID       // zero for what belongs to the whole operation
	Position uint64          // of the entry that last changed Body
	Rev      uint64          // how often Body has changed: 1, 2, 3 …
	Deleted  bool            // only where all that made it was erased: else nothing is deleted, only voided
	Keys     []string        // what Find finds it by; sorted
	Body     json.RawMessage // deterministic JSON, for lists and screens; an object with id, but without kind, rev, _deleted, and position only in a receipt
	Facts    json.RawMessage // what Body is folded from; never shown
}

// Documents is where the projector reads and writes documents of one operation.
type Documents interface {
	// Get returns the document and true, or false when there is none.
	Get(kind Kind, id string) (Document, bool, error)
	// Put writes the document, in place of an older one.
	Put(Document) error
	// Find returns the documents of the kind that have the key, ascending by ID.
	Find(kind Kind, key string) ([]Document, error)
}

// Ledger is what the projector stands on: the documents of one operation, and
// its journal, for the entries that were held. *store.Tx satisfies it.
type Ledger interface {
	Documents
	// EntryAt returns what the journal holds at a position that it has.
	EntryAt(position uint64) (Journalled, error)
}

// Journalled is an entry at its position.
type Journalled struct {
	Entry      Entry
	Stream     string
	Hash       string
	Position   uint64
	Verdict    Verdict // stored or quarantined
	Code       Code    // of quarantined
	ReceivedAt time.Time
	Server     bool // of the server's own stream
	Pending    bool // the tablet was not confirmed when the entry was journalled
	Erased     bool // the body is no longer there
	// Unreadable says why the journal's row cannot be read as an entry any more:
	// somebody altered it. Entry then has what the row's columns say, and no body.
	Unreadable string
}

// Leaf is what the tree says of the entry's position.
func (j Journalled) Leaf() custody.Leaf {
	return custody.Leaf{Position: j.Position, Hash: j.Hash, Sig: j.Entry.Sig, ReceivedAt: j.ReceivedAt, Verdict: string(j.Verdict), Code: string(j.Code)}
}

// What a person may decide about an entry of the tray.
const (
	DecideApply  = "apply"  // let it in as it is
	DecideAttach = "attach" // let it in, about something else than it says
	DecideReject = "reject" // keep it out
)

// Status is how far the projection of an entry has come. Unlike the verdict
// it may change. Empty: in quarantine, waiting for a person.
type Status string

// The statuses.
const (
	Applied Status = "applied"
	HeldBy  Status = "held"
	Refused Status = "refused"
	Settled Status = "settled" // a person decided
)

// Why an entry is held or refused.
const (
	InvalidBody   Code = "invalid_body"
	UnknownType   Code = "unknown_type"
	Internal      Code = "internal"
	TabletPending Code = "tablet_pending"
)

// Receipt is what a tablet is told of one of its entries; the Body of the
// document of kind receipt, whose ID is the entry's hash.
type Receipt struct {
	Seq        uint64  `json:"seq"`
	Stream     string  `json:"stream"`
	Entry      string  `json:"entry"`
	Hash       string  `json:"hash"`
	Type       string  `json:"type"`
	Position   uint64  `json:"position"`
	Verdict    Verdict `json:"verdict"`
	Code       Code    `json:"code"`
	Status     Status  `json:"status"`
	StatusCode Code    `json:"statusCode"`
	Decision   string  `json:"decision,omitempty"`   // apply, attach or reject, of settled
	AttachedTo *target `json:"attachedTo,omitempty"` // of attach: what the entry is taken to be about
	Detail     string  `json:"detail,omitempty"`     // for people: what is wrong with the body, or what is waited for
	ReceivedAt string  `json:"receivedAt"`
}

// receiptFacts is what the projector remembers beside a receipt.
type receiptFacts struct {
	Site      string   `json:"site,omitempty"`
	Waits     []string `json:"waits,omitempty"`     // ids that an entry on hold needs
	Targets   []target `json:"targets,omitempty"`   // the documents that hold a fact of the entry
	Adopted   bool     `json:"adopted,omitempty"`   // a person adopted its branch
	Confirmed bool     `json:"confirmed,omitempty"` // the tablet was confirmed since
	Prev      string   `json:"prev,omitempty"`      // of the entry
	SettledBy string   `json:"settledBy,omitempty"` // the entry by which it was attached elsewhere
}

// target names a document.
type target struct {
	Kind Kind   `json:"kind"`
	ID   string `json:"id"`
}
