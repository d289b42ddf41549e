# Strikes, limits and objections by month.

people-months = Month by month
people-months-none = No labels, strikes or limits in the last twelve months.
people-months-what = Strikes confirmed and dismissed, and objections of citizens, by month
people-months-finding =
    { $confirmed ->
        [one] { $confirmed } strike was confirmed
       *[other] { $confirmed } strikes were confirmed
    } and { $dismissed } dismissed in twelve months
people-months-finding-objected =
    { $upheld } of { $objected ->
        [one] { $objected } objection was upheld
       *[other] { $objected } objections were upheld
    }; { $confirmed ->
        [one] { $confirmed } strike was confirmed
       *[other] { $confirmed } strikes were confirmed
    }, { $dismissed } dismissed
people-months-description = In twelve months: strikes confirmed { $confirmed }, dismissed { $dismissed }; objections { $objected }, of which upheld { $upheld } and not decided yet { $undecided }. Labelled, of all reports: { $labelled }. Genuine, of reports under a limit: { $genuine }.
people-months-source = Source: Sahut, twelve months up to { $when }; only reports that you may see. Objections count in the month they were made.
people-months-month = Month
people-months-labelled = Labelled
people-months-proposed = Strikes proposed
people-months-confirmed = Strikes confirmed
people-months-dismissed = Strikes dismissed
people-months-set = Limits begun
people-months-ran-out = Ended by themselves
people-months-lifted = Lifted early
people-months-limited = Reports under a limit
people-months-objected = Objections
people-months-upheld = Objections upheld
people-months-turned-down = Objections not upheld
people-months-share-labelled = Labelled, of all reports
people-months-share-genuine = Genuine, of those under a limit
