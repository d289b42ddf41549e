-- What a contact follows goes over with it when two contacts are made one.
CREATE INDEX follower_contact ON follower (contact_id);

-- Two more kinds of things. SQLite cannot change a CHECK: the table is made anew and takes the old one's name.
CREATE TABLE contact_merge_thing (
    merge_id bigint NOT NULL REFERENCES contact_merge (id),
    -- follower: went over. resting: the kept contact follows the same report, and one person hears once.
    kind     text   NOT NULL CHECK (kind IN ('phone', 'email', 'telegram', 'visitor', 'consent', 'conversation', 'ticket', 'mark', 'limit', 'follower', 'resting')),
    -- The identity's value, or an id.
    item     text   NOT NULL,
    PRIMARY KEY (merge_id, kind, item)
);
INSERT INTO contact_merge_thing (merge_id, kind, item) SELECT merge_id, kind, item FROM contact_merge_item;
DROP TABLE contact_merge_item;
ALTER TABLE contact_merge_thing RENAME TO contact_merge_item;

-- Tickets that were referred while they waited stand with clocks that do not run: the first round of the alarms
-- reckons them anew from their history.
UPDATE ticket SET next_alarm_at = 0 WHERE is_open AND next_alarm_at IS NULL AND stage NOT IN ('waiting_citizen', 'waiting_other');
