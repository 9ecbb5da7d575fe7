package bundle

import (
	"encoding/binary"
	"io"
	"slices"
	"strings"

	"github.com/tyler-smith/go-bip39/wordlists"

	"github.com/cellsweep/cellsweep/models"
)

// Of how many words of 11 bits what is said over the radio consists.
const (
	openingWords = 10 // 110 bits: they stand against whoever has the package for good
	brakeWords   = 4  // 44 bits, hashed slowly: they stand for the days of an operation
)

// Words gives one of the lists of BIP39: 2,048 words in en (English) or fr
// (French without accents, which a radio does not carry). nil for another language.
func Words(language string) []string {
	switch language {
	case "en":
		return slices.Clone(wordlists.English)
	case "fr":
		list := make([]string, len(wordlists.French))
		for i, w := range wordlists.French {
			list[i] = Normal(w)
		}
		return list
	}
	return nil
}

// draw takes n words of a list, each as likely as any other.
func draw(random io.Reader, list []string, n int) (string, error) {
	if len(list) != 2048 {
		return "", models.NewFault(models.Internal, "A list of %d words is none of BIP39.", len(list))
	}
	words, two := make([]string, n), make([]byte, 2)
	for i := range words {
		if _, err := io.ReadFull(random, two); err != nil {
			return "", err
		}
		words[i] = list[binary.BigEndian.Uint16(two)&2047]
	}
	return strings.Join(words, " "), nil
}

// plain takes the marks off letters that have them built in; those that combine
// (U+0300 … U+036F) are dropped one by one.
var plain = strings.NewReplacer("é", "e", "è", "e", "ê", "e", "ë", "e", "à", "a", "â", "a", "î", "i", "ï", "i", "ô", "o", "û", "u", "ù", "u", "ü", "u", "ç", "c", "œ", "oe")

// Normal writes words as the lists have them, however somebody typed them:
// lower case, no accents, single spaces.
func Normal(words string) string {
	words = strings.Map(func(r rune) rune {
		if r >= 0x300 && r <= 0x36f {
			return -1
		}
		return r
	}, strings.ToLower(words))
	return strings.Join(strings.Fields(plain.Replace(words)), " ")
}
