package server_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
)

const fileFaultsFile = "testdata/file-faults.golden"

// fileFault is something wrong with an upload, tried by a pen whose stream is new.
type fileFault struct {
	name string
	try  func(c tus, p *pen, raw []byte) servertest.Response
}

// claims are creations with a part of the metadata changed.
func claimFaults() []fileFault {
	with := func(key, value string) func(tus, *pen, []byte) servertest.Response {
		return func(c tus, p *pen, raw []byte) servertest.Response {
			meta := p.metadata(raw)
			meta[key] = value
			if value == "" {
				delete(meta, key)
			}
			return c.create(len(raw), meta)
		}
	}
	return []fileFault{
		{"all is right", func(c tus, p *pen, raw []byte) servertest.Response { return c.create(len(raw), p.metadata(raw)) }},
		{"no stream", with("stream", "")}, {"a stream that is no stream", with("stream", "x")}, {"an unknown stream", with("stream", strings.Repeat("z", 22))},
		{"no sha256", with("sha256", "")}, {"a sha256 in capitals", with("sha256", strings.Repeat("A", 64))}, {"another sha256 than was signed", with("sha256", strings.Repeat("a", 64))},
		{"no size", with("size", "")}, {"a size with a leading zero", with("size", "01")}, {"another size than Upload-Length", with("size", "7")},
		{"no signature", with("sig", "")}, {"a signature that is none", with("sig", "sig")}, {"a forged signature", with("sig", strings.Repeat("A", 86))},
		{"no metadata", func(c tus, _ *pen, raw []byte) servertest.Response { return c.create(len(raw), nil) }},
		{"another length than was signed", func(c tus, p *pen, raw []byte) servertest.Response { return c.create(len(raw)+1, p.metadata(raw)) }},
		{"51 MiB", func(c tus, p *pen, raw []byte) servertest.Response { return c.create(51<<20, p.metadata(raw)) }},
		{"an empty file", func(c tus, p *pen, _ []byte) servertest.Response { return c.create(0, p.metadata(nil)) }},
		{"no Upload-Length", func(c tus, p *pen, raw []byte) servertest.Response {
			return c.Do(http.MethodPost, "/v1/files/", nil, "Tus-Resumable", "1.0.0", "Upload-Metadata", metadataHeader(p.metadata(raw)))
		}},
		{"a deferred length", func(c tus, p *pen, raw []byte) servertest.Response {
			return c.Do(http.MethodPost, "/v1/files/", nil, "Tus-Resumable", "1.0.0", "Upload-Defer-Length", "1", "Upload-Metadata", metadataHeader(p.metadata(raw)))
		}},
		{"no Tus-Resumable", func(c tus, p *pen, raw []byte) servertest.Response {
			return c.Do(http.MethodPost, "/v1/files/", nil, "Upload-Length", strconv.Itoa(len(raw)), "Upload-Metadata", metadataHeader(p.metadata(raw)))
		}},
		{"creation with bytes, which are not taken", func(c tus, p *pen, raw []byte) servertest.Response {
			return c.Do(http.MethodPost, "/v1/files/", raw, "Tus-Resumable", "1.0.0", "Upload-Length", strconv.Itoa(len(raw)), "Upload-Metadata", metadataHeader(p.metadata(raw)),
				"Content-Type", "application/offset+octet-stream")
		}},
	}
}

// pieceFaults are of the pieces that follow.
func pieceFaults() []fileFault {
	return []fileFault{
		{"the whole of it", func(c tus, p *pen, raw []byte) servertest.Response { return c.patch(c.begin(p, raw), 0, raw) }},
		{"an unknown upload", func(c tus, _ *pen, raw []byte) servertest.Response {
			return c.patch("/v1/files/"+strings.Repeat("a", 43), 0, raw)
		}},
		{"an id that is a path", func(c tus, _ *pen, raw []byte) servertest.Response { return c.patch("/v1/files/..%2F..%2Fetc", 0, raw) }},
		{"an offset further than it is", func(c tus, p *pen, raw []byte) servertest.Response { return c.patch(c.begin(p, raw), 5, raw[5:]) }},
		{"an offset that was sent before", func(c tus, p *pen, raw []byte) servertest.Response {
			at := c.begin(p, raw)
			c.patch(at, 0, raw[:10])
			return c.patch(at, 0, raw)
		}},
		{"an offset below nought", func(c tus, p *pen, raw []byte) servertest.Response { return c.patch(c.begin(p, raw), -1, raw) }},
		{"more bytes than were said", func(c tus, p *pen, raw []byte) servertest.Response {
			return c.patch(c.begin(p, raw), 0, append(bytes.Clone(raw), 0))
		}},
		{"a content type that is another", func(c tus, p *pen, raw []byte) servertest.Response {
			return c.Do(http.MethodPatch, c.begin(p, raw), raw, "Tus-Resumable", "1.0.0", "Upload-Offset", "0", "Content-Type", "image/png")
		}},
		{"nothing of it", func(c tus, p *pen, raw []byte) servertest.Response { return c.patch(c.begin(p, raw), 0, []byte{}) }},
		{"the end once more", func(c tus, p *pen, raw []byte) servertest.Response {
			at := c.begin(p, raw)
			c.patch(at, 0, raw)
			return c.patch(at, len(raw), nil)
		}},
		{"the whole once more", func(c tus, p *pen, raw []byte) servertest.Response {
			at := c.begin(p, raw)
			c.patch(at, 0, raw)
			return c.patch(at, 0, raw)
		}},
		{"a deletion", func(c tus, p *pen, raw []byte) servertest.Response {
			return c.Do(http.MethodDelete, c.begin(p, raw), nil, "Tus-Resumable", "1.0.0")
		}},
		{"a download", func(c tus, p *pen, raw []byte) servertest.Response { return c.Do(http.MethodGet, c.begin(p, raw), nil) }},
	}
}

// contentFaults are of what the bytes are.
func contentFaults() []fileFault {
	signed := func(content string) func(tus, *pen, []byte) servertest.Response {
		return func(c tus, p *pen, raw []byte) servertest.Response {
			hostile := append([]byte(content), raw...)
			return c.patch(c.begin(p, hostile), 0, hostile)
		}
	}
	return []fileFault{
		{"one bit that is not as it was signed", func(c tus, p *pen, raw []byte) servertest.Response {
			altered := bytes.Clone(raw)
			altered[len(raw)/2] ^= 1
			return c.patch(c.begin(p, raw), 0, altered)
		}},
		{"one bit, sent again", func(c tus, p *pen, raw []byte) servertest.Response {
			altered := bytes.Clone(raw)
			altered[len(raw)/2] ^= 1
			c.patch(c.begin(p, raw), 0, altered)
			return c.patch(c.begin(p, raw), 0, altered)
		}},
		{"one bit, then as it was signed", func(c tus, p *pen, raw []byte) servertest.Response {
			altered := bytes.Clone(raw)
			altered[len(raw)/2] ^= 1
			c.patch(c.begin(p, raw), 0, altered)
			return c.patch(c.begin(p, raw), 0, raw)
		}},
		{"a page", signed("<!doctype html><script>")}, {"a drawing with a script", signed("<svg xmlns='http://www.w3.org/2000/svg'>")}, {"a program", signed("MZ\x90\x00\x03\x00\x00\x00")},
		{"an archive", signed("PK\x03\x04\x14\x00\x00\x00")}, {"a text", signed("IMEI 350000000000017")}, {"a picture with a page before it", signed(" ")},
		{"a page, begun again after it was refused", func(c tus, p *pen, raw []byte) servertest.Response {
			hostile := append([]byte("<html>"), raw...)
			c.patch(c.begin(p, hostile), 0, hostile)
			return c.create(len(hostile), p.metadata(hostile))
		}},
	}
}

func TestEveryTriedFaultOfAnUploadIsAnsweredAsWrittenDown(t *testing.T) {
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		live := d.operation(models.Live)
		var b strings.Builder
		b.WriteString("# What was tried on /v1/files/, what it answers, what the server wrote about it, and whether the file is asked for again.\n# Written by go test ./server -run TestEveryTriedFaultOfAnUpload -update\n")
		seed := uint64(100)
		for _, part := range []struct {
			title  string
			faults []fileFault
		}{{"Creation", claimFaults()}, {"Pieces", pieceFaults()}, {"What the bytes are", contentFaults()}} {
			fmt.Fprintf(&b, "\n## %s\n", part.title)
			for _, f := range part.faults {
				seed++
				p, _ := d.writer(live, d.near)
				raw := photograph(t, seed)
				p.attach(d.near.ID, raw)
				p.push()
				before := d.newestPosition(live)
				answer := f.try(d.tus(), p, raw)
				fmt.Fprintf(&b, "%-44s%s%s%s\n", f.name, toldOfFile(answer), d.wroteAfter(live, before), map[bool]string{true: "; asked for", false: ""}[len(p.missing()) > 0])
				w.Advance(1e9) // what is refused is limited by address
			}
		}
		if *update {
			if err := os.WriteFile(fileFaultsFile, []byte(b.String()), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(fileFaultsFile)
		if err != nil {
			t.Fatal(err)
		}
		if string(want) != b.String() {
			t.Errorf("written down is\n%s\nanswered was\n%s", want, b.String())
		}
	})
}

// toldOfFile is an answer in one line.
func toldOfFile(r servertest.Response) string {
	text := strconv.Itoa(r.Status)
	if r.Status >= 400 && len(r.Body) > 0 {
		p := r.Problem()
		text += " " + p.Code
		for _, e := range p.Errors {
			text += " " + e.Code
		}
	}
	if offset := r.Header.Get("Upload-Offset"); offset == "0" {
		text += " at the start"
	} else if offset != "" {
		text += " further on"
	}
	return text
}

func (d *drill) newestPosition(operation models.ID) (position uint64) {
	d.Read(func(v store.View) error {
		j, err := v.Journal(operation)
		position = j.Head
		return err
	})
	return position
}

// wroteAfter is what the server's own stream says after a position.
func (d *drill) wroteAfter(operation models.ID, position uint64) (text string) {
	d.Read(func(v store.View) error {
		entries, err := v.Entries(operation, position, 100)
		for _, e := range entries {
			if !e.Server {
				continue
			}
			text += "; " + e.Entry.Type
			for _, code := range []string{models.FileWrongHash, models.FileWrongType} {
				if strings.Contains(e.Entry.Body, code) {
					text += " " + code
				}
			}
		}
		return err
	})
	return text
}

func TestAThousandWrongCopiesOfAFileLeaveOneEntry(t *testing.T) {
	w := servertest.New(t, servertest.SQLite(t))
	d := newDrill(t, w)
	operation, p, _ := d.live()
	raw := photograph(t, 1)
	p.attach(d.near.ID, raw)
	p.push()
	altered := bytes.Clone(raw)
	altered[9] ^= 1
	for range 1000 {
		d.tus().patch(d.tus().begin(p, raw), 0, altered).Expect(http.StatusBadRequest)
	}
	if got := d.aboutFiles(operation); len(got) != 1 {
		t.Errorf("the journal has %d entries about it", len(got))
	}
	if got := d.fileState(operation, raw); got != "refused" || len(p.missing()) != 1 {
		t.Errorf("the file is %q", got)
	}
	d.tus().upload(p, raw)
	if got := d.fileState(operation, raw); got != "stored" {
		t.Errorf("what came right at last is %q", got)
	}
}
