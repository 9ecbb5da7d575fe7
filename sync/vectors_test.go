package sync_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	fieldsync "github.com/cellsweep/cellsweep/sync"

	"github.com/cellsweep/cellsweep/models"
)

var update = flag.Bool("update", false, "write the vectors anew")

// vector is one case of testdata/vectors; testdata/README.md says what given
// and expect hold for each kind.
type vector struct {
	Name   string         `json:"name"`
	Kind   string         `json:"kind"`
	Given  map[string]any `json:"given"`
	Expect map[string]any `json:"expect"`
}

type vectorFile struct {
	Description string   `json:"description"`
	Vectors     []vector `json:"vectors"`
}

func seedOf(name string) []byte {
	sum := sha256.Sum256([]byte("cellsweep vector " + name))
	return sum[:]
}

func keyOf(name string) ed25519.PrivateKey { return ed25519.NewKeyFromSeed(seedOf(name)) }

func publicOf(name string) string {
	return fieldsync.EncodeBytes(keyOf(name).Public().(ed25519.PublicKey))
}

func id(text string) models.ID {
	parsed, err := models.ParseID(text)
	if err != nil {
		panic(err)
	}
	return parsed
}

func nid(n int) models.ID {
	v := id("0198f2a0-0000-7000-8000-000000000000")
	v[15], v[14] = byte(n), byte(n>>8)
	return v
}

var (
	operation   = nid(1)
	site        = nid(2)
	tabletOf1   = "tablet 1"
	streamOf1   = fieldsync.Stream(publicOf(tabletOf1), operation)
	serverOf    = "server entry key"
	serverName  = fieldsync.ServerStream(publicOf(serverOf), operation, "1")
	vectorsPath = filepath.Join("testdata", "vectors")
)

// writeOrCompare keeps a file of vectors equal to what the code says.
func writeOrCompare(t *testing.T, name, description string, vectors []vector) {
	t.Helper()
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(vectorFile{description, vectors}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(vectorsPath, name)
	if *update {
		if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(kept, out.Bytes()) {
		t.Errorf("%s differs from what the code gives; go test ./sync -update writes it anew, if the change is meant", name)
	}
}

// readVectors gives the vectors of a file as another implementation reads them.
func readVectors(t *testing.T, name string) []vector {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(vectorsPath, name))
	if err != nil {
		t.Fatal(err)
	}
	var f vectorFile
	if err := json.Unmarshal(raw, &f); err != nil {
		t.Fatal(err)
	}
	return f.Vectors
}

// rawOf gives the bytes of a case: raw is text, rawHex is for what is no text.
func rawOf(given map[string]any) []byte {
	if h, ok := given["rawHex"].(string); ok {
		b, err := hex.DecodeString(h)
		if err != nil {
			panic(err)
		}
		return b
	}
	return []byte(given["raw"].(string))
}

func mustTime(text string) time.Time {
	t, err := fieldsync.ParseTime(text)
	if err != nil {
		panic(err)
	}
	return t
}

func reasonOf(err error) (reason, pointer string) {
	if f, ok := errors.AsType[*models.Fault](err); ok && len(f.Fields) > 0 {
		return f.Fields[0].Code, f.Fields[0].Pointer
	}
	return "", ""
}

// readSeeds gives the raw texts of a file of vectors.
func readSeeds(name string) ([][]byte, error) {
	raw, err := os.ReadFile(filepath.Join(vectorsPath, name))
	if err != nil {
		return nil, err
	}
	var f vectorFile
	if err := json.Unmarshal(raw, &f); err != nil {
		return nil, err
	}
	var texts [][]byte
	for _, v := range f.Vectors {
		texts = append(texts, rawOf(v.Given))
	}
	return texts, nil
}
