-- Tickets, their history, and the sums officials look at.

CREATE TABLE ticket (
    id                bigint  PRIMARY KEY,
    -- Digits only: year and month, running number (six or more), Damm check digit.
    number            text    NOT NULL UNIQUE,
    pin_hash          text    NOT NULL,
    class             text    NOT NULL CHECK (class IN ('complaint', 'aspiration', 'information', 'emergency')),
    status            text    NOT NULL CHECK (status IN ('new', 'open', 'in_progress', 'waiting', 'resolved', 'closed', 'rejected')),
    is_open           boolean NOT NULL,
    -- 0 for emergencies, else 1: the first key of the queue.
    rank              bigint  NOT NULL,
    priority          bigint  NOT NULL CHECK (priority BETWEEN 1 AND 4),
    category_id       bigint  NOT NULL REFERENCES category (id),
    agency_id         bigint  NOT NULL REFERENCES agency (id),
    area_code         text    REFERENCES area (code),
    place             text,
    latitude          double precision,
    longitude         double precision,
    subject           text    NOT NULL,
    body              text    NOT NULL,
    channel           text    NOT NULL,
    language          text    NOT NULL,
    is_anonymous      boolean NOT NULL DEFAULT FALSE,
    is_confidential   boolean NOT NULL DEFAULT FALSE,
    contact_id        bigint  NOT NULL REFERENCES contact (id),
    assignee_id       bigint  REFERENCES staff (id),
    created_at        bigint  NOT NULL,
    created_day       bigint  NOT NULL,
    updated_at        bigint  NOT NULL,
    due_at            bigint  NOT NULL,
    first_response_at bigint,
    resolved_at       bigint,
    resolved_day      bigint,
    version           bigint  NOT NULL DEFAULT 1
);
CREATE INDEX ticket_queue ON ticket (rank, due_at, id) WHERE is_open;
CREATE INDEX ticket_queue_agency ON ticket (agency_id, rank, due_at, id) WHERE is_open;
CREATE INDEX ticket_queue_category ON ticket (category_id, rank, due_at, id) WHERE is_open;
CREATE INDEX ticket_queue_assignee ON ticket (assignee_id, rank, due_at, id) WHERE is_open;
CREATE INDEX ticket_done ON ticket (status, id) WHERE NOT is_open;
CREATE INDEX ticket_done_agency ON ticket (agency_id, id) WHERE NOT is_open;
CREATE INDEX ticket_contact ON ticket (contact_id, id);

-- Append-only: what happened to a ticket, for staff and for the citizen's track page.
CREATE TABLE ticket_event (
    id        bigint PRIMARY KEY,
    ticket_id bigint NOT NULL REFERENCES ticket (id),
    at        bigint NOT NULL,
    staff_id  bigint REFERENCES staff (id),
    kind      text   NOT NULL,
    data      jsonb  NOT NULL
);
CREATE INDEX ticket_event_ticket ON ticket_event (ticket_id, id);

-- What the citizen said about the result.
CREATE TABLE ticket_rating (
    ticket_id bigint PRIMARY KEY REFERENCES ticket (id),
    score     bigint NOT NULL CHECK (score BETWEEN 1 AND 5),
    comment   text,
    at        bigint NOT NULL
);

-- Sums by day, moved in the same transaction as the ticket. Trends read nothing else.
CREATE TABLE ticket_rollup (
    day         bigint NOT NULL,
    agency_id   bigint NOT NULL,
    category_id bigint NOT NULL,
    channel     text   NOT NULL,
    class       text   NOT NULL,
    opened      bigint NOT NULL,
    resolved    bigint NOT NULL,
    in_time     bigint NOT NULL,
    -- Of those that came this day: turned away.
    rejected    bigint NOT NULL,
    PRIMARY KEY (day, agency_id, category_id, channel, class)
);

-- How long resolving took: a histogram with four steps an octave, from 15 minutes.
CREATE TABLE ticket_rollup_time (
    day         bigint NOT NULL,
    agency_id   bigint NOT NULL,
    category_id bigint NOT NULL,
    channel     text   NOT NULL,
    class       text   NOT NULL,
    bucket      bigint NOT NULL,
    count       bigint NOT NULL,
    PRIMARY KEY (day, agency_id, category_id, channel, class, bucket)
);

CREATE TABLE article (
    id            bigint  PRIMARY KEY,
    slug          text    NOT NULL,
    language      text    NOT NULL,
    title         text    NOT NULL,
    agency_code   text    NOT NULL,
    category_code text    NOT NULL,
    keywords      text    NOT NULL,
    spoken        text    NOT NULL,
    reviewed      text    NOT NULL,
    check_with    text    NOT NULL,
    body          text    NOT NULL,
    updated_at    bigint  NOT NULL,
    -- False until the search engine has this version.
    is_indexed    boolean NOT NULL DEFAULT FALSE,
    UNIQUE (language, slug)
);
