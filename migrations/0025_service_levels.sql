-- How long agencies have: service levels, working time, and what the clocks of each ticket show.

-- A row is one version of a service level; a change ends it and begins the next, so that what held when a
-- clock ended can still be told. NULL in tier, class, category or agency: any.
CREATE TABLE service_level (
    id             bigint PRIMARY KEY,
    level_id       bigint NOT NULL,
    version        bigint NOT NULL,
    tier           text,
    class          text CHECK (class IN ('complaint', 'aspiration', 'information', 'emergency')),
    category_id    bigint REFERENCES category (id),
    agency_id      bigint REFERENCES agency (id),
    -- NULL: nothing is promised.
    verify_unit    text,
    verify_amount  bigint,
    answer_unit    text,
    answer_amount  bigint,
    -- NULL: what the category says, in calendar time.
    resolve_unit   text,
    resolve_amount bigint,
    -- Percent at the two warnings.
    warn_first     bigint NOT NULL,
    warn_second    bigint NOT NULL,
    -- How long each step of the escalation waits for the one before.
    step_unit      text   NOT NULL,
    step_amount    bigint NOT NULL,
    from_at        bigint NOT NULL,
    until_at       bigint,
    UNIQUE (level_id, version)
);
CREATE UNIQUE INDEX service_level_now ON service_level (level_id) WHERE until_at IS NULL;

-- As SP4N-LAPOR! has it: three working days to verify, five to answer. Emergencies count day and night.
INSERT INTO service_level (id, level_id, version, class, verify_unit, verify_amount, answer_unit, answer_amount,
    warn_first, warn_second, step_unit, step_amount, from_at)
VALUES (1, 1, 1, NULL, 'working-days', 3, 'working-days', 5, 50, 80, 'working-days', 1, 0),
       (2, 2, 1, 'emergency', NULL, NULL, NULL, NULL, 50, 80, 'minutes', 15, 0);

-- What an agency says about its working time; what it leaves open, the nearest above it says.
CREATE TABLE service_calendar (
    agency_id  bigint PRIMARY KEY REFERENCES agency (id),
    zone       text,
    -- {"mon": ["08:00-12:00", "13:00-16:00"], …}
    week       jsonb,
    -- {"seasons": [{"from", "to", "name", "week"}]}
    seasons    jsonb  NOT NULL,
    updated_at bigint NOT NULL
);
-- Days that are not as usual.
CREATE TABLE service_day (
    agency_id bigint NOT NULL REFERENCES agency (id),
    -- 2026-03-21
    day       text   NOT NULL,
    name      text   NOT NULL,
    -- 'open': people work although the calendar says otherwise.
    kind      text   NOT NULL CHECK (kind IN ('holiday', 'joint-leave', 'agency', 'open')),
    -- Of an open day; NULL: as usual on that weekday.
    hours     text,
    PRIMARY KEY (agency_id, day)
);

-- How heavy the matter is, when somebody weighed it.
ALTER TABLE ticket ADD COLUMN tier text;
-- Since when the clock stands because others must act. due_at is then what it was at that moment.
ALTER TABLE ticket ADD COLUMN paused_at bigint;
-- What is due next, and when: verify, first-answer or resolve.
ALTER TABLE ticket ADD COLUMN next_clock text;
ALTER TABLE ticket ADD COLUMN next_due_at bigint;
-- When somebody must be told next: a share of the time is used up, or a step of the escalation is due.
ALTER TABLE ticket ADD COLUMN next_alarm_at bigint;
-- Up to whom it was handed: head, supervisor or coordinator.
ALTER TABLE ticket ADD COLUMN escalated text;
-- What was told for each clock.
ALTER TABLE ticket ADD COLUMN alarms jsonb;

UPDATE ticket SET paused_at = updated_at WHERE stage IN ('waiting_citizen', 'waiting_other');
-- The first round of the alarms reckons them.
UPDATE ticket SET next_alarm_at = 0 WHERE is_open;

CREATE INDEX ticket_alarm ON ticket (next_alarm_at) WHERE next_alarm_at IS NOT NULL;
CREATE INDEX ticket_open ON ticket (id) WHERE is_open;
CREATE INDEX ticket_escalated ON ticket (agency_id, rank, due_at, id) WHERE is_open AND escalated IS NOT NULL;
