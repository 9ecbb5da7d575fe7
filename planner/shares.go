package planner

import binary "math/bits"

// shares is the linear program behind a packing bound: how far every cell can be
// covered by rounds, when every team has one round, in parts if need be. What stays
// uncovered costs as a cell's minutes do, of which the longest cost one. It is solved by the revised simplex method, in whole numbers
// of 2⁻⁴⁰; what is rounded on the way costs sharpness and never soundness, as the
// prices that come out are recomputed as whole weights.
type shares struct {
	cells, crews int
	inv          [][]int64 // inverse of the basis: rows and columns are cells, then crews
	value        []int64   // of the basic columns
	cost         []int64   // of the basic columns: nothing, but of a cell's uncovered part
	dear         []int64   // what leaving a cell uncovered costs
}

const (
	unitBits = 40
	unit1    = 1 << unitBits
	grain    = 1 << 16 // less than this is rounding
)

func newShares(l *lot) *shares {
	n := len(l.cells) + len(l.crews)
	m := &shares{cells: len(l.cells), crews: len(l.crews), inv: make([][]int64, n), value: make([]int64, n), cost: make([]int64, n)}
	for i := range n {
		m.inv[i] = make([]int64, n)
		m.inv[i][i], m.value[i] = unit1, unit1
		if i >= m.cells {
			m.value[i] = int64(l.crews[i-m.cells].teams) * unit1
		}
	}
	longest := 1
	for _, c := range l.cells {
		longest = max(longest, l.s.cells[c].dur)
	}
	for i, c := range l.cells {
		m.dear = append(m.dear, int64(l.s.cells[c].dur)*unit1/int64(longest))
		m.cost[i] = m.dear[i]
	}
	return m
}

// rest is the objective: what stays uncovered.
func (m *shares) rest() int64 {
	var sum int64
	for i, v := range m.value {
		if m.cost[i] > 0 {
			sum += v
		}
	}
	return sum
}

// prices are the dual values: what covering a cell is worth, at most one; and, with
// its sign turned, what a team more of a crew is worth.
func (m *shares) prices() []int64 {
	p := make([]int64, len(m.inv))
	for i, row := range m.inv {
		if m.cost[i] == 0 {
			continue
		}
		for j, v := range row {
			if v != 0 {
				p[j] += times(v, m.cost[i])
			}
		}
	}
	for j := m.cells; j < len(p); j++ {
		p[j] = -p[j]
	}
	return p
}

// What may enter the basis beside the rounds of a crew.
const (
	tooMuch   = -1 // a cell is covered more than once
	uncovered = -2 // a cell stays uncovered in part
)

// enter brings the round of a crew into the basis, or one of the two for a cell. It
// says whether the basis changed.
func (m *shares) enter(crew int, cells []int) bool {
	d := make([]int64, len(m.inv))
	for i, row := range m.inv {
		for _, c := range cells {
			d[i] += row[c]
		}
		if crew == tooMuch {
			d[i] = -d[i]
		} else if crew >= 0 {
			d[i] += row[m.cells+crew]
		}
	}
	out := -1
	for i, x := range d {
		if x <= grain {
			continue
		}
		if out < 0 || m.sooner(i, out, d) {
			out = i
		}
	}
	if out < 0 {
		return false
	}
	m.pivot(out, d)
	m.cost[out] = 0
	if crew == uncovered {
		m.cost[out] = m.dear[cells[0]]
	}
	return true
}

// sooner compares value/d of two rows; among equals, uncovered parts leave first.
func (m *shares) sooner(i, j int, d []int64) bool {
	ah, al := binary.Mul64(uint64(max(0, m.value[i])), uint64(d[j]))
	bh, bl := binary.Mul64(uint64(max(0, m.value[j])), uint64(d[i]))
	if ah != bh {
		return ah < bh
	}
	if al != bl {
		return al < bl
	}
	return m.cost[i] > m.cost[j]
}

func (m *shares) pivot(out int, d []int64) {
	row := m.inv[out]
	for j := range row {
		row[j] = over(row[j], d[out])
	}
	m.value[out] = over(max(0, m.value[out]), d[out])
	for i := range m.inv {
		if i == out || d[i] == 0 {
			continue
		}
		m.value[i] = max(0, m.value[i]-times(m.value[out], d[i]))
		other := m.inv[i]
		for j, v := range row {
			if v != 0 {
				other[j] -= times(v, d[i])
			}
		}
	}
}

// times is a·b and over a/b, both of numbers in units.
func times(a, b int64) int64 {
	hi, lo := binary.Mul64(magnitude(a), magnitude(b))
	return withSign(int64(hi<<(64-unitBits)|lo>>unitBits), a, b)
}

func over(a, b int64) int64 {
	u := magnitude(a)
	q, _ := binary.Div64(u>>(64-unitBits)%magnitude(b), u<<unitBits, magnitude(b))
	return withSign(int64(q), a, b)
}

func magnitude(a int64) uint64 { return uint64(max(a, -a)) }

func withSign(q, a, b int64) int64 {
	if a < 0 != (b < 0) {
		return -q
	}
	return q
}
