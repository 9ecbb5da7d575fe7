// Package robust asks how a plan holds when searches take as long as they do.
//
// Simulate draws the duration of every search in each of many scenarios, carries
// the plan out as it stands, and says what comes of it: the P50 and P90 of each
// site's end and of the operation's, how likely a group of linked cells slips,
// which windows and shifts are overrun, which teams and kit it hangs on. Compare
// holds two plans against each other in the same scenarios. Buffers proposes
// later starts that would be kept, and says what they cost.
//
// # What is drawn
//
// A cell with a spread takes a log-normal time with its p50 and p90 (Trietsch,
// Mazmanyan, Gevorgyan and Baker, EJOR 216, 2012, found that activity times
// follow it), as 2,048 equiprobable atoms, rounded to whole minutes, one at
// least. A cell without a spread takes what it is planned for. The draw depends
// on seed, scenario and the cell's id alone, so that two plans meet the same
// fate (common random numbers). All of it is integer arithmetic.
//
// # How the plan is carried out
//
// Teams keep their rounds. A search starts at its planned minute at the
// earliest, when the team is there, when a place on the landing is free and the
// kit that it needs from its first minute has been handed on. Kit that is needed
// later is fetched then; where it is not free yet, the search waits for it and
// ends later. Each unit of kit, and each place on a landing, goes to its searches
// in the order of the plan (chaining; Policella, Cesta, Oddi and Smith, AI
// Communications 20, 2007): nobody takes it out of turn. Members of a group wait
// for each other, so that they start within the tolerance; those of a first wave
// do not wait. A need that is planned up to the end of its search is held to the
// end, however late that is.
//
// With that, each start is the greatest of sums of planned starts, walks and
// durations: longer durations never make anything earlier, and no later planned
// start does either.
package robust
