-- Lines: addresses by which citizens reach us that administrators keep themselves, besides the mailbox and the
-- bot of the configuration. What is secret is sealed with a key that is not in the database.
CREATE TABLE mailbox (
    id            bigint  PRIMARY KEY,
    name          text    NOT NULL,
    -- What comes in by it goes to this agency, unless a rule says more; none: as the words say.
    agency_id     bigint  REFERENCES agency (id),
    is_on         boolean NOT NULL,
    address       text    NOT NULL UNIQUE,
    -- More addresses that end up in it, separated by commas.
    aliases       text    NOT NULL,
    sender_name   text    NOT NULL,
    imap_host     text    NOT NULL,
    imap_port     bigint  NOT NULL,
    imap_security text    NOT NULL CHECK (imap_security IN ('tls', 'starttls', 'none')),
    imap_user     text    NOT NULL,
    sign_in       text    NOT NULL CHECK (sign_in IN ('password', 'xoauth2')),
    token_url     text    NOT NULL,
    client_id     text    NOT NULL,
    folders       text    NOT NULL,
    junk_folder   text,
    -- Letters that lay there before it was switched on are taken in, too.
    takes_old     boolean NOT NULL,
    smtp_host     text    NOT NULL,
    smtp_port     bigint  NOT NULL,
    smtp_security text    NOT NULL CHECK (smtp_security IN ('tls', 'starttls', 'none')),
    smtp_user     text    NOT NULL,
    -- Answers come to the address with a tag of ours behind a plus sign.
    has_plus      boolean NOT NULL,
    signature_id  text    NOT NULL,
    signature_en  text    NOT NULL,
    sealed        text    NOT NULL,
    -- Grows with every change, so that readers notice.
    version       bigint  NOT NULL,
    created_at    bigint  NOT NULL,
    updated_at    bigint  NOT NULL
);

CREATE TABLE bot (
    id          bigint  PRIMARY KEY,
    -- The user name that Telegram told.
    name        text    NOT NULL,
    agency_id   bigint  REFERENCES agency (id),
    is_on       boolean NOT NULL,
    mode        text    NOT NULL CHECK (mode IN ('polling', 'webhook')),
    -- Telegram's own number of the bot: the same bot is here once.
    telegram_id bigint  NOT NULL UNIQUE,
    sealed      text    NOT NULL,
    version     bigint  NOT NULL,
    created_at  bigint  NOT NULL,
    updated_at  bigint  NOT NULL
);

-- How a line fares: mailbox:<id> or bot:<id>.
CREATE TABLE line_state (
    line       text   PRIMARY KEY,
    last_in    bigint,
    last_out   bigint,
    trouble    text,
    trouble_at bigint
);

-- The last test of a mailbox, step by step; one at a time.
CREATE TABLE line_test (
    mailbox_id bigint PRIMARY KEY REFERENCES mailbox (id),
    run        bigint NOT NULL,
    steps      jsonb  NOT NULL,
    started_at bigint NOT NULL,
    ended_at   bigint
);

-- By which mailboxes a letter reached us; 0 is the mailbox of the configuration.
CREATE TABLE arrival (
    message_id bigint  NOT NULL REFERENCES message (id),
    mailbox_id bigint  NOT NULL,
    is_junk    boolean NOT NULL,
    at         bigint  NOT NULL,
    PRIMARY KEY (message_id, mailbox_id)
);

-- The mailbox by which the citizen last wrote: answers leave from it.
ALTER TABLE conversation ADD COLUMN mailbox_id bigint;
