-- How long nothing may be said in a chat, or by a bot at all, because Telegram said so; in milliseconds. Kept apart
-- from whose turn is next: a turn far away is a clock that runs ahead, a pause far away is meant.
ALTER TABLE pace ADD COLUMN paused_at bigint;
ALTER TABLE pace ADD COLUMN paused_until bigint;
CREATE INDEX pace_paused ON pace (paused_until) WHERE paused_until IS NOT NULL;
