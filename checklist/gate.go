package checklist

import (
	"slices"
	"strings"
)

// GateInput is all that the gate looks at. Ids are texts; what was voided is in
// it and said to be. Its form in JSON is that of checklist/testdata/gate.
type GateInput struct {
	Named      Named             `json:"named"`                // what the search says it is judged by
	Template   *Template         `json:"template,omitempty"`   // none where no such version was published
	Basis      *Basis            `json:"basis,omitempty"`      // likewise
	Context    Context           `json:"context"`              // of the checklist; the gate itself puts sections and findings into it
	Answers    Answers           `json:"answers,omitempty"`    // with the members of the findings, by docs/exhibits.md
	Photos     []Photo           `json:"photos,omitempty"`     // of the search itself
	StartedAt  string            `json:"startedAt,omitempty"`  // instant
	TimeZone   string            `json:"timeZone,omitempty"`   // of the site, IANA
	Outcome    string            `json:"outcome,omitempty"`    // done_clear, done_find
	Presence   Presence          `json:"presence"`             // as closed
	Signatures []Signature       `json:"signatures,omitempty"` // as closed
	Searchers  []string          `json:"searchers,omitempty"`  // officers
	Documents  []string          `json:"documents,omitempty"`  // codes of those that were shown, handed over or made
	Findings   []Finding         `json:"findings,omitempty"`
	Exhibits   []Exhibit         `json:"exhibits,omitempty"`
	Seals      []Seal            `json:"seals,omitempty"`
	Officers   map[string]Person `json:"officers,omitempty"` // by id
}

// Named is what the search itself names.
type Named struct {
	Template string `json:"template,omitempty"` // "" in searches of programs that knew no checklist
	Basis    string `json:"basis,omitempty"`
}

// Presence is who attended.
type Presence struct {
	Occupant  string   `json:"occupant,omitempty"` // of models.Presences, "" when nothing was noted
	Witnesses []string `json:"witnesses,omitempty"`
}

// Photo is a photograph and what it shows: overview_before, damage …
type Photo struct {
	SHA256 string `json:"sha256"`
	Role   string `json:"role"`
}

// Signature is a drawing, or why there is none.
type Signature struct {
	Role           string `json:"role"`
	Officer        string `json:"officer,omitempty"`
	Name           string `json:"name,omitempty"`
	File           string `json:"file,omitempty"`
	RefusedBecause string `json:"refusedBecause,omitempty"`
}

// Finding is something observed.
type Finding struct {
	ID          string   `json:"id"`
	Category    string   `json:"category"`
	Description string   `json:"description"`
	Voided      bool     `json:"voided,omitempty"`
	Photos      []string `json:"photos,omitempty"`
}

// Exhibit is something taken.
type Exhibit struct {
	ID          string   `json:"id"`
	Finding     string   `json:"finding,omitempty"`
	Number      string   `json:"number,omitempty"`
	Category    string   `json:"category"`
	Description string   `json:"description,omitempty"`
	Disposition string   `json:"disposition"`
	Voided      bool     `json:"voided,omitempty"`
	Photos      []string `json:"photos,omitempty"`
	SealedBag   bool     `json:"sealedBag,omitempty"` // one of them shows the sealed bag
	Identified  bool     `json:"identified"`          // an IMEI, ICCID or serial number is known, or why none can be read
	Lacks       []string `json:"lacks,omitempty"`     // as models.Exhibit.Lacks says
}

// Seal closes exhibits.
type Seal struct {
	ID       string   `json:"id"`
	Number   string   `json:"number"`
	Applied  bool     `json:"applied"` // it holds
	Exhibits []string `json:"exhibits"`
	Photo    string   `json:"photo,omitempty"`
}

// Person is an officer as published for the operation.
type Person struct {
	Name       string `json:"name"`
	Supervisor bool   `json:"supervisor,omitempty"` // may let a search be closed although something is missing
}

// Lack is one thing that a search must not be closed without.
type Lack struct {
	Code     string `json:"code"`              // one of LackCodes
	Path     string `json:"path,omitempty"`    // item_missing, item_wrong
	Row      string `json:"row,omitempty"`     // likewise
	Problem  string `json:"problem,omitempty"` // likewise: the code of the problem
	Exhibit  string `json:"exhibit,omitempty"`
	Finding  string `json:"finding,omitempty"`
	Seal     string `json:"seal,omitempty"`
	Role     string `json:"role,omitempty"`     // signer_missing
	Officer  string `json:"officer,omitempty"`  // signer_missing, of a searcher
	Document string `json:"document,omitempty"` // document_missing
	Text     Labels `json:"text"`               // what is missing, and how to mend it
}

// LackCodes are what the gate can say, in the order in which it says it.
var LackCodes = []string{"template_unknown", "basis_unknown", "exhibit_unsealed", "exhibit_not_listed", "exhibit_without_photo", "device_unknown",
	"seal_without_photo", "find_without_photo", "presence_missing", "presence_unsigned", "witness_missing", "signer_missing", "document_missing",
	"outside_hours", "outcome_contradicts", "item_missing", "item_wrong"}

// Gate lists exactly what a search lacks to be closed, in the order of
// docs/checklist.md; nothing when it is whole. A search that names no checklist
// is judged by what its exhibits lack and by the signature under its presence.
func Gate(in GateInput) []Lack {
	g := gate{in: in, words: sentencesOfGate()}
	whole := in.Named.Template != ""
	if whole {
		g.named()
	}
	g.exhibits(whole)
	if !whole {
		if in.Presence.Occupant != "" && !g.signed("occupant", "witness") {
			g.say(Lack{Code: "presence_unsigned"}, g.words["presence_unsigned"])
		}
		return g.lacks
	}
	g.seals()
	g.findings()
	g.presence()
	g.signers()
	g.documents()
	g.hours()
	g.outcome()
	g.items()
	return g.lacks
}

// gate gathers what is missing.
type gate struct {
	in    GateInput
	words map[string]Labels
	lacks []Lack
}

func (g *gate) say(l Lack, words Labels) {
	l.Text = words
	g.lacks = append(g.lacks, l)
}

// named tells of what the search names and nobody published.
func (g *gate) named() {
	if g.in.Template == nil {
		g.say(Lack{Code: "template_unknown"}, g.words["template_unknown"])
	}
	if g.in.Basis == nil {
		g.say(Lack{Code: "basis_unknown"}, g.words["basis_unknown"].with(g.in.Named.Basis))
	}
}

// exhibits tells what each lacks that is not voided.
func (g *gate) exhibits(whole bool) {
	for _, x := range byID(g.in.Exhibits, func(x Exhibit) string { return x.ID }) {
		if x.Voided {
			continue
		}
		for _, code := range x.Lacks {
			g.say(Lack{Code: code, Exhibit: x.ID}, g.words[code].of(g.nameOf(x)))
		}
		if whole && x.Category == "phone" && !x.Identified {
			g.say(Lack{Code: "device_unknown", Exhibit: x.ID}, g.words["device_unknown"].of(g.nameOf(x)))
		}
	}
}

// seals tells of those that hold and that no photograph shows, their own or one
// of the sealed bag of each exhibit in it.
func (g *gate) seals() {
	for _, s := range byID(g.in.Seals, func(s Seal) string { return s.ID }) {
		shown := s.Photo != "" || !s.Applied
		var first *Exhibit
		bare := false
		for _, id := range slices.Sorted(slices.Values(s.Exhibits)) {
			i := slices.IndexFunc(g.in.Exhibits, func(x Exhibit) bool { return x.ID == id && !x.Voided })
			if i >= 0 && !g.in.Exhibits[i].SealedBag {
				bare = true
				if first == nil {
					first = &g.in.Exhibits[i]
				}
			}
		}
		if !shown && bare {
			g.say(Lack{Code: "seal_without_photo", Seal: s.ID, Exhibit: first.ID}, g.words["seal_without_photo"].of(g.nameOf(*first), Labels{s.Number, s.Number}))
		}
	}
}

func (g *gate) findings() {
	for _, f := range byID(g.in.Findings, func(f Finding) string { return f.ID }) {
		if !f.Voided && len(f.Photos) == 0 {
			g.say(Lack{Code: "find_without_photo", Finding: f.ID}, g.words["find_without_photo"].of(g.thing(f.Category, "", f.Description)))
		}
	}
}

// attended says whether somebody attended by the closing's own word.
func (g *gate) attended() bool {
	return g.in.Presence.Occupant != "" && g.in.Presence.Occupant != "not_required"
}

// witnesses is how many witnesses there must be.
func (g *gate) witnesses() int {
	switch g.in.Presence.Occupant {
	case "two_witnesses":
		return 2
	case "refused", "impossible":
		if g.in.Basis.Attended() {
			return 2
		}
	}
	return 0
}

// presence tells whether the occupant, or the witnesses in the occupant's
// place, attended and signed or refused.
func (g *gate) presence() {
	if g.in.Basis.Attended() && !g.attended() {
		g.say(Lack{Code: "presence_missing"}, g.words["presence_missing"])
	}
	if g.attended() && !g.signed("occupant", "witness") {
		g.say(Lack{Code: "presence_unsigned"}, g.words["presence_unsigned"])
	}
	if needed, named := g.witnesses(), g.namedWitnesses(); named < needed {
		g.say(Lack{Code: "witness_missing"}, g.words["witness_missing"].with(numeral(named), numeral(needed)))
	}
}

// namedWitnesses counts the witnesses that the closing names: those of the
// presence, or those who signed when they are more. A name counts once.
func (g *gate) namedWitnesses() int {
	names, nameless := map[string]bool{}, 0
	for _, s := range g.in.Signatures {
		switch {
		case s.Role != "witness" || !s.stands():
		case s.who() == "":
			nameless++
		default:
			names[s.who()] = true
		}
	}
	noted := map[string]bool{}
	for _, name := range g.in.Presence.Witnesses {
		if !blank(name) {
			noted[name] = true
		}
	}
	return max(len(noted), len(names)+nameless)
}

func (s Signature) who() string {
	if s.Officer != "" {
		return s.Officer
	}
	if blank(s.Name) {
		return ""
	}
	return s.Name
}

// stands says whether there is a drawing, or a reason why not.
func (s Signature) stands() bool { return s.File != "" || !blank(s.RefusedBecause) }

// signed says whether somebody signed, or gave a reason, in one of the roles.
func (g *gate) signed(roles ...string) bool {
	return slices.ContainsFunc(g.in.Signatures, func(s Signature) bool { return slices.Contains(roles, s.Role) && s.stands() })
}

// byID gives things in the order of their ids.
func byID[T any](things []T, id func(T) string) []T {
	return slices.SortedFunc(slices.Values(things), func(a, b T) int { return strings.Compare(id(a), id(b)) })
}
