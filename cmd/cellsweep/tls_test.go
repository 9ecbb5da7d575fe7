package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
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
