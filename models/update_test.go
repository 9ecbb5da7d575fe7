package models_test

import "flag"

var update = flag.Bool("update", false, "write docs/states.md anew")
