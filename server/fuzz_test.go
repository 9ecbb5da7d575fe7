package server_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi"
	"github.com/cellsweep/cellsweep/server/servertest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// fuzzCases is how many requests are drawn for each operation of the document;
// CELLSWEEP_FUZZ_CASES sets another number, for a long run, and
// CELLSWEEP_FUZZ_SEED another draw.
const fuzzCases = 40

func setting(t *testing.T, name string, usual int) int {
	text := os.Getenv(name)
	if text == "" {
		return usual
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// fuzzer asks for every operation of the document with what is right, almost
// right and nonsense.
type fuzzer struct {
	*drill
	*maker
	t        *testing.T
	may      *servertest.Client    // holds every role
	seeds    map[string]func() any // bodies that the document alone does not give
	statuses map[int]int
	reached  map[string]bool // operations that did what they are for
}

func TestNothingThatIsSentMakesTheServerFailOrAnswerOffTheDocument(t *testing.T) {
	cases, seed := setting(t, "CELLSWEEP_FUZZ_CASES", fuzzCases), setting(t, "CELLSWEEP_FUZZ_SEED", 1)
	doc, err := openapi.Document()
	if err != nil {
		t.Fatal(err)
	}
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		f := &fuzzer{drill: d, maker: &maker{random: rand.New(rand.NewPCG(uint64(seed), 1))}, t: t, statuses: map[int]int{}, reached: map[string]bool{}} //nolint:gosec // a seed
		for _, s := range []models.OperationState{models.Draft, models.Sealed, models.Live, models.Closing, models.Closed} {
			d.operation(s)
		}
		d.project()
		photo, upload := f.photographs()
		f.things, f.seeds = f.known(), f.bodies()
		f.fileThings(photo, upload)
		total := 0
		for _, path := range sortedKeys(doc.Paths.Map()) {
			item := doc.Paths.Find(path)
			for _, method := range sortedKeys(item.Operations()) {
				f.operation(method, path, item, item.Operations()[method], cases)
				total += cases
			}
		}
		t.Logf("%d requests, %d operations, %d of them succeeded at least once; statuses: %v", total, total/cases, len(f.reached), f.statuses)
		t.Logf("never done: %v", f.never(doc))
		if len(f.reached) < total/cases*3/5 {
			t.Errorf("only %d of %d operations were ever done: %v", len(f.reached), total/cases, sortedKeys(f.reached))
		}
		f.logHoldsNothing()
	})
}

// never are the operations that never succeeded.
func (f *fuzzer) never(doc *openapi3.T) (ids []string) {
	for _, item := range doc.Paths.Map() {
		for _, op := range item.Operations() {
			if !f.reached[op.OperationID] {
				ids = append(ids, op.OperationID)
			}
		}
	}
	slices.Sort(ids)
	return ids
}

// everyRole is somebody who holds every role there is.
func (f *fuzzer) everyRole() *servertest.Client {
	var grants []models.Grant
	for _, r := range models.Roles {
		grants = append(grants, models.Grant{Role: r})
	}
	return f.Person(grants...)
}

// known is what exists, by the names of members and parameters that refer to it.
func (f *fuzzer) known() map[string][]string {
	site, cell, officer := f.near.ID.String(), f.Cell(nearCode, "B1/W1/L1/C1").ID.String(), f.Officer("MAT-AIX-1")
	tasks := f.documents(f.operations[models.Live], fieldsync.KindTask)
	victim := f.Person(models.Grant{Role: models.RoleHQ})
	return map[string][]string{"establishment": {site}, "site": {site}, "siteIds": {site}, "sites": {site}, "home": {site}, "location": {cell}, "parent": {f.Cell(nearCode, "B1/W1").ID.String()},
		"document": {tasks[0].ID}, "number": {"1", "current", officer.Number}, "country": {"FR"}, "timeZone": {"Europe/Paris"}, "cursor": {""}, "If-Match": {`"1"`, `"2"`, `W/"1"`},
		"X-Reason": {"fuzz", "%C3%A9t%C3%A9"}, "list": {"search-reasons", "equipment-kinds"}, "code": {"invalid", "not_found", "F-" + strconv.Itoa(f.random.IntN(1000))}, "skills": {"lead"},
		"legalBasis": {"judicial"}, "kind": {"dog"}, "people": {victim.Who.ID.String()}, "establishments": {site}, "locations": {cell}, "officers": {officer.ID.String()}, "tablets": {f.tablets[farCode].ID.String()},
		"device-models": {f.first("/v1/device-models")}, "templates": {f.first("/v1/templates")}, "equipment": {f.dog()}, "path kind": {"task"},
		"calibratedUntil": {"2026-12-31"}, "hoursFrom": {"06:00"}, "hoursTo": {"21:00"}, "fingerprint": {"one two three four five six"}, "tacs": {"35000000"}, "validTo": {"2026-05-21T05:00:00.000Z"}}
}

// bodies are right bodies where the document's schema does not say what is right.
func (f *fuzzer) bodies() map[string]func() any {
	plain := func(make func() any) func() any {
		return func() any {
			var v any
			roundTrip(f.t, make(), &v)
			return v
		}
	}
	pen, _ := f.writer(f.operations[models.Live], f.near)
	return map[string]func() any{
		"putDraft":     plain(func() any { return f.whole() }),
		"putSiteDraft": plain(func() any { return f.site(f.near) }),
		"pushEntries":  plain(func() any { return pen.with(pen.incident()) }),
		"publishTemplate": plain(func() any {
			labels := object{"en": "One", "fr": "Un"}
			return object{"code": "list", "labels": labels, "sections": []object{{"code": "s1", "labels": labels, "items": []object{{"code": "i1", "type": "yesno", "labels": labels}}}}}
		}),
		"runImport": plain(func() any {
			return object{"dryRun": f.random.IntN(2) == 0, "files": []object{{"name": "establishments.csv",
				"content": "code,name,type,commune,department,country,latitude,longitude,timezone\nF01,Prison F01,mixed,Lyon,69,FR,45.7,4.8,Europe/Paris\n"}}}
		}),
		"createEstablishment": plain(func() any {
			return object{"code": fmt.Sprintf("F-%d", f.random.IntN(1e6)), "name": secret, "type": "mixed", "country": "FR", "latitude": 45.5, "longitude": -4, "timeZone": "Europe/Paris"}
		}),
		"createDeviceModel": plain(func() any {
			return object{"code": fmt.Sprintf("f-%d", f.random.IntN(1e6)), "make": "Tiny", "model": secret, "metal": "trace", "tacs": []string{"35000000"}, "detectedBy": []string{"nljd"},
				"hiddenIn": []string{"shoe"}, "target": true, "mini": true, "massG": 20, "lengthMm": 70, "priceEur": 30}
		}),
	}
}

func (f *fuzzer) operation(method, path string, item *openapi3.PathItem, op *openapi3.Operation, cases int) {
	f.may = f.everyRole()
	for i := range cases {
		f.Advance(time.Second) // so that what limits rates lets the next one in
		state := []models.OperationState{models.Draft, models.Sealed, models.Live, models.Closing, models.Closed}[f.random.IntN(5)]
		f.things["operation"] = []string{f.operations[state].String()}
		address, headers := f.address(path, slices.Concat(item.Parameters, op.Parameters), i%3 == 2)
		var body any
		if op.RequestBody != nil {
			var extra []string
			body, extra = f.anyBody(op.OperationID, op.RequestBody.Value.Content, i)
			headers = append(headers, extra...)
		}
		f.ask(op, method, address, body, headers, i)
		f.be(f.operations[state], state)
		if strings.HasPrefix(path, "/v1/sessions") || strings.HasPrefix(path, "/v1/me") {
			f.may = f.everyRole()
		}
	}
}

func (f *fuzzer) ask(op *openapi3.Operation, method, address string, body any, headers []string, i int) {
	f.t.Helper()
	who := f.may
	switch {
	case i%8 == 7:
		who = f.Nobody()
	case op.Tags[0] == "sync" && i%2 == 0:
		who = f.tablets[nearCode].client
	}
	if strings.HasPrefix(op.OperationID, "stream") {
		res := who.Open(method, address, body, headers...)
		_ = res.Body.Close()
		if res.StatusCode == http.StatusOK {
			f.reached[op.OperationID] = true
			f.statuses[200]++
			return
		}
	}
	res := who.Do(method, address, body, headers...) // fails the test itself if the document does not describe the answer
	f.statuses[res.Status]++
	if res.Status >= 500 {
		f.t.Errorf("%s %s was answered %d: %s\n%.2000v\n%v", method, address, res.Status, res.Body, body, headers)
	}
	if res.Status < 300 {
		f.reached[op.OperationID] = true
	}
}

// address fills in a path, a query and headers; if wrong, one of them is nonsense.
func (f *fuzzer) address(path string, parameters openapi3.Parameters, wrong bool) (address string, headers []string) {
	query, bad := []string{}, -1
	if wrong && len(parameters) > 0 {
		bad = f.random.IntN(len(parameters))
	}
	for i, ref := range parameters {
		p := ref.Value
		value := url.PathEscape(fmt.Sprint(f.valid(f.nameOf(p, path), p.Schema.Value)))
		if i == bad {
			value = f.wrongParameter()
		}
		switch p.In {
		case "path":
			path = strings.ReplaceAll(path, "{"+p.Name+"}", value)
		case "query":
			if i == bad || p.Required || f.random.IntN(3) == 0 {
				query = append(query, p.Name+"="+value)
			}
			if i == bad && f.random.IntN(4) == 0 {
				query = append(query, p.Name+"="+f.wrongParameter())
			}
		case "header":
			text, err := url.PathUnescape(value)
			if err == nil && !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' }) && (i == bad || p.Required || f.random.IntN(2) == 0) {
				headers = append(headers, p.Name, text)
			}
		}
	}
	if len(query) > 0 {
		path += "?" + strings.Join(query, "&")
	}
	return path, headers
}

// nameOf is under what name a parameter's values are known: an id is one of what
// its path lists.
func (f *fuzzer) nameOf(p *openapi3.Parameter, path string) string {
	if p.Name == "id" {
		return strings.Split(path, "/")[2]
	}
	if p.Name == "kind" && p.In == "path" {
		return "path kind"
	}
	return p.Name
}

// body draws the body of the i-th request: right, with one thing wrong, or no
// body of this document at all.
func (f *fuzzer) body(id string, s *openapi3.Schema, i int) (body any, headers []string) {
	v := f.valid("", s)
	if seed := f.seeds[id]; seed != nil && i%8 < 6 {
		v = seed()
	}
	right := f.encode(v)
	switch i % 4 {
	case 0:
		return right, nil
	case 1, 2:
		return f.encode(f.broken("", v, s)), nil
	}
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	_, _ = z.Write([]byte(right))
	_ = z.Close()
	all := []struct {
		body    any
		headers []string
	}{
		{"", nil}, {"{", nil}, {"null", nil}, {"[]", nil}, {"0", nil}, {`"` + secret + `"`, nil}, {right + right, nil}, {right[:len(right)/2], nil}, {"\xef\xbb\xbf" + right, nil},
		{"\xff\xfe{\x00}\x00", nil}, {strings.Repeat("[", 20_000), nil}, {strings.Repeat(`{"a":`, 20_000), nil}, {`{"a":"` + strings.Repeat("x", 1<<20) + `"}`, nil},
		{"{" + strings.TrimPrefix(right, "{")[:max(strings.IndexByte(right, ',')-1, 0)] + "," + strings.TrimPrefix(right, "{"), nil}, // the first member twice
		{right, []string{"Content-Type", "text/plain"}}, {right, []string{"Content-Type", ""}}, {right, []string{"Content-Type", "application/json; charset=latin1"}},
		{right, []string{"Content-Type", "multipart/form-data; boundary=x"}}, {right, []string{"Content-Encoding", "gzip"}}, {zipped.Bytes(), []string{"Content-Encoding", "gzip"}},
		{zipped.Bytes()[:zipped.Len()/2], []string{"Content-Encoding", "gzip"}}, {right, []string{"Content-Encoding", "br"}}, {right, []string{"Transfer-Encoding", "chunked"}}, {nil, nil},
	}
	x := all[f.random.IntN(len(all))]
	return x.body, x.headers
}

// logHoldsNothing looks in everything that was logged for what was sent, and who sent it.
func (f *fuzzer) logHoldsNothing() {
	f.t.Helper()
	words := []string{secret, strings.ToLower(secret), "token-", "bearer-", "Somebody", f.may.Who.ID.String(), f.may.Who.Login, "MAT-AIX", f.near.ID.String(), "GRUND-"}
	lines := strings.Split(f.Log(), "\n")
	if len(lines) < 1000 {
		f.t.Errorf("only %d lines were logged", len(lines))
	}
	told := map[string]bool{}
	for _, line := range lines {
		for _, word := range words {
			if strings.Contains(line, word) && !told[word] {
				told[word] = true
				f.t.Errorf("%s is in the log: %s", word, line)
			}
		}
	}
}
