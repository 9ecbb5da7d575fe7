package planner

// bar says what keeps a team from a cell whatever the hour: a phrase's code and
// params, nil where nothing does.
func (e *eligibility) bar(s *site, tm *team, c *cell) map[string]any {
	t := tm.src
	switch e.stage(t, c) {
	case 0:
		for _, skill := range c.src.Needs.Skills {
			if !hasSkills(t, []string{skill}) {
				return map[string]any{"code": "bar.skill", "team": t.ID, "cell": c.id, "skill": skill}
			}
		}
	case 1:
		n := c.src.Needs.OfficersOfSex
		return map[string]any{"code": "bar.sex", "team": t.ID, "cell": c.id, "sex": n.Sex, "count": n.Count, "have": ofSex(t, n.Sex)}
	case 2:
		o := e.athome(t, c)[0]
		return map[string]any{"code": "bar.home", "team": t.ID, "cell": c.id, "officer": o.ID, "site": s.id,
			"building": o.Home.Building, "wing": o.Home.Wing}
	case 3:
		return map[string]any{"code": "bar.forbid", "team": t.ID, "cell": c.id}
	}
	return nil
}

func ofSex(t *Team, sex string) int {
	n := 0
	for i := range t.Officers {
		if t.Officers[i].Sex == sex {
			n++
		}
	}
	return n
}

// athome are the officers whose home bars a team from a cell.
func (e *eligibility) athome(t *Team, c *cell) []*Officer {
	var out []*Officer
	for i := range t.Officers {
		one := Team{Officers: t.Officers[i : i+1]}
		if e.conflicted(&one, c) {
			out = append(out, &t.Officers[i])
		}
	}
	return out
}
