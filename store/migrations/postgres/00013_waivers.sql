-- +goose Up
-- Leave for an officer to search a cell from which the policy bars them. Whom
-- and what it is about is sealed, and is never edited: it can only be withdrawn.
CREATE TABLE waivers (
    id uuid PRIMARY KEY,
    operation uuid NOT NULL REFERENCES operations (id),
    state text NOT NULL,
    sealed bytea NOT NULL,
    proposed_by uuid NOT NULL,
    proposed_at timestamptz NOT NULL,
    signed_by uuid,
    signed_at timestamptz,
    withdrawn_by uuid,
    withdrawn_at timestamptz,
    version bigint NOT NULL
);
CREATE INDEX waivers_operation ON waivers (operation);
-- +goose StatementBegin
CREATE FUNCTION waivers_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a waiver is withdrawn, never edited nor deleted';
END $$;
-- +goose StatementEnd
CREATE TRIGGER waivers_stay BEFORE DELETE ON waivers FOR EACH ROW EXECUTE FUNCTION waivers_stay();
CREATE TRIGGER waivers_keep_what_they_say BEFORE UPDATE ON waivers FOR EACH ROW
    WHEN (NEW.id <> OLD.id OR NEW.operation <> OLD.operation OR NEW.sealed <> OLD.sealed OR NEW.proposed_by <> OLD.proposed_by
        OR NEW.proposed_at <> OLD.proposed_at OR OLD.signed_by IS NOT NULL AND NEW.signed_by IS DISTINCT FROM OLD.signed_by
        OR OLD.signed_at IS NOT NULL AND NEW.signed_at IS DISTINCT FROM OLD.signed_at OR OLD.state = 'withdrawn')
    EXECUTE FUNCTION waivers_stay();
