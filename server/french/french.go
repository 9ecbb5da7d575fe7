// Package french says in French what the program says in English. As with gettext
// the English is the key: sentences.json has each sentence, or part of one, as the
// code formats it, with the verbs of fmt; words.json has words that are handed over
// by a verb. A test reads the code and fails on what has no French.
//
// A sentence is found by its text, not by its format: so one that was stored, or
// that another one quotes, is translated as well.
package french

import (
	_ "embed"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed sentences.json
var sentences []byte

// entries is what may be said of an entry: pages read it too (web/src/words/told.ts).
//
//go:embed entries.json
var entries []byte

// checks is what `plan check` says.
//
//go:embed check.json
var checks []byte

//go:embed words.json
var words []byte

// verb is a verb of fmt, by number or in turn.
var verb = regexp.MustCompile(`%(?:\[(\d+)\])?(?:[.]\d+)?([sdqvwxgt])`)

// holes are what a verb may have become. What is quoted is somebody's own text.
var holes = map[string]string{"d": `([-+]?\d+)`, "q": `("(?:[^"\\]|\\.)*")`, "x": `([0-9a-f]+)`, "g": `([-+0-9.e]+)`, "t": `(true|false)`}

// known is a table, ready to be asked.
type known struct {
	whole    map[string]string
	patterns []pattern // those with verbs, what says most first
	lists    bool      // whether a verb may hold a list of sentences; elsewhere lists are of codes, which stay
}

type pattern struct {
	english *regexp.Regexp
	said    int // characters that are no verb
	french  string
	own     []bool // of each verb, whether it holds somebody's own text
}

var (
	table   = sync.OnceValue(func() *known { return read(sentences, entries, words) })
	checker = sync.OnceValue(func() *known { t := read(checks); t.lists = true; return t })
)

func read(lists ...[]byte) *known {
	t := &known{whole: map[string]string{}}
	for _, raw := range lists {
		var list map[string]string
		if json.Unmarshal(raw, &list) != nil {
			continue // a test reads both
		}
		for english, french := range list {
			if verb.MatchString(english) {
				t.patterns = append(t.patterns, newPattern(english, french))
			} else {
				t.whole[strings.ReplaceAll(english, "%%", "%")] = strings.ReplaceAll(french, "%%", "%")
			}
		}
	}
	slices.SortFunc(t.patterns, func(a, b pattern) int {
		if a.said != b.said {
			return b.said - a.said
		}
		return strings.Compare(a.english.String(), b.english.String())
	})
	return t
}

func newPattern(english, french string) pattern {
	p := pattern{french: french}
	var b strings.Builder
	b.WriteString(`(?s)^`)
	last := 0
	for _, at := range verb.FindAllStringSubmatchIndex(english, -1) {
		literal := strings.ReplaceAll(english[last:at[0]], "%%", "%")
		b.WriteString(regexp.QuoteMeta(literal))
		p.said += len(literal)
		kind := english[at[4]:at[5]]
		hole, own := holes[kind]
		if !own {
			hole = `(.*?)`
		}
		b.WriteString(hole)
		p.own, last = append(p.own, own), at[1]
	}
	literal := strings.ReplaceAll(english[last:], "%%", "%")
	b.WriteString(regexp.QuoteMeta(literal) + `$`)
	p.said += len(literal)
	p.english = regexp.MustCompile(b.String())
	return p
}

// Of is a sentence in French, or the sentence itself where there is none.
func Of(english string) string { return table().of(english) }

// Checked is a sentence of `plan check` in French, or the sentence itself where there
// is none. Its verbs hold names of cells, teams and sites as they are, unquoted: so
// nothing is looked up for them in any other list.
func Checked(english string) string { return checker().of(english) }

func (t *known) of(english string) string {
	if french, ok := t.whole[english]; ok {
		return french
	}
	for i := range t.patterns {
		if held := t.patterns[i].english.FindStringSubmatch(english); held != nil {
			return t.patterns[i].say(held[1:], t)
		}
	}
	return english
}

// each is what a verb holds, or each member of the list of sentences that it holds.
func (t *known) each(held string) string {
	if !t.lists {
		return t.of(held)
	}
	parts := strings.Split(held, ", ")
	for i, p := range parts {
		if parts[i] = t.of(p); len(parts) > 1 && parts[i] == p {
			return t.of(held) // no list of what is known
		}
	}
	return strings.Join(parts, ", ")
}

// quoted is somebody's own text in the quotes of French; what is no text stays.
func quoted(held string) string {
	if len(held) < 2 || held[0] != '"' {
		return held
	}
	return "«\u00a0" + strings.ReplaceAll(held[1:len(held)-1], `\"`, `"`) + "\u00a0»"
}

// say puts what the verbs held into the French.
func (p *pattern) say(held []string, t *known) string {
	next := 0
	french := verb.ReplaceAllStringFunc(p.french, func(v string) string {
		k := next
		if number := verb.FindStringSubmatch(v)[1]; number != "" {
			n, _ := strconv.Atoi(number)
			k = n - 1
		}
		next = k + 1
		if k < 0 || k >= len(held) {
			return v
		}
		if p.own[k] {
			return quoted(held[k])
		}
		return t.each(held[k])
	})
	return strings.ReplaceAll(french, "%%", "%")
}
