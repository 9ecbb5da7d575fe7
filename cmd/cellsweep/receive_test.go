package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/cellsweep/cellsweep/bundle"
	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/blobs"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// exportIn makes a released operation with one tablet, and an export of it with
// one entry and one file.
func exportIn(t *testing.T, a *app, operation models.ID) (sealed []byte, sha string) {
	t.Helper()
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	site := models.Establishment{ID: models.NewID(), Code: "AIX", Name: "Aix", Type: "mixed", Country: "FR", TimeZone: "Europe/Paris"}
	tablet := models.Tablet{ID: models.NewID(), Establishment: site.ID, Label: "T", State: models.TabletConfirmed, SigningKey: fieldsync.EncodeBytes(public)}
	err = a.store.Tx(t.Context(), func(tx *store.Tx) error {
		o, err := tx.Operation(operation)
		if err != nil {
			return err
		}
		o.State = models.Live
		if err := tx.SaveOperation(&o); err != nil {
			return err
		}
		if err := tx.AddEstablishments([]models.Establishment{site}); err != nil {
			return err
		}
		if err := tx.AddTablet(&tablet); err != nil {
			return err
		}
		return tx.AddStreams(operation, []models.Tablet{tablet})
	})
	if err != nil {
		t.Fatal(err)
	}
	photo := []byte("\xff\xd8\xff\xe0 a photograph")
	sum := sha256.Sum256(photo)
	sha = hex.EncodeToString(sum[:])
	stream := fieldsync.Stream(tablet.SigningKey, operation)
	e := fieldsync.Entry{Seq: 1, ID: models.NewID(), Operation: operation, Type: "note.added", Version: 1, At: time.Now(), Files: []string{sha},
		Body: `{"salt":"AAAAAAAAAAAAAAAAAAAAAA","text":"a note"}`, Prev: fieldsync.ZeroHash}
	e.Sign(stream, key)
	head := fieldsync.Head{N: 1, Seq: 1, Hash: e.Hash(stream), Entries: 1, Files: 1, OldestAt: e.At, At: e.At}
	head.Sign(stream, key)
	push, err := json.Marshal(map[string]any{"v": 1, "stream": stream, "head": head, "entries": []fieldsync.Entry{e}})
	if err != nil {
		t.Fatal(err)
	}
	one := uint64(1)
	claim := fieldsync.FileClaim{Stream: stream, SHA256: sha, Size: uint64(len(photo))}
	var plain bytes.Buffer
	for _, r := range []struct {
		line fieldsync.ExportRecord
		raw  []byte
	}{{fieldsync.ExportRecord{Record: fieldsync.ExportFormat, Tablet: tablet.ID.String(), Pushes: &one, Files: &one}, nil}, {fieldsync.ExportRecord{Record: fieldsync.ExportPush}, push},
		{fieldsync.ExportRecord{Record: fieldsync.ExportFile, Stream: stream, SHA256: sha, Sig: claim.Sign(key)}, photo}, {fieldsync.ExportRecord{Record: fieldsync.ExportEnd}, nil}} {
		if err := fieldsync.WriteExportRecord(&plain, r.line, r.raw); err != nil {
			t.Fatal(err)
		}
	}
	return encrypted(t, a.server.Keys, plain.Bytes()), sha
}

func encrypted(t *testing.T, to server.Keys, plain []byte) []byte {
	t.Helper()
	raw, err := fieldsync.DecodeBytes(to.AgePublic(), 32)
	if err != nil {
		t.Fatal(err)
	}
	recipient, err := age.ParseX25519Recipient(bundle.Recipient(raw))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w, err := age.Encrypt(&out, recipient)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestAnExportIsTakenInByCommandAndALostFileIsNamedByAnother(t *testing.T) {
	dir := t.TempDir()
	database, carried := filepath.Join(dir, "a.db"), filepath.Join(dir, "tablet.cellsweep")
	operation, _ := journalIn(t, database)
	a := open(t, database)
	raw, sha := exportIn(t, a, operation)
	if err := os.WriteFile(carried, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	code, text := line(t, "receive", carried, "--database", database)
	if code != exitDone || !strings.Contains(text, "1 of 1 pushes, 1 of 1 files; 1 entries stored") {
		t.Fatalf("%d %s", code, text)
	}
	var acks server.AckFile
	written, err := os.ReadFile(carried + ".acks.json")
	if err != nil || json.Unmarshal(written, &acks) != nil || len(acks.Acks) != 1 || acks.Acks[0].Seq != 1 || acks.Format != server.AckFormat {
		t.Errorf("the acks are %s, %v", written, err)
	}
	if png, err := os.ReadFile(carried + ".acks.png"); err != nil || !bytes.HasPrefix(png, []byte("\x89PNG")) {
		t.Errorf("the code is no picture: %v", err)
	}
	if code, text := line(t, "receive", carried, "--database", database); code != exitDone || !strings.Contains(text, "1 entries there already") {
		t.Errorf("again: %d %s", code, text)
	}
	if err := os.WriteFile(carried, raw[:len(raw)-20], 0o600); err != nil {
		t.Fatal(err)
	}
	if code, text := line(t, "receive", carried, "--database", database); code == exitDone {
		t.Errorf("cut short: %d %s", code, text)
	}
	if code, text := line(t, "files", "check", "--database", database); code != exitDone || !strings.Contains(text, "1 files") || !strings.Contains(text, "0 are not") {
		t.Errorf("%d %s", code, text)
	}
	if err := os.Remove(filepath.Join(dir, "files", blobs.Key(operation, sha))); err != nil {
		t.Fatal(err)
	}
	if code, text := line(t, "files", "check", "--ask-again", "--database", database); code != exitShortfall || !strings.Contains(text, "DAWN: the file "+sha+" (17 bytes) is lost") {
		t.Errorf("%d %s", code, text)
	}
	missing, err := a.store.FilesMissing(t.Context(), acks.Acks[0].Stream, 10)
	if err != nil || len(missing) != 1 || missing[0] != sha {
		t.Errorf("missing are %v, %v", missing, err)
	}
}
