package models

import "time"

// Bundle is the sealed package of one establishment for one operation, target
// or not: the row does not tell which. Its ID is random and no UUIDv7, which
// would give away when it was made.
type Bundle struct {
	ID            ID        `sens:"none"`
	Operation     ID        `sens:"none"`
	Establishment ID        `sens:"none"` // every establishment has one
	Round         int       `sens:"none"` // 1, 2, 3 …: all packages of an operation are sealed together
	Plan          ID        `sens:"none"` // the plan version that it was made of
	Size          int64     `sens:"none"` // bytes of Package; the same for all of a round
	SHA256        string    `sens:"none"` // hex, of Package
	Package       []byte    `sens:"none"` // age, to the release identity of the establishment
	Words         []byte    `sens:"none"` // age, to ten words: holds the release identity
	Secrets       []byte    `sens:"special"`
	CreatedAt     time.Time `sens:"none"`
}
