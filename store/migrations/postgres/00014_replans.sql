-- +goose Up
-- Plan versions that mend another while the operation runs. What they hold is as
-- secret as a plan, and sealed like one.
CREATE TABLE replans (
    plan uuid PRIMARY KEY REFERENCES plan_versions (id),
    operation uuid NOT NULL REFERENCES operations (id),
    base uuid NOT NULL REFERENCES plan_versions (id),
    sealed bytea NOT NULL,
    proposed_by uuid NOT NULL,
    proposed_at timestamptz NOT NULL,
    issued_by uuid,
    issued_at timestamptz
);
CREATE INDEX replans_operation ON replans (operation);
