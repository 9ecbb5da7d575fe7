INSERT INTO people (id, login, name, password, language, disabled, created_at, version)
VALUES ('0198f2a0-0000-7000-8000-0000000000a1', 'ada', 'Ada Édith', '$argon2id$x', 'fr', false, '2026-05-20 04:00:00.123+00:00', 3);
INSERT INTO grants (person, ordinal, role, operation, sites)
VALUES ('0198f2a0-0000-7000-8000-0000000000a1', 0, 'coordinator', '0198f2a0-0000-7000-8000-000000000001', '0198f2a0-0000-7000-8000-000000000002 0198f2a0-0000-7000-8000-000000000003');
INSERT INTO sessions (id, person, token_hash, agent, created_at, seen_at, expires_at)
VALUES ('0198f2a0-0000-7000-8000-0000000000a2', '0198f2a0-0000-7000-8000-0000000000a1', 'session', 'a browser', '2026-05-20 04:00:00.123+00:00', '2026-05-20 04:00:00.123+00:00', '2027-05-20 04:00:00.123+00:00');
INSERT INTO invitations (token_hash, person, expires_at)
VALUES ('invitation', '0198f2a0-0000-7000-8000-0000000000a1', '2027-05-20 04:00:00.123+00:00');
