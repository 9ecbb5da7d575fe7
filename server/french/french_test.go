package french

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// spoken are the folders of which sentences reach a page or, of those that plan, a
// terminal. What is left away speaks to whoever runs the server.
var spoken = []string{"models", "checklist", "custody", "planner", "planner/crew", "planner/draft", "planner/robust", "sync",
	"store", "store/intake", "store/intake/sheet", "server", "server/authority", "server/preview", "server/staging"}

// said is true of what has a word of a sentence: not of a pointer, an id or a layout.
var said = regexp.MustCompile(`[A-Za-z]{2,} | [A-Za-z]{2,}`)

func listOf(t *testing.T, raw []byte) map[string]string {
	t.Helper()
	var list map[string]string
	if err := json.Unmarshal(raw, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestEverySentenceOfTheProgramHasFrench(t *testing.T) {
	all, ofEntries := sentencesOf(t), sentencesOfEntries(t)
	for english := range ofEntries {
		delete(all, english)
	}
	for name, x := range map[string]struct {
		said  map[string]string
		raw   []byte
		least int
	}{"sentences.json": {all, sentences, 500}, "entries.json": {ofEntries, entries, 80}, "check.json": {sentencesOfChecker(t), checks, 80}} {
		list := listOf(t, x.raw)
		for english, where := range x.said {
			if list[english] == "" {
				t.Errorf("%s: %s has no French for %q", where, name, english)
			}
		}
		for english := range list {
			if x.said[english] == "" {
				t.Errorf("%s: nobody says %q any more, or it belongs into the other list", name, english)
			}
		}
		if len(x.said) < x.least {
			t.Errorf("only %d sentences of %s were found: the search is wrong", len(x.said), name)
		}
	}
}

// What the verbs hold comes out in the French, and no other sentence takes it.
func TestASentenceKeepsWhatItHolds(t *testing.T) {
	list := listOf(t, sentences)
	maps.Copy(list, listOf(t, entries))
	for _, x := range []struct {
		list map[string]string
		say  func(string) string
	}{{list, Of}, {listOf(t, checks), Checked}} {
		for english, french := range x.list {
			given, want := filled(english, `"Z \"z\""`), filled(french, "«\u00a0Z \"z\"\u00a0»")
			if got := x.say(given); got != want {
				t.Errorf("%q became %q, not %q", given, got, want)
			}
			if a, b := held(english), held(french); !slices.Equal(a, b) {
				t.Errorf("%q holds %v, its French %v", english, a, b)
			}
		}
	}
}

// A cell may be called what another list has a word for, or as a list of them.
func TestTheCheckerLeavesNamesAsTheyAre(t *testing.T) {
	for given, want := range map[string]string{
		"cell store is neither searched nor unsearched":                              "la cellule store n’est ni fouillée ni non fouillée",
		"cell a, b is neither searched nor unsearched":                               "la cellule a, b n’est ni fouillée ni non fouillée",
		"cell C1 is listed 2 times: searched by site, searched by T2":                "la cellule C1 figure 2 fois\u00a0: fouillée par site, fouillée par T2",
		"cell C1 is listed 2 times: searched by T1, unsearched":                      "la cellule C1 figure 2 fois\u00a0: fouillée par T1, non fouillée",
		"site S: the L2 bound does not follow: the witness names no cell":            "site S\u00a0: la borne L2 ne s’ensuit pas\u00a0: la justification ne nomme aucune cellule",
		"cell C1 is searched during [-3, 22), outside the shift of team T 2: [0, 9)": "la cellule C1 est fouillée durant [-3, 22[, hors du service de l’équipe T 2\u00a0: [0, 9[",
		"cell C1: is left out for shift, which does not hold":                        "cellule C1\u00a0: laissée de côté pour shift, ce qui ne tient pas",
		"site S: the area bound is 12, its witness yields [9 10]":                    "site S\u00a0: la borne area est 12, sa justification donne [9 10]",
	} {
		if got := Checked(given); got != want {
			t.Errorf("%q became %q", given, got)
		}
	}
}

// filled is a text with a sample for each verb; what is quoted stands in the quotes of its language.
func filled(text, quoted string) string {
	next := 0
	return strings.ReplaceAll(verb.ReplaceAllStringFunc(text, func(v string) string {
		m := verb.FindStringSubmatch(v)
		if next++; m[1] != "" {
			next, _ = strconv.Atoi(m[1])
		}
		switch m[2] {
		case "d", "g":
			return strconv.Itoa(700 + next)
		case "t":
			return "true"
		case "x":
			return fmt.Sprintf("ab%d", next)
		case "q":
			return strings.Replace(quoted, "Z", fmt.Sprintf("Z%d", next), 1)
		}
		return fmt.Sprintf("Z%dz", next)
	}), "%%", "%")
}

// held are the verbs of a text by what they refer to.
func held(text string) []string {
	var out []string
	next := 0
	for _, m := range verb.FindAllStringSubmatch(text, -1) {
		if next++; m[1] != "" {
			next, _ = strconv.Atoi(m[1])
		}
		if of := fmt.Sprint(next, m[2]); !slices.Contains(out, of) {
			out = append(out, of)
		}
	}
	slices.Sort(out)
	return out
}

func TestFrenchIsPrintedAsFrenchIs(t *testing.T) {
	for _, raw := range [][]byte{sentences, entries, checks, words} {
		for english, french := range listOf(t, raw) {
			plain := verb.ReplaceAllString(french, "")
			for i, r := range plain {
				if strings.ContainsRune(":;!?»", r) && i > 0 && plain[i-1] == ' ' || strings.HasPrefix(plain[i:], "« ") || r == '\'' {
					t.Errorf("%q: %q", english, french)
					break
				}
			}
		}
	}
}

func TestWhatIsNotKnownStaysAsItIs(t *testing.T) {
	if got, want := Of(`"Z" is not one of cell, room, yard`), "«\u00a0Z\u00a0» ne figure pas parmi cell, room, yard"; got != want { // codes, to be typed as they are
		t.Errorf("%q", got)
	}
	if got := Of("Nobody ever said this: 12."); got != "Nobody ever said this: 12." {
		t.Error(got)
	}
}

// sentencesOf are the sentences that the code formats, each with a place where it does:
// what is handed to a parameter named as in formats, members named Message, and what
// functions return whose name ends in sentence.
func sentencesOf(t *testing.T) map[string]string {
	t.Helper()
	set, out := token.NewFileSet(), map[string]string{}
	var all []*ast.File
	for _, folder := range spoken {
		all = append(all, filesOf(t, set, folder)...)
	}
	takes := formatters(all, "format", "message")
	for _, f := range all {
		saidIn(f, takes, noting(set, out))
	}
	return out
}

// filesOf reads what is built of a folder.
func filesOf(t *testing.T, set *token.FileSet, folder string) (files []*ast.File) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("../..", folder, "*.go"))
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, fault := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		files, err = append(files, f), errors.Join(err, fault)
	}
	if err != nil || len(files) == 0 {
		t.Fatal(folder, err)
	}
	return files
}

// noting puts what has words into out, with its place.
func noting(set *token.FileSet, out map[string]string) func(ast.Expr) {
	return func(e ast.Expr) {
		if text, ok := literal(e); ok && said.MatchString(verb.ReplaceAllString(text, "%")) {
			out[text] = set.Position(e.Pos()).String()
		}
	}
}

// saidIn notes what a file or function says by functions that take a sentence.
func saidIn(in ast.Node, takes map[string][]int, note func(ast.Expr)) {
	ast.Inspect(in, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.CallExpr:
			for _, k := range takes[called(x)] {
				if k < len(x.Args) {
					note(x.Args[k])
				}
			}
		case *ast.KeyValueExpr:
			if id, ok := x.Key.(*ast.Ident); ok && id.Name == "Message" {
				note(x.Value)
			}
		case *ast.FuncDecl:
			if strings.HasSuffix(strings.ToLower(x.Name.Name), "sentence") {
				returns(x, note)
			}
		}
		return true
	})
}

// returns notes what a function returns.
func returns(fn *ast.FuncDecl, note func(ast.Expr)) {
	ast.Inspect(fn, func(n ast.Node) bool {
		if r, ok := n.(*ast.ReturnStmt); ok {
			for _, e := range r.Results {
				note(e)
			}
		}
		return true
	})
}

// formatters are the functions with a parameter of one of these names, and which it is.
func formatters(files []*ast.File, named ...string) map[string][]int {
	out := map[string][]int{}
	take := func(name string, of *ast.FuncType) {
		k := 0
		for _, p := range of.Params.List {
			for _, n := range p.Names {
				if slices.Contains(named, n.Name) {
					out[name] = append(out[name], k)
				}
				k++
			}
		}
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch x := n.(type) {
			case *ast.FuncDecl:
				take(x.Name.Name, x.Type)
			case *ast.AssignStmt:
				if fn, ok := x.Rhs[0].(*ast.FuncLit); ok && len(x.Lhs) == 1 {
					if id, ok := x.Lhs[0].(*ast.Ident); ok {
						take(id.Name, fn.Type)
					}
				}
			}
			return true
		})
	}
	return out
}

// called is the name of the function of a call, "" of one of fmt.
func called(x *ast.CallExpr) string {
	switch fn := x.Fun.(type) {
	case *ast.Ident:
		return fn.Name
	case *ast.SelectorExpr:
		if id, ok := fn.X.(*ast.Ident); ok && id.Name == "fmt" {
			return ""
		}
		return fn.Sel.Name
	}
	return ""
}

// literal is the text of an expression that has some: what else is added to it, or
// formatted into it, is a verb.
func literal(e ast.Expr) (string, bool) {
	switch x := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(x.Value)
		return text, err == nil && x.Kind == token.STRING
	case *ast.BinaryExpr:
		a, first := literal(x.X)
		b, second := literal(x.Y)
		if !first {
			a = "%s"
		}
		if !second {
			b = "%s"
		}
		return a + b, (first || second) && x.Op == token.ADD
	case *ast.CallExpr:
		if f, ok := x.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Sprintf" {
			return literal(x.Args[0])
		}
	}
	return "", false
}
