-- Requests of the API that may be repeated and must act once. Filing a ticket needs no row here: its
-- key is the inbox's.

CREATE TABLE api_once (
    staff_id   bigint NOT NULL REFERENCES staff (id),
    -- The client's Idempotency-Key.
    key        text   NOT NULL,
    -- SHA-256 of what was asked: the same key with other words is a mistake of the client.
    digest     text   NOT NULL,
    message_id bigint NOT NULL,
    at         bigint NOT NULL,
    PRIMARY KEY (staff_id, key)
);
CREATE INDEX api_once_age ON api_once (at);
