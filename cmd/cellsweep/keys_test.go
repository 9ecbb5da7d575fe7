package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/store/storetest"
)

// kms speaks as much of AWS KMS as a key file needs: what it encrypts it turns
// round bit by bit.
func kms(t *testing.T) (url string, asked *[]string) {
	t.Helper()
	asked = &[]string{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		var in struct{ KeyId, Plaintext, CiphertextBlob []byte } //nolint:revive,staticcheck // the names of the protocol
		var named struct{ KeyId string }                         //nolint:revive,staticcheck // likewise
		_ = json.Unmarshal(raw, &named)
		_ = json.Unmarshal(bytes.Replace(raw, []byte(`"KeyId":"`+named.KeyId+`"`), []byte(`"KeyId":null`), 1), &in)
		verb := strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "TrentService.")
		*asked = append(*asked, verb+" "+named.KeyId)
		out := map[string]any{"KeyId": named.KeyId}
		if verb == "Encrypt" {
			out["CiphertextBlob"], _ = storetest.Mask{}.Seal(in.Plaintext)
		} else if out["Plaintext"], _ = (storetest.Mask{}).Open(in.CiphertextBlob); out["Plaintext"] == nil {
			w.WriteHeader(http.StatusBadRequest)
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_ = json.NewEncoder(w).Encode(out)
	}))
	t.Cleanup(s.Close)
	t.Setenv("AWS_ACCESS_KEY_ID", "test")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "test")
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	return "awskms:///alias/cellsweep?region=eu-west-3&endpoint=" + s.URL, asked
}

func TestAKeyServiceSealsTheKeyFileOfADatabaseThatIsInUse(t *testing.T) {
	url, asked := kms(t)
	dir := t.TempDir()
	database, keys := filepath.Join(dir, "a.db"), filepath.Join(dir, "cellsweep.keys")
	journalIn(t, database)
	clear, err := os.ReadFile(keys)
	if err != nil {
		t.Fatal(err)
	}
	if code, text := line(t, "keys", "--database", database, "--secrets-url", url); code != exitDone || !strings.Contains(text, "is sealed") {
		t.Fatalf("%d %s", code, text)
	}
	sealed, err := os.ReadFile(keys)
	var file struct{ Root, Secret string }
	if err != nil || json.Unmarshal(clear, &file) != nil || bytes.Contains(sealed, []byte(file.Root)) || bytes.Contains(sealed, []byte(file.Secret)) {
		t.Errorf("the file still has its keys: %v %s", err, sealed)
	}
	if code, text := line(t, "epoch", "--by", "duty administrator", "--database", database); code != exitMalformed || !strings.Contains(text, "--secrets-url") {
		t.Errorf("without the service: %d %s", code, text)
	}
	named := filepath.Join(dir, "service")
	if err := os.WriteFile(named, []byte(url+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, text := line(t, "epoch", "--by", "duty administrator", "--database", database, "--secrets-url-file", named); code != exitDone || !strings.Contains(text, "1 journals") {
		t.Errorf("with it: %d %s", code, text)
	}
	if code, text := line(t, "config", "--database", database, "--secrets-url", url); code != exitDone || strings.Contains(text, "alias") || !strings.Contains(text, "awskms://…") {
		t.Errorf("%d %s", code, text)
	}
	if got := strings.Join(*asked, ", "); got != "Encrypt alias/cellsweep, Decrypt " { // what is encrypted says with which key
		t.Errorf("the service was asked: %s", got)
	}
	if code, _ := line(t, "keys", "--database", database); code != exitMalformed {
		t.Error("keys were sealed by nobody")
	}
}
