// Package openapi holds the contract: openapi.yaml, and package api that is
// generated from it. Change the document first, then run make generate.
package openapi
