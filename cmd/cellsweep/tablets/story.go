package tablets

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/cellsweep/cellsweep/models"
)

// The shares of the story are those that the press reported of Operation Prison
// Break, 20 May 2025: of 500 cells 367 searched, 164 telephones of which 88
// miniature, and in a store room 500 telephones and 70,000 EUR.
const (
	reported         = 500.0
	searchedShare    = 367 / reported
	phoneShare       = 164 / reported
	miniShare        = 88 / reported
	storePhonesShare = 500 / reported
	storeCashShare   = 70_000 / reported
	flawShare        = 3 / reported // searches that are closed though something is missing
)

// Ref stands in a body for the id of what an act creates, by the act's key.
type Ref string

// Act is one entry that a tablet will sign. Ids of things that the story
// creates are not known yet: Entity, Supersedes and any Ref in Body name acts.
type Act struct {
	After      time.Duration // after H, by the tablet's clock
	Key        string        // unique in the story
	Type       string
	Site       models.ID
	Actor      models.ID
	Entity     Ref       // of an act; empty for none
	About      models.ID // entity that the plan knows, such as a task
	Supersedes []Ref
	Files      []string // SHA-256
	Body       map[string]any
}

// Figures are what the story comes to, and what headquarters must show at its end.
type Figures struct {
	Tasks, Searched, NotExecuted, WithFinds int
	Phones, Mini, Outside, CashOutside      int // Outside: telephones that came from no cell; cash in EUR
	Findings, Exhibits, Files, Answers      int // Answers: items answered, corrections not counted
	Corrections, Contested                  int
	GateFailed, Overridden                  int
	DuplicateSeals                          int // exhibits that bear one
	Incidents, OutOfOrder                   int
	Entries                                 int
}

// Story is what each tablet will sign, in the order of Ground.Posts.
type Story struct {
	Scripts [][]Act
	Album   map[string][]byte // every picture that an act names, by its SHA-256
	Figures Figures
}

// Tell draws the story of a seed. It is pure: the same seed and ground give the
// same story. The ground must be sorted.
func Tell(seed uint64, g *Ground) Story {
	t := &teller{Ground: g, rng: rand.New(rand.NewPCG(seed, 0x7461626c657473)), seed: seed, album: map[string][]byte{}, //nolint:gosec // a story, not a secret
		scripts: make([][]Act, len(g.Posts)), exhibits: make([]int, len(g.Posts)), seals: make([]int, len(g.Posts)), ends: make([]time.Duration, len(g.Posts))}
	crews := slices.DeleteFunc(g.crews(), func(c crew) bool { return c.post < 0 })
	t.draw(crews)
	for _, c := range crews {
		t.shift(c)
	}
	t.storeRoom(crews)
	for _, c := range crews {
		t.endShift(c)
	}
	for i := range t.scripts {
		slices.SortStableFunc(t.scripts[i], func(a, b Act) int { return cmp.Compare(a.After, b.After) })
		t.figures.Entries += len(t.scripts[i])
	}
	return Story{t.scripts, t.album, t.figures}
}

// teller tells a story, once.
type teller struct {
	*Ground
	rng      *rand.Rand
	seed     uint64
	album    map[string][]byte
	fates    []fate
	scripts  [][]Act
	exhibits []int           // numbers given out, by tablet
	seals    []int           // likewise
	ends     []time.Duration // when the tablet's last search ended
	serial   int             // of telephones, so that no IMEI comes twice
	twin     string          // the seal number that will be used twice
	last     int             // of keys
	figures  Figures
}

// fate is what awaits a task.
type fate struct {
	searched bool
	finds    []find
	flaw     string // "", unsealed, unsigned, unphotographed, overridden, late: sealed after the closing
	incident bool
	contest  int // the post of the tablet that contradicts, -1 for none
	twin     int // 1: its first exhibit's seal number is used again; 2: here
}

// find is one thing, or one kind of thing, that will be found.
type find struct {
	category string
	target   bool // of a telephone
	quantity float64
	unit     string
}

// draw decides what happens where.
func (t *teller) draw(crews []crew) {
	n := len(t.Tasks)
	t.fates = make([]fate, n)
	for i := range t.fates {
		t.fates[i].contest = -1
	}
	order := t.rng.Perm(n)
	searched := order[:share(searchedShare, n)]
	for _, i := range searched {
		t.fates[i].searched = true
	}
	t.figures.Tasks, t.figures.Searched, t.figures.NotExecuted = n, len(searched), n-len(searched)
	if len(searched) == 0 {
		return
	}
	cells := t.drawFinds(searched, n)
	t.drawFlaws(cells, n)
	t.fates[searched[t.rng.IntN(len(searched))]].incident = true
	t.figures.Incidents = 1
	t.drawContest(searched, crews)
	t.drawTwins(cells, crews)
}

func share(of float64, n int) int { return int(math.Round(of * float64(n))) }

// drawFinds hides telephones, and what is found beside them, and returns the
// cells with telephones in the order in which they were drawn.
func (t *teller) drawFinds(searched []int, n int) []int {
	phones, mini := share(phoneShare, n), share(miniShare, n)
	cells := slices.Clone(searched[:min(len(searched), max(min(phones, 1), share(0.72, phones)))])
	t.rng.Shuffle(len(searched), func(i, k int) { searched[i], searched[k] = searched[k], searched[i] })
	for k := 0; k < phones && len(cells) > 0; k++ {
		i := cells[k%len(cells)]
		if k >= len(cells) {
			i = cells[t.rng.IntN(len(cells))]
		}
		t.fates[i].finds = append(t.fates[i].finds, find{category: "phone", target: k < mini, quantity: 1, unit: "piece"})
	}
	t.figures.Phones, t.figures.Mini = phones, mini
	for _, i := range searched {
		f := &t.fates[i]
		beside := len(f.finds) > 0
		t.maybe(f, beside, 0.5, 0.06, find{category: "charger", quantity: 1, unit: "piece"})
		t.maybe(f, beside, 0.3, 0.02, find{category: "sim", quantity: 1, unit: "piece"})
		t.maybe(f, beside, 0.08, 0.07, find{category: "drug", quantity: float64(5+t.rng.IntN(240)) / 10, unit: "g"})
		t.maybe(f, beside, 0.05, 0.02, find{category: "cash", quantity: float64(20 + 5*t.rng.IntN(60)), unit: "EUR"})
		if len(f.finds) > 0 {
			t.figures.WithFinds++
		}
	}
	return cells
}

func (t *teller) maybe(f *fate, beside bool, p, alone float64, what find) {
	if !beside {
		p = alone
	}
	if t.rng.Float64() < p {
		f.finds = append(f.finds, what)
	}
}

// drawFlaws lets a few searches be closed though something is missing, and one
// by a supervisor's leave.
func (t *teller) drawFlaws(cells []int, n int) {
	flaws := []string{"unsealed", "unsigned", "unphotographed"}
	for k, i := range cells {
		switch {
		case k < max(1, share(flawShare, n)):
			t.fates[i].flaw = flaws[k%len(flaws)]
			t.figures.GateFailed++
		case k == max(1, share(flawShare, n)):
			t.fates[i].flaw = "overridden"
			t.figures.Overridden++
		case k == max(1, share(flawShare, n))+1:
			t.fates[i].flaw = "late" // which is no flaw any more when the seal has come
		}
	}
}

// drawContest finds a search at a site with two tablets: the second contradicts
// the first.
func (t *teller) drawContest(searched []int, crews []crew) {
	for _, i := range searched {
		own := postOf(crews, i)
		for k, p := range t.Posts {
			if p.Site == t.Tasks[i].Site && k != own {
				t.fates[i].contest = k
				t.figures.Contested = 1
				return
			}
		}
	}
}

// drawTwins chooses two cells of different tablets whose first exhibits will
// bear the same seal number.
func (t *teller) drawTwins(cells []int, crews []crew) {
	sound := slices.DeleteFunc(slices.Clone(cells), func(i int) bool { return t.fates[i].flaw != "" })
	for _, i := range sound {
		if other := sound[0]; postOf(crews, i) != postOf(crews, other) {
			t.fates[other].twin, t.fates[i].twin = 1, 1
			t.twin = "DEMO-9999-9999"
			t.figures.DuplicateSeals = 2
			return
		}
	}
}

func postOf(crews []crew, task int) int {
	for _, c := range crews {
		if slices.Contains(c.tasks, task) {
			return c.post
		}
	}
	return -1
}
