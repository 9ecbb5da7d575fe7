package crew

import (
	"fmt"
	"strings"
)

// words is the sentence of a reason in English and in French.
func words(code string, p map[string]any) (en, fr string) {
	cells, _ := p["cells"].(int)
	ce, cf := plural(cells, "cell", "cells"), pluriel(cells, "cellule", "cellules")
	switch code {
	case WhyLocked:
		return "Put here by hand.", "Placé ici à la main."
	case WhyLead:
		return "Leads the team.", "Dirige l'équipe."
	case WhySkill:
		if p["only"] == true {
			return fmt.Sprintf("The only one in the team with the skill %v, which %s that it may search ask for.", p["skill"], ce),
				fmt.Sprintf("Seul dans l'équipe à avoir la compétence %v, demandée par %s qu'elle peut fouiller.", p["skill"], cf)
		}
		return fmt.Sprintf("Has the skill %v, which %s that the team may search ask for.", p["skill"], ce),
			fmt.Sprintf("A la compétence %v, demandée par %s que l'équipe peut fouiller.", p["skill"], cf)
	case WhySex:
		e, f := people(p["sex"], p["count"].(int))
		return fmt.Sprintf("One of the team's %s, whom %s ask for.", e, ce), fmt.Sprintf("Fait partie des effectifs demandés par %s : %s dans l'équipe.", cf, f)
	case WhyHome:
		e, f := "", ""
		if with := p["with"].([]string); len(with) > 0 {
			e, f = ", together with "+strings.Join(with, ", "), ", avec "+strings.Join(with, ", ")
		}
		return fmt.Sprintf("Works in %v, wing %v, and is kept away from %s%s.", p["building"], p["wing"], ce, e),
			fmt.Sprintf("Travaille dans le bâtiment %v, aile %v, et reste à l'écart de %s%s.", p["building"], p["wing"], cf, f)
	case WhyTogether:
		with := strings.Join(p["with"].([]string), ", ")
		return "Is to be together with " + with + ".", "Doit être avec " + with + "."
	case WhyStrength:
		return "Makes up the team's strength.", "Complète l'effectif de l'équipe."
	}
	return lackingWords(code, p, ce, cf)
}

func lackingWords(code string, p map[string]any, ce, cf string) (en, fr string) {
	no, non := ce+" cannot be searched", cf+" ne peuvent être fouillées"
	if cells, _ := p["cells"].(int); cells < 2 {
		non = cf + " ne peut être fouillée"
	}
	switch code {
	case LacksOfficers:
		return fmt.Sprintf("%d officers are too few for a team of %d.", p["officers"], p["least"]),
			fmt.Sprintf("%d agents ne suffisent pas pour une équipe de %d.", p["officers"], p["least"])
	case LacksPeace:
		return "What was decided by hand, and who is to be together or apart, cannot all be kept.",
			"Les choix faits à la main et les contraintes « ensemble » ou « séparés » ne peuvent être tous respectés."
	case LacksSkill:
		return fmt.Sprintf("Nobody at site %v has the skill %v: %s.", p["site"], p["skill"], no),
			fmt.Sprintf("Personne sur le site %v n'a la compétence %v : %s.", p["site"], p["skill"], non)
	case LacksSex:
		e, f := people(p["sex"], p["count"].(int))
		he, hf := people(p["sex"], p["have"].(int))
		return fmt.Sprintf("Not %s at site %v, but %s: %s.", e, p["site"], he, no),
			fmt.Sprintf("Il faudrait %s sur le site %v, il y a %s : %s.", f, p["site"], hf, non)
	case LacksOutsider:
		return fmt.Sprintf("At site %v too few of those who are needed work elsewhere than in %v, wing %v: %s.", p["site"], p["building"], p["wing"], no),
			fmt.Sprintf("Sur le site %v, trop peu des agents nécessaires travaillent ailleurs que dans le bâtiment %v, aile %v : %s.", p["site"], p["building"], p["wing"], non)
	case LacksTime:
		return fmt.Sprintf("No shift at site %v leaves those who are needed %v minutes from minute %v on: %s.", p["site"], p["minutes"], p["from"], no),
			fmt.Sprintf("Sur le site %v, aucun service ne laisse aux agents nécessaires %v minutes à partir de la minute %v : %s.", p["site"], p["minutes"], p["from"], non)
	case LacksBoth:
		return fmt.Sprintf("No team of site %v can have at once all that is asked for: %s.", p["site"], no),
			fmt.Sprintf("Sur le site %v, aucune équipe ne peut réunir tout ce qui est demandé : %s.", p["site"], non)
	case LacksKit:
		return fmt.Sprintf("Site %v has %v of %v, too few for one search: %s.", p["site"], p["have"], p["kind"], no),
			fmt.Sprintf("Le site %v dispose de %v %v, trop peu pour une seule fouille : %s.", p["site"], p["have"], p["kind"], non)
	case LacksLead:
		n := p["teams"].(int)
		return plural(n, "team has", "teams have") + " no lead.", pluriel(n, "équipe n'a", "équipes n'ont") + " pas de chef."
	case LacksTeams:
		return fmt.Sprintf("Of %s that start at H, %v have no team of their own.", ce, p["lacking"]),
			fmt.Sprintf("Sur %s à fouiller dès l'heure H, %v n'ont pas d'équipe à elles.", cf, p["lacking"])
	}
	return code, code
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// pluriel: in French, none is singular.
func pluriel(n int, one, many string) string {
	if n < 2 {
		many = one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// people is a number of officers of a sex.
func people(sex any, n int) (en, fr string) {
	switch sex {
	case "f":
		return plural(n, "woman", "women"), pluriel(n, "femme", "femmes")
	case "m":
		return plural(n, "man", "men"), pluriel(n, "homme", "hommes")
	}
	return plural(n, "officer", "officers") + fmt.Sprintf(" of sex %v", sex), pluriel(n, "agent", "agents") + fmt.Sprintf(" de sexe %v", sex)
}
