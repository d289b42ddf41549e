# Agencies that help, and agencies that answer by e-mail.

desk-view-supporting = We support
support-title = Agencies that help
support-theirs = { $agency } is responsible and answers the citizen. Your agency helps: write notes, and say when your part is done.
support-is-done = Their part is done
support-is-open = Helping
support-withdraw = Not needed any more
support-finish = Our part is done
support-finish-theirs = Their part is done
support-by-mail = They answer by e-mail. Their answer comes here as a note; when it says that their part is done, say so here for them.
support-finish-words = What was done
support-finish-hint = Read by the agency that is responsible, not by the citizen.
support-ask = Ask for help
support-whom = The agency to ask
support-hint = They see this report and write notes. Your agency still answers the citizen.
support-what = What they are asked to do
support-open =
    { $n ->
        [one] One agency is not done with its part: { $who }. You can still answer.
        *[other] { $n } agencies are not done with their parts: { $who }. You can still answer.
    }
desk-problem-support-words = Write something first: whoever reads it needs to know what.
desk-problem-support-itself = That agency is responsible already. Choose another one.
desk-problem-support-over = This report is over. Open it again first.
desk-problem-support-many = At most ten agencies. Let one go first.
desk-event-supported-asked = { $who } asked { $agency } to help
desk-event-supported-withdrawn = { $who }: the help of { $agency } is not needed any more
desk-event-supported-done = { $agency } is done with its part ({ $who })
notice-support_asked = Your agency is asked to help
notice-support_done = A supporting agency is done with its part
notice-agency_wrote = News from an agency that is reached by e-mail

desk-event-by_mail-sent = A letter went to { $agency }
desk-event-by_mail-failed = A letter to { $agency } did not arrive
desk-event-by_mail-accept = { $agency } accepted this report by e-mail
desk-event-by_mail-decline = { $agency } says by e-mail that this is not theirs
desk-event-by_mail-answered = { $agency } answered through the link in our letter
desk-event-by_mail-passed = The answer of { $agency } went to the citizen at once
agency-word-who = { $agency } by e-mail
agency-word-stranger = Not from an address of { $agency } that we know. Check before you believe it.
agency-word-machine = An automatic reply; it does not count as an answer.
agency-word-pass = Pass on to the citizen as the answer
agency-word-passed = Passed on to the citizen

agency-mail-title = E-mail and escalation
agency-mail-how = An agency without accounts
agency-mail-how-text = Every report handed to this agency is sent by e-mail, with links to accept it, to return it and to answer. Its e-mail answers come into the report as notes; those from its own address that begin with ACCEPT, DECLINE: reason or DONE: answer become a step at once. Names of citizens who asked to stay unknown are not sent.
agency-mail-no-address = None yet. Fill it in on the agency's form.
agency-mail-way-answers_by_mail = It answers by e-mail
agency-mail-way-passes_on = Its answers go to the citizen at once
admin-field-mail_ways = By e-mail
admin-hint-mail_ways = Without the second choice its answers are notes, which staff pass on with one click.
admin-field-mail_language = Language of the letters
admin-field-answers_by_mail = Answers by e-mail
admin-field-passes_on = To the citizen at once
admin-field-escalation_name = Whom to go to when it is late
admin-hint-escalation_name = Such as the head of the agency. Gets an e-mail when a report is escalated.
admin-field-escalation_email = Their e-mail address
admin-field-escalation_phone = Their telephone
admin-problem-mail-address-first = First fill in the e-mail address of this agency on its form.
admin-problem-mail-passes-what = What is passed on are answers by e-mail: tick "It answers by e-mail", too.
admin-problem-name-long = That name is too long: at most 200 characters.
admin-problem-escalation-way = Fill in an e-mail address or a telephone number for this person.
admin-action-agency-mail-kept = set how an agency is reached
admin-action-agency-mail-accept = an agency accepted a report by e-mail
admin-action-agency-mail-decline = an agency returned a report by e-mail
admin-action-agency-mail-answered = an agency answered through a link
admin-action-agency-answer-passed = passed an agency's answer on to the citizen
admin-field-letter = Letter
admin-field-note = Note
admin-field-message = Message

agency-letter-fact-number = Number
agency-letter-fact-due = Due
agency-letter-fact-place = Place
agency-letter-fact-spot = Coordinates
agency-letter-fact-from = From
agency-letter-hidden = kept confidential
agency-letter-left-out =
    { $files ->
        [one] One file is too large for e-mail. Ask us for it by answering this letter.
        *[other] { $files } files are too large for e-mail. Ask us for them by answering this letter.
    }
agency-letter-kept-back =
    { $kept ->
        [one] One file is not attached because it may name the reporter. Ask us what it says by answering this letter.
       *[other] { $kept } files are not attached because they may name the reporter. Ask us what they say by answering this letter.
    }

agency-page-agency = Agency
agency-page-about = About
agency-page-ask-accept = Accept this report?
agency-page-ask-decline = Return this report?
agency-page-ask-answered = Has it been dealt with?
agency-page-what-accept = With this your agency says that it will deal with the report.
agency-page-what-decline = The report goes back to whoever handed it over.
agency-page-what-answered = Write the answer to the citizen.
agency-page-words-decline = Why it is not yours
agency-page-words-answered = The answer
agency-page-hint-decline = Say who is responsible, if you know.
agency-page-hint-answered = What was done, and when.
agency-page-button-accept = Yes, it is ours
agency-page-button-decline = Return it
agency-page-button-answered = Send the answer
agency-page-problem-words-needed = Write something first: whoever reads it needs to know what.
agency-page-problem-text-long = Too long: at most 4,000 characters.
agency-page-done-accept = You have accepted the report
agency-page-done-decline = The report was returned
agency-page-done-answered = The answer was sent
agency-page-thanks-accept = Thank you. When it has been dealt with, answer our e-mail or open the link "It is dealt with".
agency-page-thanks-decline = Thank you. We look for those responsible.
agency-page-thanks-answered = Thank you. We have your answer.
agency-page-used = This link was used already
agency-page-used-text = Every link works once. Something to add? Answer our e-mail.
agency-page-over = This link is too old
agency-page-over-text = Answer our e-mail; that still reaches us.
agency-page-gone = This can no longer be done
agency-page-gone-text = The report was answered, or is with another agency. Something to say? Answer our e-mail.
