-- +goose Up
-- The sealed packages: a row for every establishment of the registry, so that a
-- row does not tell who is searched. What opens them is in secrets, sealed by
-- the application and always of one length.
CREATE TABLE bundles (
    id uuid PRIMARY KEY,
    operation uuid NOT NULL REFERENCES operations (id),
    establishment uuid NOT NULL REFERENCES establishments (id),
    round bigint NOT NULL,
    plan uuid NOT NULL REFERENCES plan_versions (id),
    size bigint NOT NULL,
    sha256 text NOT NULL,
    package bytea NOT NULL,
    words bytea NOT NULL,
    secrets bytea NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (operation, round, establishment)
);
CREATE INDEX bundles_establishment ON bundles (establishment);
-- Orders to hold, go on, stand down or begin at another H. Which site, which
-- hour and why are sealed like a draft.
CREATE TABLE brakes (
    id uuid PRIMARY KEY,
    operation uuid NOT NULL REFERENCES operations (id),
    act text NOT NULL,
    state text NOT NULL,
    sealed bytea NOT NULL,
    asked_by uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    ended_by uuid,
    ended_at timestamptz,
    version bigint NOT NULL
);
CREATE INDEX brakes_operation ON brakes (operation);
