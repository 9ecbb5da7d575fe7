package server

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/openapi/api"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

type registerParty struct {
	Officer      models.ID
	Name         string
	Organisation string
}

// registerDoc is what the register reads of an exhibit's document.
type registerDoc struct {
	Number, Description, Category, Unit, Disposition, State, LocationPath, ModelName, SealNumber, CustodyState, Place string

	NumberDuplicate, ModelDiffers, IsTargetModel, SealDuplicate, HolderTeam bool

	SameNumber       []models.ID
	Search, Location models.ID
	Quantity         json.Number
	Device           map[string]any
	Identity         []struct {
		Of, Normal, Tac string
		Checks          []string
	}
	Seals        []map[string]any
	Lacks        []string
	Holder       registerParty
	HandOverOpen *struct {
		Event models.ID
		Lacks string
		At    string
	}
	CustodyAlarms []struct {
		Code  string
		Event models.ID
		Index int
	}
	Custody  []map[string]any
	Recorded struct {
		At    string
		Actor models.ID
	}
	SeizedAt string
}

// line writes one exhibit.
func (k *clerk) line(d fieldsync.Document) (line api.RegisterLine, err error) {
	var x registerDoc
	if err := json.Unmarshal(d.Body, &x); err != nil {
		return line, err
	}
	id, err := models.ParseID(d.ID)
	if err != nil {
		return line, err
	}
	line = api.RegisterLine{Id: id, Site: d.Site, Number: x.Number, NumberDuplicate: x.NumberDuplicate, SameNumber: x.SameNumber, Description: x.Description,
		Category: x.Category, Unit: x.Unit, Disposition: x.Disposition, State: x.State, Search: x.Search, Location: x.Location, LocationPath: x.LocationPath,
		ModelName: x.ModelName, ModelDiffers: x.ModelDiffers, IsTargetModel: x.IsTargetModel, Seal: x.SealNumber, SealDuplicate: x.SealDuplicate,
		Seals: listOr(x.Seals), Lacks: x.Lacks, CustodyState: x.CustodyState, HolderTeam: x.HolderTeam, Place: x.Place, History: listOr(x.Custody),
		SeizedAt: cmp.Or(x.SeizedAt, x.Recorded.At)}
	if amount, err := models.ParseDecimal(x.Quantity.String()); err == nil {
		line.Quantity = string(amount)
	}
	units, known := k.units[x.Category]
	line.UnitUnusual = known && x.Unit != "" && !slices.Contains(units, x.Unit)
	k.custodyOf(x, &line)
	for _, n := range x.Identity {
		read, _ := x.Device[n.Of].(string)
		line.Identity = append(line.Identity, api.RegisterIdentity{Of: n.Of, Read: read, Normal: n.Normal, Tac: n.Tac, Checks: listOr(n.Checks)})
	}
	line.Identity, line.Alarms = listOr(line.Identity), listOr(line.Alarms)
	if line.Holder, err = k.party(x.Holder); err != nil {
		return line, err
	}
	if line.SeizedBy, err = k.party(registerParty{Officer: x.Recorded.Actor}); err != nil || d.Site == (models.ID{}) {
		return line, err
	}
	line.SiteCode, err = k.told(k.sites, fieldsync.KindSite, d.Site, "code")
	return line, err
}

func (k *clerk) custodyOf(x registerDoc, line *api.RegisterLine) {
	if o := x.HandOverOpen; o != nil {
		line.HandOverOpen.Event, line.HandOverOpen.At, line.HandOverOpen.Overdue = o.Event, o.At, k.overdue(o.At)
		line.HandOverOpen.Lacks = api.RegisterLineHandOverOpenLacks(o.Lacks)
	}
	for _, a := range x.CustodyAlarms {
		line.Alarms = append(line.Alarms, api.RegisterAlarm{Code: a.Code, Event: a.Event, Index: a.Index})
	}
}

func listOr[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

var registerColumns = []string{"id", "site", "number", "number_duplicate", "description", "category", "quantity", "unit", "disposition", "state", "place_found", "model", "target", "imei1", "imei2", "iccid",
	"eid", "serial", "checks", "seal", "seal_duplicate", "lacks", "custody", "holder", "place", "hand_over_open", "alarms", "movements", "seized_at", "seized_by"}

func writeRegister(w io.Writer, lines []api.RegisterLine) error {
	return writeCSV(w, registerColumns, each(lines, registerCells))
}

// writeCSV writes a table as RFC 4180 asks, with a byte order mark, without
// which spreadsheets take UTF-8 for something else. No cell is taken for a formula.
func writeCSV(w io.Writer, head []string, rows [][]string) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(head); err != nil {
		return err
	}
	for _, r := range rows {
		if err := out.Write(each(r, harmless)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func registerCells(x api.RegisterLine) []string {
	read, checks := map[string]string{}, []string{}
	for _, n := range x.Identity {
		read[n.Of] = n.Read
		for _, c := range n.Checks {
			checks = append(checks, n.Of+" "+c)
		}
	}
	var alarms []string
	for _, a := range x.Alarms {
		alarms = append(alarms, strconv.Itoa(a.Index)+" "+a.Code)
	}
	open := string(x.HandOverOpen.Lacks)
	if x.HandOverOpen.Overdue {
		open += " overdue"
	}
	return []string{x.Id.String(), x.SiteCode, x.Number, yes(x.NumberDuplicate), x.Description, x.Category, x.Quantity, x.Unit, x.Disposition, x.State, x.LocationPath, x.ModelName, yes(x.IsTargetModel),
		read["imei1"], read["imei2"], read["iccid"], read["eid"], read["serial"], strings.Join(checks, "; "), x.Seal, yes(x.SealDuplicate), strings.Join(x.Lacks, "; "), x.CustodyState, partyText(x.Holder), x.Place,
		open, strings.Join(alarms, "; "), strconv.Itoa(len(x.History)), x.SeizedAt, partyText(x.SeizedBy)}
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

func partyText(p api.RegisterParty) string {
	name := p.Name
	if name == "" && p.Officer != (models.ID{}) {
		name = p.Officer.String()
	}
	if p.Organisation != "" {
		name = strings.TrimPrefix(name+", "+p.Organisation, ", ")
	}
	return name
}

// harmless writes a cell so that no spreadsheet takes it for a formula: what
// begins like one gets an apostrophe before it, also after white space, which
// some programs strip.
func harmless(cell string) string {
	bare := strings.TrimLeft(cell, " \t\r\n\u00a0\ufeff\u200b")
	if bare != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(bare)[0]) || strings.HasPrefix(cell, "\t") || strings.HasPrefix(cell, "\r") {
		return "'" + cell
	}
	return cell
}
