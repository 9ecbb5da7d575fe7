package server_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"net/http"
	"path"
	"strconv"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/servertest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// photograph is a PNG that no other seed gives, some 3 KB long.
func photograph(t testing.TB, seed uint64) []byte {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 7)) //nolint:gosec // a picture
	p := image.NewRGBA(image.Rect(0, 0, 40, 20))
	for y := range 20 {
		for x := range 40 {
			p.SetRGBA(x, y, color.RGBA{uint8(rng.UintN(256)), uint8(rng.UintN(256)), uint8(rng.UintN(256)), 255}) //nolint:gosec // below 256
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func shaOf(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// attach writes the entry that names files of a site.
func (p *pen) attach(site models.ID, raws ...[]byte) fieldsync.Entry {
	p.d.T.Helper()
	items, hashes := []object{}, []string{}
	for _, raw := range raws {
		items = append(items, object{"sha256": shaOf(raw), "kind": "photo", "role": "overview_before", "size": len(raw)})
		hashes = append(hashes, shaOf(raw))
	}
	body, err := json.Marshal(object{"of": "site", "files": items})
	if err != nil {
		p.d.T.Fatal(err)
	}
	p.seq++
	e := fieldsync.Entry{Seq: p.seq, ID: models.NewID(), Operation: p.operation, Site: site, Type: "file.attached", Version: 1, At: p.d.Now(), Entity: site,
		Files: hashes, Body: `{"salt":"` + salt + `",` + string(body[1:]), Prev: p.prev}
	e.Sign(p.stream, p.key)
	p.prev = e.Hash(p.stream)
	p.unsent = append(p.unsent, e)
	return e
}

// missing asks with a beacon what files of the stream are not whole.
func (p *pen) missing() (hashes []string) {
	p.d.T.Helper()
	var answer struct{ FilesMissing []string }
	p.seqBeacon++
	head := fieldsync.Head{N: 1_000_000 + p.seqBeacon, Seq: p.seq, Hash: p.prev, At: p.d.Now()}
	head.Sign(p.stream, p.key)
	p.send(object{"v": 1, "stream": p.stream, "head": head, "entries": []any{}}).Expect(http.StatusOK).Into(&answer)
	if answer.FilesMissing == nil {
		p.d.T.Error("a push with a head was answered without filesMissing")
	}
	return answer.FilesMissing
}

// metadata is what a tablet says of a file, signed.
func (p *pen) metadata(raw []byte) map[string]string {
	claim := fieldsync.FileClaim{Stream: p.stream, SHA256: shaOf(raw), Size: uint64(len(raw))}
	return map[string]string{"stream": p.stream, "sha256": claim.SHA256, "size": strconv.Itoa(len(raw)), "sig": claim.Sign(p.key)}
}

// header writes metadata as tus has it.
func metadataHeader(meta map[string]string) string {
	text := ""
	for _, key := range []string{"stream", "sha256", "size", "sig"} {
		if v, ok := meta[key]; ok {
			text += "," + key + " " + base64.StdEncoding.EncodeToString([]byte(v))
		}
	}
	return text[min(1, len(text)):]
}

// tus is a client of the files' address at one server.
type tus struct{ *servertest.Client }

func (d *drill) tus() tus { return tus{d.Nobody()} }

// create asks for an upload of so many bytes.
func (c tus) create(length int, meta map[string]string) servertest.Response {
	c.World.T.Helper()
	return c.Do(http.MethodPost, "/v1/files/", nil, "Tus-Resumable", "1.0.0", "Upload-Length", strconv.Itoa(length), "Upload-Metadata", metadataHeader(meta))
}

// begin is create that must go well; it gives the upload's address.
func (c tus) begin(p *pen, raw []byte) string {
	c.World.T.Helper()
	return c.create(len(raw), p.metadata(raw)).Expect(http.StatusCreated).Header.Get("Location")
}

// patch sends bytes from an offset.
func (c tus) patch(at string, offset int, raw []byte) servertest.Response {
	c.World.T.Helper()
	return c.Do(http.MethodPatch, at, raw, "Tus-Resumable", "1.0.0", "Upload-Offset", strconv.Itoa(offset), "Content-Type", "application/offset+octet-stream")
}

// offset is how far an upload is.
func (c tus) offset(at string) string {
	c.World.T.Helper()
	return c.Do(http.MethodHead, at, nil, "Tus-Resumable", "1.0.0").Expect(http.StatusOK).Header.Get("Upload-Offset")
}

// upload sends a file at once.
func (c tus) upload(p *pen, raw []byte) {
	c.World.T.Helper()
	c.patch(c.begin(p, raw), 0, raw).Expect(http.StatusNoContent)
}

// live is an operation that runs, and the pens of the tablets at both prisons.
func (d *drill) live() (operation models.ID, near, far *pen) {
	d.T.Helper()
	operation = d.operation(models.Live)
	near, far = d.pen(nearCode, operation), d.pen(farCode, operation)
	return operation, near, far
}

// photographs lets every operation that is released have the same photograph
// of the near prison, and gives the id of one of its uploads.
func (d *drill) photographs() (raw []byte, upload string) {
	d.T.Helper()
	raw = photograph(d.T, 1)
	for state, operation := range d.operations {
		if state.Secret() {
			continue
		}
		d.be(operation, models.Live) // a closed one would keep the entry apart
		p := d.pen(nearCode, operation)
		p.attach(d.near.ID, raw)
		p.push()
		at := d.tus().begin(p, raw)
		d.tus().patch(at, 0, raw).Expect(http.StatusNoContent)
		d.project()
		d.be(operation, state)
		upload = path.Base(at)
	}
	return raw, upload
}
