-- +goose Up
-- The orders that authorisations stand for, as they were delivered. What they are
-- (of which authorisation, name, kind) and what is in them is as secret as a draft,
-- and sealed like one.
CREATE TABLE draft_documents (
    id text PRIMARY KEY,
    operation text NOT NULL REFERENCES operations (id),
    sealed blob NOT NULL,
    content blob NOT NULL,
    uploaded_by text NOT NULL,
    uploaded_at datetime NOT NULL
);
CREATE INDEX draft_documents_operation ON draft_documents (operation);
