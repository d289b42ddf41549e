trends-title = Trends
trends-period-text =
    { $days ->
        [one] { $period }, compared with { $before }
       *[other] { $period } ({ $days } days), compared with { $before }
    }
trends-period-text-first = { $period } ({ $days } days). There are no complete data yet from the period before to compare with.
trends-filters = Filters
trends-filter-period = Period
trends-filter-from = From
trends-filter-to = To
trends-filter-agency = Agency
trends-filter-class = Kind
trends-filter-channel = Channel
trends-all-agencies = All agencies
trends-all-classes = All kinds
trends-all-channels = All channels
trends-show = Show
trends-period-last-7 = Last 7 days
trends-period-last-30 = Last 30 days
trends-period-last-90 = Last 90 days
trends-period-month = This month
trends-period-month-before = Last month
trends-period-own = Own dates
trends-bad-date = Write a date like 2026-11-23.
trends-to-mend = There is a problem
trends-print = Print
trends-csv = Download CSV
trends-source = Source: Sahut, { $period }. { $what }.
trends-as-table = Show as a table
trends-too-few = too few
trends-too-few-why = The share in time and the median are told from { $n } resolved reports on.
trends-others = Others ({ $count })

trends-no-right = Trends are not for your role
trends-no-right-text = This page is for officials, supervisors, agency officers and administrators. If you need it, ask an administrator to change your role.
trends-no-right-back = Back to the queue

trends-empty = No reports in this period yet
trends-empty-text = Nothing came in and nothing was resolved in { $period } with these filters. Choose a longer period or fewer filters.
trends-empty-all = Show the last 90 days, all agencies

trends-tile-opened = New reports
trends-tile-resolved = Resolved reports
trends-tile-in-time = Resolved in time
trends-tile-median = Time to resolve, median
trends-tile-open = Still open
trends-tile-open-then = Still open at the end
trends-tile-late = Overdue right now
trends-change-up = { $change } more than before
trends-change-down = { $change } fewer than before
trends-change-same = the same as before
trends-points-up =
    { $points ->
        [one] up { $points } point
       *[other] up { $points } points
    }
trends-points-down =
    { $points ->
        [one] down { $points } point
       *[other] down { $points } points
    }
trends-faster = { $change } faster than before
trends-slower = { $change } slower than before
trends-open-more = { $n } more over this period
trends-open-fewer = { $n } fewer over this period
trends-open-same = unchanged over this period
trends-late-emergencies =
    { $n ->
        [one] one of them an emergency
       *[other] { $n } of them emergencies
    }
trends-late-none = none
trends-late-now = counted live, not for the chosen period
trends-at-least = { $n }+
trends-unit-days = days
trends-unit-hours = hours
trends-unit-minutes = min

trends-volume-up = Reports are up { $change }: { $n } came in, { $resolved } were resolved
trends-volume-down = Reports are down { $change }: { $n } came in, { $resolved } were resolved
trends-volume-same = Reports hardly changed: { $n } came in, { $resolved } were resolved
trends-volume-only = { $n } reports came in, { $resolved } were resolved
trends-volume-what = Reports per day
trends-volume-what-mean = Reports per day, mean of 7 days; thin line: new reports on each day
trends-volume-description = Most came in on { $day }: { $most }. On average { $mean } a day.
trends-series-opened = New
trends-series-resolved = Resolved

trends-category-up = { $name } leads: { $n } reports, up { $change }
trends-category-down = { $name } leads: { $n } reports, down { $change }
trends-category-same = { $name } leads: { $n } reports, hardly changed
trends-category-only = { $name } leads: { $n } reports
trends-category-what = New reports by category
trends-agency-finding = { $name } holds most: { $n } reports, { $share } of all
trends-agency-what = New reports by the agency that holds them now
trends-channel-finding = { $name } is busiest: { $n } reports, { $share } of all
trends-channel-what = New reports by the channel of their first message
trends-bars-description = The longest bars: { $list }.

trends-in-time-up =
    { $points ->
        [one] { $share } resolved in time, up { $points } point
       *[other] { $share } resolved in time, up { $points } points
    }
trends-in-time-down =
    { $points ->
        [one] { $share } resolved in time, down { $points } point
       *[other] { $share } resolved in time, down { $points } points
    }
trends-in-time-same = { $share } resolved in time, the same as before
trends-in-time-only = { $share } resolved in time
trends-in-time-weeks = Share of resolved reports that kept their due time, by week (from Monday)
trends-in-time-days = Share of resolved reports that kept their due time, by day
trends-in-time-before = before: { $share }
trends-in-time-description = Lowest { $least } ({ $least_when }), highest { $most } ({ $most_when }).

trends-column-agency = Agency
trends-column-category = Category
trends-column-channel = Channel
trends-column-day = Day
trends-column-week = Week from
trends-column-opened = New
trends-column-change = Change
trends-column-resolved = Resolved
trends-column-in-time = In time
trends-column-median = Median
trends-column-open = Still open
trends-by-agency = By agency
trends-total = All
trends-sort-by = Sort by { $column }

trends-csv-day = Date
trends-csv-agency-code = Agency code
trends-csv-category-code = Category code
trends-csv-class = Kind
trends-csv-in-time = Resolved in time
trends-csv-rejected = Rejected or unanswered by the citizen
trends-file = trends
