package server

import (
	"bytes"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/nacl/secretbox"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/storetest"
)

// firstKeyFile is as the first version wrote it, and sealedThen what that version
// sealed with its secret.
const firstKeyFile = `{
  "format": "cellsweep-keys/1",
  "root": "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE",
  "entry": "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI",
  "log": "AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM",
  "secret": "BAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ",
  "created": "2026-05-20T04:00:00Z"
}
`

// sealedThen is secretbox with the nonce before it, as the first version sealed.
func sealedThen(plain string) []byte {
	var nonce [24]byte
	_, _ = rand.Read(nonce[:])
	key := [32]byte(bytes.Repeat([]byte{4}, 32))
	return secretbox.Seal(nonce[:], []byte(plain), &nonce, &key)
}

func keysIn(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "cellsweep.keys")
	if text != "" {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// service is a key service without a network.
func service(b byte) string {
	return "base64key://" + base64.URLEncoding.EncodeToString(bytes.Repeat([]byte{b}, 32))
}

func TestPlansThatTheFirstVersionSealedAreOpenedBeforeAndAfterTheKeysAre(t *testing.T) {
	path := keysIn(t, firstKeyFile)
	opens := func(what, url string) Keys {
		t.Helper()
		k, err := LoadSealedKeys(ctx, path, url, storetest.Dawn)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if got, err := k.Open(sealedThen("GRUND-AIX")); err != nil || string(got) != "GRUND-AIX" {
			t.Errorf("%s: %q %v", what, got, err)
		}
		return k
	}
	first := opens("in clear", "")
	if err := SealKeys(ctx, path, "", service(9)); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(raw), "AQEBAQ") || strings.Contains(string(raw), "BAQEBA") {
		t.Errorf("the sealed file has keys in clear: %v %s", err, raw)
	}
	if second := opens("sealed", service(9)); !second.Root.Equal(first.Root) || !second.Entry.Equal(first.Entry) || !second.Created.Equal(first.Created) {
		t.Error("sealing changed the keys: tablets would not know the server again")
	}
	if _, err := LoadSealedKeys(ctx, path, service(8), storetest.Dawn); models.CodeOf(err) != models.Unavailable {
		t.Errorf("another service opened it: %v", err)
	}
	if _, err := LoadKeys(path, storetest.Dawn); models.CodeOf(err) != models.Invalid || !strings.Contains(err.Error(), "--secrets-url") {
		t.Errorf("without a service: %v", err)
	}
	if err := SealKeys(ctx, path, service(9), service(7)); err != nil {
		t.Fatal(err)
	}
	opens("sealed by another service", service(7))
	if left, _ := filepath.Glob(path + ".*"); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
}

func TestAKeyFileInClearIsNotTakenForOneThatAServiceSeals(t *testing.T) {
	if _, err := LoadSealedKeys(ctx, keysIn(t, firstKeyFile), service(9), storetest.Dawn); models.CodeOf(err) != models.Invalid || !strings.Contains(err.Error(), "cellsweep keys") {
		t.Errorf("%v", err)
	}
	for _, url := range []string{"nothing", "nosuch://key", "base64key://short"} {
		if _, err := LoadSealedKeys(ctx, keysIn(t, ""), url, storetest.Dawn); models.CodeOf(err) != models.Invalid || strings.Contains(err.Error(), url) {
			t.Errorf("%s: %v", url, err)
		}
	}
	for what, text := range map[string]string{"no JSON": "x", "another format": `{"format":"cellsweep-keys/3"}`, "a short key": strings.Replace(firstKeyFile, "AQEB", "", 1)} {
		if _, err := LoadKeys(keysIn(t, text), storetest.Dawn); models.CodeOf(err) != models.Invalid {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestAKeyFileIsMadeAtTheFirstStartAndSealedWhereAServiceIsNamed(t *testing.T) {
	path := keysIn(t, "")
	first, err := LoadSealedKeys(ctx, path, service(9), storetest.Dawn)
	if err != nil {
		t.Fatal(err)
	}
	again, err := LoadSealedKeys(ctx, path, service(9), storetest.Dawn)
	if err != nil || again.Secret != first.Secret || !again.Log.Equal(first.Log) {
		t.Errorf("the second start has other keys: %v", err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", err, info.Mode())
	}
	sealed, err := first.Seal([]byte("GRUND"))
	if err != nil {
		t.Fatal(err)
	}
	sealed[len(sealed)-1] ^= 1
	if _, err := first.Open(sealed); err == nil {
		t.Error("what was altered is opened")
	}
}

// Drafts that were sealed before this version are in databases in the field.
func TestADraftOfTheFirstVersionIsReadWithItsKeyFile(t *testing.T) {
	keys, err := LoadKeys(keysIn(t, firstKeyFile), storetest.Dawn)
	if err != nil {
		t.Fatal(err)
	}
	url := filepath.Join(t.TempDir(), "old.db")
	s, err := store.Open(ctx, store.Options{URL: url, Clock: func() time.Time { return storetest.Dawn }, Sealer: keys})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	o, err := models.NewOperation("DAWN", "Dawn", models.NewID(), storetest.Dawn)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Tx(ctx, func(tx *store.Tx) error { return tx.AddOperation(&o) }); err != nil {
		t.Fatal(err)
	}
	old := sealedThen(`{"Operation":{"Policy":{"MaxTeamsPerLanding":3,"ConflictOfInterest":"wing"}}}`)
	db, err := sql.Open("sqlite", url)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("UPDATE drafts SET sealed = ?", old); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	err = s.Read(ctx, func(v store.View) error {
		d, err := v.Draft(o.ID)
		if d.Policy.MaxTeamsPerLanding != 3 {
			t.Errorf("%+v", d)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
