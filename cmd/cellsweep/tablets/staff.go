package tablets

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/cellsweep/cellsweep/models"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// person is somebody signed in by a cookie.
type person struct {
	network *network
	cookie  string
}

func signIn(ctx context.Context, n *network, login, password string) (*person, error) {
	body, err := json.Marshal(map[string]string{"login": login, "password": password})
	if err != nil {
		return nil, err
	}
	header, err := n.ask(ctx, request{method: http.MethodPost, path: "/v1/sessions", body: body}, nil)
	if err != nil {
		return nil, err
	}
	answer := http.Response{Header: header}
	for _, c := range answer.Cookies() {
		return &person{n, c.Name + "=" + c.Value}, nil
	}
	return nil, errors.New("signing in gave no cookie")
}

func (p *person) get(ctx context.Context, path string, out any) error {
	_, err := p.network.ask(ctx, request{method: http.MethodGet, path: path, cookie: p.cookie}, out)
	return err
}

func (p *person) post(ctx context.Context, path string, body, out any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	_, err = p.network.ask(ctx, request{method: http.MethodPost, path: path, body: raw, cookie: p.cookie}, out)
	return err
}

// operation is what the simulator must know of one before its tablets do.
type operation struct {
	ID        models.ID
	Reference string
	State     models.OperationState
	HHour     string `json:"hHour"`
	h         time.Time
}

// find looks for an operation by its reference or id.
func (p *person) find(ctx context.Context, named string) (operation, error) {
	if id, err := models.ParseID(named); err == nil {
		o := operation{ID: id}
		if err := p.get(ctx, "/v1/operations/"+named+"/progress", &o); err != nil {
			return o, err
		}
		return o.ready()
	}
	q := url.Values{"limit": {"500"}}
	for {
		var page struct {
			Items []operation
			Next  string
		}
		if err := p.get(ctx, "/v1/operations?"+q.Encode(), &page); err != nil {
			return operation{}, err
		}
		for _, o := range page.Items {
			if o.Reference == named || o.ID.String() == named {
				return o.ready()
			}
		}
		if page.Next == "" {
			return operation{}, models.NewFault(models.NotFound, "There is no operation %s that this person may see.", named)
		}
		q.Set("cursor", page.Next)
	}
}

func (o operation) ready() (operation, error) {
	if !slices.Contains([]models.OperationState{models.Released, models.Live}, o.State) {
		return o, models.NewFault(models.WrongState, "The operation %s is %s; tablets work in one that is released or live.", o.Reference, o.State)
	}
	var err error
	o.h, err = fieldsync.ParseTime(o.HHour)
	return o, err
}

// siteNeed is a site with its teams that have tasks.
type siteNeed struct {
	id    models.ID
	code  string
	teams int
}

// awaitSites lists the sites of an operation that have tasks, and gives the
// projector half a minute to show a plan that was released a moment ago.
func (p *person) awaitSites(ctx context.Context, o operation) (list []siteNeed, err error) {
	for range 60 {
		if list, err = p.sites(ctx, o.ID); err != nil || len(list) > 0 {
			return list, err
		}
		if err := pause(ctx, 500*time.Millisecond); err != nil {
			return nil, err
		}
	}
	return nil, models.NewFault(models.NotFound, "The operation %s has no tasks; has its plan been released?", o.Reference)
}

// sites lists the sites of an operation that have tasks, by code.
func (p *person) sites(ctx context.Context, operation models.ID) ([]siteNeed, error) {
	var picture progress
	if err := p.get(ctx, "/v1/operations/"+operation.String()+"/progress", &picture); err != nil {
		return nil, err
	}
	teams := map[models.ID]map[models.ID]bool{}
	q := url.Values{"limit": {"500"}}
	for {
		var page struct {
			Items []struct{ Site, Team models.ID }
			Next  string
		}
		if err := p.get(ctx, "/v1/operations/"+operation.String()+"/tasks?"+q.Encode(), &page); err != nil {
			return nil, err
		}
		for _, t := range page.Items {
			if teams[t.Site] == nil {
				teams[t.Site] = map[models.ID]bool{}
			}
			teams[t.Site][t.Team] = true
		}
		if page.Next == "" {
			break
		}
		q.Set("cursor", page.Next)
	}
	var list []siteNeed
	for _, s := range picture.Sites {
		if n := len(teams[s.ID]); n > 0 {
			list = append(list, siteNeed{s.ID, s.Code, n})
		}
	}
	slices.SortFunc(list, func(a, b siteNeed) int { return strings.Compare(a.code, b.code) })
	return list, nil
}

// spread gives each site a tablet, and the rest one by one to the site with the
// most teams for each tablet.
func spread(sites []siteNeed, count int) ([]Post, error) {
	if count < len(sites) {
		return nil, models.NewFault(models.Invalid, "%d sites need %d tablets at least, not %d.", len(sites), len(sites), count)
	}
	has := make([]int, len(sites))
	var posts []Post
	give := func(i int) {
		posts = append(posts, Post{Site: sites[i].id, SiteCode: sites[i].code, Number: has[i]})
		has[i]++
	}
	for i := range sites {
		give(i)
	}
	for len(posts) < count {
		most := 0
		for i, s := range sites {
			if s.teams*has[most] > sites[most].teams*has[i] {
				most = i
			}
		}
		give(most)
	}
	return posts, nil
}

// invite makes an enrolment code for the sites of the posts.
func (p *person) invite(ctx context.Context, posts []Post, until time.Time) (string, error) {
	var sites []models.ID
	for _, x := range posts {
		if !slices.Contains(sites, x.Site) {
			sites = append(sites, x.Site)
		}
	}
	var made struct{ Code string }
	err := p.post(ctx, "/v1/enrolments", map[string]any{"label": "Simulated tablets", "siteIds": sites, "expiresAt": models.FormatTime(until), "maxUses": len(posts)}, &made)
	return made.Code, err
}

// confirm compares the words on both screens, and confirms the tablet by them.
func (p *person) confirm(ctx context.Context, tablet models.ID, words string) error {
	var shown struct{ Fingerprint string }
	at := "/v1/tablets/" + tablet.String()
	if err := p.get(ctx, at, &shown); err != nil {
		return err
	}
	if shown.Fingerprint != words || len(strings.Fields(words)) != 6 {
		return fmt.Errorf("the tablet shows %q, headquarters %q", words, shown.Fingerprint)
	}
	return p.post(ctx, at+"/confirm", map[string]string{"fingerprint": words}, nil)
}

// progress is what the simulator reads of headquarters' picture.
type progress struct {
	Now    string
	Speed  float64
	Funnel struct{ Planned, Started, DoneClear, DoneFind, NotExecuted int }
	Sites  []struct {
		ID   models.ID
		Code string
	}
	Seizures struct{ Total, Target, Mini, OutsideCells int }
	Tablets  []struct {
		ID      models.ID
		Label   string
		Entries int
	}
	Needs []struct {
		Kind  string
		Count int
	}
}
