package models

import (
	"errors"
	"fmt"
	"strings"
)

// Code says to a machine what kind of fault a Fault is. The set is closed:
// server/problem.go has one status for each, and a test fails on one without.
type Code string

// The kinds of fault.
const (
	Invalid         Code = "invalid"         // the input breaks a rule; Fields says which
	Unauthenticated Code = "unauthenticated" // nobody is signed in
	Forbidden       Code = "forbidden"       // signed in, in scope, but not allowed this act
	NotFound        Code = "not_found"       // does not exist, or is outside the caller's scope
	Conflict        Code = "conflict"        // clashes with something that exists
	Stale           Code = "stale"           // changed by someone else since it was read
	WrongState      Code = "wrong_state"     // the thing's state does not allow the act
	NeedsVersion    Code = "needs_version"   // an edit without the version it was based on
	Reset           Code = "reset"           // a cursor that is no longer valid: read from the start
	TooOld          Code = "too_old"         // a client too old to understand the answer
	TooLarge        Code = "too_large"       // more than a stated limit
	Unsupported     Code = "unsupported"     // a media type or encoding that is not spoken here
	TooMany         Code = "too_many"        // too often; try again later
	Unavailable     Code = "unavailable"     // cannot be done now; try again later
	Full            Code = "full"            // no room for what was sent; try again when there is
	Internal        Code = "internal"        // ours to mend
)

// Codes lists every Code, for the tests that must cover them all.
var Codes = []Code{Invalid, Unauthenticated, Forbidden, NotFound, Conflict, Stale, WrongState,
	NeedsVersion, Reset, TooOld, TooLarge, Unsupported, TooMany, Unavailable, Full, Internal}

// Field is one thing that is wrong with an input, and where.
type Field struct {
	Pointer string // JSON pointer into the document, "" for the whole of it
	Param   string // name of the parameter of a request, "" when it is none
	File    string // name of the file, for imports
	Row     int    // 1-based line of the file's record, 0 when there is none
	Column  string // header of the column, "" when there is none
	Code    string // for machines: required, unknown, duplicate, format, range, …
	Message string // for people: what is wrong and how to mend it
}

// Fault is an error as everybody here speaks it: a code for machines, a
// sentence for people, the fields concerned, and a cause that only logs see.
type Fault struct {
	Code    Code
	Message string
	Fields  []Field
	cause   error
}

// NewFault makes a Fault with a sentence formatted as by fmt.Sprintf.
func NewFault(code Code, format string, args ...any) *Fault {
	return &Fault{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Because returns a copy of f that carries cause. The cause is for logs: it is
// never shown to a caller.
func (f *Fault) Because(cause error) *Fault {
	c := *f
	c.cause = cause
	return &c
}

// With returns a copy of f with more fields.
func (f *Fault) With(fields ...Field) *Fault {
	c := *f
	c.Fields = append(append([]Field(nil), f.Fields...), fields...)
	return &c
}

// Error gives code, sentence, fields and cause in one line.
func (f *Fault) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", f.Code, f.Message)
	for _, x := range f.Fields {
		fmt.Fprintf(&b, "; %s", x)
	}
	if f.cause != nil {
		fmt.Fprintf(&b, " (%v)", f.cause)
	}
	return b.String()
}

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.cause }

// Is makes errors.Is(err, &Fault{Code: NotFound}) true for any Fault of that code.
func (f *Fault) Is(target error) bool {
	t, ok := target.(*Fault)
	return ok && t.Code == f.Code && t.Message == "" && t.Fields == nil
}

// String says where and what, as an import prints it.
func (x Field) String() string {
	where := x.Pointer + x.Param
	if x.File != "" {
		where = x.File
		if x.Row > 0 {
			where += fmt.Sprintf(":%d", x.Row)
		}
		if x.Column != "" {
			where += " " + x.Column
		}
	}
	if where == "" {
		return x.Message
	}
	return where + ": " + x.Message
}

// CodeOf returns the code of the first Fault in err's chain, and Internal for
// any other error.
func CodeOf(err error) Code {
	if f, ok := errors.AsType[*Fault](err); ok {
		return f.Code
	}
	return Internal
}

// Faults gathers the fields that a validation finds, so that all are told at once.
type Faults struct{ fields []Field }

// Add notes a fault at a JSON pointer.
func (fs *Faults) Add(pointer, code, format string, args ...any) {
	fs.fields = append(fs.fields, Field{Pointer: pointer, Code: code, Message: fmt.Sprintf(format, args...)})
}

// AddField notes a fault as it is.
func (fs *Faults) AddField(f Field) { fs.fields = append(fs.fields, f) }

// Take notes the fields of an Invalid Fault. Any other error it gives back.
func (fs *Faults) Take(err error) error {
	f, ok := err.(*Fault) //nolint:errorlint // a Fault that wraps another is not a validation's own
	if !ok || f.Code != Invalid {
		return err
	}
	fs.fields = append(fs.fields, f.Fields...)
	return nil
}

// Len says how many faults were noted.
func (fs *Faults) Len() int { return len(fs.fields) }

// Err returns nil when nothing was noted, else one Invalid Fault with all of it.
func (fs *Faults) Err(format string, args ...any) error {
	if len(fs.fields) == 0 {
		return nil
	}
	return NewFault(Invalid, format, args...).With(fs.fields...)
}
