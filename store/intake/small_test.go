package intake_test

import (
	"strings"
	"testing"

	"github.com/cellsweep/cellsweep/store"
	"github.com/cellsweep/cellsweep/store/intake"
	"github.com/cellsweep/cellsweep/store/seed"
)

// small is an operation that one can read: two prisons, four cells, two teams.
var small = map[string]string{
	"operation.csv": `reference,name,h_hour,timezone,conflict_of_interest,max_teams_per_landing,makespan_slack_percent,custody_minutes
DAWN,Dawn,2026-05-20T04:00:00Z,Europe/Paris,wing,3,5,90
`,
	"establishments.csv": `code,name,type,commune,department,country,latitude,longitude,timezone
FRE,Fresnes,mixed,Fresnes,94,FR,48.756,2.326,Europe/Paris
NOU,Nouméa,mixed,Nouméa,988,FR,-22.259,166.478,Pacific/Noumea
`,
	"locations.csv": `establishment,code,parent,kind,name,capacity
FRE,B1,,building,Building 1,
FRE,B1-A,B1,wing,Wing A,
FRE,B1-A-1,B1-A,landing,Landing 1,
FRE,B1-A-101,B1-A-1,cell,Cell 101,2
FRE,B1-A-102,B1-A-1,cell,Cell 102,1
FRE,STORE,,store,Store,
NOU,N,,building,North,
NOU,N-1,N,cell,Cell 1,2
`,
	"officers.csv": `number,name,sex,skills,home_establishment,home_location,phone
D-1,Ann,f,lead|evidence,,,+33639980001
D-2,Bob,m,dog_handler,FRE,B1-A,+33639980002
D-3,Cy,x,lead,,,
D-4,Dee,f,,NOU,,
`,
	"equipment.csv": `establishment,kind,serial,calibrated_until
FRE,dog,K-1,
FRE,detector,K-2,2026-12-31
NOU,detector,K-3,2026-12-31
`,
	"teams.csv": `establishment,team,shift_from,shift_to,officers,lead,phone,radio
FRE,T1,-60,480,D-1|D-2,D-1,+33639980001,Dawn 1
NOU,T1,-60,480,D-3|D-4,D-3,,
`,
	"cells.csv": `establishment,cell,duration,duration_p90,priority,weight,window_from,window_to,skills,officers_sex,officers_sex_count,equipment,occupant,reason
FRE,B1-A-101,20,30,1,1,,,evidence,,,dog:0:10,P-1,Calls at night
FRE,B1-A-102,25,35,2,1,0,120,,f,1,,P-2,
FRE,STORE,60,,1,1,,,,,,,,
NOU,N-1,20,30,3,2,,,,,,detector:0:20,P-3,
`,
	"links.csv": `group,establishment,cell,first_wave,tolerance,reason
G1,FRE,B1-A-101,true,0,They call each other
G1,NOU,N-1,true,0,They call each other
`,
	"authorisations.csv": `reference,issuer,legal_basis,valid_from,valid_to,hours_from,hours_to,establishment,cell
A-1,Judge,judicial_preliminary_order,2026-05-19T22:00:00Z,2026-05-21T22:00:00Z,06:00,21:00,FRE,B1-A-101
A-1,Judge,judicial_preliminary_order,2026-05-19T22:00:00Z,2026-05-21T22:00:00Z,06:00,21:00,FRE,B1-A-102
A-2,Head,admin_cell,2026-05-19T22:00:00Z,2026-05-21T22:00:00Z,,,NOU,N-1
`,
}

// order is that of the files in examples.
var order = []string{"operation.csv", "establishments.csv", "locations.csv", "officers.csv", "teams.csv", "equipment.csv", "cells.csv", "links.csv", "authorisations.csv"}

// dawn is the small operation with something replaced: pairs of old and new, as
// in strings.NewReplacer, of which every old must be there.
func dawn(t testing.TB, pairs ...string) []intake.File {
	t.Helper()
	var files []intake.File
	for _, name := range order {
		content := small[name]
		for i := 0; i < len(pairs); i += 2 {
			content = strings.Replace(content, pairs[i], pairs[i+1], 1)
		}
		files = append(files, intake.File{Name: name, Content: []byte(content)})
	}
	for i := 0; i < len(pairs); i += 2 {
		found := false
		for _, name := range order {
			found = found || strings.Contains(small[name], pairs[i])
		}
		if !found {
			t.Fatalf("%q is not in the small operation", pairs[i])
		}
	}
	return files
}

// only picks files by name.
func only(files []intake.File, names ...string) (some []intake.File) {
	for _, f := range files {
		for _, n := range names {
			if f.Name == n {
				some = append(some, f)
			}
		}
	}
	return some
}

// withLists fills the pick-lists as a first start does.
func withLists(t testing.TB, s *store.Store) {
	t.Helper()
	reference, err := seed.Load()
	if err != nil {
		t.Fatal(err)
	}
	picks, err := reference.Picks()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Tx(ctx, func(tx *store.Tx) error { return tx.AddPicks(picks) }); err != nil {
		t.Fatal(err)
	}
}
