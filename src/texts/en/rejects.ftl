# Messages that could not be taken in.
admin-rejects-wait = waiting
reject-from = From
reject-nameless = No subject
reject-failures = failed { $n } times
reject-details = Details for technicians
reject-id = Delivery number
reject-cause-foreign-report = A delivery report about a mail that we did not send. Somebody else may be using our address, or the report comes late. It may usually be discarded.
reject-cause-unreadable = Its contents are damaged, or not in the form this channel uses. If this happens often, tell a technician.
reject-cause-unknown-kind = A kind of message that we do not know yet. Read it; if a citizen is waiting, file the report by hand.
reject-cause-not-stored = The message was read but could not be stored. Try again once the cause is mended.
reject-cause-other = We could not take this message in. The cause is in the details.
notice-rejected = Messages that could not be taken in are waiting for you
