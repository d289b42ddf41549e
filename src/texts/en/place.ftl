# Where: the areas that agencies work in, and the area and place of a report.
admin-field-areas = Areas
admin-hint-areas = Codes or names, one a line or with commas between them, for example 32.73.01 or Sukasari. Each stands for everything inside it. Reports from there come to this agency when their category belongs to it or to an agency above it.
admin-problem-areas-odd = Mend the areas: write codes or official names, one a line.
admin-problem-areas-many = Too many areas: 60 at most. Use larger areas.
admin-area-unknown = “{ $typed }” is not in the list of areas.
admin-area-several = “{ $typed }” is the name of several, write the code: { $choices }.
admin-action-agency-areas = changed the areas of an agency
admin-action-ticket-place = changed the area or place of a report
admin-action-ticket-area-right = confirmed the area that was read from the words
admin-field-area = Area
admin-field-place = Place
admin-field-area_read = Read from the words

desk-event-routed-area = Routed to { $agency } because of its area: { $area }
desk-event-located-set = { $who } changed the area or place from “{ $from }” to “{ $to }”
desk-event-located-set-back = { $who } set the area or place back to “{ $to }” (it was “{ $from }”)
desk-event-located-area-right = { $who } confirmed the area that was read from the words: { $to }
desk-done-place = Area and place are saved.
desk-done-place-back = Area and place are as they were.
desk-done-area-right = The area is confirmed.

place-title = Area and place
place-nowhere = not known yet
place-area-read = Read from the words.
place-area-read-text = What stands here now was only read from the words of the report.
place-area-right = Right
place-change = Change area and place
place-area-hint = Official code or name, for example 32.73.01 or Sukasari. Leave it empty when it is not known.
place-place-hint = In words: street, number, landmark.
place-point-hint = Latitude and longitude in degrees, for example -6.91474, 107.60981.
place-which = Which area do you mean?
place-save = Save
place-cancel = Cancel
place-problem-area-unknown = That area is not in the list. Check the spelling, write its code, or leave it empty.
place-problem-area-several = Several areas have that name. Choose one below the field Area.
place-problem-place-long = The place is too long: 300 characters at most.
place-problem-point-shape = Write the coordinates as two numbers with a point, for example -6.91474, 107.60981.
place-led = By its area, this is the work of { $agency }.
place-led-refer = Refer it there
place-led-reason = This area is served by your unit.

cases-same-again = You chose another topic, so we looked once more: this may be known already. Your report has not been sent yet.
cases-same-again-look = Look first
