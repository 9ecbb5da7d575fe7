package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/boombuler/barcode/qr"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/authority"
)

// openAuthority makes or reads the local authority for the names by which this
// machine may be reached. It is nil without --tls local.
func openAuthority(r resolved, clock models.Clock) (*authority.Authority, error) {
	if r.TLS == "" {
		return nil, nil //nolint:nilnil // there is none
	}
	base, err := url.Parse(r.BaseURL)
	if err != nil {
		return nil, err
	}
	others := []string{"localhost", "127.0.0.1", "::1"}
	if name, err := os.Hostname(); err == nil {
		others = append(others, name, name+".local")
	}
	for _, ip := range ownAddresses() {
		others = append(others, ip.String())
	}
	return authority.Open(r.Authority, base.Hostname(), others, clock)
}

// ownAddresses are those of this machine's interfaces that are up, but of the
// machine alone.
func ownAddresses() []net.IP {
	all, _ := net.InterfaceAddrs()
	var ips []net.IP
	for _, a := range all {
		if n, ok := a.(*net.IPNet); ok && !n.IP.IsLoopback() && !n.IP.IsLinkLocalUnicast() {
			ips = append(ips, n.IP)
		}
	}
	return ips
}

// reachable is the address by which a tablet of the same network is likeliest to
// reach this machine: a private one of IPv4, else any, else this machine itself.
func reachable(ips []net.IP) string {
	for _, ip := range ips {
		if ip.To4() != nil && ip.IsPrivate() {
			return ip.String()
		}
	}
	if len(ips) > 0 {
		return ips[0].String()
	}
	return "localhost"
}

// listenBoth serves the application by TLS and, on the same port without TLS, the
// page with the certificate. It ends when the application's server does.
func (a *app) listenBoth(h *http.Server, listener net.Listener) error {
	split := authority.Split(listener)
	page := a.authority.Page(a.settings.BaseURL)
	application := h.Handler
	h.TLSConfig.GetCertificate = a.authority.GetCertificate
	h.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == authority.Path || r.URL.Path == authority.Path+".crt" { // who has come by TLS once is sent there again by the browser (HSTS)
			page.ServeHTTP(w, r)
			return
		}
		application.ServeHTTP(w, r)
	})
	plain := &http.Server{Handler: page, ReadHeaderTimeout: headerTime, ReadTimeout: headerTime, WriteTimeout: headerTime, MaxHeaderBytes: 16 << 10, ErrorLog: h.ErrorLog}
	ended := make(chan error, 1)
	go func() { ended <- plain.Serve(split.Plain()) }()
	err := h.ServeTLS(split.TLS(), "", "")
	closed := plain.Close()
	if other := <-ended; !errors.Is(other, http.ErrServerClosed) && !errors.Is(other, net.ErrClosed) {
		closed = errors.Join(closed, other)
	}
	return errors.Join(err, closed)
}

// installation says where tablets find the certificate, with its fingerprint; on a
// terminal the address is drawn too, to be scanned.
func (a *app) installation(out console) error {
	address, err := authority.Address(a.settings.BaseURL)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(out.out, "Tablets install the certificate from %s\nIts SHA-256 fingerprint: %s\n", address, a.authority.Fingerprint()); err != nil || !out.terminal {
		return err
	}
	picture, err := blocks(address)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(out.err, picture)
	return err
}

// blocks draws a QR code in half blocks, dark on light whatever the terminal's
// colours, with the margin of four modules that ISO/IEC 18004 asks for.
func blocks(text string) (string, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return "", err
	}
	const margin = 4
	size := code.Bounds().Dx()
	dark := func(x, y int) bool {
		if x < 0 || y < 0 || x >= size || y >= size {
			return false
		}
		r, _, _, _ := code.At(x, y).RGBA()
		return r < 0x8000
	}
	var b strings.Builder
	for y := -margin; y < size+margin; y += 2 {
		b.WriteString("\x1b[30;107m")
		for x := -margin; x < size+margin; x++ {
			switch {
			case dark(x, y) && dark(x, y+1):
				b.WriteString("█")
			case dark(x, y):
				b.WriteString("▀")
			case dark(x, y+1):
				b.WriteString("▄")
			default:
				b.WriteString(" ")
			}
		}
		b.WriteString("\x1b[0m\n")
	}
	return b.String(), nil
}
