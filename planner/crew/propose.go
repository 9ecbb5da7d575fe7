package crew

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/planner"
)

// Options say how hard to try. What is 0 has the default told. With
// more plan rounds teams are compared by better plans, at the planner's price.
type Options struct {
	Seed       uint64 // at most planner.MaxSeed
	Rounds     int    // for each site and number of teams; 24
	Plans      int    // proposals of each site that are planned; 4
	PlanRounds int    // of the planner, for each of them and for the whole; 0 is its first plan alone
	Workers    int    // how many sites are worked on at once at most; one a core. The proposal does not depend on it
	// Progress is called when the teams of a site are found, once at a time, from the
	// goroutines that work. The price of the whole is reckoned after the last.
	Progress func(done, of int)
}

func (o Options) filled() (Options, error) {
	if o.Seed > planner.MaxSeed {
		return o, models.NewFault(models.Invalid, "the seed is greater than 2^52")
	}
	for to, def := range map[*int]int{&o.Rounds: 24, &o.Plans: 4} {
		if *to <= 0 {
			*to = def
		}
	}
	return o, nil
}

// Propose makes teams for every site of the roster. What is locked stays as it
// is. The proposal depends on roster and options alone, on any number of cores.
// The error is the models.Fault of a roster that Validate refuses, or ctx's own
// where it ended first.
func Propose(ctx context.Context, r *Roster, o Options) (*Proposal, error) {
	o, err := o.filled()
	if err != nil {
		return nil, err
	}
	if err := r.Validate(); err != nil {
		return nil, err
	}
	p := &Proposal{Officers: r.Hash, Instance: r.Instance.Hash(), Seed: o.Seed, Rounds: o.Rounds, Sites: make([]SiteTeams, len(r.Sites))}
	names := newNames(r)
	var next atomic.Int64
	var wg sync.WaitGroup
	var telling sync.Mutex
	workers, done := runtime.GOMAXPROCS(0), 0
	if o.Workers > 0 {
		workers = o.Workers
	}
	for range min(workers, max(1, len(r.Sites))) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(r.Sites) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				p.Sites[i] = r.propose(ctx, &r.Sites[i], names, o)
				if o.Progress != nil {
					telling.Lock()
					done++
					o.Progress(done, len(r.Sites))
					telling.Unlock()
				}
			}
		})
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p.Price, err = r.price(ctx, p, o)
	return p, err
}

// names are the ids that teams of the whole operation have already.
type names map[string]bool

func newNames(r *Roster) names {
	out := names{}
	mine := map[string]bool{}
	for i := range r.Sites {
		mine[r.Sites[i].ID] = true
		for _, t := range r.Sites[i].Teams {
			out[t.ID] = true
		}
		for j := range r.Sites[i].Officers {
			out[r.Sites[i].Officers[j].Team] = true
		}
	}
	for i := range r.Instance.Sites {
		if s := &r.Instance.Sites[i]; !mine[s.ID] {
			for _, t := range s.Teams {
				out[t.ID] = true
			}
		}
	}
	return out
}

// teams are the ids of a site's teams: those that are fixed by hand, those in
// which the document has officers, then new ones. fixed is how many there must be.
func (n names) teams(s *Site, most int) (ids []string, fixed int) {
	for _, t := range s.Teams {
		ids = append(ids, t.ID)
	}
	for _, locked := range []bool{true, false} {
		for i := range s.Officers {
			if o := &s.Officers[i]; o.Team != "" && o.Locked == locked && !slices.Contains(ids, o.Team) {
				ids = append(ids, o.Team)
			}
		}
		if locked {
			fixed = len(ids)
		}
	}
	for i := 1; len(ids) < max(most, fixed); i++ {
		if id := fmt.Sprintf("%s-T%d", s.ID, i); !n[id] {
			ids = append(ids, id)
		}
	}
	return ids, fixed
}

// sizes are the numbers of teams that are tried: as many as the officers make and
// up to five fewer, half as many, and one for each lead.
func (s *Site) sizes(n *need, fixed int) []int {
	free, leads := 0, 0
	locked := map[string]bool{}
	for _, t := range s.Teams {
		locked[t.ID] = t.Locked
	}
	for i := range s.Officers {
		o := &s.Officers[i]
		if !o.Locked && !(o.Team != "" && locked[o.Team]) {
			free++
		}
		if slices.Contains(o.Skills, lead) {
			leads++
		}
	}
	most := fixed + free/s.Sizes.Least
	if s.Sizes.Teams > 0 {
		most = min(most, s.Sizes.Teams)
	}
	most = max(fixed, min(most, max(1, len(n.cells))))
	var out []int
	for k := max(fixed, min(1, most)); k <= most; k++ {
		if most-k < maxSizes || k == most/2 {
			out = append(out, k)
		}
	}
	if leads >= max(1, fixed) && leads <= most {
		out = append(out, leads)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

const maxSizes = 6

// propose makes the teams of one site.
func (r *Roster) propose(ctx context.Context, s *Site, names names, o Options) SiteTeams {
	at := slices.IndexFunc(r.Instance.Sites, func(x planner.Site) bool { return x.ID == s.ID })
	n := needOf(r.Instance, &r.Instance.Sites[at])
	_, fixed := names.teams(s, 0)
	var list []candidate
	crews := map[int]*crewing{}
	for _, k := range s.sizes(n, fixed) {
		ids, _ := names.teams(s, k)
		c := newCrewing(n, s, k, ids[:k])
		crews[k] = c
		list = append(list, c.search(ctx, o.Seed, o.Rounds))
	}
	slices.SortStableFunc(list, func(a, b candidate) int { return slices.Compare(a.score[:], b.score[:]) })
	list = list[:min(len(list), o.Plans)]
	best, price := -1, Figures{}
	for i, x := range list {
		c := crews[x.k]
		c.adopt(x.at)
		p, err := r.priceSite(ctx, s, c.planned(), o)
		if err == nil && x.score[0] <= list[0].score[0] && (best < 0 || p.less(price)) {
			best, price = i, p
		}
	}
	if best < 0 {
		return SiteTeams{ID: s.ID, Teams: []Team{}, Reserve: []string{}, Lacking: []Reason{}}
	}
	c := crews[list[best].k]
	c.adopt(list[best].at)
	out := c.write()
	out.Price = price
	return out
}

// planned are the teams as an instance has them, those with nobody left away.
func (c *crewing) planned() []planner.Team {
	out := []planner.Team{}
	for t := range c.teams {
		if c.teams[t].size == 0 {
			continue
		}
		x := planner.Team{ID: c.teams[t].id, Shift: shiftOf(c.members(t), c.people)}
		for _, i := range c.members(t) {
			x.Officers = append(x.Officers, c.people[i].src.Officer)
		}
		out = append(out, x)
	}
	return out
}

// shiftOf is the time in which all members are there, nil where none has a shift.
func shiftOf(members []int, people []person) *planner.Window {
	var out *planner.Window
	for _, i := range members {
		s := people[i].src.Shift
		switch {
		case s == nil:
		case out == nil:
			c := *s
			out = &c
		default:
			out.From = max(out.From, s.From)
			out.To = max(out.From, min(out.To, s.To)) // those who never meet are a team that never searches
		}
	}
	return out
}
