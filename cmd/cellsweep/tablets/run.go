package tablets

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// Options say what to play, and against what.
type Options struct {
	URLs            []string // replicas of one server
	Operation       string   // reference or id
	Count           int      // tablets
	Seed            uint64
	Speed           float64 // of the operation's time; 0: as the server says
	Login, Password string  // of a coordinator
	Auditor         string  // the login of an auditor with the same password; "": no journal is read
	Progress        io.Writer
	Every           time.Duration     // between two lines of progress
	Over            http.RoundTripper // nil: the network
}

// Report is what came of it.
type Report struct {
	Operation string         `json:"operation"`
	Seed      uint64         `json:"seed"`
	Tablets   int            `json:"tablets"`
	Sites     int            `json:"sites"`
	Story     Figures        `json:"story"`
	Traffic   Traffic        `json:"traffic"`
	Receipts  map[string]int `json:"receipts"` // by status
	Journal   JournalFigures `json:"journal"`
	Files     FileFigures    `json:"files"`
	Took      float64        `json:"seconds"`
	Skipped   []string       `json:"skipped"` // what could not be proved, and why
	Faults    []string       `json:"faults"`  // what does not hold; none when all is well
}

// Traffic counts what went over the network, and what was done to it.
type Traffic struct {
	Requests     int64 `json:"requests"`
	EntriesSent  int64 `json:"entriesSent"` // repeats included
	Signed       int64 `json:"entriesSigned"`
	LostAnswers  int64 `json:"lostAnswers"`
	Doubled      int64 `json:"doubled"`
	OutOfOrder   int64 `json:"outOfOrder"`
	CutOff       int64 `json:"cutOff"`
	Refused      int64 `json:"refused"`
	Broken       int64 `json:"broken"`
	Restarts     int64 `json:"restarts"`
	FilesSent    int64 `json:"filesSent"` // uploads that were told to be whole
	FilesCut     int64 `json:"filesCut"`  // uploads that were broken off, and gone on with
	SilentSpells int   `json:"silentSpells"`
}

// keptFaults bounds how many sentences a report holds of one kind of fault.
const keptFaults = 20

func (r *Report) fault(format string, args ...any) {
	r.Faults = append(r.Faults, fmt.Sprintf(format, args...))
}

// show is one showing of the story.
type show struct {
	Options
	network     *network
	coordinator *person
	operation   operation
	rootKey     string
	clock       clock
	tablets     []*tablet
	workers     []*worker
	story       Story
	report      Report
	patience    time.Duration // with the projector
}

// Run enrols the tablets, lets them work through the story, and proves what has
// become of it. The error says why it could not be carried to its end; what does
// not hold is in the report's Faults.
func Run(ctx context.Context, o Options) (Report, error) {
	began := time.Now()
	s := newShow(o)
	err := s.play(ctx)
	s.report.Traffic = s.traffic()
	s.report.Took = time.Since(began).Seconds()
	return s.report, err
}

func newShow(o Options) *show {
	return &show{Options: o, network: newNetwork(o.URLs, o.Over), patience: projectorTime,
		report: Report{Operation: o.Operation, Seed: o.Seed, Receipts: map[string]int{}}}
}

func (s *show) play(ctx context.Context) error {
	if err := s.arrive(ctx); err != nil {
		return err
	}
	if err := s.enrolAll(ctx); err != nil {
		return err
	}
	ground, err := groundOf(s.tablets)
	if err != nil {
		return err
	}
	if len(ground.Tasks) == 0 {
		return models.NewFault(models.NotFound, "The tablets pulled no tasks; has the plan been released?")
	}
	s.story = Tell(s.Seed, ground)
	s.report.Story, s.report.Tablets, s.report.Sites = s.story.Figures, len(s.tablets), sitesOf(s.tablets)
	s.say("%d tablets enrolled and confirmed at %d sites; %d tasks, %d entries to come", len(s.tablets), s.report.Sites, s.story.Figures.Tasks, s.story.Figures.Entries)
	if err := s.work(ctx); err != nil {
		return err
	}
	return s.prove(ctx)
}

func sitesOf(tablets []*tablet) int {
	sites := map[models.ID]bool{}
	for _, t := range tablets {
		sites[t.post.Site] = true
	}
	return len(sites)
}

// arrive finds out what server this is, signs the coordinator in and finds the operation.
func (s *show) arrive(ctx context.Context) (err error) {
	var server struct {
		Now, RootKey string
		Speed        float64
	}
	if _, err := s.network.ask(ctx, request{method: http.MethodGet, path: "/v1/server"}, &server); err != nil {
		return err
	}
	s.rootKey = server.RootKey
	s.clock = clock{real: time.Now(), speed: cmp.Or(s.Speed, server.Speed, 1)}
	if s.clock.shown, err = fieldsync.ParseTime(server.Now); err != nil {
		return err
	}
	if server.Speed > 0 && s.clock.speed != server.Speed {
		s.say("the server's time runs %g times as fast as real time, the tablets' %g times", server.Speed, s.clock.speed)
	}
	if s.coordinator, err = signIn(ctx, s.network, s.Login, s.Password); err != nil {
		return err
	}
	s.operation, err = s.coordinator.find(ctx, s.Operation)
	s.report.Operation = s.operation.Reference
	return err
}

// enrolAll gives every site its tablets, confirmed, with the operation pulled.
func (s *show) enrolAll(ctx context.Context) error {
	sites, err := s.coordinator.awaitSites(ctx, s.operation)
	if err != nil {
		return err
	}
	posts, err := spread(sites, s.Count)
	if err != nil {
		return err
	}
	slices.SortFunc(posts, func(a, b Post) int {
		return cmp.Or(strings.Compare(a.SiteCode, b.SiteCode), cmp.Compare(a.Number, b.Number))
	})
	code, err := s.coordinator.invite(ctx, posts, s.clock.now().Add(48*time.Hour))
	if err != nil {
		return err
	}
	s.tablets = make([]*tablet, len(posts))
	return each(len(posts), inFlight/2, func(i int) error {
		t := &tablet{network: s.network, post: posts[i], replica: i, label: fmt.Sprintf("%s tablet %d", posts[i].SiteCode, posts[i].Number+1)}
		s.tablets[i] = t
		words, err := t.enrol(ctx, code, s.rootKey)
		if err != nil {
			return fmt.Errorf("%s: %w", t.label, err)
		}
		if err := s.coordinator.confirm(ctx, t.id, words); err != nil {
			return fmt.Errorf("%s: %w", t.label, err)
		}
		t.join(s.operation.ID)
		if err := t.carries(ctx); err != nil {
			return err
		}
		return t.pull(ctx)
	})
}

// each does something n times, most at once, and gives the errors.
func each(n, most int, do func(int) error) error {
	var wait sync.WaitGroup
	errs := make([]error, n)
	slots := make(chan struct{}, most)
	for i := range n {
		slots <- struct{}{}
		wait.Go(func() {
			defer func() { <-slots }()
			errs[i] = do(i)
		})
	}
	wait.Wait()
	return errors.Join(errs...)
}

// work lets every tablet go through its script and then send what is left.
func (s *show) work(ctx context.Context) error {
	shared := &names{ids: map[Ref]models.ID{}}
	for i, t := range s.tablets {
		t.weather = newWeather(s.Seed, i, ends(s.story.Scripts[i]))
		s.workers = append(s.workers, &worker{tablet: t, script: s.story.Scripts[i], album: s.story.Album, names: shared, clock: s.clock, h: s.operation.h})
	}
	done := make(chan struct{})
	var watch sync.WaitGroup
	watch.Go(func() { s.watch(done) })
	left := make([]error, len(s.workers))
	err := each(len(s.workers), len(s.workers), func(i int) error {
		if err := s.workers[i].work(ctx); err != nil {
			return err
		}
		left[i] = s.workers[i].drain(ctx)
		return ctx.Err()
	})
	close(done)
	watch.Wait()
	for i, w := range s.workers {
		if w.outbox.last != nil {
			s.say("%s: %v", w.label, w.outbox.last)
		}
		if left[i] != nil && ctx.Err() == nil {
			s.report.fault("%v", left[i])
		}
		for _, x := range w.outbox.wrongs {
			s.report.fault("%s: %s", w.label, x)
		}
	}
	if err != nil {
		written, acked := s.network.count.signed.Load(), s.network.count.acknowledged.Load()
		return models.NewFault(models.Unavailable, "Stopped before the end: %d entries signed, %d of them acknowledged.", written, acked).Because(ctx.Err())
	}
	return nil
}

// watch writes a line of progress now and then.
func (s *show) watch(done <-chan struct{}) {
	tick := time.NewTicker(cmp.Or(s.Every, 10*time.Second))
	defer tick.Stop()
	for {
		select {
		case <-done:
			return
		case <-tick.C:
			c := &s.network.count
			s.say("H%+d min: %d of %d entries signed, %d acknowledged, %d of %d tablets online", int(s.clock.now().Sub(s.operation.h).Minutes()),
				c.signed.Load(), s.story.Figures.Entries, c.acknowledged.Load(), c.online.Load(), len(s.tablets))
		}
	}
}

func (s *show) say(format string, args ...any) {
	if s.Progress != nil {
		_, _ = fmt.Fprintf(s.Progress, format+"\n", args...)
	}
}

func (s *show) traffic() Traffic {
	c := &s.network.count
	t := Traffic{Requests: c.requests.Load(), EntriesSent: c.entriesSent.Load(), Signed: c.signed.Load(), LostAnswers: c.lost.Load(), Doubled: c.doubled.Load(),
		OutOfOrder: c.shuffled.Load(), CutOff: c.cut.Load(), Refused: c.refused.Load(), Broken: c.broken.Load(), Restarts: c.restarts.Load(),
		FilesSent: c.filesSent.Load(), FilesCut: c.filesCut.Load()}
	for _, w := range s.workers {
		t.SilentSpells += len(w.weather.spells)
	}
	return t
}
