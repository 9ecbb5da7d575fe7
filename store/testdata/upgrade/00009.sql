UPDATE trees SET size = 3, root = 'root', epoch = 'epoch', note = 'note' WHERE operation = '0198f2a0-0000-7000-8000-000000000001';
INSERT INTO tree_tiles (operation, level, n, data) VALUES ('0198f2a0-0000-7000-8000-000000000001', 0, 0, bytes('hashes'));
INSERT INTO checkpoints (operation, epoch, size, root, note, signed_at)
VALUES ('0198f2a0-0000-7000-8000-000000000001', 'epoch', 3, 'root', 'note', '2026-05-20 04:00:00.123+00:00');
