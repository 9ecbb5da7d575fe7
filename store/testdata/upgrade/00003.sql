INSERT INTO operations (id, reference, name, state, held_from, h_hour, plan, approved_by, asked_by, asked_at, released_by, released_at, created_by, created_at, version)
VALUES ('0198f2a0-0000-7000-8000-000000000001', 'DAWN', 'Dawn', 'live', '', '2026-05-20 04:00:00+00:00', '0198f2a0-0000-7000-8000-0000000000c0', NULL, NULL, NULL, NULL, NULL, '0198f2a0-0000-7000-8000-0000000000a1', '2026-05-01 04:00:00.123+00:00', 9);
INSERT INTO drafts (id, operation, version, sealed, updated_by, updated_at)
VALUES ('0198f2a0-0000-7000-8000-0000000000c1', '0198f2a0-0000-7000-8000-000000000001', 4, sealed('{"Operation":{"Policy":{"MaxTeamsPerLanding":3}}}'), '0198f2a0-0000-7000-8000-0000000000a1', '2026-05-20 04:00:00.123+00:00');
INSERT INTO drafts (id, operation, version, sealed, updated_by, updated_at)
VALUES ('0198f2a0-0000-7000-8000-0000000000c2', '0198f2a0-0000-7000-8000-000000000001', 5, sealed('{"Site":{"Establishment":"0198f2a0-0000-7000-8000-000000000002","Lead":"D-0001","Cells":[{"ID":"0198f2a0-0000-7000-8000-000000000010","Location":"0198f2a0-0000-7000-8000-000000000020","Duration":25}]}}'), '0198f2a0-0000-7000-8000-0000000000a1', '2026-05-20 04:00:00.123+00:00');
INSERT INTO plan_versions (id, operation, number, instance, plan, created_by, created_at, published_by, published_at)
VALUES ('0198f2a0-0000-7000-8000-0000000000c0', '0198f2a0-0000-7000-8000-000000000001', 1, sealed('{"instance":1}'), sealed('{"plan":1}'), '0198f2a0-0000-7000-8000-0000000000a1', '2026-05-20 04:00:00.123+00:00', '0198f2a0-0000-7000-8000-0000000000a1', '2026-05-20 04:00:00.123+00:00');
