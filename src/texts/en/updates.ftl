# Where news of one's own report goes.
updates-title = News of this report
updates-by-channel = We send news by { $channel }, the way you came to us.
updates-by-mail = We send news to { $address }.
updates-by-page = News is on this page. If you like, we send it by e-mail, too.
updates-back = Back to { $channel }
updates-email = E-mail address
updates-email-hint = We send one mail to make sure of the address. Once you say yes, news goes there.
updates-send = Send to this address
updates-asked = Look into your mail
updates-asked-text = Open the link in it and say yes. Until then nothing changes.
updates-message-confirm =
    Somebody, probably you, wants news of report { $number } sent to this address.
    If that is right, open this link and say yes:
    { $link }
    If it was not you, do nothing; no more will be sent.
updates-link-asked = Send news to this address?
updates-link-asked-text = Answers and news about this report will go to the address this link came to.
updates-link-yes = Yes, send them here
updates-link-done = News goes to your mail
updates-link-done-text = From now on our answers reach you there, too. You may reply to them.
updates-link-page = See the report (needs number and PIN)
