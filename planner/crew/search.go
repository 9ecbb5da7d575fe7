package crew

import (
	"cmp"
	"context"
	"hash/fnv"
	"math/rand/v2"
	"slices"
)

// candidate is teams with their score.
type candidate struct {
	k     int
	at    []int
	score score
}

// build places the units by scarcity, each where the score is least. Units that
// are placed by hint first stay there.
func (c *crewing) build(hinted bool) {
	for u := range c.units {
		if !c.units[u].fixed {
			c.at[u] = reserve
		}
	}
	for t := range c.teams {
		c.refresh(t)
	}
	for _, u := range c.scarcest() {
		if hinted {
			if t := c.hint(u); t >= 0 && c.fits(u, t) {
				c.move(u, t)
				continue
			}
		}
		best, least := reserve, score{}
		for t := range c.teams {
			if !c.fits(u, t) {
				continue
			}
			c.move(u, t)
			if s := c.score(); best == reserve || s.less(least) {
				best, least = t, s
			}
			c.move(u, reserve)
		}
		c.move(u, best)
	}
}

// hint is the team in which the document has a unit's first officer.
func (c *crewing) hint(u int) int {
	o := c.people[c.units[u].people[0]].src
	return slices.IndexFunc(c.teams, func(t team) bool { return o.Team != "" && t.id == o.Team })
}

// scarcest orders the units that can be moved by how few officers have what they
// have: a lead, a skill or a sex that is asked for.
func (c *crewing) scarcest() []int {
	skills, sexes, leads := make([]int, len(c.n.skills)), make([]int, len(c.n.sexes)), 0
	for i := range c.people {
		p := &c.people[i]
		for _, s := range p.skills {
			skills[s]++
		}
		if p.sex >= 0 {
			sexes[p.sex]++
		}
		if p.lead {
			leads++
		}
	}
	rare := make([]int, len(c.units))
	var out []int
	for u := range c.units {
		if c.units[u].fixed {
			continue
		}
		out = append(out, u)
		rare[u] = len(c.people) + 1
		for _, i := range c.units[u].people {
			p := &c.people[i]
			for _, s := range p.skills {
				rare[u] = min(rare[u], skills[s])
			}
			if p.sex >= 0 {
				rare[u] = min(rare[u], sexes[p.sex])
			}
			if p.lead {
				rare[u] = min(rare[u], leads)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b int) int {
		return cmp.Or(cmp.Compare(rare[a], rare[b]), cmp.Compare(len(c.units[b].people), len(c.units[a].people)))
	})
	return out
}

// deal gives the officers to the teams one after the other, in the order of the
// document: the baseline, and another place to start from.
func (c *crewing) deal() {
	for u := range c.units {
		if !c.units[u].fixed {
			c.at[u] = reserve
		}
	}
	for t := range c.teams {
		c.refresh(t)
	}
	next := 0
	for u := range c.units {
		for try := 0; !c.units[u].fixed && c.at[u] == reserve && try < len(c.teams); try++ {
			if t := (next + try) % len(c.teams); c.fits(u, t) {
				c.move(u, t)
				next = t + 1
			}
		}
	}
}

// passes bounds a descent; each pass tries every move and swap.
const passes = 40

// descend moves and swaps units as long as the score falls.
func (c *crewing) descend() score {
	best := c.score()
	for range passes {
		better := false
		for u := range c.units {
			if c.settled(u) {
				continue
			}
			better = c.tryMoves(u, &best) || better
			better = c.trySwaps(u, &best) || better
		}
		if !better {
			break
		}
	}
	return best
}

// settled says whether a unit stays where it is.
func (c *crewing) settled(u int) bool {
	return c.units[u].fixed || c.at[u] >= 0 && c.teams[c.at[u]].closed
}

func (c *crewing) tryMoves(u int, best *score) bool {
	better := false
	for t := reserve; t < len(c.teams); t++ {
		was := c.at[u]
		if t == was || !c.fits(u, t) {
			continue
		}
		c.move(u, t)
		if s := c.score(); s.less(*best) {
			*best, better = s, true
		} else {
			c.move(u, was)
		}
	}
	return better
}

func (c *crewing) trySwaps(u int, best *score) bool {
	better := false
	for v := u + 1; v < len(c.units); v++ {
		if c.at[u] == c.at[v] || c.settled(v) || !c.swappable(u, v) {
			continue
		}
		c.swap(u, v)
		if s := c.score(); s.less(*best) {
			*best, better = s, true
		} else {
			c.swap(u, v)
		}
	}
	return better
}

// swappable says whether both teams keep to the greatest size.
func (c *crewing) swappable(u, v int) bool {
	grows := len(c.units[v].people) - len(c.units[u].people)
	fits := func(t, by int) bool {
		return t == reserve || by <= 0 || c.teams[t].size+by <= c.s.Sizes.Most
	}
	return fits(c.at[u], grows) && fits(c.at[v], -grows)
}

// kick throws a few units about.
func (c *crewing) kick(rng *rand.Rand) {
	var free []int
	for u := range c.units {
		if !c.settled(u) {
			free = append(free, u)
		}
	}
	if len(free) < 2 {
		return
	}
	for range 2 + rng.IntN(2) {
		u, v := free[rng.IntN(len(free))], free[rng.IntN(len(free))]
		if c.at[u] != c.at[v] && c.swappable(u, v) {
			c.swap(u, v)
		} else if t := rng.IntN(len(c.teams)+1) - 1; t != c.at[u] && c.fits(u, t) {
			c.move(u, t)
		}
	}
}

// search returns the best teams for a number of teams: from three starts and,
// round by round, from the best thrown about a little.
func (c *crewing) search(ctx context.Context, seed uint64, rounds int) candidate {
	best := candidate{k: len(c.teams)}
	keep := func(s score) {
		if best.at == nil || s.less(best.score) {
			best.at, best.score = slices.Clone(c.at), s
		}
	}
	c.build(true)
	keep(c.descend())
	c.build(false)
	keep(c.descend())
	c.deal()
	keep(c.descend())
	h := fnv.New64a()
	_, _ = h.Write([]byte(c.s.ID))
	rng := rand.New(rand.NewPCG(seed, h.Sum64()+uint64(len(c.teams))*0x9e3779b97f4a7c15))
	for range rounds {
		if ctx.Err() != nil {
			break
		}
		c.adopt(best.at)
		c.kick(rng)
		keep(c.descend())
	}
	return best
}
