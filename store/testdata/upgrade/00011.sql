INSERT INTO template_versions (id, code, number, body, published_by, published_at, retired, active_from, retired_at)
VALUES ('0198f2a0-0000-7000-8000-0000000000b9', 'windowed', 1, '{"code": "windowed"}', '0198f2a0-0000-7000-8000-0000000000a1', '2026-05-20 04:00:00.123+00:00', TRUE, '2026-05-21 04:00:00.123+00:00', '2026-05-22 04:00:00.123+00:00');
