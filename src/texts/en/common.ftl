status-new = New
status-open = Open
status-in_progress = In progress
status-waiting = Waiting for you
status-waiting_other = Waiting for somebody else
status-resolved = Resolved
status-closed = Closed
status-rejected = Rejected

class-complaint = Complaint
class-aspiration = Suggestion
class-information = Question
class-emergency = Emergency

priority-1 = Urgent
priority-2 = High
priority-3 = Normal
priority-4 = Low

choice-closed = { $name } (inactive)

channel-voice = Telephone
channel-email = E-mail
channel-telegram = Telegram
channel-chat = Web chat
channel-form = Web form
channel-api = Other system

role-agent = Agent
role-agency_officer = Agency officer
role-supervisor = Supervisor
role-official = Official
role-administrator = Administrator

weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

due-in = in { $span }
due-late = { $span } late
ago = { $span } ago
just-now = just now
span-days =
    { $n ->
        [one] { $n } day
       *[other] { $n } days
    }
span-hours = { $n } h
span-minutes = { $n } min
