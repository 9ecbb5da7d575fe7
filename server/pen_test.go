package server_test

import (
	"crypto/ed25519"
	"encoding/json"
	"net/http"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/servertest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// pen writes the stream of a tablet in an operation.
type pen struct {
	d         *drill
	key       ed25519.PrivateKey
	operation models.ID
	stream    string
	seq       uint64
	prev      string
	seqBeacon uint64
	unsent    []fieldsync.Entry
	sent      []fieldsync.Entry
}

func (d *drill) pen(code string, operation models.ID) *pen {
	t := d.tablets[code]
	return t.pen(d, operation)
}

func (t fieldTablet) pen(d *drill, operation models.ID) *pen {
	return &pen{d: d, key: t.key, operation: operation, stream: fieldsync.Stream(t.SigningKey, operation), prev: fieldsync.ZeroHash}
}

const salt = "AAAAAAAAAAAAAAAAAAAAAA"

// write signs the next entry of the stream.
func (p *pen) write(kind string, site models.ID, body object) fieldsync.Entry {
	p.d.T.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		p.d.T.Fatal(err)
	}
	text := `{"salt":"` + salt + `"`
	if string(raw) != "{}" {
		text += ","
	}
	return p.writeText(kind, site, text+string(raw[1:]))
}

// writeText is write with a body as it is.
func (p *pen) writeText(kind string, site models.ID, body string) fieldsync.Entry {
	p.seq++
	e := fieldsync.Entry{Seq: p.seq, ID: models.NewID(), Operation: p.operation, Site: site, Type: kind, Version: 1, At: p.d.Now(), Body: body, Prev: p.prev}
	e.Sign(p.stream, p.key)
	p.prev = e.Hash(p.stream)
	p.unsent = append(p.unsent, e)
	return e
}

// head says where the stream stands.
func (p *pen) head(n uint64) fieldsync.Head {
	h := fieldsync.Head{N: n, Seq: p.seq, Hash: p.prev, At: p.d.Now()}
	h.Sign(p.stream, p.key)
	return h
}

// pushed is the answer to a push.
type pushed struct {
	Results []fieldsync.Result
	Ack     *struct{ Seq uint64 }
}

// push sends what was written, with a head.
func (p *pen) push() (answer pushed) {
	p.d.T.Helper()
	p.send(object{"v": 1, "stream": p.stream, "head": p.head(p.seq), "entries": p.unsent}).Expect(http.StatusOK).Into(&answer)
	p.sent, p.unsent = append(p.sent, p.unsent...), nil
	return answer
}

func (p *pen) send(body any, headers ...string) servertest.Response {
	p.d.T.Helper()
	return p.d.Nobody().Do(http.MethodPost, "/v1/sync/push", body, headers...)
}
