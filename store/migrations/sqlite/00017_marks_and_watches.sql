-- +goose Up
-- What tells that the registry has changed without reading it: another random mark
-- of a table after every change of it, whoever made it and however. What was
-- reckoned from the registry is known by these marks (store.View.SourceMark).
CREATE TABLE registry_marks (
    name text PRIMARY KEY,
    mark text NOT NULL
);
INSERT INTO registry_marks (name, mark) VALUES ('establishments', lower(hex(randomblob(16)))), ('locations', lower(hex(randomblob(16)))), ('officers', lower(hex(randomblob(16))));
-- +goose StatementBegin
CREATE TRIGGER establishments_marked_at_insert AFTER INSERT ON establishments
BEGIN
    UPDATE registry_marks SET mark = lower(hex(randomblob(16))) WHERE name = 'establishments';
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER establishments_marked_at_update AFTER UPDATE ON establishments
BEGIN
    UPDATE registry_marks SET mark = lower(hex(randomblob(16))) WHERE name = 'establishments';
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER establishments_marked_at_delete AFTER DELETE ON establishments
BEGIN
    UPDATE registry_marks SET mark = lower(hex(randomblob(16))) WHERE name = 'establishments';
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER locations_marked_at_insert AFTER INSERT ON locations
BEGIN
    UPDATE registry_marks SET mark = lower(hex(randomblob(16))) WHERE name = 'locations';
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER locations_marked_at_update AFTER UPDATE ON locations
BEGIN
    UPDATE registry_marks SET mark = lower(hex(randomblob(16))) WHERE name = 'locations';
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER locations_marked_at_delete AFTER DELETE ON locations
BEGIN
    UPDATE registry_marks SET mark = lower(hex(randomblob(16))) WHERE name = 'locations';
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER officers_marked_at_insert AFTER INSERT ON officers
BEGIN
    UPDATE registry_marks SET mark = lower(hex(randomblob(16))) WHERE name = 'officers';
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER officers_marked_at_update AFTER UPDATE ON officers
BEGIN
    UPDATE registry_marks SET mark = lower(hex(randomblob(16))) WHERE name = 'officers';
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER officers_marked_at_delete AFTER DELETE ON officers
BEGIN
    UPDATE registry_marks SET mark = lower(hex(randomblob(16))) WHERE name = 'officers';
END;
-- +goose StatementEnd
-- Whether the server proposes re-plans by itself, and from how many minutes of slip on.
ALTER TABLE operations ADD COLUMN propose boolean NOT NULL DEFAULT true;
ALTER TABLE operations ADD COLUMN propose_after integer NOT NULL DEFAULT 10;
-- A proposal that the server made by itself says by a digest for which facts; one
-- that somebody refused does not come back for the same.
ALTER TABLE replans ADD COLUMN facts text NOT NULL DEFAULT '';
ALTER TABLE replans ADD COLUMN refused_by text;
ALTER TABLE replans ADD COLUMN refused_at datetime;
-- The replica that watches the plan of a running operation, and until when.
CREATE TABLE plan_watches (
    operation text PRIMARY KEY REFERENCES operations (id),
    holder text NOT NULL,
    held_until datetime NOT NULL
);
