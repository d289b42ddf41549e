# What steps tell citizens, and the pages where it is changed.

letter-verified = We have looked at report { $number }; it is complete, and goes to those responsible.{"{% if due %}"} It is to be done by { $due }.{"{% endif %}"}
letter-referred =
    Report { $number } is now with { $agency }.{"{% if due %}"} It is to be done by { $due }.{"{% endif %}"}
    You need not do anything; we tell you when there is news.
letter-in-work = { $agency } is working on report { $number }.{"{% if due %}"} It is to be done by { $due }.{"{% endif %}"}
letter-waiting-other = Report { $number } waits for somebody else, such as a supplier. We go on as soon as we hear from them.
letter-confirmed = Thank you. Report { $number } is closed.
letter-closed =
    We have closed report { $number }.
    Is something still not in order? Answer this message; it becomes a new report.
letter-lapsed = We have closed report { $number } because we heard nothing from you for ten days. Is something still not in order? Answer this message; it becomes a new report.
letter-disputed = You disagree with the answer to report { $number }; we have that. { $agency } looks at it again.
letter-reopened = We have opened report { $number } again. { $agency } looks at it.
letter-merged =
    Others reported the same, so we handle your report { $number } together with theirs.
    You hear from us here as before. You may still answer this message at any time.
letter-unmerged =
    We handle your report { $number } by itself again. You hear from us here.

letter-name-acknowledged = Receipt
letter-name-verified = Looked at
letter-name-referred = Handed to an agency
letter-name-in_work = Work began
letter-name-asked = A question to the citizen
letter-name-waiting_other = Waiting for others
letter-name-answered = The answer
letter-name-confirmed = The citizen says it is done
letter-name-closed = Closed by staff
letter-name-lapsed = Closed after ten days
letter-name-disputed = Dispute received
letter-name-reopened = Opened again
letter-name-merged = Merged
letter-name-unmerged = Apart again
letter-name-rejected = Turned away, for whichever reason
letter-name-rejected_unclear = Turned away: unclear
letter-name-rejected_not_public = Turned away: not a public service
letter-name-rejected_court = Turned away: court or police
letter-name-rejected_duplicate = Turned away: reported already
letter-name-rejected_prank = Turned away: a prank
letter-name-rejected_spam = Turned away: advertising
letter-name-rejected_elsewhere = Turned away: another body

letter-when-acknowledged = As soon as a report is in, with number and PIN.
letter-when-verified = After somebody has looked at the report.
letter-when-referred = After the report was handed to another agency, with the due time.
letter-when-in_work = After the agency accepted the report or began with it.
letter-when-asked = When we need something from the citizen.
letter-when-waiting_other = When the work waits for others, such as a supplier.
letter-when-answered = When the report is answered by the step "answer".
letter-when-confirmed = After the citizen pressed "yes, it is in order".
letter-when-closed = When a supervisor closes the report with a reason.
letter-when-lapsed = When the citizen was silent for ten days after the answer.
letter-when-disputed = After the citizen disputed the answer on the report's page.
letter-when-reopened = When staff open the report again or take its end back, or its citizen completes one that was unclear.
letter-when-merged = When the report is merged with another one.
letter-when-unmerged = When a merge is taken back.
letter-when-rejected = When a report is turned away for a reason without a text of its own.
letter-when-rejected_unclear = When a report is turned away for this reason.
letter-when-rejected_not_public = When a report is turned away for this reason.
letter-when-rejected_court = When a report is turned away for this reason.
letter-when-rejected_duplicate = When a report is turned away for this reason.
letter-when-rejected_prank = When a report is turned away for this reason.
letter-when-rejected_spam = When a report is turned away for this reason.
letter-when-rejected_elsewhere = When a report is turned away for this reason.

letter-blank-due = when it is due; empty when that is past
letter-blank-reason = what staff wrote: the answer, the question or the reason
letter-blank-refusal = the reason that was chosen for turning it away
letter-blank-pin = the PIN for following the report
letter-sample-reason = We replaced the lamp in front of SDN 3 this morning.
letter-sample-refusal = another body is responsible
letter-sample-pin = 123456
letter-sample-other = 2611-000040-1

answer-problem-letter-empty = Write the words. To return to the built-in text, use the button "Back to the built-in text".
answer-problem-letter-needs = Put { $word } in double braces, without a condition: every citizen needs to read it.
answer-problem-letter-long = Too long for this channel: at most { $word } characters. Shorten it.

admin-texts = Texts
admin-field-body_id = Indonesian
admin-field-body_en = English
admin-field-told = Told to citizens
admin-field-channel = Channel
admin-action-text-kept = changed a text
admin-action-text-forgotten = returned to a built-in text
admin-action-text-switched = set whether a text is told
admin-subject-text = text

texts-text = This is what citizens read at each step. You can put every text in your own words: for all channels or one, for all agencies or one with everything below it. The most specific one counts.
texts-name = Text
texts-when = When it is told
texts-changed = In your own words for
texts-told = Told
texts-built-in = the built-in text
texts-any-channel = All channels
texts-any-agency = All agencies
texts-on = Yes
texts-off = No
texts-always = Always
texts-switch-off = Switch off
texts-switch-on = Switch on
texts-switched = That is set.
texts-forgotten = The built-in text counts there again.
texts-channel = Channel
texts-agency = Agency
texts-go = Show
texts-own-here = There are words of your own for this choice.
texts-none-here = There are no words of your own for this choice yet. Below is the built-in text; change it and save.
texts-read-only = Texts for all agencies are changed by an administrator of the whole house. Choose your agency to write its own.
texts-how = Put a word from the list at the side in double braces. For a part that is only there sometimes:
texts-try = See what it says
texts-forget = Back to the built-in text
texts-preview = This is what it says ({ $channel })
texts-preview-none = There is nothing to show yet: the text must be mended first.
texts-length = { $n } of { $most } characters
texts-needed = needed
texts-built-in-words = The built-in text
