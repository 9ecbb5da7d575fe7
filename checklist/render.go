package checklist

import (
	"fmt"
	"strings"

	"encoding/json"
)

// Render writes a template as text to be read by people, in one language, "en"
// or "fr": every section, item, choice and condition in its words.
func Render(t Template, lists Lists, language string) string {
	r := &render{labels: map[string]string{}, lists: lists, french: language == "fr"}
	for _, f := range t.Facts {
		r.labels["fact "+f.Code] = r.of(f.Labels)
	}
	for _, n := range newTree(t, func(string) bool { return true }).order {
		r.labels[n.path] = r.of(n.item.Labels)
	}
	r.line(0, "%s (%s, %d)", r.of(t.Labels), t.Code, t.Version)
	if len(t.Facts) > 0 {
		r.line(0, "")
		r.line(0, "%s", r.say("Told of the task:", "Ce qui est dit de la mission :"))
		for _, f := range t.Facts {
			r.line(1, "%s (%s)", r.of(f.Labels), f.Type)
		}
	}
	for i, s := range t.Sections {
		r.line(0, "")
		r.line(0, "%d. %s", i, r.of(s.Labels))
		for _, item := range s.Items {
			r.item(1, "", item)
		}
	}
	return r.text.String()
}

// render is a rendering under way.
type render struct {
	text   strings.Builder
	labels map[string]string // by path, and of facts by "fact " and code
	lists  Lists
	french bool
}

func (r *render) line(depth int, format string, args ...any) {
	r.text.WriteString(strings.TrimRight(strings.Repeat("   ", depth)+fmt.Sprintf(format, args...), " ") + "\n")
}

func (r *render) of(l Labels) string { return r.say(l.EN, l.FR) }

func (r *render) say(en, fr string) string {
	if r.french {
		return fr
	}
	return en
}

func (r *render) item(depth int, outer string, item Item) {
	r.line(depth, "%s [%s%s]%s", r.of(item.Labels), item.Type, r.marks(item), map[bool]string{true: " *"}[item.Required])
	detail := func(en, fr, text string) {
		if text != "" {
			r.line(depth+1, "%s %s", r.say(en, fr), text)
		}
	}
	if item.Hint != nil {
		detail("hint:", "aide :", r.of(*item.Hint))
	}
	detail("shown if", "affiché si", r.condition(item.RelevantIf))
	detail("required if", "obligatoire si", r.condition(item.RequiredIf))
	detail("suggested:", "proposé :", r.suggested(item))
	detail("calculated:", "calculé :", r.calculated(item))
	if item.Each != "" {
		detail("for each of", "pour chacun de", r.name(Operand{Item: item.Each}))
	}
	if item.Within != nil {
		detail("within", "dans", r.name(*item.Within))
	}
	for _, c := range item.Constraints {
		detail("holds:", "vérifie :", r.condition(&c.Holds)+" — "+r.of(c.Message))
	}
	detail("list", "liste", item.List)
	for _, o := range item.Options {
		r.line(depth+1, "○ %s%s%s", r.of(o.Labels), r.choice(o), r.ifShown(o.RelevantIf))
	}
	for _, row := range item.Rows {
		r.line(depth+1, "– %s%s", r.of(row.Labels), r.ifShown(row.RelevantIf))
	}
	path := outer + item.Code + "."
	if len(item.Columns) > 0 {
		r.line(depth+1, "%s", r.say("in each row:", "pour chaque ligne :"))
	}
	for _, inner := range append(append([]Item(nil), item.Columns...), item.Items...) {
		r.item(depth+2, path, inner)
	}
}

// marks are the members that say how much and of what.
func (r *render) marks(item Item) string {
	var out []string
	if item.Min != nil {
		out = append(out, fmt.Sprintf("%s %d", r.say("from", "dès"), *item.Min))
	}
	if item.Max != nil {
		out = append(out, fmt.Sprintf("%s %d", r.say("to", "jusqu’à"), *item.Max))
	}
	out = append(append(out, item.Units...), item.Scan...)
	if item.Refusal {
		out = append(out, r.say("may be refused", "refus possible"))
	}
	if item.Evidential {
		out = append(out, r.say("evidence", "preuve"))
	}
	if item.Of != "" {
		out = append(out, r.say("the findings", "les découvertes"))
	}
	for _, o := range item.Offers {
		out = append(out, "+ "+r.beside(o))
	}
	if len(out) == 0 {
		return ""
	}
	return ": " + strings.Join(out, ", ")
}

func (r *render) beside(what string) string {
	return map[string]string{"comment": r.say("comment", "commentaire"), "photo": r.say("photograph", "photographie"), "number": r.say("number", "nombre")}[what]
}

func (r *render) choice(o Choice) string {
	var out []string
	for _, what := range o.Requires {
		out = append(out, r.say("needs a ", "demande : ")+r.beside(what))
	}
	if o.Alone {
		out = append(out, r.say("alone", "seul"))
	}
	if o.Retired {
		out = append(out, r.say("retired", "retiré"))
	}
	if len(out) == 0 {
		return ""
	}
	return " (" + strings.Join(out, ", ") + ")"
}

func (r *render) ifShown(c *Condition) string {
	if c == nil {
		return ""
	}
	return r.say(" — if ", " — si ") + r.condition(c)
}

func (r *render) suggested(item Item) string {
	d := item.Default
	switch {
	case d == nil:
		return ""
	case d.Now:
		return r.say("now", "maintenant")
	case d.Fact != "":
		return r.name(Operand{Fact: d.Fact})
	case d.DeviceIsMini != "":
		return r.say("whether the catalogue calls it miniature: ", "selon que le catalogue le dit miniature : ") + r.name(Operand{Item: d.DeviceIsMini})
	}
	return r.value(item, d.Value)
}

func (r *render) calculated(item Item) string {
	c := item.calculation()
	switch {
	case c.Fact != "":
		return r.name(Operand{Fact: c.Fact})
	case len(c.MinutesBetween) == 2:
		return fmt.Sprintf("%s %s → %s", r.say("minutes", "minutes"), r.name(Operand{Item: c.MinutesBetween[0]}), r.name(Operand{Item: c.MinutesBetween[1]}))
	}
	return ""
}

// value is JSON in words: codes by their labels.
func (r *render) value(item Item, raw json.RawMessage) string {
	v := given(raw)
	var codes []string
	for _, code := range item.chosen(v) {
		codes = append(codes, r.code(item, code))
	}
	if q, ok := v.(quantity); ok {
		return fmt.Sprintf("%v %s", q.number, q.unit)
	}
	if len(codes) > 0 {
		return strings.Join(codes, ", ")
	}
	return strings.TrimSpace(string(raw))
}

func (r *render) code(item Item, code string) string {
	for _, o := range item.Options {
		if o.Code == code {
			return r.of(o.Labels)
		}
	}
	for _, p := range r.lists[item.List] {
		if p.Code == code {
			return r.of(p.Labels)
		}
	}
	return code
}

func (r *render) name(o Operand) string {
	key := o.Item
	if o.Fact != "" {
		key = "fact " + o.Fact
	}
	label := r.labels[key]
	if outer, _, nested := strings.Cut(key, "."); nested {
		label = r.labels[outer] + " / " + label
	}
	return r.say("“", "« ") + label + r.say("”", " »")
}

// condition is a condition in words.
func (r *render) condition(c *Condition) string {
	if c == nil {
		return ""
	}
	join := func(of []Condition, word string) string {
		parts := make([]string, len(of))
		for i := range of {
			parts[i] = r.condition(&of[i])
		}
		return "(" + strings.Join(parts, word) + ")"
	}
	switch {
	case c.Not != nil:
		return r.say("not ", "non ") + r.condition(c.Not)
	case c.All != nil:
		return join(c.All, r.say(" and ", " et "))
	case c.Any != nil:
		return join(c.Any, r.say(" or ", " ou "))
	}
	return r.name(Operand{c.Item, c.Fact}) + " " + r.comparison(c)
}

func (r *render) comparison(c *Condition) string {
	switch {
	case c.Answered != nil && *c.Answered:
		return r.say("is answered", "a une réponse")
	case c.Answered != nil:
		return r.say("is not answered", "n’a pas de réponse")
	case len(c.Is) > 0:
		return "= " + string(c.Is)
	case c.In != nil:
		return r.say("is one of ", "parmi ") + strings.Join(c.In, ", ")
	case c.Has != "":
		return r.say("has ", "contient ") + c.Has
	case c.HasAny != nil:
		return r.say("has one of ", "contient l’un de ") + strings.Join(c.HasAny, ", ")
	case c.AtLeast != nil:
		return fmt.Sprintf("≥ %v", *c.AtLeast)
	case c.Above != nil:
		return fmt.Sprintf("> %v", *c.Above)
	case c.CountAtLeast != nil:
		return fmt.Sprintf("%s %d", r.say("has at least", "en compte au moins"), *c.CountAtLeast)
	case c.SameAs != nil:
		return "= " + r.name(*c.SameAs)
	case c.NotBefore != nil:
		return r.say("is not before ", "n’est pas avant ") + r.name(*c.NotBefore)
	}
	return r.say("is a valid ", "est valide comme ") + c.ValidAs
}
