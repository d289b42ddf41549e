answers-title = Canned answers
answers-list = Answers you can use
answers-none = There are none yet. Write down what you say often.
answers-mine = Only for me
answers-new = New answer
answers-change = Change this answer
answers-name = Name
answers-name-hint = You find it by this name; the citizen does not see it.
answers-for = For whom
answers-for-hint = A shared answer is offered to everyone who works on tickets of that agency or below it.
answers-body-id = Words in Indonesian
answers-body-en = Words in English
answers-how = A citizen is answered in their language. One language is enough; the other is used where it is missing.
answers-save = Save
answers-try = See how it reads
answers-remove = Remove
answers-removed = "{ $title }" was removed.
answers-saved = Saved. It works with sample data:
answers-read-only = This answer is shared by an agency. Its supervisors change it.
answers-tried = How it reads
answers-tried-none = Press "See how it reads" to try it with sample data.
answers-blanks = What you can put in
answers-if = A part that is only said when something is known:

answer-blank-number = number of the ticket
answer-blank-name = name of the citizen; "Sir or Madam" when unknown or anonymous
answer-blank-subject = what the ticket is about
answer-blank-agency = agency that deals with it
answer-blank-category = category
answer-blank-place = place, if given
answer-blank-status = where it stands, in the citizen's words
answer-blank-due = when it is due
answer-blank-today = today's date
answer-blank-agent = your name
answer-blank-link = page where the citizen follows it
answer-sample-number = 2611-000042-7
answer-sample-name = Siti Rahma
answer-sample-subject = Street light out
answer-sample-agency = Public Works
answer-sample-category = Street light
answer-sample-place = Jalan Melati 12
answer-sample-status = In progress
answer-sample-due = Thursday 26 November 2026, 09:00 WIB
answer-sample-today = Monday 23 November 2026
answer-sample-agent = Ayu Lestari
answer-sample-link = https://hotline.example/track?number=26110000427
answer-somebody = Sir or Madam
answer-only-id = Indonesian only
answer-only-en = English only

answer-problem-line = Line { $n }:
answer-problem-template-unknown = There is no "{ $word }" to put in. Choose one from the list beside this form, or correct the spelling.
answer-problem-template-tag = "{ $word }" cannot be used here. Only if, elif, else and endif can.
answer-problem-template-plain = Only names can stand between the double braces, without filters and functions.
answer-problem-template-syntax = The braces do not fit. Every {"{{"} needs its {"}}"}, every {"{%"} if its {"{%"} endif.
answer-problem-template-long = Too long: { $most } characters at most. Shorten it.
answer-problem-answer-title = Give it a name.
answer-problem-answer-title-long = That name is too long: 120 characters at most.
answer-problem-answer-body = Write the words in at least one language.
answer-problem-answer-agency = Choose an agency you look after, or keep it for yourself.

desk-answer = Canned answer
desk-answer-choose = Choose…
desk-answer-insert = Insert
desk-answer-hint = or type / at the beginning of a line
desk-answer-find = Find a canned answer by name
desk-answer-none = None is called that
desk-answer-failed = The answer could not be fetched. Try again.
desk-problem-answer-needed = Choose a canned answer first.
desk-problem-answer-spoilt = That canned answer no longer works. Whoever wrote it has to mend it.
desk-problem-files-again = The answer is inserted. Choose your files again: a browser does not give them back.
desk-problem-answered-meanwhile = A colleague answered while you were writing. Nothing was sent; your words are below. Read the new answer, and send again if yours is still needed.

desk-take-next = Take next
desk-take-next-hint = The most urgent ticket nobody has, opened and assigned to you
desk-next-none = Nothing is free: every open ticket has somebody, or waits for the citizen.

desk-here-and = and
desk-here-writing = { $n ->
    [one] { $who } is writing an answer.
   *[other] { $who } are writing answers.
}
desk-here-looking = { $n ->
    [one] { $who } is looking at this ticket.
   *[other] { $who } are looking at this ticket.
}

desk-saved-views = Saved views
desk-view-save = Save this view
desk-view-save-hint = Keeps this list with its filters in the navigation.
desk-view-name = Name
desk-view-for = For whom
desk-view-for-me = Only for me
desk-view-about = Shows
desk-view-count = Tickets
desk-view-none = There are no saved views yet.
desk-view-how = Filter the queue, then choose "Save this view". A shared view narrows for everyone what they may see anyway.
desk-view-rename = Rename
desk-view-delete = Delete
desk-view-deleted = The view "{ $name }" was deleted.
desk-view-default = Open the desk with it
desk-view-default-not = No longer open the desk with it
desk-view-is-default = Opens first
desk-views-kept = Saved.
desk-problem-view-name = Give the view a name.
desk-problem-view-name-long = That name is too long: 40 characters at most.
desk-problem-view-name-taken = You have a view of that name already. Choose another name.
desk-problem-view-many = Fifteen views are the most. Delete one first.
desk-problem-view-agency = Choose an agency whose tickets you see.
desk-problem-view-query = That list cannot be saved. Set its filters again.

desk-bulk = Several tickets at once
desk-bulk-tick = Tick { $number }
desk-bulk-all = All on this page
desk-bulk-hint = Tick tickets, then choose what to do with them.
desk-bulk-count-one = { "{n}" } ticket ticked
desk-bulk-count-other = { "{n}" } tickets ticked
desk-bulk-assign = Assign
desk-bulk-refer = Refer
desk-bulk-category = Category
desk-bulk-status = Status
desk-bulk-do-assign = Assign
desk-bulk-do-refer = Refer
desk-bulk-do-category = Change category
desk-bulk-do-status = Change status
desk-bulk-me = Me ({ $name })
desk-bulk-choose-category = Choose a category…
desk-bulk-ticked = Ticked tickets
desk-bulk-told = What was done
desk-bulk-asked-assign = Assign to { $to }
desk-bulk-asked-release = Put back into the queue
desk-bulk-asked-refer = Refer to { $to }
desk-bulk-asked-category = Change the category to { $to }
desk-bulk-asked-status = Change the status to { $to }
desk-bulk-sum-done = { $n ->
    [0] No ticket was changed.
    [one] { $n } ticket was changed.
   *[other] { $n } tickets were changed.
}
desk-bulk-sum-same = { $n ->
    [one] { $n } was like that already.
   *[other] { $n } were like that already.
}
desk-bulk-sum-refused = { $n ->
    [one] { $n } could not be changed.
   *[other] { $n } could not be changed.
}
desk-bulk-sum-back = { $n ->
    [one] { $n } was set back.
   *[other] { $n } were set back.
}
desk-bulk-sum-stays = { $n ->
    [one] { $n } stayed, because something happened to it since.
   *[other] { $n } stayed, because something happened to them since.
}
desk-bulk-refused = Not changed
desk-bulk-changed = Changed
desk-bulk-out-of-reach = A ticket that is not yours to see
desk-bulk-done = changed
desk-bulk-same = was like that already
desk-bulk-back = set back
desk-bulk-undo = Undo
desk-bulk-undo-hint = Possible until { $until }, for tickets that nobody changed since.
desk-bulk-undo-told = What citizens were told stays told; whoever heard that the report was answered, closed or rejected hears that it is open again.
desk-bulk-late = Ten minutes have passed: it can no longer be undone all at once. Each ticket can still be changed on its own page.
desk-bulk-why-not-found = it is not there, or not yours to see
desk-bulk-why-conflict = somebody else changed it a moment ago; look at it first
desk-bulk-why-assignee-cannot-see = that colleague does not see tickets of this agency
desk-bulk-why-reason-needed = a reason is needed
desk-bulk-why-other = refused ({ $code })
desk-bulk-stays-conflict = stays: somebody changed it since
desk-bulk-stays-not-found = stays: it is out of your reach now
desk-bulk-stays-assignee-cannot-see = stays: whoever had it can no longer see it
desk-problem-bulk-none = Tick at least one ticket.
desk-problem-bulk-many = 100 tickets at most. Untick some and do them afterwards.
desk-problem-bulk-assignee = Choose somebody who works on tickets.
desk-problem-bulk-category = Choose a category.
desk-problem-bulk-status = Choose a status.
desk-problem-bulk-gone = What you chose is no longer there. Choose again.

desk-keys-everywhere = Everywhere
desk-keys-queue = In the queue
desk-keys-ticket = On a ticket
desk-keys-writing = While writing
desk-key-sheet = this sheet
desk-key-next = take the next ticket
desk-key-saved = open a saved view
desk-key-back = back to the queue
desk-key-tick = tick the ticket
desk-key-tick-all = tick all on the page
desk-key-undo = undo what was just done to several
desk-key-assign = assign
desk-key-status = status
desk-key-refer = refer
desk-key-category = category
desk-key-answer = find a canned answer, at the beginning of a line
