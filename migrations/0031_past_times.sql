-- What an agency said about its working time, and a category about its own time, is kept with from when until when
-- it held: a clock that ended is judged by what held then, whatever is entered later.

CREATE TABLE service_calendar_said (
    id        bigint PRIMARY KEY,
    agency_id bigint NOT NULL REFERENCES agency (id),
    zone      text,
    -- {"mon": ["08:00-12:00", "13:00-16:00"], …}
    week      jsonb,
    -- {"seasons": [{"from", "to", "name", "week"}]}
    seasons   jsonb  NOT NULL,
    from_at   bigint NOT NULL,
    -- NULL: it holds now.
    until_at  bigint
);
-- What is known so far counts as having held always, as it did.
INSERT INTO service_calendar_said (id, agency_id, zone, week, seasons, from_at)
SELECT row_number() OVER (ORDER BY agency_id), agency_id, zone, week, seasons, 0 FROM service_calendar;
DROP TABLE service_calendar;
ALTER TABLE service_calendar_said RENAME TO service_calendar;
CREATE UNIQUE INDEX service_calendar_now ON service_calendar (agency_id) WHERE until_at IS NULL;
CREATE INDEX service_calendar_until ON service_calendar (until_at);

CREATE TABLE service_day_said (
    id        bigint PRIMARY KEY,
    agency_id bigint NOT NULL REFERENCES agency (id),
    -- 2026-03-21
    day       text   NOT NULL,
    name      text   NOT NULL,
    -- 'open': people work although the calendar says otherwise.
    kind      text   NOT NULL CHECK (kind IN ('holiday', 'joint-leave', 'agency', 'open')),
    -- Of an open day; NULL: as usual on that weekday.
    hours     text,
    from_at   bigint NOT NULL,
    until_at  bigint
);
INSERT INTO service_day_said (id, agency_id, day, name, kind, hours, from_at)
SELECT row_number() OVER (ORDER BY agency_id, day), agency_id, day, name, kind, hours, 0 FROM service_day;
DROP TABLE service_day;
ALTER TABLE service_day_said RENAME TO service_day;
CREATE UNIQUE INDEX service_day_now ON service_day (agency_id, day) WHERE until_at IS NULL;
CREATE INDEX service_day_until ON service_day (until_at);

-- What a category granted until a moment at which somebody changed it; what it grants now is in its row.
CREATE TABLE category_time (
    category_id bigint NOT NULL REFERENCES category (id),
    until_at    bigint NOT NULL,
    due_minutes bigint NOT NULL,
    PRIMARY KEY (category_id, until_at)
);

-- Labels, limits and objections are counted by month: along the time of each.
CREATE INDEX nuisance_mark_at ON nuisance_mark (at);
CREATE INDEX nuisance_mark_decided ON nuisance_mark (decided_at) WHERE decided_at IS NOT NULL;
CREATE INDEX nuisance_limit_starts ON nuisance_limit (starts_at) WHERE starts_at IS NOT NULL;
CREATE INDEX nuisance_limit_lifted ON nuisance_limit (lifted_at) WHERE lifted_at IS NOT NULL;
CREATE INDEX nuisance_limit_appeal ON nuisance_limit (appeal_id) WHERE appeal_id IS NOT NULL;
CREATE INDEX nuisance_limited_at ON nuisance_limited (at);
