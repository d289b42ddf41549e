-- Who a payload came from ('telegram:7001', 'email:siti@warga.example'), so that everything of somebody is found when
-- it has to be erased; and when that was.
ALTER TABLE inbox ADD COLUMN sender text;
CREATE INDEX inbox_sender ON inbox (sender) WHERE sender IS NOT NULL;
CREATE INDEX inbox_message ON inbox (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX inbox_file ON inbox (raw_file) WHERE raw_file IS NOT NULL;
CREATE INDEX attachment_file ON attachment (file_key) WHERE file_key IS NOT NULL;
CREATE INDEX call_caller ON call (caller) WHERE caller IS NOT NULL;
ALTER TABLE contact ADD COLUMN erased_at bigint;
