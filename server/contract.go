package server

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/gin-gonic/gin"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/models/jsontext"
	"github.com/cellsweep/cellsweep/openapi"
)

// contract is the OpenAPI document as the gate needs it: by gin's route.
type contract struct {
	document *openapi3.T
	routes   map[string]*promise // "GET /v1/operations/:operation"
}

// promise is one operation of the document.
type promise struct {
	route     *routers.Route
	act       models.Act
	scope     string // none, operation, site
	plain     bool   // validated by its own handler
	readsPlan bool
}

// shippedContract is read once, however many servers a process has: it is compiled
// in, and nobody writes to it. Reading it takes 30 ms, which tests pay for each server.
var shippedContract = sync.OnceValues(loadContract)

func loadContract() (*contract, error) {
	doc, err := openapi.Document()
	if err != nil {
		return nil, err
	}
	c := &contract{document: doc, routes: map[string]*promise{}}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			p := &promise{
				route: &routers.Route{Spec: doc, Path: path, PathItem: item, Method: method, Operation: op},
				act:   models.Act(text(op, "x-act")), scope: text(op, "x-scope"),
				plain: op.Extensions["x-plain"] == true, readsPlan: op.Extensions["x-reads-plan"] == true,
			}
			if _, known := models.Rights[p.act]; !known && p.act != models.ActPublic && p.act != models.ActSelf {
				return nil, fmt.Errorf("%s %s has the act %q, which nobody has a right to", method, path, p.act)
			}
			c.routes[method+" "+ginPath(path)] = p
		}
	}
	return c, nil
}

func text(op *openapi3.Operation, name string) string {
	s, _ := op.Extensions[name].(string)
	return s
}

// ginPath writes {id} as :id.
func ginPath(path string) string {
	return strings.NewReplacer("{", ":", "}", "").Replace(path)
}

// maxBody is how much a request may hold. Push and import have more, and say so.
const maxBody = 1 << 20

var largeBodies = map[string]int64{"runImport": 64 << 20, "putSiteDraft": 8 << 20, "putDraft": 32 << 20, "publishTemplate": 4 << 20, "addDraftDocument": models.MaxOrderDocument + 1}

// validate checks a request against the document, and leaves the checked body
// for the handler to bind, so that nothing unchecked can slip in beside it.
func (p *promise) validate(c *gin.Context) error {
	limit := int64(maxBody)
	if l, ok := largeBodies[p.route.Operation.OperationID]; ok {
		limit = l
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, limit)
	params := map[string]string{}
	for _, x := range c.Params {
		params[x.Key] = x.Value
	}
	lost, err := losses(c)
	if err != nil {
		return err
	}
	err = openapi3filter.ValidateRequest(c.Request.Context(), &openapi3filter.RequestValidationInput{
		Request: c.Request, PathParams: params, Route: p.route,
		Options: &openapi3filter.Options{MultiError: true, KeepValidatedValue: true, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc,
			ExcludeRequestBody: p.takesCSV(c.ContentType()) || p.takesBytes(c.ContentType())},
	})
	if err != nil {
		err = faultOf(err)
	} else {
		err = storable(c)
	}
	if other := lost.Take(err); other != nil {
		return other
	}
	return lost.Err("The request breaks a rule.")
}

// losses reads a body that is JSON, and notes what the validator, which reads it
// with encoding/json, would lose of it: of two values of one name it would take the
// last, and nobody would be told of the other. What is no JSON is the validator's to tell.
func losses(c *gin.Context) (fs models.Faults, err error) {
	if kind, _, _ := mime.ParseMediaType(c.GetHeader("Content-Type")); kind != "application/json" {
		return fs, nil
	}
	raw, err := io.ReadAll(c.Request.Body)
	if err != nil {
		return fs, faultOf(err)
	}
	c.Request.Body = io.NopCloser(bytes.NewReader(raw))
	twice, err := jsontext.Twice(raw)
	for _, at := range twice {
		fs.Add(at, "duplicate", "is there twice, and one of the two values would be lost: keep one")
	}
	switch {
	case errors.Is(err, jsontext.ErrMore):
		fs.Add("", "format", "something follows the end of the JSON and would be lost: send one document")
	case errors.Is(err, jsontext.ErrUTF8):
		fs.Add("", "format", "this is not in UTF-8, and characters would be lost: send it in UTF-8")
	case errors.Is(err, jsontext.ErrDepth):
		fs.Add("", "format", "objects and lists lie more than %d deep in each other", jsontext.MaxDepth)
	}
	return fs, nil
}

// takesCSV says whether the body is CSV where the document offers that. Its own
// reader checks it, and tells faults by row and column: the validator would take commas for the only separator.
func (p *promise) takesCSV(contentType string) bool {
	body := p.route.Operation.RequestBody
	return contentType == "text/csv" && body != nil && body.Value != nil && body.Value.Content["text/csv"] != nil
}

// takesBytes says whether the body is bytes that no text is in, where the document
// offers that: the validator would read them as text.
func (p *promise) takesBytes(contentType string) bool {
	return contentType == "application/octet-stream" && p.route.Operation.OperationID == "addDraftDocument"
}

// storable refuses text that no database keeps: U+0000, which PostgreSQL does
// not take, and parameters that are not UTF-8.
func storable(c *gin.Context) error {
	var fs models.Faults
	param := func(name, text string) {
		if strings.ContainsRune(text, 0) || !utf8.ValidString(text) {
			fs.AddField(models.Field{Param: name, Code: "format", Message: "must be UTF-8 without U+0000"})
		}
	}
	for _, p := range c.Params {
		param(p.Key, p.Value)
	}
	for name, values := range c.Request.URL.Query() {
		for _, v := range values {
			param(name, v)
		}
	}
	if body, ok := c.Request.Body.(interface{ ValidatedValue() any }); ok {
		findNul(&fs, nil, body.ValidatedValue())
	}
	return fs.Err("The request breaks a rule.")
}

func findNul(fs *models.Faults, path []string, value any) {
	switch v := value.(type) {
	case string:
		if strings.ContainsRune(v, 0) {
			fs.Add(pointer(path), "format", "has the character U+0000 in it")
		}
	case []any:
		for i, x := range v {
			findNul(fs, append(path, strconv.Itoa(i)), x)
		}
	case map[string]any:
		for key, x := range v {
			findNul(fs, append(path, key), x)
			if strings.ContainsRune(key, 0) {
				fs.Add(pointer(path), "format", "has a member with the character U+0000 in its name")
			}
		}
	}
}
