-- Who a payload came from ('telegram:7001', 'email:siti@warga.example'), so that everything of somebody is found when
-- it has to be erased; and when that was.
ALTER TABLE inbox ADD COLUMN sender text;
CREATE INDEX inbox_sender ON inbox (sender) WHERE sender IS NOT NULL;
CREATE INDEX inbox_message ON inbox (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX inbox_file ON inbox (raw_file) WHERE raw_file IS NOT NULL;
CREATE INDEX attachment_file ON attachment (file_key) WHERE file_key IS NOT NULL;
CREATE INDEX call_caller ON call (caller) WHERE caller IS NOT NULL;
ALTER TABLE contact ADD COLUMN erased_at bigint;
CREATE INDEX contact_merged ON contact (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX message_revision_message ON message_revision (message_id);
CREATE INDEX message_writer_address ON message_writer (address);
CREATE INDEX message_copy_address ON message_copy (address);
CREATE INDEX letter_other_address ON letter_other (address);
CREATE INDEX copy_wish_address ON copy_wish (address);
CREATE INDEX told_to_whom ON told_to (id) WHERE who = 'follower';
CREATE INDEX handover_ticket ON handover (ticket_id);
CREATE INDEX reject_file ON reject (raw_file) WHERE raw_file IS NOT NULL;
