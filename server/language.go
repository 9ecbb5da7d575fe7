package server

import (
	"context"

	"github.com/gin-gonic/gin"
	"golang.org/x/text/language"

	"github.com/cellsweep/cellsweep/server/french"
)

// spokenKey is where a request's context has the language of its caller.
type spokenKey struct{}

// spoken are the languages in which the program can say what is wrong; the first
// is that of whoever asks for none of them.
var spoken = language.NewMatcher([]language.Tag{language.English, language.French})

// listen notes in which language a caller wants to be told (Accept-Language, RFC 9110
// section 12.5.4).
func listen(c *gin.Context) {
	_, which, _ := spoken.Match(accepted(c.GetHeader("Accept-Language"))...)
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), spokenKey{}, which == 1))
	c.Next()
}

// accepted reads the header; what cannot be read asks for nothing.
func accepted(header string) []language.Tag {
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return nil
	}
	return tags
}

// inFrench says whether a caller wants French.
func inFrench(ctx context.Context) bool {
	french, _ := ctx.Value(spokenKey{}).(bool)
	return french
}

// tongue is the tag of that language.
func tongue(ctx context.Context) string {
	if inFrench(ctx) {
		return "fr"
	}
	return "en"
}

// tell is a sentence in the language of the caller.
func tell(ctx context.Context, english string) string {
	if inFrench(ctx) {
		return french.Of(english)
	}
	return english
}
