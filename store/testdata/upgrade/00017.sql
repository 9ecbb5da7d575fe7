UPDATE operations SET propose = false, propose_after = 7 WHERE id = '0198f2a0-0000-7000-8000-000000000001';
INSERT INTO plan_watches (operation, holder, held_until)
VALUES ('0198f2a0-0000-7000-8000-000000000001', 'a replica of before', '2026-05-20 04:10:00.123+00:00');
