-- +goose Up
CREATE TABLE people (
    id text PRIMARY KEY,
    login text NOT NULL UNIQUE,
    name text NOT NULL,
    password text NOT NULL,
    language text NOT NULL,
    disabled boolean NOT NULL,
    created_at datetime NOT NULL,
    version integer NOT NULL
);
CREATE TABLE grants (
    person text NOT NULL REFERENCES people (id),
    ordinal integer NOT NULL,
    role text NOT NULL,
    operation text,
    sites text NOT NULL,
    PRIMARY KEY (person, ordinal)
);
CREATE TABLE sessions (
    id text PRIMARY KEY,
    person text NOT NULL REFERENCES people (id),
    token_hash text NOT NULL UNIQUE,
    agent text NOT NULL,
    created_at datetime NOT NULL,
    seen_at datetime NOT NULL,
    expires_at datetime NOT NULL
);
CREATE INDEX sessions_person ON sessions (person);
-- One-time links: of the first administrator (person NULL) and of people invited.
CREATE TABLE invitations (
    token_hash text PRIMARY KEY,
    person text REFERENCES people (id),
    expires_at datetime NOT NULL
);
