# How channels are, letters that do not arrive, copies, pictures, files.

admin-health = Channel health
admin-job-pulse = Count what comes and leaves by each channel
notice-troubled = { $channel } has not worked for over a quarter of an hour: see what to do
notice-silent = Nothing has come by { $channel } for an unusually long time
health-text = What came and left last by each channel, what waits, and what to do when something is wrong. Counted every five minutes. An alarm goes to everyone who looks after the queues when a channel is silent for longer than chance explains.
health-fine = Works
health-slow = Slow
health-failing = Messages do not arrive
health-silent = Unusually silent
health-off = Not set up
health-do-off = Nothing to do unless you want this channel. See the settings in README.
health-do-slow = Messages wait longer than ten minutes. Look again in a quarter of an hour; if it grows, look at the failed jobs.
health-do-slow-email = Letters take long to come or to leave. Ask whoever runs the mail server whether its queue is full or it delays unknown senders (greylisting).
health-do-slow-telegram = Telegram slows us down, or many messages go out at once. They leave by themselves, thirty a second.
health-do-failing = Look at the failed jobs, mend the cause there, then have them tried again.
health-do-failing-email = Run "sahut doctor": it says whether the mail server takes letters. Check host, user and password in smtp_url. Answer urgent reports by telephone. Nothing is lost: letters are tried again for five days.
health-do-failing-telegram = Run "sahut doctor": it says whether Telegram answers. Was the bot's token changed at @BotFather? Answer urgent reports by e-mail or telephone.
health-do-silent = Try the channel yourself, from outside.
health-do-silent-email = Send a letter to our address from a private account. If it is not here within five minutes: is the mailbox full, was its password changed, does "sahut doctor" reach it?
health-do-silent-telegram = Write to our bot from your own telephone. If it says nothing: was the token changed, does "sahut doctor" reach Telegram, does another program fetch the bot's messages?
health-do-silent-voice = Call our number. If nobody answers: ask the telephone provider, and see whether it reaches our public address.
health-do-silent-chat = Open the web chat on the city's site. If it does not connect: was the site changed, is our address still allowed there?
health-do-silent-form = Open the portal from a telephone without the office network and send a test report.
health-do-silent-api = Ask whoever runs the other system whether its key is still valid and what it is answered.
health-never = not in the last nine weeks
health-last-in = Last received
health-last-out = Last sent
health-silent-since = Silent since
health-letter-lag = A letter's way to us
health-waiting = Waits to leave
health-waits = { $n }, the oldest for { $lag }
health-waits-none = nothing
health-failed = Did not arrive
health-failures = { $hour } in the last hour, { $day } in the last day
health-rejects = { $n ->
    [one] One message could not be taken in and waits for you
   *[other] { $n } messages could not be taken in and wait for you
}
health-chart = { $n } in 24 hours, usually { $usual }
health-chart-new = { $n } in 24 hours; what is usual is known after four weeks
health-chart-what = Messages received per hour
health-series-came = received
health-series-usual = usual
health-column-hour = From
health-source = Source: Sahut, the last 24 hours; usual is the mean of the same hour in the last eight weeks.

desk-message-delayed = Sent, but delayed on the way; their mail server tries again
desk-message-arrived = Arrived
desk-event-undelivered-copy = A copy did not arrive
desk-event-undelivered-delayed = An answer is delayed on the way; their mail server tries again
desk-event-undelivered-complaint = The recipient reported our answer as unwanted
undelivered-by-chat = Send by Telegram
undelivered-unknown = this address does not exist or was closed
undelivered-full = the citizen's mailbox is full
undelivered-hidden = the citizen asked meanwhile to stay hidden
undelivered-refused = their mail server refuses our letters
undelivered-unwanted = the recipient reported our letter as unwanted
lost-ahead = Letters to { $address } have not arrived since { $since }.
lost-ahead-hidden = Letters to this citizen have not arrived since { $since }.
lost-why = Reason: { $why }.
lost-since = Letters have not arrived since { $since }.
lost-unwanted = Reported our letters as unwanted on { $since }: gets answers, but no news they did not ask for.
lost-wanted = Send news again
admin-action-address-wanted = sends news again to an address that had refused it
admin-field-wants_news = Gets news
lost-via = Send by
lost-way-usual = the same address anyway
lost-way-mail = another address of theirs
lost-way-chat = Telegram

admin-job-deliver_copy = Send a copy of an answer
copies-title = { $n ->
    [one] One other person was in the citizen's letter
   *[other] { $n } other people were in the citizen's letter
}
copies-legend = Who gets a copy
copies-hint = Ticked people get a copy and see the citizen's address. Their answers come here, too.
copies-delicate = This report is confidential: send copies only if the citizen asked you to.
copies-queued = Copy to { $who } is being sent
copies-sent = Copy to { $who }
copies-failed = Copy to { $who } did not arrive
desk-problem-copies-many = A copy can go to ten people at most. Untick some.
desk-problem-copies-strange = Copies go only to people who were in the citizen's own letter. Choose from the list.
desk-problem-copies-hidden = The citizen asked to stay hidden: this answer may not be copied to anybody. Your words are still here; send it without copies, and choose files again.
desk-problem-copies-by-mail = Copies go by e-mail only. Untick them, or send the answer by e-mail.

asked-to = Answers were asked to go to { $address }.
asked-hint = A web form writes that for whoever filled it in, but anybody can write it. Answer there, too, by ticking a copy; or make the report theirs: then they get its number and PIN, and our answers go there.
asked-theirs = It is their report
admin-action-ticket-theirs = gave a report to whoever its mail asked to answer
admin-field-contact = Contact

pictures-show = Show pictures from elsewhere
pictures-hint = The sender learns that the mail was opened, not by whom. Written to the audit.
pictures-found = { $n } of { $all } pictures could be fetched.
pictures-once = They are shown this once and not kept.
pictures-back = Back to the ticket
admin-action-letter-pictures = had pictures of a mail fetched
letter-as-it-came = The mail as it came (.eml)
admin-action-letter-seen = downloaded a mail as it came
health-lines = Mailboxes and bots
health-lines-day = Came within 24 hours
health-lines-usual = { $n }, usually { $usual }
