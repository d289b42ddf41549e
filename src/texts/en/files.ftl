# Files from outside: what photos say of their place, and what the virus scanner says.
photo-place-says = The photo says
photo-place-use = Use as place
photo-place-taken = Taken from a photo.
photo-place-undo = Take back
desk-done-photo-place = The place of the photo is the place of the report.
desk-done-photo-place-back = The place of the photo was taken back.
desk-event-located-photo = { $who } took the place from a photo
desk-event-located-photo-back = { $who } took the place of the photo back
admin-action-ticket-photo-place = took a report’s place from a photo, or back
admin-field-point = Point

portal-photo-place = Your photo says where it was taken. Is that the place you report?
portal-photo-place-text = Many cameras write this into a photo. Only if you press the button do we put it on your report as its place.
portal-photo-place-use = Yes, this is the place
portal-photo-place-no = No, leave it out
portal-photo-place-taken = The place of your photo is on your report:
portal-photo-place-back = Take it off again

file-mark-clean = checked for viruses
file-mark-skipped = not checked for viruses: { $why }. Open it only if you expected it.
file-mark-found = The virus scanner says: { $name }
file-mark-locked = A supervisor can see what it was. If you need what it says, ask the sender to send it another way.
file-check-again = Check again
admin-action-file-checked-again = had a locked file checked again
file-note-off = the scanner was turned off
file-note-large = larger than the scanner takes
file-note-away = the virus scanner does not answer; we keep trying
desk-file-unchecked = not yet checked for viruses
desk-file-infected = something harmful was found; kept locked
undelivered-harmful = not sent: something harmful was found in an attached file. Check your computer, and send the answer again without this file.
portal-file-unchecked = being checked for viruses
portal-file-infected = locked: something harmful was found
error-file-unchecked = This file is still being checked
error-file-unchecked-text = We check every file for viruses before anybody opens it. Usually this takes a few seconds: go back and try again in a moment. If it takes longer, the virus scanner is away, and the administrators can see that.
error-file-infected = This file is locked
error-file-infected-text = The virus scanner found something harmful in it, so nobody can open it. If it is yours, check your device and send the file again in another form, such as a photo or PDF. If you are staff, ask a supervisor.
admin-action-file-locked = locked a file in which the virus scanner found something
admin-field-found = Found
agency-letter-unchecked =
    { $files ->
        [one] One file is not attached because it has not been checked for viruses yet. Ask us for it by answering this letter.
       *[other] { $files } files are not attached because they have not been checked for viruses yet. Ask us for them by answering this letter.
    }

scanner = Files
scanner-fine = The virus scanner answers
scanner-fine-text = Every file that comes in or goes out is checked before anybody gets it.
scanner-away = The virus scanner does not answer
scanner-away-text = Reports still come in, but nobody gets their files, and answers with files wait. Start clamd, or have “sahut doctor” say what is wrong.
scanner-off = No virus scanner
scanner-off-text = Files are handed on unchecked. To have them checked, install ClamAV and set clamd in the configuration.
scanner-version = Scanner
scanner-waiting = Not yet checked
scanner-found = Kept locked
