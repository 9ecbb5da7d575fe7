package server

import (
	"fmt"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
)

// Drafts as the API speaks of them, and as models does.

func draftOut(d models.OperationDraft) api.OperationDraft {
	out := api.OperationDraft{HHour: instantOut(d.HHour), Links: []api.Link{}, Authorisations: authorisationsOut(d.Authorisations),
		Policy: api.Policy{ConflictOfInterest: api.ConflictPolicy(d.Policy.ConflictOfInterest),
			MaxTeamsPerLanding: d.Policy.MaxTeamsPerLanding, MakespanSlackPercent: d.Policy.MakespanSlackPercent}}
	out.CustodyMinutes = d.CustodyMinutes
	for _, l := range d.Links {
		out.Links = append(out.Links, api.Link{Code: l.Code, FirstWave: l.FirstWave, Tolerance: l.Tolerance, Cells: refsOut(l.Cells), Reason: l.Reason})
	}
	for _, p := range d.Pins {
		out.Pins = append(out.Pins, api.Pin{Cell: refOut(p.Cell), Team: p.Team, Start: p.Start, Reason: p.Reason})
	}
	for _, f := range d.Forbids {
		out.Forbids = append(out.Forbids, api.Forbid{Cell: refOut(f.Cell), Team: f.Team, Reason: f.Reason})
	}
	for _, l := range d.LeftOut {
		out.LeftOut = append(out.LeftOut, api.LeftOut{Cell: refOut(l.Cell), Reason: l.Reason})
	}
	return out
}

func authorisationsOut(all []models.Authorisation) []api.Authorisation {
	out := make([]api.Authorisation, len(all))
	for i, a := range all {
		out[i] = api.Authorisation{Id: a.ID, Reference: a.Reference, Issuer: a.Issuer, LegalBasis: a.LegalBasis, ValidFrom: models.FormatTime(a.ValidFrom),
			ValidTo: models.FormatTime(a.ValidTo), HoursFrom: a.HoursFrom, HoursTo: a.HoursTo, Targets: refsOut(a.Targets), Persons: a.Persons}
	}
	return out
}

func refsOut(refs []models.IDRef) []api.CellRef {
	out := make([]api.CellRef, len(refs))
	for i, r := range refs {
		out[i] = refOut(r)
	}
	return out
}

func refOut(r models.IDRef) api.CellRef {
	return api.CellRef{Establishment: r.Establishment, Location: r.Location}
}

func refIn(r api.CellRef) models.IDRef {
	return models.IDRef{Establishment: r.Establishment, Location: r.Location}
}

func draftIn(in api.OperationDraft) (models.OperationDraft, error) {
	var fs models.Faults
	d := models.OperationDraft{Policy: models.Policy{ConflictOfInterest: string(in.Policy.ConflictOfInterest),
		MaxTeamsPerLanding: in.Policy.MaxTeamsPerLanding, MakespanSlackPercent: in.Policy.MakespanSlackPercent}}
	d.CustodyMinutes = in.CustodyMinutes
	if in.HHour != "" {
		h, err := models.ParseTime(in.HHour)
		if err != nil {
			fs.Add("/hHour", "format", "is no instant")
		}
		d.HHour = &h
	}
	for _, l := range in.Links {
		d.Links = append(d.Links, models.Link{Code: l.Code, FirstWave: l.FirstWave, Tolerance: l.Tolerance, Cells: refsIn(l.Cells), Reason: l.Reason})
	}
	for i, a := range in.Authorisations {
		out := models.Authorisation{ID: a.Id, Reference: a.Reference, Issuer: a.Issuer, LegalBasis: a.LegalBasis,
			HoursFrom: a.HoursFrom, HoursTo: a.HoursTo, Targets: refsIn(a.Targets), Persons: models.NewWords(a.Persons...)}
		var err error
		if out.ValidFrom, err = models.ParseTime(a.ValidFrom); err != nil {
			fs.Add(fmt.Sprintf("/authorisations/%d/validFrom", i), "format", "is no instant")
		}
		if out.ValidTo, err = models.ParseTime(a.ValidTo); err != nil {
			fs.Add(fmt.Sprintf("/authorisations/%d/validTo", i), "format", "is no instant")
		}
		d.Authorisations = append(d.Authorisations, out)
	}
	decisionsIn(&d, in)
	if err := fs.Err("The operation is not right yet."); err != nil {
		return d, err
	}
	return d, d.Check()
}

// decisionsIn reads what is decided by hand; a member that is absent gives nil, not none.
func decisionsIn(d *models.OperationDraft, in api.OperationDraft) {
	if in.Pins != nil {
		d.Pins = each(in.Pins, func(p api.Pin) models.Pin {
			return models.Pin{Cell: refIn(p.Cell), Team: p.Team, Start: p.Start, Reason: p.Reason}
		})
	}
	if in.Forbids != nil {
		d.Forbids = each(in.Forbids, func(f api.Forbid) models.Forbid {
			return models.Forbid{Cell: refIn(f.Cell), Team: f.Team, Reason: f.Reason}
		})
	}
	if in.LeftOut != nil {
		d.LeftOut = each(in.LeftOut, func(l api.LeftOut) models.LeftOut { return models.LeftOut{Cell: refIn(l.Cell), Reason: l.Reason} })
	}
}

func refsIn(refs []api.CellRef) []models.IDRef {
	out := make([]models.IDRef, len(refs))
	for i, r := range refs {
		out[i] = refIn(r)
	}
	return out
}

func siteOut(d models.SiteDraft) api.SiteDraft {
	out := api.SiteDraft{Establishment: d.Establishment, WindowFrom: d.WindowFrom, WindowTo: d.WindowTo, Walk: walkOut(d.Walk),
		Lead: d.Lead, Phone: d.Phone, Radio: d.Radio, Cells: []api.Target{}, Teams: []api.Team{}, Equipment: []api.KitCount{}}
	for _, c := range d.Cells {
		out.Cells = append(out.Cells, targetOut(c))
	}
	for _, t := range d.Teams {
		team := api.Team{Id: t.ID, Code: t.Code, ShiftFrom: t.ShiftFrom, ShiftTo: t.ShiftTo, Phone: t.Phone, Radio: t.Radio, Officers: []api.TeamOfficer{}}
		for _, o := range t.Officers {
			team.Officers = append(team.Officers, api.TeamOfficer{Id: o.ID, Number: o.Number, Lead: o.Lead})
		}
		out.Teams = append(out.Teams, team)
	}
	for _, k := range d.Equipment {
		out.Equipment = append(out.Equipment, api.KitCount{Kind: k.Kind, Count: k.Count})
	}
	return out
}

func walkOut(w models.Walk) api.Walk {
	return api.Walk{SameLanding: w.SameLanding, SameWing: w.SameWing, SameBuilding: w.SameBuilding, OtherBuilding: w.OtherBuilding}
}

func targetOut(c models.Target) api.Target {
	out := api.Target{Id: c.ID, Location: c.Location, Persons: c.Persons, Stays: c.Stays, Duration: c.Duration, DurationP90: c.DurationP90, WindowFrom: c.WindowFrom, WindowTo: c.WindowTo,
		Priority: c.Priority, Weight: c.Weight, Skills: c.Skills, Occupant: c.Occupant, Reason: c.Reason}
	if c.Sex != "" {
		out.OfficersOfSex = api.OfficersOfSex{Sex: api.Sex(c.Sex), Count: c.SexCount}
	}
	for _, k := range c.Kit {
		out.Equipment = append(out.Equipment, api.KitNeed{Kind: k.Kind, From: k.From, For: k.For})
	}
	return out
}

func siteIn(in api.SiteDraft) (models.SiteDraft, error) {
	d := models.SiteDraft{Establishment: in.Establishment, WindowFrom: in.WindowFrom, WindowTo: in.WindowTo, Lead: in.Lead, Phone: in.Phone, Radio: in.Radio,
		Walk: models.Walk{SameLanding: in.Walk.SameLanding, SameWing: in.Walk.SameWing, SameBuilding: in.Walk.SameBuilding, OtherBuilding: in.Walk.OtherBuilding}}
	if d.Walk == (models.Walk{}) {
		d.Walk = models.DefaultWalk
	}
	for _, c := range in.Cells {
		d.Cells = append(d.Cells, targetIn(c))
	}
	for _, t := range in.Teams {
		team := models.Team{ID: t.Id, Code: t.Code, ShiftFrom: t.ShiftFrom, ShiftTo: t.ShiftTo, Phone: t.Phone, Radio: t.Radio}
		for _, o := range t.Officers {
			team.Officers = append(team.Officers, models.IDNum{ID: o.Id, Number: o.Number, Lead: o.Lead})
		}
		d.Teams = append(d.Teams, team)
	}
	for _, k := range in.Equipment {
		d.Equipment = append(d.Equipment, models.KitCount{Kind: k.Kind, Count: k.Count})
	}
	return d, d.Check()
}

// targetIn reads a target. On the wire an absent number and 0 are one, so the
// least priority and weight are 1, which is the planner's default too: a cell
// of priority 0 could be left out at no cost.
func targetIn(c api.Target) models.Target {
	out := models.Target{ID: c.Id, Location: c.Location, Persons: models.NewWords(c.Persons...), Stays: c.Stays, Duration: c.Duration, DurationP90: c.DurationP90, WindowFrom: c.WindowFrom, WindowTo: c.WindowTo,
		Priority: max(c.Priority, 1), Weight: max(c.Weight, 1), Skills: models.NewWords(c.Skills...), Sex: string(c.OfficersOfSex.Sex),
		SexCount: c.OfficersOfSex.Count, Occupant: c.Occupant, Reason: c.Reason}
	for _, k := range c.Equipment {
		out.Kit = append(out.Kit, models.KitNeed{Kind: k.Kind, From: k.From, For: k.For})
	}
	return out
}
