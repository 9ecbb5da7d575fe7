package server_test

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/ed25519"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

var update = flag.Bool("update", false, "write the golden files anew")

const pushFaultsFile = "testdata/push-faults.golden"

// pushFault is something wrong with a push, sent by a pen whose stream is new.
type pushFault struct {
	name string
	send func(p *pen) servertest.Response
}

// writer is the pen of a tablet that was enrolled just now.
func (d *drill) writer(operation models.ID, at models.Establishment) (*pen, fieldTablet) {
	t := d.tablet(at, models.TabletConfirmed)
	d.Tx(func(tx *store.Tx) error { return tx.AddStreams(operation, []models.Tablet{t.Tablet}) })
	return t.pen(d, operation), t
}

// incident writes an entry that is right in every way.
func (p *pen) incident() fieldsync.Entry {
	return p.write("incident.reported", p.d.near.ID, object{"kind": "other", "text": "a test"})
}

func (p *pen) with(entries ...any) object {
	return object{"v": 1, "stream": p.stream, "entries": entries}
}

// altered sends a right entry in whose JSON one piece of text was replaced.
func altered(from, to string) func(p *pen) servertest.Response {
	return func(p *pen) servertest.Response {
		raw, err := json.Marshal(p.incident())
		if err != nil || !strings.Contains(string(raw), from) {
			p.d.T.Fatalf("%q is not in %s: %v", from, raw, err)
		}
		return p.send(fmt.Sprintf(`{"v":1,"stream":%q,"entries":[%s]}`, p.stream, strings.Replace(string(raw), from, to, 1)))
	}
}

// signed sends an entry that was changed before it was signed.
func signed(change func(p *pen, e *fieldsync.Entry)) func(p *pen) servertest.Response {
	return func(p *pen) servertest.Response {
		e := p.incident()
		change(p, &e)
		e.Sign(p.stream, p.key)
		return p.send(p.with(e))
	}
}

func whole(body string, headers ...string) func(p *pen) servertest.Response {
	return func(p *pen) servertest.Response {
		return p.send(strings.ReplaceAll(body, "STREAM", p.stream), headers...)
	}
}

func zipped(text string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(text))
	_ = z.Close()
	return b.Bytes()
}

func noise(n int) string {
	r, b := rand.New(rand.NewPCG(1, 2)), make([]byte, n)
	for i := range b {
		b[i] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"[r.IntN(64)]
	}
	return string(b)
}

// outerFaults are of the request as a whole.
func outerFaults() []pushFault {
	return []pushFault{
		{"no JSON", whole("Hello")},
		{"no body", whole("")},
		{"JSON that ends too early", whole(`{"v":1,"stream":"STREAM","entries":[`)},
		{"more after the end", whole(`{"stream":"STREAM","entries":[]} {}`)},
		{"an array", whole(`[]`)},
		{"null", whole(`null`)},
		{"no stream", whole(`{"v":1,"entries":[]}`)},
		{"a stream of the wrong form", whole(`{"v":1,"stream":"no stream","entries":[]}`)},
		{"a stream that is a number", whole(`{"v":1,"stream":7,"entries":[]}`)},
		{"the stream twice", whole(`{"v":1,"stream":"STREAM","stream":"STREAM","entries":[]}`)},
		{"entries that are an object", whole(`{"v":1,"stream":"STREAM","entries":{}}`)},
		{"nested 2,000 deep", whole(`{"stream":"STREAM","entries":` + strings.Repeat("[", 2000) + strings.Repeat("]", 2000) + `}`)},
		{"501 entries", whole(`{"v":1,"stream":"STREAM","entries":[{}` + strings.Repeat(",{}", 500) + `]}`)},
		{"a content type that is not JSON", whole(`{"stream":"STREAM","entries":[]}`, "Content-Type", "text/plain")},
		{"an encoding that is not spoken", whole(`{"stream":"STREAM","entries":[]}`, "Content-Encoding", "br")},
		{"said to be gzip and is not", whole(`{"stream":"STREAM","entries":[]}`, "Content-Encoding", "gzip")},
		{"gzip that ends too early", func(p *pen) servertest.Response {
			z := zipped(`{"stream":"` + p.stream + `","entries":[]}`)
			return p.send(z[:len(z)-6], "Content-Encoding", "gzip")
		}},
		{"gzip that inflates to 9 MiB", func(p *pen) servertest.Response {
			return p.send(zipped(`{"stream":"`+p.stream+`","x":"`+strings.Repeat("x", 9<<20)+`"}`), "Content-Encoding", "gzip")
		}},
		{"more than 1 MiB compressed", func(p *pen) servertest.Response {
			return p.send(zipped(`{"stream":"`+p.stream+`","x":"`+noise(2<<20)+`"}`), "Content-Encoding", "gzip")
		}},
		{"more than 8 MiB", whole(`{"stream":"STREAM","x":"` + strings.Repeat("x", 8<<20) + `"}`)},
	}
}

// entryFaults are of one entry, which is then no evidence.
func entryFaults() []pushFault {
	return []pushFault{
		{"an entry that is null", func(p *pen) servertest.Response { return p.send(p.with(nil)) }},
		{"an entry that is a text", func(p *pen) servertest.Response { return p.send(p.with("entry")) }},
		{"a member twice", altered(`"seq":1`, `"seq":1,"seq":1`)},
		{"invalid UTF-8", altered("a test", "a \xff\xfe test")},
		{"a lone surrogate", altered("a test", `a \ud800 test`)},
		{"a lone surrogate within the body", altered("a test", `a \\ud800 test`)},
		{"U+0000", altered("a test", `a \u0000 test`)},
		{"a control character", altered("a test", "a \x01 test")},
		{"a number as a text", altered(`"seq":1`, `"seq":"1"`)},
		{"seq 0", altered(`"seq":1`, `"seq":0`)},
		{"seq 2^53", altered(`"seq":1`, `"seq":9007199254740992`)},
		{"seq 1.0", altered(`"seq":1`, `"seq":1.0`)},
		{"seq -1", altered(`"seq":1`, `"seq":-1`)},
		{"no signature", altered(`"sig":`, `"gis":`)},
		{"a body that is an object", altered(`"body":"`, `"body":{},"x":"`)},
		{"a type that is no name", altered(`"incident.reported"`, `"Incident reported!"`)},
		{"a time without milliseconds", altered(`.000Z"`, `Z"`)},
		{"a first entry that has one before it", altered(strings.Repeat("0", 64), strings.Repeat("0", 63)+"1")},
		{"33 files", signed(func(_ *pen, e *fieldsync.Entry) {
			for i := range 33 {
				e.Files = append(e.Files, fmt.Sprintf("%064x", i+1))
			}
		})},
		{"a file twice", signed(func(_ *pen, e *fieldsync.Entry) { e.Files = []string{hexOf("x"), hexOf("x")} })},
		{"a body altered after signing", altered("a test", "a jest")},
		{"a time altered after signing", altered(`"at":"2026-05-20T04`, `"at":"2026-05-20T03`)},
		{"signed by another key", func(p *pen) servertest.Response {
			e := p.incident()
			_, other, _ := ed25519.GenerateKey(nil)
			e.Sign(p.stream, other)
			return p.send(p.with(e))
		}},
		{"signed for another stream", func(p *pen) servertest.Response {
			e := p.incident()
			e.Sign(fieldsync.Stream(fieldsync.EncodeBytes(p.key.Public().(ed25519.PublicKey)), models.NewID()), p.key)
			return p.send(p.with(e))
		}},
		{"of another operation", signed(func(_ *pen, e *fieldsync.Entry) { e.Operation = models.NewID() })},
		{"a stream that nobody enrolled", func(p *pen) servertest.Response {
			p.stream = fieldsync.Stream("nobody", p.operation)
			return p.send(p.with(p.incident()))
		}},
		{"500 forged entries", func(p *pen) servertest.Response {
			all := make([]any, 500)
			for i := range all {
				e := p.incident()
				e.Sig = fieldsync.EncodeBytes(make([]byte, 64))
				all[i] = e
			}
			return p.send(p.with(all...))
		}},
	}
}

// keptFaults are of entries that are evidence all the same: they are kept.
func keptFaults() []pushFault {
	return []pushFault{
		{"nothing is wrong", func(p *pen) servertest.Response { return p.send(p.with(p.incident())) }},
		{"members that nobody knows", altered(`"seq":1`, `"seq":1,"future":{"a":[1]}`)},
		{"a version from the future", func(p *pen) servertest.Response {
			return p.send(object{"v": 99, "stream": p.stream, "entries": []any{p.incident()}})
		}},
		{"a type that nobody knows", signed(func(_ *pen, e *fieldsync.Entry) { e.Type = "drone.landed" })},
		{"a body without salt", signed(func(_ *pen, e *fieldsync.Entry) { e.Body = `{"kind":"other","text":"a test"}` })},
		{"a body that is no JSON", signed(func(_ *pen, e *fieldsync.Entry) { e.Body = "no JSON" })},
		{"a body of more than 48 KiB", signed(func(_ *pen, e *fieldsync.Entry) { e.Body = strings.Repeat("x", 48<<10+1) })},
		{"an entry of more than 64 KiB", signed(func(_ *pen, e *fieldsync.Entry) { e.Body = strings.Repeat("x", 70<<10) })},
		{"at a site that is not the tablet's", signed(func(p *pen, e *fieldsync.Entry) { e.Site = p.d.far.ID })},
		{"at a site that nobody knows", signed(func(_ *pen, e *fieldsync.Entry) { e.Site = models.NewID() })},
		{"the same push again", func(p *pen) servertest.Response {
			e := p.incident()
			p.send(p.with(e))
			return p.send(p.with(e))
		}},
		{"the same entry twice in one push", func(p *pen) servertest.Response {
			e := p.incident()
			return p.send(p.with(e, e))
		}},
		{"a second entry of one seq", func(p *pen) servertest.Response {
			first := p.incident()
			p.seq, p.prev = 0, fieldsync.ZeroHash
			return p.send(p.with(first, p.incident()))
		}},
		{"a chain that does not link", func(p *pen) servertest.Response {
			first := p.incident()
			p.prev = hexOf("another")
			return p.send(p.with(first, p.incident()))
		}},
		{"the last before the first", func(p *pen) servertest.Response {
			first, second := p.incident(), p.incident()
			return p.send(p.with(second, first))
		}},
		{"a revoked tablet", func(p *pen) servertest.Response {
			q, t := p.d.writer(p.operation, p.d.near)
			p.d.As(models.RoleCoordinator).Post("/v1/tablets/"+t.ID.String()+"/revoke", object{"reason": "lost"}).Expect(200)
			return q.send(q.with(q.incident()))
		}},
		{"a closed operation", func(p *pen) servertest.Response {
			q, _ := p.d.writer(p.d.operation(models.Closed), p.d.near)
			return q.send(q.with(q.incident()))
		}},
	}
}

// headFaults are of the head, which only decides what else is answered.
func headFaults() []pushFault {
	headed := func(p *pen, head any, entries ...any) servertest.Response {
		return p.send(object{"v": 1, "stream": p.stream, "head": head, "entries": append([]any{}, entries...)})
	}
	return []pushFault{
		{"a good head", func(p *pen) servertest.Response {
			e := p.incident()
			return headed(p, p.head(1), e)
		}},
		{"an older head than the one before", func(p *pen) servertest.Response {
			e := p.incident()
			headed(p, p.head(7), e)
			return headed(p, p.head(3))
		}},
		{"a head that is a text", func(p *pen) servertest.Response {
			e := p.incident()
			return headed(p, "head", e)
		}},
		{"a head of another stream", func(p *pen) servertest.Response {
			e, h := p.incident(), p.head(1)
			h.Sign(fieldsync.Stream("another", p.operation), p.key)
			return headed(p, h, e)
		}},
		{"a forged head", func(p *pen) servertest.Response {
			e, h := p.incident(), p.head(1)
			_, other, _ := ed25519.GenerateKey(nil)
			h.Sign(p.stream, other)
			return headed(p, h, e)
		}},
		{"a head further than what was sent", func(p *pen) servertest.Response {
			first := p.incident()
			p.incident()
			return headed(p, p.head(1), first)
		}},
		{"a head altered after signing", func(p *pen) servertest.Response {
			e, h := p.incident(), p.head(1)
			h.Entries = 9
			return headed(p, h, e)
		}},
	}
}

func TestEveryTriedFaultOfAPushIsAnsweredAsWrittenDown(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		live := d.operation(models.Live)
		seen := map[string]bool{}
		d.becameOf(seen)
		var b strings.Builder
		b.WriteString("# What was tried on POST /v1/sync/push, and what it answers. Written by go test ./server -run TestEveryTriedFault -update\n")
		for _, part := range []struct {
			title  string
			faults []pushFault
		}{{"The request as a whole", outerFaults()}, {"One entry: no evidence, kept in the inbox at most", entryFaults()},
			{"One entry: evidence, and kept", keptFaults()}, {"The head", headFaults()}} {
			fmt.Fprintf(&b, "\n## %s\n", part.title)
			for _, f := range part.faults {
				p, _ := d.writer(live, d.near)
				fmt.Fprintf(&b, "%-44s%s%s\n", f.name, toldBy(f.send(p)), d.becameOf(seen))
				w.Advance(1e9) // requests without a head are limited by address
			}
		}
		if *update {
			if err := os.WriteFile(pushFaultsFile, []byte(b.String()), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(pushFaultsFile)
		if err != nil {
			t.Fatal(err)
		}
		wanted, got := strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")
		for _, line := range got {
			if !slices.Contains(wanted, line) {
				t.Errorf("not written down: %s", line)
			}
		}
		if len(wanted) != len(got) {
			t.Errorf("%d lines are written down, %d were answered", len(wanted), len(got))
		}
	})
}

// becameOf is what the projector made of entries whose receipts were not seen yet.
func (d *drill) becameOf(seen map[string]bool) string {
	var became []string
	d.project()
	for _, state := range []models.OperationState{models.Live, models.Closed} {
		for _, x := range d.documents(d.operation(state), fieldsync.KindReceipt) {
			var r struct{ Verdict, Status, StatusCode, Type string }
			if err := json.Unmarshal(x.Body, &r); err != nil {
				d.T.Fatal(err)
			}
			if !seen[x.ID] && r.Type != "tablet.revoked" {
				became = append(became, strings.TrimSpace(cmp.Or(r.Status, r.Verdict)+" "+r.StatusCode))
			}
			seen[x.ID] = true
		}
	}
	if len(became) == 0 {
		return ""
	}
	slices.Sort(became)
	return " → " + strings.Join(became, ", ")
}

// toldBy is an answer to a push in one line: status, and of each kind of verdict
// how often, why, and whether the head was good enough for an ack.
func toldBy(r servertest.Response) string {
	if r.Status != 200 {
		p := r.Problem()
		line := fmt.Sprintf("%d %s: %s", r.Status, p.Code, p.Detail)
		for _, e := range p.Errors {
			line += fmt.Sprintf(" [%s %s: %s]", e.Pointer, e.Code, e.Message)
		}
		return line
	}
	var a struct {
		pushed
		Missing [][2]int
	}
	r.Into(&a)
	counts, order := map[string]int{}, []string{}
	for _, x := range a.Results {
		what := string(x.Verdict)
		if x.Code != "" {
			what += " " + string(x.Code)
		}
		if x.Duplicate {
			what += " (a repeat)"
		}
		if x.Reason != "" {
			what += " [" + x.Reason + "]"
		}
		if counts[what]++; counts[what] == 1 {
			order = append(order, what)
		}
	}
	line := "200"
	for i, what := range order {
		if i > 0 {
			line += ","
		}
		if line += " "; counts[what] > 1 {
			line += fmt.Sprintf("%d × ", counts[what])
		}
		line += what
	}
	if a.Ack != nil {
		line += fmt.Sprintf("; ack %d", a.Ack.Seq)
	}
	if len(a.Missing) > 0 {
		line += fmt.Sprintf(", missing %v", a.Missing)
	}
	return line
}
