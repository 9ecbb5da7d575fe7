package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"time"

	"github.com/cellsweep/cellsweep/checklist"
	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
)

// legalBases is the pick-list whose options have data that an agency edits.
const legalBases = "legal-bases"

// basisOf reads a legal basis from its option.
func basisOf(p models.Pick) (checklist.Basis, error) {
	var fs models.Faults
	b := checklist.ReadBasis(&fs, "/data", p.Code, checklist.Labels{EN: p.LabelEN, FR: p.LabelFR}, []byte(p.Data), nil)
	b.Retired = p.Retired
	return b, fs.Err("The legal basis is not right yet.")
}

// edited puts the data of an edit into an option, and says for the audit what
// became of counsel's word. Data that an edit leaves out stays.
func edited(by models.ID, now time.Time, before models.Pick, in api.PickInput) (models.Pick, string, error) {
	p := pickIn(before, in)
	if p.List == dispositions && in.Data != nil {
		data, err := dispositionData(in.Data)
		p.Data = data
		return p, "put", err
	}
	if p.List != legalBases {
		if in.Data != nil {
			return p, "", models.NewFault(models.Invalid, "The option is not right yet.").
				With(models.Field{Pointer: "/data", Code: "unknown", Message: "the options of this list have no data to edit"})
		}
		return p, "put", nil
	}
	data := in.Data
	if data == nil {
		if err := json.Unmarshal([]byte(before.Data), &data); err != nil {
			return p, "", models.NewFault(models.Invalid, "The legal basis is not right yet.").
				With(models.Field{Pointer: "/data", Code: "required", Message: "say what the legal basis demands"})
		}
		if p.LabelEN != before.LabelEN || p.LabelFR != before.LabelFR {
			data["validated"] = false // what counsel read has other words now
		}
	}
	detail, err := validate(by, now, before, &p, data)
	if err != nil {
		return p, "", err
	}
	_, err = basisOf(p)
	return p, detail, err
}

// validate writes the data with who said that counsel has validated it, and
// when. What is the same to the letter keeps who said so first.
func validate(who models.ID, now time.Time, before models.Pick, p *models.Pick, data map[string]any) (detail string, err error) {
	data = maps.Clone(data)
	delete(data, "validatedBy")
	delete(data, "validatedAt")
	says, _ := data["validated"].(bool)
	var was map[string]any
	if before.Data != "" {
		if err := json.Unmarshal([]byte(before.Data), &was); err != nil {
			return "", err
		}
	}
	said, _ := was["validated"].(bool)
	by, at := was["validatedBy"], was["validatedAt"]
	delete(was, "validatedBy")
	delete(was, "validatedAt")
	same, err := sameJSON(was, data)
	if err != nil {
		return "", err
	}
	same = same && p.LabelEN == before.LabelEN && p.LabelFR == before.LabelFR
	detail = "put"
	switch {
	case says && same && said:
		data["validatedBy"], data["validatedAt"] = by, at
	case says:
		data["validatedBy"], data["validatedAt"] = who.String(), models.FormatTime(now)
		detail = "put, validated by counsel"
	case said:
		detail = "put, no longer validated by counsel"
	}
	raw, err := json.Marshal(data)
	p.Data = string(raw)
	return detail, err
}

// sameJSON says whether two objects are written the same.
func sameJSON(a, b map[string]any) (bool, error) {
	x, errA := json.Marshal(a)
	y, errB := json.Marshal(b)
	return bytes.Equal(x, y), errors.Join(errA, errB)
}
