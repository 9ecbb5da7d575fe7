package tablets

import (
	"fmt"
	"time"

	"github.com/cellsweep/cellsweep/models"
)

// reasons are why cells are not searched, in shares that add up to 100.
var reasons = []struct {
	code, text string
	percent    int
}{
	{"occupant_moved", "The occupant was moved before the operation", 28},
	{"location_empty", "The cell is not occupied any more", 22},
	{"no_time", "Not reached before the end of the hours allowed", 18},
	{"location_wrong", "The number of the cell is not that of the occupant", 12},
	{"safety", "The landing was not safe to enter", 8},
	{"stood_down", "The lead of the site let go of it", 7},
	{"access_refused", "The door could not be opened", 5},
}

func (t *teller) reason() (code, text string) {
	draw := t.rng.IntN(100)
	for _, r := range reasons {
		if draw -= r.percent; draw < 0 {
			return r.code, r.text
		}
	}
	return reasons[0].code, reasons[0].text
}

// add writes an act into the script of a tablet and returns its key.
func (t *teller) add(post int, a Act) Ref {
	t.last++
	a.Key = fmt.Sprintf("%s#%d", a.Type, t.last)
	a.After = a.After.Truncate(time.Millisecond)
	if a.Site == (models.ID{}) {
		a.Site = t.Posts[post].Site
	}
	if a.Body == nil {
		a.Body = map[string]any{}
	}
	t.scripts[post] = append(t.scripts[post], a)
	t.figures.Files += len(a.Files)
	return Ref(a.Key)
}

// shift is the work of one team: it signs on before H, takes its tasks, goes
// through them, and hands over what it seized.
func (t *teller) shift(c crew) {
	t.beginShift(c)
	tasks := t.outOfOrder(c.tasks)
	var free time.Duration
	var seized []taken
	for k, i := range tasks {
		begin := max(time.Duration(t.Tasks[i].Start)*time.Minute+t.delay(t.Tasks[i].Start, k), free)
		var end time.Duration
		if t.fates[i].searched {
			var took []taken
			end, took = t.search(c, i, begin)
			seized = append(seized, took...)
		} else {
			end = t.leaveOut(c, i, begin)
		}
		free = end + time.Duration(30+t.rng.IntN(90))*time.Second // to the next door
	}
	t.ends[c.post] = max(t.ends[c.post], free)
	t.handOver(c, seized, free+2*time.Minute)
}

// endShift lets the officers of a team leave their tablet, after its last work.
func (t *teller) endShift(c crew) {
	for _, o := range c.team.Officers {
		t.add(c.post, Act{After: t.ends[c.post] + 9*time.Minute, Type: "officer.signedOff", Actor: o.ID, Body: map[string]any{"officer": o.ID}})
	}
}

func (t *teller) beginShift(c crew) {
	at := -6*time.Minute + time.Duration(t.rng.IntN(60))*time.Second
	for k, o := range c.team.Officers {
		role := "searcher"
		if k == 0 {
			role = "lead"
		}
		t.add(c.post, Act{After: at, Type: "officer.signedOn", Actor: o.ID, Body: map[string]any{"officer": o.ID, "role": role, "team": c.team.ID}})
		at += 4 * time.Second
	}
	for _, p := range t.Plans {
		if p.Site == t.Posts[c.post].Site {
			t.add(c.post, Act{After: at, Type: "plan.acknowledged", Actor: c.officer(0), Body: map[string]any{"plan": p.ID, "planVersion": p.Version}})
		}
	}
	for _, i := range c.tasks {
		at += 2 * time.Second
		t.add(c.post, Act{After: at, Type: "task.accepted", Actor: c.officer(0), About: t.Tasks[i].ID})
	}
}

// officer is the n-th of the team, the lead where it has fewer, nobody where
// the plan named none.
func (c crew) officer(n int) models.ID {
	if len(c.team.Officers) == 0 {
		return models.ID{}
	}
	if n >= len(c.team.Officers) {
		n = 0
	}
	return c.team.Officers[n].ID
}

// outOfOrder swaps two neighbouring searches of the first team that has three,
// once in a story: people do what the landing allows.
func (t *teller) outOfOrder(tasks []int) []int {
	if t.figures.OutOfOrder > 0 {
		return tasks
	}
	for k := 1; k+1 < len(tasks); k++ {
		if t.fates[tasks[k]].searched && t.fates[tasks[k+1]].searched {
			swapped := append([]int{}, tasks...)
			swapped[k], swapped[k+1] = swapped[k+1], swapped[k]
			t.figures.OutOfOrder++
			return swapped
		}
	}
	return tasks
}

// delay is how much after the plan a search begins. At H everybody goes through
// the door within a minute; later some are early and some late.
func (t *teller) delay(start, k int) time.Duration {
	switch {
	case start == 0 && k == 0:
		return time.Duration(t.rng.IntN(50_000)) * time.Millisecond
	case t.rng.IntN(12) == 0:
		return time.Duration(5*60+t.rng.IntN(10*60)) * time.Second
	}
	return time.Duration(t.rng.IntN(240)) * time.Second // nobody knocks before the hour that the plan says
}

// leaveOut records that a task was not carried out.
func (t *teller) leaveOut(c crew, i int, at time.Duration) time.Duration {
	code, text := t.reason()
	at += time.Duration(1+t.rng.IntN(3)) * time.Minute
	t.add(c.post, Act{After: at, Type: "search.notExecuted", Actor: c.officer(0), Site: t.Tasks[i].Site, Body: map[string]any{
		"task": t.Tasks[i].ID, "reasonCode": code, "reason": text, "counts": map[string]any{"answers": 0, "findings": 0, "exhibits": 0, "files": 0}}})
	return at
}

// registry takes the exhibits of every site.
const registry = "Registry of exhibits"

// handOver records the custody of what a team seized: taken by its lead, given
// to the registry's van, received there.
func (t *teller) handOver(c crew, seized []taken, at time.Duration) {
	const most = 50 // exhibits of one entry
	lead := map[string]any{"name": "Lead of " + c.team.Name}
	if id := c.officer(0); id != (models.ID{}) {
		lead = map[string]any{"officer": id}
	}
	van := map[string]any{"name": "Driver of the exhibits' van", "organisation": registry}
	for len(seized) > 0 {
		n := min(most, len(seized))
		exhibits := make([]any, n)
		for i, x := range seized[:n] {
			exhibits[i] = x.exhibit
		}
		record := func(kind string, members map[string]any) {
			body := map[string]any{"kind": kind, "exhibits": exhibits}
			for name, v := range members {
				body[name] = v
			}
			t.add(c.post, Act{After: at, Type: "custody.recorded", Actor: c.officer(0), Body: body})
			at += 40 * time.Second
		}
		record("seized", map[string]any{"to": lead, "place": "Vehicle of the team"})
		record("released", map[string]any{"from": lead, "condition": "Bags closed, seals whole"})
		record("received", map[string]any{"from": lead, "to": van, "place": "Van of the registry, car park"})
		seized = seized[n:]
	}
}
