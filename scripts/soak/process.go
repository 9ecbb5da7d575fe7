package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is a server that soak started, and ends by its pid.
type process struct {
	cmd   *exec.Cmd
	ready time.Duration // from its start to the first answer
}

// launch starts the server and waits until it is ready. before goes in front of
// its command line.
func launch(ctx context.Context, p *plan, address, database, keys string, before ...string) (*process, error) {
	args := append(before, p.binary, "serve", "--listen", address, "--database", database, "--keys", keys, "--log-level", "error")
	x := &process{cmd: exec.Command(args[0], args[1:]...)} //nolint:gosec,noctx // our own binary; kill ends it
	x.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	log, err := os.CreateTemp(p.work, "server-*.log")
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }()
	x.cmd.Stdout, x.cmd.Stderr = log, log
	began := time.Now()
	if err := x.cmd.Start(); err != nil {
		return nil, err
	}
	for time.Since(began) < time.Minute && ctx.Err() == nil {
		request, _ := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/readyz", nil)
		if a, err := http.DefaultClient.Do(request); err == nil {
			_ = a.Body.Close()
			if a.StatusCode == http.StatusOK {
				x.ready = time.Since(began)
				return x, nil
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	x.kill()
	said, _ := os.ReadFile(log.Name())
	return nil, errors.Join(fmt.Errorf("the server was not ready after a minute: %s", said), ctx.Err())
}

// kill ends the process, and those that it started, as a power cut does.
func (x *process) kill() {
	_ = syscall.Kill(-x.cmd.Process.Pid, syscall.SIGKILL)
	_ = x.cmd.Wait()
}

func freeAddress(ctx context.Context) (string, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// postgres calls scripts/postgres for a cluster of soak's own, with fsync on.
func postgres(ctx context.Context, command string) (string, error) {
	c := exec.CommandContext(ctx, "scripts/postgres", command, "--name", "soak-"+strconv.Itoa(os.Getpid()))
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "TEST_DATABASE_URL=") { // that one may run without fsync
			c.Env = append(c.Env, v)
		}
	}
	var said strings.Builder
	c.Stderr = &said
	out, err := c.Output()
	if err != nil {
		return "", fmt.Errorf("scripts/postgres %s: %w: %s", command, err, said.String())
	}
	return strings.TrimSpace(string(out)), nil
}
