// Package crew proposes search teams from officers and kit.
//
// ParseRoster reads who can come, Propose makes teams of them for each site,
// Price says what a change by hand costs, Without mends the teams when somebody
// falls ill, and With writes the instance that package planner plans.
//
// Proposals are compared by, in this order: the priority of cells that no team
// may search; cells of the first wave that have no team of their own at H; teams
// without a lead though there are leads; how soon all would be over; teams that
// are barred from wings; balance. Teams are built from the scarcest skill on,
// improved by moves and swaps of officers priced by eligible team-minutes, and
// the best few are planned: the plan decides. All of it is integer arithmetic,
// from streams seeded by (seed, site), in rounds and not in time.
package crew
