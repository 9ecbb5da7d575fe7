package robust

import (
	"cmp"
	"container/heap"
	"slices"
)

// order puts the steps so that each comes after what it waits for. The members
// of a group are one step, since they wait for each other; where that would let
// two steps wait for each other (a member that can come only after another one of
// its group is over), the group is opened: its members do not wait.
func (n *network) order() {
	for {
		o := n.newOrdering()
		stuck := o.run()
		if stuck < 0 {
			n.steps = o.steps
			return
		}
		n.groups[stuck].opened = true
	}
}

// waits says whether the members of a group wait for each other.
func (n *network) waits(g int32) bool {
	return g >= 0 && !n.groups[g].src.FirstWave && !n.groups[g].opened && len(n.groups[g].members) > 1
}

// ordering sorts all steps topologically, the earlier planned first.
type ordering struct {
	n        *network
	all      []step
	when     []int32
	startOf  []int32 // step of each search's start
	useOf    []int32 // step of each use, -1 where it begins with the search
	next     [][]int32
	pending  []int32
	ready    stepQueue
	steps    []step
	finished []bool
}

type stepQueue struct {
	list []int32
	when []int32
}

func (q stepQueue) Len() int { return len(q.list) }
func (q stepQueue) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(q.when[q.list[i]], q.when[q.list[j]]), cmp.Compare(q.list[i], q.list[j])) < 0
}
func (q stepQueue) Swap(i, j int) { q.list[i], q.list[j] = q.list[j], q.list[i] }
func (q *stepQueue) Push(x any)   { q.list = append(q.list, x.(int32)) }
func (q *stepQueue) Pop() any {
	x := q.list[len(q.list)-1]
	q.list = q.list[:len(q.list)-1]
	return x
}

func (n *network) newOrdering() *ordering {
	o := &ordering{n: n, startOf: slices.Repeat([]int32{-1}, len(n.searches)), useOf: slices.Repeat([]int32{-1}, n.uses)}
	for i := range n.searches {
		s := &n.searches[i]
		if o.startOf[i] < 0 {
			members := []int32{int32(i)}
			if n.waits(s.group) {
				members = n.groups[s.group].members
			}
			for _, m := range members {
				o.startOf[m] = int32(len(o.all))
			}
			o.add(step{members, -1}, s.start)
		}
		for k := range s.uses {
			if s.uses[k].from > 0 {
				o.useOf[int(s.firstUse)+k] = int32(len(o.all))
				o.add(step{[]int32{int32(i)}, k}, s.start+s.uses[k].from)
			}
		}
	}
	o.next, o.pending, o.finished = make([][]int32, len(o.all)), make([]int32, len(o.all)), make([]bool, len(o.all))
	for i := range n.searches {
		s := &n.searches[i]
		before := o.startOf[i]
		for _, a := range s.arcs {
			o.link(o.lastOf(a.of), o.startOf[i])
		}
		for k := range s.uses {
			if x := o.useOf[int(s.firstUse)+k]; x >= 0 {
				o.link(before, x)
				if s.uses[k].after.of >= 0 {
					o.link(o.lastOf(s.uses[k].after.of), x)
				}
				before = x
			}
		}
	}
	return o
}

func (o *ordering) add(s step, when int32) { o.all, o.when = append(o.all, s), append(o.when, when) }

func (o *ordering) link(from, to int32) {
	o.next[from] = append(o.next[from], to)
	o.pending[to]++
}

// lastOf is the step after which a point is known: a search's end or a use's.
func (o *ordering) lastOf(point int32) int32 {
	m := o.n.searchOf(point)
	s := &o.n.searches[m]
	if use := point - int32(len(o.n.searches)); use >= 0 && !s.uses[use-s.firstUse].toEnd {
		if o.useOf[use] >= 0 {
			return o.useOf[use]
		}
		return o.startOf[m]
	}
	if s.late > 0 {
		return o.useOf[int(s.firstUse)+len(s.uses)-1]
	}
	return o.startOf[m]
}

// run returns -1, or a group that has to be opened.
func (o *ordering) run() int {
	o.ready.when = o.when
	for i, p := range o.pending {
		if p == 0 {
			heap.Push(&o.ready, int32(i))
		}
	}
	for o.ready.Len() > 0 {
		i := heap.Pop(&o.ready).(int32)
		o.finished[i] = true
		o.steps = append(o.steps, o.all[i])
		for _, j := range o.next[i] {
			if o.pending[j]--; o.pending[j] == 0 {
				heap.Push(&o.ready, j)
			}
		}
	}
	for i, s := range o.all {
		if !o.finished[i] && len(s.searches) > 1 {
			return int(o.n.searches[s.searches[0]].group)
		}
	}
	return -1
}
