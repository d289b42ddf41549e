-- When a session was last used: whoever was there a moment ago can answer a chat.
ALTER TABLE staff_session ADD COLUMN seen_at bigint NOT NULL DEFAULT 0;
CREATE INDEX staff_session_seen ON staff_session (seen_at);
