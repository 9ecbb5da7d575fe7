package entries

import "encoding/json"

// Nullable is an optional member that may be null, which is not the same as
// absent: in an amendment null takes a member away.
type Nullable[T any] struct {
	Set   bool // the member is there
	Value *T   // nil when it is null
}

// IsZero says that the member is absent, and is not written.
func (n Nullable[T]) IsZero() bool { return !n.Set }

// MarshalJSON writes the value, or null.
func (n Nullable[T]) MarshalJSON() ([]byte, error) { return json.Marshal(n.Value) }

// UnmarshalJSON is called when the member is there, null or not.
func (n *Nullable[T]) UnmarshalJSON(text []byte) error {
	n.Set = true
	return json.Unmarshal(text, &n.Value)
}
