package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// The simulations that faults are found by.
const (
	core  = "sync/simulation"
	whole = "server/simulation"
)

// mutant is a planted fault.
type mutant struct {
	name  string
	what  string // what it does, in a sentence
	by    string // the simulation that must find it
	edits []edit
}

// edit puts lines in the place of others in one file.
type edit struct{ file, old, new string }

// parse reads a planted fault: a sentence; "by" and a simulation; then, for each
// edit, "at" and a file, the lines to be found after a minus, the lines that
// take their place after a plus.
func parse(file, text string) (mutant, error) {
	m := mutant{name: strings.TrimSuffix(filepath.Base(file), ".mutant")}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		last := len(m.edits) - 1
		switch {
		case strings.HasPrefix(line, "by "):
			m.by = line[3:]
		case strings.HasPrefix(line, "at "):
			m.edits = append(m.edits, edit{file: line[3:]})
		case last >= 0 && strings.HasPrefix(line, "-"):
			m.edits[last].old += line[1:] + "\n"
		case last >= 0 && strings.HasPrefix(line, "+"):
			m.edits[last].new += line[1:] + "\n"
		case last < 0 && line != "":
			m.what = strings.TrimSpace(m.what + " " + line)
		case line != "":
			return m, fmt.Errorf("%s: %q is neither found nor put", file, line)
		}
	}
	if m.what == "" || len(m.edits) == 0 || m.by != core && m.by != whole {
		return m, fmt.Errorf("%s: a sentence, a simulation and an edit are needed", file)
	}
	return m, nil
}

// apply gives each file as the fault leaves it. The lines to be found must be
// in the source exactly once.
func (m mutant) apply(root string) (map[string]string, error) {
	files := map[string]string{}
	for _, e := range m.edits {
		text, begun := files[e.file]
		if !begun {
			raw, err := os.ReadFile(filepath.Join(root, e.file)) //nolint:gosec // a source of ours
			if err != nil {
				return nil, err
			}
			text = string(raw)
		}
		if n := strings.Count(text, e.old); n != 1 {
			return nil, fmt.Errorf("%s: its lines are in %s %d times, not once; write the fault anew:\n%s", m.name, e.file, n, e.old)
		}
		files[e.file] = strings.Replace(text, e.old, e.new, 1)
	}
	return files, nil
}

// overlay writes the spoiled files and what go test -overlay reads of them.
func (m mutant) overlay(root, dir string) (string, error) {
	files, err := m.apply(root)
	if err != nil {
		return "", err
	}
	replace := map[string]string{}
	for name, text := range files {
		to := filepath.Join(dir, m.name+"-"+strings.ReplaceAll(name, "/", "-"))
		if err := os.WriteFile(to, []byte(text), 0o600); err != nil {
			return "", err
		}
		from, err := filepath.Abs(filepath.Join(root, name))
		if err != nil {
			return "", err
		}
		replace[from] = to
	}
	raw, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, m.name+".json")
	return path, os.WriteFile(path, raw, 0o600)
}
