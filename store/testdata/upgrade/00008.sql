INSERT INTO documents (operation, kind, id, site, owner, state, position, rev, deleted, keys, body, facts)
VALUES ('0198f2a0-0000-7000-8000-000000000001', 'finding', '0198f2a0-0000-7000-8000-0000000000f9', '0198f2a0-0000-7000-8000-000000000002', '', 'recorded', 3, 2, false, '', '{}', '{}');
INSERT INTO departures (operation, kind, id, site, position)
VALUES ('0198f2a0-0000-7000-8000-000000000001', 'finding', '0198f2a0-0000-7000-8000-0000000000f9', '0198f2a0-0000-7000-8000-00000000002a', 3);
