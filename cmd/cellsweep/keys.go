package main

import (
	"context"
	"fmt"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server"
)

// keysCommand moves the key file under a key service, or from one to another.
type keysCommand struct {
	Database string `default:"var/cellsweep.db" env:"CELLSWEEP_DATABASE" help:"Says where the key file is when --keys does not."`
	Keys     string `env:"CELLSWEEP_KEYS" placeholder:"FILE" help:"The server's key file."`
	keyService
	From     string `placeholder:"URL" help:"Key service that seals it now. Default: none, the file is in clear."`
	FromFile string `placeholder:"FILE" help:"File that holds --from."`
}

// Run seals the file. The keys stay the same: what is sealed with them in the
// database stays readable, and tablets know the server.
func (c *keysCommand) Run(ctx context.Context, out console) error {
	r, err := settings{keyService: c.keyService, Listen: ":0", Database: c.Database, Keys: c.Keys, Speed: "1x", LogLevel: "error"}.resolve()
	if err != nil {
		return err
	}
	from := c.From
	if c.FromFile != "" {
		var fs models.Faults
		from = secret(c.FromFile, "from-file", func(flag, format string, args ...any) {
			fs.AddField(models.Field{Param: "--" + flag, Code: "setting", Message: fmt.Sprintf(format, args...)})
		})
		if err := fs.Err("The settings are not right."); err != nil {
			return err
		}
	}
	if r.SecretsURL == "" {
		return models.NewFault(models.Invalid, "Say which key service shall seal the key file.").
			With(models.Field{Param: "--secrets-url", Code: "required", Message: "is missing"})
	}
	if err := server.SealKeys(ctx, r.Keys, from, r.SecretsURL); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out.out, "%s is sealed. Destroy every copy of it in clear: whoever has one and the database can read plans before release.\n", r.Keys)
	return err
}
