-- How many workers died with a job in hand. Tries count something else: waiting lawfully costs some, too.
ALTER TABLE job ADD COLUMN deaths bigint NOT NULL DEFAULT 0;
