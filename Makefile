# `make run` and `make test` need nothing done before them (README.md says what the machine needs).
.DEFAULT_GOAL := help
.PHONY: help build run replicas test verify generate web

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
