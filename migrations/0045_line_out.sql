-- What troubles a line's sending, beside what troubles its reading. Gone with the next thing that leaves.
ALTER TABLE line_state ADD COLUMN out_trouble text;
ALTER TABLE line_state ADD COLUMN out_trouble_at bigint;
