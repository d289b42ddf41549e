-- Who works here and as what; who a citizen is, over all channels; and what is done about abuse.

-- SQLite cannot change a CHECK: the column is made anew and takes the old one's name. Works on both.
ALTER TABLE staff ADD COLUMN duty text NOT NULL DEFAULT 'agent' CHECK (duty IN ('agent', 'team_leader', 'supervisor',
    'agency_officer', 'agency_head', 'coordinator', 'qa', 'official', 'administrator'));
UPDATE staff SET duty = role;
ALTER TABLE staff DROP COLUMN role;
ALTER TABLE staff RENAME COLUMN duty TO role;

-- How to serve somebody (hard of hearing, asks for calls after six), for staff who may know them.
ALTER TABLE contact ADD COLUMN serve_note text;
-- Whom this contact was merged into; it has nothing of its own as long as this is set.
ALTER TABLE contact ADD COLUMN merged_into bigint REFERENCES contact (id);

-- What a citizen agreed to, and took back. Append-only: the newest line of a kind counts.
CREATE TABLE contact_consent (
    id         bigint  PRIMARY KEY,
    contact_id bigint  NOT NULL REFERENCES contact (id),
    kind       text    NOT NULL CHECK (kind IN ('follow_up', 'share', 'recording', 'publish')),
    is_given   boolean NOT NULL,
    -- How they said so: on the telephone, in writing.
    how        text    NOT NULL,
    at         bigint  NOT NULL,
    staff_id   bigint  NOT NULL REFERENCES staff (id)
);
CREATE INDEX contact_consent_contact ON contact_consent (contact_id, id);

-- Two contacts that gave the same telephone number or address: perhaps one person. Never more than a hint.
CREATE TABLE contact_alike (
    contact_id bigint NOT NULL REFERENCES contact (id),
    other_id   bigint NOT NULL REFERENCES contact (id),
    -- What they have in common: 'phone', 'email', …
    kind       text   NOT NULL,
    at         bigint NOT NULL,
    PRIMARY KEY (contact_id, other_id)
);
CREATE INDEX contact_alike_other ON contact_alike (other_id);

-- Two contacts made one, with everything that is needed to part them again.
CREATE TABLE contact_merge (
    id        bigint PRIMARY KEY,
    kept_id   bigint NOT NULL REFERENCES contact (id),
    gone_id   bigint NOT NULL REFERENCES contact (id),
    at        bigint NOT NULL,
    staff_id  bigint NOT NULL REFERENCES staff (id),
    reason    text   NOT NULL,
    -- What the kept contact took over because it had none of its own: name, note.
    taken     jsonb  NOT NULL,
    undone_at bigint,
    undone_by bigint REFERENCES staff (id)
);
CREATE INDEX contact_merge_kept ON contact_merge (kept_id, id);
CREATE INDEX contact_merge_gone ON contact_merge (gone_id, id);
CREATE TABLE contact_merge_item (
    merge_id bigint NOT NULL REFERENCES contact_merge (id),
    kind     text   NOT NULL CHECK (kind IN ('phone', 'email', 'telegram', 'visitor', 'consent', 'conversation', 'ticket', 'mark', 'limit')),
    -- The identity's value, or an id.
    item     text   NOT NULL,
    PRIMARY KEY (merge_id, kind, item)
);

-- A label that staff gave a ticket for how the citizen behaved. Some kinds ask a supervisor for a strike.
CREATE TABLE nuisance_mark (
    id         bigint PRIMARY KEY,
    ticket_id  bigint NOT NULL REFERENCES ticket (id),
    contact_id bigint NOT NULL REFERENCES contact (id),
    channel    text   NOT NULL,
    kind       text   NOT NULL CHECK (kind IN ('silent', 'accidental', 'child', 'vulnerable', 'prank', 'false_report', 'abusive', 'sexual', 'threat', 'spam')),
    note       text   NOT NULL,
    staff_id   bigint NOT NULL REFERENCES staff (id),
    at         bigint NOT NULL,
    -- noted: never a strike; proposed: waits for a supervisor; strike; dismissed.
    state      text   NOT NULL CHECK (state IN ('noted', 'proposed', 'strike', 'dismissed')),
    decided_by bigint REFERENCES staff (id),
    decided_at bigint,
    why        text
);
CREATE INDEX nuisance_mark_contact ON nuisance_mark (contact_id, id);
CREATE INDEX nuisance_mark_ticket ON nuisance_mark (ticket_id, id);
CREATE INDEX nuisance_mark_proposed ON nuisance_mark (id) WHERE state = 'proposed';

-- A contact is answered last on one channel, for a while. Never an emergency, and nothing is turned away.
CREATE TABLE nuisance_limit (
    id          bigint PRIMARY KEY,
    mark_id     bigint NOT NULL REFERENCES nuisance_mark (id),
    contact_id  bigint NOT NULL REFERENCES contact (id),
    channel     text   NOT NULL,
    kind        text   NOT NULL,
    days        bigint NOT NULL CHECK (days > 0),
    -- waiting: a second supervisor must agree; running until ends_at; refused; lifted.
    state       text   NOT NULL CHECK (state IN ('waiting', 'running', 'refused', 'lifted')),
    asked_by    bigint NOT NULL REFERENCES staff (id),
    asked_at    bigint NOT NULL,
    agreed_by   bigint REFERENCES staff (id),
    starts_at   bigint,
    ends_at     bigint,
    -- When the citizen was told.
    told_at     bigint,
    lifted_by   bigint REFERENCES staff (id),
    lifted_at   bigint,
    why         text,
    appeal_id   bigint REFERENCES ticket (id)
);
CREATE INDEX nuisance_limit_contact ON nuisance_limit (contact_id, ends_at);
CREATE INDEX nuisance_limit_waiting ON nuisance_limit (id) WHERE state = 'waiting';
CREATE INDEX nuisance_limit_running ON nuisance_limit (ends_at) WHERE state = 'running';

-- Tickets that came from somebody under a limit, for the page.
CREATE TABLE nuisance_limited (
    ticket_id bigint PRIMARY KEY REFERENCES ticket (id),
    limit_id  bigint NOT NULL REFERENCES nuisance_limit (id),
    at        bigint NOT NULL
);
