-- +goose Up
CREATE TABLE establishments (
    id text PRIMARY KEY,
    code text NOT NULL UNIQUE,
    name text NOT NULL,
    type text NOT NULL,
    commune text NOT NULL,
    department text NOT NULL,
    country text NOT NULL,
    latitude real NOT NULL,
    longitude real NOT NULL,
    time_zone text NOT NULL,
    version integer NOT NULL,
    updated_at datetime NOT NULL
);
CREATE TABLE locations (
    id text PRIMARY KEY,
    establishment text NOT NULL REFERENCES establishments (id),
    parent text REFERENCES locations (id),
    code text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    capacity integer NOT NULL,
    version integer NOT NULL,
    UNIQUE (establishment, code)
);
CREATE TABLE officers (
    id text PRIMARY KEY,
    number text NOT NULL UNIQUE,
    name text NOT NULL,
    sex text NOT NULL,
    skills text NOT NULL,
    home text REFERENCES establishments (id),
    home_location text REFERENCES locations (id),
    phone text NOT NULL,
    version integer NOT NULL
);
CREATE TABLE equipment (
    id text PRIMARY KEY,
    establishment text NOT NULL REFERENCES establishments (id),
    kind text NOT NULL,
    serial text NOT NULL UNIQUE,
    calibrated_to text NOT NULL,
    version integer NOT NULL
);
CREATE INDEX equipment_establishment ON equipment (establishment);
-- Codes are never deleted, only retired: records refer to them.
CREATE TABLE picks (
    list text NOT NULL,
    code text NOT NULL,
    label_en text NOT NULL,
    label_fr text NOT NULL,
    retired boolean NOT NULL,
    position integer NOT NULL,
    data text NOT NULL,
    version integer NOT NULL,
    updated_at datetime NOT NULL,
    PRIMARY KEY (list, code)
);
CREATE TABLE device_models (
    id text PRIMARY KEY,
    code text NOT NULL UNIQUE,
    make text NOT NULL,
    model text NOT NULL,
    type_codes text NOT NULL,
    length_mm integer NOT NULL,
    width_mm integer NOT NULL,
    depth_mm integer NOT NULL,
    mass_g integer NOT NULL,
    price_eur integer NOT NULL,
    metal text NOT NULL,
    detected_by text NOT NULL,
    hidden_in text NOT NULL,
    target boolean NOT NULL,
    mini boolean NOT NULL,
    source text NOT NULL,
    retired boolean NOT NULL,
    version integer NOT NULL,
    updated_at datetime NOT NULL
);
CREATE TABLE template_versions (
    id text PRIMARY KEY,
    code text NOT NULL,
    number integer NOT NULL,
    body text NOT NULL,
    published_by text NOT NULL,
    published_at datetime NOT NULL,
    retired boolean NOT NULL,
    UNIQUE (code, number)
);
