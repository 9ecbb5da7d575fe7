-- +goose Up
-- What is asked again and again, and must not cost more the longer an operation
-- lasts: the heads that tablets witnessed of each other, which every push of a
-- revoked tablet is judged by under the journal's lock, and the last reading of a plan.
CREATE INDEX entries_witnessed ON entries (operation, position) WHERE type = 'head.witnessed';
CREATE INDEX audit_rows_read ON audit_rows (operation, id) WHERE act = 'plan.read';
