package authority

import (
	"encoding/pem"
	"errors"
	"os"
)

// writePEM writes one block, readable by its owner alone, and sees that it is on
// the disk: a tablet that installed a certificate whose key was lost would have to
// be set up again.
func writePEM(path, kind string, der []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // beside the key file that the operator names
	if err != nil {
		return err
	}
	return errors.Join(pem.Encode(f, &pem.Block{Type: kind, Bytes: der}), f.Sync(), f.Close())
}
