package draw

import "github.com/cellsweep/cellsweep/checklist"

// condition draws a condition on what was drawn before; nil when there is
// nothing yet.
func (d *draw) condition(outer string, inner []checklist.Item, depth int) *checklist.Condition {
	if depth > 0 && d.chance(30) {
		var of []checklist.Condition
		for range 2 + d.IntN(2) {
			if c := d.condition(outer, inner, depth-1); c != nil {
				of = append(of, *c)
			}
		}
		if len(of) > 0 && d.chance(50) {
			return &checklist.Condition{All: of}
		} else if len(of) > 0 {
			return &checklist.Condition{Any: of}
		}
	}
	if d.chance(20) {
		if c := d.condition(outer, inner, 0); c != nil {
			return &checklist.Condition{Not: c}
		}
	}
	switch n := d.IntN(len(d.plain) + len(inner) + len(d.facts) + 1); {
	case n < len(d.plain):
		return d.comparison("", d.plain[n])
	case n < len(d.plain)+len(inner):
		return d.comparison(outer, inner[n-len(d.plain)])
	case n < len(d.plain)+len(inner)+len(d.facts):
		return d.ofFact(d.facts[n-len(d.plain)-len(inner)])
	}
	return nil
}

func pathOf(outer, code string) string {
	if outer == "" {
		return code
	}
	return outer + "." + code
}

// comparison draws one that goes with the item's type.
func (d *draw) comparison(outer string, item checklist.Item) *checklist.Condition {
	c := &checklist.Condition{Item: pathOf(outer, item.Code)}
	codes := d.codesOf(item)
	operators := []string{"answered"}
	switch item.Type {
	case "note":
		return nil
	case "yes_no_na", "select_one":
		operators = append(operators, "is", "in", "is")
	case "select_many":
		operators = append(operators, "has", "hasAny", "countAtLeast")
	case "photo", "people", "equipment":
		operators = append(operators, "countAtLeast")
	case "counter", "duration", "number":
		operators = append(operators, "atLeast", "above")
	case "scan":
		operators = append(operators, "validAs")
	}
	d.operate(c, oneOf(d, operators), codes)
	if d.chance(25) {
		d.operateBetween(c, item)
	}
	return c
}

func (d *draw) operate(c *checklist.Condition, operator string, codes []string) {
	switch operator {
	case "answered":
		c.Answered = ptr(d.chance(70))
	case "is":
		c.Is = raw(oneOf(d, codes))
	case "in":
		c.In = []string{codes[0], codes[1]}
	case "has":
		c.Has = oneOf(d, codes)
	case "hasAny":
		c.HasAny = []string{codes[0], codes[len(codes)-1]}
	case "countAtLeast":
		c.CountAtLeast = ptr(1 + d.IntN(2))
	case "atLeast":
		c.AtLeast = ptr(oneOf(d, []float64{1, 2, 1.5}))
	case "above":
		c.Above = ptr(oneOf(d, []float64{0, 1, 1.5}))
	case "validAs":
		c.ValidAs = oneOf(d, []string{"imei", "imeisv", "iccid", "tac"})
	}
}

// operateBetween compares the item with another of its type, where there is one.
func (d *draw) operateBetween(c *checklist.Condition, item checklist.Item) {
	for _, other := range d.plain {
		if other.Type != item.Type || other.Code == c.Item {
			continue
		}
		to := &checklist.Operand{Item: other.Code}
		switch item.Type {
		case "datetime":
			*c = checklist.Condition{Item: c.Item, NotBefore: to}
		case "people", "equipment", "counter", "number", "text", "location", "yes_no_na", "person":
			*c = checklist.Condition{Item: c.Item, SameAs: to}
		}
		return
	}
}

func (d *draw) codesOf(item checklist.Item) []string {
	if item.Type == "yes_no_na" {
		return []string{"yes", "no", "na"}
	}
	var codes []string
	for _, o := range item.Options {
		codes = append(codes, o.Code)
	}
	for _, p := range d.lists[item.List] {
		codes = append(codes, p.Code)
	}
	return codes
}

func (d *draw) ofFact(f checklist.Fact) *checklist.Condition {
	c := &checklist.Condition{Fact: f.Code}
	switch f.Type {
	case "boolean":
		c.Is = raw(d.chance(50))
	case "number":
		d.operate(c, oneOf(d, []string{"atLeast", "above", "answered"}), nil)
	case "code":
		d.operate(c, oneOf(d, []string{"is", "in"}), []string{"red", "green", "grey"})
	case "people", "equipment":
		d.operate(c, oneOf(d, []string{"countAtLeast", "answered"}), nil)
	default:
		c.Answered = ptr(true)
	}
	return c
}
