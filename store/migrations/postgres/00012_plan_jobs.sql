-- +goose Up
-- Planning that takes longer than a request may. What is asked for, how far it
-- has come, what it found and why it failed are sealed like a draft. A replica
-- holds a job until held_until, and says so again before.
CREATE TABLE plan_jobs (
    id uuid PRIMARY KEY,
    operation uuid NOT NULL REFERENCES operations (id),
    kind text NOT NULL,
    state text NOT NULL,
    asked bytea NOT NULL,
    reached bytea NOT NULL,
    result bytea NOT NULL,
    plan uuid REFERENCES plan_versions (id),
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    started_at timestamptz,
    ended_at timestamptz,
    cancelled_by uuid,
    holder text NOT NULL,
    held_until timestamptz,
    takes bigint NOT NULL,
    improvements bigint NOT NULL
);
CREATE INDEX plan_jobs_operation ON plan_jobs (operation, id);
CREATE INDEX plan_jobs_open ON plan_jobs (created_at, id) WHERE state IN ('queued', 'running');
CREATE TABLE plan_job_improvements (
    job uuid NOT NULL REFERENCES plan_jobs (id),
    number bigint NOT NULL,
    at timestamptz NOT NULL,
    reached bytea NOT NULL,
    PRIMARY KEY (job, number)
);
-- What a version was made from, and its totals: sealed. Empty for versions of before.
ALTER TABLE plan_versions ADD COLUMN origin bytea NOT NULL DEFAULT '';
