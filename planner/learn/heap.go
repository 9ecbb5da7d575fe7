package learn

// heap keeps variables by activity, the highest first, of equals the first.
type heap struct {
	activity []int64
	at       []int32 // where a variable is in order, -1 is nowhere
	order    []int32
}

func (h *heap) grow() {
	h.activity = append(h.activity, 0)
	h.at = append(h.at, -1)
}

func (h *heap) before(a, b int32) bool {
	if h.activity[a] != h.activity[b] {
		return h.activity[a] > h.activity[b]
	}
	return a < b
}

func (h *heap) push(x int32) {
	if h.at[x] < 0 {
		h.at[x] = int32(len(h.order))
		h.order = append(h.order, x)
		h.up(h.at[x])
	}
}

func (h *heap) pop() int32 {
	x := h.order[0]
	last := h.order[len(h.order)-1]
	h.order = h.order[:len(h.order)-1]
	h.at[x] = -1
	if x != last {
		h.order[0], h.at[last] = last, 0
		h.down(0)
	}
	return x
}

// fix restores the order after an activity was set.
func (h *heap) fix(x int32) {
	if h.at[x] >= 0 {
		h.up(h.at[x])
		h.down(h.at[x])
	}
}

func (h *heap) up(i int32) {
	x := h.order[i]
	for i > 0 {
		p := (i - 1) / 2
		if !h.before(x, h.order[p]) {
			break
		}
		h.order[i] = h.order[p]
		h.at[h.order[i]] = i
		i = p
	}
	h.order[i], h.at[x] = x, i
}

func (h *heap) down(i int32) {
	x := h.order[i]
	n := int32(len(h.order))
	for {
		c := 2*i + 1
		if c >= n {
			break
		}
		if c+1 < n && h.before(h.order[c+1], h.order[c]) {
			c++
		}
		if !h.before(h.order[c], x) {
			break
		}
		h.order[i] = h.order[c]
		h.at[h.order[i]] = i
		i = c
	}
	h.order[i], h.at[x] = x, i
}

func (h *heap) bump(x int32, by int64) {
	h.activity[x] += by
	if h.at[x] >= 0 {
		h.up(h.at[x])
	}
}
