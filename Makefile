# `make run` and `make test` need nothing done before them (README.md says what the machine needs).
.DEFAULT_GOAL := help

# Root in a container often works on a checkout that belongs to somebody else. Git refuses to read
# that, and then go build fails. Who runs this Makefile trusts this folder already.
ifndef GIT_CONFIG_COUNT
export GIT_CONFIG_COUNT = 1
export GIT_CONFIG_KEY_0 = safe.directory
export GIT_CONFIG_VALUE_0 = $(CURDIR)
endif

# Gin reads MessagePack too, with a codec that takes longer to compile than any package of ours and
# that nothing here uses.
ifndef GOFLAGS
export GOFLAGS = -tags=nomsgpack
endif

.PHONY: help build run replicas test verify generate web mutants soak bench

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

build: web ## the front end and the binary, bin/cellsweep
	@scripts/go
	go build -o bin/cellsweep ./cmd/cellsweep

run: ## build and start the demo operation; Ctrl-C ends it
	@scripts/run

replicas: ## the same story on PostgreSQL with two servers
	@scripts/run --replicas

test: ## every test: Go, SQLite, PostgreSQL, front end, browser
	@scripts/test

verify: ## format, lint, imports, generated code, modules, types
	@scripts/verify

generate: ## the code that follows from openapi/openapi.yaml
	@scripts/generate

web: ## the front end, web/dist
	@scripts/web

mutants: ## plant faults, one at a time; the simulations must find each
	@go run ./scripts/mutants

soak: build ## the long run: an hour of simulations, kills, full disk; docs/soak.md
	@go run ./scripts/soak

bench: ## server and planner measured, into docs/benchmarks.md
	@scripts/bench-sync
	@scripts/bench-planner
