-- Agencies, what they are responsible for, and the people who work there.

CREATE TABLE agency (
    id        bigint  PRIMARY KEY,
    parent_id bigint  REFERENCES agency (id),
    code      text    NOT NULL UNIQUE,
    -- Ids from the root down to this agency, '/1/5/9/': a subtree is a prefix.
    path      text    NOT NULL,
    name_id   text    NOT NULL,
    name_en   text    NOT NULL,
    phone     text,
    email     text,
    is_active boolean NOT NULL DEFAULT TRUE
);
CREATE INDEX agency_path ON agency (path);

CREATE TABLE category (
    id          bigint  PRIMARY KEY,
    parent_id   bigint  REFERENCES category (id),
    code        text    NOT NULL UNIQUE,
    name_id     text    NOT NULL,
    name_en     text    NOT NULL,
    -- Defaults of a ticket filed here.
    agency_id   bigint  NOT NULL REFERENCES agency (id),
    class       text    NOT NULL CHECK (class IN ('complaint', 'aspiration', 'information', 'emergency')),
    priority    bigint  NOT NULL CHECK (priority BETWEEN 1 AND 4),
    due_minutes bigint  NOT NULL CHECK (due_minutes > 0),
    position    bigint  NOT NULL DEFAULT 0,
    is_active   boolean NOT NULL DEFAULT TRUE
);

CREATE TABLE area (
    -- Official code, '32.73.01': a parent is a prefix.
    code        text   PRIMARY KEY,
    parent_code text   REFERENCES area (code),
    name        text   NOT NULL,
    latitude    double precision,
    longitude   double precision,
    population  bigint
);

CREATE TABLE staff (
    id            bigint  PRIMARY KEY,
    email         text    NOT NULL UNIQUE,
    name          text    NOT NULL,
    role          text    NOT NULL CHECK (role IN ('agent', 'agency_officer', 'supervisor', 'official', 'administrator')),
    -- NULL until the one-time link has been used.
    password_hash text,
    language      text    NOT NULL DEFAULT 'id',
    is_active     boolean NOT NULL DEFAULT TRUE,
    created_at    bigint  NOT NULL
);

CREATE TABLE staff_agency (
    staff_id  bigint NOT NULL REFERENCES staff (id),
    agency_id bigint NOT NULL REFERENCES agency (id),
    PRIMARY KEY (staff_id, agency_id)
);

-- staff_agency with every subtree spelled out, kept by the code that writes staff_agency and agency.
-- The one authorisation predicate reads this table.
CREATE TABLE staff_scope (
    staff_id  bigint NOT NULL REFERENCES staff (id),
    agency_id bigint NOT NULL REFERENCES agency (id),
    PRIMARY KEY (staff_id, agency_id)
);

CREATE TABLE staff_session (
    token_hash text   PRIMARY KEY,
    staff_id   bigint NOT NULL REFERENCES staff (id),
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL
);
CREATE INDEX staff_session_expiry ON staff_session (expires_at);

-- One-time links: first administrator, password reset.
CREATE TABLE staff_link (
    token_hash text   PRIMARY KEY,
    staff_id   bigint NOT NULL REFERENCES staff (id),
    expires_at bigint NOT NULL
);

CREATE TABLE api_token (
    id           bigint PRIMARY KEY,
    staff_id     bigint NOT NULL REFERENCES staff (id),
    name         text   NOT NULL,
    token_hash   text   NOT NULL UNIQUE,
    created_at   bigint NOT NULL,
    last_used_at bigint,
    revoked_at   bigint
);
