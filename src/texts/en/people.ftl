# Roles and rights, who may know a citizen, the citizen's card, strikes and limits.

role-team_leader = Team leader
role-agency_head = Head of agency
role-coordinator = Coordinator
role-qa = Quality reader

right-read-tickets = Read reports
right-read-tickets-text = Open the desk and read what citizens wrote.
right-see-contact = See who citizens are
right-see-contact-text = Name, number and address of citizens who did not ask to be hidden.
right-merge-contacts = Merge contacts
right-merge-contacts-text = Make two contacts one person, and part them again.
right-settle-tickets = Close and settle
right-settle-tickets-text = Close what a citizen did not confirm.
right-lead-team = Lead a team
right-lead-team-text = Answers, macros and views that a team shares; have a locked file checked again.
right-take-escalations = Hear of what is late
right-take-escalations-text = Is told when a deadline passed or a report was handed up.
right-judge-nuisance = Decide on strikes
right-judge-nuisance-text = Confirm strikes, agree to limits, lift them, decide on appeals.

people-hidden = [hidden]
people-name-hidden = Name hidden
people-name-hidden-text = Your role reads how citizens are answered, not who they are.
desk-event-hidden = { $who }: from now on nobody sees who wrote this
desk-file-hidden = may name its author; ask a supervisor
desk-refused-reads-only = You can read here, not change
desk-refused-reads-only-text = Your role reads how citizens are answered. Answering, assigning and labelling is for those who work on reports.

people-tier-name-new = First report
people-tier-name-repeat = Came before
people-tier-name-frequent = Comes often
people-tier-new = No other report that counts here.
people-tier-repeat =
    { $all ->
        [one] { $all } report
       *[other] { $all } reports
    }, { $year } in the last twelve months.
people-tier-frequent = { $all } reports, { $year } in the last twelve months.
people-elsewhere =
    { $n ->
        [one] { $n } of them is with an agency whose reports you do not see.
       *[other] { $n } of them are with agencies whose reports you do not see.
    }
people-silent = { $n } silent calls within a day. Somebody may need help and cannot speak: call back, and send help if you cannot reach them.
people-serve = How to serve them
people-save-language = Save language
people-note = What to mind
people-note-hint = For example: hard of hearing, please write. Colleagues who may know this citizen read it; the citizen may ask to see it.
people-save-note = Save note
people-consent = Consent
people-consent-follow_up = To be asked afterwards
people-consent-share = Tell other agencies who they are
people-consent-recording = Record calls
people-consent-publish = Publish the report without their name
people-consent-yes = agreed
people-consent-no = not agreed
people-consent-unasked = never asked
people-consent-to = What for
people-consent-said = The citizen has
people-consent-how = How they said so
people-consent-save = Write down
people-merge = The same person?
people-alike-title = These gave the same number or address
people-alike = { $who } (same: { $why })
people-merge-number = Number of another report of theirs
people-merge-hint = Everything of that contact goes over to this one. You can part them again.
people-merge-reason = How do you know?
people-merge-do = Make them one
people-merged = Merged with { $who } ({ $about })
people-unmerge = Part them again
people-hide = Hide who they are
people-hide-text = If the citizen asks for it. From then on only supervisors and administrators see name and address. It cannot be taken back.
people-hide-do = Hide for good
people-label = Behaviour
people-label-hint = Silent, accidental and children’s calls are only noted. Everything else goes to a supervisor.
people-label-kind = What was it?
people-label-what = What happened?
people-label-do = Label
people-came-limited = Came while a limit was running: answered after others of its kind.
people-kind-silent = Silent
people-kind-accidental = By accident
people-kind-child = A child
people-kind-vulnerable = Often, because not well
people-kind-prank = Prank
people-kind-false_report = False report
people-kind-abusive = Abuse
people-kind-sexual = Sexual harassment
people-kind-threat = Threat
people-kind-spam = Advertising
people-mark-noted = noted
people-mark-proposed = waits for a supervisor
people-mark-strike = strike
people-mark-dismissed = dismissed
people-limit-runs = { $channel }: answered last until { $until }

desk-problem-people-note-long = Write at most 500 characters.
desk-problem-people-how-needed = Write how they said so, for example “on the telephone”.
desk-problem-people-same-person = That report is of this very contact. Give the number of another one’s.
desk-problem-people-merge-number = Give the number of a report that you can open.
desk-problem-people-merge-large = That contact has too much to be one person. Ask an administrator.
desk-problem-people-appeal-needed = Write why they disagree.
desk-problem-people-label-note = Write what happened: a supervisor decides by it.

admin-limits = Limits
people-limits-text = Nobody is turned away: whoever is under a limit is answered last on that one channel, for a while. Emergencies are never touched. A strike counts for 90 days: the first brings 1 day, the second 3, then 30; more than a day needs a second person.
people-rests-not = In a disaster let all limits rest: whoever wrote nonsense yesterday may need help today.
people-rests = All limits rest. Everybody is answered as ever.
people-rest-begin = Let all limits rest
people-rest-end = Limits count again
people-proposals = Proposed strikes
people-proposals-none = No label waits for you.
people-confirming = Confirming brings
people-brings =
    Strike { $strike }: { $days ->
        [one] a limit of { $days } day
       *[other] a limit of { $days } days, once a second person agrees
    }
people-police = A threat also goes to the police.
people-own-label = You gave this label: somebody else decides.
people-confirm = Confirm
people-dismiss = Dismiss
people-limits-waiting = Waiting for a second person
people-limits-waiting-none = None.
people-limits-running = Running
people-limits-running-none = Nobody is under a limit.
people-limits-ended = Over
people-limits-ended-none = None.
people-until = Until
people-decided-by = Decided by
people-days =
    { $n ->
        [one] { $n } day
       *[other] { $n } days
    }
people-own-limit = You asked for it or gave the label: somebody else agrees.
people-agree = Agree
people-refuse = Do not agree
people-lift = Lift
people-limit-waiting = waiting
people-limit-running = running
people-limit-over = over
people-limit-lifted = lifted
people-limit-refused = not agreed
people-told = the citizen was told { $when }
people-told-not = the citizen has not written since
people-told-not-spoken = nobody has told the caller yet
people-appeal-made = Appeal { $number }
people-appeal = Appeal
people-appeals = Appeals
people-appeals-none = No appeal waits for you.
people-appeals-text = Read the appeal first. Who is right has no strike: the limit ends if it still runs, and reports that it put last stand as if there had been none.
people-own-appeal = You had a hand in this limit: somebody else decides.
people-judge = Decide
people-judge-hint = The citizen reads this with the result.
people-judge-spoken = They came by telephone: if they gave no address, call back and say it.
people-uphold = The citizen is right
people-turn-down = It stays as it was
people-verdict-upheld = appeal upheld
people-verdict-turned_down = appeal not upheld
people-appeal-upheld-message =
    You were right to object. { $why }

    What was held against you no longer counts, and this limit is over. Reports that only it put last are back where they were.
people-appeal-turned-down-message =
    We looked at your objection anew; nobody who had decided before took part. It stays as it was. { $why }
admin-problem-people-not-own-label = You gave this label yourself. Ask another supervisor to decide.
admin-problem-people-not-own-limit = You asked for this limit yourself, or gave the label. Ask another supervisor to agree.
admin-problem-people-not-own-appeal = You gave this label, confirmed it or agreed to the limit. Ask another supervisor or an administrator to decide.

people-kind-citizen-silent = silent calls
people-kind-citizen-accidental = calls by accident
people-kind-citizen-child = calls by a child
people-kind-citizen-vulnerable = many calls
people-kind-citizen-prank = a message that we take for a prank
people-kind-citizen-false_report = a report that was not true
people-kind-citizen-abusive = insulting words
people-kind-citizen-sexual = sexual harassment
people-kind-citizen-threat = a threat
people-kind-citizen-spam = advertising
people-limit-notice =
    We have your message. Because of { $why } we answer you later than others on this channel until { $until }.
    This never holds for emergencies: call 112. All other ways to reach us are open as ever.
    Do you disagree? Write to our supervisors: { $link }
people-limit-heard = Because of { $why }, what you report by telephone is answered after the others until { $until }. This does not touch emergencies. If you disagree, open the page of this report with the number and PIN you just heard.
people-limit-spoken = Before we go on: because of { $why } we answer you later than others on this telephone line until { $until }. We hear you all the same, this never holds for emergencies (112), and all other ways to reach us are open. If you disagree, tell me why: I write it down, and supervisors decide, not I.
people-spoken = Read this out to the caller
people-spoken-done = I have told them
people-spoken-object = The caller disagrees
people-spoken-words = What they say against it
people-spoken-hint = In their words. Supervisors who had no hand in it decide and call back.
people-spoken-objected = Their objection { $number } is with the supervisors, who call back.
people-limit-lifted-message = The limit on your messages is lifted. Thank you for your patience.
people-appeal-title = Your messages are answered later
people-appeal-why = The reason: { $why }.
people-appeal-until = It ends by itself: { $until }.
people-appeal-over = It is over already.
people-appeal-emergency = Emergencies are never held back, and all other ways to reach us are open. If a life is in danger, call 112.
people-appeal-words = Why do you disagree?
people-appeal-hint = Supervisors read this, not the person you spoke to.
people-appeal-send = Send to the supervisors
people-appeal-needed = Write why you disagree.
people-appeal-sent = Your objection is with the supervisors
people-appeal-sent-text = With number and PIN you can follow what becomes of it.
people-appeal-made-before = You have objected already. Follow it with the number and PIN you were given.
people-appeal-subject = Objection to the limit after report { $number }

people-track-hide = Hide who I am
people-track-hide-text = From now on the agencies do not see your name, number and address; supervisors of the hotline still do. What you wrote about yourself in your messages stays. This cannot be taken back.
people-track-hidden = From now on the agencies do not see who you are.
people-track-is-hidden = The agencies do not see who you are.

admin-action-contact-noted = changed how to serve a citizen
admin-action-contact-language = changed a citizen’s language
admin-action-contact-consent = wrote down a consent
admin-action-contact-merged = merged two contacts
admin-action-contact-parted = parted two contacts
admin-action-ticket-hidden = hid a citizen’s identity
admin-action-nuisance-labelled = labelled a report
admin-action-nuisance-confirmed = confirmed a strike
admin-action-nuisance-dismissed = dismissed a label
admin-action-limit-asked = asked for a limit
admin-action-limit-started = began a limit
admin-action-limit-refused = did not agree to a limit
admin-action-limit-lifted = lifted a limit
admin-action-limit-appealed = objected to a limit
admin-action-limit-told = told a caller of a limit
admin-action-appeal-upheld = upheld an appeal against a limit
admin-action-appeal-turned-down = did not uphold an appeal against a limit
admin-action-limits-rest = let limits rest or count
admin-subject-contact = contact
admin-subject-nuisance = label
admin-subject-limit = limit

admin-action-contact-erased = erased what tells who a citizen is
right-erase-contacts = Erase a citizen
right-erase-contacts-text = Name, addresses, words and files of somebody who asks for it. There is no way back.
people-erase = Erase this citizen’s data
people-erase-goes = What goes: name, addresses, every message and file of theirs in all reports, the place, notes, and the letters as they came.
people-erase-stays = What stays: report number, kind, area, agency, steps, times and score. What was shown to everybody without a name stays, too.
people-erase-first = Finish their reports first, and answer them: afterwards nobody can be reached. There is no way back.
people-erase-reason = Who asked, and how they showed that it is them
people-erase-hint = This stays, for whoever has to account for it. Write no name and no address.
people-erase-sure = I know that this cannot be taken back.
people-erase-do = Erase for good
people-erased = Everything that tells who this is was erased at their wish on { $when }.
desk-event-erased = { $who } erased who wrote this, at the citizen’s wish
desk-problem-erase-reason = Write who asked and how they showed that it is them: 500 characters at most.
desk-problem-erase-sure = Tick that you know there is no way back.
desk-problem-erase-open = A report of theirs is not over. Answer and close all of them first.
desk-problem-erase-leaving = A message to them has not left yet. Try again in a few minutes.
desk-problem-erase-limited = A limit on their messages runs, or one is asked for. Let it end first, or lift it.
admin-field-files = Files
desk-problem-erase-set-aside = A message of theirs waits among those that were not taken in. Take it in or discard it first.
