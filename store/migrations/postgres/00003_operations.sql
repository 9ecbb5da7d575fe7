-- +goose Up
CREATE TABLE operations (
    id uuid PRIMARY KEY,
    reference text NOT NULL UNIQUE,
    name text NOT NULL,
    state text NOT NULL,
    held_from text NOT NULL,
    h_hour timestamptz,
    plan uuid,
    approved_by uuid,
    asked_by uuid,
    asked_at timestamptz,
    released_by uuid,
    released_at timestamptz,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    version bigint NOT NULL
);
-- What is secret until release, sealed by the application. The row tells no
-- more than that it exists: not which establishment, not what kind.
CREATE TABLE drafts (
    id uuid PRIMARY KEY,
    operation uuid NOT NULL REFERENCES operations (id),
    version bigint NOT NULL,
    sealed bytea NOT NULL,
    updated_by uuid NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX drafts_operation ON drafts (operation);
CREATE TABLE plan_versions (
    id uuid PRIMARY KEY,
    operation uuid NOT NULL REFERENCES operations (id),
    number bigint NOT NULL,
    instance bytea NOT NULL,
    plan bytea NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    published_by uuid,
    published_at timestamptz,
    UNIQUE (operation, number)
);
