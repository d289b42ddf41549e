-- Working at the desk: tickets put aside, hand-over notes, macros, mentions, half-typed answers; and who is
-- there, what they can do and how much at once.

-- Put aside until then, by whom. The clock of its deadline goes on.
ALTER TABLE ticket ADD COLUMN asleep_until bigint;
ALTER TABLE ticket ADD COLUMN asleep_by bigint REFERENCES staff (id);
CREATE INDEX ticket_asleep ON ticket (asleep_until) WHERE asleep_until IS NOT NULL;
CREATE INDEX ticket_asleep_agency ON ticket (agency_id, asleep_until) WHERE asleep_until IS NOT NULL;

-- As in 0023, without what is put aside; and by what somebody has the skill for. The expression stands in
-- src/tickets/next.rs, too, letter by letter.
-- What nobody holds has an index of its own: where one index held both, SQLite read everything that is free
-- and sorted it, instead of walking in the order that "take next" asks for.
DROP INDEX ticket_queue_assignee;
CREATE INDEX ticket_queue_assignee ON ticket (assignee_id, rank, due_at, id) WHERE is_open AND assignee_id IS NOT NULL;
CREATE INDEX ticket_queue_free ON ticket (rank, due_at, id) WHERE is_open AND assignee_id IS NULL;
DROP INDEX ticket_next;
DROP INDEX ticket_next_agency;
CREATE INDEX ticket_next ON ticket
    (rank, (created_at - CASE priority WHEN 1 THEN 259200000 WHEN 2 THEN 86400000 WHEN 3 THEN 28800000 ELSE 0 END), id)
    WHERE is_open AND assignee_id IS NULL AND status <> 'waiting' AND asleep_until IS NULL;
CREATE INDEX ticket_next_agency ON ticket
    (agency_id, rank, (created_at - CASE priority WHEN 1 THEN 259200000 WHEN 2 THEN 86400000 WHEN 3 THEN 28800000 ELSE 0 END), id)
    WHERE is_open AND assignee_id IS NULL AND status <> 'waiting' AND asleep_until IS NULL;
CREATE INDEX ticket_next_category ON ticket
    (category_id, rank, (created_at - CASE priority WHEN 1 THEN 259200000 WHEN 2 THEN 86400000 WHEN 3 THEN 28800000 ELSE 0 END), id)
    WHERE is_open AND assignee_id IS NULL AND status <> 'waiting' AND asleep_until IS NULL;
CREATE INDEX ticket_next_language ON ticket
    (language, rank, (created_at - CASE priority WHEN 1 THEN 259200000 WHEN 2 THEN 86400000 WHEN 3 THEN 28800000 ELSE 0 END), id)
    WHERE is_open AND assignee_id IS NULL AND status <> 'waiting' AND asleep_until IS NULL;

-- What the next holder must read first.
CREATE TABLE handover (
    id        bigint PRIMARY KEY,
    ticket_id bigint NOT NULL REFERENCES ticket (id),
    by_id     bigint NOT NULL REFERENCES staff (id),
    at        bigint NOT NULL,
    body      text   NOT NULL,
    read_at   bigint,
    read_by   bigint REFERENCES staff (id)
);
CREATE INDEX handover_unread ON handover (ticket_id, id) WHERE read_at IS NULL;

-- A set of actions under a name. Shared or own like an answer.
CREATE TABLE macro (
    id         bigint PRIMARY KEY,
    agency_id  bigint REFERENCES agency (id),
    staff_id   bigint REFERENCES staff (id),
    title      text   NOT NULL,
    -- What it does (src/macros/mod.rs, Work).
    work       jsonb  NOT NULL,
    updated_at bigint NOT NULL,
    updated_by bigint NOT NULL REFERENCES staff (id),
    removed_at bigint,
    CHECK ((agency_id IS NULL) <> (staff_id IS NULL))
);
CREATE INDEX macro_agency ON macro (agency_id) WHERE agency_id IS NOT NULL;
CREATE INDEX macro_staff ON macro (staff_id) WHERE staff_id IS NOT NULL;

-- Who was named in a note, with the words that named them.
CREATE TABLE mention (
    message_id bigint NOT NULL REFERENCES message (id),
    staff_id   bigint NOT NULL REFERENCES staff (id),
    ticket_id  bigint NOT NULL REFERENCES ticket (id),
    words      text   NOT NULL,
    PRIMARY KEY (message_id, staff_id)
);
CREATE INDEX mention_ticket ON mention (ticket_id);

-- An answer half typed: it survives another machine.
CREATE TABLE reply_draft (
    staff_id   bigint  NOT NULL REFERENCES staff (id),
    ticket_id  bigint  NOT NULL REFERENCES ticket (id),
    body       text    NOT NULL,
    is_note    boolean NOT NULL,
    updated_at bigint  NOT NULL,
    PRIMARY KEY (staff_id, ticket_id)
);
CREATE INDEX reply_draft_age ON reply_draft (updated_at);

-- What somebody said of themselves (NULL: nothing yet), and when a ticket was last handed to them.
CREATE TABLE duty (
    staff_id bigint PRIMARY KEY REFERENCES staff (id),
    status   text   CHECK (status IN ('available', 'away')),
    since    bigint NOT NULL,
    given_at bigint
);
CREATE TABLE duty_language (
    staff_id bigint NOT NULL REFERENCES staff (id),
    language text   NOT NULL,
    PRIMARY KEY (staff_id, language)
);
-- A category and everything below it.
CREATE TABLE duty_topic (
    staff_id    bigint NOT NULL REFERENCES staff (id),
    category_id bigint NOT NULL REFERENCES category (id),
    PRIMARY KEY (staff_id, category_id)
);
-- Tickets in work at once: of a channel, or of all ('').
CREATE TABLE duty_limit (
    staff_id bigint NOT NULL REFERENCES staff (id),
    channel  text   NOT NULL,
    most     bigint NOT NULL CHECK (most BETWEEN 1 AND 1000),
    PRIMARY KEY (staff_id, channel)
);
-- Agencies whose tickets are handed out by themselves.
CREATE TABLE duty_agency (
    agency_id bigint  PRIMARY KEY REFERENCES agency (id),
    hands_out boolean NOT NULL,
    -- Counts hand-outs: whoever raises it has the turn until the end of the transaction.
    turn      bigint  NOT NULL DEFAULT 0
);
CREATE INDEX staff_session_staff ON staff_session (staff_id);
