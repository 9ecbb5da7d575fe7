-- +goose Up
-- By how many milliseconds a tablet's clock was ahead of the server's when its newest head came
-- over a network; NULL where none did. An estimate, and it orders nothing.
ALTER TABLE streams ADD COLUMN clock_ahead bigint;
