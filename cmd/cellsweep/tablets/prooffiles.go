package tablets

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"sync/atomic"

	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// FileFigures are what headquarters was found to have of the files.
type FileFigures struct {
	Named int   `json:"named"` // different ones, by all tablets
	Whole int   `json:"whole"` // read back with their hash
	Bytes int64 `json:"bytes"`
}

// proveFiles takes every file that a tablet named from headquarters and hashes
// it, and looks that its document says that it is stored.
func (s *show) proveFiles(ctx context.Context) error {
	named := map[string]*tablet{}
	for _, t := range s.tablets {
		for sha := range t.outbox.photos {
			named[sha] = t
		}
	}
	hashes := slices.Sorted(maps.Keys(named))
	var whole, bytes atomic.Int64
	wrong := make([]string, len(hashes))
	err := each(len(hashes), inFlight/2, func(i int) error {
		raw, err := s.coordinator.original(ctx, s.operation, hashes[i])
		if refused, ok := errors.AsType[*refusal](err); ok {
			wrong[i] = refused.Detail
			return nil
		}
		if err != nil {
			return err
		}
		if sum := sha256.Sum256(raw); hex.EncodeToString(sum[:]) != hashes[i] {
			wrong[i] = "it has other bytes"
			return nil
		}
		whole.Add(1)
		bytes.Add(int64(len(raw)))
		return nil
	})
	for i, sha := range hashes {
		if wrong[i] != "" {
			s.report.fault("the file %s of %s is not at headquarters: %s", sha, named[sha].label, wrong[i])
		}
		if state := named[sha].fileState(sha); state != "stored" {
			s.report.fault("the file %s of %s is shown as %q", sha, named[sha].label, state)
		}
	}
	s.report.Files = FileFigures{len(hashes), int(whole.Load()), bytes.Load()}
	return err
}

// filesStored says whether every file that the tablet named is shown as stored.
func (t *tablet) filesStored() bool {
	for sha := range t.outbox.photos {
		if t.fileState(sha) != "stored" {
			return false
		}
	}
	return true
}

// fileState is what the document of a file says, as the tablet pulled it.
func (t *tablet) fileState(sha string) string {
	var d struct{ State string }
	if json.Unmarshal(t.documents[fieldsync.KindFile][sha], &d) != nil {
		return "no document"
	}
	return d.State
}

// original takes a file from headquarters.
func (p *person) original(ctx context.Context, o operation, sha string) ([]byte, error) {
	for i := 0; ; i++ {
		raw, _, err := p.network.send(ctx, request{method: http.MethodGet, path: "/v1/operations/" + o.ID.String() + "/files/" + sha + "/original", cookie: p.cookie,
			replica: i, headers: map[string]string{"X-Reason": "proof of the simulation"}})
		if refused, ok := errors.AsType[*refusal](err); err == nil || i == tries || ctx.Err() != nil || ok && !refused.passing() {
			return raw, err
		}
		if err := pause(ctx, backoff(i, err)); err != nil {
			return nil, err
		}
	}
}
