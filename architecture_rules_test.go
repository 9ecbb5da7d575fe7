package cellsweep_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
)

const modulePath = "github.com/cellsweep/cellsweep"

const (
	maxFileLines     = 400
	maxFunctionLines = 80
	goodFunction     = 40   // lines
	goodShare        = 0.90 // of all functions are at most goodFunction lines long
)

// source is one Go file: where it is, and what it says.
type source struct {
	dir       string // folder in the module, "." for the root
	name      string // base name
	fset      *token.FileSet
	file      *ast.File
	lines     int
	generated bool
}

func parseSource(dir, name, text string) (source, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path.Join(dir, name), text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return source{}, err
	}
	lines := strings.Count(text, "\n")
	if text != "" && !strings.HasSuffix(text, "\n") {
		lines++
	}
	return source{dir: dir, name: name, fset: fset, file: file, lines: lines, generated: ast.IsGenerated(file)}, nil
}

// isTest says whether the file is compiled for tests only: by its name, or because it
// belongs to a package such as storetest.
func (s source) isTest() bool {
	return strings.HasSuffix(s.name, "_test.go") || strings.HasSuffix(path.Base(s.dir), "test")
}

func (s source) at(n ast.Node) string {
	p := s.fset.Position(n.Pos())
	return fmt.Sprintf("%s:%d", p.Filename, p.Line)
}

// row is one line of the import table in docs/architecture.md.
type row struct {
	pkg                         string
	ours, tests, modules, never []string
}

type importTable []row

// parseImportTable reads the table between the two markers. A cell is "all", "none" or
// names in backquotes.
func parseImportTable(document string) (importTable, error) {
	_, rest, found := strings.Cut(document, "<!-- imports:begin -->")
	body, _, closed := strings.Cut(rest, "<!-- imports:end -->")
	if !found || !closed {
		return nil, fmt.Errorf("the markers of the import table are missing")
	}
	var table importTable
	for _, line := range strings.Split(strings.TrimSpace(body), "\n")[2:] {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 5 {
			return nil, fmt.Errorf("a row needs five cells: %s", line)
		}
		lists := make([][]string, len(cells))
		for i, cell := range cells {
			list, err := parseCell(cell)
			if err != nil {
				return nil, fmt.Errorf("%w: %s", err, line)
			}
			lists[i] = list
		}
		if len(lists[0]) != 1 || table.has(lists[0][0]) {
			return nil, fmt.Errorf("a row names one package, once: %s", line)
		}
		table = append(table, row{lists[0][0], lists[1], lists[2], lists[3], lists[4]})
	}
	return table, nil
}

func parseCell(cell string) ([]string, error) {
	cell = strings.TrimSpace(cell)
	switch cell {
	case "none":
		return nil, nil
	case "all":
		return []string{"all"}, nil
	}
	var names []string
	for name := range strings.SplitSeq(cell, ",") {
		name = strings.TrimSpace(name)
		if len(name) < 3 || name[0] != '`' || name[len(name)-1] != '`' {
			return nil, fmt.Errorf("%q is neither all, none nor names in backquotes", cell)
		}
		names = append(names, name[1:len(name)-1])
	}
	return names, nil
}

func (t importTable) has(pkg string) bool {
	return slices.ContainsFunc(t, func(r row) bool { return r.pkg == pkg })
}

// rowOf finds the row of a package: its own, or that of the nearest folder above it.
func (t importTable) rowOf(pkg string) (row, bool) {
	for ; ; pkg = path.Dir(pkg) {
		if i := slices.IndexFunc(t, func(r row) bool { return r.pkg == pkg }); i >= 0 {
			return t[i], true
		}
		if !strings.Contains(pkg, "/") {
			return row{}, false
		}
	}
}

// under says whether an import path is one of the given ones or below one.
func under(p string, list []string) bool {
	return slices.ContainsFunc(list, func(q string) bool {
		return q == "all" || p == q || strings.HasPrefix(p, q+"/")
	})
}

// checkImports gives a sentence for every import that the table does not allow, and for
// every import of sync that is not called fieldsync.
func checkImports(t importTable, s source) []string {
	r, ok := t.rowOf(s.dir)
	if !ok {
		return []string{fmt.Sprintf("%s: package %s has no row in the import table", s.at(s.file), s.dir)}
	}
	var faults []string
	for _, spec := range s.file.Imports {
		p, _ := strconv.Unquote(spec.Path.Value)
		if why := t.refuses(r, s, p); why != "" {
			faults = append(faults, fmt.Sprintf("%s: %s may not import %s: %s", s.at(spec), s.dir, p, why))
		}
		if p == modulePath+"/sync" && (spec.Name == nil || spec.Name.Name != "fieldsync") {
			faults = append(faults, fmt.Sprintf("%s: import %s as fieldsync", s.at(spec), p))
		}
	}
	return faults
}

// refuses says why row r forbids the import of p in file s, or "" when it does not.
func (t importTable) refuses(r row, s source, p string) string {
	if p == modulePath || strings.HasPrefix(p, modulePath+"/") {
		return t.refusesOurs(r, s, strings.TrimPrefix(strings.TrimPrefix(p, modulePath), "/"))
	}
	if !s.isTest() && slices.ContainsFunc(r.never, func(n string) bool { return p == n || strings.HasPrefix(p, n+"/") && strings.Contains(n, ".") }) {
		return "the table refuses it by name"
	}
	first, _, _ := strings.Cut(p, "/")
	if standard := !strings.Contains(first, "."); standard || s.isTest() || under(p, r.modules) {
		return ""
	}
	return "it is not among the modules of its row"
}

func (t importTable) refusesOurs(r row, s source, target string) string {
	if strings.HasSuffix(target, "test") && !s.isTest() {
		return "it is for tests"
	}
	to, ok := t.rowOf(target)
	if !ok {
		return "it has no row in the import table"
	}
	allowed := append([]string{r.pkg}, r.ours...)
	if s.isTest() {
		allowed = append(allowed, r.tests...)
	}
	if slices.Contains(allowed, "all") || slices.Contains(allowed, to.pkg) {
		return ""
	}
	return "there is no such arrow in the import table"
}

// checkTags finds json tags in models.
func checkTags(s source) []string {
	if s.dir != "models" && !strings.HasPrefix(s.dir, "models/") || s.isTest() {
		return nil
	}
	var faults []string
	ast.Inspect(s.file, func(n ast.Node) bool {
		if f, ok := n.(*ast.Field); ok && f.Tag != nil && strings.Contains(f.Tag.Value, "json:") {
			faults = append(faults, fmt.Sprintf("%s: a json tag in models", s.at(f)))
		}
		return true
	})
	return faults
}

// checkClock finds questions for the time outside the programs and the tests.
func checkClock(s source) []string {
	top, _, _ := strings.Cut(s.dir, "/")
	if s.isTest() || top == "cmd" || top == "scripts" || top == "examples" {
		return nil
	}
	name := ""
	for _, spec := range s.file.Imports {
		if spec.Path.Value == `"time"` {
			name = "time"
			if spec.Name != nil {
				name = spec.Name.Name
			}
		}
	}
	var faults []string
	ast.Inspect(s.file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok || !slices.Contains([]string{"Now", "Since", "Until"}, sel.Sel.Name) {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok && name != "" && x.Name == name {
			faults = append(faults, fmt.Sprintf("%s: time.%s: take the clock as an argument", s.at(sel), sel.Sel.Name))
		}
		return true
	})
	return faults
}

// checkShape finds init functions, names without a subject, long files and long functions.
func checkShape(s source) []string {
	var faults []string
	if slices.Contains([]string{"utils", "util", "common", "helpers", "helper"}, path.Base(s.dir)) {
		faults = append(faults, fmt.Sprintf("%s: a package named %s has no subject", s.at(s.file), path.Base(s.dir)))
	}
	if s.lines > maxFileLines {
		faults = append(faults, fmt.Sprintf("%s: %d lines, more than %d", s.at(s.file), s.lines, maxFileLines))
	}
	for _, f := range functions(s) {
		if f.Name.Name == "init" && f.Recv == nil {
			faults = append(faults, fmt.Sprintf("%s: an init function", s.at(f)))
		}
		if n := s.length(f); n > maxFunctionLines {
			faults = append(faults, fmt.Sprintf("%s: %s has %d lines, more than %d", s.at(f), f.Name.Name, n, maxFunctionLines))
		}
	}
	return faults
}

func functions(s source) []*ast.FuncDecl {
	var list []*ast.FuncDecl
	for _, d := range s.file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
			list = append(list, f)
		}
	}
	return list
}

// length counts the lines of a function from its signature to its closing brace.
func (s source) length(f *ast.FuncDecl) int {
	return s.fset.Position(f.End()).Line - s.fset.Position(f.Pos()).Line + 1
}

// shareOfGood gives the share of functions that have at most goodFunction lines, and how
// many functions there are.
func shareOfGood(all []source) (share float64, n int) {
	good := 0
	for _, s := range all {
		for _, f := range functions(s) {
			n++
			if s.length(f) <= goodFunction {
				good++
			}
		}
	}
	if n == 0 {
		return 1, 0
	}
	return float64(good) / float64(n), n
}
