-- What a person sees of a message that could not be taken in, before they open it: who wrote, about what, the first
-- words, and why it waits, as a code. What was set aside before this has the raw words of its cause alone.
ALTER TABLE reject ADD COLUMN sender text;
ALTER TABLE reject ADD COLUMN subject text;
ALTER TABLE reject ADD COLUMN words text;
ALTER TABLE reject ADD COLUMN cause text;
-- One notice that messages wait, however many do, until it is read.
CREATE UNIQUE INDEX notice_rejected ON notice (staff_id) WHERE kind = 'rejected' AND read_at IS NULL;
