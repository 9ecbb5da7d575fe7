-- +goose Up
-- The bytes of files, by their hash; the bytes themselves are in the blob store.
CREATE TABLE files (
    operation text NOT NULL REFERENCES operations (id),
    sha256 text NOT NULL,
    state text NOT NULL,
    reason text NOT NULL,
    stream text NOT NULL,
    size integer NOT NULL,
    media_type text NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    position integer NOT NULL,
    checked_at datetime NOT NULL,
    PRIMARY KEY (operation, sha256)
);
CREATE INDEX files_stream ON files (stream);
-- Files on their way, and those that came a while ago.
CREATE TABLE uploads (
    id text PRIMARY KEY,
    operation text NOT NULL REFERENCES operations (id),
    stream text NOT NULL,
    sha256 text NOT NULL,
    size integer NOT NULL,
    done boolean NOT NULL,
    created_at datetime NOT NULL
);
CREATE UNIQUE INDEX uploads_stream ON uploads (stream, sha256);
-- What the entries of each stream name: the same file once a stream.
CREATE TABLE named_files (
    stream text NOT NULL,
    sha256 text NOT NULL,
    operation text NOT NULL REFERENCES operations (id),
    position integer NOT NULL,
    missing boolean NOT NULL,
    PRIMARY KEY (stream, sha256)
);
CREATE INDEX named_files_missing ON named_files (stream, missing, position);
CREATE INDEX named_files_operation ON named_files (operation, sha256);
INSERT INTO named_files (stream, sha256, operation, position, missing)
SELECT e.stream, f.value, e.operation, min(e.position), true
FROM entries e, json_each(CAST(e.raw AS text), '$.files') f
WHERE NOT e.server
GROUP BY e.stream, f.value, e.operation;
