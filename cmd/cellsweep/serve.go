package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"time"

	_ "gocloud.dev/secrets/awskms" // registers awskms:// for --secrets-url; base64key:// comes with the local keeper

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server"
	"github.com/cellsweep/cellsweep/server/authority"
	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/web"
)

// version is what this program calls itself; a release sets it when it links.
var version = "1.0.0-dev"

// serveCommand runs the server.
type serveCommand struct {
	settings
}

// Run serves until the context ends, then lets requests that have begun finish.
func (c *serveCommand) Run(ctx context.Context, out console) error {
	began := time.Now()
	r, err := c.resolve()
	if err != nil {
		return err
	}
	endProfile, err := profile(r.Profile)
	if err != nil {
		return err
	}
	return errors.Join(c.serve(ctx, out, r, began), endProfile())
}

func (c *serveCommand) serve(ctx context.Context, out console, r resolved, began time.Time) error {
	log := slog.New(slog.NewJSONHandler(out.err, &slog.HandlerOptions{Level: r.level}))
	var listener net.Listener
	var err error
	// Links and codes for tablets hold the address, so a port that is open is taken before the
	// server is made. Any other is taken when it can answer: who comes before is told to go elsewhere.
	if r.openPort {
		if listener, err = r.listen(ctx); err != nil {
			return err
		}
		defer func() { _ = listener.Close() }()
		if err := r.got(listener.Addr()); err != nil {
			return err
		}
	}
	app, err := assemble(ctx, r, log)
	if err != nil {
		return err
	}
	defer func() { _ = app.store.Close() }()
	if listener == nil {
		if listener, err = r.listen(ctx); err != nil {
			return err
		}
	}
	if err := app.announce(ctx, out, listener.Addr(), time.Since(began)); err != nil {
		return err
	}
	return app.serve(ctx, listener)
}

func (r resolved) listen(ctx context.Context) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", r.Listen)
	if err != nil {
		return nil, models.NewFault(models.Unavailable, "Nothing can listen on %s; is something else running there?", r.Listen).Because(err)
	}
	return listener, nil
}

// app is a server with what it stands on.
type app struct {
	settings  resolved
	store     *store.Store
	server    *server.Server
	authority *authority.Authority // nil without --tls local
	log       *slog.Logger
}

// assemble opens the database and puts the server together.
func assemble(ctx context.Context, r resolved, log *slog.Logger) (*app, error) {
	keys, err := server.LoadSealedKeys(ctx, r.Keys, r.SecretsURL, time.Now())
	if err != nil {
		return nil, err
	}
	clock := models.Clock(time.Now)
	own, err := openAuthority(r, time.Now)
	if err != nil {
		return nil, err
	}
	demo := &demoClock{speed: r.speed}
	if r.Demo {
		clock = demo.now
	}
	s, err := store.Open(ctx, store.Options{URL: r.Database, Clock: clock, Sealer: keys, Log: log})
	if err != nil {
		return nil, err
	}
	files, err := openFiles(ctx, r)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	pages, err := web.Files()
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	srv, err := server.New(server.Dependencies{Store: s, Keys: keys, Clock: clock, Wall: time.Now, Log: log, Web: pages, Version: version,
		BaseURL: r.BaseURL, Authority: own, TabletLease: r.TabletLease, Demo: r.Demo, Speed: r.speed, MetricsToken: r.metricsToken, Files: files})
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	a := &app{settings: r, store: s, server: srv, authority: own, log: log}
	if r.Demo {
		if err := a.begin(demo); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	if err := store.Seed(ctx, s); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if r.Demo {
		if err := a.prepareDemo(ctx, demo); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	debug.FreeOSMemory() // migrations, seed and demonstration leave much behind that an idle server would keep
	return a, nil
}

// announce says where the server is, how long the start took and, while nobody
// can sign in, the one-time link of the first administrator.
func (a *app) announce(ctx context.Context, out console, at net.Addr, took time.Duration) error {
	link, err := a.server.SetupLink(ctx)
	if err != nil {
		return err
	}
	text := fmt.Sprintf("cellsweep %s on %s (%s), ready in %d ms\n", version, a.settings.BaseURL, a.store.Dialect(), took.Milliseconds())
	if link != "" {
		text += "Set up the first administrator (once, within three days): " + link + "\n"
	}
	a.log.LogAttrs(ctx, slog.LevelInfo, "listening", slog.String("address", at.String()), slog.Int64("ms", took.Milliseconds()))
	if _, err = fmt.Fprint(out.out, text); err != nil || a.authority == nil {
		return err
	}
	return a.installation(out)
}

// How long a client may take, and how long the server waits for requests that
// have begun when it is asked to stop.
const (
	headerTime = 10 * time.Second
	bodyTime   = 2 * time.Minute
	idleTime   = 2 * time.Minute
	graceTime  = 20 * time.Second
)

// serve answers until ctx ends. Streams end with it; pushes are finished.
func (a *app) serve(ctx context.Context, listener net.Listener) error {
	streams, endStreams := context.WithCancel(context.Background())
	defer endStreams()
	h := &http.Server{Handler: a.server.Handler(), ReadHeaderTimeout: headerTime, ReadTimeout: bodyTime, IdleTimeout: idleTime,
		MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(a.log.Handler(), slog.LevelDebug), TLSConfig: &tls.Config{MinVersion: tls.VersionTLS12}}
	a.server.EndStreams(streams)
	background, stopBackground := context.WithCancel(context.Background())
	defer stopBackground()
	done := make(chan struct{})
	go func() { defer close(done); a.server.Run(background) }()
	failed := make(chan error, 1)
	go func() {
		if a.authority != nil {
			failed <- a.listenBoth(h, listener)
			return
		}
		if a.settings.TLSCert != "" {
			failed <- h.ServeTLS(listener, a.settings.TLSCert, a.settings.TLSKey)
			return
		}
		failed <- h.Serve(listener)
	}()
	select {
	case err := <-failed:
		return models.NewFault(models.Unavailable, "The server cannot serve.").Because(err)
	case <-ctx.Done():
	}
	endStreams()
	grace, cancel := context.WithTimeout(context.Background(), graceTime)
	defer cancel()
	err := h.Shutdown(grace)
	stopBackground()
	<-done
	return err
}

// healthCommand asks a running server how it is: for containers, which have no curl.
type healthCommand struct {
	URL string `default:"http://127.0.0.1:8080" help:"Where the server is."`
	CA  string `name:"ca" placeholder:"FILE" help:"Certificate (PEM) of the authority to be trusted besides those of the system: authority.crt of a server with --tls local."`
}

// Run asks once.
func (c *healthCommand) Run(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.URL+"/readyz", nil)
	if err != nil {
		return err
	}
	client, err := trusting(c.CA)
	if err != nil {
		return err
	}
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return models.NewFault(models.Unavailable, "The server answers %s.", answer.Status)
	}
	return nil
}

// trusting is a client that believes one authority more than the system does.
func trusting(file string) (*http.Client, error) {
	if file == "" {
		return http.DefaultClient, nil
	}
	raw, err := os.ReadFile(file) //nolint:gosec // the operator names it
	if err != nil {
		return nil, err
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		return nil, err
	}
	if !roots.AppendCertsFromPEM(raw) {
		return nil, models.NewFault(models.Invalid, "%s holds no certificate in PEM.", file)
	}
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}}, nil
}
