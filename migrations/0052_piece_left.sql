-- How far a message got that leaves in several pieces: a next try goes on behind them.
CREATE TABLE piece_left (
    message_id bigint PRIMARY KEY REFERENCES message (id),
    pieces     bigint NOT NULL,
    -- What the channel calls the first.
    first_key  text   NOT NULL
);
