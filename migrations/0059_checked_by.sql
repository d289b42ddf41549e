-- Under which name a mailbox's own server writes down whether senders are who they say; empty: nobody's word counts. The
-- configuration's setting speaks for its own mailbox and for letters that our server hands over, and for no other.
ALTER TABLE mailbox ADD COLUMN checked_by text NOT NULL DEFAULT '';
-- A letter that our server handed over is judged by its word again when a person takes it from the reject list.
ALTER TABLE reject ADD COLUMN is_handed_over boolean NOT NULL DEFAULT FALSE;
