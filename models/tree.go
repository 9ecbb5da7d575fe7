package models

// deepest is how many levels a tree may have. Buildings of four wings of four
// landings have four; beyond sixteen somebody has made a mistake.
const deepest = 16

// CheckParent says what is wrong with where a location lies: its parent must be
// in the tree of the same establishment, nothing may lie within itself, and no
// tree is deeper than 16 levels. The tree need not hold the location as it is to be.
func (l Location) CheckParent(tree map[ID]Location) error {
	if l.Parent == nil {
		return nil
	}
	var fs Faults
	parent, known := tree[*l.Parent]
	switch {
	case !known || parent.Establishment != l.Establishment:
		fs.Add("/parent", "unknown", "is no location of this establishment")
	case within(parent, l.ID, tree):
		fs.Add("/parent", "cycle", "a location cannot lie within itself")
	case depth(parent, tree)+height(l.ID, tree) > deepest:
		fs.Add("/parent", "range", "the tree would have more than %d levels", deepest)
	}
	return fs.Err("The location is not right yet.")
}

// within says whether l is id or lies in it.
func within(l Location, id ID, tree map[ID]Location) bool {
	for range deepest {
		if l.ID == id {
			return true
		}
		if l.Parent == nil {
			return false
		}
		l = tree[*l.Parent]
	}
	return false
}

// depth counts the levels from the top down to l.
func depth(l Location, tree map[ID]Location) int {
	n := 1
	for ; l.Parent != nil && n <= deepest; n++ {
		l = tree[*l.Parent]
	}
	return n
}

// height counts the levels from id down to the lowest node below it; 1 when
// nothing lies in it.
func height(id ID, tree map[ID]Location) int {
	top := tree[id]
	most := 1
	for _, l := range tree {
		if l.ID != id && within(l, id, tree) {
			most = max(most, depth(l, tree)-depth(top, tree)+1)
		}
	}
	return most
}
