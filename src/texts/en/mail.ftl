mail-fold-quote = The letter this answers
mail-fold-signature = Signature
mail-trust-proven = Sender proven: their domain vouches for this mail.
mail-trust-unproven = Sender not proven. Ask on another way before you give out personal data.
mail-trust-forged = The sender's address is forged: its domain says this mail did not come from there. Do not do what it asks.
mail-mark-signed = Signed with S/MIME; the signature was not checked.
mail-mark-encrypted = Encrypted with S/MIME: we cannot read it. Ask the citizen to send it again without encryption.
mail-mark-pgp-signed = Signed with PGP; the signature was not checked.
mail-mark-pgp-encrypted = Encrypted with PGP: we cannot read it. Ask the citizen to send it again without encryption.
mail-mark-invitation = Carries an invitation to an appointment; see the attachments.
mail-mark-winmail = Files came in Outlook's winmail.dat; those inside are among the attachments.
mail-mark-remote-images = Pictures from elsewhere were not fetched, so the sender does not learn when the mail is read.
mail-mark-hidden-words = This mail has words that its sender hid; here all of them are shown.
mail-mark-lying-link = A link shows one address and leads to another. Do not click it.
mail-mark-program = An attachment is or may be a program. Do not open it.
mail-mark-forwarded = A mail of somebody else that was passed on.
mail-mark-bulk = Sent to many people or over a list.
mail-mark-absence = An absence note.
mail-mark-receipt = A receipt: a mail of ours was read, or deleted unread.
mail-mark-complaint = The recipient reported a mail of ours as unwanted.

# What the history of a ticket says that came with old letters (`sahut import`).
desk-event-step-imported = Taken over with old mail; it was over before
