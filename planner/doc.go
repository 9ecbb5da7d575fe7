// Package planner says which team searches which cell from which minute, so
// that all sites start at H, linked cells are hit together and everything is
// over soon, and it says how far from the best possible that can be at most.
//
// ParseInstance reads what there is to do, Solve makes a Plan of it, Replan
// mends a Plan while the operation runs. Times are whole minutes relative to
// H; intervals are half-open. The same instance, seed and rounds give the same
// bytes on any number of cores: there is no clock in here and no floating
// point in any decision.
//
// Solve is a pipeline of three steps: construct (group slots, then each site by
// dispatch), improve (further rounds, each kept only when it is better in the
// order of the objectives), prove (bounds that name themselves).
package planner
