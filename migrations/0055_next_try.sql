-- An answer that has not left yet: what was said at the last try, and when the next one is.
ALTER TABLE message_way ADD COLUMN waits_for text;
ALTER TABLE message_way ADD COLUMN next_try_at bigint;
