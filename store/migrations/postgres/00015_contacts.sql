-- +goose Up
-- Who was called at a site, by which way, and what came of it. A row is never
-- edited nor deleted: one that was wrong is corrected by another that names it.
CREATE TABLE contacts (
    id uuid PRIMARY KEY,
    operation uuid NOT NULL REFERENCES operations (id),
    site uuid NOT NULL REFERENCES establishments (id),
    callee text NOT NULL,
    team uuid,
    name text NOT NULL,
    way text NOT NULL,
    outcome text NOT NULL,
    note text NOT NULL,
    at timestamptz NOT NULL,
    written_by uuid NOT NULL,
    written_at timestamptz NOT NULL,
    corrects uuid REFERENCES contacts (id)
);
CREATE INDEX contacts_operation ON contacts (operation, site, id);
CREATE UNIQUE INDEX contacts_corrects ON contacts (corrects) WHERE corrects IS NOT NULL;
-- +goose StatementBegin
CREATE FUNCTION contacts_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a contact is corrected by another row, never edited nor deleted';
END $$;
-- +goose StatementEnd
CREATE TRIGGER contacts_stay BEFORE UPDATE OR DELETE ON contacts FOR EACH ROW EXECUTE FUNCTION contacts_stay();
-- When a tablet first fetched a package: all establishments have one, so that a
-- row does not tell who is searched.
CREATE TABLE bundle_fetches (
    bundle uuid NOT NULL REFERENCES bundles (id) ON DELETE CASCADE,
    tablet uuid NOT NULL REFERENCES tablets (id),
    at timestamptz NOT NULL,
    PRIMARY KEY (bundle, tablet)
);
-- From when on headquarters calls a site late or silent and a tablet unheard, in minutes.
ALTER TABLE operations ADD COLUMN late_after bigint NOT NULL DEFAULT 10;
ALTER TABLE operations ADD COLUMN silent_after bigint NOT NULL DEFAULT 20;
ALTER TABLE operations ADD COLUMN unheard_after bigint NOT NULL DEFAULT 30;
