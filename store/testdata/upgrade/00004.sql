INSERT INTO enrolments (id, label, code_hash, sites, max_uses, uses, expires_at, created_by, created_at, ended_at)
VALUES ('0198f2a0-0000-7000-8000-0000000000d0', 'Lyon', 'enrolment', '0198f2a0-0000-7000-8000-000000000002', 10, 1, '2027-05-20 04:00:00.123+00:00', '0198f2a0-0000-7000-8000-0000000000a1', '2026-05-20 04:00:00.123+00:00', NULL);
INSERT INTO tablets (id, establishment, label, state, signing_key, agreement_key, app_version, enrolled_at, confirmed_by, revoked_at, last_heard, version)
VALUES ('0198f2a0-0000-7000-8000-0000000000d1', '0198f2a0-0000-7000-8000-000000000002', 'T1', 'confirmed', 'key', 'agreement', '1.0.0', '2026-05-20 04:00:00.123+00:00', '0198f2a0-0000-7000-8000-0000000000a1', NULL, '2026-05-20 04:00:00.123+00:00', 2);
INSERT INTO challenges (nonce_hash, tablet, expires_at)
VALUES ('nonce', '0198f2a0-0000-7000-8000-0000000000d1', '2027-05-20 04:00:00.123+00:00');
INSERT INTO tablet_tokens (token_hash, tablet, expires_at)
VALUES ('token', '0198f2a0-0000-7000-8000-0000000000d1', '2027-05-20 04:00:00.123+00:00');
INSERT INTO journals (operation, epoch, head, server_seq, server_hash)
VALUES ('0198f2a0-0000-7000-8000-000000000001', 'epoch-1', 1, 1, '4a152e7f9bac80a4d4b2b78c6ccd9796eb7a08174ef55988bbde7ed73ad4d936');
INSERT INTO projections (operation, position)
VALUES ('0198f2a0-0000-7000-8000-000000000001', 1);
INSERT INTO streams (stream, operation, tablet, revoked_at, present, head_n, head_seq, head_hash, head_entries, head_files, head_oldest, head_sig, head_position, last_heard)
VALUES ('stream', '0198f2a0-0000-7000-8000-000000000001', '0198f2a0-0000-7000-8000-0000000000d1', 0, '[[1,5],[7,9]]', 3, 9, 'hash', 2, 1, '2026-05-20 04:00:00.123+00:00', 'sig', 1, '2026-05-20 04:00:00.123+00:00');
INSERT INTO entries (operation, position, stream, seq, hash, prev, id, site, type, verdict, code, pending, server, received_at, raw)
VALUES ('0198f2a0-0000-7000-8000-000000000001', 1, 'server________________', 1, '4a152e7f9bac80a4d4b2b78c6ccd9796eb7a08174ef55988bbde7ed73ad4d936', '0000000000000000000000000000000000000000000000000000000000000000', '0198f2a0-0000-7000-8000-000000004001', NULL, 'reference.published', 'stored', '', false, true, '2026-05-20 07:00:00+00:00', bytes('{"seq":1,"id":"0198f2a0-0000-7000-8000-000000004001","operation":"0198f2a0-0000-7000-8000-000000000001","type":"reference.published","version":1,"at":"2026-05-20T04:00:01.000Z","body":"{\"salt\":\"aYb6ecqjgAvAVI7Zd412MA\",\"items\":[{\"authorisations\":[{\"from\":\"2026-05-20T04:00:00.000Z\",\"id\":\"0198f2a0-0000-7000-8000-00000000005a\",\"locations\":[\"0198f2a0-0000-7000-8000-000000000020\",\"0198f2a0-0000-7000-8000-000000000021\"],\"reference\":\"12/2026\",\"until\":\"2026-05-20T10:00:00.000Z\"}],\"hHour\":\"2026-05-20T04:00:00.000Z\",\"id\":\"0198f2a0-0000-7000-8000-000000000001\",\"name\":\"Dawn\"}],\"kind\":\"operation\",\"part\":1,\"parts\":1}","prev":"0000000000000000000000000000000000000000000000000000000000000000","sig":"5wsJFG_eM6rpmj51apbgQHAI8yRp8DlEggTQRPZFGRMDPFbs3L1J_B3GtUgEG1aer__5ANq_5J3yZp_Qh--BCA"}'));
INSERT INTO documents (operation, kind, id, site, owner, state, position, rev, deleted, keys, body, facts)
VALUES ('0198f2a0-0000-7000-8000-000000000001', 'operation', '0198f2a0-0000-7000-8000-000000000001', NULL, '', '', 1, 1, false, 'a key', '{"authorisations":[{"from":"2026-05-20T04:00:00.000Z","id":"0198f2a0-0000-7000-8000-00000000005a","locations":["0198f2a0-0000-7000-8000-000000000020","0198f2a0-0000-7000-8000-000000000021"],"reference":"12/2026","until":"2026-05-20T10:00:00.000Z"}],"counts":{"search_done_clear":1,"searches":1,"sites":1,"sitesReleased":1,"task_assigned":2,"task_done_clear":1,"tasks":3},"hHour":"2026-05-20T04:00:00.000Z","id":"0198f2a0-0000-7000-8000-000000000001","name":"Dawn","state":"released"}', '');
INSERT INTO document_keys (operation, kind, key, id)
VALUES ('0198f2a0-0000-7000-8000-000000000001', 'operation', 'a key', '0198f2a0-0000-7000-8000-000000000001');
INSERT INTO inbox (id, digest, stream, address, code, received_at, raw)
VALUES ('0198f2a0-0000-7000-8000-0000000000d2', 'digest', 'unknown', '192.0.2.1', 'unknown_stream', '2026-05-20 04:00:00.123+00:00', bytes('an element'));
INSERT INTO audit_rows (at, actor, act, operation, site, subject, reason, detail, request_id)
VALUES ('2026-05-20 04:00:00.123+00:00', '0198f2a0-0000-7000-8000-0000000000a1', 'plan.read', '0198f2a0-0000-7000-8000-000000000001', '0198f2a0-0000-7000-8000-000000000002', 'plan', 'a reason', '', 'r-1');
