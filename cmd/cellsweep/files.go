package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// read reads a file, or standard input for "-".
func (c console) read(name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(c.in)
	}
	return os.ReadFile(name)
}

// write writes a file as a whole or not at all, or standard output for "-".
func (c console) write(name string, data []byte) error {
	if name == "-" {
		_, err := c.out.Write(data)
		return err
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return os.WriteFile(name, data, 0o600) // a device or a pipe cannot be replaced; it is there, so the mode is not used
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Chmod(0o644)
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return fmt.Errorf("nothing was written: %w", errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}

// onlyOne refuses standard input for two documents at once.
func onlyOne(names ...string) error {
	n := 0
	for _, name := range names {
		if name == "-" {
			n++
		}
	}
	if n > 1 {
		return fmt.Errorf("only one document can come from standard input")
	}
	return nil
}
