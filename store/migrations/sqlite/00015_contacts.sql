-- +goose Up
-- Who was called at a site, by which way, and what came of it. A row is never
-- edited nor deleted: one that was wrong is corrected by another that names it.
CREATE TABLE contacts (
    id text PRIMARY KEY,
    operation text NOT NULL REFERENCES operations (id),
    site text NOT NULL REFERENCES establishments (id),
    callee text NOT NULL,
    team text,
    name text NOT NULL,
    way text NOT NULL,
    outcome text NOT NULL,
    note text NOT NULL,
    at datetime NOT NULL,
    written_by text NOT NULL,
    written_at datetime NOT NULL,
    corrects text REFERENCES contacts (id)
);
CREATE INDEX contacts_operation ON contacts (operation, site, id);
CREATE UNIQUE INDEX contacts_corrects ON contacts (corrects) WHERE corrects IS NOT NULL;
-- +goose StatementBegin
CREATE TRIGGER contacts_stay BEFORE DELETE ON contacts
BEGIN
    SELECT RAISE (ABORT, 'a contact is corrected by another row, never deleted');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER contacts_keep_what_they_say BEFORE UPDATE ON contacts
BEGIN
    SELECT RAISE (ABORT, 'a contact is corrected by another row, never edited');
END;
-- +goose StatementEnd
-- When a tablet first fetched a package: all establishments have one, so that a
-- row does not tell who is searched.
CREATE TABLE bundle_fetches (
    bundle text NOT NULL REFERENCES bundles (id) ON DELETE CASCADE,
    tablet text NOT NULL REFERENCES tablets (id),
    at datetime NOT NULL,
    PRIMARY KEY (bundle, tablet)
);
-- From when on headquarters calls a site late or silent and a tablet unheard, in minutes.
ALTER TABLE operations ADD COLUMN late_after integer NOT NULL DEFAULT 10;
ALTER TABLE operations ADD COLUMN silent_after integer NOT NULL DEFAULT 20;
ALTER TABLE operations ADD COLUMN unheard_after integer NOT NULL DEFAULT 30;
