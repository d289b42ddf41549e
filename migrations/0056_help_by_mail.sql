-- Agencies without accounts are asked for help by a letter, too. SQLite cannot change a CHECK: the column is made anew.
ALTER TABLE agency_letter ADD COLUMN about text NOT NULL DEFAULT 'referred'
    CHECK (about IN ('referred', 'soon', 'late', 'escalated', 'reopened', 'support'));
UPDATE agency_letter SET about = kind;
ALTER TABLE agency_letter DROP COLUMN kind;
ALTER TABLE agency_letter RENAME COLUMN about TO kind;
