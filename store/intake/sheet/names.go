package sheet

import (
	"slices"
	"strings"
)

// french are headings that French files have, by the column that they mean. A
// heading may mean another column in another kind of file.
func french() map[string][]string {
	return map[string][]string{
		"agents": {"officers"}, "autorite": {"issuer"}, "base_legale": {"legal_basis"}, "capacite": {"capacity"}, "cellule": {"cell"},
		"chef": {"lead"}, "chef_d_equipe": {"lead"}, "commune": {"commune"}, "competences": {"skills"}, "conflit_d_interets": {"conflict_of_interest"},
		"departement": {"department"}, "duree": {"duration"}, "duree_p90": {"duration_p90"}, "ecrou": {"person"}, "ecrous": {"persons"},
		"equipe": {"team"}, "equipes_max_par_coursive": {"max_teams_per_landing"}, "equipement": {"equipment"}, "etablissement": {"establishment"},
		"etablissement_d_affectation": {"home_establishment"}, "etalonne_jusqu_au": {"calibrated_until"}, "fenetre_au": {"window_to"}, "fenetre_du": {"window_from"},
		"fuseau_horaire": {"timezone"}, "groupe": {"group"}, "heure_h": {"h_hour"}, "heures_au": {"hours_to"}, "heures_du": {"hours_from"},
		"latitude": {"latitude"}, "libelle": {"name"}, "lieu_d_affectation": {"home_location"}, "longitude": {"longitude"}, "marge_de_duree_pourcent": {"makespan_slack_percent"},
		"materiel": {"equipment", "kind"}, "minutes_entre_detenteurs": {"custody_minutes"}, "matricule": {"number"}, "motif": {"reason"}, "nature": {"kind", "type"}, "nom": {"name"}, "nombre_d_agents_du_sexe": {"officers_sex_count"},
		"numero": {"number", "serial"}, "numero_d_ecrou": {"person"}, "numero_de_serie": {"serial"}, "occupant": {"occupant"}, "parent": {"parent"}, "pays": {"country"},
		"personne": {"person"}, "personnes": {"persons"}, "poids": {"weight"}, "premiere_vague": {"first_wave"}, "priorite": {"priority"}, "radio": {"radio"},
		"reference": {"reference"}, "reste_visee": {"stays"}, "service_au": {"shift_to"}, "service_du": {"shift_from"}, "sexe": {"sex"}, "sexe_des_agents": {"officers_sex"},
		"telephone": {"phone"}, "tolerance": {"tolerance"}, "type": {"kind"}, "valable_au": {"valid_to"}, "valable_du": {"valid_from"}, "zone_horaire": {"timezone"},
	}
}

// frenchKinds are names that French files and sheets have.
func frenchKinds() map[string]string {
	return map[string]string{"operation": Operations, "etablissements": Establishments, "lieux": Locations, "agents": Officers, "personnels": Officers, "materiel": Equipment,
		"equipes": Teams, "cellules": Cells, "liens": Links, "autorisations": Authorisations, "occupation": Occupancy}
}

var bare = strings.NewReplacer("à", "a", "â", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e", "î", "i", "ï", "i", "ô", "o", "ù", "u", "û", "u", "ü", "u",
	" ", "_", "'", "_", "’", "_", "-", "_", "\u00a0", "_", "%", "pourcent")

// plain writes a heading as columns are named: small letters without accents, _
// between words.
func plain(heading string) string {
	return strings.Trim(bare.Replace(strings.ToLower(strings.TrimSpace(heading))), "_")
}

// column is the column of this kind that a heading means, in English or French;
// "" for none.
func (k *Kind) column(heading string) string {
	name := plain(heading)
	if slices.Contains(k.all(), name) {
		return name
	}
	for _, c := range french()[name] {
		if slices.Contains(k.all(), c) {
			return c
		}
	}
	return ""
}

// nearest is the column that somebody who wrote a heading may have meant, "" for none.
func (k *Kind) nearest(heading string) string {
	known := slices.Clone(k.all())
	for word := range french() {
		if k.column(word) != "" {
			known = append(known, word)
		}
	}
	return k.column(Nearest(plain(heading), slices.Values(known)))
}

// KindNamed is the kind that the name of a file or sheet suggests, "" for none.
func KindNamed(name string) string {
	name = plain(strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(name[strings.LastIndexByte(name, '/')+1:]), ".csv"), ".xlsx"))
	names := frenchKinds()
	var known []string
	for word := range names {
		known = append(known, word)
	}
	for _, k := range Kinds() {
		names[k.Name] = k.Name
		known = append(known, k.Name)
	}
	return names[Nearest(name, slices.Values(known))]
}
