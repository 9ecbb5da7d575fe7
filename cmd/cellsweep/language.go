package main

import (
	"cmp"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/french"
)

// tongue is a language in which the command line explains: "en" or "fr".
type tongue string

// speech is the flag of commands that explain something to a person. What programs
// read (documents, codes, names of rules and members, exit codes) is the same in both.
type speech struct {
	Language string `enum:"en,fr" default:"${language}" aliases:"lang" help:"Language of what is explained: en or fr; by default that of LC_ALL, LC_MESSAGES or LANG, else en. Documents, codes and exit codes stay as they are."`
}

// localeOf is the language of messages as POSIX.1-2024 (XBD 8.2) has it: that of the
// first of these variables that is not empty. What is neither French nor English
// (C, POSIX, another language) is English.
func localeOf(env func(string) string) tongue {
	locale := strings.ToLower(cmp.Or(env("LC_ALL"), env("LC_MESSAGES"), env("LANG")))
	if before, _, _ := strings.Cut(strings.NewReplacer("_", " ", ".", " ", "@", " ").Replace(locale), " "); before == "fr" {
		return "fr"
	}
	return "en"
}

// spokenBy is the language that a command line asks for; commands without the flag speak English.
func spokenBy(parsed *kong.Context) tongue {
	for _, f := range parsed.Flags() {
		if said, ok := parsed.FlagValue(f).(string); ok && f.Name == "language" {
			return tongue(said)
		}
	}
	return "en"
}

// of gives one of two texts.
func (t tongue) of(english, inFrench string) string {
	if t == "fr" {
		return inFrench
	}
	return english
}

// say is a sentence of the planner or its checker.
func (t tongue) say(english string) string {
	if t != "fr" {
		return english
	}
	if said := french.Of(english); said != english {
		return said
	}
	return french.Checked(english)
}

// fault is what is wrong with a document, and where.
func (t tongue) fault(f models.Field) string {
	f.Message = t.say(f.Message)
	return f.String()
}
