package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/boombuler/barcode/qr"

	"github.com/cellsweep/cellsweep/models"
)

// certificate writes a certificate for 127.0.0.1 and its key, and trusts it.
func certificate(t *testing.T) (cert, key string, trusted *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "cellsweep"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name, kind string, bytes []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: bytes}), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	trusted = x509.NewCertPool()
	made, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	trusted.AddCert(made)
	return write("cert.pem", "CERTIFICATE", der), write("key.pem", "PRIVATE KEY", raw), trusted
}

func TestAServerWithACertificateIsReachedByTLSAlone(t *testing.T) {
	dir := t.TempDir()
	cert, key, trusted := certificate(t)
	r := launch(t, filepath.Join(dir, "cellsweep.db"), filepath.Join(dir, "cellsweep.keys"), "--tls-cert", cert, "--tls-key", key)
	client := func(config *tls.Config) *http.Client {
		return &http.Client{Transport: &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}, Timeout: 10 * time.Second}
	}
	get := func(c *http.Client, url string) (*http.Response, error) {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := c.Do(request)
		if err == nil {
			_, _ = io.Copy(io.Discard, answer.Body)
			_ = answer.Body.Close()
		}
		return answer, err
	}
	good := client(&tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS12})
	answer, err := get(good, r.url+"/readyz")
	if err != nil || answer.StatusCode != http.StatusOK || answer.TLS == nil || answer.TLS.Version < tls.VersionTLS12 {
		t.Fatalf("by TLS: %v %v", answer, err)
	}
	if answer.Header.Get("Strict-Transport-Security") == "" {
		t.Error("a browser is not told to come by TLS the next time")
	}
	if _, err := get(client(&tls.Config{MinVersion: tls.VersionTLS12}), r.url+"/readyz"); err == nil {
		t.Error("a stranger's certificate was taken")
	}
	old := &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11} //nolint:gosec // what must be refused
	if _, err := get(client(old), r.url+"/readyz"); err == nil {
		t.Error("TLS 1.1 was taken")
	}
	plain, err := get(client(nil), strings.Replace(r.url, "https:", "http:", 1)+"/readyz")
	if err == nil && plain.StatusCode == http.StatusOK {
		t.Error("the same port was answered without TLS")
	}
}

func TestWithTLSLocalATabletInstallsTheCertificateAndTheServerIsSecure(t *testing.T) {
	dir := t.TempDir()
	r := launch(t, filepath.Join(dir, "cellsweep.db"), filepath.Join(dir, "cellsweep.keys"), "--tls", "local")
	plain := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 10 * time.Second}
	fetch := func(c *http.Client, url string) []byte {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := c.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		if err = errors.Join(err, answer.Body.Close()); err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d %v", url, answer.StatusCode, err)
		}
		return body
	}
	root, err := x509.ParseCertificate(fetch(plain, strings.Replace(r.url, "https:", "http:", 1)+"/authority.crt"))
	if err != nil {
		t.Fatal(err)
	}
	trusted := x509.NewCertPool()
	trusted.AddCert(root)
	trusting := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS12}, DisableKeepAlives: true}, Timeout: 10 * time.Second}
	var said struct {
		Authority struct{ Address, Fingerprint string }
	}
	if err := json.Unmarshal(fetch(trusting, r.url+"/v1/server"), &said); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(root.Raw)
	if strings.ReplaceAll(said.Authority.Fingerprint, ":", "") != strings.ToUpper(hex.EncodeToString(sum[:])) || said.Authority.Address != strings.Replace(r.url, "https:", "http:", 1)+"/authority" {
		t.Errorf("the server says %+v of its authority", said.Authority)
	}
	var out strings.Builder
	if err := (&healthCommand{URL: r.url, CA: filepath.Join(dir, "authority", "authority.crt")}).Run(t.Context()); err != nil {
		t.Errorf("cellsweep health --ca: %v %s", err, out.String())
	}
	if err := (&healthCommand{URL: r.url}).Run(t.Context()); err == nil {
		t.Error("a stranger's certificate was believed")
	}
}

func TestACodeOnTheTerminalIsReadFromItsBlocks(t *testing.T) {
	picture, err := blocks("http://192.168.1.10:8443/authority")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimRight(picture, "\n"), "\n")
	bare := func(s string) []rune {
		return []rune(strings.TrimSuffix(strings.TrimPrefix(s, "\x1b[30;107m"), "\x1b[0m"))
	}
	code, err := qr.Encode("http://192.168.1.10:8443/authority", qr.M, qr.Auto)
	if err != nil {
		t.Fatal(err)
	}
	for y := range code.Bounds().Dy() {
		for x := range code.Bounds().Dx() {
			r, _, _, _ := code.At(x, y).RGBA()
			block := bare(lines[(y+4)/2])[x+4]
			drawn := block == '█' || block == map[int]rune{0: '▀', 1: '▄'}[(y+4)%2]
			if drawn != (r < 0x8000) {
				t.Fatalf("module %d,%d", x, y)
			}
		}
	}
}

func TestATabletIsSentToAnAddressOfItsNetwork(t *testing.T) {
	ip := net.ParseIP
	for want, ips := range map[string][]net.IP{
		"192.168.1.10": {ip("2001:db8::7"), ip("8.8.4.4"), ip("192.168.1.10"), ip("10.0.0.1")},
		"8.8.4.4":      {ip("8.8.4.4")},
		"localhost":    nil,
	} {
		if got := reachable(ips); got != want {
			t.Errorf("%v: %s", ips, got)
		}
	}
}

func TestACertificateThatCannotBeUsedIsSaidAtTheStart(t *testing.T) {
	cert, _, _ := certificate(t)
	_, otherKey, _ := certificate(t)
	for name, s := range map[string]settings{
		"a missing file":   {TLSCert: filepath.Join(t.TempDir(), "none.pem"), TLSKey: otherKey},
		"another's key":    {TLSCert: cert, TLSKey: otherKey},
		"a key for a cert": {TLSCert: otherKey, TLSKey: cert},
		"half of the pair": {TLSCert: cert},
	} {
		s.Listen, s.Database, s.Speed, s.LogLevel = ":0", filepath.Join(t.TempDir(), "a.db"), "1x", "info"
		_, err := s.resolve()
		var f *models.Fault
		if !errors.As(err, &f) || len(f.Fields) != 1 || !strings.HasPrefix(f.Fields[0].Param, "--tls-") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
