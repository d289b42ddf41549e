-- Notes with words of an agency were marked as if no person had written them, like remarks of the house about a
-- sender, which whoever may not know the citizen does not read.

UPDATE message SET is_automatic = FALSE
WHERE id IN (SELECT message_id FROM agency_word WHERE kind IN ('answer', 'stranger'));
