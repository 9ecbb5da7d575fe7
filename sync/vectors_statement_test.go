package sync_test

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	fieldsync "github.com/cellsweep/cellsweep/sync"
)

func str(m map[string]any, name string) string {
	s, _ := m[name].(string)
	return s
}

// num reads a number that went through JSON or came straight from a test.
func num(m map[string]any, name string) uint64 {
	n, err := json.Number(fmt.Sprintf("%.0f", toFloat(m[name]))).Int64()
	if err != nil {
		panic(err)
	}
	return uint64(n)
}

func toFloat(v any) float64 {
	switch n := v.(type) {
	case float64:
		return n
	case int:
		return float64(n)
	case uint64:
		return float64(n)
	}
	return 0
}

func encodedKey(hexText string) string {
	b, err := hex.DecodeString(hexText)
	if err != nil {
		panic(err)
	}
	return fieldsync.EncodeBytes(b)
}

func buildKeys() []vector {
	key := func(name, use, text string, good bool) vector {
		return vector{name, "key", map[string]any{"use": use, "key": text}, map[string]any{"accepted": good}}
	}
	p := "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
	out := []vector{
		key("a signing key", "signing", publicOf(tabletOf1), true),
		key("a signing key with its sign bit set", "signing", encodedKey("58666666666666666666666666666666666666666666666666666666666666e6"), true),
		key("an agreement key", "agreement", publicOfAgreement, true),
		key("too short", "signing", publicOf(tabletOf1)[:42], false),
		key("padded", "signing", publicOf(tabletOf1)+"=", false),
		key("stray bits in the last character", "signing", publicOf(tabletOf1)[:42]+"_", false),
		key("a line feed within", "signing", publicOf(tabletOf1)[:20]+"\n"+publicOf(tabletOf1)[20:], false),
		key("y = p, not canonical", "signing", encodedKey(p), false),
		key("y = p + 1, the neutral element not canonical", "signing", encodedKey("ee"+p[2:]), false),
		key("y = 2^255 - 1", "signing", encodedKey(strings.Repeat("ff", 32)), false),
		key("not a point of the curve", "signing", encodedKey("02"+strings.Repeat("00", 31)), false),
		key("u = p, not canonical", "agreement", encodedKey(p), false),
		key("u with its top bit set", "agreement", encodedKey("09"+strings.Repeat("00", 30)+"80"), false),
	}
	small := []string{"01" + strings.Repeat("00", 31), strings.Repeat("00", 32), "ec" + p[2:],
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"}
	for _, s := range small {
		out = append(out, key("small order "+s[:8], "signing", encodedKey(s), false))
		raw, _ := hex.DecodeString(s)
		raw[31] |= 0x80
		out = append(out, key("small order with the sign bit "+s[:8], "signing", fieldsync.EncodeBytes(raw), false))
	}
	for _, s := range []string{strings.Repeat("00", 32), "01" + strings.Repeat("00", 31), "ec" + p[2:],
		"e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800", "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"} {
		out = append(out, key("small order agreement "+s[:8], "agreement", encodedKey(s), false))
	}
	return out
}

// publicOfAgreement is the X25519 base point's image under a fixed scalar (RFC 7748, 6.1, Alice).
var publicOfAgreement = encodedKey("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")

func TestWeakAndMalformedPublicKeysAreRefused(t *testing.T) {
	writeOrCompare(t, "keys.json", "Public keys that are accepted and refused.", buildKeys())
	for _, v := range readVectors(t, "keys.json") {
		_, err := fieldsync.ParseSigningKey(str(v.Given, "key"))
		if v.Given["use"] == "agreement" {
			_, err = fieldsync.ParseAgreementKey(str(v.Given, "key"))
		}
		if (err == nil) != v.Expect["accepted"].(bool) {
			t.Errorf("%s: %v", v.Name, err)
		}
	}
}

func buildStreams() []vector {
	var out []vector
	for i := range 4 {
		k, op := publicOf(fmt.Sprint("tablet ", i+1)), nid(i/2+1)
		out = append(out, vector{fmt.Sprintf("tablet %d in operation %d", i+1, i/2+1), "stream",
			map[string]any{"signingKey": k, "operation": op.String()}, map[string]any{"stream": fieldsync.Stream(k, op)}})
	}
	for _, epoch := range []string{"1", "0198f2a0-0000-7000-8000-0000000000ee"} {
		out = append(out, vector{"the server in epoch " + epoch, "stream",
			map[string]any{"entryKey": publicOf(serverOf), "operation": operation.String(), "epoch": epoch},
			map[string]any{"stream": fieldsync.ServerStream(publicOf(serverOf), operation, epoch)}})
	}
	return out
}

func TestAStreamIsNamedByItsKeyAndOperation(t *testing.T) {
	writeOrCompare(t, "streams.json", "Names of streams.", buildStreams())
	seen := map[string]bool{}
	for _, v := range readVectors(t, "streams.json") {
		got := fieldsync.Stream(str(v.Given, "signingKey"), id(str(v.Given, "operation")))
		if epoch, ok := v.Given["epoch"].(string); ok {
			got = fieldsync.ServerStream(str(v.Given, "entryKey"), id(str(v.Given, "operation")), epoch)
		}
		if got != v.Expect["stream"] || !fieldsync.IsStream(got) || seen[got] {
			t.Errorf("%s: %s", v.Name, got)
		}
		seen[got] = true
	}
}

func signedHead(h fieldsync.Head) fieldsync.Head {
	h.Sign(streamOf1, keyOf(tabletOf1))
	return h
}

func buildHeads() []vector {
	at, oldest := mustTime("2026-05-20T06:10:00.000Z"), mustTime("2026-05-20T06:01:00.500Z")
	hash := strings.Repeat("5c", 32)
	good := signedHead(fieldsync.Head{N: 88, Seq: 530, Hash: hash, Entries: 12, Files: 3, OldestAt: oldest, At: at})
	of := func(name string, h fieldsync.Head, change ...string) vector {
		raw, err := json.Marshal(h)
		if err != nil {
			panic(err)
		}
		text := strings.NewReplacer(change...).Replace(string(raw))
		readable := !strings.Contains(name, "unreadable")
		expect := map[string]any{"readable": readable}
		if readable {
			expect["signatureGood"] = len(change) == 0 || strings.Contains(name, "absent")
			expect["message"] = string(h.Message(streamOf1))
		}
		if len(change) > 0 && readable && expect["signatureGood"] == false {
			delete(expect, "message")
		}
		return vector{name, "head", map[string]any{"stream": streamOf1, "signingKey": publicOf(tabletOf1), "raw": text}, expect}
	}
	empty := signedHead(fieldsync.Head{N: 1, Hash: fieldsync.ZeroHash, At: at})
	return []vector{
		of("a head with entries left", good), of("a beacon with nothing left", signedHead(fieldsync.Head{N: 89, Seq: 530, Hash: hash, At: at})),
		of("an empty stream", empty), of("oldestAt absent is oldestAt empty", empty, `"oldestAt":"",`, ``),
		of("a changed seq", good, `"seq":530`, `"seq":531`), of("a changed number of entries", good, `"entries":12`, `"entries":0`),
		of("a changed oldestAt", good, `"2026-05-20T06:01:00.500Z"`, `""`),
		of("unreadable: n zero", good, `"n":88`, `"n":0`), of("unreadable: entries negative", good, `"entries":12`, `"entries":-1`),
		of("unreadable: seq as a string", good, `"seq":530`, `"seq":"530"`), of("unreadable: no sig", good, `"sig"`, `"Sig"`),
		of("unreadable: seq 0 with a hash", good, `"seq":530`, `"seq":0`), of("unreadable: a seq with 64 zeros", empty, `"seq":0`, `"seq":1`),
		of("unreadable: a member twice", good, `"n":88`, `"n":88,"n":89`),
	}
}

func TestAHeadIsBelievedOnlyWithItsSignature(t *testing.T) {
	writeOrCompare(t, "heads.json", "Heads: which can be read, and which carry a good signature.", buildHeads())
	for _, v := range readVectors(t, "heads.json") {
		h, err := fieldsync.ParseHead(rawOf(v.Given))
		if (err == nil) != v.Expect["readable"].(bool) {
			t.Errorf("%s: %v", v.Name, err)
		}
		if err != nil {
			continue
		}
		key, _ := fieldsync.ParseSigningKey(str(v.Given, "signingKey"))
		if h.Verify(str(v.Given, "stream"), key) != v.Expect["signatureGood"] {
			t.Errorf("%s: signature", v.Name)
		}
		if m, ok := v.Expect["message"]; ok && string(h.Message(str(v.Given, "stream"))) != m {
			t.Errorf("%s: message %q", v.Name, h.Message(str(v.Given, "stream")))
		}
	}
}

func buildAcks() []vector {
	of := func(name string, a fieldsync.Ack, change ...string) vector {
		a.Epoch, a.Time = "1", mustTime("2026-05-20T06:11:00.000Z")
		a.Sign(streamOf1, keyOf(serverOf))
		raw, err := json.Marshal(a)
		if err != nil {
			panic(err)
		}
		expect := map[string]any{"signatureGood": len(change) == 0}
		if len(change) == 0 {
			expect["message"] = string(a.Message(streamOf1))
		}
		return vector{name, "ack", map[string]any{"stream": streamOf1, "entryKey": publicOf(serverOf),
			"raw": strings.NewReplacer(change...).Replace(string(raw))}, expect}
	}
	a := fieldsync.Ack{Seq: 150, Hash: strings.Repeat("ab", 32)}
	return []vector{of("150 entries", a), of("nothing yet", fieldsync.Ack{Hash: fieldsync.ZeroHash}),
		of("a raised seq", a, `"seq":150`, `"seq":151`), of("another epoch", a, `"epoch":"1"`, `"epoch":"2"`)}
}

func TestAnAckIsTheServersWordForOneStream(t *testing.T) {
	writeOrCompare(t, "acks.json", "Acknowledgements by the server's entry key.", buildAcks())
	for _, v := range readVectors(t, "acks.json") {
		a, err := fieldsync.ParseAck(rawOf(v.Given))
		if err != nil {
			t.Fatal(v.Name, err)
		}
		key, _ := fieldsync.ParseSigningKey(str(v.Given, "entryKey"))
		if a.Verify(str(v.Given, "stream"), key) != v.Expect["signatureGood"] {
			t.Errorf("%s: signature", v.Name)
		}
		if a.Verify("AbCdEfGhIjKlMnOpQrStUv", key) {
			t.Errorf("%s: holds for another stream", v.Name)
		}
	}
}

// statement is one signed text that is neither entry, head nor ack.
type statement struct {
	message []byte
	good    func(sig string) bool
}

func statementOf(kind string, given map[string]any) statement {
	key, _ := fieldsync.ParseSigningKey(str(given, "verifyKey"))
	switch kind {
	case "enrolment":
		e := fieldsync.Enrolment{Code: str(given, "code"), SigningKey: str(given, "signingKey"), AgreementKey: str(given, "agreementKey"), Site: id(str(given, "site"))}
		return statement{e.Message(), func(sig string) bool { return e.Verify(sig) == nil }}
	case "login":
		l := fieldsync.Login{ServerRootKey: str(given, "serverRootKey"), Tablet: id(str(given, "tabletId")), Nonce: str(given, "nonce")}
		return statement{l.Message(), func(sig string) bool { return l.Verify(key, sig) }}
	case "file":
		f := fieldsync.FileClaim{Stream: str(given, "stream"), SHA256: str(given, "sha256"), Size: num(given, "size")}
		return statement{f.Message(), func(sig string) bool { return f.Verify(key, sig) }}
	case "actor":
		a := fieldsync.ActorSig{Key: str(given, "verifyKey")}
		return statement{[]byte(fieldsync.DomainActor + "\n" + str(given, "hash")), func(sig string) bool { a.Sig = sig; return a.Verify(str(given, "hash")) }}
	}
	k := fieldsync.ServerKey{ID: str(given, "id"), Use: str(given, "use"), Key: str(given, "key"), From: mustTime(str(given, "from")), Until: mustTime(str(given, "until"))}
	return statement{k.Message(), func(sig string) bool { return k.Verify(key, sig) }}
}

func signedStatement(kind, signer string, given map[string]any) string {
	return fieldsync.EncodeBytes(ed25519.Sign(keyOf(signer), statementOf(kind, given).message))
}

func buildStatements() []vector {
	nonce := fieldsync.EncodeBytes(seedOf("nonce"))
	givens := []struct {
		kind, signer string
		given        map[string]any
	}{
		{"enrolment", tabletOf1, map[string]any{"code": "Zm9vYmFyYmF6cXV4MTIzNA", "signingKey": publicOf(tabletOf1), "agreementKey": publicOfAgreement, "site": site.String(), "verifyKey": publicOf(tabletOf1)}},
		{"login", tabletOf1, map[string]any{"serverRootKey": publicOf("server root key"), "tabletId": nid(0xe1).String(), "nonce": nonce, "verifyKey": publicOf(tabletOf1)}},
		{"file", tabletOf1, map[string]any{"stream": streamOf1, "sha256": strings.Repeat("f1", 32), "size": 812345, "verifyKey": publicOf(tabletOf1)}},
		{"actor", "officer 1", map[string]any{"hash": strings.Repeat("0a", 32), "verifyKey": publicOf("officer 1")}},
		{"serverKey", "server root key", map[string]any{"id": "entry-1", "use": "entry", "key": publicOf(serverOf), "from": "2026-01-01T00:00:00.000Z", "until": "2027-01-01T00:00:00.000Z", "verifyKey": publicOf("server root key")}},
	}
	var out []vector
	for _, g := range givens {
		g.given["sig"] = signedStatement(g.kind, g.signer, g.given)
		message := string(statementOf(g.kind, g.given).message)
		out = append(out, vector{g.kind, g.kind, g.given, map[string]any{"message": message, "signatureGood": true}})
		other := cloneMap(g.given)
		other["sig"] = signedStatement(g.kind, "tablet 9", g.given)
		out = append(out, vector{g.kind + " signed by another key", g.kind, other, map[string]any{"message": message, "signatureGood": false}})
	}
	weak := cloneMap(givens[0].given)
	weak["agreementKey"] = fieldsync.EncodeBytes(make([]byte, 32))
	weak["sig"] = signedStatement("enrolment", tabletOf1, weak)
	return append(out, vector{"enrolment with a weak agreement key", "enrolment", weak,
		map[string]any{"message": string(statementOf("enrolment", weak).message), "signatureGood": false}})
}

func cloneMap(m map[string]any) map[string]any {
	c := map[string]any{}
	for k, v := range m {
		c[k] = v
	}
	return c
}

func TestASignatureForOnePurposeServesNoOther(t *testing.T) {
	writeOrCompare(t, "statements.json", "Enrolment, login, file, actor and server key: signed texts and their signatures.", buildStatements())
	vectors := readVectors(t, "statements.json")
	for _, v := range vectors {
		s := statementOf(v.Kind, v.Given)
		if string(s.message) != v.Expect["message"] || s.good(str(v.Given, "sig")) != v.Expect["signatureGood"] {
			t.Errorf("%s: message or signature is not what the vector says", v.Name)
		}
	}
	for i, v := range vectors {
		for j, w := range vectors {
			if i != j && v.Kind != w.Kind && statementOf(v.Kind, v.Given).good(str(w.Given, "sig")) {
				t.Errorf("the signature of %s serves for %s", w.Name, v.Name)
			}
		}
	}
	if slices.IndexFunc(vectors, func(v vector) bool { return v.Expect["signatureGood"] == false }) < 0 {
		t.Error("no vector has a bad signature")
	}
}
