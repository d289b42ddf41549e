# What tickets have to do with each other, at the desk.

desk-stage-merged = Merged
desk-event-step-merge = { $who } merged it with another report
desk-event-step-unmerge = { $who } took the merge back
desk-event-related-merged-into = Its main report is { $other }
desk-event-related-merged-here = Report { $other } was merged into this one
desk-event-related-merged-wrote = The citizen of the merged report { $other } wrote
desk-event-related-unmerged = { $who } took it out of report { $other } again
desk-event-related-unmerged-here = Report { $other } goes its own way again
desk-event-related-child = { $who } put it below report { $other }
desk-event-related-related = { $who } linked it with report { $other }
desk-event-related-unlinked = { $who } took it apart from report { $other }
desk-event-related-split-off = { $who } made report { $other } of a message
desk-event-related-split-from = { $who } made this report of a message in report { $other }
desk-event-related-told-many = { $n ->
    [0] { $who } told the citizen
    [one] { $who } told the citizen and one more person
   *[other] { $who } told the citizen and { $n } more people
    }
desk-event-related-public = { $who } shows it to everybody
desk-event-related-private = { $who } hides it from everybody

desk-relations = Related reports
desk-relations-is-merged = This report was merged
desk-relations-unmerge = Take the merge back
desk-relations-merge-into = Merge into it
desk-relations-hang-below = Put below it
desk-relations-apart = Take apart
desk-relations-n-children = { $n ->
    [one] { $n } report below this one
   *[other] { $n } reports below this one
    }
desk-relations-n-merged = { $n ->
    [one] { $n } report merged into this one
   *[other] { $n } reports merged into this one
    }
desk-relations-see-all = See all
desk-relations-children = Reports below this one
desk-relations-merged = Reports merged into this one
desk-relations-all = { $n ->
    [one] { $n } in all
   *[other] { $n } in all
    }
desk-relations-none-seen = None of them is yours to see.
desk-relations-followers = { $n ->
    [one] { $n } person follows it
   *[other] { $n } people follow it
    }
desk-relation-parent = Belongs to
desk-relation-related = See also

desk-alike = Reports that look the same
desk-alike-maybe = Perhaps the same
desk-alike-all = Compare all and choose
desk-alike-percent = { $share } alike
desk-alike-metres = { $m } m away
desk-alike-below = { $n ->
    [one] gathers { $n } report
   *[other] gathers { $n } reports
    }
desk-alike-theirs = same citizen
desk-alike-text = Compared with report { $number }:
desk-alike-found = { $n ->
    [one] { $n } report looks the same
   *[other] { $n } reports look the same
    }
desk-alike-open = Open
desk-alike-children = Put below this report
desk-alike-merge = Merge into this report
desk-alike-hint = Below: each stays a report of its own and is answered together with this one. Merged: it ends here, and its citizen follows this one. Both can be taken back.
desk-alike-none = Nothing looks the same
desk-alike-none-text = No open report of this category nearby in the last two weeks has much the same words.

desk-tell = { $n ->
    [0] Answer or tell all
    [one] Answer or tell all ({ $n } more)
   *[other] Answer or tell all ({ $n } more)
    }
desk-tell-text = What everybody is told
desk-tell-hint = Goes to this citizen, to the citizens of the reports below, and to all who follow; to each on their own channel, and nobody sees the others. Name nobody.
desk-tell-kind = What it is
desk-tell-answer = An answer: this report and those below it are answered
desk-tell-update = News: nothing changes
desk-tell-public = Show it on the public page, too
desk-tell-send = Send to all
desk-told-progress = { $n } of { $total } told
desk-told-skipped = { $n ->
    [one] ({ $n } passed over: it is over already, or not yours to see)
   *[other] ({ $n } passed over: over already, or not yours to see)
    }

desk-join = Merge or link
desk-join-number = Number of the other report
desk-join-hint = Of a report that you may see.
desk-join-how = How they belong together
desk-join-merge = The same matter: merge into it
desk-join-child = Part of it: answer together
desk-join-related = See also
desk-join-do = Bring together
desk-bulk-gather = Gather
desk-bulk-do-gather = Gather
desk-bulk-gather-hint = The report that the ticked ones belong to.
desk-bulk-asked-child = Put below report { $to }
desk-bulk-asked-merge = Merge into report { $to }
desk-bulk-why-relations-same = that is the same report
desk-bulk-why-relations-merged-already = was merged already
desk-bulk-why-relations-over = is over already
desk-bulk-why-relations-main-over = the main report is over
desk-bulk-why-relations-main-below = the main report hangs below another one, and others hang below this one
desk-bulk-why-relations-has-children = has reports below it
desk-bulk-why-relations-confidential = confidential reports stay by themselves

desk-split = Make it a report of its own
desk-split-hint = For a second matter in the same report. The citizen gets its number and PIN.

desk-public-is = Public: everybody may read
desk-public-is-not = Not public
desk-public-hint = Everybody sees category, area, stage, dates, agency and your summary. Never the citizen's words, name or address.
desk-public-anonymous = The citizen wants to stay unknown: be sure that the case itself does not tell who they are.
desk-public-see = See the public page
desk-public-show = Show this report to everybody
desk-public-summary = Summary for everybody
desk-public-summary-hint = One or two sentences without names, numbers or addresses of persons. May stay empty.
desk-public-save = Save

desk-problem-relations-number = That is no report number. It looks like 2611-000042-7.
desk-problem-relations-mistyped = That number is mistyped: a digit is wrong or two are swapped.
desk-problem-relations-unknown = There is no such report, or it is not yours to see.
desk-problem-relations-how = Choose how they belong together.
desk-problem-relations-same = That is this very report. Choose another one.
desk-problem-relations-merged-already = It was merged already. Go on with its main report.
desk-problem-relations-over = It is over already. Open it again first.
desk-problem-relations-main-over = The main report is closed or rejected. Open that one again first.
desk-problem-relations-main-below = The main report hangs below another one, and reports hang below this one, too. Merge into the topmost report, or take them apart first.
desk-problem-relations-has-children = Reports hang below this one. Merge it instead, or take them apart first.
desk-problem-relations-confidential = A confidential report is brought together only with another confidential one of the same citizen.
desk-problem-relations-unmerge-late = Thirty days have passed. Open a new report instead.
desk-problem-relations-first = These are the first words of the report: they stay here.
desk-problem-relations-stays = That stays as it is.
desk-problem-relations-told-long = Too long: 4,000 characters at most.
desk-problem-relations-personal = This text seems to hold a name, an address of mail or a number of a person. Take it out: everybody will read it.
desk-problem-relations-public-confidential = A confidential report is never shown.
desk-problem-relations-public-merged = It was merged. Show its main report instead.
desk-problem-relations-summary-long = Too long: 500 characters at most.

relations-note-wrote =
    The citizen of the merged report { $number } wrote:
    { $words }

portal-stage-merged = Handled together with other reports of the same
portal-stage-merged-now = { $agency } has them. You hear the result here.

admin-action-ticket-merged = merged a report
admin-action-ticket-unmerged = took a merge back
admin-action-ticket-linked = linked reports
admin-action-ticket-unlinked = took reports apart
admin-action-ticket-split = made a report of a message
admin-action-ticket-told-many = told many
admin-action-ticket-public = changed what everybody may read
admin-action-category-public = changed whether new reports are public
admin-category-public = New reports are public
admin-category-public-text = Everybody may see category, area, stage, dates and agency of new reports of this category at /cases. Never words or names; never confidential or anonymous reports.
admin-category-public-on = Make new reports public
admin-category-public-off = Make no new report public
admin-category-public-is = Yes
admin-category-public-is-not = No
admin-job-tell_stage = Tell followers where a report stands
admin-job-tell_many = Tell many
desk-relation-part = made of a message here
desk-relation-part-of = this was made of a message there
status-merged = Handled together with others
portal-status-merged = Handled together with others
