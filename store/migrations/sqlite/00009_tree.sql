-- +goose Up
-- The Merkle tree over each journal: how far it has come, and the newest
-- checkpoint that was signed. A row of its own: its lock must not stand in the
-- way of pushes.
CREATE TABLE trees (
    operation text PRIMARY KEY REFERENCES operations (id),
    size integer NOT NULL,
    root text NOT NULL,
    epoch text NOT NULL,
    note text NOT NULL
);
INSERT INTO trees (operation, size, root, epoch, note) SELECT operation, 0, '', '', '' FROM journals;
-- Its hashes, 256 a tile (C2SP tlog-tiles); the last tile of a level is shorter.
CREATE TABLE tree_tiles (
    operation text NOT NULL REFERENCES operations (id),
    level integer NOT NULL,
    n integer NOT NULL,
    data blob NOT NULL,
    PRIMARY KEY (operation, level, n)
);
-- Every checkpoint that was ever signed: each must be a prefix of the next.
CREATE TABLE checkpoints (
    operation text NOT NULL REFERENCES operations (id),
    epoch text NOT NULL,
    size integer NOT NULL,
    root text NOT NULL,
    note text NOT NULL,
    signed_at datetime NOT NULL,
    PRIMARY KEY (operation, epoch, size)
);
