-- +goose Up
CREATE TABLE people (
    id uuid PRIMARY KEY,
    login text NOT NULL UNIQUE,
    name text NOT NULL,
    password text NOT NULL,
    language text NOT NULL,
    disabled boolean NOT NULL,
    created_at timestamptz NOT NULL,
    version bigint NOT NULL
);
CREATE TABLE grants (
    person uuid NOT NULL REFERENCES people (id),
    ordinal bigint NOT NULL,
    role text NOT NULL,
    operation uuid,
    sites text NOT NULL,
    PRIMARY KEY (person, ordinal)
);
CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    person uuid NOT NULL REFERENCES people (id),
    token_hash text NOT NULL UNIQUE,
    agent text NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_person ON sessions (person);
-- One-time links: of the first administrator (person NULL) and of people invited.
CREATE TABLE invitations (
    token_hash text PRIMARY KEY,
    person uuid REFERENCES people (id),
    expires_at timestamptz NOT NULL
);
