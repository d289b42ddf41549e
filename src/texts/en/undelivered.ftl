# Why an answer did not arrive, and another way.

undelivered-blocked = the citizen blocked our Telegram bot
undelivered-deactivated = the citizen's Telegram account was deleted
undelivered-no-chat = this Telegram chat is no longer there
undelivered-moved = this chat moved to another group
undelivered-no-address = the citizen left no address on this channel
undelivered-by-mail = Send by e-mail
