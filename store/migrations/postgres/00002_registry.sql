-- +goose Up
CREATE TABLE establishments (
    id uuid PRIMARY KEY,
    code text NOT NULL UNIQUE,
    name text NOT NULL,
    type text NOT NULL,
    commune text NOT NULL,
    department text NOT NULL,
    country text NOT NULL,
    latitude double precision NOT NULL,
    longitude double precision NOT NULL,
    time_zone text NOT NULL,
    version bigint NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE TABLE locations (
    id uuid PRIMARY KEY,
    establishment uuid NOT NULL REFERENCES establishments (id),
    parent uuid REFERENCES locations (id),
    code text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    capacity bigint NOT NULL,
    version bigint NOT NULL,
    UNIQUE (establishment, code)
);
CREATE TABLE officers (
    id uuid PRIMARY KEY,
    number text NOT NULL UNIQUE,
    name text NOT NULL,
    sex text NOT NULL,
    skills text NOT NULL,
    home uuid REFERENCES establishments (id),
    home_location uuid REFERENCES locations (id),
    phone text NOT NULL,
    version bigint NOT NULL
);
CREATE TABLE equipment (
    id uuid PRIMARY KEY,
    establishment uuid NOT NULL REFERENCES establishments (id),
    kind text NOT NULL,
    serial text NOT NULL UNIQUE,
    calibrated_to text NOT NULL,
    version bigint NOT NULL
);
CREATE INDEX equipment_establishment ON equipment (establishment);
-- Codes are never deleted, only retired: records refer to them.
CREATE TABLE picks (
    list text NOT NULL,
    code text NOT NULL,
    label_en text NOT NULL,
    label_fr text NOT NULL,
    retired boolean NOT NULL,
    position bigint NOT NULL,
    data text NOT NULL,
    version bigint NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (list, code)
);
CREATE TABLE device_models (
    id uuid PRIMARY KEY,
    code text NOT NULL UNIQUE,
    make text NOT NULL,
    model text NOT NULL,
    type_codes text NOT NULL,
    length_mm bigint NOT NULL,
    width_mm bigint NOT NULL,
    depth_mm bigint NOT NULL,
    mass_g bigint NOT NULL,
    price_eur bigint NOT NULL,
    metal text NOT NULL,
    detected_by text NOT NULL,
    hidden_in text NOT NULL,
    target boolean NOT NULL,
    mini boolean NOT NULL,
    source text NOT NULL,
    retired boolean NOT NULL,
    version bigint NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE TABLE template_versions (
    id uuid PRIMARY KEY,
    code text NOT NULL,
    number bigint NOT NULL,
    body text NOT NULL,
    published_by uuid NOT NULL,
    published_at timestamptz NOT NULL,
    retired boolean NOT NULL,
    UNIQUE (code, number)
);
