package operation

import (
	"fmt"
	"math/rand/v2"
)

// link joins cells of different sites into groups that must be hit together,
// one group for five or six sites. A site is in one group at most, so that its first two
// teams, which can search any of its cells, are enough for its part of it.
func (o *Operation) link(random *rand.Rand) {
	order := random.Perm(len(o.Sites))
	wanted := (len(o.Sites)*2 + 10) / 11
	for g := 1; g <= wanted; g++ {
		size := 2 + random.IntN(3)
		if len(order) < size {
			return
		}
		group := Group{Code: fmt.Sprintf("G%02d", g), FirstWave: g%4 != 0, Reason: "Appels croisés entre les cellules (démonstration)"}
		if !group.FirstWave {
			group.Tolerance = 10
			group.Reason = "Même fournisseur, parties communes occupées à H (démonstration)"
		}
		sites := order[:size]
		order = order[size:]
		for _, i := range sites {
			if m, found := o.Sites[i].member(random, -1); found {
				group.Members = append(group.Members, m)
			}
		}
		if g%3 == 0 && size < 4 {
			first := o.Sites[sites[0]]
			if m, found := first.member(random, first.indexOf(group.Members[0].Cell)); found {
				group.Members = append(group.Members, m)
			}
		}
		o.Groups = append(o.Groups, group)
	}
}

// member draws a target without a window, or takes the first where all have one.
// With taken ≥ 0 it draws another one than that, and one that needs no kit, so that
// both can start in the same minute; a small site may have no other.
func (s *Site) member(random *rand.Rand, taken int) (m Member, found bool) {
	at := 0
	for _, i := range random.Perm(len(s.Targets)) {
		t := s.Targets[i]
		if i != taken && t.Window == [2]int{} && (taken < 0 || len(t.Needs) == 0) {
			at = i
			break
		}
	}
	if at == taken || at >= len(s.Targets) {
		return Member{}, false
	}
	return Member{s.Code, s.Targets[at].Cell.Code}, true
}

func (s *Site) indexOf(cell string) int {
	for i, t := range s.Targets {
		if t.Cell.Code == cell {
			return i
		}
	}
	return -1
}
