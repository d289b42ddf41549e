-- Letters to agencies in a body's own words, what agencies do by a word in their answers, and news of a report in
-- a chat of Telegram's.

-- Letters to agencies have a subject, too; what citizens are told has none.
ALTER TABLE letter ADD COLUMN subject text NOT NULL DEFAULT '';

-- The step an answer asked for with its first word; NULL: it is just an answer.
ALTER TABLE agency_word ADD COLUMN deed text;

-- The stage in which a step that an agency asked for by mail could not be taken: this letter says why.
ALTER TABLE agency_letter ADD COLUMN refused text;
-- Once for each stage: two machines that answer each other fall silent.
CREATE UNIQUE INDEX agency_letter_refused ON agency_letter (ticket_id, agency_id, refused) WHERE refused IS NOT NULL;

-- Where the citizen of a report chose to hear of it: a chat, whichever way the report came. Left: nothing is told
-- there any more, not even because they spoke there last.
CREATE TABLE news_chat (
    ticket_id       bigint NOT NULL REFERENCES ticket (id),
    conversation_id bigint NOT NULL REFERENCES conversation (id),
    chosen_at       bigint NOT NULL,
    left_at         bigint,
    PRIMARY KEY (ticket_id, conversation_id)
);
CREATE UNIQUE INDEX news_chat_one ON news_chat (ticket_id) WHERE left_at IS NULL;
CREATE INDEX news_chat_conversation ON news_chat (conversation_id, chosen_at) WHERE left_at IS NULL;

-- The way there: one token for each report at a time, kept as its hash, worth one use until then.
CREATE TABLE news_token (
    ticket_id bigint PRIMARY KEY REFERENCES ticket (id),
    hash      text   NOT NULL,
    until     bigint NOT NULL
);
CREATE UNIQUE INDEX news_token_hash ON news_token (hash);
CREATE INDEX news_token_until ON news_token (until);

-- "Stop" in a chat ends what is followed there, too.
CREATE INDEX follower_conversation ON follower (conversation_id) WHERE conversation_id IS NOT NULL;
