package tablets

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// JournalFigures are what the journal was found to hold.
type JournalFigures struct {
	Head      uint64 `json:"head"`
	Ours      int    `json:"ours"`      // entries of the simulator's tablets
	Server    int    `json:"server"`    // of the server's own streams
	Strangers int    `json:"strangers"` // of tablets that are not the simulator's, of which it knows nothing
}

// prove holds what the API shows against what was signed and told.
func (s *show) prove(ctx context.Context) error {
	if err := s.proveReceipts(ctx); err != nil {
		return err
	}
	if err := s.proveJournal(ctx); err != nil {
		return err
	}
	if err := s.provePicture(ctx); err != nil {
		return err
	}
	if err := s.proveFiles(ctx); err != nil {
		return err
	}
	return s.proveSearches(ctx)
}

// projectorTime is how long the projector may lag behind the last entry, for
// each ten thousand entries.
const projectorTime = 90 * time.Second

// proveReceipts lets each tablet pull its receipts, until the projector has
// dealt with all of its entries and with what the server wrote of its files, and
// looks for each receipt.
func (s *show) proveReceipts(ctx context.Context) error {
	deadline := time.Now().Add(s.patience * time.Duration(1+s.story.Figures.Entries/10_000))
	found := make([]map[string]int, len(s.tablets))
	faults := make([][]string, len(s.tablets))
	err := each(len(s.tablets), inFlight/2, func(i int) error {
		t := s.tablets[i]
		for {
			if err := t.pull(ctx); err != nil {
				return err
			}
			var settled bool
			if found[i], faults[i], settled = t.receipts(); settled && t.filesStored() || time.Now().After(deadline) {
				return nil
			}
			if err := pause(ctx, 300*time.Millisecond); err != nil {
				return err
			}
		}
	})
	for i := range s.tablets {
		for status, n := range found[i] {
			s.report.Receipts[status] += n
		}
		for _, f := range faults[i] {
			s.report.fault("%s", f)
		}
	}
	return err
}

// receipts counts the tablet's receipts by status, and says what is missing, and
// whether another look could find more.
func (t *tablet) receipts() (found map[string]int, faults []string, settled bool) {
	found, settled = map[string]int{}, true
	note := func(format string, args ...any) {
		settled = false
		if len(faults) < keptFaults {
			faults = append(faults, t.label+": "+fmt.Sprintf(format, args...))
		}
	}
	known := map[string]bool{}
	for i, hash := range t.outbox.hashes {
		known[hash] = true
		raw, ok := t.documents[fieldsync.KindReceipt][hash]
		if !ok {
			note("there is no receipt of seq %d, %s", i+1, t.outbox.entries[i].Type)
			continue
		}
		var r fieldsync.Receipt
		if err := json.Unmarshal(raw, &r); err != nil {
			note("the receipt of seq %d cannot be read: %v", i+1, err)
			continue
		}
		found[string(r.Status)]++
		switch {
		case r.Seq != uint64(i)+1 || r.Stream != t.outbox.stream || r.Entry != t.outbox.entries[i].ID.String():
			note("the receipt of seq %d is about another entry", i+1)
		case r.Verdict != fieldsync.Stored:
			note("seq %d, %s, is %s (%s)", r.Seq, r.Type, r.Verdict, r.Code)
		case r.Status != fieldsync.Applied:
			note("seq %d, %s, is %s (%s) %s", r.Seq, r.Type, r.Status, r.StatusCode, r.Detail)
		}
	}
	for hash := range t.documents[fieldsync.KindReceipt] {
		if !known[hash] {
			note("there is a receipt %s that is none of the tablet's", hash)
		}
	}
	return found, faults, settled
}

// signed is an entry as its tablet holds it.
type signed struct {
	tablet *tablet
	index  int
}

// proveJournal reads the journal from its first position to its head as an
// auditor: gapless, with every entry that was signed once and unaltered, and
// nothing in a tablet's stream that the tablet did not sign.
func (s *show) proveJournal(ctx context.Context) error {
	if s.Auditor == "" {
		s.report.Skipped = append(s.report.Skipped, "The journal was not read: no auditor was named.")
		return nil
	}
	auditor, err := signIn(ctx, s.network, s.Auditor, s.Password)
	if err != nil {
		s.report.Skipped = append(s.report.Skipped, fmt.Sprintf("The journal was not read: %s cannot sign in (%v).", s.Auditor, err))
		return nil
	}
	a := newAudit(s)
	for {
		q := url.Values{"limit": {"500"}, "after": {strconv.FormatUint(a.figures.Head, 10)}}
		var page journalPage
		if err := auditor.get(ctx, "/v1/operations/"+s.operation.ID.String()+"/journal?"+q.Encode(), &page); err != nil {
			return err
		}
		for _, row := range page.Items {
			a.read(row, page.Epoch)
		}
		if len(page.Items) == 0 {
			if page.Head != a.figures.Head {
				a.fault("the journal ends at position %d and says that its head is %d", a.figures.Head, page.Head)
			}
			break
		}
	}
	a.missing()
	s.report.Journal = a.figures
	s.report.Faults = append(s.report.Faults, a.faults...)
	return nil
}

type journalPage struct {
	Head  uint64
	Epoch string
	Items []journalRow
}

type journalRow struct {
	Position, Seq         uint64
	Stream, Hash, Verdict string
	Code                  string
	Entry                 json.RawMessage
}

// provePicture holds headquarters' figures against the story's.
func (s *show) provePicture(ctx context.Context) error {
	var p progress
	if err := s.coordinator.get(ctx, "/v1/operations/"+s.operation.ID.String()+"/progress", &p); err != nil {
		return err
	}
	needs := map[string]int{}
	for _, n := range p.Needs {
		needs[n.Kind] += n.Count
	}
	ours := map[models.ID]bool{}
	for _, t := range s.tablets {
		ours[t.id] = true
	}
	full := 0
	for _, t := range p.Tablets {
		if ours[t.ID] {
			full++
		}
	}
	f := s.story.Figures
	for _, x := range []struct {
		what       string
		shown, are int
	}{
		{"tasks planned", p.Funnel.Planned, f.Tasks},
		{"searches done", p.Funnel.DoneClear + p.Funnel.DoneFind, f.Searched},
		{"searches with finds", p.Funnel.DoneFind, f.WithFinds},
		{"tasks not executed", p.Funnel.NotExecuted, f.NotExecuted},
		{"telephones from cells", p.Seizures.Total, f.Phones},
		{"telephones of the target models", p.Seizures.Target, f.Mini},
		{"miniature telephones", p.Seizures.Mini, f.Mini},
		{"telephones from outside of cells", p.Seizures.OutsideCells, f.Outside},
		{"contested answers", needs["contested"], f.Contested},
		{"searches that failed the gate", needs["gate_failed"], f.GateFailed},
		{"exhibits with a duplicate seal", needs["duplicate_seal"], f.DuplicateSeals},
		{"incidents", needs["incident"], f.Incidents},
		{"tablets that are not empty", full, 0},
	} {
		if x.shown != x.are {
			s.report.fault("headquarters shows %d %s; the tablets recorded %d", x.shown, x.what, x.are)
		}
	}
	return nil
}

// proveSearches looks for searches of which something that the tablet counted
// is not at headquarters.
func (s *show) proveSearches(ctx context.Context) error {
	q := url.Values{"limit": {"500"}}
	for {
		var page struct {
			Items []struct {
				ID, TaskCode string
				NotYetHere   json.RawMessage
			}
			Next string
		}
		if err := s.coordinator.get(ctx, "/v1/operations/"+s.operation.ID.String()+"/searches?"+q.Encode(), &page); err != nil {
			return err
		}
		for _, x := range page.Items {
			if len(x.NotYetHere) > 0 {
				s.report.fault("of the search of %s there is not yet here: %s", x.TaskCode, x.NotYetHere)
			}
		}
		if page.Next == "" {
			return nil
		}
		q.Set("cursor", page.Next)
	}
}
