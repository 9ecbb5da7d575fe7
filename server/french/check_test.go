package french

import (
	"go/ast"
	"go/token"
	"testing"
)

// sentencesOfChecker are all texts with words in the checker of plans: formats, what is
// put together by adding, and what is handed over to be put into another sentence.
func sentencesOfChecker(t *testing.T) map[string]string {
	t.Helper()
	set, out := token.NewFileSet(), map[string]string{}
	note := noting(set, out)
	for _, f := range filesOf(t, set, "planner/check") {
		ast.Inspect(f, func(n ast.Node) bool {
			switch x := n.(type) {
			case *ast.ImportSpec:
				return false
			case *ast.CallExpr:
				if called(x) != "append" {
					break
				}
				for _, e := range x.Args[1:] { // a word of a list that is told
					if text, ok := literal(e); ok {
						out[text] = set.Position(e.Pos()).String()
					}
				}
			}
			if e, ok := n.(ast.Expr); ok {
				if _, ok := literal(e); ok {
					note(e)
					return false // of a sum, only the whole
				}
			}
			return true
		})
	}
	return out
}
