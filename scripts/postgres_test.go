// Package scripts_test tests the scripts that others build on.
package scripts_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// cluster is a throwaway PostgreSQL in a folder of its own.
type cluster struct {
	t   *testing.T
	dir string
}

func newCluster(t *testing.T) *cluster {
	t.Helper()
	t.Parallel()
	dir, err := os.MkdirTemp("", "cellsweep-postgres-test")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	c := &cluster{t, dir}
	t.Cleanup(func() {
		if out, err := c.try("stop"); err != nil {
			t.Errorf("stop: %v\n%s", err, out)
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return c
}

func (c *cluster) try(args ...string) (string, error) {
	cmd := exec.CommandContext(c.t.Context(), "./postgres", args...)
	if args[0] == "stop" { // runs in Cleanup, when the test's context has ended
		cmd = exec.Command("./postgres", args...)
	}
	cmd.Env = append(os.Environ(), "TEST_DATABASE_URL=", "CELLSWEEP_POSTGRES_DIR="+filepath.Join(c.dir, "clusters"))
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("%w: %s", err, complaint.String())
	}
	return strings.TrimSpace(string(out)), err
}

func (c *cluster) run(args ...string) string {
	c.t.Helper()
	out, err := c.try(args...)
	if err != nil {
		c.t.Fatalf("postgres %v: %v", args, err)
	}
	return out
}

func (c *cluster) sql(url, statement string) (string, error) {
	psql, err := exec.LookPath("psql")
	if err != nil {
		found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/psql")
		if len(found) == 0 {
			c.t.Fatal("no psql")
		}
		psql = found[len(found)-1]
	}
	out, err := exec.CommandContext(c.t.Context(), psql, "-X", "-At", "-v", "ON_ERROR_STOP=1", url, "-c", statement).CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

func (c *cluster) mustSQL(url, statement string) string {
	c.t.Helper()
	out, err := c.sql(url, statement)
	if err != nil {
		c.t.Fatalf("%s: %v: %s", statement, err, out)
	}
	return out
}

func (c *cluster) home(parts ...string) string {
	return filepath.Join(append([]string{c.dir, "clusters", "main"}, parts...)...)
}

func TestAClusterIsStartedOnceAndRemovedWithoutTrace(t *testing.T) {
	c := newCluster(t)
	url := c.run("start")
	if again := c.run("start"); again != url {
		t.Errorf("the second start gave %s, the first %s", again, url)
	}
	if got := c.run("url"); got != url {
		t.Errorf("url gave %s, start %s", got, url)
	}
	if got := c.mustSQL(url, "SELECT current_setting('fsync') || current_setting('listen_addresses') || (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user)"); got != "on127.0.0.1false" {
		t.Errorf("fsync, address and superuser are %s", got)
	}
	c.run("stop")
	if _, err := os.Stat(filepath.Join(c.dir, "clusters")); !os.IsNotExist(err) {
		t.Errorf("stop left its folder: %v", err)
	}
	if out, err := c.sql(url, "SELECT 1"); err == nil {
		t.Errorf("stopped, and still it answers %s", out)
	}
	if out, err := c.try("url"); err == nil {
		t.Errorf("a stopped cluster has the URL %s", out)
	}
}

func TestAKilledClusterComesBackWithEverythingItAcknowledged(t *testing.T) {
	c := newCluster(t)
	url := c.run("start")
	c.mustSQL(url, "CREATE TABLE entry (n int)")
	for i := 1; i <= 3; i++ {
		c.mustSQL(url, fmt.Sprintf("INSERT INTO entry SELECT %d FROM generate_series(1, 1000)", i))
		c.run("kill")
		if _, err := c.sql(url, "SELECT 1"); err == nil {
			t.Fatal("killed, and still it answers")
		}
		if again := c.run("start"); again != url {
			t.Fatalf("after a kill the URL is %s, before it was %s", again, url)
		}
		if got := c.mustSQL(url, "SELECT count(*) FROM entry"); got != fmt.Sprint(i*1000) {
			t.Fatalf("after kill %d there are %s rows", i, got)
		}
	}
}

func TestStartsAtTheSameTimeGiveOneCluster(t *testing.T) {
	c := newCluster(t)
	urls := make([]string, 4)
	var wg sync.WaitGroup
	for i := range urls {
		wg.Go(func() { urls[i], _ = c.try("start", "--fast") })
	}
	wg.Wait()
	for _, url := range urls {
		if url == "" || url != urls[0] {
			t.Fatalf("different clusters: %q", urls)
		}
	}
	if out, err := c.try("start"); err == nil || !strings.Contains(err.Error(), "--fast") {
		t.Errorf("a cluster without fsync was given to somebody who wants durability: %s %v", out, err)
	}
}

func TestALeftoverFolderIsNoObstacle(t *testing.T) {
	c := newCluster(t)
	// A start that died in initdb: a folder, no cluster.
	if err := os.MkdirAll(c.home("data"), 0o755); err != nil {
		t.Fatal(err)
	}
	url := c.run("start")
	c.mustSQL(url, "CREATE TABLE kept ()")
	c.run("kill")

	// A reboot: the pid file names a process that lives and is somebody else's.
	sleeper := exec.CommandContext(t.Context(), "sleep", "60")
	if err := sleeper.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- sleeper.Wait() }()
	if err := os.WriteFile(c.home("data", "postmaster.pid"), fmt.Appendf(nil, "%d\n", sleeper.Process.Pid), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := c.try("kill"); err == nil {
		t.Fatalf("killed a process that is no postmaster: %s", out)
	}
	if out, err := c.try("url"); err == nil {
		t.Errorf("a dead cluster has the URL %s", out)
	}
	url = c.run("start")
	c.mustSQL(url, "TABLE kept")
	select {
	case err := <-ended:
		t.Errorf("the process that the stale pid file named was ended: %v", err)
	case <-time.After(200 * time.Millisecond):
		if err := sleeper.Process.Kill(); err != nil {
			t.Error(err)
		}
		if err := <-ended; err == nil {
			t.Error("it ended by itself")
		}
	}
}

func TestAServerOfSomebodyElseIsNeitherKilledNorStopped(t *testing.T) {
	const foreign = "postgres://somebody@192.0.2.1/theirs"
	for command, ok := range map[string]bool{"start": true, "url": true, "stop": true, "kill": false} {
		cmd := exec.CommandContext(t.Context(), "./postgres", command)
		cmd.Env = append(os.Environ(), "TEST_DATABASE_URL="+foreign, "CELLSWEEP_POSTGRES_DIR="+filepath.Join(t.TempDir(), "none"))
		out, err := cmd.Output()
		if (err == nil) != ok {
			t.Errorf("%s: %v", command, err)
		}
		if (command == "start" || command == "url") && strings.TrimSpace(string(out)) != foreign {
			t.Errorf("%s printed %q", command, out)
		}
	}
}
