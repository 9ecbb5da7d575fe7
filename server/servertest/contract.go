package servertest

import (
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"github.com/cellsweep/cellsweep/openapi"
)

// contract is the OpenAPI document, closed: an answer with a member that the
// document does not name is refused too.
type contract struct {
	doc     *openapi3.T
	problem *openapi3.Schema
}

// theContract is read once: reading the document costs more than most tests do,
// and nobody writes to it afterwards.
var theContract = sync.OnceValues(func() (*contract, error) {
	doc, err := openapi.Document()
	if err != nil {
		return nil, err
	}
	seen := map[*openapi3.Schema]bool{}
	for _, s := range doc.Components.Schemas {
		closeSchema(seen, s)
	}
	for _, r := range doc.Components.Responses {
		closeContent(seen, r.Value.Content)
	}
	for _, item := range doc.Paths.Map() {
		for _, op := range item.Operations() {
			for _, r := range op.Responses.Map() {
				closeContent(seen, r.Value.Content)
			}
		}
	}
	return &contract{doc: doc, problem: doc.Components.Schemas["Problem"].Value}, nil
})

func closeContent(seen map[*openapi3.Schema]bool, content openapi3.Content) {
	for _, media := range content {
		closeSchema(seen, media.Schema)
	}
}

// closeSchema forbids what a schema neither names nor allows.
func closeSchema(seen map[*openapi3.Schema]bool, ref *openapi3.SchemaRef) {
	if ref == nil || ref.Value == nil || seen[ref.Value] {
		return
	}
	s := ref.Value
	seen[s] = true
	if len(s.Properties) > 0 && s.AdditionalProperties.Has == nil && s.AdditionalProperties.Schema == nil {
		no := false
		s.AdditionalProperties.Has = &no
	}
	closeSchema(seen, s.Items)
	closeSchema(seen, s.AdditionalProperties.Schema)
	for _, p := range s.Properties {
		closeSchema(seen, p)
	}
}

// check returns what the document does not describe about an answer.
func (c *contract) check(req *http.Request, r Response) error {
	route, params := c.find(req)
	if route == nil {
		return c.outside(req, r)
	}
	in := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route},
		Status:                 r.Status, Header: r.Header,
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	}
	if r.Header.Get("Content-Type") == "text/event-stream" {
		in.Options.ExcludeResponseBody = true
	}
	in.SetBodyBytes(r.Body)
	if err := openapi3filter.ValidateResponse(req.Context(), in); err != nil {
		return err
	}
	if described := route.Operation.Responses.Status(r.Status); described != nil && len(described.Value.Content) == 0 && len(r.Body) > 0 {
		return fmt.Errorf("the document says that there is no content")
	}
	return nil
}

// outside judges an answer to what the document does not name: a page, or a problem.
func (c *contract) outside(req *http.Request, r Response) error {
	if r.Status < 400 && !strings.HasPrefix(req.URL.Path, "/v1/") {
		return nil
	}
	if r.Status < 400 || r.Header.Get("Content-Type") != "application/problem+json" {
		return fmt.Errorf("%s is not in the document", req.URL.Path)
	}
	if req.Method == http.MethodHead {
		return nil
	}
	var p map[string]any
	r.Into(&p)
	return c.problem.VisitJSON(p)
}

// find looks for the operation; a fixed part of a path wins over a parameter.
func (c *contract) find(req *http.Request) (*routers.Route, map[string]string) {
	asked := strings.Split(req.URL.EscapedPath(), "/")
	var best *routers.Route
	var bestParams map[string]string
	for pattern, item := range c.doc.Paths.Map() {
		op := item.GetOperation(req.Method)
		params, ok := match(strings.Split(pattern, "/"), asked)
		if op == nil || !ok || (best != nil && len(bestParams) <= len(params)) {
			continue
		}
		best, bestParams = &routers.Route{Spec: c.doc, Path: pattern, PathItem: item, Method: req.Method, Operation: op}, params
	}
	return best, bestParams
}

func match(pattern, asked []string) (map[string]string, bool) {
	if len(pattern) != len(asked) {
		return nil, false
	}
	params := map[string]string{}
	for i, p := range pattern {
		if strings.HasPrefix(p, "{") && asked[i] != "" {
			params[strings.Trim(p, "{}")] = asked[i]
		} else if p != asked[i] {
			return nil, false
		}
	}
	return params, true
}
