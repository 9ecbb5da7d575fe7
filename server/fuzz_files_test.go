package server_test

import (
	"bytes"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/cellsweep/cellsweep/models"
)

// fileThings are what exists of files, and bodies that are not JSON.
func (f *fuzzer) fileThings(photo []byte, upload string) {
	p, _ := f.writer(f.operations[models.Live], f.near)
	raw := photograph(f.t, 77)
	f.things["sha256"], f.things["upload"] = []string{shaOf(photo)}, []string{upload, f.begun(p)}
	f.things["Tus-Resumable"], f.things["Upload-Offset"] = []string{"1.0.0"}, []string{"0", "1", strconv.Itoa(len(photo))}
	f.things["Upload-Length"], f.things["Upload-Metadata"] = []string{strconv.Itoa(len(raw))}, []string{metadataHeader(p.metadata(raw))}
	f.seeds["receiveExport"] = func() any {
		q, _ := f.writer(f.operations[models.Live], f.near)
		q.incident()
		return sealed(f.t, f.Server.Keys.AgePublic(), q.export(raw).plain.Bytes())
	}
	f.seeds["continueUpload"] = func() any { return raw }
	f.seeds["addDraftDocument"] = func() any { return photograph(f.t, 79) }
}

// begun is the id of an upload that has not all its bytes.
func (f *fuzzer) begun(p *pen) string {
	at := f.tus().begin(p, photograph(f.t, 78))
	return at[len("/v1/files/"):]
}

// anyBody is a body of whatever type the operation takes.
func (f *fuzzer) anyBody(id string, content openapi3.Content, i int) (any, []string) {
	if media, ok := content["application/json"]; ok {
		return f.body(id, media.Schema.Value, i)
	}
	raw, _ := f.seeds[id]().([]byte)
	switch i % 4 {
	case 0:
		raw = raw[:f.random.IntN(len(raw))]
	case 2:
		raw = bytes.Clone(raw)
		raw[f.random.IntN(len(raw))] ^= 1 << f.random.IntN(8)
	case 3:
		raw = bytes.Repeat([]byte(secret), f.random.IntN(2000))
	}
	for kind := range content {
		return raw, []string{"Content-Type", kind}
	}
	return raw, nil
}
