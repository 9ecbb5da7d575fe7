-- +goose Up
-- Which sites a document was shown to before it went to another, and at which
-- position: who follows such a site is told that it is gone. The zero id stands
-- for everybody.
CREATE TABLE departures (
    operation uuid NOT NULL REFERENCES operations (id),
    kind text NOT NULL,
    id text NOT NULL,
    site uuid NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (operation, kind, id, site)
);
CREATE INDEX departures_feed ON departures (operation, position, kind, id);
