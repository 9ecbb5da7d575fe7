package tablets

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"

	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// uploadsMost is how many files a tablet sends in one go.
const uploadsMost = 40

// upload sends files that headquarters has asked for. What goes wrong is no
// error: they are asked for again.
func (w *worker) upload(ctx context.Context) {
	asked := w.outbox.asked
	for _, sha := range asked[:min(len(asked), uploadsMost)] {
		raw, ok := w.album[sha]
		if !ok || w.outbox.photos[sha] {
			continue
		}
		if err := w.uploadOne(ctx, sha, raw); err != nil {
			if refused, ok := errors.AsType[*refusal](err); ok && !refused.passing() {
				w.outbox.wrong("a file was refused: %v", refused)
			}
			return
		}
		w.outbox.photos[sha] = true
		w.network.count.filesSent.Add(1)
	}
}

// uploadOne speaks tus: it begins an upload and sends what is not there yet, in
// two pieces where the network breaks, from wherever the server says that it is.
func (w *worker) uploadOne(ctx context.Context, sha string, raw []byte) error {
	claim := fieldsync.FileClaim{Stream: w.outbox.stream, SHA256: sha, Size: uint64(len(raw))}
	meta := ""
	for _, x := range [][2]string{{"stream", claim.Stream}, {"sha256", sha}, {"size", strconv.Itoa(len(raw))}, {"sig", claim.Sign(w.outbox.key)}} {
		meta += "," + x[0] + " " + base64.StdEncoding.EncodeToString([]byte(x[1]))
	}
	header, err := w.network.ask(ctx, request{method: http.MethodPost, path: "/v1/files/", replica: w.replica,
		headers: map[string]string{"Tus-Resumable": "1.0.0", "Upload-Length": strconv.Itoa(len(raw)), "Upload-Metadata": meta[1:]}}, nil)
	if err != nil {
		return err
	}
	at := header.Get("Location")
	for try := 0; ; try++ {
		offset, err := strconv.Atoi(header.Get("Upload-Offset"))
		if err != nil || offset > len(raw) {
			return errors.New("the server names no offset")
		}
		if offset == len(raw) {
			return nil
		}
		if header, err = w.piece(ctx, at, offset, raw, try); err == nil {
			continue
		}
		if try == tries {
			return err
		}
		// Whatever became of the piece: how far the upload is, another replica knows too.
		header, err = w.network.ask(ctx, request{method: http.MethodHead, path: at, replica: w.replica + try, headers: map[string]string{"Tus-Resumable": "1.0.0"}}, nil)
		if err != nil {
			return err
		}
	}
}

// piece sends the rest of a file. Of each five first pieces one is broken off in
// the middle, and of one the answer is lost.
func (w *worker) piece(ctx context.Context, at string, offset int, raw []byte, try int) (http.Header, error) {
	r := request{method: http.MethodPatch, path: at, body: raw[offset:], replica: w.replica + try,
		headers: map[string]string{"Tus-Resumable": "1.0.0", "Upload-Offset": strconv.Itoa(offset), "Content-Type": "application/offset+octet-stream"}}
	if try == 0 {
		switch w.weather.rng.IntN(5) {
		case 0:
			r.cut = len(r.body) > 1
			w.network.count.filesCut.Add(1)
		case 1:
			r.lose = true
		}
	}
	_, header, err := w.network.send(ctx, r)
	return header, err
}
