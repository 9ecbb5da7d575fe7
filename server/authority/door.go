package authority

import (
	"bufio"
	"crypto/sha256"
	_ "embed" // the page
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/language"
)

// Path is where the page with the certificate is, with TLS and without.
const Path = "/authority"

const (
	firstByte = 10 * time.Second // how long a connection may say nothing before it is known to be TLS
	handshake = 0x16             // the first byte of a TLS record that opens a connection (RFC 8446, 5.1)
)

// Listener splits a listener by what its clients speak: TLS, or plain HTTP. On one
// port both work, so that a tablet which knows no certificate yet comes by the same
// address, and one hole in a firewall is enough.
type Listener struct {
	net.Listener
	tls, plain *branch
	ended      chan struct{}
	end        func()
}

// Split begins to take connections. Close it, and both parts end.
func Split(l net.Listener) *Listener {
	s := &Listener{Listener: l, ended: make(chan struct{})}
	s.end = sync.OnceFunc(func() { close(s.ended) })
	s.tls, s.plain = &branch{s, make(chan net.Conn)}, &branch{s, make(chan net.Conn)}
	go s.accept()
	return s
}

// TLS are the connections whose first byte begins a TLS handshake; Plain all others.
func (s *Listener) TLS() net.Listener   { return s.tls }
func (s *Listener) Plain() net.Listener { return s.plain }

// Close ends both.
func (s *Listener) Close() error {
	s.end()
	return s.Listener.Close()
}

func (s *Listener) accept() {
	defer s.end()
	for {
		c, err := s.Listener.Accept()
		if err != nil {
			if t := net.Error(nil); errors.As(err, &t) && t.Timeout() {
				continue
			}
			return
		}
		go s.sort(c)
	}
}

func (s *Listener) sort(c net.Conn) {
	late := time.AfterFunc(firstByte, func() { _ = c.Close() })
	peeked := &conn{Conn: c, r: bufio.NewReaderSize(c, 512)}
	first, err := peeked.r.Peek(1)
	if err != nil || !late.Stop() {
		_ = c.Close()
		return
	}
	to := s.plain
	if first[0] == handshake {
		to = s.tls
	}
	select {
	case to.conns <- peeked:
	case <-s.ended:
		_ = c.Close()
	}
}

type branch struct {
	*Listener
	conns chan net.Conn
}

func (b *branch) Accept() (net.Conn, error) {
	select {
	case c := <-b.conns:
		return c, nil
	case <-b.ended:
		return nil, net.ErrClosed
	}
}

// conn is a connection of which the first bytes were looked at.
type conn struct {
	net.Conn
	r *bufio.Reader
}

func (c *conn) Read(p []byte) (int, error) { return c.r.Read(p) }

// Page serves the certificate, and a page that says how it is installed and what
// its fingerprint has to be. secure is the address of the server by TLS. It runs no
// script, sets nothing and asks for nothing: what comes without TLS can be altered
// on its way, which is why the fingerprint is compared with one on paper.
func (a *Authority) Page(secure string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'sha256-"+styleHash+"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		switch {
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			http.Error(w, "Come by "+secure, http.StatusMethodNotAllowed)
		case r.URL.Path == Path+".crt":
			h.Set("Content-Type", "application/x-x509-ca-cert")
			h.Set("Content-Disposition", `attachment; filename="cellsweep-authority.crt"`)
			_, _ = w.Write(a.Certificate())
		case r.URL.Path != Path && r.URL.Path != "/":
			http.Redirect(w, r, Path, http.StatusSeeOther)
		default:
			h.Set("Content-Type", "text/html; charset=utf-8")
			_ = page.Execute(w, a.sheet(secure, r.Header.Get("Accept-Language")))
		}
	})
}

// sheet is what the page says.
type sheet struct {
	Language    string
	Words       map[string]string
	Rows        []string // the fingerprint, eight pairs a row: nobody compares 32 at once
	Secure      string
	Certificate string
	Style       template.CSS
}

func (a *Authority) sheet(secure, accept string) sheet {
	s := sheet{Language: "en", Words: words["en"], Secure: secure, Certificate: Path + ".crt", Style: template.CSS(style)} //nolint:gosec // our own file
	tags, _, _ := language.ParseAcceptLanguage(accept)
	if _, at, sure := language.NewMatcher([]language.Tag{language.English, language.French}).Match(tags...); sure != language.No && at == 1 {
		s.Language, s.Words = "fr", words["fr"]
	}
	pairs := strings.Split(a.Fingerprint(), ":")
	for len(pairs) > 0 {
		n := min(8, len(pairs))
		s.Rows = append(s.Rows, strings.Join(pairs[:n], " "))
		pairs = pairs[n:]
	}
	return s
}

//go:embed page.html
var pageText string

//go:embed page.css
var style string

var (
	page      = template.Must(template.New("authority").Parse(pageText))
	styleHash = hashOf(style)
)

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// Address is where a tablet without the certificate finds it, by a server's address.
func Address(base string) (string, error) {
	rest, ok := strings.CutPrefix(base, "https://")
	if !ok {
		return "", fmt.Errorf("%q is not reached by TLS", base)
	}
	host, _, _ := strings.Cut(rest, "/")
	if _, _, err := net.SplitHostPort(host); err != nil {
		host += ":443" // without TLS, a browser would take 80
	}
	return "http://" + host + Path, nil
}
