-- What an agency has done of late: whatever may still come back to it, without reading all that it ever did.
CREATE INDEX ticket_done_of_late ON ticket (agency_id, updated_at) WHERE NOT is_open;
