admin-agencies-text = Who answers, and who stands above whom. Whoever works for an agency also sees the tickets of all agencies below it.
admin-new-agency = New agency
admin-create-agency = Create agency
admin-save = Save
admin-cancel = Cancel
admin-kept = { $name } is saved.
admin-in-use = In use
admin-open-tickets = Open tickets
admin-answered-tickets = Answered, not closed yet
admin-just-done = Closed, may still come back
admin-asked-to-help = Asked to help
admin-agencies-below = Agencies right below
admin-close-agency-text = A deactivated agency gets no new tickets. Its old ones stay readable.
admin-open-agency-text = An active agency can be given tickets and staff again.
admin-its-history = What was changed
admin-categories = Categories
admin-categories-text = What citizens write about, which agency answers, and by when. A change of the time also counts for open tickets, unless a service level says otherwise.
admin-new-category = New category
admin-create-category = Create category
admin-no-parent = none: it stands at the top
admin-close-category-text = A deactivated category is no longer offered. Tickets filed there stay there.
admin-open-category-text = An active category is offered to citizens and staff again.
admin-unit-hours = hours
admin-unit-days = days
admin-areas = Areas
admin-rights = Rights
admin-person-text = The e-mail address is the account and cannot be changed. A new role or agency counts from the next click on.
admin-language-id = Bahasa Indonesia
admin-language-en = English

admin-field-code = Code
admin-field-name = Name
admin-field-name_id = Name in Indonesian
admin-field-name_en = Name in English
admin-field-parent = Below
admin-field-parent_category = Below
admin-field-phone = Telephone
admin-field-email = E-mail
admin-field-is_active = Active
admin-field-agency = Agency
admin-field-agencies = Agencies
admin-field-class = Kind
admin-field-priority = Priority
admin-field-due = To be done within
admin-field-due_unit = Unit of time
admin-field-due_minutes = To be done within
admin-field-position = Place in the list
admin-field-role = Role
admin-field-language = Language
admin-field-reason = Reason
admin-field-by = Through
admin-field-file = File
admin-field-new = New
admin-field-changed = Changed
admin-field-unchanged = Unchanged
admin-field-skipped = Lines left out
admin-field-latitude = Latitude
admin-field-longitude = Longitude
admin-field-population = Population
admin-hint-code = Small letters, digits and hyphens, such as dinas-pu. It stays for ever: other systems use it.
admin-hint-phone = Citizens see it on the page of their ticket.
admin-hint-due = Calendar time, nights and weekends included. A fraction is fine: 1.5. A service level may say otherwise.
admin-hint-position = Smaller numbers stand first.

admin-problem-both-names = Write the name in both languages, at most 200 characters each.
admin-problem-code-shape = Write a code of small letters, digits and hyphens, such as dinas-pu.
admin-problem-code-taken = Something else has that code. Choose another.
admin-problem-parent-needed = Choose the active agency it belongs to.
admin-problem-parent-unknown = Choose an active category, or none.
admin-problem-phone-shape = Write a telephone number with digits, such as (022) 123-4567, or leave it empty.
admin-problem-agency-below-itself = An agency cannot stand below itself. Choose another one above it.
admin-problem-agency-stays-top = This agency stands at the top and cannot be moved.
admin-problem-agency-parent-inactive = The agency above it is inactive. Activate that one first.
admin-problem-agency-is-root = This agency runs the hotline. It cannot be deactivated.
admin-problem-agency-has-tickets = It still has open tickets. Refer them to another agency or close them first; “Open tickets” leads to them.
admin-problem-agency-has-answered = Citizens may still disagree with answers it gave; such tickets would come back to it. Wait until they close, at most ten days; “Answered, not closed yet” leads to them.
admin-problem-agency-just-done = Its staff closed or rejected reports within the last ten days, and their citizens may still disagree or add what was missing; such reports would come back to it. Wait until the ten days are over; “Closed, may still come back” leads to them.
admin-problem-agency-asked-to-help = It is still asked to help with tickets of other agencies. Wait until its part is done or they are closed, or take the request back on the ticket with “Not needed any more”; “Asked to help” leads to them.
admin-problem-agency-has-children = There are active agencies below it. Move them elsewhere or deactivate them first.
admin-problem-agency-has-categories = Categories still send their tickets to it. Give those another agency first.
admin-problem-agency-inactive = One of these agencies is inactive. Choose another.
admin-problem-category-below-itself = A category cannot stand below itself. Choose another one above it.
admin-problem-category-parent-inactive = The category above it is inactive. Activate that one first.
admin-problem-category-agency-inactive = Its agency is inactive. Choose another agency and save first.
admin-problem-category-is-other = What fits nowhere else is filed here. It cannot be deactivated.
admin-problem-category-has-children = There are active categories below it. Move or deactivate them first.
admin-problem-class-needed = Choose the kind.
admin-problem-priority-needed = Choose a priority.
admin-problem-due-range = Write how long it may take: a number above 0, at most a year.
admin-problem-position-range = Write a number from 0 to 9999.
admin-problem-language-needed = Choose a language.
admin-problem-not-own-rights = You cannot change your own role or agencies. Ask another administrator.

admin-search = Search
admin-areas-search = Name or code
admin-areas-count =
    { $n ->
        [one] { $n } area
       *[other] { $n } areas
    }
admin-areas-none = No area matches
admin-areas-all = Show all
admin-areas-pick = Choose the file
admin-areas-import = Import official codes
admin-areas-import-text = First we look at the file and show what would change. Nothing is imported until you say so.
admin-areas-limits = A CSV file, at most { $mb } MB and { $rows } lines.
admin-areas-check = Look at the file
admin-areas-columns = Which columns the file may have
admin-areas-column-code = official code with dots, such as 32.73.01 (needed)
admin-areas-column-name = name of the area (needed)
admin-areas-column-parent = code of the area around it; if empty, we take it from the code
admin-areas-column-point = degrees with a decimal point
admin-areas-column-population = a whole number
admin-areas-look = Look before importing
admin-areas-nothing-yet = Nothing is imported yet. This is what { $file } would change.
admin-areas-ignored = These columns are left out: { $columns }.
admin-areas-unnamed =
    { $n ->
        [one] { $n } area you have is not in this file. It stays as it is.
       *[other] { $n } areas you have are not in this file. They stay as they are.
    }
admin-areas-new = New
admin-areas-changed = Changed
admin-areas-unchanged = Unchanged
admin-areas-faulty = Faulty lines
admin-areas-faults =
    { $n ->
        [one] { $n } line cannot be imported
       *[other] { $n } lines cannot be imported
    }
admin-areas-more =
    { $n ->
        [one] and { $n } more line
       *[other] and { $n } more lines
    }
admin-areas-changes =
    { $n ->
        [one] Show the area that changes
       *[other] Show areas that change ({ $n })
    }
admin-areas-line = Line
admin-areas-column = Column
admin-areas-value = What stands there
admin-areas-remedy = What to do
admin-areas-skip =
    { $n ->
        [one] Leave out the faulty line and import the rest
       *[other] Leave out the { $n } faulty lines and import the rest
    }
admin-areas-take-in = Import now
admin-areas-nothing-to-do = There is nothing to import in this file.
admin-areas-other-file = Choose another file
admin-areas-done =
    { $new ->
        [one] Imported: { $new } new area, { $changed } changed.
       *[other] Imported: { $new } new areas, { $changed } changed.
    }
admin-problem-table-needed = Choose a CSV file that is not empty.
admin-problem-table-too-large = The file is too large. Split it, one province at a time.
admin-problem-areas-empty = There are no lines in the file. The first line names the columns, the areas follow.
admin-problem-areas-unreadable = This cannot be read as a CSV file. Save the table as CSV and try again.
admin-problem-areas-columns-missing = The first line must name the columns, with “code” and “name” among them.
admin-problem-areas-column-twice = Two columns mean the same. Keep one of them.
admin-problem-areas-too-many = The file has too many lines. Split it, one province at a time.
admin-problem-areas-have-faults = Some lines are faulty, so nothing was imported. Mend the file, or tick that they are left out.
admin-area-fault-columns = The line has another number of columns than the first line ({ $hint }).
admin-area-remedy-columns = Look for a missing or extra comma, or put quotes around a text with commas.
admin-area-fault-not-utf8 = The characters cannot be read.
admin-area-remedy-not-utf8 = Save the file as “CSV UTF-8”.
admin-area-fault-code = This is not an official code.
admin-area-remedy-code = Write it with dots, such as { $hint }.
admin-area-fault-twice = This code stood in line { $hint } already.
admin-area-remedy-twice = Keep one of the two lines.
admin-area-fault-name-missing = The name is missing.
admin-area-remedy-name-missing = Write the name of the area.
admin-area-fault-name = The name is too long or has characters that cannot be printed.
admin-area-remedy-name = Use at most 120 characters.
admin-area-fault-parent = This code is not around the area.
admin-area-remedy-parent = Write { $hint }, or leave the column empty.
admin-area-fault-parent-missing = There is no area { $hint }.
admin-area-remedy-parent-missing = Import { $hint } first, or add its line to this file.
admin-area-fault-comma = A decimal comma.
admin-area-remedy-comma = Write { $hint }.
admin-area-fault-latitude = This is not a latitude.
admin-area-remedy-latitude = Write degrees from -90 to 90, such as -6.9147.
admin-area-fault-longitude = This is not a longitude.
admin-area-remedy-longitude = Write degrees from -180 to 180, such as 107.6098.
admin-area-fault-half-point = One of the two coordinates is missing.
admin-area-remedy-half-point = Write both, or none.
admin-area-fault-population = This is not a number of people.
admin-area-remedy-population = Write a whole number without dots, or leave it empty.

admin-right = May
admin-may = yes
admin-may-not = no
admin-rights-text = This table is made by the program from the very rules it decides by.
admin-rights-scope = Every right counts within somebody’s agencies and all below them. A confidential ticket that is given to somebody by name can be read by them as well.
right-work-tickets = Work on tickets
right-work-tickets-text = Answer citizens, assign, refer and label; make reports one and part them again.
right-read-confidential = Read confidential tickets
right-read-confidential-text = Of their own agencies.
right-see-identity = See who is anonymous
right-see-identity-text = Name and address of citizens who asked to be hidden. Each look is written down.
right-read-trends = Read trends
right-read-trends-text = Charts and sums, no single ticket.
right-tend-queues = Tend what failed
right-tend-queues-text = Messages not taken in and failed jobs.
right-administer = Administer
right-administer-text = Staff, agencies and categories of their own agencies; areas and the audit with the whole house.

admin-audit-about = About { $what }
admin-audit-all = Show everything
admin-audit-none = Nothing is written down about this
admin-nothing = nothing
admin-yes = yes
admin-no = no
admin-was = was
admin-is-now = is now
admin-more-lines = and { $n } more
admin-subject-agency = agency
admin-subject-category = category
admin-action-staff-changed = changed an account
admin-action-agency-created = created an agency
admin-action-agency-changed = changed an agency
admin-action-agency-activated = activated an agency
admin-action-agency-deactivated = deactivated an agency
admin-action-category-created = created a category
admin-action-category-changed = changed a category
admin-action-category-activated = activated a category
admin-action-category-deactivated = deactivated a category
admin-action-areas-imported = imported areas
admin-action-areas-changed = changed areas by import
admin-group-watch = Watch
admin-group-duties = Duties
admin-group-time = Time
admin-group-words = Words
admin-group-people = People
