// Package check is the independent judge of plans. It shares no code with
// package planner: it reads the two documents by itself, holds every hard
// constraint to the letter, sums up again what the plan sums up, and recomputes
// every bound from its witness, so that "proven" is more than the planner's word.
//
// Run gives a violation for each breach, named by one of these rules:
//
//	instance      the plan's hash is the SHA-256 of the instance in RFC 8785 form
//	H1            every cell is listed once: searched by a team of its own site, or unsearched
//	H2            a team is in one cell at a time and has the walk of the nearest common place
//	              between two; wings are scoped by building, landings by building and wing
//	H3            at no minute a site uses more equipment of a kind than it has
//	H4            a search starts at H or later, within the windows of cell and site and the shift
//	H5            a site's slip is its earliest start, 0 where nothing is searched; a slip and a site
//	              without any search are accounted for under infeasible, by its id in
//	              params.site or by its cells or teams; and no search could simply start at 0
//	H6            groupSlip is the slip of all groups; a group's is accounted for under
//	              infeasible, by its id in params.group or by its cells
//	H7            a team has every skill and the officers of the sex that are needed
//	H8            no officer searches at home, by policy, unless waived for that cell
//	H9            at most maxTeamsPerLanding searches at once on a landing
//	H10           pins and forbids hold
//	end           end = start + duration
//	unsearched    the rule named is known and holds for the cell, and the cell cannot be added
//	              to the plan with nothing else moved
//	minimal       at a site of at most twelve cells that no group joins to another, no other
//	              plan leaves out less priority, or slips less and leaves out no more;
//	              asked where all rules above hold
//	site          every site is listed once, with its greatest end as makespan
//	totals        makespan, sumMakespan, exposure, siteSlip and unsearchedPriority are the sums
//	              that they say; the makespan keeps within its slack
//	bound         a lower bound does not exceed the value, and its witness yields it; the
//	              totals' bounds are the greatest and the sum of the sites'
//	proven        a site is proven where bound and makespan are equal, and only there
//	unverifiable  a bound that may be right and could not be recomputed: of an unknown kind, refuted
//	              at more than eighteen cells or beyond the search's steps, or an exposureBound
//	              above what is shown here
//
// # Witnesses
//
// A bound holds over all plans of minimal unsearched priority and slip, so it may
// count a cell only if all of these search it. What is known of them is said in
// must.go; in short: where nothing is left out but cells that nobody can ever
// search, all other cells count, save those of priority 0.
//
//	longestCell  {cell}                   its duration
//	release      {cell}                   the first minute at which it can start, and its duration
//	area         {teams, minutes?, cells?}
//	                                      ⌈minutes / teams⌉, of teams that come when their shifts
//	                                      begin; on one landing, teams may be what it takes at once
//	walkForest   {teams, minutes?, walk?, cells?}
//	                                      the same with the walk of the lightest forest of
//	                                      cells − teams legs
//	pigeonhole   {teams, cells?}          of k·teams + 1 cells, the k + 1 shortest and k legs
//	L2           {teams, cells?}          packing with one minute less is impossible by Martello
//	                                      and Toth's bound, walks added to the searches
//	L2           {cells, weights}         the cells weigh more in sum than all teams can search with
//	                                      one minute less, each in one round (weighed.go)
//	eligibility  {teams: [ids], cells}    any of the above for cells that only these teams can search
//	equipment    {kind, cells?}           ⌈minutes of use / units⌉, with the least that lies before the
//	                                      first use of each unit and after its last
//	refuted      –                        searched again, at eighteen cells at most
//
// teams is a number or a list of ids, and never fewer than can search any of the
// cells. cells that are not given are all that must be searched.
package check
