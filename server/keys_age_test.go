package server_test

import (
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/cellsweep/cellsweep/bundle"
	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server"
	"github.com/cellsweep/cellsweep/server/servertest"
	"github.com/cellsweep/cellsweep/store/storetest"
	fieldsync "github.com/cellsweep/cellsweep/sync"
)

func TestAKeyFileOfBeforeExportsGetsTheSameKeyForThemEachTime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys")
	made, err := server.LoadKeys(path, storetest.Dawn)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var file map[string]any
	if err := json.Unmarshal(raw, &file); err != nil || file["age"] == nil {
		t.Fatalf("a new key file has no key for exports: %v", err)
	}
	delete(file, "age")
	old, _ := json.Marshal(file)
	if err := os.WriteFile(path, old, 0o400); err != nil { // an old one, which may not be written
		t.Fatal(err)
	}
	one, err := server.LoadKeys(path, storetest.Dawn)
	if err != nil {
		t.Fatal(err)
	}
	two, err := server.LoadKeys(path, storetest.Dawn)
	if err != nil || one.AgePublic() != two.AgePublic() || one.AgePublic() == made.AgePublic() || one.Secret != made.Secret {
		t.Errorf("the keys are %s, %s, new %s: %v", one.AgePublic(), two.AgePublic(), made.AgePublic(), err)
	}
}

func TestAKeyAsARecipientOfAgeIsTheOneThatAgeWrites(t *testing.T) {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := server.LoadKeys(filepath.Join(t.TempDir(), "keys"), storetest.Dawn)
	if err != nil {
		t.Fatal(err)
	}
	public, err := fieldsync.DecodeBytes(keys.AgePublic(), 32)
	if err != nil {
		t.Fatal(err)
	}
	recipient, err := age.ParseX25519Recipient(bundle.Recipient(public))
	if err != nil || recipient.String() != bundle.Recipient(public) || identity.Recipient().String() == recipient.String() {
		t.Errorf("%s is read as %v, %v", bundle.Recipient(public), recipient, err)
	}
}

func TestATabletIsToldTheKeyForExportsUnderTheRootsSignature(t *testing.T) {
	w := servertest.New(t, servertest.SQLite(t))
	d := newDrill(t, w)
	for _, k := range d.enrolled().Keys {
		if k.Use != "age" {
			continue
		}
		root, err := fieldsync.ParseSigningKey(server.Public(w.Server.Keys.Root))
		if err != nil {
			t.Fatal(err)
		}
		from, _ := fieldsync.ParseTime(k.From)
		if x := (fieldsync.ServerKey{ID: k.ID, Use: k.Use, Key: k.Key, From: from}); !x.Verify(root, k.Sig) || k.Key != w.Server.Keys.AgePublic() || k.ID != "age" {
			t.Errorf("the key is %+v", k)
		}
		return
	}
	t.Error("the answer to the enrolment names no key for exports")
}

// enrolled is the answer to a tablet that enrols by the network.
func (d *drill) enrolled() (answer struct {
	Keys []struct{ ID, Use, Key, From, Sig string }
}) {
	d.T.Helper()
	var invited struct{ Code string }
	d.As(models.RoleCoordinator).Post("/v1/enrolments", object{"label": "tablets", "siteIds": []models.ID{d.near.ID}, "maxUses": 1,
		"expiresAt": models.FormatTime(d.Now().Add(time.Hour))}).Expect(http.StatusCreated).Into(&invited)
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		d.T.Fatal(err)
	}
	agreement, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		d.T.Fatal(err)
	}
	claim := fieldsync.Enrolment{Code: invited.Code, SigningKey: fieldsync.EncodeBytes(public), AgreementKey: fieldsync.EncodeBytes(agreement.PublicKey().Bytes()), Site: d.near.ID}
	d.Nobody().Post("/v1/tablets", object{"code": claim.Code, "site": claim.Site, "label": "T", "appVersion": "1.0.0", "signingKey": claim.SigningKey,
		"agreementKey": claim.AgreementKey, "sig": claim.Sign(key)}).Expect(http.StatusCreated).Into(&answer)
	return answer
}
