package intake_test

import "strings"

// tried are files with one thing wrong, and what is answered to each.
var tried = []struct {
	what, file string
	old, now   string // in the file of the small operation; "*" for all of it
	answer     []string
}{
	{"a required column is missing", "establishments.csv", "name,type,commune", "title,type,commune", []string{
		`establishments.csv:1 title: "title" is not a column of a file of establishments [unknown]`,
		`establishments.csv:1 name: the column is missing; a file of establishments needs code, name, type, country, latitude, longitude, timezone [required]`,
	}},
	{"a column is misspelt", "cells.csv", "duration,duration_p90", "duraton,duration_p90", []string{
		`cells.csv:1 duraton: "duraton" is not a column of a file of cells; did you mean "duration"? [unknown]`,
		`cells.csv:1 duration: the column is missing; a file of cells needs establishment, cell, duration [required]`,
	}},
	{"a column is there twice", "officers.csv", "home_location,phone", "phone,phone", []string{
		`officers.csv:1 phone: the column is there twice, as field 6 and 7; keep one [duplicate]`,
	}},
	{"a column has no name", "teams.csv", "lead,phone,radio", ",phone,radio", []string{
		`teams.csv:1: field 6 of the header has no name [required]`,
	}},
	{"the header is of no known file", "links.csv", "group,establishment,cell,first_wave,tolerance,reason", "from,to,via,first_wave,when,why", []string{
		`links.csv:1: the header is of no file that can be imported; there are files of operation, establishments, locations, officers, equipment, teams, cells, links, authorisations, occupancy [unknown]`,
	}},
	{"the columns are separated by tabs", "equipment.csv", "establishment,kind,serial,calibrated_until", "establishment\tkind\tserial\tcalibrated_until", []string{
		`equipment.csv:1: the header is of no file that can be imported; separate the columns by commas or semicolons, not by tabs [unknown]`,
	}},
	{"a file is empty", "links.csv", "*", "", []string{
		`links.csv: is empty; its first line must name the columns [required]`,
	}},
	{"a file has a header and no rows", "cells.csv", "*", "establishment,cell,duration\n", []string{
		`cells.csv: has a header and no rows, which would take everything of cells out of the operation [required]`,
	}},
	{"a file is UTF-16", "officers.csv", "*", "\xff\xfen\x00u\x00", []string{
		`officers.csv: is UTF-16; save it as CSV in UTF-8 [encoding]`,
	}},
	{"lines end in CR alone", "officers.csv", "*", "number,name,sex\rD-1,Ann,f\r", []string{
		`officers.csv: ends its lines with CR alone; save it with LF or CR LF [format]`,
	}},
	{"a field is not UTF-8", "establishments.csv", "Nouméa,mixed", "Noum\xe9a,mixed", []string{
		`establishments.csv:3 name: is not UTF-8 after "Noum"; save the file as CSV in UTF-8 [encoding]`,
	}},
	{"a field has a control character in it", "officers.csv", "Ann", "A\x00nn", []string{
		`officers.csv:2 name: "A\x00nn" has a control character in it; remove it [format]`,
	}},
	{"a quote is not closed", "establishments.csv", "Nouméa,mixed", "\"Nouméa,mixed", []string{
		`establishments.csv:3 name: a quoted field is not closed, or text follows its closing quote; double the quotes inside it [format]`,
	}},
	{"a quote stands in an unquoted field", "officers.csv", "Bob", "Bob \"the dog\" B.", []string{
		`officers.csv:3 name: a quote stands in a field that does not begin with one; put the field in quotes and double those inside [format]`,
	}},
	{"a row has too few fields", "equipment.csv", "FRE,dog,K-1,", "FRE,dog,K-1", []string{
		`equipment.csv:2 calibrated_until: the row has 3 fields, the header 4 [format]`,
	}},
	{"a row has too many fields", "officers.csv", "Ann,f", "Ann, Dr.,f", []string{
		`officers.csv:2: "+33639980001" is field 8, the header has 7; quote fields that have a separator in them [format]`,
	}},
	{"an establishment has no code", "establishments.csv", "FRE,Fresnes", ",Fresnes", []string{
		`establishments.csv:2 code: is missing [required]`,
	}},
	{"an establishment is there twice", "establishments.csv", "NOU,Nouméa", "FRE,Nouméa", []string{
		`establishments.csv:3 code: "FRE" is already in row 2; keep one of the two [duplicate]`,
	}},
	{"an establishment's code has a blank in it", "establishments.csv", "NOU,Nouméa", "NOU 1,Nouméa", []string{
		`establishments.csv:3 code: "NOU 1": must be 1 to 40 letters, digits, . _ / or -, beginning with a letter or digit [format]`,
	}},
	{"a type of establishment is unknown", "establishments.csv", "Fresnes,mixed", "Fresnes,prison", []string{
		`establishments.csv:2 type: "prison" is not one of remand, detention, central, mixed, semi_liberty, juvenile [unknown]`,
	}},
	{"a country is not two letters", "establishments.csv", "94,FR", "94,France", []string{
		`establishments.csv:2 country: "France": must be a country of two capital letters, like FR [format]`,
	}},
	{"a latitude has a decimal comma", "establishments.csv", "48.756", "\"48,756\"", []string{
		`establishments.csv:2 latitude: "48,756" is not a number of degrees like 48.857, with a point [format]`,
	}},
	{"a latitude is not on earth", "establishments.csv", "48.756", "98.756", []string{
		`establishments.csv:2 latitude: "98.756": must be from -90 to 90 [range]`,
	}},
	{"a longitude is not on earth", "establishments.csv", "166.478", "199.9", []string{
		`establishments.csv:3 longitude: "199.9": must be from -180 to 180 [range]`,
	}},
	{"a time zone is unknown", "establishments.csv", "Europe/Paris", "Europe/Pariss", []string{
		`establishments.csv:2 timezone: "Europe/Pariss" is not an IANA time zone like Europe/Paris [unknown]`,
	}},
	{"a name is missing", "establishments.csv", "FRE,Fresnes", "FRE,", []string{
		`establishments.csv:2 name: is missing [required]`,
	}},
	{"a name is too long", "establishments.csv", "FRE,Fresnes", "FRE," + strings.Repeat("x", 121) + "", []string{
		`establishments.csv:2 name: has 121 characters; the most is 120 [range]`,
	}},
	{"a location's establishment is unknown", "locations.csv", "FRE,STORE", "FRA,STORE", []string{
		`locations.csv:7 establishment: there is no establishment "FRA", neither here nor in the database; did you mean "FRE"? [unknown]`,
	}},
	{"a location is there twice", "locations.csv", "FRE,B1-A-102,", "FRE,B1-A-101,", []string{
		`locations.csv:6 code: "B1-A-101" is already in row 5; keep one of the two [duplicate]`,
	}},
	{"a parent is missing", "locations.csv", "B1-A-101,B1-A-1,", "B1-A-101,B1-A-11,", []string{
		`locations.csv:5 parent: FRE has no location "B1-A-11", neither here nor in the database; did you mean "B1-A-1"? [unknown]`,
	}},
	{"a building lies in its own landing", "locations.csv", "FRE,B1,,", "FRE,B1,B1-A-1,", []string{
		`locations.csv:2 parent: "B1" lies within itself: B1 in B1-A-1 in B1-A in B1 [cycle]`,
		`locations.csv:3 parent: "B1-A" lies within itself: B1-A in B1 in B1-A-1 in B1-A [cycle]`,
		`locations.csv:4 parent: "B1-A-1" lies within itself: B1-A-1 in B1-A in B1 in B1-A-1 [cycle]`,
	}},
	{"a location lies in itself", "locations.csv", "STORE,,", "STORE,STORE,", []string{
		`locations.csv:7 parent: "STORE" lies within itself: STORE in STORE [cycle]`,
	}},
	{"a kind of location is unknown", "locations.csv", "STORE,,store", "STORE,,shop", []string{
		`locations.csv:7 kind: "shop" is not one of building, wing, landing, cell, room, yard, store, gate, vehicle, perimeter [unknown]`,
	}},
	{"a capacity is not a number", "locations.csv", "Cell 101,2", "Cell 101,two", []string{
		`locations.csv:5 capacity: "two" is not a whole number [format]`,
	}},
	{"a capacity is beyond reason", "locations.csv", "Cell 101,2", "Cell 101,2000", []string{
		`locations.csv:5 capacity: "2000": must be from 0 to 1000 [range]`,
	}},
	{"an officer's sex is none of three", "officers.csv", "Bob,m", "Bob,w", []string{
		`officers.csv:3 sex: "w" is not one of f, m, x [unknown]`,
	}},
	{"an officer's number is there twice", "officers.csv", "D-2,Bob", "D-1,Bob", []string{
		`officers.csv:3 number: "D-1" is already in row 2; keep one of the two [duplicate]`,
	}},
	{"an officer has no name", "officers.csv", "D-2,Bob", "D-2,", []string{
		`officers.csv:3 name: is missing [required]`,
	}},
	{"a skill is unknown", "officers.csv", "lead|evidence", "lead|evidense", []string{
		`officers.csv:2 skills: "evidense" is not in the list skills; did you mean "evidence"? [unknown]`,
	}},
	{"skills are separated by commas", "officers.csv", "lead|evidence", "\"lead,evidence\"", []string{
		`officers.csv:2 skills: "lead,evidence" is not a code; separate several by | [format]`,
	}},
	{"a home establishment is unknown", "officers.csv", "NOU,,", "NUO,,", []string{
		`officers.csv:5 home_establishment: there is no establishment "NUO", neither here nor in the database; did you mean "NOU"? [unknown]`,
	}},
	{"a home wing is unknown", "officers.csv", "FRE,B1-A", "FRE,B1-B", []string{
		`officers.csv:3 home_location: FRE has no location "B1-B", neither here nor in the database; did you mean "B1-A"? [unknown]`,
	}},
	{"a home wing has no establishment", "officers.csv", "FRE,B1-A", ",B1-A", []string{
		`officers.csv:3 home_location: "B1-A" needs its establishment in home_establishment [required]`,
	}},
	{"a piece of equipment is there twice", "equipment.csv", "K-3", "K-2", []string{
		`equipment.csv:4 serial: "K-2" is already in row 3; keep one of the two [duplicate]`,
	}},
	{"a kind of equipment is unknown", "equipment.csv", "FRE,dog", "FRE,doog", []string{
		`equipment.csv:2 kind: "doog" is not in the list equipment-kinds; did you mean "dog"? [unknown]`,
	}},
	{"a date is not a date", "equipment.csv", "K-2,2026-12-31", "K-2,31/12/2026", []string{
		`equipment.csv:3 calibrated_until: "31/12/2026": must be a date of the form YYYY-MM-DD [format]`,
	}},
	{"equipment is at an unknown establishment", "equipment.csv", "NOU,detector", "NIC,detector", []string{
		`equipment.csv:4 establishment: there is no establishment "NIC", neither here nor in the database [unknown]`,
	}},
	{"equipment has no serial number", "equipment.csv", "K-3", "", []string{
		`equipment.csv:4 serial: is missing [required]`,
	}},
	{"a team is there twice", "teams.csv", "NOU,T1", "FRE,T1", []string{
		`teams.csv:3 team: "T1" is already in row 2; keep one of the two [duplicate]`,
	}},
	{"an officer of a team is unknown", "teams.csv", "D-3|D-4", "D-3|D-9", []string{
		`teams.csv:3 officers: there is no officer "D-9", neither here nor in the database; separate several by | [unknown]`,
	}},
	{"an officer is in two teams", "teams.csv", "D-3|D-4", "D-3|D-1", []string{
		`teams.csv:3 officers: officer "D-1" is already in team "T1" (row 2); nobody can be in two [duplicate]`,
	}},
	{"an officer is in a team twice", "teams.csv", "D-3|D-4", "D-3|D-3", []string{
		`teams.csv:3 officers: officer "D-3" is there twice [duplicate]`,
	}},
	{"a team is empty", "teams.csv", "D-3|D-4,D-3", ",", []string{
		`teams.csv:3 officers: a team needs at least one officer [required]`,
	}},
	{"a lead is not in the team", "teams.csv", "D-3|D-4,D-3", "D-3|D-4,D-1", []string{
		`teams.csv:3 lead: "D-1" is not among the officers of the team; did you mean "D-3"? [unknown]`,
	}},
	{"a shift ends before it begins", "teams.csv", "T1,-60,480,D-3", "T1,60,-480,D-3", []string{
		`teams.csv:3 shift_to: "-480": must be later than shift_from [range]`,
	}},
	{"a shift has no end", "teams.csv", "T1,-60,480,D-3", "T1,-60,,D-3", []string{
		`teams.csv:3 shift_to: is missing; give a whole number [required]`,
	}},
	{"a shift is a time of day", "teams.csv", "T1,-60,480,D-3", "T1,05:00,480,D-3", []string{
		`teams.csv:3 shift_from: "05:00" is not a whole number [format]`,
	}},
	{"a cell is not at its site", "cells.csv", "NOU,N-1", "NOU,B1-A-101", []string{
		`cells.csv:5 cell: NOU has no location "B1-A-101", neither here nor in the database [unknown]`,
	}},
	{"a cell is there twice", "cells.csv", "FRE,B1-A-102", "FRE,B1-A-101", []string{
		`cells.csv:3 cell: "B1-A-101" is already in row 2; keep one of the two [duplicate]`,
	}},
	{"a cell is a landing", "cells.csv", "FRE,B1-A-102", "FRE,B1-A-1", []string{
		`cells.csv:3 cell: "B1-A-1" is a landing; name each cell, room, yard, store, gate or vehicle that is to be searched [range]`,
	}},
	{"a duration is missing", "cells.csv", "B1-A-101,20", "B1-A-101,", []string{
		`cells.csv:2 duration: is missing; give a whole number [required]`,
	}},
	{"a duration is nothing", "cells.csv", "B1-A-101,20,30", "B1-A-101,0,30", []string{
		`cells.csv:2 duration: "0": must be from 1 to 1000000 [range]`,
	}},
	{"a window ends before it begins", "cells.csv", "0,120", "120,60", []string{
		`cells.csv:3 window_to: "60": must be later than window_from [range]`,
	}},
	{"a priority is not a whole number", "cells.csv", "25,35,2", "25,35,2.5", []string{
		`cells.csv:3 priority: "2.5" is not a whole number [format]`,
	}},
	{"a cell needs an unknown skill", "cells.csv", "evidence,,,dog", "dog_handeler,,,dog", []string{
		`cells.csv:2 skills: "dog_handeler" is not in the list skills; did you mean "dog_handler"? [unknown]`,
	}},
	{"officers are needed of an unknown sex", "cells.csv", "f,1", "w,1", []string{
		`cells.csv:3 officers_sex: "w" is not one of f, m, x [unknown]`,
	}},
	{"officers are needed of no sex", "cells.csv", "f,1", ",1", []string{
		`cells.csv:3 officers_sex: is missing; say of which sex 1 officers are needed, or empty officers_sex_count [required]`,
	}},
	{"officers of a sex are needed, nobody says how many", "cells.csv", "f,1", "f,", []string{
		`cells.csv:3 officers_sex_count: is missing; say how many officers of sex "f" are needed [required]`,
	}},
	{"a need of equipment cannot be read", "cells.csv", "dog:0:10", "dog", []string{
		`cells.csv:2 equipment: "dog" is not of the form kind:from:for, like dog:0:10 for a dog in the first ten minutes [format]`,
	}},
	{"a need is of an unknown kind", "cells.csv", "dog:0:10", "dogs:0:10", []string{
		`cells.csv:2 equipment: "dogs" is not in the list equipment-kinds; did you mean "dog"? [unknown]`,
	}},
	{"a need is longer than its search", "cells.csv", "dog:0:10", "dog:15:10", []string{
		`cells.csv:2 equipment: "dog:15:10": the kit is needed until minute 25 of a search of 20 [range]`,
	}},
	{"a link has one cell", "links.csv", "G1,NOU", "G2,NOU", []string{
		`links.csv:2 cell: "B1-A-101": a link joins at least two cells [range]`,
		`links.csv:3 cell: "N-1": a link joins at least two cells [range]`,
	}},
	{"a cell is in two links", "links.csv", "G1,NOU,N-1,true,0,They call each other\n", "G1,NOU,N-1,true,0,They call each other\nG2,NOU,N-1,true,0,\nG2,FRE,STORE,true,0,\n", []string{
		`links.csv:4 cell: "N-1" is already in row 3, link G1; a cell can be in one link only [duplicate]`,
	}},
	{"the rows of a link disagree", "links.csv", "N-1,true", "N-1,false", []string{
		`links.csv:3 first_wave: "false" is not what row 2 says, "true"; this must be the same in all its rows [conflict]`,
	}},
	{"a linked cell is not searched", "links.csv", "FRE,B1-A-101", "FRE,B1-A-1", []string{
		`links.csv:2 cell: "B1-A-1" of FRE is not among the cells to be searched; add it to the cells, or take it out of the link [unknown]`,
	}},
	{"a link's first wave is neither true nor false", "links.csv", "G1,FRE,B1-A-101,true,0,They call each other\nG1,NOU,N-1,true", "G1,FRE,B1-A-101,maybe,0,They call each other\nG1,NOU,N-1,maybe", []string{
		`links.csv:2 first_wave: "maybe" is neither true nor false [format]`,
	}},
	{"a legal basis is unknown", "authorisations.csv", "admin_cell", "admin_cel", []string{
		`authorisations.csv:4 legal_basis: "admin_cel" is not in the list legal-bases; did you mean "admin_cell"? [unknown]`,
	}},
	{"an authorisation ends before it begins", "authorisations.csv", "A-2,Head,admin_cell,2026-05-19T22", "A-2,Head,admin_cell,2026-05-29T22", []string{
		`authorisations.csv:4 valid_to: "2026-05-21T22:00:00Z": must be later than valid_from [range]`,
	}},
	{"an authorisation's validity has no offset", "authorisations.csv", "A-2,Head,admin_cell,2026-05-19T22:00:00Z", "A-2,Head,admin_cell,2026-05-19 22:00", []string{
		`authorisations.csv:4 valid_from: "2026-05-19 22:00" is not an instant like 2026-05-20T04:00:00Z [format]`,
	}},
	{"an hour is written without its zero", "authorisations.csv", "06:00,21:00,FRE,B1-A-101\nA-1,Judge,judicial_preliminary_order,2026-05-19T22:00:00Z,2026-05-21T22:00:00Z,06:00", "6:00,21:00,FRE,B1-A-101\nA-1,Judge,judicial_preliminary_order,2026-05-19T22:00:00Z,2026-05-21T22:00:00Z,6:00", []string{
		`authorisations.csv:2 hours_from: "6:00" is not an hour of the form HH:MM, like 06:00 [format]`,
	}},
	{"only one hour is given", "authorisations.csv", "Z,,,NOU", "Z,06:00,,NOU", []string{
		`authorisations.csv:4 hours_to: give both hours or neither [required]`,
	}},
	{"the rows of an authorisation disagree", "authorisations.csv", "Z,06:00,21:00,FRE,B1-A-102", "Z,06:00,22:00,FRE,B1-A-102", []string{
		`authorisations.csv:3 hours_to: "22:00" is not what row 2 says, "21:00"; this must be the same in all its rows [conflict]`,
	}},
	{"an authorised cell is twice in an authorisation", "authorisations.csv", "FRE,B1-A-102", "FRE,B1-A-101", []string{
		`authorisations.csv:3 cell: "B1-A-101" is already in row 2 [duplicate]`,
	}},
	{"an authorised cell is unknown", "authorisations.csv", "NOU,N-1", "NOU,N-2", []string{
		`authorisations.csv:4 cell: NOU has no location "N-2", neither here nor in the database; did you mean "N-1"? [unknown]`,
	}},
	{"the operation's reference is not a code", "operation.csv", "DAWN,", "D A W N,", []string{
		`operation.csv:2 reference: "D A W N": must be 1 to 40 letters, digits, . _ / or -, beginning with a letter or digit [format]`,
	}},
	{"two operations", "operation.csv", "*", "reference,name\nDAWN,Dawn\nDUSK,Dusk\n", []string{
		`operation.csv:3 reference: row 2 names the operation already; an import is for one operation [duplicate]`,
	}},
	{"H is not an instant", "operation.csv", "2026-05-20T04:00:00Z", "20/05/2026 06:00", []string{
		`operation.csv:2 h_hour: "20/05/2026 06:00" is not an instant like 2026-05-20T04:00:00Z [format]`,
	}},
	{"H is in another century", "operation.csv", "2026-05-20T04:00:00Z", "1926-05-20T04:00:00Z", []string{
		`operation.csv:2 h_hour: "1926-05-20T04:00:00Z" must lie in the years 2000 to 2099 [range]`,
	}},
	{"H is an hour that the clocks skip", "operation.csv", "2026-05-20T04:00:00Z", "2026-03-29T02:30", []string{
		`operation.csv:2 h_hour: "2026-03-29T02:30" does not exist or is there twice by the clock of Europe/Paris; give it in UTC, like 2026-05-20T04:00:00Z [format]`,
	}},
	{"the time zone of H is unknown", "operation.csv", "Europe/Paris", "Paris", []string{
		`operation.csv:2 timezone: "Paris" is not an IANA time zone like Europe/Paris [unknown]`,
	}},
	{"the policy on conflicts is unknown", "operation.csv", "wing", "wings", []string{
		`operation.csv:2 conflict_of_interest: "wings" is not one of none, wing, building, establishment [unknown]`,
	}},
	{"the slack is more than the whole", "operation.csv", "3,5", "3,500", []string{
		`operation.csv:2 makespan_slack_percent: "500": must be from 0 to 100 [range]`,
	}},
	{"the most teams on a landing are fewer than none", "operation.csv", "wing,3", "wing,-3", []string{
		`operation.csv:2 max_teams_per_landing: "-3": must be from 0 to 1000000 [range]`,
	}},
	{"the time between two holders is none", "operation.csv", "5,90", "5,0", []string{
		`operation.csv:2 custody_minutes: "0": must be from 1 to 10080; leave it empty for the usual limit [range]`,
	}},
	{"the time between two holders is longer than a week", "operation.csv", "5,90", "5,10081", []string{
		`operation.csv:2 custody_minutes: "10081": must be from 1 to 10080 [range]`,
	}},
	{"the time between two holders is no number", "operation.csv", "5,90", "5,two hours", []string{
		`operation.csv:2 custody_minutes: "two hours" is not a whole number [format]`,
	}},
}
