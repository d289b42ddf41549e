-- Notes with words of an agency were marked as if no person had written them, like remarks of the house about a
-- sender, which whoever may not know the citizen does not read.

UPDATE message SET is_automatic = FALSE
WHERE id IN (SELECT message_id FROM agency_word WHERE kind IN ('answer', 'stranger'));

-- Names that letters gave their sender besides the one we know them by: what hides them must know all of them.

CREATE TABLE contact_called (
    contact_id bigint NOT NULL REFERENCES contact (id),
    name       text   NOT NULL,
    PRIMARY KEY (contact_id, name)
);
