-- +goose Up
CREATE TABLE operations (
    id text PRIMARY KEY,
    reference text NOT NULL UNIQUE,
    name text NOT NULL,
    state text NOT NULL,
    held_from text NOT NULL,
    h_hour datetime,
    plan text,
    approved_by text,
    asked_by text,
    asked_at datetime,
    released_by text,
    released_at datetime,
    created_by text NOT NULL,
    created_at datetime NOT NULL,
    version integer NOT NULL
);
-- What is secret until release, sealed by the application. The row tells no
-- more than that it exists: not which establishment, not what kind.
CREATE TABLE drafts (
    id text PRIMARY KEY,
    operation text NOT NULL REFERENCES operations (id),
    version integer NOT NULL,
    sealed blob NOT NULL,
    updated_by text NOT NULL,
    updated_at datetime NOT NULL
);
CREATE INDEX drafts_operation ON drafts (operation);
CREATE TABLE plan_versions (
    id text PRIMARY KEY,
    operation text NOT NULL REFERENCES operations (id),
    number integer NOT NULL,
    instance blob NOT NULL,
    plan blob NOT NULL,
    created_by text NOT NULL,
    created_at datetime NOT NULL,
    published_by text,
    published_at datetime,
    UNIQUE (operation, number)
);
