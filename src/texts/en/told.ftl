# Letters to agencies that answer by e-mail, and news of reports by Telegram.

letter-agency-referred-subject = [{ $number }] { $subject }
letter-agency-referred =
    To { $agency }:

    { $city } hands you report { $number } of a citizen. Please see to it by { $due }.{"{% if words %}"}

    Why it is handed to you:
    { $words }{"{% endif %}"}

    { $facts }

    The report:
    { $report }{"{% if left_out %}"}

    { $left_out }{"{% endif %}"}

    { $ways }
letter-agency-soon-subject = Due soon: [{ $number }] { $subject }
letter-agency-soon =
    To { $agency }:

    report { $number }, which is with you, is due soon: { $due }.

    { $facts }

    The report:
    { $report }

    { $ways }
letter-agency-late-subject = Late: [{ $number }] { $subject }
letter-agency-late =
    To { $agency }:

    report { $number }, which is with you, is late. It was due { $due }.

    { $facts }

    The report:
    { $report }

    { $ways }
letter-agency-escalated-subject = Your attention is needed: [{ $number }] { $subject }
letter-agency-escalated =
    Report { $number } at { $agency } has not been dealt with. It was due { $due }. Please look into it.

    { $facts }

    The report:
    { $report }
letter-agency-reopened-subject = Opened again: [{ $number }] { $subject }
letter-agency-reopened =
    To { $agency }:

    report { $number }, which had been answered, is open again. Please look at it once more.{"{% if words %}"}

    What was said:
    { $words }{"{% endif %}"}

    { $facts }

    The report:
    { $report }{"{% if left_out %}"}

    { $left_out }{"{% endif %}"}

    { $ways }
letter-agency-support-subject = Your help is needed: [{ $number }] { $subject }
letter-agency-support =
    To { $agency }:

    another agency answers for report { $number } and asks you for help.

    What you are asked to do:
    { $words }

    { $facts }

    The report:
    { $report }{"{% if left_out %}"}

    { $left_out }{"{% endif %}"}

    { $ways }
letter-agency-refused-subject = Not recorded yet: [{ $number }] { $subject }
letter-agency-refused =
    To { $agency }:

    we have your answer about report { $number }, and a person reads it, but the step you asked for could not be recorded.

    { $words }

    { $ways }

letter-name-agency_referred = A report is handed over
letter-name-agency_soon = Due soon
letter-name-agency_late = Late
letter-name-agency_escalated = Escalation
letter-name-agency_reopened = Opened again
letter-name-agency_support = Asked for help
letter-name-agency_refused = A step that could not be recorded
letter-when-agency_referred = When a report is handed to an agency that answers by e-mail.
letter-when-agency_soon = When its time is nearly up.
letter-when-agency_late = When its time is over.
letter-when-agency_escalated = To whoever is asked when the agency is late.
letter-when-agency_reopened = When the citizen disputes the answer, or the report is opened again.
letter-when-agency_support = When an agency that answers by e-mail is asked to help with what another one answers for.
letter-when-agency_refused = When an agency's answer begins with ACCEPT, DECLINE or DONE and that step cannot be taken. At most once for each stage of a report.

letter-agency-blank-due = when it is due, also when that is past
letter-agency-blank-agency = the agency that is written to
letter-blank-city = the name of your city or government
letter-blank-facts = number, due time, place and who reported it, one to a line; who asked to stay unknown is not named
letter-blank-report = the words of the report
letter-blank-left_out = files too large for e-mail; empty when there are none
letter-blank-words = why it is handed over, what the citizen objects to, or why a step could not be recorded; may be empty
letter-blank-ways = the words and links for accepting, returning and answering
letter-sample-city = City of Tirtamaya
letter-sample-facts =
    Number: 2611-000042-7
    Due: Thursday, 26 November 2026 09:00 WIB
    Place: Jalan Melati 12
    From: Siti Rahma, siti@example.id
letter-sample-report = The street lamp in front of SDN 3 has been out since Monday.
letter-sample-left_out = 2 files are too large for e-mail. Ask us for them by answering this letter.
letter-sample-words = The pole belongs to your agency.
letter-sample-ways =
    Simply answer this e-mail.

    It is dealt with: begin your answer with DONE: and what was done, or open
    https://hotline.example/agency/…

agency-letter-how =
    Simply answer this e-mail. To have a step recorded at once, begin the first line of your answer with one of the words below, or open its link. A link opens a page that asks first. We read answers without these words, too.
agency-letter-way-accept =
    It is ours. Write: ACCEPT
    or open:
agency-letter-way-decline =
    It is not ours. Write: DECLINE: the reason
    or open:
agency-letter-way-answered =
    It is dealt with. Write: DONE: what was done
    or open:
agency-letter-help-ways = Simply answer this e-mail: tell us when your part is done, or why you cannot help. A colleague reads it; the citizen is answered by the agency that is responsible.
agency-letter-end = This letter and its links are for your agency only. Do not pass them on.
agency-letter-no-ways = Something to say? Simply answer this e-mail.
agency-letter-word-accept = ACCEPT
agency-letter-word-decline = DECLINE
agency-letter-word-answered = DONE
agency-letter-refused-elsewhere = This report is with another agency now, so { $word } changes nothing.
agency-letter-refused-not-now = Where the report stands now: { $stage }. From here the step { $word } cannot be taken, or it has been taken already.
agency-letter-refused-nobody = This report came to your agency directly, so there is nobody who could take it back by the word { $word }. Tell us who is responsible in your view; a person reads it.
agency-letter-refused-no-reason = The word { $word } needs a reason. Please answer once more, for example: { $word }: this road belongs to the province.
agency-letter-refused-no-answer = The word { $word } needs an answer for the citizen. Please answer once more, for example: { $word }: we replaced the lamp this morning.
desk-event-by_mail-refused = { $agency } was told why the step in its e-mail could not be recorded

answer-problem-letter-one-line = A subject is one line. Use short blanks such as number and subject.
texts-to-citizens = To citizens
texts-to-agencies = To agencies that answer by e-mail
texts-to-agencies-text = These letters leave when an agency is set to answer by e-mail. Their language is set at the agency; subject and words can be written here, for all agencies or for one with everything below it.
texts-subject-id = Subject, Indonesian
texts-subject-en = Subject, English
texts-by-mail = E-mail
admin-field-subject_id = Subject, Indonesian
admin-field-subject_en = Subject, English

news-chat-title = News by Telegram
news-chat-choose = Send news to Telegram
news-chat-choose-text = News of this report can go to your Telegram, too. Telegram shows the name of your profile to our bot.
news-chat-here = We send news to the Telegram chat you chose.
news-chat-end = No longer to Telegram
news-chat-how = Open Telegram with this button and press Start. From then on news of this report goes there.
news-chat-open = Open Telegram
news-chat-once = This button is for you only, works once, and is good for { $n } minutes. Need another? Ask for it on the page of the report.
news-chat-back = Back to the report
news-chat-begun =
    From now on news of report { $number } comes here. You may reply to it here.
    To end it, write STOP.
news-chat-over = This link was used already, or is too old. Open the page of your report again and ask for a new one.
news-chat-already = News of your report comes here already. To end it, write STOP.
news-chat-stopped = All right, no more news comes here. You can still follow reports on their pages with number and PIN.
news-chat-stop-hint = Or write STOP here.
