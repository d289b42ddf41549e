# Deadlines: why a ticket is due when it is due, service levels, working time.
clock-due = { $clock }: { $due }
clock-verify = Look at it
clock-first-answer = First answer
clock-resolve = Resolve
rung-officer = the officers
rung-head = the head of the agency
rung-supervisor = the supervisor
rung-coordinator = the coordinator

sla-deadlines = Deadlines
sla-escalated = Handed up
sla-any-escalated = Handed up or not
sla-escalated-to = Handed up to { $to }
sla-escalation-contact = Whom to call at the agency: { $who }
sla-paused-left = stands, { $span } left
sla-state-not-started = has not begun
sla-state-running = by { $at }
sla-state-paused = stands while we wait; if it went on now: { $at }
sla-state-met = done in time, { $at }
sla-state-breached = was due { $at }
sla-state-done-late = done too late, { $at }
sla-state-dropped = ended { $at }
sla-began = It came { $at }.
sla-began-again = It was reopened { $at }.
sla-began-verified = It was looked at { $at }.
sla-from-verified = { $amount } from the moment somebody has looked at it.
sla-moved = Counted from { $at }: { $why }.
sla-moved-before-opening = it came before opening
sla-moved-break = it came in a break
sla-moved-after-closing = it came after closing
sla-moved-free-day = it came on a day off
sla-moved-closed = it came on { $name }
sla-allowed = Time allowed: { $amount }.
sla-skipped-nights =
    { $n ->
        [one] { $n } night does not count.
       *[other] { $n } nights do not count.
    }
sla-skipped-breaks =
    { $n ->
        [one] { $n } break does not count ({ $minutes } minutes).
       *[other] { $n } breaks do not count ({ $minutes } minutes).
    }
sla-skipped-free-days =
    { $n ->
        [one] { $n } weekend day does not count.
       *[other] { $n } weekend days do not count.
    }
sla-skipped-closed = { $date } does not count: { $name }.
sla-skipped-paused-citizen = { $from } to { $to } does not count, we waited for the citizen
sla-skipped-paused-third-party = { $from } to { $to } does not count, we waited for somebody else
sla-more = and { $n } more days or pauses that do not count.
sla-level = Service level: { $name } (version { $version }).
sla-level-category = Time of the category; service level: { $name } (version { $version }).
sla-level-rest = everything else
sla-tier = How heavy
sla-tier-is = weight { $tier }
sla-tier-none = not weighed
sla-tier-set = Set the weight
sla-amount-working-days =
    { $n ->
        [one] { $n } working day
       *[other] { $n } working days
    }
sla-amount-working-hours =
    { $n ->
        [one] { $n } working hour
       *[other] { $n } working hours
    }
sla-amount-working-minutes =
    { $n ->
        [one] { $n } working minute
       *[other] { $n } working minutes
    }
sla-amount-days =
    { $n ->
        [one] { $n } day
       *[other] { $n } days
    }
sla-amount-full-days = { $n } × 24 hours
sla-amount-hours =
    { $n ->
        [one] { $n } hour
       *[other] { $n } hours
    }
sla-amount-minutes =
    { $n ->
        [one] { $n } minute
       *[other] { $n } minutes
    }
sla-unit-working-days = working days
sla-unit-working-hours = working hours
sla-unit-working-minutes = working minutes
sla-unit-days = days
sla-unit-hours = hours, day and night
sla-unit-minutes = minutes, day and night
desk-event-weighed = { $who } set the weight: { $to }
desk-event-weighed-not = { $who } took the weight away
desk-event-escalated = Time ran out ({ $clock }): handed up to { $to }

portal-promise-verify = By { $due } at the latest.
portal-promise-first-answer = You hear from { $agency } by { $due } at the latest.
portal-clock-stands = The time until then stands still while we wait.

admin-job-alarms = Tell whoever must know that time runs out
admin-job-reckon = Reckon open tickets anew

admin-levels = Service levels
admin-levels-text = How much time there is to look at a report, to answer and to resolve it. Of several rows that fit, the one that says most about the ticket holds. A change also counts for open tickets.
admin-new-level = New service level
admin-level-for = For
admin-level-none = nothing promised
admin-level-by-category = as the category says
admin-level-warn = Warnings at
admin-level-how = How it is counted
admin-level-how-text = Working days: the day of arrival does not count, and the last day counts until the office closes. Working hours run only while the office works. Days, hours and minutes run day and night.
admin-level-ladder-text = Whoever holds the ticket is told at both warnings and when the time is up. Officers of the agency are told at the second warning, its head when the time is up, then supervisor and coordinator, each after the wait you choose. Nothing is handed up while a ticket waits for others.
admin-level-remove = Remove this service level
admin-level-kept = “{ $name }” is saved. Open tickets are being reckoned anew.
admin-level-removed = The service level is removed. Open tickets are being reckoned anew.
admin-field-tier = Weight
admin-field-category = Category
admin-field-verify = To look at it
admin-field-verify_unit = Unit of time
admin-field-answer = To answer first
admin-field-answer_unit = Unit of time
admin-field-resolve = To resolve it
admin-field-resolve_unit = Unit of time
admin-field-warn_first = First warning, per cent of the time
admin-field-warn_second = Second warning, per cent of the time
admin-field-step = Wait between steps of handing up
admin-field-step_unit = Unit of time
admin-hint-tier = A word of your own for heavy or light matters, such as light. Staff choose it on the ticket.
admin-hint-verify = Counted from the moment it comes. Empty: nothing is promised.
admin-hint-answer = Counted from the moment somebody has looked at it. Empty: nothing is promised.
admin-hint-resolve = Counted from the moment it comes; waiting for others does not count. Empty: the time of the category.
admin-problem-allowance-unreadable = Write a whole number and choose its unit.
admin-problem-allowance-zero = Write a number above 0, or leave it empty where that is allowed.
admin-problem-allowance-too-long = Write at most ten years.
admin-problem-tier-unreadable = Write 1 to 32 small letters, digits and hyphens.
admin-problem-warn-out-of-order = Write two numbers from 1 to 99, the second greater than the first.
admin-problem-rule-twice = There is a service level for exactly this already. Change that one, or choose something else here.
admin-problem-rule-for-rest-missing = There must be a service level for everything else. Change it instead of removing it.

admin-calendars = Working time
admin-calendars-text = When agencies work. What an agency does not say itself, the nearest above it says: time zone, weekly hours, days off.
admin-calendar-own = Says itself
admin-calendar-as-above = as the agency above
admin-calendar-own-hours = weekly hours
admin-calendar-own-days =
    { $n ->
        [one] { $n } special day
       *[other] { $n } special days
    }
admin-calendar-own-seasons =
    { $n ->
        [one] { $n } season
       *[other] { $n } seasons
    }
admin-zone-wib = WIB (Asia/Jakarta)
admin-zone-wita = WITA (Asia/Makassar)
admin-zone-wit = WIT (Asia/Jayapura)
admin-calendar-hours = Weekly hours
admin-calendar-hours-text = Write the hours of each day, with the breaks left out: 08:00-12:00 13:00-16:00. An empty day is free. If all days are empty, the hours of the agency above hold.
admin-calendar-days = Days that are not as usual
admin-calendar-days-none = This agency says nothing of its own. The days of the agencies above hold.
admin-calendar-day-new = Another day
admin-calendar-seasons = Times of the year with other hours
admin-calendar-seasons-text = For example Ramadan. The hours below hold from the first to the last day.
admin-calendar-season-new = Another time of the year
admin-calendar-add = Add
admin-calendar-remove = Remove
admin-calendar-saved = Saved. Open tickets are being reckoned anew.
admin-calendar-imported = { $new } days were taken in, { $known } were known already. Open tickets are being reckoned anew.
admin-calendar-ahead = The next three weeks
admin-calendar-free = free
admin-day-kind-holiday = national holiday
admin-day-kind-joint-leave = joint leave
admin-day-kind-agency = closed, only this agency
admin-day-kind-open = open, although it would be free
admin-field-zone = Time zone
admin-field-mon = Monday
admin-field-tue = Tuesday
admin-field-wed = Wednesday
admin-field-thu = Thursday
admin-field-fri = Friday
admin-field-sat = Saturday
admin-field-sun = Sunday
admin-field-week = Weekly hours
admin-field-day = Day
admin-field-days = Days
admin-field-day_name = Name of the day
admin-field-day_kind = What is it
admin-field-day_hours = Hours
admin-field-season_name = Name of the season
admin-field-season_from = First day
admin-field-season_to = Last day
admin-field-season_mon_thu = Monday to Thursday
admin-field-season_fri = Friday
admin-field-season_weekend = Saturday and Sunday
admin-hint-day_name = Citizens and staff read it where a deadline is explained.
admin-hint-day_hours = Only for an open day. Empty: the usual hours of that weekday.
admin-problem-zone-missing = Choose a time zone: nobody stands above this agency.
admin-problem-zone-unknown = Choose a time zone from the list.
admin-problem-week-missing = Write the weekly hours: nobody stands above this agency.
admin-problem-never-opens = Write the hours of at least one day, or nothing would ever fall due.
admin-problem-time-unreadable = Write times such as 08:00-12:00.
admin-problem-stretch-without-begin = A begin is missing. Write both: 08:00-12:00.
admin-problem-stretch-without-end = An end is missing. Write both: 08:00-12:00.
admin-problem-stretch-end-before-begin = It ends before it begins. For night work write until 24:00 here and from 00:00 on the next day.
admin-problem-stretches-overlap = Two stretches of this day overlap. Write them one after the other.
admin-problem-too-many-stretches = Write at most eight stretches a day.
admin-problem-holiday-above = This day is off already, because an agency above is closed on it. Choose another day.
admin-problem-holiday-twice = This day is in the list already. Remove that one first, or choose another day.
admin-problem-opening-twice = This open day is in the list already. Remove that one first, or choose another day.
admin-problem-closed-and-open = This day is in the list already, as closed or as open. Remove that one first.
admin-problem-opening-without-hours = This weekday has no usual hours. Write the hours of the open day.
admin-problem-season-end-before-begin = The last day comes before the first. Choose a later last day.
admin-problem-seasons-overlap = Another time of the year covers some of these days. Choose other days or remove that one.
admin-problem-date-unreadable = Choose a day, such as 2026-03-21.
admin-problem-date-out-of-range = Choose a day between 1970 and 2899.
admin-problem-name-missing = Write a name.
admin-problem-name-too-long = Write at most 200 characters.
admin-problem-too-many-days = This is more days than a century has holidays. Remove old ones first.
admin-problem-day-kind-needed = Choose what kind of day it is.
admin-problem-closed-with-hours = A closed day has no hours. Leave them empty or choose an open day.
admin-problem-file-too-large = This file is too large. Choose one of at most 1 MB.
admin-problem-file-unreadable = We cannot read this as a list of holidays. Save it as JSON or iCalendar and choose it again.
admin-problem-no-day-ticked = Tick at least one day that is to be taken in.
admin-problem-nothing-found = No day off lies in these years. Choose another file.
admin-problem-event-without-date = Give the event a date.
admin-problem-event-not-all-day = Make it an event of whole days, without a time.
admin-problem-event-too-long = This is longer than a month. Make it shorter or take it out of the file.
admin-problem-event-unsupported = We would have to guess what this means. Write each day as an event of its own.
admin-holidays-import = Import holidays
admin-holidays-import-text = First we look at the file and show what would change. Nothing is imported until you say so.
admin-holidays-limits = JSON (dates and names) or iCalendar (.ics), at most 1 MB.
admin-holidays-look = Look before importing
admin-holidays-nothing-yet = Nothing is imported yet. This is what is in { $file }.
admin-holidays-years = Days of { $years } are looked at. Days that this agency or one above it has already stay as they are.
admin-holidays-tick = Tick the days that are to be taken in. Those in doubt are not ticked: check the decree first.
admin-holidays-faults =
    { $n ->
        [one] { $n } mistake: nothing can be imported
       *[other] { $n } mistakes: nothing can be imported
    }
admin-holidays-where = Where
admin-holidays-whole = the whole file
admin-holidays-line = line { $n }
admin-holidays-remark = Remark
admin-holidays-take-in = Take in the ticked days
admin-holiday-known = known already
admin-holiday-above = off already, because { $agency } is closed
admin-holiday-estimated = only estimated: check the decree
admin-holiday-observance = celebrated, but perhaps worked: check the decree
admin-subject-calendar = working time of
admin-subject-level = a service level
admin-action-level-created = created a service level
admin-action-level-changed = changed a service level
admin-action-level-removed = removed a service level
admin-action-calendar-hours = changed working time
admin-action-calendar-season-added = added a time of the year with other hours
admin-action-calendar-season-removed = removed a time of the year with other hours
admin-action-calendar-day-added = added a special day
admin-action-calendar-day-removed = removed a special day
admin-action-calendar-imported = imported holidays
