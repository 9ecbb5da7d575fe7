package authority_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/authority"
)

// noon is when these tests' authorities are made.
var noon = time.Date(2026, 5, 20, 12, 0, 0, 0, time.UTC)

func open(t *testing.T, folder string, at time.Time, hosts ...string) *authority.Authority {
	t.Helper()
	a, err := authority.Open(folder, hosts[0], hosts[1:], func() time.Time { return at })
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func verify(t *testing.T, a *authority.Authority, host string, at time.Time) error {
	t.Helper()
	cert, err := a.GetCertificate(nil)
	if err != nil {
		t.Fatal(err)
	}
	root, err := x509.ParseCertificate(a.Certificate())
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(root)
	_, err = cert.Leaf.Verify(x509.VerifyOptions{DNSName: host, Roots: roots, CurrentTime: at})
	return err
}

func TestATabletThatInstalledTheAuthorityTrustsTheServerByEachOfItsNames(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "keys", "authority")
	a := open(t, folder, noon, "192.168.1.10", "10.0.0.4", "::1", "post.local", "sweep.prison.example")
	for _, host := range []string{"192.168.1.10", "10.0.0.4", "::1", "post.local", "sweep.prison.example"} {
		if err := verify(t, a, host, noon); err != nil {
			t.Errorf("%s: %v", host, err)
		}
	}
	if err := verify(t, a, "10.0.0.5", noon); err == nil {
		t.Error("another machine's address was vouched for")
	}
	again := open(t, folder, noon.AddDate(1, 0, 0), "192.168.7.7") // the server moved within the closed network
	if again.Fingerprint() != a.Fingerprint() {
		t.Error("a second start made another authority: every tablet would have to install it anew")
	}
	if err := verify(t, again, "192.168.7.7", noon.AddDate(1, 0, 0)); err != nil {
		t.Error(err)
	}
	info, err := os.Stat(filepath.Join(folder, "authority.key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key: %v %v", info.Mode(), err)
	}
}

func TestWhoStealsTheAuthoritysKeyCannotPretendToBeAPublicServer(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "authority")
	open(t, folder, noon, "post.local")
	for _, host := range []string{"www.example.com", "8.8.8.8", "2001:4860:4860::8888"} {
		_, err := authority.Open(folder, host, nil, func() time.Time { return noon })
		var f *models.Fault
		if !errors.As(err, &f) || !strings.Contains(f.Error(), host) {
			t.Errorf("%s was vouched for, or not named: %v", host, err)
		}
	}
	a := open(t, folder, noon, "post.local", "8.8.8.8", "10.0.0.9") // one of the machine's addresses is a public one by now
	if hosts := strings.Join(a.Hosts(), " "); hosts != "post.local 10.0.0.9" {
		t.Errorf("the certificate is for %s", hosts)
	}
}

func TestTheServersCertificateIsSignedAnewBeforeItEnds(t *testing.T) {
	now := noon
	a, err := authority.Open(filepath.Join(t.TempDir(), "authority"), "127.0.0.1", nil, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	first, _ := a.GetCertificate(nil)
	if again, _ := a.GetCertificate(nil); again != first {
		t.Error("each connection got a certificate of its own")
	}
	for day := range 400 {
		now = noon.AddDate(0, 0, day)
		if err := verify(t, a, "127.0.0.1", now); err != nil {
			t.Fatalf("day %d: %v", day, err)
		}
	}
	now = noon.AddDate(0, 0, -3) // the server's clock was wrong at the start
	if err := verify(t, a, "127.0.0.1", now.Add(48*time.Hour)); err != nil {
		t.Error(err)
	}
}

func TestReplicasThatStartTogetherShareOneAuthority(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "authority")
	prints := make([]string, 8)
	var all sync.WaitGroup
	for i := range prints {
		all.Go(func() {
			a, err := authority.Open(folder, "127.0.0.1", nil, func() time.Time { return noon })
			if err != nil {
				t.Error(err)
				return
			}
			prints[i] = a.Fingerprint()
		})
	}
	all.Wait()
	for _, p := range prints {
		if p != prints[0] {
			t.Fatal("two authorities")
		}
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(folder), ".authority-*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestABrokenAuthorityIsSaidAndNothingIsWrittenOverIt(t *testing.T) {
	for name, spoil := range map[string]func(folder string) error{
		"half of it is missing": func(folder string) error {
			return os.WriteFile(filepath.Join(folder, "authority.key"), nil, 0o600)
		},
		"the certificate is none": func(folder string) error {
			return os.WriteFile(filepath.Join(folder, "authority.crt"), []byte("hello"), 0o600)
		},
	} {
		folder := filepath.Join(t.TempDir(), "authority")
		open(t, folder, noon, "127.0.0.1")
		if err := spoil(folder); err != nil {
			t.Fatal(err)
		}
		_, err := authority.Open(folder, "127.0.0.1", nil, func() time.Time { return noon })
		var f *models.Fault
		if !errors.As(err, &f) || !strings.Contains(f.Error(), folder) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// door is a server that answers "secure" by TLS and the page without, on one port.
func door(t *testing.T) (a *authority.Authority, address string) {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address = listener.Addr().String()
	a, err = authority.Open(filepath.Join(t.TempDir(), "authority"), "127.0.0.1", nil, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	split := authority.Split(listener)
	plain := &http.Server{Handler: a.Page("https://" + address), ReadHeaderTimeout: time.Second}
	secure := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "secure") }),
		ReadHeaderTimeout: time.Second, TLSConfig: &tls.Config{GetCertificate: a.GetCertificate, MinVersion: tls.VersionTLS12}}
	var both sync.WaitGroup
	both.Go(func() { _ = plain.Serve(split.Plain()) })
	both.Go(func() { _ = secure.ServeTLS(split.TLS(), "", "") })
	t.Cleanup(func() {
		_, _ = plain.Close(), secure.Close()
		both.Wait()
	})
	return a, address
}

func get(t *testing.T, c *http.Client, url string, language string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept-Language", language)
	answer, err := c.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

func TestOnOnePortATabletFindsTheCertificateAndThenTheServer(t *testing.T) {
	a, address := door(t)
	plain := &http.Client{Transport: &http.Transport{}, Timeout: 10 * time.Second}
	defer plain.CloseIdleConnections()
	answer, crt := get(t, plain, "http://"+address+authority.Path+".crt", "")
	if answer.Header.Get("Content-Type") != "application/x-x509-ca-cert" {
		t.Errorf("a tablet would not offer to install %q", answer.Header.Get("Content-Type"))
	}
	root, err := x509.ParseCertificate([]byte(crt))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(root)
	trusting := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}, Timeout: 10 * time.Second}
	defer trusting.CloseIdleConnections()
	if _, body := get(t, trusting, "https://"+address, ""); body != "secure" {
		t.Errorf("by TLS: %q", body)
	}
	for accept, want := range map[string]string{"fr-CH, fr;q=0.9, en;q=0.8": "Télécharger", "en-GB": "Download", "de": "Download", "": "Download"} {
		_, body := get(t, plain, "http://"+address+"/", accept)
		if !strings.Contains(body, want) {
			t.Errorf("%q: no %q on the page", accept, want)
		}
		if !strings.Contains(strings.ReplaceAll(strings.Join(strings.Fields(body), ":"), " ", ":"), a.Fingerprint()) {
			t.Errorf("%q: the fingerprint is not on the page", accept)
		}
	}
}

func TestWithoutTLSNothingIsServedButTheCertificate(t *testing.T) {
	a, _ := door(t)
	h := a.Page("https://10.0.0.1")
	for _, path := range []string{"/v1/me", "/hq/x", "/tablet", "/authority/../v1/me"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != authority.Path {
			t.Errorf("%s: %d %s", path, w.Code, w.Header().Get("Location"))
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/v1/sessions", strings.NewReader(`{"login":"a","password":"b"}`)))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("a password sent without TLS was answered %d", w.Code)
	}
}

func TestAConnectionThatSaysNothingHoldsUpNobody(t *testing.T) {
	_, address := door(t)
	for range 50 {
		silent, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = silent.Close() }()
	}
	plain := &http.Client{Transport: &http.Transport{}, Timeout: 10 * time.Second}
	defer plain.CloseIdleConnections()
	if answer, _ := get(t, plain, "http://"+address+authority.Path, ""); answer.StatusCode != http.StatusOK {
		t.Error(answer.Status)
	}
}

func TestTheAddressOfTheCertificateNamesThePort(t *testing.T) {
	for base, want := range map[string]string{"https://10.0.0.1:8443": "http://10.0.0.1:8443/authority", "https://post.local": "http://post.local:443/authority", "http://x": ""} {
		got, err := authority.Address(base)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%s: %q %v", base, got, err)
		}
	}
}
