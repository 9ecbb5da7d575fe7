package operation

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestEveryLocationHangsInTheTreeOfItsSite(t *testing.T) {
	below := map[string]string{"building": "", "wing": "building", "landing": "wing", "cell": "landing", "gate": "", "room": "", "store": ""}
	operations(t, func(t *testing.T, f files) {
		sites := f.index("establishments", func(r row) string { return r["code"] })
		seen, kinds := map[string]string{}, map[string]map[string]int{}
		for _, l := range f["locations"] {
			key := place(l["establishment"], l["code"])
			if sites[l["establishment"]] == nil || seen[key] != "" {
				t.Fatalf("%s: its site is not in the list, or its code is taken", key)
			}
			parent, known := below[l["kind"]]
			if !known || (parent == "") != (l["parent"] == "") || (parent != "" && seen[place(l["establishment"], l["parent"])] != parent) {
				t.Fatalf("%s: a %s below %q", key, l["kind"], l["parent"])
			}
			if (l["kind"] == "cell") != (l.number(t, "capacity") > 0) {
				t.Errorf("%s: a %s with %s places", key, l["kind"], l["capacity"])
			}
			seen[key] = l["kind"]
			if kinds[l["establishment"]] == nil {
				kinds[l["establishment"]] = map[string]int{}
			}
			kinds[l["establishment"]][l["kind"]]++
		}
		for code := range sites {
			k := kinds[code]
			if k["store"] != 1 || k["gate"] != 1 || k["room"] != 1 || k["cell"] <= len(f.at("cells", code)) {
				t.Errorf("%s: %v", code, k)
			}
		}
	})
}

func TestEveryOfficerIsInOneTeamAndHomeIsAWing(t *testing.T) {
	operations(t, func(t *testing.T, f files) {
		places := f.index("locations", func(r row) string { return place(r["establishment"], r["code"]) })
		teams, names := map[string]string{}, map[string]bool{}
		for _, team := range f["teams"] {
			for _, number := range team.list("officers") {
				if teams[number] != "" {
					t.Errorf("%s is in %s and %s", number, teams[number], team["team"])
				}
				teams[number] = team["team"]
			}
		}
		for _, o := range f["officers"] {
			if teams[o["number"]] == "" || names[o["name"]] || !strings.Contains(o["name"], " Fictif-") || !strings.HasPrefix(o["phone"], "+3363998") {
				t.Errorf("%s %s is in no team, or has the name of another or of somebody real", o["number"], o["name"])
			}
			names[o["name"]] = true
			if home := places[place(o["home_establishment"], o["home_location"])]; o["home_establishment"]+o["home_location"] != "" && home["kind"] != "wing" {
				t.Errorf("%s works in %s %s, which is no wing", o["number"], o["home_establishment"], o["home_location"])
			}
		}
		if len(teams) != len(f["officers"]) {
			t.Errorf("%d officers in teams, %d in the list", len(teams), len(f["officers"]))
		}
	})
}

func TestEveryTeamHasALeadAndAnExhibitsOfficer(t *testing.T) {
	operations(t, func(t *testing.T, f files) {
		officers := f.index("officers", func(r row) string { return r["number"] })
		codes := map[string]bool{}
		for _, team := range f["teams"] {
			members := team.list("officers")
			skills := skillsOf(officers, members)
			if len(members) < 2 || !skills["lead"] || !skills["evidence"] || codes[team["team"]] {
				t.Errorf("%s: %d members, skills %v, or its code is taken", team["team"], len(members), skills)
			}
			if !slices.Contains(members, team["lead"]) || !slices.Contains(officers[team["lead"]].list("skills"), "lead") {
				t.Errorf("%s is led by %s", team["team"], team["lead"])
			}
			codes[team["team"]] = true
		}
	})
}

func skillsOf(officers map[string]row, members []string) map[string]bool {
	skills := map[string]bool{}
	for _, m := range members {
		for _, s := range officers[m].list("skills") {
			skills[s] = true
		}
	}
	return skills
}

func TestEveryTargetIsACellWithOneAuthorisation(t *testing.T) {
	operations(t, func(t *testing.T, f files) {
		places := f.index("locations", func(r row) string { return place(r["establishment"], r["code"]) })
		authorised := map[string]int{}
		for _, a := range f["authorisations"] {
			authorised[place(a["establishment"], a["cell"])]++
		}
		occupants, targets := map[string]bool{}, map[string]bool{}
		for _, c := range f["cells"] {
			key := place(c["establishment"], c["cell"])
			if places[key]["kind"] != "cell" || authorised[key] != 1 || targets[key] || occupants[c["occupant"]] {
				t.Errorf("%s: a %q with %d authorisations, or named twice", key, places[key]["kind"], authorised[key])
			}
			targets[key], occupants[c["occupant"]] = true, true
			if d := c.number(t, "duration"); d < 1 || c.number(t, "duration_p90") <= d {
				t.Errorf("%s: duration %s, p90 %s", key, c["duration"], c["duration_p90"])
			}
			for _, n := range needs(t, c) {
				if n.From < 0 || n.For < 1 || n.From+n.For > c.number(t, "duration") {
					t.Errorf("%s: %v goes beyond the search", key, n)
				}
			}
		}
		if len(f["authorisations"]) != len(f["cells"]) {
			t.Errorf("%d authorised, %d targets", len(f["authorisations"]), len(f["cells"]))
		}
	})
}

func needs(t *testing.T, c row) []Need {
	t.Helper()
	var out []Need
	for _, item := range c.list("equipment") {
		part := strings.Split(item, ":")
		if len(part) != 3 {
			t.Fatalf("%q is not kind:from:for", item)
		}
		from, err1 := strconv.Atoi(part[1])
		length, err2 := strconv.Atoi(part[2])
		if err1 != nil || err2 != nil {
			t.Fatalf("%q: %v %v", item, err1, err2)
		}
		out = append(out, Need{part[0], from, length})
	}
	return out
}

func TestTheFieldsOfAGroupAndOfAnAuthorisationAgree(t *testing.T) {
	operations(t, func(t *testing.T, f files) {
		targets := f.index("cells", func(r row) string { return place(r["establishment"], r["cell"]) })
		heads, linked := map[string]string{}, map[string]bool{}
		for _, l := range f["links"] {
			key := place(l["establishment"], l["cell"])
			if targets[key] == nil || linked[key] {
				t.Errorf("%s in group %s is no target, or in two groups", key, l["group"])
			}
			linked[key] = true
			agree(t, heads, "group "+l["group"], fmt.Sprint(l["first_wave"], l["tolerance"], l["reason"]))
		}
		for _, a := range f["authorisations"] {
			agree(t, heads, a["reference"], fmt.Sprint(a["issuer"], a["legal_basis"], a["valid_from"], a["valid_to"], a["hours_from"], a["hours_to"]))
		}
	})
}

func agree(t *testing.T, heads map[string]string, key, fields string) {
	t.Helper()
	if before, seen := heads[key]; seen && before != fields {
		t.Errorf("%s: %s and %s", key, before, fields)
	}
	heads[key] = fields
}

func TestEveryAuthorisationCoversHByTheClockOfItsSite(t *testing.T) {
	operations(t, func(t *testing.T, f files) {
		sites := f.index("establishments", func(r row) string { return r["code"] })
		h := moment(t, f["operation"][0]["h_hour"])
		for _, a := range f["authorisations"] {
			if moment(t, a["valid_from"]).After(h) || moment(t, a["valid_to"]).Before(h.Add(24*time.Hour)) {
				t.Fatalf("%s is valid from %s to %s", a["reference"], a["valid_from"], a["valid_to"])
			}
			zone, err := time.LoadLocation(sites[a["establishment"]]["timezone"])
			if err != nil {
				t.Fatal(err)
			}
			from, to := h.In(zone).Format("15:04"), h.Add(longestPlan).In(zone).Format("15:04")
			if a["hours_from"] != "" && (from < a["hours_from"] || to > a["hours_to"] || to < from) {
				t.Fatalf("%s allows %s to %s, the search is from %s to %s by the clock of the site", a["reference"], a["hours_from"], a["hours_to"], from, to)
			}
			if night := from < "06:00" || from > "21:00"; night != (a["legal_basis"] == "admin_cell") || night != (a["hours_from"] == "") {
				t.Fatalf("%s: H is at %s there, the legal basis is %s", a["reference"], from, a["legal_basis"])
			}
		}
	})
}

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestEveryEstablishmentLiesInItsTerritory(t *testing.T) {
	territories := map[string]struct{ south, north, west, east float64 }{
		"Europe/Paris":       {41.3, 51.1, -5.2, 9.6},
		"America/Guadeloupe": {15.8, 16.6, -61.9, -61.0},
		"America/Martinique": {14.3, 14.9, -61.3, -60.8},
		"America/Cayenne":    {2.1, 5.8, -54.6, -51.6},
		"Indian/Reunion":     {-21.4, -20.8, 55.2, 55.9},
		"Indian/Mayotte":     {-13.1, -12.6, 44.9, 45.4},
		"Pacific/Tahiti":     {-17.9, -17.4, -149.7, -149.1},
		"Pacific/Noumea":     {-22.8, -19.5, 163.5, 168.2},
	}
	zones := map[string]string{"971": "America/Guadeloupe", "972": "America/Martinique", "973": "America/Cayenne", "974": "Indian/Reunion",
		"976": "Indian/Mayotte", "987": "Pacific/Tahiti", "988": "Pacific/Noumea"}
	codes, names := map[string]bool{}, map[string]bool{}
	for _, e := range parse(t, rendered(t, Size{66, 500, 1}))["establishments"] {
		zone := zones[e["department"]]
		if zone == "" {
			zone = "Europe/Paris"
		}
		lat, err1 := strconv.ParseFloat(e["latitude"], 64)
		lon, err2 := strconv.ParseFloat(e["longitude"], 64)
		box := territories[e["timezone"]]
		if err1 != nil || err2 != nil || e["timezone"] != zone || lat < box.south || lat > box.north || lon < box.west || lon > box.east {
			t.Errorf("%s (%s) at %s, %s in %s", e["name"], e["department"], e["latitude"], e["longitude"], e["timezone"])
		}
		if codes[e["code"]] || names[e["name"]] {
			t.Errorf("%s %s is in the list twice", e["code"], e["name"])
		}
		codes[e["code"]], names[e["name"]] = true, true
	}
}

func TestACellIsInOneLinkOfAnOperationOfManySmallSites(t *testing.T) {
	for _, size := range []Size{{Sites: 188, Cells: 3000, Seed: 1}, {Sites: 188, Cells: 376, Seed: 2}, {Sites: 66, Cells: 132, Seed: 3}} {
		made, err := Generate(size)
		if err != nil {
			t.Fatal(err)
		}
		in := map[Member]string{}
		for _, g := range made.Groups {
			for _, m := range g.Members {
				if in[m] != "" {
					t.Errorf("%+v: %v is in the links %s and %s", size, m, in[m], g.Code)
				}
				in[m] = g.Code
			}
		}
		if len(in) == 0 {
			t.Errorf("%+v has no link", size)
		}
	}
}
