-- +goose Up
-- When a version of a checklist is the one to be given to an operation: from
-- active_from until the next one's, or until it is retired.
ALTER TABLE template_versions ADD COLUMN active_from timestamptz NOT NULL DEFAULT '1970-01-01 00:00:00+00:00';
ALTER TABLE template_versions ADD COLUMN retired_at timestamptz;
UPDATE template_versions SET active_from = published_at;
UPDATE template_versions SET retired_at = published_at WHERE retired;
