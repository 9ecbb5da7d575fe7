// Package learn decides whether a set of constraints over bounded integers can
// be met, and learns from every dead end why it was one.
//
// It is lazy clause generation (Ohrimenko, Stuckey, Codish 2009) with the
// literals that a schedule needs: a bound of a variable, "x is at least b".
// There is no Boolean for each value: a literal is the pair of variable and
// bound, true or false by the variable's present bounds, so that a domain of a
// million minutes costs as much as one of ten (as in the solvers of Feydy and
// Stuckey, and in CP-SAT's integer trail). A Boolean is an integer of 0 and 1.
//
// Clauses are watched by two of their literals. A dead end is analysed back to
// its first unique implication point; what is learned there is a clause like any
// other. Every inference can say what it followed from: a clause by its other
// literals, a distance by the one bound that is just enough, anything else by
// the facts that it handed in.
//
// Everything is integer and in a fixed order: the same calls give the same
// answer after the same number of conflicts, on any machine. A search ends by a
// budget of conflicts, never by a clock.
package learn
