-- How much comes and leaves by each line in each hour (hours since 1970, UTC), counted by a job. Kept for nine weeks:
-- the usual is told from the same hour of the last eight.
CREATE TABLE pulse_hour (
    -- The code of a channel; a single mailbox or bot may get a line of its own.
    line     text   NOT NULL,
    hour     bigint NOT NULL,
    came     bigint NOT NULL,
    gone     bigint NOT NULL,
    last_in  bigint,
    last_out bigint,
    PRIMARY KEY (line, hour)
);
CREATE INDEX pulse_hour_hour ON pulse_hour (hour);

-- The last silence of a line that was unusual; `since` is when the last message had come.
CREATE TABLE pulse_silence (
    line     text   PRIMARY KEY,
    since    bigint NOT NULL,
    told_at  bigint NOT NULL,
    ended_at bigint
);

-- When its sender says it was written; only for what came in.
ALTER TABLE message ADD COLUMN written_at bigint;
CREATE INDEX message_queued ON message (id) WHERE state = 'queued';

-- What is known of a message's way out besides whether it left.
CREATE TABLE message_way (
    message_id bigint PRIMARY KEY REFERENCES message (id),
    -- A server on the way said that it waits and tries again.
    delayed_at bigint,
    -- Its reader answered it, or their server said that it is there.
    arrived_at bigint,
    failed_at  bigint
);
CREATE INDEX message_way_failed ON message_way (failed_at) WHERE failed_at IS NOT NULL;

-- Addresses that do not take our letters, and those whose owners do not want letters they did not ask for.
CREATE TABLE address_reach (
    address     text   PRIMARY KEY,
    lost_at     bigint,
    -- What the other server said.
    why         text,
    unwanted_at bigint
);
