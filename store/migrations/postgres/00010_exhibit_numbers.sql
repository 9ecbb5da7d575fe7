-- +goose Up
-- What a tablet puts before the numbers of its exhibits: no other tablet ever
-- has it. Those that enrolled earlier are given theirs at their next session.
ALTER TABLE tablets ADD COLUMN tag text NOT NULL DEFAULT '';
CREATE UNIQUE INDEX tablets_tag ON tablets (tag) WHERE tag <> '';
-- Records refer to codes for ever: a code is retired, never deleted nor renamed.
-- +goose StatementBegin
CREATE FUNCTION picks_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a code of a pick-list is retired, never deleted nor renamed';
END $$;
-- +goose StatementEnd
CREATE TRIGGER picks_stay BEFORE DELETE ON picks FOR EACH ROW EXECUTE FUNCTION picks_stay();
CREATE TRIGGER picks_keep_their_code BEFORE UPDATE OF list, code ON picks FOR EACH ROW
    WHEN (NEW.list <> OLD.list OR NEW.code <> OLD.code) EXECUTE FUNCTION picks_stay();
