package main

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// chart is a picture with a logarithmic x axis.
type chart struct {
	title, x, y string
	logY        bool
	lines       []line
	ticks       func(v float64) string
}

// line is a series with its name written at its end.
type line struct {
	name   string
	points [][2]float64
	stairs bool // a value holds until the next
}

// charts are the pictures of a run, by file name.
func (b *bench) charts() map[string]chart {
	return map[string]chart{
		"bench-planner-site.svg":      b.gapChart("One site of 60 cells, seed 1: gap against processor time", b.results.solo[60]),
		"bench-planner-operation.svg": b.gapChart("66 sites, 500 cells, seed 1: gap against processor time", b.results.whole),
		"bench-planner-size.svg":      b.sizeChart(),
	}
}

// gapChart draws how each solver's plan came nearer to the best bound known.
func (b *bench) gapChart(title string, by map[string][]answer) chart {
	c := chart{title: title, x: "processor time, s", y: "gap, %", ticks: func(v float64) string { return fmt.Sprintf("%g", v) }}
	if len(by[weOurs]) == 0 {
		return c
	}
	bound := float64(by[weOurs][0].Bound)
	names := []string{weOurs, weDispatch, weLPT}
	for _, p := range b.peers {
		names = append(names, p.name)
	}
	for _, name := range names {
		if len(by[name]) == 0 || by[name][0].Skipped != "" || bound == 0 {
			continue
		}
		a := by[name][0]
		l := line{name: name, stairs: true}
		gap := func(v int) float64 { return 100 * (float64(v) - bound) / bound }
		for _, s := range a.Steps {
			l.points = append(l.points, [2]float64{seconds(s.CPU), gap(s.Value)})
		}
		if len(a.Steps) == 0 {
			l.points = append(l.points, [2]float64{seconds(a.First), gap(a.Value)})
		} else {
			l.points = append(l.points, [2]float64{seconds(a.CPU), gap(a.Value)})
		}
		c.lines = append(c.lines, l)
	}
	return c
}

func seconds(d time.Duration) float64 { return max(d.Seconds(), 1e-4) }

// sizeChart draws what a first plan costs by the number of cells.
func (b *bench) sizeChart() chart {
	c := chart{title: "The first plan: cost against size", x: "cells", y: "seconds of processor time", logY: true,
		ticks: func(v float64) string { return fmt.Sprintf("%g", v) }}
	if len(b.results.growth) == 0 {
		return c
	}
	first, whole, checked := line{name: "first plan"}, line{name: "with bounds and explanation"}, line{name: "plan check"}
	for _, g := range b.results.growth {
		n := float64(g.cells)
		first.points = append(first.points, [2]float64{n, seconds(g.first)})
		whole.points = append(whole.points, [2]float64{n, seconds(g.done)})
		checked.points = append(checked.points, [2]float64{n, seconds(g.check)})
	}
	c.lines = []line{first, whole, checked}
	return c
}

// The picture's size, and the frame of the plot in it.
const (
	width, height            = 860, 380
	left, right, top, bottom = 70, 650, 46, 330
)

// colours hold on white and on black.
var colours = []string{"#2f7fd6", "#c9772b", "#8a63c9", "#2f9e62", "#c94f6d", "#7a7f36"}

// svg draws the chart: text and axes take the reader's colour of text.
func (c *chart) svg() string {
	var w strings.Builder
	fmt.Fprintf(&w, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="%s" font-family="system-ui, sans-serif" font-size="13">
<style>.t{fill:#222}.a{stroke:#222}.g{stroke:#8888;stroke-width:.5}@media (prefers-color-scheme:dark){.t{fill:#ddd}.a{stroke:#ddd}}</style>
<text class="t" x="%d" y="24" font-size="15">%s</text>
`, width, height, c.title, left, c.title)
	x0, x1, y0, y1 := c.bounds()
	px := func(v float64) float64 { return left + (right-left)*scale(v, x0, x1, true) }
	py := func(v float64) float64 { return bottom - (bottom-top)*scale(v, y0, y1, c.logY) }
	for v := x0; v <= x1*1.001; v *= 10 {
		fmt.Fprintf(&w, `<line class="g" x1="%.1f" x2="%.1f" y1="%d" y2="%d"/><text class="t" x="%.1f" y="%d" text-anchor="middle">%s</text>`+"\n", px(v), px(v), top, bottom, px(v), bottom+18, c.ticks(v))
	}
	for _, v := range c.rungs(y0, y1) {
		fmt.Fprintf(&w, `<line class="g" x1="%d" x2="%d" y1="%.1f" y2="%.1f"/><text class="t" x="%d" y="%.1f" text-anchor="end">%s</text>`+"\n", left, right, py(v), py(v), left-8, py(v)+4, c.ticks(v))
	}
	fmt.Fprintf(&w, `<line class="a" x1="%d" x2="%d" y1="%d" y2="%d"/><line class="a" x1="%d" x2="%d" y1="%d" y2="%d"/>`+"\n", left, right, bottom, bottom, left, left, top, bottom)
	fmt.Fprintf(&w, `<text class="t" x="%d" y="%d" text-anchor="middle">%s</text><text class="t" transform="translate(18 %d) rotate(-90)" text-anchor="middle">%s</text>`+"\n", (left+right)/2, bottom+38, c.x, (top+bottom)/2, c.y)
	c.draw(&w, px, py)
	w.WriteString("</svg>\n")
	return w.String()
}

func (c *chart) draw(w *strings.Builder, px, py func(float64) float64) {
	var taken []float64 // heights of labels
	for i, l := range c.lines {
		colour := colours[i%len(colours)]
		var path strings.Builder
		for k, p := range l.points {
			switch {
			case k == 0:
				fmt.Fprintf(&path, "M%.1f %.1f", px(p[0]), py(p[1]))
			case l.stairs:
				fmt.Fprintf(&path, "H%.1fV%.1f", px(p[0]), py(p[1]))
			default:
				fmt.Fprintf(&path, "L%.1f %.1f", px(p[0]), py(p[1]))
			}
		}
		fmt.Fprintf(w, `<path d="%s" fill="none" stroke="%s" stroke-width="2"/>`, path.String(), colour)
		last := l.points[len(l.points)-1]
		if len(l.points) == 1 || !l.stairs {
			for _, p := range l.points {
				fmt.Fprintf(w, `<circle cx="%.1f" cy="%.1f" r="4" fill="%s"/>`, px(p[0]), py(p[1]), colour)
			}
		}
		at := py(last[1])
		for moved := true; moved; {
			moved = false
			for _, y := range taken {
				if math.Abs(y-at) < 16 {
					at, moved = y-16, true
				}
			}
		}
		taken = append(taken, at)
		fmt.Fprintf(w, `<line stroke="%s" stroke-dasharray="2 3" x1="%.1f" y1="%.1f" x2="%d" y2="%.1f"/><text x="%d" y="%.1f" fill="%s">%s</text>`+"\n", colour, px(last[0]), py(last[1]), right+6, at, right+10, at+4, colour, l.name)
	}
}

// bounds are the ends of the axes: whole powers of ten where they are logarithmic.
func (c *chart) bounds() (x0, x1, y0, y1 float64) {
	x0, y0 = math.Inf(1), math.Inf(1)
	for _, l := range c.lines {
		for _, p := range l.points {
			x0, x1, y0, y1 = min(x0, p[0]), max(x1, p[0]), min(y0, p[1]), max(y1, p[1])
		}
	}
	x0, x1 = math.Pow(10, math.Floor(math.Log10(x0))), math.Pow(10, math.Ceil(math.Log10(x1)))
	if c.logY {
		return x0, x1, math.Pow(10, math.Floor(math.Log10(y0))), math.Pow(10, math.Ceil(math.Log10(y1)))
	}
	return x0, x1, 0, max(1, y1*1.05)
}

// rungs are the marks of the y axis.
func (c *chart) rungs(y0, y1 float64) []float64 {
	var all []float64
	if c.logY {
		for v := y0; v <= y1*1.001; v *= 10 {
			all = append(all, v)
		}
		return all
	}
	each := math.Pow(10, math.Floor(math.Log10(y1)))
	for _, less := range []float64{2, 5} {
		if y1/each < 3 {
			each /= less
		}
	}
	for v := y0; v <= y1; v += each {
		all = append(all, math.Round(v*1000)/1000)
	}
	return all
}

func scale(v, from, to float64, logarithmic bool) float64 {
	if logarithmic {
		return (math.Log(v) - math.Log(from)) / (math.Log(to) - math.Log(from))
	}
	return (v - from) / (to - from)
}
