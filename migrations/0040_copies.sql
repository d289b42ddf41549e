-- Who else the citizen's own letters of a conversation went to (To and Cc besides us).
CREATE TABLE letter_other (
    conversation_id bigint NOT NULL REFERENCES conversation (id),
    address         text   NOT NULL,
    name            text,
    seen_at         bigint NOT NULL,
    PRIMARY KEY (conversation_id, address)
);

-- Whom answers about a ticket went to last, besides its citizen: ticked again the next time.
CREATE TABLE copy_wish (
    ticket_id bigint NOT NULL REFERENCES ticket (id),
    address   text   NOT NULL,
    PRIMARY KEY (ticket_id, address)
);

-- Copies of an answer, each sent on its own.
CREATE TABLE message_copy (
    message_id bigint NOT NULL REFERENCES message (id),
    address    text   NOT NULL,
    name       text,
    state      text   NOT NULL CHECK (state IN ('queued', 'sent', 'failed')),
    error      text,
    PRIMARY KEY (message_id, address)
);

-- Who wrote a message when it was not the conversation's citizen: somebody who had a copy.
CREATE TABLE message_writer (
    message_id bigint PRIMARY KEY REFERENCES message (id),
    address    text   NOT NULL,
    name       text
);
