-- When the citizen's letter asked for answers at this address (Reply-To). Anyone can write that: staff decide.
ALTER TABLE letter_other ADD COLUMN asked_at bigint;
