INSERT INTO establishments (id, code, name, type, commune, department, country, latitude, longitude, time_zone, version, updated_at)
VALUES ('0198f2a0-0000-7000-8000-000000000002', 'S01', 'Maison d''arrêt', 'remand', 'Lyon', '69', 'FR', 45.75, 4.85, 'Europe/Paris', 2, '2026-05-20 04:00:00.123+00:00');
INSERT INTO locations (id, establishment, parent, code, kind, name, capacity, version)
VALUES ('0198f2a0-0000-7000-8000-00000000002f', '0198f2a0-0000-7000-8000-000000000002', NULL, 'D', 'wing', '', 0, 1);
INSERT INTO locations (id, establishment, parent, code, kind, name, capacity, version)
VALUES ('0198f2a0-0000-7000-8000-000000000020', '0198f2a0-0000-7000-8000-000000000002', '0198f2a0-0000-7000-8000-00000000002f', 'D-1', 'cell', '', 2, 1);
INSERT INTO officers (id, number, name, sex, skills, home, home_location, phone, version)
VALUES ('0198f2a0-0000-7000-8000-000000000090', 'D-0001', 'A. Durand', 'f', 'lead photo', '0198f2a0-0000-7000-8000-000000000002', '0198f2a0-0000-7000-8000-00000000002f', '', 1);
INSERT INTO equipment (id, establishment, kind, serial, calibrated_to, version)
VALUES ('0198f2a0-0000-7000-8000-000000000091', '0198f2a0-0000-7000-8000-000000000002', 'detector', 'K-1', '2026-12-31', 1);
INSERT INTO picks (list, code, label_en, label_fr, retired, position, data, version, updated_at)
VALUES ('routes', 'drone', 'Drone', 'Drone', true, 4, '', 2, '2026-05-20 04:00:00.123+00:00');
INSERT INTO device_models (id, code, make, model, type_codes, length_mm, width_mm, depth_mm, mass_g, price_eur, metal, detected_by, hidden_in, target, mini, source, retired, version, updated_at)
VALUES ('0198f2a0-0000-7000-8000-0000000000a0', 'BM70', 'L8star', 'BM70', '35123456 35654321', 70, 28, 8, 18, 20, 'trace', 'chair', 'mattress', true, true, '', false, 1, '2026-05-20 04:00:00.123+00:00');
INSERT INTO template_versions (id, code, number, body, published_by, published_at, retired)
VALUES ('0198f2a0-0000-7000-8000-0000000000b0', 'cell', 2, '{"sections":[]}', '0198f2a0-0000-7000-8000-0000000000a1', '2026-05-20 04:00:00.123+00:00', false);
