INSERT INTO files (operation, sha256, state, reason, stream, size, media_type, width, height, position, checked_at)
VALUES ('0198f2a0-0000-7000-8000-000000000001', 'f6', 'whole', '', 'stream', 812345, 'image/jpeg', 3024, 4032, 1, '2026-05-20 04:00:00.123+00:00');
INSERT INTO uploads (id, operation, stream, sha256, size, done, created_at)
VALUES ('upload', '0198f2a0-0000-7000-8000-000000000001', 'stream', 'f7', 812345, false, '2026-05-20 04:00:00.123+00:00');
INSERT INTO named_files (stream, sha256, operation, position, missing)
VALUES ('stream', 'f7', '0198f2a0-0000-7000-8000-000000000001', 1, true);
