package checklist

import (
	"slices"
	"strings"
)

// wrongMember is a member that does not go with its item.
type wrongMember struct {
	name  string
	wrong bool
	there bool // the member is, which its item does not need
}

// shape checks that an item has what its type needs, and nothing of another type.
func (l *lint) shape(at string, n *node) {
	item := n.item
	checkEach(l.fs, at+"/type", []string{item.Type}, ItemTypes())
	is := func(types ...string) bool { return slices.Contains(types, item.Type) }
	selects, group := is("select_one", "select_many"), is("matrix", "repeat")
	holds := !group && !is("note", "calculated") // an officer gives it a value
	counted := is("photo", "people", "equipment", "select_many", "repeat")
	measured := is("number", "counter", "duration", "text", "scan", "person", "lookup", "device", "exhibit", "seal")
	for _, m := range []wrongMember{
		{"options", selects != (len(item.Options) > 0 || item.List != ""), !selects},
		{"list", item.List != "" && (len(item.Options) > 0 || len(l.lists[item.List]) == 0), true},
		{"units", is("number") != (len(item.Units) > 0), !is("number")},
		{"scan", is("scan") && len(item.Scan) == 0, false},
		{"scan", len(item.Scan) > 0 && !is("scan", "location", "device", "exhibit", "seal", "person", "lookup"), true},
		{"rows", is("matrix") != (len(item.Rows) > 0), !is("matrix")},
		{"columns", is("matrix") != (len(item.Columns) > 0), !is("matrix")},
		{"items", is("repeat") != (len(item.Items) > 0), !is("repeat")},
		{"type", group && n.outer != nil, true},
		{"calculate", is("calculated") != (len(item.Calculate) > 0), !is("calculated")},
		{"refusal", item.Refusal && !is("signature"), true},
		{"evidential", item.Evidential && !is("photo"), true},
		{"role", item.Role != "" && !is("photo", "signature"), true},
		{"offers", len(item.Offers) > 0 && !holds, true},
		{"within", item.Within != nil && !is("location"), true},
		{"of", item.Of != "" && !is("repeat"), true},
		{"each", item.Each != "" && (n.outer != nil || !holds), true},
		{"default", item.Default != nil && !holds, true},
		{"required", item.Required && (item.RequiredIf != nil || is("note")), true},
		{"requiredIf", item.RequiredIf != nil && is("note"), true},
		{"constraints", len(item.Constraints) > 0 && is("note"), true},
		{"min", item.Min != nil && !counted && !measured, true},
		{"max", item.Max != nil && !counted && !measured, true},
	} {
		switch {
		case m.wrong && !m.there:
			l.fs.Add(at+"/"+m.name, "required", "is missing: the type %s needs it", item.Type)
		case m.wrong && item.Required && item.RequiredIf != nil:
			l.fs.Add(at+"/"+m.name, "invalid", "stands beside requiredIf")
		case m.wrong:
			l.fs.Add(at+"/"+m.name, "invalid", "does not go with the type %s here", item.Type)
		}
	}
	l.bounds(at, item, counted)
}

// bounds checks min and max against each other and against what there is.
func (l *lint) bounds(at string, item Item, counted bool) {
	if item.Min != nil && item.Max != nil && *item.Min > *item.Max {
		l.fs.Add(at+"/min", "range", "is more than max")
	}
	if item.Type != "number" && item.Min != nil && *item.Min < 0 {
		l.fs.Add(at+"/min", "range", "is less than nothing")
	}
	if item.Type != "number" && item.Max != nil && (*item.Max < 0 || *item.Max == 0 && item.Type != "counter" && item.Type != "duration") {
		l.fs.Add(at+"/max", "never", "no answer has so few")
	}
	if item.Type == "photo" && item.Required && (item.Min == nil || *item.Min < 1) {
		l.fs.Add(at+"/min", "required", "how many photographs are required must be said")
	}
	if codes := l.codes(item); item.Type == "select_many" && item.Min != nil && *item.Min > len(codes) {
		l.fs.Add(at+"/min", "never", "there are %d choices only", len(codes))
	}
	if counted || item.Max == nil && item.Min == nil {
		return
	}
	most := map[string]int{"text": maxText, "number": maxWhole, "counter": maxWhole, "duration": maxWhole}[item.Type]
	if most == 0 {
		most = maxString
	}
	if item.Min != nil && *item.Min > most {
		l.fs.Add(at+"/min", "never", "no answer has so many")
	}
}

// members checks the words within members.
func (l *lint) members(at string, n *node) {
	item := n.item
	if len(item.Offers) > 0 {
		checkEach(l.fs, at+"/offers", item.Offers, wordSets()["offers"])
	}
	if len(item.Scan) > 0 {
		checkEach(l.fs, at+"/scan", item.Scan, wordSets()["scan"])
	}
	if item.Sensitivity != "" {
		checkEach(l.fs, at+"/sensitivity", []string{item.Sensitivity}, wordSets()["sensitivity"])
	}
	if len(item.Units) > 0 {
		checkEach(l.fs, at+"/units", item.Units, item.Units)
	}
	if slices.ContainsFunc(item.Units, func(u string) bool { return blank(u) || len([]rune(u)) > 16 }) {
		l.fs.Add(at+"/units", "format", "a unit has 1 to 16 characters")
	}
	if item.Type == "repeat" && item.Of != "" {
		checkEach(l.fs, at+"/of", []string{item.Of}, wordSets()["of"])
		if l.findings != "" {
			l.fs.Add(at+"/of", "duplicate", "%s has the findings already", l.findings)
		}
		l.findings = n.path
	}
	codes := l.codes(item)
	retired := func(code string) bool {
		return slices.ContainsFunc(item.Options, func(o Choice) bool { return o.Code == code && o.Retired }) ||
			slices.ContainsFunc(l.lists[item.List], func(p Pick) bool { return p.Code == code && p.Retired })
	}
	if len(codes) > 0 && item.Type != "yes_no_na" && !slices.ContainsFunc(codes, func(c string) bool { return !retired(c) }) {
		l.fs.Add(at+"/options", "never", "every choice is retired: there is nothing to choose")
	}
}

// sources checks what an item takes its rows, its content and its place from.
func (l *lint) sources(at string, n *node) {
	item := n.item
	if item.Each != "" {
		from := l.tree.byPath[item.Each]
		l.operand(at+"/each", n, Operand{Item: item.Each})
		if from != nil && (from.item.Type != "people" || from.group() != "") {
			l.fs.Add(at+"/each", "invalid", "%s does not hold officers, outside rows", item.Each)
		}
	}
	if item.Within != nil && l.operand(at+"/within", n, *item.Within) {
		if kind(l.typeOf(*item.Within)) != "place" || item.Within.Item == n.path {
			l.fs.Add(at+"/within", "invalid", "is not another place")
		}
		l.inReach(at+"/within", n, *item.Within)
	}
	l.suggestion(at+"/default", n)
	if item.Type != "calculated" || len(item.Calculate) == 0 {
		return
	}
	c := item.calculation()
	if c.Fact == "" && len(c.MinutesBetween) == 0 {
		l.fs.Add(at+"/calculate", "format", "is a fact or the minutes between two items")
	}
	if c.Fact != "" {
		l.operand(at+"/calculate", n, Operand{Fact: c.Fact})
	}
	for _, p := range c.MinutesBetween {
		if o := (Operand{Item: p}); l.operand(at+"/calculate", n, o) {
			if l.typeOf(o) != "datetime" {
				l.fs.Add(at+"/calculate", "invalid", "%s is no instant", p)
			}
			l.inReach(at+"/calculate", n, o)
		}
	}
}

// suggestion checks that a default can be an answer.
func (l *lint) suggestion(at string, n *node) {
	d, item := n.item.Default, n.item
	if d == nil {
		return
	}
	switch {
	case btoi(d.Fact != "")+btoi(len(d.Value) > 0)+btoi(d.Now)+btoi(d.DeviceIsMini != "") != 1:
		l.fs.Add(at, "format", "is exactly one of fact, value, now and deviceIsMini")
	case d.Now && item.Type != "datetime":
		l.fs.Add(at, "invalid", "now does not go with the type %s", item.Type)
	case d.Fact != "":
		if l.operand(at, n, Operand{Fact: d.Fact}) && !slices.Contains(suggests(l.facts[d.Fact].Type), item.Type) {
			l.fs.Add(at, "invalid", "a fact of the type %s does not go with the type %s", l.facts[d.Fact].Type, item.Type)
		}
	case d.DeviceIsMini != "":
		if o := (Operand{Item: d.DeviceIsMini}); l.operand(at, n, o) {
			if item.Type != "yes_no_na" || l.typeOf(o) != "device" {
				l.fs.Add(at, "invalid", "whether a device is miniature is a yes or no of a device")
			}
			l.inReach(at, n, o)
		}
	case len(d.Value) > 0:
		v := given(d.Value)
		unknown := slices.ContainsFunc(item.chosen(v), func(code string) bool { return !slices.Contains(l.codes(item), code) })
		if v == nil || !item.isOfType(v) || unknown {
			l.fs.Add(at, "invalid", "%s cannot be an answer", strings.TrimSpace(string(d.Value)))
		}
	}
}

// suggests are the types of items that a fact of a type can be the answer of.
func suggests(factType string) []string {
	switch factType {
	case "number":
		return []string{"counter", "duration"}
	case "code":
		return []string{"select_one", "text", "person", "lookup", "device", "exhibit", "seal", "scan", "yes_no_na"}
	case "boolean":
		return nil
	}
	return []string{factType}
}

// codes are the codes that an item can hold.
func (l *lint) codes(item Item) []string {
	if item.Type == "yes_no_na" {
		return yesNoNA()
	}
	var out []string
	for _, o := range item.Options {
		out = append(out, o.Code)
	}
	for _, p := range l.lists[item.List] {
		out = append(out, p.Code)
	}
	return out
}
