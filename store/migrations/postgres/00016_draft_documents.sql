-- +goose Up
-- The orders that authorisations stand for, as they were delivered. What they are
-- (of which authorisation, name, kind) and what is in them is as secret as a draft,
-- and sealed like one.
CREATE TABLE draft_documents (
    id uuid PRIMARY KEY,
    operation uuid NOT NULL REFERENCES operations (id),
    sealed bytea NOT NULL,
    content bytea NOT NULL,
    uploaded_by uuid NOT NULL,
    uploaded_at timestamptz NOT NULL
);
CREATE INDEX draft_documents_operation ON draft_documents (operation);
