package main

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"

	"github.com/cellsweep/cellsweep/models"
)

// profile writes where the processor's time goes into folder/cpu.pprof, and at
// the end what is on the heap into folder/heap.pprof, for `go tool pprof`.
// Neither holds anything but names of functions and numbers.
func profile(folder string) (end func() error, err error) {
	if folder == "" {
		return func() error { return nil }, nil
	}
	f, err := os.Create(filepath.Join(folder, "cpu.pprof")) //nolint:gosec // the operator names it
	if err == nil {
		err = pprof.StartCPUProfile(f)
	}
	if err != nil {
		return nil, models.NewFault(models.Invalid, "No profile can be written into %s.", folder).Because(err)
	}
	return func() error {
		pprof.StopCPUProfile()
		return errors.Join(f.Close(), heapInto(filepath.Join(folder, "heap.pprof")))
	}, nil
}

func heapInto(path string) error {
	f, err := os.Create(path) //nolint:gosec // as above
	if err != nil {
		return err
	}
	runtime.GC() // the profile shows the heap as of the last collection
	return errors.Join(pprof.WriteHeapProfile(f), f.Close())
}
