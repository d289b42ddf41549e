-- Saved views are counted on every page of the desk: what they are narrowed to is found, not searched for.
CREATE INDEX ticket_open_status ON ticket (status, agency_id) WHERE is_open;
CREATE INDEX ticket_open_class ON ticket (class, agency_id) WHERE is_open;
CREATE INDEX ticket_open_channel ON ticket (channel, agency_id) WHERE is_open;
-- What nobody holds, agency by agency: where all is held, nothing is walked.
CREATE INDEX ticket_queue_free_agency ON ticket (agency_id, rank, due_at, id) WHERE is_open AND assignee_id IS NULL;
