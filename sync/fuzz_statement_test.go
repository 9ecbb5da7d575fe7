package sync_test

import (
	"bytes"
	"crypto/ed25519"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// A statement's signature holds for its words alone: not for others, and not
// for one of another kind that happens to have the same words.
func FuzzASignatureHoldsForTheWordsThatWereSignedAlone(f *testing.F) {
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	public := key.Public().(ed25519.PublicKey)
	agreement := fieldsync.EncodeBytes(append([]byte{9}, make([]byte, 31)...))
	site := nid(1)
	f.Add("code", "code", site.String(), uint64(5))
	f.Add("a\nb", "a", "b", uint64(0))
	f.Add("", "\x00", "é", uint64(1<<53))
	f.Fuzz(func(t *testing.T, one, two, three string, size uint64) {
		e := fieldsync.Enrolment{Code: one, SigningKey: fieldsync.EncodeBytes(public), AgreementKey: agreement, Site: site}
		sig := e.Sign(key)
		if err := e.Verify(sig); err != nil {
			t.Fatal(err)
		}
		other := e
		if other.Code = two; one != two && other.Verify(sig) == nil {
			t.Fatalf("the signature for %q holds for %q", one, two)
		}
		login := fieldsync.Login{ServerRootKey: one, Tablet: site, Nonce: three}
		if login.Verify(public, sig) || e.Verify(login.Sign(key)) == nil {
			t.Fatal("a signature of one kind holds for another")
		}
		moved := fieldsync.Login{ServerRootKey: two, Tablet: site, Nonce: three}
		if one != two && moved.Verify(public, login.Sign(key)) {
			t.Fatal("a login for one server holds for another")
		}
		claim := fieldsync.FileClaim{Stream: one, SHA256: two, Size: size}
		if claim.Verify(public, claim.Sign(key)) && (!fieldsync.IsStream(one) || !fieldsync.IsHash(two) || size == 0 || size > fieldsync.MaxInteger) {
			t.Fatalf("a malformed claim is taken: %+v", claim)
		}
		if e.Verify(three) == nil && three != sig {
			t.Fatalf("%q is another signature of the same words", three)
		}
	})
}

// An instant and an id have one spelling each: what is taken is written back the same.
func FuzzInstantsAndIDsHaveOneSpelling(f *testing.F) {
	for _, s := range []string{"2026-05-20T06:03:11.120Z", "2026-05-20T06:03:11.12Z", "2026-02-30T00:00:00.000Z", "2026-05-20T06:03:11,120Z", "0000-01-01T00:00:00.000Z",
		"0198f2a0-0000-7000-8000-000000000001", "{0198f2a0-0000-7000-8000-000000000001}", "0198F2A0-0000-7000-8000-000000000001"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if at, err := models.ParseTime(text); err == nil && models.FormatTime(at) != text {
			t.Fatalf("%q is written %q", text, models.FormatTime(at))
		}
		if at, err := fieldsync.ParseTime(text); err == nil && models.FormatTime(at) != text {
			t.Fatalf("%q is written %q", text, models.FormatTime(at))
		}
		if id, err := models.ParseID(text); err == nil && id.String() != text {
			t.Fatalf("%q is written %q", text, id)
		}
	})
}
