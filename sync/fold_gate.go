package sync

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/cellsweep/cellsweep/checklist"
	"github.com/cellsweep/cellsweep/models"
)

// judged is what the completion gate makes of a search as it stands.
type judged struct {
	open, covered []checklist.Lack
	unsupervised  bool // what is covered was covered by nobody who may
}

// gateOf asks the gate what a closed search lacks, and what of it a supervisor's
// leave covers. One that names no checklist is of an older program: it is judged
// by what its exhibits lack and by the signature under its presence, and
// a leave covers all of it. Answers are read of no search that is still open.
func (p *projection) gateOf(id string, a about, began fact, body object, outside string) (judged, error) {
	search := searchIn(id, body)
	if !search.Closed() {
		return judged{}, nil
	}
	overrides := a.of("gate.overridden")
	if textIn(body, "template") == "" {
		lacks := checklist.Gate(olderInput(search, a))
		if len(overrides) > 0 {
			return judged{covered: lacks}, nil
		}
		return judged{open: lacks}, nil
	}
	in, err := p.gateInput(id, a, began, body, outside)
	if err != nil {
		return judged{}, err
	}
	out := judged{open: checklist.Gate(in)}
	for _, f := range overrides {
		o, err := overrideIn(f)
		if err != nil {
			return judged{}, err
		}
		// Its own reason and supervisor matter where it covers something.
		ruled := o.Judge(out.open, textIn(objectIn(body, "closedBy"), "actor"), in.Officers)
		out.open, out.covered = ruled.Open, append(out.covered, ruled.Covered...)
		out.unsupervised = out.unsupervised || len(ruled.Covered) > 0 && len(ruled.Faults) > 0
	}
	return out, nil
}

// olderInput is what the gate is told of a search without a checklist: what its
// exhibits told it that they lack.
func olderInput(search models.Search, a about) checklist.GateInput {
	in := checklist.GateInput{Presence: checklist.Presence{Occupant: search.Occupant}, Signatures: signaturesOf(search)}
	for name, part := range a.Parts {
		if lacks := listed(part, "lacks"); len(lacks) > 0 {
			in.Exhibits = append(in.Exhibits, checklist.Exhibit{ID: strings.TrimPrefix(name, string(KindExhibit)+"/"), Lacks: lacks})
		}
	}
	return in
}

func signaturesOf(search models.Search) (all []checklist.Signature) {
	for _, s := range search.Signatures {
		all = append(all, checklist.Signature{Role: s.Role, Officer: optionalID(s.Officer), Name: s.Name, File: s.File, RefusedBecause: s.RefusedBecause})
	}
	return all
}

func overrideIn(f fact) (o checklist.Override, err error) {
	raw, err := encodeObject(object{"reason": f.Body["reason"], "supervisor": textIn(f.Body, "supervisor"), "missing": missingIn(f)})
	if err == nil {
		err = json.Unmarshal(raw, &o)
	}
	return o, err
}

// missingIn is what an override names, without the words that the tablet put beside it.
func missingIn(f fact) []object {
	all := []object{}
	for _, m := range objectsIn(f.Body, "missing") {
		o := object{}
		pick(o, m, "code", "path", "row", "problem", "exhibit", "finding", "seal", "role", "officer", "document")
		all = append(all, o)
	}
	return all
}

// lackObjects are lacks as a document shows them. Their sentences are not in it:
// whoever shows them has the checklist, and says them in the reader's language.
func lackObjects(lacks []checklist.Lack) (all []object) {
	for _, l := range lacks {
		o := object{"code": l.Code}
		for name, value := range map[string]string{"path": l.Path, "row": l.Row, "problem": l.Problem, "exhibit": l.Exhibit, "finding": l.Finding,
			"seal": l.Seal, "role": l.Role, "officer": l.Officer, "document": l.Document} {
			put(o, name, value)
		}
		all = append(all, o)
	}
	return all
}

// pinned is a checklist as it was published with the operation, read once.
type pinned struct {
	raw      []byte
	template *checklist.Template
	lists    checklist.Lists
}

// pinnedTemplate reads the checklist that a search names; none if it, or this
// version of it, was not published.
func (p *projection) pinnedTemplate(body object) (pinned, error) {
	id := textIn(body, "template")
	s, err := p.desk.glance(target{KindTemplate, id})
	if err != nil {
		return pinned{}, err
	}
	if known, ok := p.templates[id]; ok && bytes.Equal(known.raw, s.raw) {
		return known, nil
	}
	var in struct {
		Code     string              `json:"code"`
		Version  int                 `json:"version"`
		Name     checklist.Labels    `json:"name"`
		Facts    []checklist.Fact    `json:"facts"`
		Sections []checklist.Section `json:"sections"`
		Lists    checklist.Lists     `json:"lists"`
	}
	out := pinned{raw: s.raw}
	// A checklist that this program cannot read judges nobody: it is as good as none.
	if err := json.Unmarshal(s.raw, &in); err == nil && len(in.Sections) > 0 && (body["templateVersion"] == nil || integerIn(body, "templateVersion") == int64(in.Version)) {
		out.template = &checklist.Template{Code: in.Code, Version: in.Version, Labels: in.Name, Facts: in.Facts, Sections: in.Sections}
		out.lists = in.Lists
	}
	p.templates[id] = out
	return out, nil
}

// basisOf is the legal basis of a search, its own word before its task's, as it
// was published with the operation; none if it was not.
func (p *projection) basisOf(code string) (*checklist.Basis, error) {
	operation, err := p.desk.look(KindOperation, p.operation)
	if err != nil {
		return nil, err
	}
	for _, o := range objectsIn(operation, "legalBases") {
		if textIn(o, "code") != code {
			continue
		}
		raw, err := encodeObject(o)
		if err != nil {
			return nil, err
		}
		var b checklist.Basis
		if json.Unmarshal(raw, &b) == nil { // one that cannot be read demands nothing that anybody knows
			return &b, nil
		}
	}
	return nil, nil
}

// rejudge has a closed search judged anew when something that it is judged by
// changed: an answer, a find, an exhibit. What is stored of a file is nothing to it.
func (p *projection) rejudge(t target, before, after object) error {
	var searches []string
	switch t.Kind {
	case KindAnswer, KindFinding, KindExhibit:
		searches = []string{textIn(before, "search"), textIn(after, "search")}
	case KindFile:
		if textIn(before, "role") != textIn(after, "role") || !sameValue(before["belongsTo"], after["belongsTo"]) {
			searches = []string{textIn(before, "search"), textIn(after, "search")}
		}
	}
	for _, id := range slices.Compact(searches) {
		search, err := p.desk.look(KindSearch, id)
		if err != nil {
			return err
		}
		if textIn(search, "template") != "" && searchIn(id, search).Closed() {
			p.dirty[target{KindSearch, id}] = true
		}
	}
	return nil
}
