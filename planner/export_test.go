package planner

import "syscall"

// For the tests outside of the package, which need the checker.
var (
	SmallWorld = smallWorld
	Running    = running
)

// CPU is what this process has used, in milliseconds.
func CPU() int {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return int(u.Utime.Nano()+u.Stime.Nano()) / 1_000_000
}

// CouldBe tries every team and every minute up to 16 for a cell alone, and beside
// each pinned cell, as the question wants it.
func CouldBe(in *Instance, q Question) bool {
	i, j, _ := in.find(q.Cell)
	s := &in.Sites[i]
	c := &s.Cells[j]
	for _, g := range in.Groups {
		for _, id := range g.Cells {
			if id == q.Cell && g.FirstWave && q.Start != nil && *q.Start > 0 {
				return false
			}
		}
	}
	for _, t := range s.Teams {
		for start := 0; start <= 16; start++ {
			if q.Team != "" && q.Team != t.ID || q.Start != nil && *q.Start != start {
				continue
			}
			b := &brute{in: in, by: map[string]Assignment{c.ID: {c.ID, t.ID, start, start + c.Duration}}}
			if b.allowed(s) && besidePins(b, in, s, c.ID) {
				return true
			}
		}
	}
	return false
}

func besidePins(b *brute, in *Instance, s *Site, cell string) bool {
	for _, p := range in.Pins {
		i, j, _ := in.find(p.Cell)
		if p.Cell == cell || in.Sites[i].ID != s.ID {
			continue
		}
		a := Assignment{p.Cell, p.Team, p.Start, p.Start + in.Sites[i].Cells[j].Duration}
		alone := &brute{in: in, by: map[string]Assignment{p.Cell: a}}
		if !alone.allowed(s) {
			continue // it is not searched anyway
		}
		b.by[p.Cell] = a
		ok := b.allowed(s)
		delete(b.by, p.Cell)
		if !ok {
			return false
		}
	}
	return true
}
