-- By which mailbox a letter came that could not be taken in (0: the configuration's), so that it is answered from there
-- when it is taken in after all. A bot stands in the external id.
ALTER TABLE reject ADD COLUMN mailbox_id bigint;
ALTER TABLE reject ADD COLUMN is_junk boolean;
