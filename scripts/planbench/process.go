package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// spent is what a process has used.
type spent struct {
	CPU    time.Duration // user and system, its children included
	Memory int           // peak of resident memory, KiB
}

// step is a better plan that was found, after so much processor time.
type step struct {
	CPU   time.Duration
	Value int // the sum of the sites' makespans
	Bound int
}

// job runs this program once more for one job of its own and reads what it says.
func (b *bench) job(ctx context.Context, answer any, args ...string) (spent, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, b.self, args...) //nolint:gosec // this program
	cmd.Env = append(os.Environ(), "PLANBENCH_JOB=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		return spent{}, fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, strings.TrimSpace(said.String()))
	}
	used := spent{CPU: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	if answer == nil {
		return used, nil
	}
	return used, json.Unmarshal(out.Bytes(), answer)
}

// used is what this process has used so far.
func used() spent {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return spent{}
	}
	return spent{time.Duration(r.Utime.Nano() + r.Stime.Nano()), peak(os.Getpid())}
}

// peak is the greatest resident memory of a process, KiB. What getrusage says of it
// counts the program before exec as well.
func peak(pid int) int {
	raw, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(raw), "VmHWM:")
	line, _, _ := strings.Cut(rest, "\n")
	n, _ := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(line), "kB")))
	return n
}

// group is a foreign program with its children, watched from outside. It has a session
// of its own: MiniZinc gives its solver another process group, which would outlive it.
type group struct {
	cmd    *exec.Cmd
	memory int
	cpu    time.Duration // of members that have not been waited for yet, at the last look
}

// watch runs a foreign program, hands every line of its output to read with the
// processor time at which it came, and ends it and its children at the limit.
func watch(ctx context.Context, limit time.Duration, read func(line string, at time.Duration), program string, args ...string) (spent, error) {
	cmd := exec.Command(program, args...) //nolint:gosec,noctx // an installed solver; its group is ended below
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return spent{}, err
	}
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		return spent{}, err
	}
	g := &group{cmd: cmd}
	lines := make(chan string)
	go pump(out, lines)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	began, stopped := time.Now(), false
	for open := true; open; {
		select {
		case line, more := <-lines:
			if open = more; more {
				g.look()
				read(line, g.cpu)
			}
		case <-tick.C:
			g.look()
			if !stopped && (ctx.Err() != nil || g.cpu > limit || time.Since(began) > 6*limit+10*time.Second) {
				stopped = true
				g.members(func(pid int, _ []string) { _ = syscall.Kill(pid, syscall.SIGKILL) })
			}
		}
	}
	err = cmd.Wait()
	total := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if stopped {
		return spent{max(total, g.cpu), g.memory}, ctx.Err()
	}
	if err != nil {
		err = fmt.Errorf("%s: %w: %s", program, err, strings.TrimSpace(said.String()))
	}
	return spent{max(total, g.cpu), g.memory}, err
}

func pump(r io.Reader, lines chan<- string) {
	defer close(lines)
	raw := make([]byte, 0, 1<<16)
	buf := make([]byte, 1<<15)
	for {
		n, err := r.Read(buf)
		raw = append(raw, buf[:n]...)
		for i := bytes.IndexByte(raw, '\n'); i >= 0; i = bytes.IndexByte(raw, '\n') {
			lines <- string(raw[:i])
			raw = raw[i+1:]
		}
		if errors.Is(err, io.EOF) || err != nil {
			return
		}
	}
}

// members hands over every process of the session with the fields of its stat from
// the state on.
func (g *group) members(each func(pid int, fields []string)) {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		raw, err := os.ReadFile(path) //nolint:gosec // of /proc
		if err != nil {
			continue
		}
		_, rest, found := strings.Cut(string(raw), ") ")
		f := strings.Fields(rest)
		if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path))); err == nil && found && len(f) > 14 && f[3] == strconv.Itoa(g.cmd.Process.Pid) {
			each(pid, f)
		}
	}
}

// look sums up what the processes have used, their waited-for children included.
func (g *group) look() {
	var ticks, memory int
	g.members(func(pid int, f []string) {
		for _, k := range []int{11, 12, 13, 14} { // utime, stime, cutime, cstime
			n, _ := strconv.Atoi(f[k])
			ticks += n
		}
		memory += peak(pid)
	})
	g.cpu, g.memory = max(g.cpu, time.Duration(ticks)*10*time.Millisecond), max(g.memory, memory)
}
