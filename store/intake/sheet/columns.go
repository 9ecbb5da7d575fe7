package sheet

type columnText struct {
	heading string // in French
	meaning Text
	example string
}

// columnTexts says what each column is for; "kind/column" where it differs from
// what the column means elsewhere.
func columnTexts() map[string]columnText {
	out := map[string]columnText{}
	for _, part := range []map[string]columnText{sharedColumns(), registryColumns(), operationColumns(), cellColumns()} {
		for name, t := range part {
			out[name] = t
		}
	}
	return out
}

func sharedColumns() map[string]columnText {
	return map[string]columnText{
		"establishment": {"établissement", Text{"Code of the establishment", "Code de l’établissement"}, "MA-PARIS"},
		"code":          {"code", Text{"Short code, unique; 1 to 40 letters, digits, . _ / or -", "Code court, unique ; 1 à 40 lettres, chiffres, . _ / ou -"}, "MA-PARIS"},
		"name":          {"nom", Text{"Name as people say it", "Nom d’usage"}, "Maison d’arrêt de Paris"},
		"phone":         {"téléphone", Text{"Telephone number", "Numéro de téléphone"}, "+33639980001"},
		"skills":        {"compétences", Text{"Codes of skills, several separated by |", "Codes des compétences, séparés par |"}, "evidence|digital"},
		"kind":          {"nature", Text{"building, wing, landing, cell, room, yard, store, gate, vehicle or perimeter", "building, wing, landing, cell, room, yard, store, gate, vehicle ou perimeter"}, "cell"},
		"timezone":      {"fuseau_horaire", Text{"Time zone, as Europe/Paris", "Fuseau horaire, comme Europe/Paris"}, "Europe/Paris"},
		"reason":        {"motif", Text{"Why, for those who read the plan", "Motif, pour ceux qui lisent le plan"}, "Appels croisés"},
		"cell":          {"cellule", Text{"Code of the location", "Code du lieu"}, "B1-A-1-01"},
		"reference":     {"référence", Text{"Reference of the operation; it is in clear from the start", "Référence de l’opération ; en clair dès le début"}, "OP-2026-014"},
	}
}

func registryColumns() map[string]columnText {
	return map[string]columnText{
		"type":               {"type", Text{"remand, detention, central, mixed, semi_liberty or juvenile", "remand (MA), detention (CD), central (MC), mixed (CP), semi_liberty (CSL) ou juvenile (EPM)"}, "remand"},
		"country":            {"pays", Text{"Country in two capital letters", "Pays en deux majuscules"}, "FR"},
		"latitude":           {"latitude", Text{"Degrees with a point, WGS 84", "Degrés avec un point, WGS 84"}, "48.857"},
		"longitude":          {"longitude", Text{"Degrees with a point, WGS 84", "Degrés avec un point, WGS 84"}, "2.352"},
		"commune":            {"commune", Text{"Town", "Commune"}, "Paris"},
		"department":         {"département", Text{"Number of the department", "Numéro du département"}, "75"},
		"locations/code":     {"code", Text{"Code, unique within the establishment", "Code, unique dans l’établissement"}, "B1-A-1-01"},
		"locations/name":     {"nom", Text{"Name as people say it", "Nom d’usage"}, "Cellule A101"},
		"parent":             {"parent", Text{"Code of the place that it lies in; empty at the top", "Code du lieu où il se trouve ; vide tout en haut"}, "B1-A-1"},
		"capacity":           {"capacité", Text{"Beds", "Nombre de places"}, "2"},
		"number":             {"matricule", Text{"Service number, unique", "Matricule, unique"}, "S-0417"},
		"officers/name":      {"nom", Text{"Name of the officer", "Nom de l’agent"}, "Camille Fictif"},
		"sex":                {"sexe", Text{"f, m or x: who may search whom", "f, m ou x : qui peut fouiller qui"}, "f"},
		"officers/skills":    {"compétences", Text{"Codes of skills, several separated by |", "Codes des compétences, séparés par |"}, "lead|evidence"},
		"home_establishment": {"établissement_d’affectation", Text{"Code of the establishment where the officer works, empty for none", "Code de l’établissement d’affectation, vide s’il n’y en a pas"}, "MA-PARIS"},
		"home_location":      {"lieu_d’affectation", Text{"Code of the wing or building there", "Code de l’aile ou du bâtiment d’affectation"}, "B1-A"},
		"equipment/kind":     {"nature", Text{"Code of the list equipment-kinds, as dog or detector", "Code de la liste equipment-kinds, comme dog ou detector"}, "detector"},
		"serial":             {"numéro_de_série", Text{"Serial number or name, unique", "Numéro de série ou nom, unique"}, "DET-0042"},
		"calibrated_until":   {"étalonné_jusqu’au", Text{"Date YYYY-MM-DD, empty where nothing is calibrated", "Date AAAA-MM-JJ, vide si rien ne s’étalonne"}, "2026-12-31"},
	}
}

func operationColumns() map[string]columnText {
	return map[string]columnText{
		"operation/name":           {"nom", Text{"Name of the operation", "Nom de l’opération"}, "Opération Aube"},
		"h_hour":                   {"heure_H", Text{"The common start: an instant with its offset, or local time of the time zone", "Le départ commun : un instant avec son décalage, ou l’heure locale du fuseau"}, "2026-05-20T06:00"},
		"operation/timezone":       {"fuseau_horaire", Text{"Time zone of h_hour", "Fuseau horaire de l’heure H"}, "Europe/Paris"},
		"conflict_of_interest":     {"conflit_d’intérêts", Text{"Where an officer who works there may not search: none, wing, building or establishment", "Où un agent qui y travaille ne fouille pas : none, wing, building ou establishment"}, "wing"},
		"max_teams_per_landing":    {"équipes_max_par_coursive", Text{"Teams on one landing at once; 0 for no limit", "Équipes à la fois sur une coursive ; 0 sans limite"}, "3"},
		"makespan_slack_percent":   {"marge_de_durée_pourcent", Text{"By how much a plan may last longer for less exposure", "De combien un plan peut durer plus pour exposer moins"}, "3"},
		"custody_minutes":          {"minutes_entre_détenteurs", Text{"The most minutes between two holders of an exhibit; empty for the usual limit", "Au plus tant de minutes entre deux détenteurs d’une pièce ; vide pour la limite habituelle"}, "120"},
		"team":                     {"équipe", Text{"Code of the team", "Code de l’équipe"}, "T1"},
		"shift_from":               {"service_du", Text{"Begin of the shift, minutes after H (may be negative)", "Début du service, en minutes après H (peut être négatif)"}, "-60"},
		"shift_to":                 {"service_au", Text{"End of the shift, minutes after H", "Fin du service, en minutes après H"}, "480"},
		"officers":                 {"agents", Text{"Service numbers, several separated by |", "Matricules, séparés par |"}, "S-0417|S-0418"},
		"lead":                     {"chef", Text{"Service number of whoever leads", "Matricule du chef d’équipe"}, "S-0417"},
		"radio":                    {"radio", Text{"Radio channel", "Canal radio"}, "AUBE 1"},
		"group":                    {"groupe", Text{"Code of the link: the same for all its cells", "Code du lien : le même pour toutes ses cellules"}, "G01"},
		"first_wave":               {"première_vague", Text{"true: all at H", "vrai : toutes à H"}, "true"},
		"tolerance":                {"tolérance", Text{"Else: starts at most so many minutes apart", "Sinon : départs espacés d’au plus tant de minutes"}, "10"},
		"authorisations/reference": {"référence", Text{"Reference of the order", "Référence de l’ordonnance"}, "JLD-2026-118"},
		"issuer":                   {"autorité", Text{"Who gave it", "Autorité qui l’a délivrée"}, "JLD de Paris"},
		"legal_basis":              {"base_légale", Text{"Code of the list legal-bases", "Code de la liste legal-bases"}, "judicial_preliminary_order"},
		"valid_from":               {"valable_du", Text{"Instant with its offset", "Instant avec son décalage"}, "2026-05-19T22:00:00Z"},
		"valid_to":                 {"valable_au", Text{"Instant with its offset", "Instant avec son décalage"}, "2026-05-21T22:00:00Z"},
		"hours_from":               {"heures_du", Text{"Hour of the day at the site from which it allows a search, HH:MM; empty for any", "Heure du site à partir de laquelle la fouille est permise, HH:MM ; vide pour toutes"}, "06:00"},
		"hours_to":                 {"heures_au", Text{"And until which", "Et jusqu’à laquelle"}, "21:00"},
		"person":                   {"écrou", Text{"Number in prison", "Numéro d’écrou"}, "E-10234"},
	}
}

func cellColumns() map[string]columnText {
	return map[string]columnText{
		"duration":           {"durée", Text{"Minutes that the search takes", "Durée de la fouille en minutes"}, "25"},
		"duration_p90":       {"durée_p90", Text{"Minutes that nine of ten take at most", "Durée que neuf fouilles sur dix ne dépassent pas"}, "40"},
		"priority":           {"priorité", Text{"Higher matters more; 1 where empty", "Plus haut compte plus ; 1 si vide"}, "2"},
		"weight":             {"poids", Text{"Of a minute’s exposure; 1 where empty", "Poids d’une minute d’exposition ; 1 si vide"}, "1"},
		"window_from":        {"fenêtre_du", Text{"Not before, minutes after H", "Pas avant, en minutes après H"}, "0"},
		"window_to":          {"fenêtre_au", Text{"Not after, minutes after H; 0 for no end", "Pas après, en minutes après H ; 0 sans fin"}, "180"},
		"officers_sex":       {"sexe_des_agents", Text{"f, m or x where officers of one sex are needed", "f, m ou x s’il faut des agents d’un sexe"}, "f"},
		"officers_sex_count": {"nombre_d’agents_du_sexe", Text{"How many of them", "Combien"}, "2"},
		"equipment":          {"équipement", Text{"kind:from:for in minutes of the search, several separated by |", "nature:de:pendant en minutes de la fouille, séparés par |"}, "dog:0:10"},
		"occupant":           {"occupant", Text{"Pseudonym", "Pseudonyme"}, "P-0001"},
		"persons":            {"écrous", Text{"Numbers in prison of those whom it is about, several separated by |", "Numéros d’écrou des personnes visées, séparés par |"}, "E-10234"},
		"stays":              {"reste_visée", Text{"true: the cell is searched even when they have left it", "vrai : la cellule est fouillée même s’ils l’ont quittée"}, "false"},
	}
}
