-- Where a photo says that it was taken: offered as the place of its ticket, never taken by itself.
ALTER TABLE attachment ADD COLUMN latitude double precision;
ALTER TABLE attachment ADD COLUMN longitude double precision;

-- What the virus scanner says of a file that is here; NULL: nobody asked one. waiting: not yet checked; clean; found:
-- kept locked, its note is the name of what was found; skipped: its note says why it could not be checked.
ALTER TABLE attachment ADD COLUMN scan text CHECK (scan IN ('waiting', 'clean', 'found', 'skipped'));
ALTER TABLE attachment ADD COLUMN scan_note text;
ALTER TABLE attachment ADD COLUMN scanned_at bigint;
-- Few wait, and of what was found there should be little.
CREATE INDEX attachment_scan ON attachment (scan) WHERE scan IN ('waiting', 'found');
