package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/store"
)

// What is planted: 20 prisons of which each has 17 cells to be searched.
const (
	plantedSites = 20
	plantedCells = 17
)

// sowing is a plan whose every word is known, and the people who make it.
type sowing struct {
	t       *testing.T
	url     string
	h       time.Time
	prisons []models.Establishment // one more than is searched
	planted []string
	tablets []string // tokens: of the first prison, and of the one that is not searched
}

// plant makes a word that is nowhere else, and remembers it.
func (s *sowing) plant(kind string) string {
	word := fmt.Sprintf("%sq%04dz", kind, len(s.planted))
	s.planted = append(s.planted, word)
	return word
}

func token(login string) string { return login + "-has-this-token" }

func hashed(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// registry puts into a database what is no secret: prisons, cells, officers, and
// those who will plan.
func (s *sowing) registry(database, keys string) {
	s.t.Helper()
	r, err := settings{Listen: ":0", Database: database, Keys: keys, Speed: "1x", LogLevel: "error"}.resolve()
	if err != nil {
		s.t.Fatal(err)
	}
	a, err := assemble(context.Background(), r, slog.New(slog.DiscardHandler))
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = a.store.Close() }()
	err = a.store.Tx(s.t.Context(), func(tx *store.Tx) error {
		s.prisons = nil
		for _, who := range []struct {
			login string
			role  models.Role
		}{{"anna", models.RoleCoordinator}, {"bela", models.RoleApprover}, {"otto", models.RoleAuditor}} {
			p := models.Person{ID: models.NewID(), Login: who.login, Name: who.login, Language: "fr", Grants: []models.Grant{{Role: who.role}}}
			if err := tx.AddPerson(&p); err != nil {
				return err
			}
			if err := tx.AddSession(models.Session{ID: models.NewID(), Person: p.ID, TokenHash: hashed(token(who.login)), CreatedAt: tx.Now, SeenAt: tx.Now, ExpiresAt: tx.Now.Add(time.Hour)}); err != nil {
				return err
			}
		}
		for i := range plantedSites + 1 {
			if err := s.prison(tx, i); err != nil {
				return err
			}
		}
		for _, i := range []int{0, plantedSites} {
			if err := s.tablet(tx, s.prisons[i].ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *sowing) prison(tx *store.Tx, i int) error {
	e := models.Establishment{ID: models.NewID(), Code: fmt.Sprintf("P%02d", i), Name: fmt.Sprintf("Prison %d", i), Type: "mixed", Country: "FR", TimeZone: "Europe/Paris", Version: 1, UpdatedAt: tx.Now}
	s.prisons = append(s.prisons, e)
	wing := models.Location{ID: models.NewID(), Establishment: e.ID, Code: "W", Kind: "wing", Version: 1}
	tree := []models.Location{wing}
	for c := range plantedCells {
		tree = append(tree, models.Location{ID: models.NewID(), Establishment: e.ID, Parent: &wing.ID, Code: fmt.Sprintf("W-%d", c), Kind: "cell", Version: 1})
	}
	officer := models.Officer{ID: models.NewID(), Number: fmt.Sprintf("M%02d", i), Name: fmt.Sprintf("Officer of prison %d", i), Sex: "f", Skills: models.NewWords("lead"), Version: 1}
	if err := tx.AddEstablishments([]models.Establishment{e}); err != nil {
		return err
	}
	if err := tx.AddLocations(tree); err != nil {
		return err
	}
	return tx.AddOfficers([]models.Officer{officer})
}

func (s *sowing) tablet(tx *store.Tx, at models.ID) error {
	public, _, err := ed25519.GenerateKey(nil)
	if err != nil {
		return err
	}
	t := models.Tablet{ID: models.NewID(), Establishment: at, Label: "Tablet", State: models.TabletConfirmed, SigningKey: base64.RawURLEncoding.EncodeToString(public),
		AgreementKey: base64.RawURLEncoding.EncodeToString(bytes.Repeat([]byte{9}, 32))}
	if err := tx.AddTablet(&t); err != nil {
		return err
	}
	s.tablets = append(s.tablets, "bearer-"+t.ID.String())
	return tx.AddTabletToken(t.ID, hashed("bearer-"+t.ID.String()), tx.Now, tx.Now.Add(time.Hour))
}

// files are the plan as CSV, in two parts: where and by whom, then why they belong
// together and who allowed it.
func (s *sowing) files() (first, second map[string]string) {
	cells, teams, links, auths := &strings.Builder{}, &strings.Builder{}, &strings.Builder{}, &strings.Builder{}
	cells.WriteString("establishment,cell,duration,duration_p90,priority,weight,window_from,window_to,skills,officers_sex,officers_sex_count,equipment,occupant,reason\n")
	teams.WriteString("establishment,team,shift_from,shift_to,officers,lead,phone,radio\n")
	links.WriteString("group,establishment,cell,first_wave,tolerance,reason\n")
	auths.WriteString("reference,issuer,legal_basis,valid_from,valid_to,hours_from,hours_to,establishment,cell\n")
	stamp := func(t time.Time) string { return t.UTC().Format(time.RFC3339) }
	for i, e := range s.prisons[:plantedSites] {
		fmt.Fprintf(teams, "%s,%s,-60,480,M%02d,M%02d,%s,%s\n", e.Code, s.plant("TRUPP"), i, i, s.plant("+331"), s.plant("KANAL"))
		reference, issuer := s.plant("ORDRE"), s.plant("Richter")
		for c := range plantedCells {
			fmt.Fprintf(cells, "%s,W-%d,20,,1,1,,,,,,,%s,%s\n", e.Code, c, s.plant("INSASSE"), s.plant("GRUND"))
			fmt.Fprintf(auths, "%s,%s,judicial_preliminary_order,%s,%s,,,%s,W-%d\n", reference, issuer, stamp(s.h.Add(-time.Hour)), stamp(s.h.Add(12*time.Hour)), e.Code, c)
		}
		for c := range plantedCells / 2 {
			group, why := s.plant("BANDE"), s.plant("ABSPRACHE")
			fmt.Fprintf(links, "%s,%s,W-%d,false,60,%s\n%s,%s,W-%d,false,60,%s\n", group, e.Code, 2*c, why, group, e.Code, 2*c+1, why)
		}
	}
	operation := "reference,name,h_hour,timezone,conflict_of_interest,max_teams_per_landing,makespan_slack_percent\nDAWN-1,Dawn," + stamp(s.h) + ",Europe/Paris,none,,\n"
	return map[string]string{"operation.csv": operation, "cells.csv": cells.String(), "teams.csv": teams.String()},
		map[string]string{"links.csv": links.String(), "authorisations.csv": auths.String()}
}

// reply is what the server said.
type reply struct {
	status int
	etag   string
	raw    []byte
}

func (r reply) text(name string) string {
	var body map[string]any
	_ = json.Unmarshal(r.raw, &body)
	text, _ := body[name].(string)
	return text
}

// as sends a request of somebody: a person by name, or a tablet by its token.
func (s *sowing) as(who, method, path string, body any, headers ...string) reply {
	s.t.Helper()
	var in io.Reader
	if raw, ok := body.([]byte); ok {
		in = bytes.NewReader(raw)
	} else if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			s.t.Fatal(err)
		}
		in = bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, in)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Reason", url.PathEscape(s.plant("WARUM"))) // each request says why in a word of its own
	if strings.HasPrefix(who, "bearer-") {
		r.Header.Set("Authorization", "Bearer "+who)
	} else {
		r.AddCookie(&http.Cookie{Name: "session", Value: token(who)})
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	raw, err := io.ReadAll(a.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return reply{a.StatusCode, a.Header.Get("ETag"), raw}
}

func (s *sowing) must(status int, who, method, path string, body any, headers ...string) reply {
	s.t.Helper()
	a := s.as(who, method, path, body, headers...)
	if a.status != status {
		s.t.Fatalf("%s %s: %d, not %d: %.600s", method, path, a.status, status, a.raw)
	}
	return a
}

// found looks for words in every file below folders, and says in which files.
func found(t *testing.T, words map[string][]byte, folders ...string) map[string][]string {
	t.Helper()
	in := map[string][]string{}
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return nil //nolint:nilerr // a running database deletes files
			}
			raw, err := os.ReadFile(path) //nolint:gosec // the test's own folders
			if err != nil {
				return nil //nolint:nilerr // likewise
			}
			for name, word := range words {
				if bytes.Contains(raw, word) {
					in[name] = append(in[name], strings.TrimPrefix(path, folder))
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return in
}

// isAge says whether a file is one of age, whole as far as its header goes.
func isAge(raw []byte) bool {
	_, err := age.Decrypt(bytes.NewReader(raw), nobody{})
	return bytes.HasPrefix(raw, []byte("age-encryption.org/v1\n")) && err != nil && strings.Contains(err.Error(), "nobody")
}

type nobody struct{}

func (nobody) Unwrap([]*age.Stanza) ([]byte, error) { return nil, fmt.Errorf("nobody") }
