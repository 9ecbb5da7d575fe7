package sync

import (
	"strings"
	"time"

	"github.com/cellsweep/cellsweep/models"
)

// A tablet breaks, and the search goes on on paper: what was written there is
// keyed in later. Such an entry says in its body whose words these are; its
// actor is who typed them, and its time that of the typing.

// paper gives what an entry says of the sheet from which it was keyed in: kind,
// writtenBy, writtenAt, doneAt, sheets. nil of one that was recorded at a tablet.
func (f fact) paper() object {
	if source := objectIn(f.Body, "source"); textIn(source, "kind") == "paper" {
		return source
	}
	return nil
}

// Done says when what an entry tells was done: as the sheet of paper states it
// from which it was keyed in, where it does, else by the tablet's clock, as the
// documents have it. keyedIn is said of every entry that came from paper; its own
// time is then that of the typing. A body that nobody can read says nothing.
func (e Entry) Done() (at time.Time, keyedIn bool) {
	if !strings.Contains(e.Body, `"paper"`) { // few are, and many are asked
		return e.At, false
	}
	body, err := decodeObject([]byte(e.Body))
	if err != nil {
		return e.At, false
	}
	f := fact{Body: body, At: models.FormatTime(e.At)}
	at, err = models.ParseTime(f.when())
	if err != nil {
		at = e.At
	}
	return at, f.paper() != nil
}

// when says when the act was done: as the sheet states it, where it was keyed
// in from one that does, else by the tablet's clock. Both are claims, and
// neither orders anything.
func (f fact) when() string {
	done := textIn(f.paper(), "doneAt")
	if _, err := models.ParseTime(done); err != nil {
		return f.At
	}
	return done
}

// doneName is the member that says when a thing was found or taken.
func doneName(kind Kind) string {
	if kind == KindExhibit {
		return "seizedAt"
	}
	return "foundAt"
}

// happenings lists what was reported from a site: what it is about, who told it
// and when it happened, whose words these are where they stood on a sheet.
func happenings(incidents []fact) []object {
	var list []object
	for _, f := range incidents {
		list = append(list, with(f.whoWith("kind", "severity", "text", "search", "location"), "happenedAt", f.when()))
	}
	return list
}

// paperIn shows of a search that it was kept on paper: as it was begun, or
// where it was begun at a tablet, as it was closed.
func paperIn(body object, began fact, ends []fact) {
	put(body, "source", began.paper())
	for _, f := range ends {
		if body["source"] == nil {
			put(body, "source", f.paper())
		}
	}
}
