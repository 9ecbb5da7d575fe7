package main

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/cellsweep/cellsweep/models"
)

// settings are what a server is told from outside: by flag, by environment
// (CELLSWEEP_…) or by a JSON file (--config). Secrets may come from files.
type settings struct {
	keyService

	Listen       string        `default:"127.0.0.1:8080" env:"CELLSWEEP_LISTEN" help:"Address to listen on."`
	Database     string        `default:"var/cellsweep.db" env:"CELLSWEEP_DATABASE" help:"Path of an SQLite file, or a postgres:// URL."`
	DatabaseFile string        `env:"CELLSWEEP_DATABASE_FILE" placeholder:"FILE" help:"File that holds --database."`
	Keys         string        `env:"CELLSWEEP_KEYS" placeholder:"FILE" help:"The server's key file; made at the first start. Default: cellsweep.keys beside an SQLite database, else in this folder. Replicas share it."`
	Files        string        `env:"CELLSWEEP_FILES" placeholder:"PLACE" help:"Where photographs and other files are kept: a folder, or s3://bucket?region=…&endpoint=…. Default: the folder files beside an SQLite database, else in this folder. Replicas share it."`
	FilesStaging string        `env:"CELLSWEEP_FILES_STAGING" placeholder:"DIR" help:"Folder in which uploads gather. Default: that of --files with .staging behind its name. Replicas share it."`
	FilesQuota   int64         `default:"4096" env:"CELLSWEEP_FILES_QUOTA" placeholder:"MIB" help:"How much one tablet may upload in one operation, in MiB."`
	BaseURL      string        `env:"CELLSWEEP_BASE_URL" placeholder:"URL" help:"How browsers and tablets reach this server."`
	TLSCert      string        `name:"tls-cert" env:"CELLSWEEP_TLS_CERT" placeholder:"FILE" help:"Certificate chain (PEM)."`
	TLSKey       string        `name:"tls-key" env:"CELLSWEEP_TLS_KEY" placeholder:"FILE" help:"Its private key (PEM)."`
	TLS          string        `name:"tls" enum:",local" default:"" env:"CELLSWEEP_TLS" placeholder:"local" help:"local: make a certificate authority of this server's own, for closed networks; tablets install its certificate once."`
	Authority    string        `env:"CELLSWEEP_AUTHORITY" placeholder:"DIR" help:"Folder of that authority. Default: authority beside the key file. Replicas share it."`
	TabletLease  time.Duration `name:"tablet-lease" default:"72h" env:"CELLSWEEP_TABLET_LEASE" placeholder:"DURATION" help:"How long a tablet can be read without having heard the server; it records and sends all the same."`
	LogLevel     string        `default:"info" enum:"debug,info,warn,error" env:"CELLSWEEP_LOG_LEVEL" help:"Least level that is logged (${enum})."`

	Profile string `env:"CELLSWEEP_PROFILE" placeholder:"DIR" help:"Folder into which profiles of processor and memory are written until the server stops."`

	MetricsTokenFile string `env:"CELLSWEEP_METRICS_TOKEN_FILE" placeholder:"FILE" help:"File that holds the token with which other machines may read /metrics."`

	Demo   bool   `env:"CELLSWEEP_DEMO" help:"Demonstration: known log-ins, a clock of its own. Never for real data."`
	Speed  string `default:"1x" env:"CELLSWEEP_SPEED" help:"How fast the demonstration's clock runs, as 60x. Only with --demo."`
	From   string `name:"demo-from" env:"CELLSWEEP_DEMO_FROM" placeholder:"DIR" help:"Folder of CSV files that the demonstration imports, plans and releases."`
	Sites  int    `name:"demo-sites" env:"CELLSWEEP_DEMO_SITES" placeholder:"N" help:"Make an operation of so many sites (1 to 188) for the demonstration, instead of reading one from a folder."`
	Cells  int    `name:"demo-cells" env:"CELLSWEEP_DEMO_CELLS" placeholder:"N" help:"How many cells it has to search over all sites, at least two a site, at most 60000. Default: eight a site."`
	State  string `name:"demo-state" default:"released" enum:",draft,planned,approved,sealed,released" env:"CELLSWEEP_DEMO_STATE" help:"How far the demonstration's operation is brought: draft, planned, approved, sealed or released."`
	Follow string `name:"demo-clock" env:"CELLSWEEP_DEMO_CLOCK" placeholder:"URL" help:"Take the demonstration's clock from another replica."`
}

// keyService is which service seals the key file.
type keyService struct {
	SecretsURL  string `name:"secrets-url" env:"CELLSWEEP_SECRETS_URL" placeholder:"URL" help:"Key service that seals the key file, as awskms:///ARN?region=REGION or base64key://KEY. Without one the key file is in clear."`
	SecretsFile string `name:"secrets-url-file" env:"CELLSWEEP_SECRETS_URL_FILE" placeholder:"FILE" help:"File that holds --secrets-url."`
}

// resolved are settings that have been read and checked.
type resolved struct {
	settings
	speed        float64
	level        slog.Level
	metricsToken string
	openPort     bool // --base-url follows from --listen, whose port is known only when it listens
}

// resolve reads the files that settings name, fills in what follows from
// others, and tells every fault at once.
func (s settings) resolve() (resolved, error) {
	r := resolved{settings: s}
	var fs models.Faults
	fault := func(flag, format string, args ...any) {
		fs.AddField(models.Field{Param: "--" + flag, Code: "setting", Message: fmt.Sprintf(format, args...)})
	}
	if s.DatabaseFile != "" {
		r.Database = secret(s.DatabaseFile, "database-file", fault)
	}
	if s.SecretsFile != "" {
		r.SecretsURL = secret(s.SecretsFile, "secrets-url-file", fault)
	}
	if s.MetricsTokenFile != "" {
		r.metricsToken = secret(s.MetricsTokenFile, "metrics-token-file", fault)
	}
	if _, _, err := net.SplitHostPort(s.Listen); err != nil {
		fault("listen", "%q is not an address like 127.0.0.1:8080 or :8080", s.Listen)
	}
	if (s.TLSCert == "") != (s.TLSKey == "") {
		fault("tls-cert", "give --tls-cert and --tls-key together, or neither")
	} else if s.TLSCert != "" {
		if _, err := tls.LoadX509KeyPair(s.TLSCert, s.TLSKey); err != nil {
			fault("tls-cert", "this certificate and key cannot be used: %v", err)
		}
	}
	if s.TabletLease != 0 && (s.TabletLease < time.Hour || s.TabletLease > 90*24*time.Hour) {
		fault("tablet-lease", "%s is not from 1h to 2160h", s.TabletLease)
	}
	r.checkDemo(fault)
	r.fillKeys()
	r.fillAuthority(fault)
	r.fillFiles(fault)
	r.fillBaseURL(fault)
	if err := r.level.UnmarshalText([]byte(s.LogLevel)); err != nil {
		fault("log-level", "%q is not debug, info, warn or error", s.LogLevel)
	}
	return r, fs.Err("The settings are not right.")
}

func secret(file, flag string, fault func(string, string, ...any)) string {
	raw, err := os.ReadFile(file) //nolint:gosec // the operator names it
	if err != nil {
		fault(flag, "cannot be read: %v", err)
	}
	return strings.TrimSpace(string(raw))
}

func (r *resolved) checkDemo(fault func(string, string, ...any)) {
	var err error
	if r.speed, err = strconv.ParseFloat(strings.TrimSuffix(r.Speed, "x"), 64); err != nil || !(r.speed >= 1 && r.speed <= 3600) {
		fault("speed", "%q is not a factor from 1x to 3600x", r.Speed)
		r.speed = 1
	}
	if !r.Demo && r.speed != 1 {
		fault("speed", "only a demonstration's clock can run faster; add --demo, or leave it out")
	}
	if !r.Demo && r.From != "" {
		fault("demo-from", "is only for --demo")
	}
	if !r.Demo && r.Follow != "" {
		fault("demo-clock", "is only for --demo")
	}
	r.checkDemoSize(fault)
}

// The largest demonstration: every cell of a country.
const (
	mostDemoSites = 188
	mostDemoCells = 60_000
	demoCells     = 8 // a site, where nobody says how many
)

func (r *resolved) checkDemoSize(fault func(string, string, ...any)) {
	made := r.Sites != 0 || r.Cells != 0
	if r.State == "" {
		r.State = string(models.Released)
	}
	switch {
	case made && !r.Demo:
		fault("demo-sites", "is only for --demo")
	case made && r.From != "":
		fault("demo-sites", "make an operation, or read one with --demo-from: not both")
	case made && (r.Sites < 1 || r.Sites > mostDemoSites):
		fault("demo-sites", "%d is not from 1 to %d", r.Sites, mostDemoSites)
	case made && r.Cells == 0:
		r.Cells = demoCells * r.Sites
	case made && (r.Cells < 2*r.Sites || r.Cells > mostDemoCells):
		fault("demo-cells", "%d is not from %d (two a site) to %d", r.Cells, 2*r.Sites, mostDemoCells)
	case r.State != string(models.Released) && !made && r.From == "":
		fault("demo-state", "is only for an operation of --demo-from or --demo-sites")
	}
}

func (r *resolved) fillKeys() {
	if r.Keys != "" {
		return
	}
	r.Keys = "cellsweep.keys"
	if !strings.Contains(r.Database, "://") {
		r.Keys = filepath.Join(filepath.Dir(r.Database), r.Keys)
	}
}

func (r *resolved) fillAuthority(fault func(string, string, ...any)) {
	if r.TLS == "local" && r.TLSCert != "" {
		fault("tls", "is instead of --tls-cert and --tls-key: leave one of them out")
	}
	if r.TLS == "local" && strings.HasPrefix(r.BaseURL, "http://") {
		fault("base-url", "%q is without TLS; with --tls local it begins with https://", r.BaseURL)
	}
	if r.TLS != "" && r.Authority == "" {
		r.Authority = filepath.Join(filepath.Dir(r.Keys), "authority")
	}
}

func (r *resolved) fillFiles(fault func(string, string, ...any)) {
	beside := ""
	if !strings.Contains(r.Database, "://") {
		beside = filepath.Dir(r.Database)
	}
	if r.Files == "" {
		r.Files = filepath.Join(beside, "files")
	}
	if r.FilesStaging == "" {
		r.FilesStaging = filepath.Join(beside, "files.staging")
		if !strings.Contains(r.Files, "://") {
			r.FilesStaging = filepath.Clean(r.Files) + ".staging"
		}
	}
	if r.FilesQuota < 0 {
		fault("files-quota", "must be at least 1 MiB")
	}
}

func (r *resolved) fillBaseURL(fault func(string, string, ...any)) {
	if r.BaseURL == "" {
		scheme := "http"
		if r.TLSCert != "" || r.TLS != "" {
			scheme = "https"
		}
		host, port, _ := net.SplitHostPort(r.Listen)
		if ip := net.ParseIP(host); host == "" || ip.IsUnspecified() {
			host = "localhost"
			if r.TLS != "" {
				host = reachable(ownAddresses()) // tablets come from elsewhere
			}
		}
		number, err := strconv.ParseUint(port, 10, 16)
		r.openPort = err != nil || number == 0 // 0 is any that is free, and "http" a name
		r.BaseURL = scheme + "://" + net.JoinHostPort(host, port)
		return
	}
	u, err := url.Parse(r.BaseURL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		fault("base-url", "%q is not a URL like https://cellsweep.example", r.BaseURL)
	}
	r.BaseURL = strings.TrimRight(r.BaseURL, "/")
}

// got is told the port that the server listens on, where settings left it open.
func (r *resolved) got(at net.Addr) error {
	if !r.openPort {
		return nil
	}
	_, port, err := net.SplitHostPort(at.String())
	if err != nil {
		return err
	}
	r.BaseURL = r.BaseURL[:strings.LastIndexByte(r.BaseURL, ':')+1] + port
	r.openPort = false
	return nil
}

// configCommand prints the settings as they come out.
type configCommand struct {
	settings
}

// Run prints every setting, with passwords struck out.
func (c *configCommand) Run(out console) error {
	r, err := c.resolve()
	if err != nil {
		return err
	}
	token := ""
	if r.metricsToken != "" {
		token = "(set)"
	}
	for _, line := range [][2]string{{"listen", r.Listen}, {"database", redact(r.Database)}, {"keys", r.Keys}, {"secrets-url", scheme(r.SecretsURL)}, {"files", redact(r.Files)},
		{"files-staging", r.FilesStaging}, {"files-quota", strconv.FormatInt(r.FilesQuota, 10)}, {"base-url", r.BaseURL},
		{"tls-cert", r.TLSCert}, {"tls-key", r.TLSKey}, {"tls", r.TLS}, {"authority", r.Authority}, {"tablet-lease", r.TabletLease.String()}, {"log-level", r.LogLevel}, {"profile", r.Profile}, {"metrics-token", token},
		{"demo", strconv.FormatBool(r.Demo)}, {"speed", r.Speed}, {"demo-from", r.From},
		{"demo-sites", strconv.Itoa(r.Sites)}, {"demo-cells", strconv.Itoa(r.Cells)}, {"demo-state", r.State}} {
		if _, err := fmt.Fprintf(out.out, "%-14s %s\n", line[0], line[1]); err != nil {
			return err
		}
	}
	return nil
}

// scheme is all that is shown of a key service: the rest of its URL may be a key.
func scheme(url string) string {
	if url == "" {
		return ""
	}
	name, _, _ := strings.Cut(url, "://")
	return name + "://…"
}

// redact strikes the password out of a URL. What cannot be read as one but
// looks like one is struck out whole.
func redact(database string) string {
	if !strings.Contains(database, "://") {
		return database
	}
	u, err := url.Parse(database)
	if err != nil {
		return "(not shown)"
	}
	q := u.Query()
	for _, k := range []string{"password", "sslpassword"} {
		if q.Has(k) {
			q.Set(k, "xxxxx")
		}
	}
	u.RawQuery = q.Encode()
	return u.Redacted()
}
