-- +goose Up
-- What tells that the registry has changed without reading it: another random mark
-- of a table after every change of it, whoever made it and however. What was
-- reckoned from the registry is known by these marks (store.View.SourceMark).
CREATE TABLE registry_marks (
    name text PRIMARY KEY,
    mark text NOT NULL
);
INSERT INTO registry_marks (name, mark) VALUES ('establishments', gen_random_uuid()::text), ('locations', gen_random_uuid()::text), ('officers', gen_random_uuid()::text);
-- +goose StatementBegin
CREATE FUNCTION registry_marked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE registry_marks SET mark = gen_random_uuid()::text WHERE name = TG_TABLE_NAME;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER establishments_marked AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON establishments FOR EACH STATEMENT EXECUTE FUNCTION registry_marked();
CREATE TRIGGER locations_marked AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON locations FOR EACH STATEMENT EXECUTE FUNCTION registry_marked();
CREATE TRIGGER officers_marked AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON officers FOR EACH STATEMENT EXECUTE FUNCTION registry_marked();
-- Whether the server proposes re-plans by itself, and from how many minutes of slip on.
ALTER TABLE operations ADD COLUMN propose boolean NOT NULL DEFAULT true;
ALTER TABLE operations ADD COLUMN propose_after integer NOT NULL DEFAULT 10;
-- A proposal that the server made by itself says by a digest for which facts; one
-- that somebody refused does not come back for the same.
ALTER TABLE replans ADD COLUMN facts text NOT NULL DEFAULT '';
ALTER TABLE replans ADD COLUMN refused_by uuid;
ALTER TABLE replans ADD COLUMN refused_at timestamptz;
-- The replica that watches the plan of a running operation, and until when.
CREATE TABLE plan_watches (
    operation uuid PRIMARY KEY REFERENCES operations (id),
    holder text NOT NULL,
    held_until timestamptz NOT NULL
);
