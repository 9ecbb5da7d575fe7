package sheet

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// form is what a number format makes of a number.
type form int

const (
	plainNumber form = iota
	moment           // a date, an hour of the day or both
)

// quoted is what of a number format is text, colour or condition and no pattern.
var quoted = regexp.MustCompile(`"[^"]*"|\[[^\]]*\]|\\.`)

// formOf knows number formats by their number (ECMA-376, part 1, 18.8.30) or by
// their pattern.
func formOf(id int, pattern string) form {
	if id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58 {
		return moment
	}
	if strings.ContainsAny(strings.ToLower(quoted.ReplaceAllString(pattern, "")), "ydhs") {
		return moment
	}
	return plainNumber
}

func (b *book) readStyles() error {
	var styles struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := b.decode("xl/styles.xml", &styles); err != nil {
		return err
	}
	patterns := map[int]string{}
	for _, f := range styles.Formats {
		patterns[f.ID] = f.Code
	}
	for _, c := range styles.Cells {
		b.forms = append(b.forms, formOf(c.Format, patterns[c.Format]))
	}
	return nil
}

// number writes a number as CSV would have it: whole ones without a point, and
// moments as 2026-05-20, 06:00 or 2026-05-20T06:00:00.
func (b *book) number(c cell) string {
	text := strings.TrimSpace(c.V)
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return text
	}
	if c.S >= 0 && c.S < len(b.forms) && b.forms[c.S] == moment && n >= 0 && n < 2_958_466 { // the last day of 9999
		days, part := math.Modf(n)
		seconds := time.Duration(math.Round(part*86400)) * time.Second
		t := time.Date(1899, 12, 30+int(days)+b.from, 0, 0, 0, 0, time.UTC).Add(seconds)
		switch {
		case days == 0:
			return t.Format("15:04")
		case seconds == 0:
			return t.Format("2006-01-02")
		}
		return t.Format("2006-01-02T15:04:05")
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}
