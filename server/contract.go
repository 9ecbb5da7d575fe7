package server

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/gin-gonic/gin"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
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

func loadContract() (*contract, error) {
	doc, err := api.GetSpec()
	if err != nil {
		return nil, fmt.Errorf("openapi document: %w", err)
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

var largeBodies = map[string]int64{"runImport": 64 << 20, "putSiteDraft": 8 << 20, "putDraft": 32 << 20, "publishTemplate": 4 << 20}

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
	err := openapi3filter.ValidateRequest(c.Request.Context(), &openapi3filter.RequestValidationInput{
		Request: c.Request, PathParams: params, Route: p.route,
		Options: &openapi3filter.Options{MultiError: true, KeepValidatedValue: true, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc},
	})
	if err == nil {
		return nil
	}
	return faultOf(err)
}

// faultOf makes of what the validator found one Fault with every place.
func faultOf(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return models.NewFault(models.TooLarge, "The request is larger than this address takes.").Because(err)
	}
	if strings.Contains(err.Error(), "header Content-Type has unexpected value") {
		return models.NewFault(models.Unsupported, "Send the body as application/json.").Because(err)
	}
	var fs models.Faults
	walk(&fs, err)
	if fs.Len() == 0 {
		fs.Add("", "format", "the request does not have the form that the document asks for")
	}
	f, _ := errors.AsType[*models.Fault](fs.Err("The request breaks a rule."))
	return f.Because(err)
}

func walk(fs *models.Faults, err error) {
	switch e := err.(type) { //nolint:errorlint // the tree is walked node by node
	case openapi3.MultiError:
		for _, x := range e {
			walk(fs, x)
		}
	case *openapi3filter.RequestError:
		if e.Parameter != nil {
			fs.AddField(models.Field{Param: e.Parameter.Name, Code: "format", Message: reason(e.Err, e.Reason)})
			return
		}
		if e.Err != nil {
			walk(fs, e.Err)
			return
		}
		fs.Add("", "format", "%s", e.Reason)
	case *openapi3.SchemaError:
		fs.Add("/"+strings.Join(e.JSONPointer(), "/"), "format", "%s", e.Reason)
	case *openapi3filter.ParseError:
		fs.Add("", "format", "this is not JSON that can be read")
	}
}

func reason(err error, otherwise string) string {
	if se, ok := errors.AsType[*openapi3.SchemaError](err); ok {
		return se.Reason
	}
	if otherwise != "" {
		return otherwise
	}
	return "cannot be read"
}
