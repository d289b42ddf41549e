-- What a citizen began in a chat and did not finish: one thing a chat. It survives restarts, and what was said
-- becomes a ticket when nobody comes back to it.
CREATE TABLE talk (
    id              bigint PRIMARY KEY,
    -- Which bot of ours, and the chat as Telegram names it.
    bot             text   NOT NULL,
    chat            text   NOT NULL,
    conversation_id bigint NOT NULL,
    state           jsonb  NOT NULL,
    created_at      bigint NOT NULL,
    updated_at      bigint NOT NULL,
    UNIQUE (bot, chat)
);
CREATE INDEX talk_silent ON talk (updated_at);

-- What the citizen can press under a message of ours; and pictures that were sent together.
ALTER TABLE message ADD COLUMN choices jsonb;
ALTER TABLE message ADD COLUMN album text;

-- When the next message may leave, for a bot and for each of its chats: all nodes take their turns here. In
-- microseconds, because thirty a second are no whole number of milliseconds apart.
CREATE TABLE pace (
    name    text   PRIMARY KEY,
    next_at bigint NOT NULL
);
CREATE INDEX pace_next ON pace (next_at);
