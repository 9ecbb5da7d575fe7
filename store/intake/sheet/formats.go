package sheet

import "slices"

// Text is a text in both languages.
type Text struct{ EN, FR string }

// Column says what a column of a kind of file is for.
type Column struct {
	Name     string // as English files write it
	Heading  Text   // either of which is understood
	Required bool
	Meaning  Text
	Example  string
}

// Format describes a kind of file for whoever fills one in.
type Format struct {
	Kind        string
	Name        Text
	Meaning     Text
	OfOperation bool // its rows are the whole truth of their kind in an operation; else they add and change
	Columns     []Column
	Examples    [][]string // rows, in the order of the columns
}

// Formats describes every kind of file, in the order in which they are taken in.
func Formats() []Format {
	var out []Format
	about, columns := kindTexts(), columnTexts()
	for _, k := range Kinds() {
		f := Format{Kind: k.Name, Name: about[k.Name][0], Meaning: about[k.Name][1], OfOperation: k.OfOperation}
		var row []string
		for _, name := range k.all() {
			t, own := columns[k.Name+"/"+name]
			if !own {
				t = columns[name]
			}
			f.Columns = append(f.Columns, Column{Name: name, Heading: Text{EN: name, FR: t.heading}, Required: slices.Contains(k.required, name), Meaning: t.meaning, Example: t.example})
			row = append(row, t.example)
		}
		f.Examples = [][]string{row}
		out = append(out, f)
	}
	return out
}

// FormatOf describes one kind of file.
func FormatOf(kind string) (Format, bool) {
	all := Formats()
	i := slices.IndexFunc(all, func(f Format) bool { return f.Kind == kind })
	if i < 0 {
		return Format{}, false
	}
	return all[i], true
}

// Headings are the headings of an empty file, in English or French.
func (f Format) Headings(language string) []string {
	out := make([]string, len(f.Columns))
	for i, c := range f.Columns {
		if out[i] = c.Heading.EN; language == "fr" {
			out[i] = c.Heading.FR
		}
	}
	return out
}

func kindTexts() map[string][2]Text {
	return map[string][2]Text{
		Operations:     {{"Operation", "Opération"}, {"The operation that the other files go into, in one row.", "L’opération dans laquelle vont les autres fichiers, sur une seule ligne."}},
		Establishments: {{"Establishments", "Établissements"}, {"Prisons, by their code.", "Les établissements pénitentiaires, par leur code."}},
		Locations:      {{"Locations", "Lieux"}, {"Buildings, wings, landings, cells and other places of a prison; each names the one that it lies in.", "Bâtiments, ailes, coursives, cellules et autres lieux d’un établissement ; chacun nomme celui où il se trouve."}},
		Officers:       {{"Officers", "Agents"}, {"Who may be in a search team, by service number.", "Ceux qui peuvent faire partie d’une équipe de fouille, par matricule."}},
		Equipment:      {{"Equipment", "Matériel"}, {"Single pieces of kit and dogs, by serial number.", "Le matériel pièce par pièce, chiens compris, par numéro de série."}},
		Teams:          {{"Teams", "Équipes"}, {"The search teams of each site, with their shift. Teams that are not in the file are taken out.", "Les équipes de fouille de chaque site et leur service. Une équipe absente du fichier est retirée."}},
		Cells:          {{"Cells", "Cellules"}, {"What is to be searched. Cells that are not in the file are taken out.", "Ce qu’il faut fouiller. Une cellule absente du fichier est retirée."}},
		Links:          {{"Links", "Liens"}, {"Cells that must be hit together: one row for each cell of a group.", "Cellules à fouiller ensemble : une ligne par cellule d’un groupe."}},
		Authorisations: {{"Authorisations", "Autorisations"}, {"Orders, and the cells that each covers: one row for each cell.", "Les ordonnances et les cellules que chacune couvre : une ligne par cellule."}},
		Occupancy:      {{"Occupancy", "Occupation"}, {"Who is in which cell, the night before: targets that are about persons follow them. It is not kept.", "Qui est dans quelle cellule, la veille : les cibles qui visent des personnes les suivent. La liste n’est pas conservée."}},
	}
}
