# Why an answer did not arrive, and another way.

undelivered-blocked = the citizen blocked our Telegram bot
undelivered-deactivated = the citizen's Telegram account was deleted
undelivered-no-chat = this Telegram chat is no longer there
undelivered-moved = this chat moved to another group
undelivered-no-address = the citizen left no address on this channel
undelivered-telegram-away = Telegram does not answer
undelivered-token = Telegram does not accept our bot's token; an administrator must put it right under Mailboxes and bots
undelivered-pace = Telegram asks us to write more slowly
undelivered-large = the files are too large for their server. Send fewer or smaller ones
undelivered-domain = the domain of this address does not exist
undelivered-too-long = their mail server did not take it for days
undelivered-by-mail = Send by e-mail
undelivered-bot-off = our Telegram bot is switched off; an administrator can switch it on under Mailboxes and bots
undelivered-mail-away = our mail server does not answer
undelivered-mail-login = our mail server does not accept our password; an administrator must put it right under Mailboxes and bots
undelivered-mail-off = no mail server is set up for what we send
undelivered-came-back = the mail came back without a reason
undelivered-read-here = the citizen reads answers on the report's page; nothing is sent to them
undelivered-no-file = a file of this answer is no longer there
