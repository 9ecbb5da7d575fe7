// Package bundle knows the sealed packages of docs/packages.md: how a site's
// plan is packed and padded, to whom it is sealed, the ten words that open it
// without a network, and the four words by which a brake is believed there.
//
// It keeps nothing and asks nobody: whoever calls it gives the documents, and
// keeps what comes out.
package bundle
