-- What was remarked about a message when it came, line by line: where a letter lies that its server does not give out is
-- not in its raw payload.
ALTER TABLE reject ADD COLUMN remarks text;
