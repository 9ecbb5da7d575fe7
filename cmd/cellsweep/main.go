// Command cellsweep plans searches of many cells at many sites at one moment.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // hours of a site are judged alike on a machine without a time zone database

	"github.com/alecthomas/kong"

	"github.com/cellsweep/cellsweep/models"
)

// cli is the command line: one member for each command, one file for each.
type cli struct {
	Config kong.ConfigFlag `env:"CELLSWEEP_CONFIG" placeholder:"FILE" help:"JSON file with settings, named as the flags are."`

	Serve  serveCommand  `cmd:"" help:"Run the server."`
	Import importCommand `cmd:"" help:"Take in CSV files of registry and operation, all or nothing."`
	Plan   planCommand   `cmd:"" help:"Plan an operation, or generate one to try."`
	Replan replanCommand `cmd:"" help:"Mend a plan after what happened."`

	Tablets tabletsCommand `cmd:"" help:"Play the tablets of a released operation against a server, and prove that nothing is lost."`

	Template templateCommand `cmd:"" help:"Check, read, convert and publish checklists."`

	Settings configCommand  `cmd:"" name:"config" help:"Print the settings as they come out, without secrets."`
	Export   exportCommand  `cmd:"" help:"Write a backup of the database while the server runs."`
	Restore  restoreCommand `cmd:"" help:"Make a database of a backup; every journal begins a new epoch."`
	Epoch    epochCommand   `cmd:"" help:"Begin a new epoch in every journal, after a PostgreSQL database was restored."`
	Receive  receiveCommand `cmd:"" help:"Take in files that tablets without network exported, and write their receipts."`
	Files    filesCommand   `cmd:"" help:"Look after the bytes of files."`
	Rebuild  rebuildCommand `cmd:"" help:"Make the documents of an operation anew from its journal."`
	Migrate  migrateCommand `cmd:"" help:"Bring the schema up to date without starting a server."`
	User     userCommand    `cmd:"" help:"Make a one-time link for somebody who cannot sign in."`
	Keys     keysCommand    `cmd:"" help:"Have a key service seal the server's key file."`
	Health   healthCommand  `cmd:"" help:"Ask a running server how it is."`
}

// The exit codes.
const (
	exitDone      = 0
	exitFailed    = 1
	exitMalformed = 2
	exitShortfall = 3 // with --strict, a plan that leaves out or slips
)

// exit is an error that only sets the exit code: what there was to say is said.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM) // by which services are stopped
	context.AfterFunc(ctx, stop)                                                           // a second interrupt ends the process at once
	code := run(ctx, os.Args[1:], console{os.Stdin, os.Stdout, os.Stderr, isTerminal(os.Stderr), localeOf(os.Getenv)})
	stop()
	os.Exit(code)
}

// console is where a command reads and writes.
type console struct {
	in       io.Reader
	out, err io.Writer
	terminal bool   // whether err is one, and progress is shown
	locale   tongue // the language where a command line names none, "" for English
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// leave carries kong's wish to exit, after --help, out of its parser.
type leave int

// run runs one command line and returns its exit code.
func run(ctx context.Context, args []string, c console) (code int) {
	defer func() {
		switch wish := recover().(type) {
		case nil:
		case leave:
			code = int(wish)
		default:
			panic(wish)
		}
	}()
	var commands cli
	parser, err := kong.New(&commands, kong.Name("cellsweep"), kong.Writers(c.out, c.err),
		kong.Description("Plans a search of many cells at many sites that must all be hit at one moment."),
		kong.Configuration(kong.JSON), kong.Vars{"language": cmp.Or(string(c.locale), "en")}, kong.Exit(func(code int) { panic(leave(code)) }), kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(c))
	if err != nil {
		return report(c.err, "en", err)
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		return report(c.err, "en", err)
	}
	in := spokenBy(parsed)
	parsed.Bind(in)
	return report(c.err, in, parsed.Run())
}

// report tells an error, each fault of a malformed document on a line of its
// own, in a language, and returns the exit code.
func report(w io.Writer, in tongue, err error) int {
	if err == nil {
		return exitDone
	}
	if code, ok := errors.AsType[exit](err); ok {
		return int(code)
	}
	fault, ok := errors.AsType[*models.Fault](err)
	if !ok || fault.Code != models.Invalid {
		fmt.Fprintf(w, "cellsweep: %v\n", err)
		return exitFailed
	}
	fmt.Fprintf(w, "cellsweep: %s\n", in.say(fault.Message))
	for _, f := range fault.Fields {
		fmt.Fprintln(w, in.fault(f))
	}
	return exitMalformed
}
