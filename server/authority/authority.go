// Package authority is a certificate authority of one server's own, for closed
// networks in which nobody gives out certificates. Browsers give keys and service
// workers to secure pages alone, so a tablet installs the authority's certificate
// once, and then trusts the server.
//
// The authority can vouch for private addresses and for the names that it was made
// with, and for nothing else (RFC 5280, 4.2.1.10): whoever steals its key cannot
// pretend to be a server of the public network.
package authority

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cellsweep/cellsweep/models"
)

const (
	rootYears = 10                  // an operation's tablets are set up once
	leafLife  = 90 * 24 * time.Hour // Apple's systems refuse more than 825 days
	leafLeft  = 30 * 24 * time.Hour // with less than this left, the next connection gets a new one
	before    = 24 * time.Hour      // tablets' clocks are behind
)

// Authority is a root certificate with its key, and the server's certificate that
// it signs anew whenever that is about to end.
type Authority struct {
	clock models.Clock
	names names
	root  *x509.Certificate
	key   *ecdsa.PrivateKey

	mu   sync.Mutex
	leaf *tls.Certificate
}

// names are what the server's certificate is for.
type names struct {
	dns []string
	ips []net.IP
}

// Open reads the authority in a folder, or makes one there: authority.crt, and
// authority.key, readable by its owner alone. Replicas may share the folder.
// host is how tablets reach the server, others are further names and addresses of
// it, all without ports. Of the others, those that an authority made before cannot
// vouch for are left out.
//
// The error is a models.Fault: Invalid for what cannot be read, and for a host that
// an authority made before cannot vouch for.
func Open(folder, host string, others []string, clock models.Clock) (*Authority, error) {
	a := &Authority{clock: clock}
	var all names
	for _, h := range append([]string{host}, others...) {
		all.add(h)
	}
	err := a.read(folder)
	if errors.Is(err, fs.ErrNotExist) {
		if err = create(folder, all, clock()); err == nil {
			err = a.read(folder)
		}
	}
	if err != nil {
		if f := (*models.Fault)(nil); errors.As(err, &f) {
			return nil, err
		}
		return nil, models.NewFault(models.Invalid, "The local authority in %s cannot be used. Put its two files back from a backup, or take the folder away: a new one is made, and every tablet installs it.", folder).Because(err)
	}
	a.names.add(host)
	for _, h := range others {
		if a.permits(h) {
			a.names.add(h)
		}
	}
	if _, err := a.GetCertificate(nil); err != nil {
		return nil, err
	}
	return a, a.vouches(folder, host)
}

// permits says whether the authority may vouch for a host, by its constraints.
func (a *Authority) permits(host string) bool {
	if ip := net.ParseIP(host); ip != nil {
		return slices.ContainsFunc(a.root.PermittedIPRanges, func(r *net.IPNet) bool { return r.Contains(ip) })
	}
	host = "." + strings.ToLower(host)
	return slices.ContainsFunc(a.root.PermittedDNSDomains, func(d string) bool { return strings.HasSuffix(host, "."+d) })
}

func (n *names) add(host string) {
	if ip := net.ParseIP(host); ip != nil {
		if !slices.ContainsFunc(n.ips, ip.Equal) {
			n.ips = append(n.ips, ip)
		}
		return
	}
	if host = strings.ToLower(strings.TrimSuffix(host, ".")); host != "" && !slices.Contains(n.dns, host) {
		n.dns = append(n.dns, host)
	}
}

func (a *Authority) read(folder string) error {
	pair, err := tls.LoadX509KeyPair(filepath.Join(folder, "authority.crt"), filepath.Join(folder, "authority.key"))
	if err != nil {
		return err
	}
	key, ok := pair.PrivateKey.(*ecdsa.PrivateKey)
	if !ok || !pair.Leaf.IsCA {
		return errors.New("authority.crt is no authority with an ECDSA key")
	}
	a.root, a.key = pair.Leaf, key
	return nil
}

// vouches looks at the server's certificate as a tablet does.
func (a *Authority) vouches(folder, host string) error {
	roots := x509.NewCertPool()
	roots.AddCert(a.root)
	_, err := a.leaf.Leaf.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: a.clock()})
	if err == nil {
		return nil
	}
	return models.NewFault(models.Invalid, "The local authority in %s cannot vouch for %s: it was made for other names, or its time is over. "+
		"Go by a name that it knows (--base-url), or take the folder away: a new one is made, and every tablet installs it.", folder, host).Because(err)
}

// Hosts are the names and addresses that the server's certificate is for.
func (a *Authority) Hosts() []string {
	hosts := slices.Clone(a.names.dns)
	for _, ip := range a.names.ips {
		hosts = append(hosts, ip.String())
	}
	return hosts
}

// Certificate is the authority's certificate, DER: what tablets install.
func (a *Authority) Certificate() []byte { return a.root.Raw }

// Until is when the authority ends.
func (a *Authority) Until() time.Time { return a.root.NotAfter }

// Fingerprint is the SHA-256 of the certificate as tablets show it: pairs of
// upper-case hexadecimal digits with colons between them.
func (a *Authority) Fingerprint() string {
	sum := sha256.Sum256(a.root.Raw)
	digits := strings.ToUpper(hex.EncodeToString(sum[:]))
	pairs := make([]string, 0, len(sum))
	for i := 0; i < len(digits); i += 2 {
		pairs = append(pairs, digits[i:i+2])
	}
	return strings.Join(pairs, ":")
}

// GetCertificate gives the server's certificate for a connection (tls.Config). It
// is kept in memory only, and signed anew a month before it ends.
func (a *Authority) GetCertificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.clock()
	if a.leaf != nil && a.leaf.Leaf.NotAfter.Sub(now) > leafLeft && now.After(a.leaf.Leaf.NotBefore) {
		return a.leaf, nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{Subject: pkix.Name{CommonName: "Cellsweep"}, NotBefore: now.Add(-before), NotAfter: now.Add(leafLife),
		DNSNames: a.names.dns, IPAddresses: a.names.ips, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true}
	if template.SerialNumber, err = serial(); err != nil {
		return nil, err
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.root, key.Public(), a.key)
	if err != nil {
		return nil, err
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	a.leaf = &tls.Certificate{Certificate: [][]byte{der, a.root.Raw}, PrivateKey: key, Leaf: made}
	return a.leaf, nil
}

// serial draws the number of a certificate: 127 random bits (RFC 5280, 4.1.2.2,
// wants it positive and at most 20 bytes).
func serial() (*big.Int, error) {
	n, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, fmt.Errorf("the number of a certificate: %w", err)
	}
	return n.Add(n, big.NewInt(1)), nil
}

// permitted are what an authority may vouch for beside its own names: private
// addresses (RFC 1918, 4193), those of one link (RFC 3927, 4291), this machine.
func permitted() []*net.IPNet {
	var nets []*net.IPNet
	for _, s := range []string{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8", "fc00::/7", "fe80::/10", "::1/128"} {
		_, n, err := net.ParseCIDR(s)
		if err != nil {
			panic(err) // one of the constants above
		}
		nets = append(nets, n)
	}
	return nets
}

// localDomains are names that the public network never has (RFC 6762, 6761, 8375;
// "internal" by ICANN's board, 29 July 2024; "lan" by custom).
var localDomains = []string{"local", "localhost", "home.arpa", "internal", "lan"}

// create makes an authority. The folder appears whole or not at all; where another
// replica was faster, its folder stays.
func create(folder string, n names, now time.Time) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := &x509.Certificate{Subject: pkix.Name{CommonName: "Cellsweep local authority " + now.UTC().Format(time.DateOnly), Organization: []string{"Cellsweep"}},
		NotBefore: now.Add(-before), NotAfter: now.AddDate(rootYears, 0, 0), KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		BasicConstraintsValid: true, IsCA: true, MaxPathLenZero: true, PermittedDNSDomainsCritical: true,
		PermittedDNSDomains: slices.Concat(localDomains, n.dns), PermittedIPRanges: permitted()}
	for _, ip := range n.ips {
		if !slices.ContainsFunc(template.PermittedIPRanges, func(r *net.IPNet) bool { return r.Contains(ip) }) {
			template.PermittedIPRanges = append(template.PermittedIPRanges, one(ip))
		}
	}
	if template.SerialNumber, err = serial(); err != nil {
		return err
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return err
	}
	return write(folder, der, key)
}

func one(ip net.IP) *net.IPNet {
	if four := ip.To4(); four != nil {
		return &net.IPNet{IP: four, Mask: net.CIDRMask(32, 32)}
	}
	return &net.IPNet{IP: ip, Mask: net.CIDRMask(128, 128)}
}

func write(folder string, der []byte, key *ecdsa.PrivateKey) error {
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o700); err != nil {
		return err
	}
	aside, err := os.MkdirTemp(filepath.Dir(folder), ".authority-") // readable by its owner alone
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(aside) }()
	err = errors.Join(writePEM(filepath.Join(aside, "authority.crt"), "CERTIFICATE", der), writePEM(filepath.Join(aside, "authority.key"), "PRIVATE KEY", raw))
	if err != nil {
		return err
	}
	if err := os.Rename(aside, folder); err != nil && !exists(folder) {
		return err
	}
	return nil
}

func exists(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, "authority.key"))
	return err == nil
}
