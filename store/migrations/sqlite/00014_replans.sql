-- +goose Up
-- Plan versions that mend another while the operation runs. What they hold is as
-- secret as a plan, and sealed like one.
CREATE TABLE replans (
    plan text PRIMARY KEY REFERENCES plan_versions (id),
    operation text NOT NULL REFERENCES operations (id),
    base text NOT NULL REFERENCES plan_versions (id),
    sealed blob NOT NULL,
    proposed_by text NOT NULL,
    proposed_at datetime NOT NULL,
    issued_by text,
    issued_at datetime
);
CREATE INDEX replans_operation ON replans (operation);
