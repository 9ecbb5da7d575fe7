package draw

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/cellsweep/cellsweep/models"
)

// Telephone is a drawn catalogue, and what is seen of a telephone that may be in it.
type Telephone struct {
	Catalogue []Model `json:"catalogue"`
	Seen      Seen    `json:"seen"`
}

// Model is a model of the catalogue as a release publishes it.
type Model struct {
	Code     string   `json:"code"`
	Make     string   `json:"make"`
	Model    string   `json:"model"`
	IsTarget bool     `json:"isTarget"`
	TAC      []string `json:"tac,omitempty"`
	LengthMM int      `json:"lengthMm,omitempty"`
	WidthMM  int      `json:"widthMm,omitempty"`
	DepthMM  int      `json:"depthMm,omitempty"`
	MassG    int      `json:"massG,omitempty"`
}

// Seen is models.Seen as the tablet has it.
type Seen struct {
	IMEI    []string `json:"imei,omitempty"`
	Text    string   `json:"text,omitempty"`
	Lengths []int    `json:"lengths,omitempty"`
	MassG   int      `json:"massG,omitempty"`
}

// Found is a match: the model's code, and why it is one.
type Found struct {
	Code    string   `json:"code"`
	Reasons []string `json:"reasons"`
}

// NextTelephone draws a catalogue of up to 12 models with names, type codes and
// sizes that are often nearly the same, and of one of them what somebody
// sees, with mistakes.
func NextTelephone(r *rand.Rand) Telephone {
	d := &draw{Rand: r}
	var t Telephone
	for i := range d.IntN(13) {
		m := Model{Code: fmt.Sprintf("%s-%d", oneOf(d, []string{"m", "M", "é", "😀", "ﬁ"}), i), Make: d.name(), Model: d.name(), IsTarget: d.chance(50)}
		for range d.IntN(3) {
			m.TAC = append(m.TAC, d.typeCode())
		}
		m.LengthMM, m.WidthMM, m.DepthMM = d.known(40, 60), d.known(20, 60), d.known(8, 20)
		m.MassG = d.known(13, 200)
		t.Catalogue = append(t.Catalogue, m)
	}
	t.Seen = d.seen(t.Catalogue)
	return t
}

// Matches is what the catalogue's rules find.
func (t Telephone) Matches() []Found {
	all := make([]models.DeviceModel, len(t.Catalogue))
	for i, m := range t.Catalogue {
		all[i] = models.DeviceModel{Code: m.Code, Make: m.Make, Model: m.Model, Target: m.IsTarget, TypeCodes: m.TAC,
			LengthMM: m.LengthMM, WidthMM: m.WidthMM, DepthMM: m.DepthMM, MassG: m.MassG}
	}
	seen := models.Seen{IMEI: t.Seen.IMEI, Text: t.Seen.Text, MassG: t.Seen.MassG}
	copy(seen.Lengths[:], t.Seen.Lengths)
	found := []Found{}
	for _, m := range models.MatchModels(all, seen) {
		found = append(found, Found{m.Model.Code, m.Reasons})
	}
	return found
}

func (d *draw) name() string {
	parts := []string{"BM", "tiny", "t1", "10", "70", "3310", "Nokia", "Galaxy", "A15", "Élé", "ga\u0301nce", "Œuvre", "ΣΑΣ", "小米", "٣", "İ", "mini", "Ø"}
	var out strings.Builder
	for i := range 1 + d.IntN(3) {
		if i > 0 {
			out.WriteString(oneOf(d, []string{"", " ", "-", "/"}))
		}
		out.WriteString(oneOf(d, parts))
	}
	return out.String()
}

func (d *draw) typeCode() string { return fmt.Sprintf("3590433%d", d.IntN(4)) }

// known is a measure from least on, often none.
func (d *draw) known(least, spread int) int {
	if d.chance(25) {
		return 0
	}
	return least + d.IntN(spread)
}

func (d *draw) seen(catalogue []Model) (s Seen) {
	m := Model{Make: d.name(), Model: d.name(), LengthMM: 60, WidthMM: 40, DepthMM: 10, MassG: 100}
	if len(catalogue) > 0 && d.chance(85) {
		m = oneOf(d, catalogue)
	}
	for range d.IntN(3) {
		s.IMEI = append(s.IMEI, oneOf(d, []string{"", "35", d.typeCode() + "750008", d.typeCode() + "-750008-5", d.typeCode() + "75000 851", d.typeCode(), d.typeCode() + "75000x8"}))
	}
	if d.chance(60) {
		s.Text = d.misread(oneOf(d, []string{m.Make + " " + m.Model, m.Model, m.Model + "?", "le " + m.Make + m.Model + ", usé", d.name()}))
	}
	if d.chance(50) {
		s.Lengths = []int{d.about(m.LengthMM, 4), d.about(m.WidthMM, 4), d.about(m.DepthMM, 3)}
		d.Shuffle(3, func(i, j int) { s.Lengths[i], s.Lengths[j] = s.Lengths[j], s.Lengths[i] })
		s.Lengths = s.Lengths[:2+d.IntN(2)]
	}
	if d.chance(40) {
		s.MassG = d.about(m.MassG, max(3, m.MassG/8))
	}
	return s
}

// about is a measure that may be wrong by as much, or was not taken.
func (d *draw) about(measure, by int) int {
	if d.chance(15) {
		return 0
	}
	return measure + d.IntN(2*by+1) - by
}

// misread is a text as somebody writes it: in another case, with letters wrong,
// left out, put in or exchanged.
func (d *draw) misread(text string) string {
	letters := []rune(text)
	for range d.IntN(4) {
		if len(letters) < 2 {
			break
		}
		i := d.IntN(len(letters) - 1)
		switch d.IntN(5) {
		case 0:
			letters[i], letters[i+1] = letters[i+1], letters[i]
		case 1:
			letters = append(letters[:i], letters[i+1:]...)
		case 2:
			letters[i] = oneOf(d, []rune("aé1 Z小"))
		case 3:
			letters = append(letters, oneOf(d, []rune("s7-")))
		case 4:
			return strings.ToUpper(string(letters))
		}
	}
	return string(letters)
}
