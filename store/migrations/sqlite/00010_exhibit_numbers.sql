-- +goose Up
-- What a tablet puts before the numbers of its exhibits: no other tablet ever
-- has it. Those that enrolled earlier are given theirs at their next session.
ALTER TABLE tablets ADD COLUMN tag text NOT NULL DEFAULT '';
CREATE UNIQUE INDEX tablets_tag ON tablets (tag) WHERE tag <> '';
-- Records refer to codes for ever: a code is retired, never deleted nor renamed.
-- +goose StatementBegin
CREATE TRIGGER picks_stay BEFORE DELETE ON picks
BEGIN
    SELECT RAISE (ABORT, 'a code of a pick-list is retired, never deleted');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER picks_keep_their_code BEFORE UPDATE OF list, code ON picks
WHEN NEW.list <> OLD.list OR NEW.code <> OLD.code
BEGIN
    SELECT RAISE (ABORT, 'a code of a pick-list is retired, never renamed');
END;
-- +goose StatementEnd
