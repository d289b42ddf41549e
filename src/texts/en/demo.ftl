# The page /demo and what `sahut demo` prints.

demo-title = Demo
demo-heading = You are the citizen here; the desk is in the other tab
demo-only-here = Call, write a mail or chat, then answer as an agent. Every person and place in this city is made up, nothing leaves this computer, and this page exists only while sahut demo runs.
demo-enter = Open the desk
demo-enter-as = Sign in as
demo-enter-with = password
demo-to-portal = Citizens’ portal
demo-to-desk = Desk
demo-to-trends = Trends
demo-channels = Channels
demo-chat = Chat
demo-sign-ins = Everyone who can sign in
demo-password = Everyone’s password: { $password }
demo-person = Name
demo-role = Role
demo-address = Address to sign in with
demo-send = Send
demo-failed = That did not work. Try again in a moment.

demo-phone-aloud = sound
demo-phone-calling = Calling { $number }…
demo-phone-ended = The call is over
demo-phone-failed = The line went dead. Call again.
demo-phone-log = What is heard on the telephone
demo-phone-hint = Press Call, then follow the voice. It begins in Indonesian; 9 changes the language.
demo-phone-display = Keys pressed
demo-phone-press = Press
demo-phone-speak = Speak (type what you say)
demo-phone-spoken = I have finished
demo-phone-call = Call
demo-phone-hang = Hang up
demo-phone-dialled = An agent’s telephone rings… nobody answers.
demo-phone-112 = 112 is dialled here. In the demo nobody answers.
demo-phone-note = Demo: the recording holds tones only. What the caller said: { $words }

demo-mail-from = From
demo-mail-subject = Subject
demo-mail-body = Message
demo-mail-file = Attachment (optional)
demo-mail-subject-sample = Street lights are out
demo-mail-body-sample = Good afternoon, three street lights on Jalan Kenanga have been out since Monday. It is very dark at night. Please have them repaired.
demo-mail-opened = Delivered. Sahut opened ticket { $number }; its answer is below.
demo-mail-joined = Delivered. The letter joined ticket { $number }.
demo-mail-delivered = Delivered.

demo-bot-log = Conversation with the bot
demo-bot-empty = No messages yet. Begin with /start, or just write what happened.
demo-bot-text = Write a message
demo-bot-place = Location
demo-bot-placed = Location: { $place }
demo-bot-photo = Photo
demo-bot-voice = Voice
demo-bot-sound = Voice message
demo-bot-picture = Photo in the chat
demo-bot-no-sound = That is no sound file. Choose a recording, such as .ogg, .mp3, .m4a or .wav.
demo-bot-files-by-hand = Choose a photo or a recording, then press Send.
demo-bot-taken = Taken.
demo-bot-failed = Sahut takes no messages at the moment; Telegram will try again.

demo-outbox = What left the house
demo-outbox-short = Sent
demo-outbox-text = Every mail and bot message that Sahut sent to citizens. The mails lie as .eml files in the folder outbox.
demo-outbox-empty = Nothing yet. Send a mail or a Telegram message, and the answer appears here.
demo-left-answer = Answer this mail

demo-ready = Sahut is ready, and so is { $city }.
demo-ready-page = You are the citizen
demo-ready-desk = The desk
demo-ready-trends = Trends
demo-ready-portal = Citizens’ portal
demo-ready-help = Help
demo-ready-people = Sign in as (password: { $password })
demo-ready-data = Data
demo-ready-stop = Stop with Ctrl+C.
demo-ready-old = This city’s past ends on { $date }; sahut demo --fresh tells it up to today.

demo-after-photo = This is how it looks now.
