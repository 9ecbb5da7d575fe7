package robust

import (
	"bytes"
	"fmt"
	"text/tabwriter"
)

// tableRows bounds each part of the table.
const tableRows = 12

// Table is the report as text for people, the worst first: what matters of it,
// not all. Shares are of scenarios, times minutes from H.
func (r *Report) Table() []byte {
	var b bytes.Buffer
	w := tabwriter.NewWriter(&b, 0, 4, 2, ' ', 0)
	share := func(n int) string { return fmt.Sprintf("%d.%d %%", n*100/r.Scenarios, n*1000/r.Scenarios%10) }
	fmt.Fprintf(w, "%d scenarios, seed %d\n\n\tplanned\tP50\tP90\tgreatest\tlater than planned\tover window\tover shift\n", r.Scenarios, r.Seed)
	line := func(name string, d Distribution) {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%s", name, d.Planned, d.P50, d.P90, d.Greatest, share(d.LaterIn))
	}
	line("operation", r.Operation)
	fmt.Fprintln(w)
	for _, s := range worst(r.Sites, func(s SiteReport) int { return s.P90 }) {
		line(s.ID, s.Distribution)
		fmt.Fprintf(w, "\t%s\t%s\n", share(s.OverWindowIn), share(s.OverShiftIn))
	}
	fmt.Fprintln(w, "\ngroup\tfirst wave\twaits\tlate\tlate P90\tslips\tslip P90")
	for _, g := range worst(r.Groups, func(g Grouped) int { return g.LateIn + g.SlipsIn }) {
		fmt.Fprintf(w, "%s\t%t\t%t\t%s\t%d\t%s\t%d\n", g.ID, g.FirstWave, g.Waits, share(g.LateIn), g.LateP90, share(g.SlipsIn), g.SlipP90)
	}
	fmt.Fprintln(w, "\ncritical\tsite\tid\tend of operation\tend of site\tP90 would win")
	for _, c := range r.Critical {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%d\n", c.Kind, c.Site, c.ID, share(c.OnIn), share(c.OnSiteIn), c.WinsP90)
	}
	fmt.Fprintf(w, "\nlate search\tteam\tplanned\tlate by more than %d\tlate P90\n", r.LateAfter)
	for _, l := range r.Late[:min(len(r.Late), tableRows)] {
		fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%d\n", l.Cell, l.Team, l.Planned, share(l.LateIn), l.LateP90)
	}
	if r.Buffers != nil {
		fmt.Fprintln(w, "\nbuffer before\tminutes\tlate before\tafter\tcosts operation\tcosts sites\tP90 before\tafter")
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
