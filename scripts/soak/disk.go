package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// fillDisk puts the database on a disk of 24 MB, lets tablets push until
// nothing is taken any more, and some seconds longer, then makes it larger.
func fillDisk(ctx context.Context, p *plan, _ *record) (line, error) {
	const what = "disk full, SQLite on a tmpfs of 24 MB"
	dir := filepath.Join(p.work, "small")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return line{what: what}, err
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=24m"); err != nil {
		return line{what: what, note: "not done: this machine does not let us mount a small disk (" + err.Error() + ")"}, nil
	}
	defer func() { _ = syscall.Unmount(dir, 0) }()
	t, err := newTheatre(ctx, p, "disk-full", filepath.Join(dir, "a.db"))
	if err != nil {
		return line{what: what}, err
	}
	if err := t.start(ctx); err != nil {
		return line{what: what}, err
	}
	defer func() { t.server.kill() }()
	if err := ballast(dir, 4<<20); err != nil {
		return line{what: what}, err
	}
	stop := make(chan struct{})
	all := t.load(ctx, stop)
	for began := time.Now(); t.refused.Load() < 200 && time.Since(began) < 3*time.Minute && ctx.Err() == nil; {
		time.Sleep(100 * time.Millisecond)
	}
	refused, before := t.refused.Load(), t.field.Record.Acknowledged()
	t.server.kill() // and a power cut on the full disk
	err = syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT, "size=1g")
	if err == nil {
		err = t.start(ctx)
	}
	if err != nil {
		return line{what: what}, err
	}
	time.Sleep(3 * time.Second)
	close(stop)
	all.Wait()
	if err := t.settle(ctx); err != nil {
		return line{what: what}, err
	}
	l, err := t.line(what, int(refused)+1)
	l.note = fmt.Sprintf("%d pushes refused while it was full, with %d entries acknowledged before; killed on the full disk, made larger, went on", refused, before)
	if refused == 0 {
		l.note = "the disk never became full"
	}
	return l, err
}

// ballast fills a disk but for so many bytes: what twelve tablets write in a
// minute would not.
func ballast(dir string, leave uint64) error {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(dir, &disk); err != nil {
		return err
	}
	free := disk.Bavail * uint64(disk.Bsize) //nolint:gosec // a block has a positive size
	if free <= leave {
		return nil
	}
	return os.WriteFile(filepath.Join(dir, "ballast"), make([]byte, free-leave), 0o600)
}

// failFsync traces the server and lets one in some fsyncs fail.
func failFsync(ctx context.Context, p *plan, _ *record) (line, error) {
	const what = "fsync fails with EIO (strace), SQLite"
	strace, err := exec.LookPath("strace")
	if err != nil {
		return line{what: what, note: "not done: strace is not installed"}, nil
	}
	if out, err := exec.CommandContext(ctx, strace, "-f", "-o", "/dev/null", "true").CombinedOutput(); err != nil { //nolint:gosec // found in the path
		return line{what: what, note: fmt.Sprintf("not done: this machine does not let us trace a process (%s)", out)}, nil
	}
	t, err := newTheatre(ctx, p, "fsync", filepath.Join(p.work, "fsync.db"))
	if err != nil {
		return line{what: what}, err
	}
	trace := filepath.Join(p.work, "fsync.trace")
	if err := t.start(ctx); err != nil {
		return line{what: what}, err
	}
	defer func() { t.server.kill() }()
	stop := make(chan struct{})
	all := t.load(ctx, stop)
	// Of each thread, every fourth fsync from the third on.
	tracer := exec.Command(strace, "-f", "-p", fmt.Sprint(t.server.cmd.Process.Pid), "-o", trace, "-e", "trace=fsync,fdatasync", //nolint:gosec,noctx // found in the path; ended below
		"-e", "inject=fsync,fdatasync:error=EIO:when=3+4")
	if err := tracer.Start(); err != nil {
		return line{what: what}, err
	}
	for began := time.Now(); time.Since(began) < 25*time.Second && ctx.Err() == nil; {
		time.Sleep(100 * time.Millisecond)
	}
	t.server.kill() // in the midst of it: what was promised must be there
	_ = tracer.Wait()
	if err := t.start(ctx); err != nil {
		return line{what: what}, err
	}
	close(stop)
	all.Wait()
	if err := t.settle(ctx); err != nil {
		return line{what: what}, err
	}
	injected := count(trace, "(INJECTED)")
	l, err := t.line(what, injected)
	l.note = fmt.Sprintf("%d fsyncs failed, %d pushes were refused for it; killed and started without the trace", injected, t.refused.Load())
	return l, err
}
