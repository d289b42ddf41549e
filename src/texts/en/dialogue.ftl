# Talking with the bot: reports, status, questions, a person.

dialogue-welcome =
    Welcome to the service of { $city }. 👋
    Press one of the buttons below, or simply write what happened; photos, voice and places are fine, too.
    An emergency? Call 112 now.
    If agencies must not see who you are, write #anonymous; if only those who handle it may read it, #confidential.
dialogue-menu = How can we help?
dialogue-menu-report = 📝 Report
dialogue-menu-status = 🔎 My reports
dialogue-menu-question = ❓ Ask
dialogue-menu-agent = 👤 A person
dialogue-menu-erase = 🗑 Erase my data
dialogue-menu-language = 🌐 English
dialogue-language = Right, we go on in English. How can we help?

dialogue-cancel = Cancel
dialogue-cancelled = Cancelled. This report was not sent. Write whenever you need us.
dialogue-cancelled-question = Cancelled. Write whenever you need us.
dialogue-nothing-to-cancel = There is nothing to cancel. Simply write what happened.
dialogue-back = ◂ Back
dialogue-more = Next ▸
dialogue-over = This button is no longer in use. How can we help now?
dialogue-unfinished = There is something that you have not sent yet. Go on with it?
dialogue-go-on = ▶️ Go on
dialogue-send-now = 📨 Send it now
dialogue-anew = ✖️ Drop it, begin anew

dialogue-what = What happened? Tell it in your own words: what, where, since when.
dialogue-added = We add that to your report.
dialogue-topic = What is it about?
dialogue-topics = Other topics ▸
dialogue-any-topic = Let your staff choose
dialogue-place = Where is it? Press the location button if you are there, or write the address or something nearby.
dialogue-key-place = 📍 Send my location
dialogue-key-no-place = Skip
dialogue-key-photo-place = 📷 Use the place of my photo
dialogue-photo-place = Your photo says that it was taken at { $place }. If that is the place you report, press the button with the camera. We do not use it otherwise.
dialogue-placed = We have noted the place.
dialogue-no-place = Right, without a place.
dialogue-picture = Do you have a photo? Send it now; it helps. Voice or a file is fine, too.
dialogue-no-picture = No photo
dialogue-more-pictures = We have your photo. Any more?
dialogue-enough = That is all
dialogue-name = May the agency that handles it know your name? You get the answer here either way.
dialogue-named = 🙂 Yes
dialogue-unnamed = 🕶 No, hide my name
dialogue-emergency = This sounds like an emergency. If lives are in danger, call 112 right now! We send your report without asking further; send photos and your location here if you are safe.

dialogue-same = Perhaps this is known already. If you follow that report, you get the same news.
dialogue-same-line =
    { $n ->
        [one] One person reported or follows this
       *[other] { $n } people reported or follow this
    }: { $number }, { $where } · { $status }
dialogue-follow = 🔔 Follow { $number }
dialogue-not-same = It is something else: send my report

dialogue-check =
    Check it before you send it:

    { $text }

    Topic: { $topic }
    Place: { $place }
    Photos and files: { $pictures }
    Name: { $name }

    Anything missing? Write it, we add it. A slip? Edit your message.
dialogue-check-any-topic = our staff choose
dialogue-check-no-place = not said
dialogue-check-named = the agency may know it
dialogue-check-unnamed = hidden
dialogue-send = ✅ Send the report
dialogue-other-topic = Other topic
dialogue-other-place = Other place
dialogue-picked-up = Your report was not finished, but it is not lost: our staff get what you wrote so far. Add anything here at any time.

dialogue-other-number = 🔢 Another number
dialogue-number = Write the number of the report and its PIN, for example: 2611-000042-7 123456
dialogue-rated = Thank you. We noted { $score } for report { $number }.
dialogue-rated-low = Thank you for being frank. We noted { $score } for report { $number }. Not solved? Write here what is missing.
dialogue-not-to-rate = This report cannot be rated yet: there is no result.

dialogue-question = What would you like to know? Write your question, for example: lost identity card
dialogue-answers = This is what we found. Press a title to read it; or write another question.
dialogue-no-answer = We found no answer. Send your question to our staff?
dialogue-search-away = The search is away at the moment. Send your question to our staff?
dialogue-article-gone = This answer is no longer there. Write your question once more.
dialogue-did-it-help = Did this help?
dialogue-helped = 👍 Yes
dialogue-not-helped = 👎 No
dialogue-glad = Glad to help. Anything else?
dialogue-sorry = Sorry, that was not it. Send your question to our staff, or write it in other words.
dialogue-hand-over = 👤 Send it to your staff
dialogue-handed-over = We pass it on to our staff.

dialogue-agent-write = Write your message; our staff read it and answer here.
dialogue-agent-about = Write your message; whoever handles report { $number } reads it and answers here.
dialogue-agent-there = Somebody is on duty.
dialogue-agent-away = Nobody is on duty right now; your message waits and is answered as soon as somebody is back.

dialogue-erase =
    You can ask { $city } to erase your personal data: your name, your Telegram number and this conversation.
    What happens: your request becomes a confidential ticket, which only staff with that right read; they check it and answer here. Nothing is erased by itself. Reports that are still being handled may end with it.
    Send this request?
dialogue-erase-yes = Yes, ask for erasure
dialogue-erase-no = No, leave it
dialogue-erase-again = We have your request of today already. Our staff answer here.
dialogue-erase-subject = Request to erase personal data (Telegram)
dialogue-erase-words = I ask that my personal data is erased: my name, my Telegram number and this conversation.

dialogue-command-report = Make a report
dialogue-command-status = See your reports
dialogue-command-question = Find an answer
dialogue-command-agent = Talk to a person
dialogue-command-language = Change the language
dialogue-command-cancel = Cancel
dialogue-command-erase = Ask that your data is erased
dialogue-command-menu = All choices
dialogue-rate = How was report { $number } handled? 1 = badly, 5 = very well.
