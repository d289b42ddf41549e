-- What makes a desk quick: canned answers, saved views, bulk changes with their way back, who is at a
-- ticket now, and the order in which "take next" hands tickets out.

CREATE TABLE answer (
    id         bigint PRIMARY KEY,
    -- Exactly one: shared with an agency and everything below it, or one person's own.
    agency_id  bigint REFERENCES agency (id),
    staff_id   bigint REFERENCES staff (id),
    title      text   NOT NULL,
    -- Templates; at least one of the two has words.
    body_id    text   NOT NULL,
    body_en    text   NOT NULL,
    updated_at bigint NOT NULL,
    updated_by bigint NOT NULL REFERENCES staff (id),
    -- Removed, and can be brought back.
    removed_at bigint,
    CHECK ((agency_id IS NULL) <> (staff_id IS NULL))
);
CREATE INDEX answer_agency ON answer (agency_id) WHERE agency_id IS NOT NULL;
CREATE INDEX answer_staff ON answer (staff_id) WHERE staff_id IS NOT NULL;

CREATE TABLE saved_view (
    id         bigint PRIMARY KEY,
    -- Who saved it; they and supervisors may change it.
    staff_id   bigint NOT NULL REFERENCES staff (id),
    -- Shared with everyone who works for this agency or below it; NULL: personal.
    agency_id  bigint REFERENCES agency (id),
    name       text   NOT NULL,
    -- The query of the list's address, as the desk itself writes it.
    query      text   NOT NULL,
    created_at bigint NOT NULL
);
CREATE INDEX saved_view_staff ON saved_view (staff_id);
CREATE INDEX saved_view_agency ON saved_view (agency_id) WHERE agency_id IS NOT NULL;

-- With which view a person's desk opens.
CREATE TABLE saved_view_default (
    staff_id bigint PRIMARY KEY REFERENCES staff (id),
    view_id  bigint NOT NULL REFERENCES saved_view (id)
);
CREATE INDEX saved_view_default_view ON saved_view_default (view_id);

-- One change made to many tickets, and what became of each.
CREATE TABLE bulk (
    id       bigint PRIMARY KEY,
    staff_id bigint NOT NULL REFERENCES staff (id),
    at       bigint NOT NULL,
    -- What was asked: kind, target, reason.
    deed     jsonb  NOT NULL
);
CREATE INDEX bulk_age ON bulk (at);
CREATE TABLE bulk_item (
    bulk_id   bigint NOT NULL REFERENCES bulk (id),
    position  bigint NOT NULL,
    ticket_id bigint NOT NULL,
    -- 'done', 'same' (it was so already) or 'refused'.
    outcome   text   NOT NULL CHECK (outcome IN ('done', 'same', 'refused')),
    -- Why it was refused: the code of the problem.
    problem   text,
    -- How it was, for the way back.
    before    jsonb  NOT NULL,
    -- The ticket's version when this was done: while it is the same, nobody changed it since.
    version   bigint NOT NULL,
    -- What became of taking it back: NULL while nobody tried, 'back', or the code of the problem.
    undone    text,
    PRIMARY KEY (bulk_id, position)
);

-- Who looks at a ticket or writes in it, on whichever node; rows are good until they expire.
CREATE TABLE ticket_here (
    ticket_id bigint NOT NULL,
    staff_id  bigint NOT NULL REFERENCES staff (id),
    doing     text   NOT NULL CHECK (doing IN ('looking', 'writing')),
    until     bigint NOT NULL,
    PRIMARY KEY (ticket_id, staff_id)
);
CREATE INDEX ticket_here_until ON ticket_here (until);

-- "Take next": emergencies, then whoever waited longest, where priority 1, 2 and 3 count as having waited
-- 72, 24 and 8 hours longer. The expression stands in src/tickets/next.rs, too, letter by letter.
CREATE INDEX ticket_next ON ticket
    (rank, (created_at - CASE priority WHEN 1 THEN 259200000 WHEN 2 THEN 86400000 WHEN 3 THEN 28800000 ELSE 0 END), id)
    WHERE is_open AND assignee_id IS NULL AND status <> 'waiting';
CREATE INDEX ticket_next_agency ON ticket
    (agency_id, rank, (created_at - CASE priority WHEN 1 THEN 259200000 WHEN 2 THEN 86400000 WHEN 3 THEN 28800000 ELSE 0 END), id)
    WHERE is_open AND assignee_id IS NULL AND status <> 'waiting';
