package scripts_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// freshDebian is a machine with nothing installed, made of programs that stand in for
// Debian's. Its apt-get does as the real one: a second one at the same time is refused.
type freshDebian struct {
	t   *testing.T
	dir string
}

func newFreshDebian(t *testing.T, user string) *freshDebian {
	t.Helper()
	d := &freshDebian{t, t.TempDir()}
	d.program("id", `echo `+user)
	d.program("dpkg-query", `[ -e "`+d.dir+`/installed" ] && printf installed`)
	d.program("apt-get", `cd "`+d.dir+`"
echo "$1" >>calls
mkdir lock 2>/dev/null || { echo "E: Could not get lock"; exit 100; }
sleep 0.2
if [ -e broken ] && [ "$1" = install ]; then rmdir lock; echo "E: Unable to locate package"; exit 100; fi
[ "$1" != install ] || : >installed
rmdir lock`)
	return d
}

func (d *freshDebian) program(name, script string) {
	d.t.Helper()
	path := filepath.Join(d.dir, name)
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil { //nolint:gosec // a program must be executable
		d.t.Fatal(err)
	}
}

// install runs scripts/debian and returns what it wrote.
func (d *freshDebian) install() (string, error) {
	cmd := exec.CommandContext(d.t.Context(), "./debian", "postgresql")
	cmd.Env = append(os.Environ(), "PATH="+d.dir+":"+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func (d *freshDebian) installations() int {
	calls, err := os.ReadFile(filepath.Join(d.dir, "calls"))
	if err != nil && !os.IsNotExist(err) {
		d.t.Fatal(err)
	}
	return strings.Count(string(calls), "install")
}

func TestWhatSeveralAskForAtOnceIsInstalledOnce(t *testing.T) {
	d := newFreshDebian(t, "0")
	var waiting sync.WaitGroup
	for range 4 {
		waiting.Go(func() {
			if out, err := d.install(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	waiting.Wait()
	if n := d.installations(); n != 1 {
		t.Errorf("apt-get install ran %d times", n)
	}
}

func TestNobodyButRootInstallsAnything(t *testing.T) {
	d := newFreshDebian(t, "1000")
	if out, err := d.install(); err == nil || out != "" {
		t.Errorf("it ended with %v and said %q", err, out)
	}
	if n := d.installations(); n != 0 {
		t.Errorf("apt-get install ran %d times", n)
	}
}

func TestAFailedInstallationShowsWhatAptGetSaid(t *testing.T) {
	d := newFreshDebian(t, "0")
	if err := os.WriteFile(filepath.Join(d.dir, "broken"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := d.install(); err == nil || !strings.Contains(out, "Unable to locate package") {
		t.Errorf("it ended with %v and said %q", err, out)
	}
}
