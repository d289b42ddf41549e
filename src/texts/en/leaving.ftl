# Somebody leaves, moves or gets another role: what they held.
leaving-released =
    { $n ->
        [one] { $n } ticket they held is back in the queue, and whoever leads the team was told.
       *[other] { $n } tickets they held are back in the queue, and whoever leads the team was told.
    }
notice-released =
    { $n ->
        [one] { $n } ticket is back in the queue: { $name } no longer works on it
       *[other] { $n } tickets are back in the queue: { $name } no longer works on them
    }
desk-event-left = Back in the queue: { $left } no longer works on it
admin-job-let_go = Put back what somebody held who left
admin-action-tickets-released = put tickets back into the queue
desk-any-assignee = Held by anyone
desk-held-by = Held by

# Shared views, and rooms of the whole house.
desk-problem-view-share = Only team leaders, supervisors and coordinators share views. Save it for yourself.
desk-problem-view-many-shared = This agency has ten shared views already. Delete one first.

# A table of areas whose quotes do not fit.
admin-problem-areas-broken = A quote is not closed or a cell holds a line break, so nothing is imported: lines behind it may be swallowed. Mend the file first.
admin-area-fault-quote-open = The quote is not closed.
admin-area-remedy-quote-open = Close the quote in this line, or remove it.
admin-area-fault-line-break = The cell holds a line break; perhaps a quote is not closed.
admin-area-remedy-line-break = Close the quote, or remove the line break.
