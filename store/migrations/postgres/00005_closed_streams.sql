-- +goose Up
-- A stream that a coordinator closed: at which position of the journal, and the
-- head beyond which nothing is expected. 0 and '' for one that is open.
ALTER TABLE streams ADD COLUMN closed_at bigint NOT NULL DEFAULT 0;
ALTER TABLE streams ADD COLUMN closed_seq bigint NOT NULL DEFAULT 0;
ALTER TABLE streams ADD COLUMN closed_hash text NOT NULL DEFAULT '';
-- The tablet's head as the server held it when the tablet was revoked: a newer
-- one, sent afterwards, must not take away what this one proves.
ALTER TABLE streams ADD COLUMN revoked_seq bigint NOT NULL DEFAULT 0;
ALTER TABLE streams ADD COLUMN revoked_hash text NOT NULL DEFAULT '';
