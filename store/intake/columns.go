package intake

import (
	"strconv"
	"strings"
	"time"

	"github.com/cellsweep/cellsweep/models"
)

// operationRow is what operation.csv says, kept in two places.
type operationRow struct {
	operation models.Operation
	draft     models.OperationDraft
}

// columnsOf writes a thing as the columns of its file, as an import would read
// them; the columns that place it (establishment, cell) are left out where they
// cannot change.
func (w *world) columnsOf(thing any) map[string]string {
	switch x := thing.(type) {
	case operationRow:
		return x.columns()
	case models.Establishment:
		return map[string]string{"code": x.Code, "name": x.Name, "type": x.Type, "commune": x.Commune, "department": x.Department, "country": x.Country,
			"latitude": degrees(x.Latitude), "longitude": degrees(x.Longitude), "timezone": x.TimeZone}
	case models.Location:
		return map[string]string{"code": x.Code, "kind": x.Kind, "name": x.Name, "capacity": number(x.Capacity), "parent": w.codeAt(x.Parent)}
	case models.Officer:
		home := ""
		if x.Home != nil {
			home = w.siteCode[*x.Home]
		}
		return map[string]string{"number": x.Number, "name": x.Name, "sex": x.Sex, "skills": list(x.Skills), "phone": x.Phone, "home_establishment": home, "home_location": w.codeAt(x.HomeLocation)}
	case models.Equipment:
		return map[string]string{"establishment": w.siteCode[x.Establishment], "kind": x.Kind, "serial": x.Serial, "calibrated_until": x.CalibratedTo}
	case models.Team:
		return teamColumns(x)
	case models.Target:
		return targetColumns(x)
	case models.Link:
		return map[string]string{"group": x.Code, "first_wave": strconv.FormatBool(x.FirstWave), "tolerance": number(x.Tolerance), "reason": x.Reason}
	case models.Authorisation:
		return map[string]string{"reference": x.Reference, "issuer": x.Issuer, "legal_basis": x.LegalBasis, "valid_from": moment(&x.ValidFrom), "valid_to": moment(&x.ValidTo),
			"hours_from": x.HoursFrom, "hours_to": x.HoursTo, "persons": list(x.Persons)}
	}
	return nil
}

func (o operationRow) columns() map[string]string {
	return map[string]string{"reference": o.operation.Reference, "name": o.operation.Name, "h_hour": moment(o.draft.HHour), "conflict_of_interest": o.draft.Policy.ConflictOfInterest,
		"max_teams_per_landing": number(o.draft.Policy.MaxTeamsPerLanding), "makespan_slack_percent": number(o.draft.Policy.MakespanSlackPercent),
		"custody_minutes": number(o.draft.CustodyMinutes)}
}

func teamColumns(t models.Team) map[string]string {
	var members []string
	lead := ""
	for _, o := range t.Officers {
		members = append(members, o.Number)
		if o.Lead {
			lead = o.Number
		}
	}
	return map[string]string{"team": t.Code, "shift_from": strconv.Itoa(t.ShiftFrom), "shift_to": strconv.Itoa(t.ShiftTo), "officers": strings.Join(members, "|"), "lead": lead,
		"phone": t.Phone, "radio": t.Radio}
}

func targetColumns(c models.Target) map[string]string {
	var kit []string
	for _, k := range c.Kit {
		kit = append(kit, k.Kind+":"+strconv.Itoa(k.From)+":"+strconv.Itoa(k.For))
	}
	return map[string]string{"duration": strconv.Itoa(c.Duration), "duration_p90": number(c.DurationP90), "priority": strconv.Itoa(c.Priority), "weight": strconv.Itoa(c.Weight),
		"window_from": number(c.WindowFrom), "window_to": number(c.WindowTo), "skills": list(c.Skills), "officers_sex": c.Sex, "officers_sex_count": number(c.SexCount),
		"equipment": strings.Join(kit, "|"), "occupant": c.Occupant, "reason": c.Reason, "persons": list(c.Persons), "stays": strconv.FormatBool(c.Stays)}
}

// codeAt is the code of a location, "" for none.
func (w *world) codeAt(id *models.ID) string {
	if id == nil {
		return ""
	}
	return w.codeOf(*id)
}

func list(words models.Words) string { return strings.Join(words, "|") }

func degrees(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func moment(t *time.Time) string {
	if t == nil || t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// number is "" for 0, which empty fields mean.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
