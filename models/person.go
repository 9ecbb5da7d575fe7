package models

import (
	"fmt"
	"regexp"
	"time"
)

var loginPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,39}$`)

// MinPassword is the least length of a password, in characters (OWASP ASVS 5.0, 6.2.1 asks for 8 and recommends 15).
const MinPassword = 12

// Person is somebody who signs in.
type Person struct {
	ID        ID        `sens:"staff"`
	Login     string    `sens:"staff"`
	Name      string    `sens:"personal"`
	Password  string    `sens:"special"` // argon2id in PHC form, "" until one is set
	Language  string    `sens:"none"`    // en or fr
	Disabled  bool      `sens:"none"`
	Grants    []Grant   `sens:"staff"`
	CreatedAt time.Time `sens:"none"`
	Version   int64     `sens:"none"`
}

// Check returns every fault of the person.
func (p Person) Check() error {
	var fs Faults
	if !loginPattern.MatchString(p.Login) {
		fs.Add("/login", "format", "must be 2 to 40 small letters, digits, . _ or -, beginning with a letter or digit")
	}
	checkText(&fs, "/name", p.Name, 1, 120)
	checkOneOf(&fs, "/language", p.Language, []string{"en", "fr"})
	for i, g := range p.Grants {
		checkRole(&fs, fmt.Sprintf("/grants/%d/role", i), g)
	}
	return fs.Err("The person is not right yet.")
}

func checkRole(fs *Faults, pointer string, g Grant) {
	for _, r := range Roles {
		if r == g.Role {
			if r == RoleAdmin && (g.Operation != nil || len(g.Sites) > 0) {
				fs.Add(pointer, "range", "an administrator has no operation and no sites")
			}
			return
		}
	}
	fs.Add(pointer, "unknown", "%q is not a role", g.Role)
}

// Session is one sign-in of a person on one browser. The token itself is never kept, only its hash.
type Session struct {
	ID        ID        `sens:"none"`
	Person    ID        `sens:"staff"`
	TokenHash string    `sens:"special"` // hex SHA-256
	Agent     string    `sens:"personal"`
	CreatedAt time.Time `sens:"none"`
	SeenAt    time.Time `sens:"none"`
	ExpiresAt time.Time `sens:"none"`
}

// AuditRow says who did or read what, when and why. It is written in the
// transaction of the act.
type AuditRow struct {
	ID        int64     `sens:"none"` // in the order of writing
	At        time.Time `sens:"none"`
	Actor     ID        `sens:"staff"` // person or tablet; zero for the server itself
	Act       string    `sens:"none"`
	Operation *ID       `sens:"none"`
	Site      *ID       `sens:"staff"`
	Subject   string    `sens:"staff"` // kind and id of what it was done to
	Reason    string    `sens:"staff"`
	Detail    string    `sens:"staff"` // never plan content
	RequestID string    `sens:"none"`
}
