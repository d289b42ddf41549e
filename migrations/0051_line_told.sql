-- Since when a line has not worked, which the newest words do not say, and when those who tend the house were told.
ALTER TABLE line_state ADD COLUMN trouble_since bigint;
ALTER TABLE line_state ADD COLUMN out_trouble_since bigint;
ALTER TABLE line_state ADD COLUMN told_at bigint;
