package server

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/models/jsontext"
)

// faultOf makes of what the validator found one Fault with every place. It
// carries no cause: the validator's own text quotes what was sent, and causes
// are logged.
func faultOf(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return models.NewFault(models.TooLarge, "The request is larger than this address takes.")
	}
	if strings.Contains(err.Error(), "header Content-Type has unexpected value") {
		return models.NewFault(models.Unsupported, "Send the body as application/json.")
	}
	if lacksVersion(err) {
		return models.NewFault(models.NeedsVersion, "Say which version the change is based on.").
			With(models.Field{Param: "If-Match", Code: "required", Message: "send the ETag of what you read"})
	}
	var fs models.Faults
	walk(&fs, err)
	if fs.Len() == 0 {
		fs.Add("", "format", "the request does not have the form that the document asks for")
	}
	return fs.Err("The request breaks a rule.")
}

// lacksVersion says whether the header that names the version is missing.
func lacksVersion(err error) bool {
	switch e := err.(type) { //nolint:errorlint // the tree is walked node by node
	case openapi3.MultiError:
		for _, x := range e {
			if lacksVersion(x) {
				return true
			}
		}
	case *openapi3filter.RequestError:
		return e.Parameter != nil && e.Parameter.Name == "If-Match" && errors.Is(e.Err, openapi3filter.ErrInvalidRequired)
	}
	return false
}

func walk(fs *models.Faults, err error) {
	switch e := err.(type) { //nolint:errorlint // as above
	case openapi3.MultiError:
		for _, x := range e {
			walk(fs, x)
		}
	case *openapi3filter.RequestError:
		switch {
		case e.Parameter != nil:
			fs.AddField(models.Field{Param: e.Parameter.Name, Code: codeOf(e.Err), Message: sentence(e.Err)})
		case errors.Is(e.Err, openapi3filter.ErrInvalidRequired):
			fs.Add("", "required", "the body is missing")
		case e.Err != nil:
			walk(fs, e.Err)
		}
	case *openapi3.SchemaError:
		fs.Add(pointer(placeOf(e)), codeOf(e), "%s", sentence(e))
	case *openapi3filter.ParseError:
		fs.Add("", "format", "this is not JSON that can be read")
	}
}

// placeOf is where the fault lies. Of a member that is not known the validator
// names the object around it, and the member in its reason only.
func placeOf(e *openapi3.SchemaError) []string {
	path := e.JSONPointer()
	var member string
	if n, _ := fmt.Sscanf(e.Reason, "property %q is unsupported", &member); n == 1 && e.SchemaField == "properties" {
		path = append(path, member)
	}
	return path
}

// pointer writes a JSON pointer (RFC 6901).
func pointer(path []string) string {
	var b strings.Builder
	for _, key := range path {
		b.WriteString("/" + jsontext.Escape(key))
	}
	return b.String()
}

// codeOf says to a machine which kind of rule was broken.
func codeOf(err error) string {
	se, ok := errors.AsType[*openapi3.SchemaError](err)
	switch {
	case errors.Is(err, openapi3filter.ErrInvalidRequired):
		return "required"
	case !ok:
		return "format"
	}
	switch se.SchemaField {
	case "required":
		return "required"
	case "enum", "properties", "additionalProperties":
		return "unknown"
	case "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems":
		return "range"
	}
	return "format"
}

// sentence says to people what is wrong, and repeats nothing of what was sent.
func sentence(err error) string {
	se, ok := errors.AsType[*openapi3.SchemaError](err)
	if !ok || se.Schema == nil {
		if codeOf(err) == "required" {
			return "is missing"
		}
		return "cannot be read"
	}
	switch s := se.Schema; se.SchemaField {
	case "required":
		return "is missing"
	case "properties", "additionalProperties":
		return "is not known here"
	case "enum":
		return "must be one of " + strings.Trim(fmt.Sprint(s.Enum), "[]")
	case "maxLength":
		return fmt.Sprintf("is longer than %d characters", *s.MaxLength)
	case "minLength":
		return fmt.Sprintf("is shorter than %d characters", s.MinLength)
	case "maxItems":
		return fmt.Sprintf("has more than %d elements", *s.MaxItems)
	case "minItems":
		return fmt.Sprintf("has fewer than %d elements", s.MinItems)
	case "minimum":
		return fmt.Sprintf("must be at least %g", *s.Min)
	case "maximum":
		return fmt.Sprintf("must be at most %g", *s.Max)
	case "nullable":
		return "must not be null"
	case "type":
		return "must be of type " + strings.Join(s.Type.Slice(), " or ")
	}
	return "does not have the form that it must have"
}
