package server

import (
	"strconv"
	"strings"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
)

// etag writes a version as the ETag that an edit sends back: "7", with the
// quotation marks (RFC 9110, 8.8.3).
func etag(version int64) string { return strconv.Quote(strconv.FormatInt(version, 10)) }

// versionOf reads If-Match: "7" or W/"7". Lists and * are refused, since an edit
// is based on one version.
func versionOf(ifMatch string) (int64, error) {
	text := strings.TrimPrefix(ifMatch, "W/")
	version, err := strconv.ParseInt(strings.Trim(text, `"`), 10, 64)
	if err != nil || version < 1 || text != etag(version) {
		return 0, models.NewFault(models.Invalid, "The version that the change is based on cannot be read.").
			With(models.Field{Param: "If-Match", Code: "format", Message: `must be the ETag of what was read, like "7"`})
	}
	return version, nil
}

// pageOf is which part of a list the parameters ask for.
func pageOf(limit api.InLimit, cursor api.InCursor, q api.InQ, sort api.InSort) store.Page {
	return store.Page{Limit: limit, Cursor: cursor, Q: q, Desc: sort == api.DirectionDesc}
}

// each turns every row of a list into its wire form; the list of none is [], not null.
func each[From, To any](rows []From, turn func(From) To) []To {
	out := make([]To, len(rows))
	for i, r := range rows {
		out[i] = turn(r)
	}
	return out
}

// optional is nil for an id that was not given.
func optional(id api.Id) *models.ID {
	if id == (api.Id{}) {
		return nil
	}
	return &id
}

// orNone is the zero id, which is not written, for nil.
func orNone(id *models.ID) api.Id {
	if id == nil {
		return api.Id{}
	}
	return *id
}

// firstOf does one step after another and gives the first error.
func firstOf(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// subject names a thing in the audit.
func subject(kind string, id models.ID) string { return kind + "/" + id.String() }

// absent notes at pointer that something which was referred to was not found;
// any other error it gives back.
func absent(fs *models.Faults, pointer, message string, err error) error {
	if err == nil || !store.IsAbsent(err) {
		return err
	}
	fs.Add(pointer, "unknown", "%s", message)
	return nil
}

// unknownCodes notes every code that a pick-list does not have. A retired code
// is still known: records refer to it.
func unknownCodes(v store.View, fs *models.Faults, pointer, list string, codes ...string) error {
	options, err := v.Picks(list)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, p := range options {
		known[p.Code] = true
	}
	for _, c := range codes {
		if !known[c] {
			fs.Add(pointer, "unknown", "%q is not in the pick-list %s", c, list)
		}
	}
	return nil
}
