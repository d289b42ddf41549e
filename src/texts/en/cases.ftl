# Public cases, and following one.

cases-title = Cases in public
cases-text = What has been reported and where it stands. Without names and without the words of those who reported it.
cases-home = See what others have reported
cases-home-text = and follow it, without writing it once more.
cases-filter = Choose cases
cases-all = All
cases-stands = Stands
cases-show = Show
cases-none = No cases here
cases-none-text = Nothing has been shown in public yet.
cases-none-narrowed = Nothing fits this choice.
cases-see-all = See all public cases
cases-pages = Pages
cases-first = Newest
cases-next = Older
cases-reports = Reported by { $n } people
cases-followers = { $n ->
    [0] Nobody follows it yet
    [one] { $n } person follows it
   *[other] { $n } people follow it
    }
cases-status-new = Not looked at yet
cases-status-open = Looked at
cases-status-in_progress = In progress
cases-status-waiting = On hold
cases-status-resolved = Resolved
cases-status-closed = Closed
cases-status-rejected = Not accepted
cases-stage-in_work = It is being worked on.
cases-stage-waiting_other = It waits for somebody else; we go on as soon as we can.
cases-stage-answered = It is resolved.
cases-stage-closed = It is closed.
cases-stage-rejected = We cannot handle it.
cases-stage-returned = It was opened again.
cases-stage-submitted = It was opened again and is looked at.
cases-late = { $span } later than promised
cases-news-title = What everybody was told
cases-follow-title = Follow this case
cases-follow-text = We tell you when something happens. Nobody else learns that you follow it, and you can stop at any time.
cases-email = Your e-mail address
cases-email-hint = We send a letter with a link first; only when you use it do you follow.
cases-email-shape = That is no e-mail address. It looks like siti@example.com.
cases-too-many = Too many tries from here. Wait an hour and try again.
cases-follow = Follow
cases-follow-telegram = Follow in Telegram
cases-follow-none = Following is not possible just now. Come back to this page to see where it stands.
cases-asked = Look into your mail
cases-asked-text = If you do not follow it yet, a letter with a link is on its way. It is good for seven days.
cases-another = It is something else? Report it
cases-same-title = Perhaps this is known already
cases-same-text = Follow it instead: you get the same news, and we need not sort it out.
cases-same-reports = { $n ->
    [one] { $n } person reported it
   *[other] { $n } people reported it
    }
cases-same-follow = That is it: follow
cases-same-else = It is something else? Go on below.
cases-link-asked = Do you want to follow this case?
cases-link-asked-text = Somebody, probably you, gave us this address. If it was not you, do nothing.
cases-link-yes = Yes, follow
cases-link-no = No, only look
cases-link-following = You follow this case
cases-link-following-text = We tell you when something happens.
cases-link-stop = Stop following
cases-link-stopped = You no longer follow this case
cases-link-hidden = This case is no longer shown.
cases-news = Case { $number } ({ $category }) that you follow:
cases-news-of-yours = About your report { $number } ({ $category }):
cases-message-confirm =
    Somebody, probably you, wants to follow case { $number } with this address.
    To follow it, open this link and say yes:
    { $link }
    If it was not you, do nothing: you will hear no more of it.
cases-message-following = You follow case { $number } ({ $category }). We tell you here when something happens.
cases-message-stop = No more news of this: { $link }
cases-message-page = Where it stands: { $link }
cases-message-gone = That case is not there, or is no longer shown.
cases-line-received = Reported
cases-line-waiting = Waiting for somebody
