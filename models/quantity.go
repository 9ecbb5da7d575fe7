package models

import (
	"cmp"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// Decimal is a number as people write it: digits, a full stop, digits, without
// needless zeros. It never goes through binary floating point: 0.1 g and 0.2 g
// are 0.3 g. "" is no number.
type Decimal string

// maxDecimalExponent bounds what is written out: 1e999999999 would be a gigabyte.
const maxDecimalExponent = 400

// ParseDecimal reads a number as JSON writes it (RFC 8259, section 6), at most
// 400 characters and exponents of at most 400. The error is an Invalid fault.
func ParseDecimal(text string) (Decimal, error) {
	wrong := NewFault(Invalid, "%.40q is no decimal number.", text)
	mantissa, exponent, hasExponent := strings.Cut(strings.ToLower(text), "e")
	shift, err := 0, error(nil)
	if hasExponent {
		if shift, err = strconv.Atoi(exponent); err != nil || shift > maxDecimalExponent || shift < -maxDecimalExponent {
			return "", wrong
		}
	}
	bare, negative := strings.CutPrefix(mantissa, "-")
	whole, fraction, point := strings.Cut(bare, ".")
	if len(text) > maxDecimalExponent || !digits(whole) || len(whole) > 1 && whole[0] == '0' || point && !digits(fraction) {
		return "", wrong
	}
	unscaled, _ := new(big.Int).SetString(whole+fraction, 10)
	if negative {
		unscaled.Neg(unscaled)
	}
	return written(unscaled, shift-len(fraction)), nil
}

// written is unscaled · 10^exponent as a decimal.
func written(unscaled *big.Int, exponent int) Decimal {
	text, sign := new(big.Int).Abs(unscaled).String(), ""
	if unscaled.Sign() < 0 {
		sign = "-"
	}
	if unscaled.Sign() == 0 {
		return "0"
	}
	if exponent >= 0 {
		return Decimal(sign + text + strings.Repeat("0", exponent))
	}
	if short := -exponent + 1 - len(text); short > 0 {
		text = strings.Repeat("0", short) + text
	}
	whole, fraction := text[:len(text)+exponent], strings.TrimRight(text[len(text)+exponent:], "0")
	if fraction == "" {
		return Decimal(sign + whole)
	}
	return Decimal(sign + whole + "." + fraction)
}

// parts gives unscaled · 10^exponent; "" is 0.
func (d Decimal) parts() (*big.Int, int) {
	whole, fraction, _ := strings.Cut(string(d), ".")
	n, ok := new(big.Int).SetString(whole+fraction, 10)
	if !ok {
		return new(big.Int), 0
	}
	return n, -len(fraction)
}

// aligned gives two numbers with one exponent.
func aligned(a, b Decimal) (x, y *big.Int, exponent int) {
	x, ex := a.parts()
	y, ey := b.parts()
	exponent = min(ex, ey)
	ten := big.NewInt(10)
	x.Mul(x, new(big.Int).Exp(ten, big.NewInt(int64(ex-exponent)), nil))
	y.Mul(y, new(big.Int).Exp(ten, big.NewInt(int64(ey-exponent)), nil))
	return x, y, exponent
}

// Plus adds.
func (d Decimal) Plus(other Decimal) Decimal {
	x, y, exponent := aligned(d, other)
	return written(x.Add(x, y), exponent)
}

// Cmp is -1, 0 or 1 as d is less than, equal to or greater than other.
func (d Decimal) Cmp(other Decimal) int {
	x, y, _ := aligned(d, other)
	return x.Cmp(y)
}

// Negative says whether it is less than 0.
func (d Decimal) Negative() bool { return strings.HasPrefix(string(d), "-") }

// Rounded is the nearest whole number, halves away from 0, within ±2^53.
func (d Decimal) Rounded() int64 {
	n, exponent := d.parts()
	n.Mul(n, big.NewInt(2))
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(-exponent)), nil)
	if n.Sign() < 0 {
		n.Sub(n, scale)
	} else {
		n.Add(n, scale)
	}
	n.Quo(n, scale.Mul(scale, big.NewInt(2)))
	const most = int64(1) << 53
	if !n.IsInt64() {
		return most * int64(n.Sign())
	}
	return max(-most, min(most, n.Int64()))
}

// Quantity is how much of something there is.
type Quantity struct {
	Amount Decimal `sens:"none"`
	Unit   string  `sens:"none"` // piece, g, kg, ml, l, EUR …
}

// thousandfold are the units that are 1000 of another.
var thousandfold = map[string]string{"kg": "g", "l": "ml"}

// Base is the quantity in the unit by which it is compared and added.
func (q Quantity) Base() Quantity {
	if small, is := thousandfold[q.Unit]; is {
		n, exponent := q.Amount.parts()
		return Quantity{written(n, exponent+3), small}
	}
	return q
}

// Cmp compares two quantities; ok is false when their units cannot be compared.
func (q Quantity) Cmp(other Quantity) (order int, ok bool) {
	a, b := q.Base(), other.Base()
	return a.Amount.Cmp(b.Amount), a.Unit == b.Unit
}

// Totals adds quantities up within each unit.
type Totals map[string]Decimal

// Add adds one.
func (t Totals) Add(q Quantity) {
	b := q.Base()
	t[b.Unit] = t[b.Unit].Plus(b.Amount)
}

// List gives the totals by unit.
func (t Totals) List() []Quantity {
	var all []Quantity
	for _, unit := range slices.SortedFunc(maps.Keys(t), cmp.Compare[string]) {
		all = append(all, Quantity{t[unit], unit})
	}
	return all
}
