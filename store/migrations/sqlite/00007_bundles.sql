-- +goose Up
-- The sealed packages: a row for every establishment of the registry, so that a
-- row does not tell who is searched. What opens them is in secrets, sealed by
-- the application and always of one length.
CREATE TABLE bundles (
    id text PRIMARY KEY,
    operation text NOT NULL REFERENCES operations (id),
    establishment text NOT NULL REFERENCES establishments (id),
    round integer NOT NULL,
    plan text NOT NULL REFERENCES plan_versions (id),
    size integer NOT NULL,
    sha256 text NOT NULL,
    package blob NOT NULL,
    words blob NOT NULL,
    secrets blob NOT NULL,
    created_at datetime NOT NULL,
    UNIQUE (operation, round, establishment)
);
CREATE INDEX bundles_establishment ON bundles (establishment);
-- Orders to hold, go on, stand down or begin at another H. Which site, which
-- hour and why are sealed like a draft.
CREATE TABLE brakes (
    id text PRIMARY KEY,
    operation text NOT NULL REFERENCES operations (id),
    act text NOT NULL,
    state text NOT NULL,
    sealed blob NOT NULL,
    asked_by text NOT NULL,
    asked_at datetime NOT NULL,
    ended_by text,
    ended_at datetime,
    version integer NOT NULL
);
CREATE INDEX brakes_operation ON brakes (operation);
