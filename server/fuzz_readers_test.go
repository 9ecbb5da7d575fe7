package server

import (
	"bytes"
	"encoding/base64"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// If-Match has one spelling of each version, weak or strong.
func FuzzAVersionHasOneSpelling(f *testing.F) {
	for _, s := range []string{`"7"`, `W/"7"`, `*`, `"7","8"`, `7`, `"07"`, `"+7"`, `"9223372036854775808"`, `"-1"`, `""7""`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := versionOf(text)
		if err != nil {
			if models.CodeOf(err) != models.Invalid {
				t.Fatal(err)
			}
			return
		}
		if v < 1 || strings.TrimPrefix(text, "W/") != etag(v) {
			t.Fatalf("%q is taken for version %d", text, v)
		}
	})
}

// A reason that is taken is text of 3 to 500 characters in one line, and says
// after another round of encoding what it said.
func FuzzAReasonIsALineOfText(f *testing.F) {
	for _, s := range []string{"drill", "%C3%A9t%C3%A9", "%FF%FE%FD", "a%0Ab", "%", "  ab ", "%20%20a%20%20", strings.Repeat("x", 600), "a%00b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		text, err := reasonOf(header)
		if err != nil {
			return
		}
		if n := utf8.RuneCountInString(text); n < 3 || n > 500 || !utf8.ValidString(text) || strings.ContainsAny(text, "\n\r\x00") {
			t.Fatalf("%q is taken for a reason", text)
		}
		if again, err := reasonOf(url.PathEscape(text)); err != nil || again != text {
			t.Fatalf("%q comes back as %q: %v", text, again, err)
		}
	})
}

// A cursor is taken only as it was given: sealed by this server, of this epoch
// and access. Everything else is refused, whatever it says.
func FuzzACursorThatWasNotGivenIsRefused(f *testing.F) {
	s := &Server{Dependencies: Dependencies{Keys: Keys{Secret: [32]byte{1}}}}
	given, err := s.sealCursor(cursor{Epoch: "e", Access: "a", Position: 7, Kind: fieldsync.KindSeal, ID: "x"})
	if err != nil {
		f.Fatal(err)
	}
	other, _ := (&Server{Dependencies: Dependencies{Keys: Keys{Secret: [32]byte{2}}}}).sealCursor(cursor{Epoch: "e", Access: "a"})
	for _, text := range []string{given, given[:len(given)-1], other, "", "e30", base64.RawURLEncoding.EncodeToString([]byte(`{"e":"e","a":"a","p":9}`)), given + "A"} {
		f.Add(text, "e", "a")
	}
	f.Add(given, "f", "a")
	f.Add(given, "e", "b")
	f.Fuzz(func(t *testing.T, text, epoch, access string) {
		at, err := s.openCursor(text, epoch, access)
		switch {
		case text == "":
			if err != nil || at.Position != 0 || at.Epoch != epoch || at.Access != access {
				t.Fatalf("the start is %+v %v", at, err)
			}
		case err == nil:
			sealed, _ := base64.RawURLEncoding.DecodeString(text)
			was, _ := base64.RawURLEncoding.DecodeString(given)
			if !bytes.Equal(sealed, was) || at.Position != 7 || epoch != "e" || access != "a" {
				t.Fatalf("%q is taken for %+v", text, at)
			}
		case models.CodeOf(err) != models.Invalid && models.CodeOf(err) != models.Reset:
			t.Fatal(err)
		}
	})
}

// A key file is read whole or refused; what is read has four keys of full
// length, and the file is left as it is.
func FuzzAKeyFileIsWholeOrRefused(f *testing.F) {
	whole, err := newKeyFile(ctx, "", time.Unix(0, 0))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte(`{"format":"cellsweep-keys/1"}`))
	f.Add([]byte(`{"format":"cellsweep-keys/2"}`))
	f.Add(bytes.Replace(whole, []byte(`"entry"`), []byte(`"log"`), 1))
	f.Add(whole[:len(whole)/2])
	path := filepath.Join(f.TempDir(), "keys")
	f.Fuzz(func(t *testing.T, raw []byte) {
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		k, err := LoadKeys(path, time.Unix(0, 0))
		if after, readErr := os.ReadFile(path); readErr != nil || !bytes.Equal(after, raw) {
			t.Fatal("reading a key file changed it")
		}
		if err != nil {
			return
		}
		if len(k.Root) != 64 || len(k.Entry) != 64 || len(k.Log) != 64 {
			t.Fatalf("%d %d %d bytes", len(k.Root), len(k.Entry), len(k.Log))
		}
		sealed, err := k.Seal([]byte("word"))
		if err != nil {
			t.Fatal(err)
		}
		if plain, err := k.Open(sealed); err != nil || string(plain) != "word" {
			t.Fatalf("%q %v", plain, err)
		}
	})
}
