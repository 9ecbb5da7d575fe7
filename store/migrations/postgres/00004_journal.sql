-- +goose Up
CREATE TABLE enrolments (
    id uuid PRIMARY KEY,
    label text NOT NULL,
    code_hash text NOT NULL UNIQUE,
    sites text NOT NULL,
    max_uses bigint NOT NULL,
    uses bigint NOT NULL,
    expires_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE TABLE tablets (
    id uuid PRIMARY KEY,
    establishment uuid NOT NULL REFERENCES establishments (id),
    label text NOT NULL,
    state text NOT NULL,
    signing_key text NOT NULL UNIQUE,
    agreement_key text NOT NULL,
    app_version text NOT NULL,
    enrolled_at timestamptz NOT NULL,
    confirmed_by uuid,
    revoked_at timestamptz,
    last_heard timestamptz,
    version bigint NOT NULL
);
CREATE TABLE challenges (
    nonce_hash text PRIMARY KEY,
    tablet uuid NOT NULL REFERENCES tablets (id),
    expires_at timestamptz NOT NULL
);
CREATE TABLE tablet_tokens (
    token_hash text PRIMARY KEY,
    tablet uuid NOT NULL REFERENCES tablets (id),
    expires_at timestamptz NOT NULL
);
-- One row an operation: whoever holds its lock gives out positions.
CREATE TABLE journals (
    operation uuid PRIMARY KEY REFERENCES operations (id),
    epoch text NOT NULL,
    head bigint NOT NULL,
    server_seq bigint NOT NULL,
    server_hash text NOT NULL
);
-- How far the documents of an operation follow its journal. A row of its own:
-- its lock must not stand in the way of pushes.
CREATE TABLE projections (
    operation uuid PRIMARY KEY REFERENCES operations (id),
    position bigint NOT NULL
);
CREATE TABLE streams (
    stream text PRIMARY KEY,
    operation uuid NOT NULL REFERENCES operations (id),
    tablet uuid NOT NULL REFERENCES tablets (id),
    revoked_at bigint NOT NULL,
    present text NOT NULL,
    head_n bigint NOT NULL,
    head_seq bigint NOT NULL,
    head_hash text NOT NULL,
    head_entries bigint NOT NULL,
    head_files bigint NOT NULL,
    head_oldest timestamptz,
    head_sig text NOT NULL,
    head_position bigint NOT NULL,
    last_heard timestamptz
);
CREATE INDEX streams_operation ON streams (operation);
CREATE TABLE entries (
    operation uuid NOT NULL REFERENCES operations (id),
    position bigint NOT NULL,
    stream text NOT NULL,
    seq bigint NOT NULL,
    hash text NOT NULL,
    prev text NOT NULL,
    id uuid NOT NULL,
    site uuid,
    type text NOT NULL,
    verdict text NOT NULL,
    code text NOT NULL,
    pending boolean NOT NULL,
    server boolean NOT NULL,
    received_at timestamptz NOT NULL,
    raw bytea NOT NULL,
    PRIMARY KEY (operation, position)
);
CREATE UNIQUE INDEX entries_stream ON entries (stream, seq, hash);
CREATE INDEX entries_id ON entries (operation, id);
-- Projections in their newest state. facts is what body is folded from, and is
-- never shown; owner is the stream of a receipt.
CREATE TABLE documents (
    operation uuid NOT NULL REFERENCES operations (id),
    kind text NOT NULL,
    id text NOT NULL,
    site uuid,
    owner text NOT NULL,
    state text NOT NULL,
    position bigint NOT NULL,
    rev bigint NOT NULL,
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
    operation uuid NOT NULL REFERENCES operations (id),
    kind text NOT NULL,
    key text NOT NULL,
    id text NOT NULL,
    PRIMARY KEY (operation, kind, key, id)
);
-- Not evidence: what could not be verified, kept for a while in case its stream enrols.
CREATE TABLE inbox (
    id uuid PRIMARY KEY,
    digest text NOT NULL UNIQUE,
    stream text NOT NULL,
    address text NOT NULL,
    code text NOT NULL,
    received_at timestamptz NOT NULL,
    raw bytea NOT NULL
);
CREATE INDEX inbox_stream ON inbox (stream);
CREATE TABLE audit_rows (
    id bigserial PRIMARY KEY,
    at timestamptz NOT NULL,
    actor uuid NOT NULL,
    act text NOT NULL,
    operation uuid,
    site uuid,
    subject text NOT NULL,
    reason text NOT NULL,
    detail text NOT NULL,
    request_id text NOT NULL
);
CREATE INDEX audit_rows_operation ON audit_rows (operation, id);
