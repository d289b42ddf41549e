-- What a member of staff should know of: somebody named them, a deadline passed, a case came back.
CREATE TABLE notice (
    id        bigint PRIMARY KEY,
    -- Who is told.
    staff_id  bigint NOT NULL REFERENCES staff (id),
    kind      text   NOT NULL,
    ticket_id bigint REFERENCES ticket (id),
    -- Who caused it; NULL: the program.
    by_id     bigint REFERENCES staff (id),
    at        bigint NOT NULL,
    -- Codes and ids only, never words of citizens: a notice outlives the right to see its ticket.
    data      jsonb  NOT NULL,
    read_at   bigint
);
CREATE INDEX notice_staff ON notice (staff_id, id);
-- What waits to be read: how many, and is this already among it.
CREATE INDEX notice_unread ON notice (staff_id, ticket_id, kind) WHERE read_at IS NULL;
CREATE INDEX notice_age ON notice (at);
