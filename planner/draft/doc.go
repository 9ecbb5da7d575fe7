// Package draft makes the planner's instance of the drafts of an operation. It
// stands between the nouns that people edit and the document that the planner
// reads, so that the two need not know each other: models has no word of
// instances, and planner none of authorisations or establishments.
//
// Authorisations are applied here. A cell that no authorisation allows to be
// searched is not in the instance; for the others, the validity and the hours
// of the authorisation are part of the cell's window.
package draft
