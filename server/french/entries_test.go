package french

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// sentencesOfEntries are those that may stand in a receipt's detail or in the reason
// that a push is told: all that sync says, what its callers hand over to be said,
// what the nouns say that an entry creates, and what the reader of schemas says.
func sentencesOfEntries(t *testing.T) map[string]string {
	t.Helper()
	set, out := token.NewFileSet(), map[string]string{}
	note := noting(set, out)
	wire := filesOf(t, set, "sync")
	nouns := filesOf(t, set, "models")
	asked := formatters(nouns, "format", "message")
	takes := formatters(wire, "format", "message", "detail", "what", "why", "expected")
	maps.Copy(takes, asked)
	for _, f := range wire {
		saidIn(f, takes, note)
		details(f, note)
	}
	handed := map[string][]int{"Mark": takes["Mark"]}
	if len(takes["Mark"]) == 0 {
		t.Error("the projector marks no entries any more")
	}
	for _, folder := range []string{"server", "store"} {
		for _, f := range filesOf(t, set, folder) {
			saidIn(justCalls{f}.of(handed), handed, note)
			details(f, note)
		}
	}
	for _, fn := range ofNouns(t, set, nouns, wire) {
		saidIn(fn, asked, note)
	}
	library(t, set, note)
	return out
}

// justCalls is a file of which only the calls count.
type justCalls struct{ file *ast.File }

func (j justCalls) of(names map[string][]int) ast.Node {
	var calls []ast.Stmt
	ast.Inspect(j.file, func(n ast.Node) bool {
		if x, ok := n.(*ast.CallExpr); ok && len(names[called(x)]) > 0 {
			calls = append(calls, &ast.ExprStmt{X: x})
		}
		return true
	})
	return &ast.BlockStmt{List: calls}
}

// details notes what is said without a function that takes it: results named detail,
// and what is assigned to a Detail or Unreadable.
func details(f *ast.File, note func(ast.Expr)) {
	ast.Inspect(f, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.FuncDecl:
			at := -1
			if x.Type.Results != nil {
				for i, r := range x.Type.Results.List {
					if len(r.Names) == 1 && r.Names[0].Name == "detail" {
						at = i
					}
				}
			}
			if at >= 0 {
				ast.Inspect(x, func(n ast.Node) bool {
					if r, ok := n.(*ast.ReturnStmt); ok && at < len(r.Results) {
						note(r.Results[at])
					}
					return true
				})
			}
		case *ast.AssignStmt:
			for i, to := range x.Lhs {
				s, ok := to.(*ast.SelectorExpr)
				if ok && i < len(x.Rhs) && (s.Sel.Name == "Unreadable" || s.Sel.Name == "Detail") && f.Name.Name != "server" {
					note(x.Rhs[i])
				}
			}
		}
		return true
	})
}

// ofNouns are the functions of models that Check reaches of what noun.go reads out of
// bodies.
func ofNouns(t *testing.T, set *token.FileSet, files, wire []*ast.File) (reached []*ast.FuncDecl) {
	t.Helper()
	info := &types.Info{Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
	// Other packages are of no concern here, and what they would say is not found missing.
	_, _ = (&types.Config{Importer: nothing{}, Error: func(error) {}}).Check("models", set, files, info)
	made := map[types.Object]*ast.FuncDecl{}
	var queue []types.Object
	nouns := nounsOf(wire)
	for _, f := range files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				made[info.Defs[fn.Name]] = fn
				if fn.Name.Name == "Check" && fn.Recv != nil && slices.Contains(nouns, types.ExprString(fn.Recv.List[0].Type)) {
					queue = append(queue, info.Defs[fn.Name])
				}
			}
		}
	}
	if len(queue) < 5 {
		t.Errorf("only %d of %v are asked for their rules: the search is wrong", len(queue), nouns)
	}
	seen := map[types.Object]bool{}
	for ; len(queue) > 0; queue = queue[1:] {
		fn := made[queue[0]]
		if fn == nil || seen[queue[0]] {
			continue
		}
		seen[queue[0]] = true
		reached = append(reached, fn)
		ast.Inspect(fn, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && made[info.Uses[id]] != nil {
				queue = append(queue, info.Uses[id])
			}
			return true
		})
	}
	return reached
}

type nothing struct{}

func (nothing) Import(string) (*types.Package, error) { return nil, errors.New("left away") }

// nounsOf are the types of models that functions named …In give.
func nounsOf(wire []*ast.File) (names []string) {
	for _, f := range wire {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || !strings.HasSuffix(fn.Name.Name, "In") || fn.Type.Results == nil {
				continue
			}
			if name, ok := strings.CutPrefix(types.ExprString(fn.Type.Results.List[0].Type), "models."); ok {
				names = append(names, name)
			}
		}
	}
	return names
}

// library notes what the reader of schemas says of the keywords that schemas of entries use.
func library(t *testing.T, set *token.FileSet, note func(ast.Expr)) {
	t.Helper()
	used := keywords(t)
	at, err := build.Import("github.com/santhosh-tekuri/jsonschema/v6/kind", ".", build.FindOnly)
	if err != nil {
		t.Fatal(err)
	}
	f, err := parser.ParseFile(set, filepath.Join(at.Dir, "kind.go"), nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]string{} // type of a kind → its keyword
	methods := func(name string, do func(kind string, fn *ast.FuncDecl)) {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv != nil && fn.Name.Name == name {
				do(types.ExprString(fn.Recv.List[0].Type), fn)
			}
		}
	}
	methods("KeywordPath", func(kind string, fn *ast.FuncDecl) {
		ast.Inspect(fn, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && of[kind] == "" {
				of[kind], _ = literal(lit)
			}
			return true
		})
	})
	found := 0
	methods("LocalizedString", func(kind string, fn *ast.FuncDecl) {
		if !used[of[kind]] {
			return
		}
		found++
		saidIn(fn, map[string][]int{"Sprintf": {0}}, note)
	})
	if found < 12 {
		t.Errorf("the reader of schemas says something of %d keywords only: the search is wrong", found)
	}
}

// keywords are the names of all members of the schemas of entries; those that are no
// keywords are none of the library's either.
func keywords(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	paths, err := filepath.Glob("../../openapi/entries/*.json")
	if err != nil || len(paths) == 0 {
		t.Fatal(err)
	}
	var walk func(any)
	walk = func(v any) {
		switch x := v.(type) {
		case []any:
			for _, m := range x {
				walk(m)
			}
		case map[string]any:
			for name, m := range x {
				out[name] = true
				walk(m)
			}
		}
	}
	for _, path := range paths {
		raw, err := os.ReadFile(path) //nolint:gosec // our own schemas
		if err != nil {
			t.Fatal(err)
		}
		var v any
		if err := json.Unmarshal(raw, &v); err != nil {
			t.Fatal(err)
		}
		walk(v)
	}
	return out
}
