package robust

import (
	"bytes"
	"cmp"
	"fmt"
	"text/tabwriter"
)

// tableRows bounds each part of the table.
const tableRows = 12

// heads are the heads of the table's parts, by language.
var heads = map[string]struct{ all, operation, groups, critical, late, buffers string }{
	"en": {"%d scenarios, seed %d\n\n\tplanned\tP50\tP90\tgreatest\tlater than planned\tover window\tover shift\n", "operation",
		"\ngroup\tfirst wave\twaits\tlate\tlate P90\tslips\tslip P90", "\ncritical\tsite\tid\tend of operation\tend of site\tP90 would win",
		"\nlate search\tteam\tplanned\tlate by more than %d\tlate P90\n",
		"\nbuffer before\tminutes\tlate before\tafter\tcosts operation\tcosts sites\tP90 before\tafter"},
	"fr": {"%d scénarios, graine %d\n\n\tprévu\tP50\tP90\tmaximum\tplus tard que prévu\thors créneau\thors service\n", "opération",
		"\ngroupe\tpremière vague\tattend\ten retard\tretard P90\tdécalé\tdécalage P90", "\ncritique\tsite\tid\tfin de l’opération\tfin du site\tgain en P90",
		"\nfouille en retard\téquipe\tprévu\tretard de plus de %d\tretard P90\n",
		"\nréserve avant\tminutes\tretard avant\taprès\tcoût opération\tcoût sites\tP90 avant\taprès"},
}

// flags are the words of a column that is true or false.
var flags = map[string]map[bool]string{"en": {true: "true", false: "false"}, "fr": {true: "oui", false: "non"}}

// kinds are the words of what may be critical; of a kind without one the code is shown.
var kinds = map[string]map[string]string{"fr": {"team": "équipe", "equipment": "matériel", "landing": "coursive"}}

// Table is the report as text for people in a language ("en", "fr"), the worst first:
// what matters of it, not all. Shares are of scenarios, times minutes from H.
func (r *Report) Table(language string) []byte {
	head := heads[language]
	var b bytes.Buffer
	w := tabwriter.NewWriter(&b, 0, 4, 2, ' ', 0)
	point := map[string]string{"en": ".", "fr": ","}[language]
	share := func(n int) string {
		return fmt.Sprintf("%d%s%d %%", n*100/r.Scenarios, point, n*1000/r.Scenarios%10)
	}
	fmt.Fprintf(w, head.all, r.Scenarios, r.Seed)
	line := func(name string, d Distribution) {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%s", name, d.Planned, d.P50, d.P90, d.Greatest, share(d.LaterIn))
	}
	line(head.operation, r.Operation)
	fmt.Fprintln(w)
	for _, s := range worst(r.Sites, func(s SiteReport) int { return s.P90 }) {
		line(s.ID, s.Distribution)
		fmt.Fprintf(w, "\t%s\t%s\n", share(s.OverWindowIn), share(s.OverShiftIn))
	}
	fmt.Fprintln(w, head.groups)
	for _, g := range worst(r.Groups, func(g Grouped) int { return g.LateIn + g.SlipsIn }) {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%s\t%d\n", g.ID, flags[language][g.FirstWave], flags[language][g.Waits], share(g.LateIn), g.LateP90, share(g.SlipsIn), g.SlipP90)
	}
	fmt.Fprintln(w, head.critical)
	for _, c := range r.Critical {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%d\n", cmp.Or(kinds[language][c.Kind], c.Kind), c.Site, c.ID, share(c.OnIn), share(c.OnSiteIn), c.WinsP90)
	}
	fmt.Fprintf(w, head.late, r.LateAfter)
	for _, l := range r.Late[:min(len(r.Late), tableRows)] {
		fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%d\n", l.Cell, l.Team, l.Planned, share(l.LateIn), l.LateP90)
	}
	if r.Buffers != nil {
		fmt.Fprintln(w, head.buffers)
		for _, x := range r.Buffers.Proposed {
			fmt.Fprintf(w, "%s%s\t%d\t%s\t%s\t%d\t%d\t%d\t%d\n", x.Group, x.Cell, x.Minutes, share(x.LateInBefore), share(x.LateInAfter),
				x.CostOperation, x.CostSites, x.P90Before, x.P90After)
		}
	}
	_ = w.Flush() // a buffer takes everything
	return b.Bytes()
}

// worst are the rows with the greatest figures, at most as many as a table shows.
func worst[T any](list []T, figure func(T) int) []T {
	out := append([]T(nil), list...)
	for i := range min(len(out), tableRows) {
		for j := len(out) - 1; j > i; j-- {
			if figure(out[j]) > figure(out[j-1]) {
				out[j], out[j-1] = out[j-1], out[j]
			}
		}
	}
	return out[:min(len(out), tableRows)]
}
