-- What reports have to do with each other, who follows them, what was told to many at once, and what
-- everybody may read of them.

-- Somebody follows it: changes of its stage are told to more people than its citizen.
ALTER TABLE ticket ADD COLUMN is_followed boolean NOT NULL DEFAULT FALSE;
-- Everybody may read category, area, stage, dates, agency and the summary; never its words or people.
ALTER TABLE ticket ADD COLUMN is_public boolean NOT NULL DEFAULT FALSE;
-- Written or approved by staff for everybody.
ALTER TABLE ticket ADD COLUMN public_summary text;
-- New reports of this category are public from the start, unless confidential or anonymous.
ALTER TABLE category ADD COLUMN is_public boolean NOT NULL DEFAULT FALSE;

CREATE INDEX ticket_public ON ticket (id) WHERE is_public;
CREATE INDEX ticket_public_category ON ticket (category_id, id) WHERE is_public;
CREATE INDEX ticket_public_area ON ticket (area_code, id) WHERE is_public;
CREATE INDEX ticket_public_status ON ticket (status, id) WHERE is_public;
-- Which reports may be about the same: of one category, in one place, not long ago.
CREATE INDEX ticket_alike_area ON ticket (category_id, area_code, created_at) WHERE is_open;
CREATE INDEX ticket_alike_spot ON ticket (category_id, latitude) WHERE is_open AND latitude IS NOT NULL;

CREATE TABLE ticket_link (
    id        bigint PRIMARY KEY,
    -- merged: ticket_id is the same matter as other_id, which goes on alone. child: ticket_id hangs below
    -- other_id and is answered with it. split: ticket_id was a part of other_id. related: see also.
    kind      text   NOT NULL CHECK (kind IN ('merged', 'child', 'split', 'related')),
    ticket_id bigint NOT NULL REFERENCES ticket (id),
    other_id  bigint NOT NULL REFERENCES ticket (id),
    staff_id  bigint REFERENCES staff (id),
    at        bigint NOT NULL,
    -- How it was, for the way back.
    before    jsonb  NOT NULL,
    CHECK (ticket_id <> other_id)
);
CREATE UNIQUE INDEX ticket_link_pair ON ticket_link (ticket_id, other_id, kind);
-- One main report and one parent at most.
CREATE UNIQUE INDEX ticket_link_merged ON ticket_link (ticket_id) WHERE kind = 'merged';
CREATE UNIQUE INDEX ticket_link_child ON ticket_link (ticket_id) WHERE kind = 'child';
CREATE INDEX ticket_link_below ON ticket_link (other_id, kind, ticket_id);

CREATE TABLE follower (
    id              bigint PRIMARY KEY,
    ticket_id       bigint NOT NULL REFERENCES ticket (id),
    contact_id      bigint NOT NULL REFERENCES contact (id),
    -- asked: the mailed link was not used yet; following; stopped.
    state           text   NOT NULL CHECK (state IN ('asked', 'following', 'stopped')),
    -- Where they are told: a conversation of their own, or their own merged report.
    conversation_id bigint REFERENCES conversation (id),
    report_id       bigint REFERENCES ticket (id),
    -- The report through which they came here when it was merged.
    via_id          bigint REFERENCES ticket (id),
    language        text   NOT NULL,
    created_at      bigint NOT NULL,
    changed_at      bigint NOT NULL
);
CREATE UNIQUE INDEX follower_once ON follower (ticket_id, contact_id);
CREATE INDEX follower_following ON follower (ticket_id, id) WHERE state = 'following';
CREATE INDEX follower_via ON follower (via_id) WHERE via_id IS NOT NULL;
CREATE INDEX follower_asked ON follower (changed_at) WHERE state = 'asked';

-- Something that is told to all children and followers of a report.
CREATE TABLE told (
    id              bigint  PRIMARY KEY,
    ticket_id       bigint  NOT NULL REFERENCES ticket (id),
    -- NULL: the program tells of a stage.
    staff_id        bigint  REFERENCES staff (id),
    at              bigint  NOT NULL,
    kind            text    NOT NULL CHECK (kind IN ('answer', 'update', 'stage')),
    -- The stage it tells of, or leads to.
    stage           text,
    body            text    NOT NULL,
    -- Stands on the public page, too.
    is_public       boolean NOT NULL,
    total           bigint  NOT NULL,
    -- How far it got: everybody up to these was told.
    children_after  bigint  NOT NULL DEFAULT 0,
    followers_after bigint  NOT NULL DEFAULT 0,
    done_at         bigint
);
CREATE INDEX told_ticket ON told (ticket_id, id);

-- Who was told: whatever happens to a worker, nobody twice.
CREATE TABLE told_to (
    told_id bigint NOT NULL REFERENCES told (id),
    who     text   NOT NULL CHECK (who IN ('child', 'follower')),
    -- The child, or the follower.
    id      bigint NOT NULL,
    outcome text   NOT NULL CHECK (outcome IN ('told', 'skipped')),
    PRIMARY KEY (told_id, who, id)
);
