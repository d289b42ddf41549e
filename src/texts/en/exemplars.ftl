# One letter, several readers.

desk-event-undelivered-somebody = A letter came back. Its report does not say whose: the citizen's, or the copy of somebody else
desk-event-undelivered-copy-unwanted = Somebody who had a copy reported our letter as unwanted; they get no more copies
copies-refusing = { $who } reported our letters as unwanted and gets no copies.
desk-problem-copies-unwanted = Somebody you ticked reported our letters as unwanted and gets no copies. Untick them. Your words are still here; choose files again.

error-sent-already = This was sent another way already
error-sent-already-text = The same words are on their way or have arrived. Go back, reload, and look further down in the conversation.
