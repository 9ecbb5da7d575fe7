package sheet

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// form is what a number format makes of a number.
type form struct {
	moment bool // a date, an hour of the day or both
	digits int  // whole numbers have zeros before them up to so many: codes, telephone numbers
}

// quoted is what of a number format is text, colour or condition and no pattern.
var quoted = regexp.MustCompile(`"[^"]*"|\[[^\]]*\]|\\.`)

// padded is a number format of a whole number with zeros before it: 00000, or
// 0# ## ## ## ## of a telephone number.
var padded = regexp.MustCompile(`^#*(0[0#]*)$`)

// formOf knows number formats by their number (ECMA-376, part 1, 18.8.30) or by
// their pattern.
func formOf(id int, pattern string) (f form) {
	pattern = quoted.ReplaceAllString(pattern, "")
	f.moment = id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58 || strings.ContainsAny(strings.ToLower(pattern), "ydhs")
	positive, _, _ := strings.Cut(pattern, ";")
	if zeros := padded.FindStringSubmatch(strings.NewReplacer(" ", "", "-", "", "\u00a0", "", "\u202f", "").Replace(positive)); zeros != nil {
		f.digits = len(zeros[1])
	}
	return f
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

// number writes a number as CSV would have it: whole ones without a point, with the
// zeros that are shown before them, and moments as 2026-05-20, 06:00 or 2026-05-20T06:00:00.
func (b *book) number(c cell) string {
	text := strings.TrimSpace(c.V)
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return text
	}
	var f form
	if c.S >= 0 && c.S < len(b.forms) {
		f = b.forms[c.S]
	}
	if f.moment && n >= 0 && n < 2_958_466 { // the last day of 9999
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
	text = strconv.FormatFloat(n, 'f', -1, 64)
	if n >= 0 && n == math.Trunc(n) {
		text = strings.Repeat("0", max(0, f.digits-len(text))) + text
	}
	return text
}
