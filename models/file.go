package models

import "time"

// FileState is what has become of a file's bytes.
type FileState string

// The states of a file's bytes at headquarters.
const (
	FileWhole   FileState = "whole"   // in the blob store, its SHA-256 checked
	FileRefused FileState = "refused" // arrived and was not kept; Reason says why
	FileLost    FileState = "lost"    // was whole, and a check found it gone or altered
)

// Why a file is refused or lost: the reasonCode of file.refused.
const (
	FileWrongHash  = "wrong_hash"
	FileWrongType  = "wrong_type"
	FileUnreadable = "unreadable"
	FileGone       = "lost"
	FileAltered    = "altered"
)

// File is the bytes of a photograph or another file of an operation, by their
// hash: the same bytes from two tablets are one file.
type File struct {
	Operation ID        `sens:"none" gorm:"primaryKey"`
	SHA256    string    `sens:"none" gorm:"primaryKey;column:sha256"` // hex
	State     FileState `sens:"none"`
	Reason    string    `sens:"none"` // reason code, "" while whole
	Stream    string    `sens:"staff"`
	Size      int64     `sens:"none"` // bytes
	MediaType string    `sens:"none"` // by its magic number
	Width     int       `sens:"none"` // pixels, 0 for what is no image that can be read here
	Height    int       `sens:"none"` //
	Position  uint64    `sens:"none"` // of the server's newest entry about it
	CheckedAt time.Time `sens:"none"` // when its bytes were last read and found right
}

// Upload is a file on its way: at most one for each stream and hash.
type Upload struct {
	ID        string    `sens:"special"` // 256 random bits: whoever knows it may go on with the upload
	Operation ID        `sens:"none"`
	Stream    string    `sens:"staff"`
	SHA256    string    `sens:"none" gorm:"column:sha256"`
	Size      int64     `sens:"none"`
	Done      bool      `sens:"none"` // the file is whole; kept a while for who did not hear the answer
	CreatedAt time.Time `sens:"none"`
}

// Again says whether a tablet that has the file should send it (once more):
// whatever is not whole, but for what would be refused each time.
func (f File) Again() bool { return f.State != FileWhole && f.Reason != FileWrongType }
