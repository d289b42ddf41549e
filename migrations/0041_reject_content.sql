-- Letters that share a Message-ID and cannot be taken in are told apart on the reject list, too: by the checksum of
-- what they say, as in inbox.
ALTER TABLE reject ADD COLUMN content text;
