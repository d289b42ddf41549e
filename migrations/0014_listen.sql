-- Who does what only one node may do at a time (asking Telegram for updates), and how far it got.
CREATE TABLE lease (
    name     text   PRIMARY KEY,
    holder   text   NOT NULL,
    until    bigint NOT NULL,
    -- What comes next: for Telegram the next update to ask for.
    position bigint
);
