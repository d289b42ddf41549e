-- The desk counts its views on every page. What a count reads beside the order of its index (who may see it, who
-- holds it, whether it stands still) lies in the index too, so that no row is fetched for being counted.
DROP INDEX ticket_queue;
DROP INDEX ticket_queue_agency;
DROP INDEX ticket_queue_free;
DROP INDEX ticket_done;
DROP INDEX ticket_done_agency;
CREATE INDEX ticket_queue ON ticket
    (rank, due_at, id, agency_id, is_confidential, assignee_id, paused_at) WHERE is_open;
CREATE INDEX ticket_queue_agency ON ticket
    (agency_id, rank, due_at, id, is_confidential, assignee_id, paused_at) WHERE is_open;
CREATE INDEX ticket_queue_free ON ticket
    (rank, due_at, id, agency_id, is_confidential, asleep_until) WHERE is_open AND assignee_id IS NULL;
-- What nobody holds, agency by agency: where all is held, nothing is walked.
CREATE INDEX ticket_queue_free_agency ON ticket
    (agency_id, rank, due_at, id, is_confidential, asleep_until) WHERE is_open AND assignee_id IS NULL;
CREATE INDEX ticket_done ON ticket (status, id, agency_id, is_confidential, assignee_id) WHERE NOT is_open;
CREATE INDEX ticket_done_agency ON ticket (agency_id, id, is_confidential, assignee_id) WHERE NOT is_open;

-- What saved views are narrowed to is found, not searched for.
CREATE INDEX ticket_open_status ON ticket (status, agency_id, is_confidential, assignee_id) WHERE is_open;
CREATE INDEX ticket_open_class ON ticket (class, agency_id, is_confidential, assignee_id) WHERE is_open;
CREATE INDEX ticket_open_channel ON ticket (channel, agency_id, is_confidential, assignee_id) WHERE is_open;
