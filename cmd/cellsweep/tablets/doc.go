// Package tablets plays the officers' tablets of one operation against running
// servers: each with keys, a stream and a chain of its own, over HTTP, through a
// network that loses, doubles, reorders and cuts. At the end it proves from the
// API that the journal holds what was signed, all of it, once, and nothing else.
package tablets
