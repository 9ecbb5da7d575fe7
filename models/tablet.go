package models

import "time"

// Enrolment is an invitation for tablets: a code shown once as a QR.
type Enrolment struct {
	ID        ID         `sens:"none"`
	Label     string     `sens:"staff"`
	CodeHash  string     `sens:"special"` // hex SHA-256 of the code
	Sites     IDSet      `sens:"staff"`   // establishments that a tablet may choose from
	MaxUses   int        `sens:"none"`
	Uses      int        `sens:"none"`
	ExpiresAt time.Time  `sens:"none"`
	CreatedBy ID         `sens:"staff"`
	CreatedAt time.Time  `sens:"none"`
	EndedAt   *time.Time `sens:"none"`
}

// Check returns every fault of the enrolment.
func (e Enrolment) Check() error {
	var fs Faults
	checkText(&fs, "/label", e.Label, 1, 80)
	if len(e.Sites) == 0 {
		fs.Add("/siteIds", "required", "name at least one establishment")
	}
	if e.MaxUses < 1 || e.MaxUses > 1000 {
		fs.Add("/maxUses", "range", "must be from 1 to 1000")
	}
	if !e.ExpiresAt.After(e.CreatedAt) {
		fs.Add("/expiresAt", "range", "must lie in the future")
	}
	return fs.Err("The enrolment is not right yet.")
}

// Use spends one use, if the code is still good at instant now.
func (e *Enrolment) Use(site ID, now time.Time) error {
	bad := NewFault(Invalid, "This enrolment code cannot be used.")
	switch {
	case e.EndedAt != nil || !now.Before(e.ExpiresAt):
		return bad.With(Field{Pointer: "/code", Code: "expired", Message: "the code has expired; ask for a new one"})
	case e.Uses >= e.MaxUses:
		return bad.With(Field{Pointer: "/code", Code: "spent", Message: "the code has been used as often as it may; ask for a new one"})
	}
	for _, s := range e.Sites {
		if s == site {
			e.Uses++
			return nil
		}
	}
	return bad.With(Field{Pointer: "/site", Code: "unknown", Message: "the code is not for this establishment"})
}

// Tablet is an enrolled installation with keys of its own.
type Tablet struct {
	ID            ID          `sens:"none"`
	Establishment ID          `sens:"staff"`
	Label         string      `sens:"staff"`
	State         TabletState `sens:"none"`
	SigningKey    string      `sens:"staff"` // Ed25519, raw, base64url
	AgreementKey  string      `sens:"staff"` // X25519, raw, base64url
	Tag           string      `sens:"none"`  // what it puts before the numbers of its exhibits, no other tablet's; "" until it is given
	AppVersion    string      `sens:"none"`
	EnrolledAt    time.Time   `sens:"none"`
	ConfirmedBy   *ID         `sens:"staff"`
	RevokedAt     *time.Time  `sens:"none"`
	LastHeard     *time.Time  `sens:"none"`
	Version       int64       `sens:"none"`
}

// Move takes the tablet to where verb leads.
func (t *Tablet) Move(verb string) error {
	to, err := TabletMachine.Next(t.State, verb)
	if err == nil {
		t.State = to
	}
	return err
}
