package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestAServiceThatIsStoppedEndsInPeace(t *testing.T) {
	for name, sign := range map[string]os.Signal{"as systemd and containers do": syscall.SIGTERM, "by the keyboard": os.Interrupt} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			r := launch(t, filepath.Join(folder, "c.db"), filepath.Join(folder, "keys"), "--profile", folder)
			if err := r.cmd.Process.Signal(sign); err != nil {
				t.Fatal(err)
			}
			if err := r.cmd.Wait(); err != nil {
				t.Errorf("it ended with %v", err)
			}
			if heap, err := os.Stat(filepath.Join(folder, "heap.pprof")); err != nil || heap.Size() == 0 {
				t.Errorf("what it does last was not done: %v", err)
			}
		})
	}
}
