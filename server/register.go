package server

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"github.com/cellsweep/cellsweep/custody"
	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// register is a look into the register of exhibits.
type register struct {
	operation models.ID
	site      models.ID
	exhibit   string // id or number
	keys      []string
	after     string
	limit     int
	reason    string
}

// registerOf reads the filters that the page and the table share.
func registerOf(operation models.ID, p api.ListRegisterParams) (q register, err error) {
	q = register{operation: operation, site: p.Site, limit: int(p.Limit)}
	if q.limit == 0 {
		q.limit = 100
	}
	if q.after, err = afterID(string(p.Cursor)); err != nil {
		return q, err
	}
	add := func(given, key string) {
		if given != "" {
			q.keys = append(q.keys, key)
		}
	}
	if id, err := models.ParseID(p.Exhibit); err == nil {
		q.exhibit = id.String()
	} else {
		add(p.Exhibit, "number:"+models.NumberKey(p.Exhibit))
	}
	add(p.Seal, "seal:"+models.NumberKey(p.Seal))
	add(p.Identity, "identity:"+identityKey(p.Identity))
	holder := models.Party{Name: p.Holder}
	if id, err := models.ParseID(p.Holder); err == nil {
		holder = models.Party{Officer: id}
	}
	add(p.Holder, fieldsync.HolderKey(holder))
	add(string(p.State), "custody:"+string(p.State))
	if p.Alarms {
		add("true", "alarm")
	}
	return q, nil
}

// identityKey is the normal form of whatever number it is. Only a card's differs
// from that of all others: it has filler.
func identityKey(read string) string {
	if n := models.ReadNumber("iccid", read); n.Valid() {
		return n.Normal
	}
	return models.Joined(read)
}

// ListRegister lists exhibits as the register of evidence does.
func (h handlers) ListRegister(ctx context.Context, r api.ListRegisterRequestObject) (api.ListRegisterResponseObject, error) {
	q, err := registerOf(r.Operation, r.Params)
	if err != nil {
		return nil, err
	}
	page := api.RegisterPage{Items: []api.RegisterLine{}}
	err = h.noted(ctx, func(v store.View) (_ perusal, err error) {
		page.Items, page.Next, err = h.registerPage(ctx, v, q)
		return perusal{models.ActRegisterRead, &q.operation, optionalSite(q.site), "register", "", shownLines(page.Items)}, err
	})
	return api.ListRegister200JSONResponse(page), err
}

// shownLines says for the audit which lines somebody saw.
func shownLines(lines []api.RegisterLine) string {
	if len(lines) == 0 {
		return "no exhibit"
	}
	return fmt.Sprintf("%d exhibits, %s to %s", len(lines), lines[0].Id, lines[len(lines)-1].Id)
}

// ExportRegister gives the register as a table.
func (h handlers) ExportRegister(ctx context.Context, r api.ExportRegisterRequestObject) (api.ExportRegisterResponseObject, error) {
	p := r.Params
	q, err := registerOf(r.Operation, api.ListRegisterParams{Site: p.Site, Exhibit: p.Exhibit, Seal: p.Seal, Identity: p.Identity, Holder: p.Holder,
		State: api.ListRegisterParamsState(p.State), Alarms: p.Alarms, Limit: registerChunk})
	if err != nil {
		return nil, err
	}
	if q.reason, err = reasonOf(p.XReason); err != nil {
		return nil, err
	}
	var table bytes.Buffer
	err = h.noted(ctx, func(v store.View) (perusal, error) {
		lines, err := h.registerWhole(ctx, v, q)
		if err != nil {
			return perusal{}, err
		}
		return perusal{models.ActRegisterRead, &q.operation, optionalSite(q.site), "register.csv", q.reason, shownLines(lines)}, writeRegister(&table, lines)
	})
	name := `attachment; filename="register-` + q.operation.String() + `.csv"`
	return api.ExportRegister200TextcsvResponse{Body: &table, ContentLength: int64(table.Len()), Headers: api.ExportRegister200ResponseHeaders{ContentDisposition: name}}, err
}

// registerChunk is how many exhibits are read at a time; mostLines bounds a
// table: an operation of 10,000 exhibits would be thirty times the largest.
const (
	registerChunk = 500
	mostLines     = 20_000
)

func (h handlers) registerWhole(ctx context.Context, v store.View, q register) ([]api.RegisterLine, error) {
	var all []api.RegisterLine
	for {
		lines, next, err := h.registerPage(ctx, v, q)
		if all = append(all, lines...); err != nil || next == "" {
			return all, err
		}
		if len(all) >= mostLines {
			return nil, models.NewFault(models.TooLarge, "This is more than %d exhibits; ask for one site at a time.", mostLines)
		}
		if q.after, err = afterID(next); err != nil {
			return nil, err
		}
	}
}

func (h handlers) registerPage(ctx context.Context, v store.View, q register) (lines []api.RegisterLine, next string, err error) {
	caller := store.CallerOf(ctx).Actor
	f := store.Feed{Operation: q.operation, Kinds: []fieldsync.Kind{fieldsync.KindExhibit}, Keys: q.keys, AfterID: q.after, Limit: q.limit + 1}
	f.Sites, f.All = caller.Sites(models.ActRegisterRead, q.operation)
	if q.site != (models.ID{}) {
		if !caller.Sees(models.ActRegisterRead, q.operation, q.site) {
			return nil, "", models.NewFault(models.NotFound, "There is nothing here by that name.")
		}
		f.Sites, f.All = models.IDSet{q.site}, false
	}
	f.ID = q.exhibit
	docs, err := v.Documents(f)
	if err != nil {
		return nil, "", err
	}
	if len(docs) > q.limit {
		docs = docs[:q.limit]
		next = base64.RawURLEncoding.EncodeToString([]byte(docs[q.limit-1].ID))
	}
	clerk, err := h.newClerk(ctx, v, q.operation)
	lines = []api.RegisterLine{}
	for _, d := range docs {
		if err != nil {
			break
		}
		var line api.RegisterLine
		line, err = clerk.line(d)
		lines = append(lines, line)
	}
	return lines, next, err
}

// clerk writes the lines of a page: it knows whose names may be told, what units
// a category goes with, and what time it is.
type clerk struct {
	view      store.View
	operation models.ID
	now       time.Time
	limit     time.Duration
	names     bool // the caller may know the names of staff
	known     map[models.ID]string
	sites     map[models.ID]string
	units     map[string][]string
}

func (h handlers) newClerk(ctx context.Context, v store.View, operation models.ID) (*clerk, error) {
	k := &clerk{view: v, operation: operation, now: h.Store.Now(), known: map[models.ID]string{}, sites: map[models.ID]string{}, units: map[string][]string{}}
	k.names = store.CallerOf(ctx).Actor.May(models.ActOfficersRead, models.Scope{Operation: &operation}, "") == nil
	picks, err := v.Picks("categories")
	for _, p := range picks {
		var data struct {
			Unit  string
			Units []string
		}
		if p.Data != "" && json.Unmarshal([]byte(p.Data), &data) == nil && data.Unit != "" {
			k.units[p.Code] = append(data.Units, data.Unit)
		}
	}
	if err != nil {
		return k, err
	}
	d, err := v.Document(operation, fieldsync.KindOperation, operation.String())
	if models.CodeOf(err) == models.NotFound || store.IsMissing(err) {
		return k, nil // a draft's register is empty
	}
	var told struct{ CustodyMinutes int }
	if err == nil {
		err = json.Unmarshal(d.Body, &told)
	}
	k.limit = time.Duration(told.CustodyMinutes) * time.Minute
	return k, err
}

// overdue says whether a hand-over has been open for too long by now.
func (k *clerk) overdue(since string) bool {
	at, err := models.ParseTime(since)
	return err == nil && custody.Open{At: at}.Overdue(k.now, k.limit)
}

// party is who somebody is, with the name of an officer for those who may know it.
func (k *clerk) party(p registerParty) (api.RegisterParty, error) {
	out := api.RegisterParty{Officer: p.Officer, Name: p.Name, Organisation: p.Organisation}
	if p.Officer == (models.ID{}) || !k.names || p.Name != "" {
		return out, nil
	}
	name, err := k.told(k.known, fieldsync.KindOfficer, p.Officer, "name")
	out.Name = name
	return out, err
}

// told reads one member of a document of the operation, once; "" for none.
func (k *clerk) told(known map[models.ID]string, kind fieldsync.Kind, id models.ID, member string) (string, error) {
	if text, ok := known[id]; ok {
		return text, nil
	}
	d, err := k.view.Document(k.operation, kind, id.String())
	if models.CodeOf(err) == models.NotFound || store.IsMissing(err) {
		known[id] = ""
		return "", nil
	}
	if err != nil {
		return "", err
	}
	body := map[string]any{}
	err = json.Unmarshal(d.Body, &body)
	known[id], _ = body[member].(string)
	return known[id], err
}
