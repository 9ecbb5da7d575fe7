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
		c.insert(u)
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

// kick throws a few units about, or empties some teams and fills them again: a
// pair that is to be together leaves a team of two by no single move or swap.
func (c *crewing) kick(rng *rand.Rand) {
	var free []int
	for u := range c.units {
		if !c.settled(u) {
			free = append(free, u)
		}
	}
	if len(free) < 2 || len(c.teams) == 0 {
		return // fewer officers than a team needs: there is nothing to throw about
	}
	if rng.IntN(2) == 0 {
		c.refill(free, rng)
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

// refill empties one to three teams and the reserve, and puts the units back in
// any order, each where the score is least.
func (c *crewing) refill(free []int, rng *rand.Rand) {
	for range 1 + rng.IntN(3) {
		t := rng.IntN(len(c.teams))
		for _, u := range free {
			if c.at[u] == t {
				c.move(u, reserve)
			}
		}
	}
	out := slices.DeleteFunc(slices.Clone(free), func(u int) bool { return c.at[u] != reserve })
	rng.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	for _, u := range out {
		c.insert(u)
	}
}

// insert puts a unit that is in reserve where the score is least; that may be
// the reserve, for somebody whose home would keep a team from its cells.
func (c *crewing) insert(u int) {
	best, least := reserve, c.score()
	for t := range c.teams {
		if !c.fits(u, t) {
			continue
		}
		c.move(u, t)
		if s := c.score(); s.less(least) {
			best, least = t, s
		}
		c.move(u, reserve)
	}
	c.move(u, best)
}

// budget is how many rounds a search has: four times as many where a small site
// still leaves cells without a team, or the first wave.
func (c *crewing) budget(rounds int, s score) int {
	if len(c.people) <= smallSite && s[1]+s[2] > 0 {
		return 4 * rounds
	}
	return rounds
}

// smallSite is how many officers make a round cheap.
const smallSite = 12

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
	for round := 0; round < c.budget(rounds, best.score) && ctx.Err() == nil; round++ {
		c.adopt(best.at)
		c.kick(rng)
		keep(c.descend())
	}
	return best
}
