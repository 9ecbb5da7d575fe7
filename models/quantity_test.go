package models_test

import (
	"math/big"
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/models"
)

func decimal(t *testing.T, text string) models.Decimal {
	t.Helper()
	d, err := models.ParseDecimal(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return d
}

func TestADecimalIsKeptAsADecimal(t *testing.T) {
	for text, want := range map[string]models.Decimal{"0.1": "0.1", "1.50": "1.5", "-0": "0", "0.000": "0", "2.5e1": "25", "25E-3": "0.025", "-12.30": "-12.3",
		"100": "100", "9007199254740993": "9007199254740993", "1e3": "1000", "0e400": "0"} {
		if got := decimal(t, text); got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
	for _, text := range []string{"", "-", ".5", "5.", "01", "1e", "1e401", "1e999999999", "0x1", "1,5", "NaN", " 1", "+1", "１", strings.Repeat("9", 401)} {
		if d, err := models.ParseDecimal(text); err == nil {
			t.Errorf("%q passes for %s", text, d)
		}
	}
}

func TestTenthsOfAGramAddUpExactly(t *testing.T) {
	totals := models.Totals{}
	for range 10 {
		totals.Add(models.Quantity{Amount: decimal(t, "0.1"), Unit: "g"})
	}
	totals.Add(models.Quantity{Amount: decimal(t, "1.2345"), Unit: "kg"})
	totals.Add(models.Quantity{Amount: decimal(t, "70000"), Unit: "EUR"})
	totals.Add(models.Quantity{Amount: decimal(t, "0.5"), Unit: "l"})
	want := []models.Quantity{{Amount: "70000", Unit: "EUR"}, {Amount: "1235.5", Unit: "g"}, {Amount: "500", Unit: "ml"}}
	got := totals.List()
	if len(got) != len(want) {
		t.Fatalf("%v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%v, want %v", got[i], want[i])
		}
	}
}

func TestQuantitiesAreComparedWithinAUnitOnly(t *testing.T) {
	gram, kilogram := models.Quantity{Amount: "1000", Unit: "g"}, models.Quantity{Amount: "1", Unit: "kg"}
	if order, ok := gram.Cmp(kilogram); order != 0 || !ok {
		t.Errorf("1000 g and 1 kg: %d %v", order, ok)
	}
	if _, ok := gram.Cmp(models.Quantity{Amount: "1000", Unit: "ml"}); ok {
		t.Error("grams were compared with millilitres")
	}
	if order, _ := (models.Quantity{Amount: "0.9", Unit: "piece"}).Cmp(models.Quantity{Amount: "0.10", Unit: "piece"}); order != 1 {
		t.Error("0.9 is less than 0.10")
	}
}

func TestRoundingIsToTheNearestWholeNumber(t *testing.T) {
	for text, want := range map[string]int64{"2.5": 3, "2.4999": 2, "-2.5": -3, "0": 0, "1e300": 1 << 53, "-1e300": -1 << 53, "7": 7} {
		if got := decimal(t, text).Rounded(); got != want {
			t.Errorf("%s rounds to %d, want %d", text, got, want)
		}
	}
}

func FuzzADecimalHasTheValueThatItsTextHas(f *testing.F) {
	for _, s := range []string{"0.1", "-1.50e3", "1e-400", "00", "9.99e99"} {
		f.Add(s, "2.5")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		x, errX := models.ParseDecimal(a)
		y, errY := models.ParseDecimal(b)
		if errX != nil || errY != nil {
			return
		}
		ratX, okX := new(big.Rat).SetString(a)
		ratY, okY := new(big.Rat).SetString(b)
		sum, okSum := new(big.Rat).SetString(string(x.Plus(y)))
		if !okX || !okY || !okSum || sum.Cmp(new(big.Rat).Add(ratX, ratY)) != 0 || x.Cmp(y) != ratX.Cmp(ratY) {
			t.Fatalf("%s + %s = %s, order %d", a, b, x.Plus(y), x.Cmp(y))
		}
	})
}
