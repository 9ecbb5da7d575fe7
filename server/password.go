package server

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"github.com/cellsweep/cellsweep/models"
)

// argon2id with 19 MiB, 2 passes, 1 lane: the OWASP Password Storage Cheat
// Sheet's recommendation. It costs about 25 ms here, and as much memory while it runs.
const (
	argonMemory = 19 * 1024
	argonTime   = 2
	argonLanes  = 1
	argonKey    = 32
)

// HashPassword gives the PHC string form, $argon2id$v=19$m=…,t=…,p=…$salt$key.
func HashPassword(password string) string {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt)
	key := argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonLanes, argonKey)
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonLanes, b64(salt), b64(key))
}

// passwordFits says whether the password is that of a PHC string. The figures
// are read from the string, so that old passwords stay good when ours change.
func passwordFits(phc, password string) bool {
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	var memory, passes uint32
	var lanes uint8
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &lanes); err != nil || lanes == 0 || passes == 0 {
		return false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(want) == 0 {
		return false
	}
	got := argon2.IDKey([]byte(password), salt, passes, memory, lanes, uint32(len(want))) //nolint:gosec // a key has 32 bytes
	return subtle.ConstantTimeCompare(got, want) == 1
}

func checkPassword(password, login, pointer string) error {
	var fs models.Faults
	switch n := len([]rune(password)); {
	case n < models.MinPassword:
		fs.Add(pointer, "range", "has %d characters; it needs at least %d", n, models.MinPassword)
	case strings.EqualFold(password, login) || strings.Count(password, password[:1]) == len(password):
		fs.Add(pointer, "range", "is too easy to guess")
	}
	return fs.Err("Choose another password.")
}
