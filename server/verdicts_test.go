package server_test

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/entries"
	"github.com/cellsweep/cellsweep/server"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

const verdictsPage = "../docs/verdicts.md"

// provoked is one thing that may be said of an entry: how the test provokes it,
// and what it does to it afterwards.
type provoked struct {
	said  string // verdict or status, and code
	how   string // in words, for the page
	do    func(d *drill) (*pen, fieldsync.Entry, string)
	after string // in words
	then  func(d *drill, p *pen, e fieldsync.Entry) fieldsync.Entry
	ends  string // the status at the end
}

// pushing provokes a verdict: an entry is pushed by a tablet that is new.
func pushing(state models.OperationState, make func(p *pen) fieldsync.Entry) func(*drill) (*pen, fieldsync.Entry, string) {
	return func(d *drill) (*pen, fieldsync.Entry, string) {
		p, _ := d.writer(d.operation(state), d.near)
		e := make(p)
		return p, e, p.told(e)
	}
}

// projecting provokes a status.
func projecting(make func(p *pen) fieldsync.Entry) func(*drill) (*pen, fieldsync.Entry, string) {
	return func(d *drill) (*pen, fieldsync.Entry, string) {
		p, e, _ := pushing(models.Live, make)(d)
		return p, e, p.became(e)
	}
}

// deciding settles an entry.
func deciding(action string) func(*drill, *pen, fieldsync.Entry) fieldsync.Entry {
	return func(d *drill, p *pen, e fieldsync.Entry) fieldsync.Entry {
		d.project()
		d.onEntry(p.operation, e.ID, "settle", object{"action": action}).Expect(200)
		return e
	}
}

// retrying has an entry tried again.
func retrying(d *drill, p *pen, e fieldsync.Entry) fieldsync.Entry {
	d.onEntry(p.operation, e.ID, "retry", object{}).Expect(200)
	return e
}

// sendingAnew sends what the first entry should have been.
func sendingAnew(_ *drill, p *pen, e fieldsync.Entry) fieldsync.Entry {
	p.seq, p.prev = e.Seq-1, e.Prev
	right := p.incident()
	p.tell(right)
	return right
}

func elsewhere(p *pen) fieldsync.Entry {
	return p.again(p.incident(), func(e *fieldsync.Entry) { e.Site = p.d.far.ID })
}

func confirmed(d *drill, p *pen, e fieldsync.Entry) fieldsync.Entry {
	for _, t := range d.tablets {
		if fieldsync.Stream(t.SigningKey, p.operation) == p.stream {
			var tablet struct{ Fingerprint string }
			c, path := d.As(models.RoleCoordinator), "/v1/tablets/"+t.ID.String()
			c.Get(path).Expect(200).Into(&tablet)
			c.Post(path+"/confirm", object{"fingerprint": tablet.Fingerprint}).Expect(200)
		}
	}
	return e
}

// verdicts are what is said of an entry once and for ever.
func verdicts() []provoked {
	return []provoked{
		{"stored", "a signed entry of the tablet's own stream", pushing(models.Live, (*pen).incident), "it is projected", nil, "applied"},
		{"quarantined seq_fork", "a second entry with the number of one that is there, as a cloned or restored tablet writes it", pushing(models.Live, func(p *pen) fieldsync.Entry {
			p.tell(p.incident())
			p.seq, p.prev = 0, fieldsync.ZeroHash
			return p.incident()
		}), "a coordinator adopts its branch: all of it is applied, and what joins it later too", func(d *drill, p *pen, e fieldsync.Entry) fieldsync.Entry {
			d.onEntry(p.operation, e.ID, "adopt", object{}).Expect(200)
			return e
		}, "settled"},
		{"quarantined tablet_revoked", "an entry of a tablet that was revoked before, or beyond the head at which its stream was closed, linked to no head that was held before", func(d *drill) (*pen, fieldsync.Entry, string) {
			p, t := d.writer(d.operation(models.Live), d.near)
			d.As(models.RoleCoordinator).Post("/v1/tablets/"+t.ID.String()+"/revoke", object{"reason": "lost"}).Expect(200)
			e := p.incident()
			return p, e, p.told(e)
		}, "a coordinator keeps it out", deciding("reject"), "settled"},
		{"quarantined operation_closed", "an entry that arrives after the operation was closed", pushing(models.Closed, (*pen).incident), "a coordinator applies it", deciding("apply"), "settled"},
		{"quarantined out_of_scope", "an entry about a site that is not the tablet's", pushing(models.Live, elsewhere), "a coordinator applies it", deciding("apply"), "settled"},
		{"quarantined too_large", "a body of more than 48 KiB, or an entry of more than 64", pushing(models.Live, func(p *pen) fieldsync.Entry {
			return p.again(p.incident(), func(e *fieldsync.Entry) {
				e.Body = `{"salt":"` + salt + `","text":"` + strings.Repeat("x", 48<<10) + `"}`
			})
		}), "its bytes are kept; a coordinator keeps it out of the picture", deciding("reject"), "settled"},
		{"unverified malformed", "an entry with a member twice, a number as a text, text that is no Unicode, U+0000 …", func(d *drill) (*pen, fieldsync.Entry, string) {
			p, _ := d.writer(d.operation(models.Live), d.near)
			var a pushed
			altered(`"seq":1`, `"seq":"1"`)(p).Expect(200).Into(&a)
			return p, p.unsent[0], string(a.Results[0].Verdict) + " " + string(a.Results[0].Code)
		}, "its bytes go to the inbox; sent again as it should be, it is evidence", sendingAnew, "applied"},
		{"unverified unknown_stream", "an entry of a tablet that is not enrolled for the operation", func(d *drill) (*pen, fieldsync.Entry, string) {
			t := d.tablet(d.near, models.TabletPending)
			p := t.pen(d, d.operation(models.Live))
			d.tablets["stranger "+p.stream] = t
			e := p.incident()
			return p, e, p.told(e)
		}, "its bytes go to the inbox, and are judged again as soon as the stream is known", confirmed, "applied"},
		{"unverified wrong_stream", "an entry that names another operation than its stream's", pushing(models.Live, func(p *pen) fieldsync.Entry {
			return p.again(p.incident(), func(e *fieldsync.Entry) { e.Operation = models.NewID() })
		}), "its bytes go to the inbox; sent again as it should be, it is evidence", sendingAnew, "applied"},
		{"unverified bad_signature", "an entry whose signature is not that of the stream's key", pushing(models.Live, func(p *pen) fieldsync.Entry {
			e := p.incident()
			e.Sig = fieldsync.EncodeBytes(make([]byte, 64))
			return e
		}), "its bytes go to the inbox; sent again as it should be, it is evidence", sendingAnew, "applied"},
		{"unverified not_checked", "an entry that comes after three forged ones in one push", func(d *drill) (*pen, fieldsync.Entry, string) {
			p, _ := d.writer(d.operation(models.Live), d.near)
			all := []fieldsync.Entry{}
			for range 300 { // more than any machine looks at side by side
				e := p.incident()
				e.Sig = fieldsync.EncodeBytes(make([]byte, 64))
				all = append(all, e)
			}
			p.seq, p.prev = 0, fieldsync.ZeroHash
			good := p.incident()
			told := p.tell(append(all, good)...)
			last := told[len(told)-1]
			return p, good, string(last.Verdict) + " " + string(last.Code)
		}, "nothing is kept of it; sent again without the forgeries, it is evidence", func(_ *drill, p *pen, e fieldsync.Entry) fieldsync.Entry {
			p.tell(e)
			return e
		}, "applied"},
	}
}

// statuses are how far the projection of a journalled entry has come.
func statuses() []provoked {
	lost := models.NewID()
	return []provoked{
		{"waiting", "an entry in quarantine about which nobody has decided: it has no status yet", projecting(elsewhere), "a coordinator keeps it out; a later decision lets it in all the same", func(d *drill, p *pen, e fieldsync.Entry) fieldsync.Entry {
			deciding("reject")(d, p, e)
			return deciding("apply")(d, p, e)
		}, "settled"},
		{"applied", "an entry that follows its schema and refers to what is there", projecting((*pen).incident), "it is in the picture; nothing more happens to it", nil, "applied"},
		{"held", "an entry that refers to what has not arrived, as an answer to a search whose beginning is missing", projecting(func(p *pen) fieldsync.Entry {
			first := p.starts(p.tasks()[1].ID) // stays on the tablet
			return p.about("answer.asserted", first.ID, nil, object{"item": "areas.bed", "value": "yes"})
		}), "it is applied right after what it waited for", func(_ *drill, p *pen, e fieldsync.Entry) fieldsync.Entry {
			p.tell(p.unsent[0])
			return e
		}, "applied"},
		{"held", "an entry that waits for what is lost for good", projecting(func(p *pen) fieldsync.Entry {
			return p.about("answer.asserted", lost, nil, object{"item": "areas.bin", "value": "yes"})
		}), "a coordinator attaches it to another search", func(d *drill, p *pen, e fieldsync.Entry) fieldsync.Entry {
			search := p.starts(p.tasks()[0].ID)
			p.tell(search)
			d.project()
			d.onEntry(p.operation, e.ID, "settle", object{"action": "attach", "to": object{"kind": "search", "id": search.ID}}).Expect(200)
			return e
		}, "settled"},
		{"held tablet_pending", "an entry of a tablet whose six words nobody has confirmed yet", func(d *drill) (*pen, fieldsync.Entry, string) {
			t := d.tablet(d.near, models.TabletPending)
			p := t.pen(d, d.operation(models.Live))
			d.tablets["pending "+p.stream] = t
			d.joins(p, t)
			e := p.incident()
			p.tell(e)
			return p, e, p.became(e)
		}, "it is applied when the tablet is confirmed", confirmed, "applied"},
		{"refused invalid_body", "an entry whose body does not follow the schema of its type", projecting(func(p *pen) fieldsync.Entry {
			return p.write("incident.reported", p.d.near.ID, object{"kind": "no such kind"})
		}), "a coordinator keeps it out; its words stay in the journal", deciding("reject"), "settled"},
		{"refused unknown_type", "an entry of a type or version that the program does not know yet", func(d *drill) (*pen, fieldsync.Entry, string) {
			p, _ := d.writer(d.operation(models.Live), d.near)
			e := p.incident()
			p.tell(e)
			older := d.Beside(d.Database, without("incident.reported"))
			if err := older.Server.Project(context.Background()); err != nil {
				d.T.Fatal(err)
			}
			return p, e, p.became(e)
		}, "the program of a later release, which knows the type, applies it when it is tried again", func(d *drill, p *pen, e fieldsync.Entry) fieldsync.Entry {
			var r struct{ Tried, Left int }
			d.As(models.RoleCoordinator).Post("/v1/operations/"+p.operation.String()+"/retries", object{"cause": "unknown_type", "reason": "the new release"}).Expect(200).Into(&r)
			if r.Tried != 1 || r.Left != 0 {
				d.T.Errorf("tried %d, %d are left", r.Tried, r.Left)
			}
			return e
		}, "applied"},
		{"refused internal", "an entry at which this program fails, or which the database does not take", func(d *drill) (*pen, fieldsync.Entry, string) {
			p, _ := d.writer(d.operation(models.Live), d.near)
			mend := d.refuses("unwritable")
			defer mend()
			e := p.write("incident.reported", d.near.ID, object{"kind": "other", "text": "unwritable"})
			p.tell(e)
			return p, e, p.became(e)
		}, "those after it go on; it is tried again alone when the fault is mended", retrying, "applied"},
		{"settled", "an entry of the tray about which a person has decided: applied, attached elsewhere, or kept out", func(d *drill) (*pen, fieldsync.Entry, string) {
			p, e, _ := pushing(models.Live, elsewhere)(d)
			deciding("apply")(d, p, e)
			return p, e, p.became(e)
		}, "what was let in is in the picture, and is voided or amended like anything else", nil, "settled"},
	}
}

// joins lets a tablet write to an operation.
func (d *drill) joins(p *pen, t fieldTablet) {
	d.T.Helper()
	d.Tx(func(tx *store.Tx) error { return tx.AddStreams(p.operation, []models.Tablet{t.Tablet}) })
}

// without makes the program of a release that does not know a type yet.
func without(kind string) servertest.Option {
	files := fstest.MapFS{}
	names, _ := filepath.Glob("../openapi/entries/*.json")
	for _, path := range names {
		name := filepath.Base(path)
		if raw, err := entries.FS.ReadFile(name); err == nil && !strings.HasPrefix(name, kind+".") {
			files[name] = &fstest.MapFile{Data: raw}
		}
	}
	return func(d *server.Dependencies) { d.Entries = files }
}

// sayings are all verdicts, statuses and codes that the program can give, as
// its source names them.
func sayings(t *testing.T) (all []string) {
	t.Helper()
	for _, name := range []string{"verdict.go", "document.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", "sync", name), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if !ok || len(v.Values) != 1 {
				return true
			}
			kind, _ := v.Type.(*ast.Ident)
			text, isText := v.Values[0].(*ast.BasicLit)
			if kind != nil && isText && slices.Contains([]string{"Verdict", "Code", "Status"}, kind.Name) {
				word, err := strconv.Unquote(text.Value)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, word)
			}
			return true
		})
	}
	if len(all) < 20 {
		t.Fatalf("only %v are found in the source", all)
	}
	return all
}

func TestEveryVerdictAndStatusIsProvokedAndWhatBecomesOfIt(t *testing.T) {
	tables := []struct {
		title string
		rows  []provoked
	}{{"Verdicts", verdicts()}, {"Statuses", statuses()}}
	given := map[string]bool{}
	var page strings.Builder
	for _, table := range tables {
		fmt.Fprintf(&page, "\n## %s\n\n| said | what provoked it | what becomes of it | in the end |\n|---|---|---|---|\n", table.title)
		for _, x := range table.rows {
			for _, word := range strings.Fields(x.said) {
				given[word] = true
			}
			verdict, code, _ := strings.Cut(x.said, " ")
			said := "`" + verdict + "`"
			if code != "" {
				said += " `" + code + "`"
			}
			fmt.Fprintf(&page, "| %s | %s | %s | `%s` |\n", said, x.how, x.after, x.ends)
		}
	}
	for _, word := range sayings(t) {
		if !given[word] {
			t.Errorf("nothing provokes %s: add how, and what becomes of it", word)
		}
	}
	isThePage(t, page.String())
	servertest.Run(t, func(t *testing.T, w *servertest.World) {
		d := newDrill(t, w)
		for _, table := range tables {
			for _, x := range table.rows {
				p, e, said := x.do(d)
				if said != x.said {
					t.Errorf("%s: it is %q, not %q", x.how, said, x.said)
					continue
				}
				if verdict, code, _ := strings.Cut(x.said, " "); verdict == "unverified" {
					kept := d.count("SELECT count(*) FROM inbox WHERE stream = '" + p.stream + "' AND code = '" + code + "'")
					if want := map[bool]int{true: 0, false: 1}[code == "not_checked"]; kept != want {
						t.Errorf("%s: the inbox holds %d of it, not %d", x.said, kept, want)
					}
				}
				if x.then != nil {
					e = x.then(d, p, e)
				}
				if got := p.became(e); got != x.ends {
					t.Errorf("%s: after that %s, it is %q, not %q", x.said, x.after, got, x.ends)
				}
			}
		}
	})
}

const (
	pageBegins = "<!-- provoked:begin -->\n"
	pageEnds   = "\n<!-- provoked:end -->"
)

// isThePage fails unless the page shows the tables.
func isThePage(t *testing.T, tables string) {
	t.Helper()
	raw, err := os.ReadFile(verdictsPage)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(raw), pageBegins)
	_, after, ends := strings.Cut(rest, pageEnds)
	if !ok || !ends {
		t.Fatalf("%s has no place for the tables", verdictsPage)
	}
	page := before + pageBegins + strings.TrimSpace(tables) + "\n" + pageEnds + after
	if *update {
		if err := os.WriteFile(verdictsPage, []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if string(raw) != page && !*update {
		t.Errorf("%s does not show what is provoked: go test ./server -run EveryVerdict -update", verdictsPage)
	}
}
