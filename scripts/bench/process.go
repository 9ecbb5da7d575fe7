package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is a server that the bench started, and will end by its pid.
type process struct {
	cmd   *exec.Cmd
	log   *os.File
	base  string        // http://127.0.0.1:port
	ready time.Duration // from exec to the first 200
	ended chan error
}

// launch starts a program that listens on the address it is given, and waits
// until probe answers 200, at most half a minute.
func launch(ctx context.Context, log, probe string, args func(address string) []string) (*process, error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	f, err := os.Create(log) //nolint:gosec // in the bench's own folder
	if err != nil {
		return nil, err
	}
	line := args(address)
	p := &process{cmd: exec.Command(line[0], line[1:]...), log: f, base: "http://" + address, ended: make(chan error, 1)} //nolint:gosec,noctx // our own binaries; stop ends them
	p.cmd.Stdout, p.cmd.Stderr = f, f
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, // nothing outlives the bench
		Setsid: true} // a scheduling group of its own, as PostgreSQL's backends have each
	began := time.Now()
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { p.ended <- p.cmd.Wait() }()
	for time.Since(began) < 30*time.Second {
		if answers200(ctx, p.base+probe) {
			p.ready = time.Since(began)
			return p, nil
		}
		select {
		case err := <-p.ended:
			said, _ := os.ReadFile(log) //nolint:gosec // as above
			return nil, fmt.Errorf("%s ended before it was ready: %w\n%s", line[0], err, said)
		case <-time.After(2 * time.Millisecond):
		}
	}
	return nil, errors.Join(fmt.Errorf("%s was not ready after half a minute", line[0]), p.stop())
}

func freeAddress(ctx context.Context) (string, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func answers200(ctx context.Context, url string) bool {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return false
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	_ = a.Body.Close()
	return a.StatusCode == http.StatusOK
}

// stop asks the process to end and waits; after half a minute it is killed.
func (p *process) stop() error {
	defer func() { _ = p.log.Close() }()
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	select {
	case err := <-p.ended:
		return err
	case <-time.After(30 * time.Second):
		return errors.Join(fmt.Errorf("pid %d did not end by itself", p.cmd.Process.Pid), p.cmd.Process.Kill())
	}
}

// memory reads a line of /proc/pid/status in MiB: VmRSS now, VmHWM at most so far.
func (p *process) memory(line string) (float64, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for _, l := range strings.Split(string(raw), "\n") {
		if rest, ok := strings.CutPrefix(l, line+":"); ok {
			kb, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 64)
			return kb / 1024, err
		}
	}
	return 0, fmt.Errorf("no %s of pid %d", line, p.cmd.Process.Pid)
}

// cpu is the processor time of some processes and their children so far, from
// /proc/pid/task/tid/schedstat, which counts nanoseconds: the ticks of
// /proc/pid/stat miss most of a backend that works for less than one at a time.
func cpu(pids ...int) time.Duration {
	of := map[string]bool{}
	for _, pid := range pids {
		of[strconv.Itoa(pid)] = true
	}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	var spent time.Duration
	for _, path := range stats {
		raw, err := os.ReadFile(path) //nolint:gosec // /proc
		if err != nil {
			continue // it has ended meanwhile
		}
		_, rest, _ := strings.Cut(string(raw), ") ")
		pid, parent := strings.Split(path, "/")[2], strings.Fields(rest)[1]
		if !of[pid] && !of[parent] {
			continue
		}
		tasks, _ := filepath.Glob("/proc/" + pid + "/task/*/schedstat")
		for _, task := range tasks {
			text, _ := os.ReadFile(task) //nolint:gosec // /proc
			on, _, _ := strings.Cut(string(text), " ")
			n, _ := strconv.ParseInt(on, 10, 64)
			spent += time.Duration(n)
		}
	}
	return spent
}

func (p *process) pid() int { return p.cmd.Process.Pid }
