package main

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/cellsweep/cellsweep/planner"
)

// mixed is a solver of mixed-integer programs, started by its own command line.
type mixed struct {
	name, program string
	// args start it on a program, with a limit in seconds (its own clock's), to write what it found.
	args func(lp, out string, seconds string) []string
	// better matches the lines of its log that tell of a better solution, with its value.
	better *regexp.Regexp
	// proven is in the line of its log that tells of an optimum, none in its file where that has no plan.
	proven, none string
	// value reads a variable from a line of what it wrote, "" for another line.
	value func(fields []string) (name, value string)
}

// optionsSuffix follows the program's name in that of a file of options: HiGHS would leave
// its log in the folder from which it is started.
const optionsSuffix = ".options"

// One thread each, as every other here. GLPK and HiGHS go by the clock on the wall.
var mixedSolvers = []mixed{
	{
		name: "HiGHS", program: "highs",
		args: func(lp, out, seconds string) []string {
			return []string{"--model_file", lp, "--time_limit", seconds, "--parallel", "off", "--solution_file", out, "--options_file", lp + optionsSuffix}
		},
		better: regexp.MustCompile(`^ [A-Z] +[0-9]+ +[0-9]+ +[0-9]+ +[0-9.]+% +[-+0-9.e]+ +([0-9.e+]+)`),
		proven: "Status            Optimal",
		value: func(f []string) (string, string) {
			if len(f) != 2 {
				return "", ""
			}
			return f[0], f[1]
		},
	},
	{
		name: "CBC", program: "cbc",
		args: func(lp, out, seconds string) []string {
			return []string{lp, "-timeMode", "cpu", "-sec", seconds, "-threads", "0", "-solve", "-solu", out}
		},
		better: regexp.MustCompile(`(?:Integer solution of|Solution found of) ([0-9.e+]+)`),
		proven: "Result - Optimal solution found", none: "no integer solution", // it writes the relaxation
		value: func(f []string) (string, string) {
			if len(f) != 4 {
				return "", ""
			}
			return f[1], f[2]
		},
	},
	{
		name: "GLPK", program: "glpsol",
		args: func(lp, out, seconds string) []string {
			return []string{"--lp", lp, "--tmlim", strings.Split(seconds, ".")[0], "--cuts", "-o", out}
		},
		better: regexp.MustCompile(`^\+.*>>>>> +([0-9.e+]+)`),
		proven: "INTEGER OPTIMAL SOLUTION FOUND",
		value: func(f []string) (string, string) {
			switch {
			case len(f) > 3 && f[2] == "*":
				return f[1], f[3]
			case len(f) > 2:
				return f[1], f[2]
			}
			return "", ""
		},
	},
}

// solve lets the solver work on an instance within the limit.
func (s *mixed) solve(ctx context.Context, b *bench, in *planner.Instance, plan string) (answer, error) {
	var a answer
	lp, out := plan+".lp", plan+".txt"
	_ = os.Remove(out)
	p := newProgram(newModel(in))
	if err := os.WriteFile(lp, []byte(p.text()), 0o600); err != nil {
		return a, err
	}
	if err := os.WriteFile(lp+optionsSuffix, []byte("log_file = "+lp+".log\n"), 0o600); err != nil {
		return a, err
	}
	proven := false
	seconds := fmt.Sprintf("%.1f", b.limit.Seconds())
	// It ends itself at the limit, and writes what it has; the rest of the time is for that.
	used, err := watch(ctx, 2*b.limit+10*time.Second, func(line string, at time.Duration) {
		if found := s.better.FindStringSubmatch(line); found != nil {
			if a.First == 0 {
				a.First = at
			}
			a.Last = at
			if value, err := strconv.ParseFloat(found[1], 64); err == nil && len(in.Sites) == 1 {
				a.Steps = append(a.Steps, step{at, int(value+0.5) / 2, 0}) // the goal counts the one site's end twice
			}
		}
		proven = proven || strings.Contains(line, s.proven)
	}, s.program, s.args(lp, out, seconds)...)
	if err != nil {
		return a, err
	}
	var best map[string]planner.Assignment
	raw, err := os.ReadFile(out) //nolint:gosec // its own; one that found nothing may have written none
	if err == nil && (s.none == "" || !strings.Contains(string(raw), s.none)) {
		best = p.read(s.values(string(raw)))
	}
	if a.First == 0 {
		a.First, a.Last = used.CPU, used.CPU
	}
	return a.ended(in, best, used, proven, plan)
}

// values are the variables that the solver's file names.
func (s *mixed) values(text string) map[string]float64 {
	found := map[string]float64{}
	for line := range strings.Lines(text) {
		name, value := s.value(strings.Fields(line))
		if n, err := strconv.ParseFloat(value, 64); err == nil && name != "" {
			if _, twice := found[name]; !twice { // rows and reduced costs may follow
				found[name] = n
			}
		}
	}
	return found
}

// read makes a plan of the values of a program's variables; nil where a cell has no team.
func (p *program) read(values map[string]float64) map[string]planner.Assignment {
	found := map[string]planner.Assignment{}
	for i, c := range p.cells {
		for _, t := range p.able(i) {
			if values[ofTeam(i, t)] > 0.5 {
				start := int(values[begins(i)] + 0.5)
				found[c.ID] = planner.Assignment{Cell: c.ID, Team: p.teams[t-1].ID, Start: start, End: start + c.Duration}
			}
		}
	}
	if len(found) < len(p.cells) {
		return nil
	}
	return found
}
