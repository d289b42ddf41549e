# What the house itself says to citizens, on any channel.

message-welcome =
    Welcome to the services of { $city }. Just write what happened or what you would like to know; a photo, a voice message or your location help.
    An emergency? Call 112 now.
    Type /status to see your reports. To stay hidden from the agencies, write #anonim; to be read by the agency in charge only, #rahasia.
message-acknowledge =
    We have your report.
    Number: { $number }
    PIN: { $pin }
    Keep number and PIN to follow what happens. Answer this message at any time to add something.
    If a life is in danger, call 112 now.
message-resolved =
    Report { $number } has been dealt with. { $reason }
    Not in order yet? Answer this message and we open it again.
message-rejected =
    We cannot deal with report { $number }. The reason: { $reason }
    Something to add? Answer this message.
message-rejected-unclear =
    We cannot deal with report { $number } as it is. The reason: { $reason }
    Add what is missing within 10 days by answering this message, and we look at it again.
message-waiting =
    To go on with report { $number } we need your answer. { $reason }

track-mistyped = That number is mistyped: a digit is wrong or two are swapped. Please look again.
track-how = Type the report number and then the PIN, for example: /status 2611-000042-7 123456
track-no-match = That number and PIN do not match. Check both and try again.
track-too-many = Too many tries. Wait fifteen minutes and try again.
track-none = There is no report of yours here yet. Just write what happened.
track-mine = Your reports:
track-spoken = Report { $number }, { $subject }. It is: { $status }. It is with { $agency }, at the latest by { $due }.
track-answer = The last answer: { $text }
track-unclear = Something is missing: add it by { $until }, where you reported it or on its page, and we look at it again.

refusal-unclear = unclear or incomplete
refusal-not_public = not a public service
refusal-court = a matter for court or police
refusal-duplicate = reported already
refusal-prank = a prank
refusal-spam = advertising
refusal-elsewhere = another body is responsible
