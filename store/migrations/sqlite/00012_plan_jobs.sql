-- +goose Up
-- Planning that takes longer than a request may. What is asked for, how far it
-- has come, what it found and why it failed are sealed like a draft. A replica
-- holds a job until held_until, and says so again before.
CREATE TABLE plan_jobs (
    id text PRIMARY KEY,
    operation text NOT NULL REFERENCES operations (id),
    kind text NOT NULL,
    state text NOT NULL,
    asked blob NOT NULL,
    reached blob NOT NULL,
    result blob NOT NULL,
    plan text REFERENCES plan_versions (id),
    created_by text NOT NULL,
    created_at datetime NOT NULL,
    started_at datetime,
    ended_at datetime,
    cancelled_by text,
    holder text NOT NULL,
    held_until datetime,
    takes integer NOT NULL,
    improvements integer NOT NULL
);
CREATE INDEX plan_jobs_operation ON plan_jobs (operation, id);
CREATE INDEX plan_jobs_open ON plan_jobs (created_at, id) WHERE state IN ('queued', 'running');
CREATE TABLE plan_job_improvements (
    job text NOT NULL REFERENCES plan_jobs (id),
    number integer NOT NULL,
    at datetime NOT NULL,
    reached blob NOT NULL,
    PRIMARY KEY (job, number)
);
-- What a version was made from, and its totals: sealed. Empty for versions of before.
ALTER TABLE plan_versions ADD COLUMN origin blob NOT NULL DEFAULT x'';
