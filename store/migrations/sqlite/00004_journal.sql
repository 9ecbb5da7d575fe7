-- +goose Up
CREATE TABLE enrolments (
    id text PRIMARY KEY,
    label text NOT NULL,
    code_hash text NOT NULL UNIQUE,
    sites text NOT NULL,
    max_uses integer NOT NULL,
    uses integer NOT NULL,
    expires_at datetime NOT NULL,
    created_by text NOT NULL,
    created_at datetime NOT NULL,
    ended_at datetime
);
CREATE TABLE tablets (
    id text PRIMARY KEY,
    establishment text NOT NULL REFERENCES establishments (id),
    label text NOT NULL,
    state text NOT NULL,
    signing_key text NOT NULL UNIQUE,
    agreement_key text NOT NULL,
    app_version text NOT NULL,
    enrolled_at datetime NOT NULL,
    confirmed_by text,
    revoked_at datetime,
    last_heard datetime,
    version integer NOT NULL
);
CREATE TABLE challenges (
    nonce_hash text PRIMARY KEY,
    tablet text NOT NULL REFERENCES tablets (id),
    expires_at datetime NOT NULL
);
CREATE TABLE tablet_tokens (
    token_hash text PRIMARY KEY,
    tablet text NOT NULL REFERENCES tablets (id),
    expires_at datetime NOT NULL
);
-- One row an operation: whoever holds its lock gives out positions.
CREATE TABLE journals (
    operation text PRIMARY KEY REFERENCES operations (id),
    epoch text NOT NULL,
    head integer NOT NULL,
    server_seq integer NOT NULL,
    server_hash text NOT NULL
);
-- How far the documents of an operation follow its journal. A row of its own:
-- its lock must not stand in the way of pushes.
CREATE TABLE projections (
    operation text PRIMARY KEY REFERENCES operations (id),
    position integer NOT NULL
);
CREATE TABLE streams (
    stream text PRIMARY KEY,
    operation text NOT NULL REFERENCES operations (id),
    tablet text NOT NULL REFERENCES tablets (id),
    revoked_at integer NOT NULL,
    present text NOT NULL,
    head_n integer NOT NULL,
    head_seq integer NOT NULL,
    head_hash text NOT NULL,
    head_entries integer NOT NULL,
    head_files integer NOT NULL,
    head_oldest datetime,
    head_sig text NOT NULL,
    head_position integer NOT NULL,
    last_heard datetime
);
CREATE INDEX streams_operation ON streams (operation);
CREATE TABLE entries (
    operation text NOT NULL REFERENCES operations (id),
    position integer NOT NULL,
    stream text NOT NULL,
    seq integer NOT NULL,
    hash text NOT NULL,
    prev text NOT NULL,
    id text NOT NULL,
    site text,
    type text NOT NULL,
    verdict text NOT NULL,
    code text NOT NULL,
    pending boolean NOT NULL,
    server boolean NOT NULL,
    received_at datetime NOT NULL,
    raw blob NOT NULL,
    PRIMARY KEY (operation, position)
);
CREATE UNIQUE INDEX entries_stream ON entries (stream, seq, hash);
CREATE INDEX entries_id ON entries (operation, id);
-- Projections in their newest state. facts is what body is folded from, and is
-- never shown; owner is the stream of a receipt.
CREATE TABLE documents (
    operation text NOT NULL REFERENCES operations (id),
    kind text NOT NULL,
    id text NOT NULL,
    site text,
    owner text NOT NULL,
    state text NOT NULL,
    position integer NOT NULL,
    rev integer NOT NULL,
    deleted boolean NOT NULL,
    keys text NOT NULL,
    body text NOT NULL,
    facts text NOT NULL,
    PRIMARY KEY (operation, kind, id)
);
CREATE INDEX documents_feed ON documents (operation, position, kind, id);
-- Not (operation, kind, …): before PostgreSQL has counted a new table it would take
-- that for as good as the primary key, and read a whole kind for each document.
CREATE INDEX documents_site ON documents (operation, site, kind, state);
-- What documents are found by besides their ids.
CREATE TABLE document_keys (
    operation text NOT NULL REFERENCES operations (id),
    kind text NOT NULL,
    key text NOT NULL,
    id text NOT NULL,
    PRIMARY KEY (operation, kind, key, id)
);
-- Not evidence: what could not be verified, kept for a while in case its stream enrols.
CREATE TABLE inbox (
    id text PRIMARY KEY,
    digest text NOT NULL UNIQUE,
    stream text NOT NULL,
    address text NOT NULL,
    code text NOT NULL,
    received_at datetime NOT NULL,
    raw blob NOT NULL
);
CREATE INDEX inbox_stream ON inbox (stream);
CREATE TABLE audit_rows (
    id integer PRIMARY KEY AUTOINCREMENT,
    at datetime NOT NULL,
    actor text NOT NULL,
    act text NOT NULL,
    operation text,
    site text,
    subject text NOT NULL,
    reason text NOT NULL,
    detail text NOT NULL,
    request_id text NOT NULL
);
CREATE INDEX audit_rows_operation ON audit_rows (operation, id);
