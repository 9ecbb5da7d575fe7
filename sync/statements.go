package sync

import (
	"crypto/ed25519"
	"time"

	"github.com/cellsweep/cellsweep/models"
)

// Enrolment is what a tablet signs to enrol (§3).
type Enrolment struct {
	Code         string // of the invitation; only its hash is signed
	SigningKey   string // raw Ed25519, base64url
	AgreementKey string // raw X25519, base64url
	Site         models.ID
}

// Message is the signed text of the enrolment.
func (e Enrolment) Message() []byte {
	return lines(DomainEnrol, hashHex([]byte(e.Code)), e.SigningKey, e.AgreementKey, e.Site.String())
}

// Sign gives the signature by the key that enrols.
func (e Enrolment) Sign(key ed25519.PrivateKey) string { return sign(key, e.Message()) }

// Verify refuses weak or malformed keys and a signature that is not of the
// key that enrols; the Fault names the member.
func (e Enrolment) Verify(sig string) error {
	var fs models.Faults
	key, err := ParseSigningKey(e.SigningKey)
	if err != nil {
		fs.Add("/signingKey", ReasonFormat, "%s", sentence(err))
	}
	if _, err := ParseAgreementKey(e.AgreementKey); err != nil {
		fs.Add("/agreementKey", ReasonFormat, "%s", sentence(err))
	}
	if fs.Len() == 0 && !verified(key, e.Message(), sig) {
		fs.Add("/sig", ReasonFormat, "not the signature of the signing key over this enrolment")
	}
	return fs.Err("the enrolment cannot be accepted")
}

func sentence(err error) string {
	if f, ok := err.(*models.Fault); ok {
		return f.Message
	}
	return err.Error()
}

// Login is what a tablet signs to get a session: the server's nonce, bound to
// the server's root key so that nobody can pass it on to another server.
type Login struct {
	ServerRootKey string // base64url
	Tablet        models.ID
	Nonce         string // 43 base64url characters
}

// Message is the signed text of the login.
func (l Login) Message() []byte {
	return lines(DomainLogin, l.ServerRootKey, l.Tablet.String(), l.Nonce)
}

// Sign gives the signature by the tablet's key.
func (l Login) Sign(key ed25519.PrivateKey) string { return sign(key, l.Message()) }

// Verify says whether the nonce has its form and sig is the tablet's signature.
func (l Login) Verify(key ed25519.PublicKey, sig string) bool {
	return nonce43.MatchString(l.Nonce) && verified(key, l.Message(), sig)
}

// FileClaim is what a tablet signs to upload a file into a stream (§9).
type FileClaim struct {
	Stream string
	SHA256 string // hex
	Size   uint64 // bytes
}

// Message is the signed text of the claim.
func (f FileClaim) Message() []byte { return lines(DomainFile, f.Stream, f.SHA256, decimal(f.Size)) }

// Sign gives the signature by the stream's key.
func (f FileClaim) Sign(key ed25519.PrivateKey) string { return sign(key, f.Message()) }

// Verify says whether the claim is well formed and sig is the stream's signature.
func (f FileClaim) Verify(key ed25519.PublicKey, sig string) bool {
	return IsStream(f.Stream) && IsHash(f.SHA256) && f.Size > 0 && f.Size <= MaxInteger && verified(key, f.Message(), sig)
}

// ServerKey is one of the server's keys as a tablet gets it at enrolment. The
// tablet pins the root key; the others carry its signature.
type ServerKey struct {
	ID    string
	Use   string // root, entry, log or age
	Key   string // base64url; for age its recipient
	From  time.Time
	Until time.Time
}

// Message is the text that the root key signs for another key.
func (k ServerKey) Message() []byte {
	return lines(DomainKey, k.ID, k.Use, k.Key, models.FormatTime(k.From), optionalTime(k.Until))
}

// Sign gives the root key's signature.
func (k ServerKey) Sign(root ed25519.PrivateKey) string { return sign(root, k.Message()) }

// Verify says whether sig is the root key's signature.
func (k ServerKey) Verify(root ed25519.PublicKey, sig string) bool {
	return verified(root, k.Message(), sig)
}
