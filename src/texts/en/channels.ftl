# What we say on certain channels only.

channels-telegram-group = Thank you for writing to { $city }. To keep reports private we do not take them in groups. Please send this bot a private message.
channels-telegram-blocked = The citizen blocked our Telegram bot: answers will not arrive on this channel.
channels-telegram-unblocked = The citizen let our Telegram bot in again: answers arrive.
channels-telegram-files-changed = The citizen edited an earlier message: it has another picture or file now. What it had before is kept beside it.
channels-mail-oversize =
    Your mail is noted, but it is too large ({ $size } MB), so we could not take in what it says.
    Please send it again as an answer to this mail, { $most } MB at most; make the attachments smaller or split them.
channels-files-many =
    Your mail is noted, but { $files } of its files were not kept: we take { $most } files in one mail at most.
    Please send the others as an answer to this mail.
channels-file-large =
    Your message is noted, but its file is too large for us to fetch: { $most } MB at most.
    Please send a smaller one here, or split it.
