-- +goose Up
-- Leave for an officer to search a cell from which the policy bars them. Whom
-- and what it is about is sealed, and is never edited: it can only be withdrawn.
CREATE TABLE waivers (
    id text PRIMARY KEY,
    operation text NOT NULL REFERENCES operations (id),
    state text NOT NULL,
    sealed blob NOT NULL,
    proposed_by text NOT NULL,
    proposed_at datetime NOT NULL,
    signed_by text,
    signed_at datetime,
    withdrawn_by text,
    withdrawn_at datetime,
    version integer NOT NULL
);
CREATE INDEX waivers_operation ON waivers (operation);
-- +goose StatementBegin
CREATE TRIGGER waivers_stay BEFORE DELETE ON waivers
BEGIN
    SELECT RAISE (ABORT, 'a waiver is withdrawn, never deleted');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER waivers_keep_what_they_say BEFORE UPDATE ON waivers
WHEN NEW.id <> OLD.id OR NEW.operation <> OLD.operation OR NEW.sealed <> OLD.sealed OR NEW.proposed_by <> OLD.proposed_by
    OR NEW.proposed_at <> OLD.proposed_at OR OLD.signed_by IS NOT NULL AND NEW.signed_by IS NOT OLD.signed_by
    OR OLD.signed_at IS NOT NULL AND NEW.signed_at IS NOT OLD.signed_at OR OLD.state = 'withdrawn'
BEGIN
    SELECT RAISE (ABORT, 'a waiver is withdrawn, never edited');
END;
-- +goose StatementEnd
