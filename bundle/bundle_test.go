package bundle_test

import (
	"bytes"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/bundle"
	"github.com/cellsweep/cellsweep/models"
)

// packed is a package of some kilobytes at most.
func packed(t testing.TB, documents int) (bundle.Content, []byte) {
	t.Helper()
	operation := models.NewID()
	c := bundle.Content{Format: bundle.Format, Bundle: bundle.NewID(), Site: models.NewID(), Operation: &operation}
	for range documents {
		noise := make([]byte, 600)
		if _, err := rand.Read(noise); err != nil {
			t.Fatal(err)
		}
		d, err := json.Marshal(map[string]string{"id": models.NewID().String(), "noise": base64.StdEncoding.EncodeToString(noise)})
		if err != nil {
			t.Fatal(err)
		}
		c.Documents = append(c.Documents, d)
	}
	text, err := c.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return c, text
}

func secrets(t testing.TB, language string, target bool) bundle.Secrets {
	t.Helper()
	s, err := bundle.NewSecrets(rand.Reader, language, target)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAPackageIsReadByWhoeverHasItsIdentityAndNobodyElse(t *testing.T) {
	c, text := packed(t, 3)
	s, other := secrets(t, "en", true), secrets(t, "en", true)
	size, err := bundle.SizeFor(text)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := bundle.Seal(s.Identity, text, size)
	if err != nil {
		t.Fatal(err)
	}
	got, err := bundle.Open(s.Identity, sealed)
	if err != nil || got.Bundle != c.Bundle || *got.Operation != *c.Operation || len(got.Documents) != 3 || string(got.Documents[2]) != string(c.Documents[2]) {
		t.Errorf("%v %+v", err, got)
	}
	if _, err := bundle.Open(other.Identity, sealed); models.CodeOf(err) != models.Invalid {
		t.Errorf("another identity opened it: %v", err)
	}
	sealed[len(sealed)-1] ^= 1
	if _, err := bundle.Open(s.Identity, sealed); models.CodeOf(err) != models.Invalid {
		t.Errorf("an altered package was read: %v", err)
	}
}

func TestPackagesSealedTogetherHaveOneSize(t *testing.T) {
	_, small := packed(t, 0)
	_, large := packed(t, 200)
	if len(large) <= 64<<10 {
		t.Fatalf("the large one has only %d bytes", len(large))
	}
	size, err := bundle.SizeFor(small, large)
	if err != nil || size != 128<<10 && size != 256<<10 {
		t.Fatalf("%d %v", size, err)
	}
	var lengths []int
	for _, text := range [][]byte{small, large} {
		sealed, err := bundle.Seal(secrets(t, "fr", true).Identity, text, size)
		if err != nil {
			t.Fatal(err)
		}
		lengths = append(lengths, len(sealed))
	}
	if lengths[0] != lengths[1] {
		t.Errorf("they have %v bytes", lengths)
	}
	if _, err := bundle.SizeFor(make([]byte, 16<<20+1)); models.CodeOf(err) != models.TooLarge {
		t.Errorf("more than a package can hold: %v", err)
	}
	if _, err := bundle.Seal(secrets(t, "fr", true).Identity, large, 64<<10); models.CodeOf(err) != models.TooLarge {
		t.Errorf("a text was cut off: %v", err)
	}
}

func TestWhatIsNoPackageIsSaidToBeNone(t *testing.T) {
	_, text := packed(t, 1)
	for what, bad := range map[string][]byte{
		"nothing": {}, "zeros": make([]byte, 100), "another format": append([]byte("cellsweep-package/2 1\n"), 0), "no length": []byte("cellsweep-package/1\nx"),
		"too long": []byte("cellsweep-package/1 900\nx"), "no gzip": []byte("cellsweep-package/1 3\nabc"), "a negative length": []byte("cellsweep-package/1 -1\nx"),
		"something behind": append(bytes.Clone(text), 0, 0, 7), "cut off": text[:len(text)-4],
	} {
		if _, err := bundle.Unpack(bad); models.CodeOf(err) != models.Invalid {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestTenWordsOpenTheIdentityHoweverTheyAreTyped(t *testing.T) {
	for _, language := range []string{"en", "fr"} {
		s := secrets(t, language, true)
		if n := len(strings.Fields(s.Words)); n != 10 {
			t.Fatalf("%d words", n)
		}
		file, err := bundle.SealToWords(s.Identity, s.Words, bundle.Ours())
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(file, []byte("-> scrypt ")) || !bytes.Contains(file, []byte(" 15\n")) {
			t.Errorf("the file is not sealed with scrypt of work 15: %.200q", file)
		}
		typed := "  " + strings.ToUpper(strings.ReplaceAll(s.Words, " ", " \t ")) + "\n"
		if got, err := bundle.OpenWithWords(file, typed); err != nil || got != s.Identity {
			t.Errorf("%s: %q %v", language, got, err)
		}
		if _, err := bundle.OpenWithWords(file, secrets(t, language, true).Words); models.CodeOf(err) != models.Invalid {
			t.Errorf("%s: other words opened it: %v", language, err)
		}
		if _, err := bundle.OpenWithWords(file, " "); models.CodeOf(err) != models.Invalid {
			t.Errorf("%s: no words: %v", language, err)
		}
	}
}

func TestTheListsAreThoseOfTheRadio(t *testing.T) {
	for _, language := range []string{"en", "fr"} {
		list := bundle.Words(language)
		if len(list) != 2048 || len(slices.Compact(slices.Sorted(slices.Values(list)))) != 2048 {
			t.Errorf("%s has %d words", language, len(list))
		}
		for _, w := range list {
			if strings.ContainsFunc(w, func(r rune) bool { return r < 'a' || r > 'z' }) {
				t.Errorf("%s has %q", language, w)
			}
		}
	}
	if bundle.Normal(" Éle\u0301phant  \u00c7A\n") != "elephant ca" {
		t.Errorf("%q", bundle.Normal(" Éle\u0301phant  \u00c7A\n"))
	}
	if bundle.Words("de") != nil {
		t.Error("there is a list that nobody checked")
	}
	if _, err := bundle.NewSecrets(rand.Reader, "de", true); err == nil {
		t.Error("words were drawn from no list")
	}
}

func TestWordsAreDrawnFromTheWholeListAndNeverTwiceTheSame(t *testing.T) {
	seen, words := map[string]bool{}, map[string]bool{}
	for range 300 {
		s := secrets(t, "en", false)
		if seen[s.Words] {
			t.Fatal("the same ten words twice")
		}
		seen[s.Words] = true
		for _, c := range s.Codes {
			if seen[c.Words] {
				t.Fatal("the same code twice")
			}
			seen[c.Words] = true
			for _, w := range strings.Fields(c.Words) {
				words[w] = true
			}
		}
	}
	if len(words) < 2000 { // 12,000 draws leave 6 of 2,048 out
		t.Errorf("only %d words were ever drawn", len(words))
	}
}

func TestATabletOpensItsKeyFileAndNoOther(t *testing.T) {
	s := secrets(t, "en", true)
	own, public := tablet(t)
	other, _ := tablet(t)
	file, err := bundle.SealToTablet(s.Identity, public)
	if err != nil || !strings.HasPrefix(file, "-----BEGIN AGE ENCRYPTED FILE-----\n") {
		t.Fatalf("%v %.60q", err, file)
	}
	if got, err := bundle.OpenAtTablet(file, own); err != nil || got != s.Identity {
		t.Errorf("%q %v", got, err)
	}
	if _, err := bundle.OpenAtTablet(file, other); err == nil {
		t.Error("another tablet opened it")
	}
	for what, key := range map[string]string{"nothing": "", "no base64url": "==", "too short": "AAAA", "a small order": base64.RawURLEncoding.EncodeToString(make([]byte, 32))} {
		if _, err := bundle.SealToTablet(s.Identity, key); models.CodeOf(err) != models.Invalid {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// tablet draws an agreement key, and writes its public half as tablets do.
func tablet(t testing.TB) (private []byte, public string) {
	t.Helper()
	key, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key.Bytes(), base64.RawURLEncoding.EncodeToString(key.PublicKey().Bytes())
}

func TestADarkSiteBelievesEachCodeOnceAndInItsOrder(t *testing.T) {
	s := secrets(t, "fr", true)
	c := bundle.Content{Bundle: bundle.NewID(), Site: models.NewID()}
	var err error
	if c.Brakes, err = s.Commitments(c.Bundle, c.Site, bundle.Ours()); err != nil {
		t.Fatal(err)
	}
	say := func(act models.BrakeAct, n int) string {
		code, err := s.Code(act, n)
		if err != nil {
			t.Fatal(err)
		}
		return strings.ToUpper(code.Words)
	}
	used := map[models.BrakeAct]int{}
	for _, order := range []struct {
		act models.BrakeAct
		n   int
	}{{models.BrakeHold, 1}, {models.BrakeResume, 1}, {models.BrakeHold, 3}, {models.BrakeStandDown, 1}} {
		got, ok := c.Believe(say(order.act, order.n), used)
		if !ok || got.Act != order.act || got.N != order.n {
			t.Errorf("%v: %+v %t", order, got, ok)
		}
		used[got.Act] = got.N
	}
	for _, spent := range []int{1, 2, 3} {
		if _, ok := c.Believe(say(models.BrakeHold, spent), used); ok {
			t.Errorf("the %d. hold was believed after the third", spent)
		}
	}
	elsewhere := c
	elsewhere.Site = models.NewID()
	if _, ok := elsewhere.Believe(say(models.BrakeResume, 2), nil); ok {
		t.Error("a code of another site was believed")
	}
	if _, ok := c.Believe("four words of nobody", nil); ok {
		t.Error("any words are believed")
	}
	if _, err := s.Code(models.BrakeHold, 4); models.CodeOf(err) != models.WrongState {
		t.Errorf("there is a fourth: %v", err)
	}
}

func TestSecretsAreWrittenInOneLengthWhosesoeverTheyAre(t *testing.T) {
	target, decoy := secrets(t, "fr", true), secrets(t, "en", false)
	a, err := target.Encode()
	if err != nil {
		t.Fatal(err)
	}
	b, err := decoy.Encode()
	if err != nil || len(a) != len(b) {
		t.Errorf("%d and %d bytes, %v", len(a), len(b), err)
	}
	got, err := bundle.DecodeSecrets(a)
	if err != nil || got.Words != target.Words || !got.Target || len(got.Codes) != 10 {
		t.Errorf("%v %+v", err, got)
	}
}
