-- Citizens and what was said with them.

CREATE TABLE contact (
    id         bigint PRIMARY KEY,
    name       text,
    language   text   NOT NULL DEFAULT 'id',
    created_at bigint NOT NULL
);

CREATE TABLE identity (
    kind       text   NOT NULL CHECK (kind IN ('phone', 'email', 'telegram', 'visitor')),
    value      text   NOT NULL,
    contact_id bigint NOT NULL REFERENCES contact (id),
    created_at bigint NOT NULL,
    PRIMARY KEY (kind, value)
);
CREATE INDEX identity_contact ON identity (contact_id);

-- Everything a provider handed us, before anything else happens to it. The primary key is what
-- makes a redelivery harmless.
CREATE TABLE inbox (
    channel     text   NOT NULL,
    external_id text   NOT NULL,
    received_at bigint NOT NULL,
    media_type  text   NOT NULL,
    -- The payload itself, or the key of a file when it is large.
    raw         bytea,
    raw_file    text,
    message_id  bigint,
    PRIMARY KEY (channel, external_id)
);

-- What we could not take in. People look at it and replay or discard it; nothing leaves by itself.
CREATE TABLE reject (
    id          bigint PRIMARY KEY,
    channel     text   NOT NULL,
    external_id text   NOT NULL,
    received_at bigint NOT NULL,
    media_type  text   NOT NULL,
    raw         bytea,
    raw_file    text,
    reason      text   NOT NULL,
    failures    bigint NOT NULL DEFAULT 1,
    -- 'failing' until the third failure, then 'waiting' for a person.
    state       text   NOT NULL CHECK (state IN ('failing', 'waiting', 'replayed', 'discarded')),
    UNIQUE (channel, external_id)
);
CREATE INDEX reject_waiting ON reject (id) WHERE state = 'waiting';
CREATE INDEX reject_failing ON reject (received_at) WHERE state = 'failing';

CREATE TABLE conversation (
    id         bigint PRIMARY KEY,
    channel    text   NOT NULL,
    -- Key on the channel (Telegram chat id, visitor token); e-mail threads have none.
    thread_key text,
    contact_id bigint NOT NULL REFERENCES contact (id),
    language   text   NOT NULL,
    -- The ticket that new messages of this conversation belong to.
    ticket_id  bigint,
    last_seq   bigint NOT NULL DEFAULT 0,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE UNIQUE INDEX conversation_key ON conversation (channel, thread_key) WHERE thread_key IS NOT NULL;
CREATE INDEX conversation_contact ON conversation (contact_id);

CREATE TABLE message (
    id              bigint  PRIMARY KEY,
    conversation_id bigint  NOT NULL REFERENCES conversation (id),
    seq             bigint  NOT NULL,
    ticket_id       bigint,
    direction       text    NOT NULL CHECK (direction IN ('in', 'out', 'note')),
    -- in: received; note: noted; out: queued, sent, failed, or held until the citizen asks for it.
    state           text    NOT NULL CHECK (state IN ('received', 'noted', 'queued', 'sent', 'failed', 'held')),
    staff_id        bigint REFERENCES staff (id),
    is_automatic    boolean NOT NULL DEFAULT FALSE,
    subject         text,
    body            text    NOT NULL,
    html            text,
    -- Id on the channel: Message-ID, 'm<chat>.<message>', chat client id.
    external_ref    text,
    provider_id     text,
    error           text,
    created_at      bigint  NOT NULL,
    sent_at         bigint,
    UNIQUE (conversation_id, seq)
);
CREATE INDEX message_ticket ON message (ticket_id, id);
CREATE INDEX message_ref ON message (external_ref) WHERE external_ref IS NOT NULL;

-- Earlier wordings of an edited message.
CREATE TABLE message_revision (
    id         bigint PRIMARY KEY,
    message_id bigint NOT NULL REFERENCES message (id),
    body       text   NOT NULL,
    until      bigint NOT NULL
);

CREATE TABLE attachment (
    id         bigint PRIMARY KEY,
    message_id bigint NOT NULL REFERENCES message (id),
    name       text   NOT NULL,
    media_type text   NOT NULL,
    size       bigint,
    -- stored: in file_key; pending: a job fetches it from remote; refused: too large; lost: the provider no longer has it.
    state      text   NOT NULL CHECK (state IN ('stored', 'pending', 'refused', 'lost')),
    file_key   text,
    remote     text,
    created_at bigint NOT NULL
);
CREATE INDEX attachment_message ON attachment (message_id);

-- A telephone call on its way through the menu, and each answer it was given.
CREATE TABLE call (
    id         text   PRIMARY KEY,
    place      jsonb  NOT NULL,
    caller     text,
    status     text   NOT NULL,
    started_at bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE INDEX call_updated ON call (updated_at);
CREATE TABLE call_step (
    call_id text   NOT NULL REFERENCES call (id),
    step    text   NOT NULL,
    answer  text   NOT NULL,
    PRIMARY KEY (call_id, step)
);

-- A mailbox as far as it has been read.
CREATE TABLE mail_cursor (
    mailbox      text   PRIMARY KEY,
    uid_validity bigint NOT NULL,
    last_uid     bigint NOT NULL
);

-- A report in the making: kept when the line drops, gone when it was sent or forgotten.
CREATE TABLE draft (
    token_hash text   PRIMARY KEY,
    data       jsonb  NOT NULL,
    updated_at bigint NOT NULL
);
