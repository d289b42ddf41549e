-- What steps tell citizens in a body's own words, agencies that support the one responsible, and agencies that
-- answer by e-mail because nobody there has an account yet.

CREATE TABLE letter (
    id         bigint PRIMARY KEY,
    -- Which text: src/letters/text.rs.
    text       text   NOT NULL,
    language   text   NOT NULL,
    -- Empty: whichever channel.
    channel    text   NOT NULL,
    -- NULL: whichever agency; else this one and everything below it.
    agency_id  bigint REFERENCES agency (id),
    -- A template.
    body       text   NOT NULL,
    updated_at bigint NOT NULL,
    updated_by bigint NOT NULL REFERENCES staff (id)
);
CREATE UNIQUE INDEX letter_place ON letter (text, language, channel, (COALESCE(agency_id, 0)));

-- Texts that were switched on or off; the others are as they come.
CREATE TABLE letter_switch (
    text  text    PRIMARY KEY,
    is_on boolean NOT NULL
);

-- Agencies that help with a ticket another one answers for. Withdrawn: the row is gone, the history tells.
CREATE TABLE ticket_support (
    ticket_id bigint NOT NULL REFERENCES ticket (id),
    agency_id bigint NOT NULL REFERENCES agency (id),
    asked_by  bigint NOT NULL REFERENCES staff (id),
    asked_at  bigint NOT NULL,
    -- What they are asked to do.
    note      text   NOT NULL,
    -- Their part is done, and what they say about it.
    done_at   bigint,
    done_by   bigint REFERENCES staff (id),
    done_note text,
    PRIMARY KEY (ticket_id, agency_id)
);
-- "We support": oldest ticket first.
CREATE INDEX ticket_support_open ON ticket_support (agency_id, ticket_id) WHERE done_at IS NULL;
CREATE INDEX ticket_support_agency ON ticket_support (agency_id);

-- How an agency is reached that has no accounts, and whom to go to when it does not act.
CREATE TABLE agency_mail (
    agency_id        bigint  PRIMARY KEY REFERENCES agency (id),
    answers_by_mail  boolean NOT NULL,
    -- What it writes goes to the citizen at once, not by way of a colleague.
    passes_on        boolean NOT NULL,
    language         text    NOT NULL,
    escalation_name  text,
    escalation_email text,
    escalation_phone text
);

-- A letter to an agency about a ticket.
CREATE TABLE agency_letter (
    id         bigint PRIMARY KEY,
    ticket_id  bigint NOT NULL REFERENCES ticket (id),
    agency_id  bigint NOT NULL REFERENCES agency (id),
    kind       text   NOT NULL CHECK (kind IN ('referred', 'soon', 'late', 'escalated', 'reopened')),
    address    text   NOT NULL,
    -- Why it is written: the reason of the referral, what the citizen says.
    words      text   NOT NULL,
    state      text   NOT NULL CHECK (state IN ('queued', 'sent', 'failed', 'dropped')),
    error      text,
    created_at bigint NOT NULL,
    sent_at    bigint
);
CREATE INDEX agency_letter_ticket ON agency_letter (ticket_id, id);

-- Links in letters work once.
CREATE TABLE agency_link_use (
    letter_id bigint NOT NULL REFERENCES agency_letter (id),
    deed      text   NOT NULL,
    at        bigint NOT NULL,
    PRIMARY KEY (letter_id, deed)
);

-- What came back, kept as an internal note.
CREATE TABLE agency_word (
    -- The note.
    message_id bigint  PRIMARY KEY REFERENCES message (id),
    ticket_id  bigint  NOT NULL REFERENCES ticket (id),
    agency_id  bigint  NOT NULL REFERENCES agency (id),
    letter_id  bigint  NOT NULL REFERENCES agency_letter (id),
    -- From the agency itself, from somebody else who had the letter, or from a machine.
    kind       text    NOT NULL CHECK (kind IN ('answer', 'stranger', 'machine')),
    -- Who wrote, as the letter claims.
    sender     text    NOT NULL,
    -- The message to the citizen it became.
    passed_as  bigint  REFERENCES message (id),
    passed_by  bigint  REFERENCES staff (id)
);
CREATE INDEX agency_word_ticket ON agency_word (ticket_id);
CREATE INDEX agency_word_passed ON agency_word (passed_as) WHERE passed_as IS NOT NULL;
