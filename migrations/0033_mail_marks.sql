-- What a letter told besides its words: whether its sender is who it says, and what to know before one reads
-- or answers it. Codes only, never words, names or addresses.
CREATE TABLE mail_mark (
    message_id bigint PRIMARY KEY REFERENCES message (id),
    -- proven, unproven, forged; unchecked where no server of ours looked.
    trust      text NOT NULL,
    -- Codes with commas between, in the order in which they are shown.
    marks      text NOT NULL
);

-- Checksum of what a letter says. Another letter under a Message-ID that we know is no repeat.
ALTER TABLE inbox ADD COLUMN content text;
