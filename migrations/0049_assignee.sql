-- The queue can be narrowed to what one person holds; what they ended is found by this.
CREATE INDEX ticket_done_assignee ON ticket (assignee_id, id) WHERE NOT is_open AND assignee_id IS NOT NULL;
