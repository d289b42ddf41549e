-- The house itself: jobs, counters, settings, audit. One text for SQLite and PostgreSQL:
-- bigint only, time is milliseconds UTC, JSON columns hold objects.

CREATE TABLE counter (
    name  text   PRIMARY KEY,
    value bigint NOT NULL
);

CREATE TABLE job (
    id          bigint PRIMARY KEY,
    kind        text   NOT NULL,
    payload     jsonb  NOT NULL,
    -- At most one waiting job per key: the timetable and re-indexing use it.
    unique_key  text,
    state       text   NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'running', 'buried')),
    run_at      bigint NOT NULL,
    lease       bigint,
    lease_until bigint,
    attempts    bigint NOT NULL DEFAULT 0,
    last_error  text,
    created_at  bigint NOT NULL
);
CREATE INDEX job_ready ON job (run_at, id) WHERE state = 'ready';
CREATE INDEX job_leases ON job (lease_until) WHERE state = 'running';
CREATE INDEX job_buried ON job (id) WHERE state = 'buried';
CREATE UNIQUE INDEX job_unique ON job (unique_key) WHERE unique_key IS NOT NULL AND state = 'ready';

CREATE TABLE setting (
    name       text   PRIMARY KEY,
    value      text   NOT NULL,
    updated_at bigint NOT NULL
);

-- Who saw and did what. Append-only: nothing in the program updates or deletes here.
CREATE TABLE audit (
    id           bigint PRIMARY KEY,
    at           bigint NOT NULL,
    staff_id     bigint,
    action       text   NOT NULL,
    subject_kind text   NOT NULL,
    subject_id   text   NOT NULL,
    detail       jsonb  NOT NULL
);
CREATE INDEX audit_subject ON audit (subject_kind, subject_id, id);

-- Sliding limits on what strangers may try (sign-in, tracking by PIN).
CREATE TABLE attempt (
    key        text   PRIMARY KEY,
    window_end bigint NOT NULL,
    count      bigint NOT NULL
);
