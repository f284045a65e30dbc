# Who still uses STARTTLS, and the letters to them. Who need do nothing is told first.
starttls-title = Use of STARTTLS ({ $day })
starttls-lead-nothing = { $nothing ->
    [one] One account needs nothing: it sends through port 465 alone, where TLS begins with the first byte.
   *[other] { $nothing } accounts need nothing: they send through port 465 alone, where TLS begins with the first byte.
}
starttls-lead-still = { $still ->
    [one] One account sent by STARTTLS in the last { $days } days.
   *[other] { $still } accounts sent by STARTTLS in the last { $days } days.
}
starttls-lead-none = No account sent by STARTTLS in the last { $days } days.
starttls-since-never = nothing is written down yet
starttls-nothing = Nothing to do ({ $count })
starttls-nothing-text = They use port 465 alone.
starttls-moved = Have changed to port 465 ({ $count })
starttls-moved-text = They used STARTTLS once, and for more than 14 days port 465 alone.
starttls-still = Still use STARTTLS ({ $count })
starttls-quiet = Have not sent for long; the last time it was STARTTLS ({ $count })
starttls-silent = Not seen ({ $count })
starttls-silent-text = They have not logged in since recording began. Nobody knows how they are set up.
starttls-by-program = By program (accounts that still use STARTTLS)
starttls-program-unknown = unknown (it does not tell)
starttls-program-said = { $program } (it calls itself “{ $said }”)
starttls-told = { $stage } ({ $day })
starttls-told-nothing = not written to yet
starttls-stage-announcement = announcement
starttls-stage-reminder = reminder
starttls-stage-last-call = last call
starttls-stage-done = done
starttls-column-account = account
starttls-column-standing = standing
starttls-column-way = way
starttls-column-port = port
starttls-column-program = program
starttls-column-said = calls itself
starttls-column-first = first seen
starttls-column-last = last seen
starttls-column-sessions = sessions
starttls-column-told = written to
starttls-column-accounts = accounts
starttls-foot-tells = A program is named as far as it tells: by what it says of itself in a mail's header and in EHLO. Some say nothing, some say something else.
starttls-foot-content = What is written down: account, port, way, what the program calls itself, moments and counts. No subject, no text, no recipient.
starttls-foot-since = Recording began: { $since }

# The letters
starttls-letter-announcement-subject = [{ $name }] Please change your settings for sending to port 465 by { $off }
starttls-letter-reminder-subject = [{ $name }] Reminder: settings for sending, to be changed by { $off }
starttls-letter-last-call-subject = [{ $name }] Sending by STARTTLS ends on { $off }
starttls-letter-done-subject = [{ $name }] Sending by STARTTLS has ended
starttls-letter-announcement-greeting = You use mail of { $name }. Please change the settings for sending in your mail program to port 465 by { $off }.
starttls-letter-reminder-greeting = We wrote to you about the settings for sending. Your account still sends by STARTTLS, so we write once more.
starttls-letter-last-call-greeting = On { $off } sending by STARTTLS ends. With the settings as they are you will not be able to send mail any more.
starttls-letter-done-greeting = On { $off } sending by STARTTLS ended. You get this because we wrote to you about it before.
starttls-letter-spared = There is nothing to do for whoever belongs to one of these:
starttls-letter-spared-465 = all of your mail programs send through port 465 with “SSL/TLS”
starttls-letter-spared-web = you use web mail alone
starttls-letter-heading-seen = What our records say
starttls-letter-seen = From { $first } to { $last }, { $account } connected for sending { $sessions ->
    [one] once
   *[other] { $sessions } times
} by STARTTLS (port { $ports }).
starttls-letter-seen-earlier = { $account } used to connect for sending by STARTTLS.
starttls-letter-seen-program = The program seems to be { $programs } (that is what it calls itself, and it may not be so).
starttls-letter-heading-until = Until when
starttls-letter-until = On { $off } sending by STARTTLS ends. Receiving is not touched.
starttls-letter-done-until = On { $off } sending by STARTTLS ended. If you cannot send, change to the settings below. Receiving is not touched.
starttls-letter-heading-why = Why
starttls-letter-heading-settings = Settings
starttls-letter-heading-steps = Step by step: { $program }
starttls-letter-no-steps = We do not know your mail program, so there are no steps here. In its settings of the server for sending (SMTP), set port 465 and “SSL/TLS”.
starttls-letter-pages = Steps for each mail program also stand on this page:
starttls-letter-and = {", "}
starttls-letter-heading-mind = Please mind
starttls-letter-mind-password = Neither this mail nor the page asks for your password.
starttls-letter-mind-content = Our records of sending hold no subject, no text and no recipient of a mail.
starttls-letter-mind-number = To make sure by telephone, use the number on your contract or on the official site, not one that stands in this mail.
starttls-letter-heading-contact = Whom to ask

## The command
starttls-series-faulty = { $file } cannot be used: { $why }
starttls-blank-hint = write there what only you know; 【】 marks what is still missing
starttls-no-service = There are no settings to tell anybody
starttls-no-service-hint = add [[mail-service]] with domain, smtp and imap to kakitome.toml
starttls-no-day = { $text } is no day: write it as 2027-03-31
starttls-too-soon = { $text } is too soon: leave people more than { $days } days
starttls-not-yet = The day of { $stage } has not come: { $day }
starttls-not-yet-hint = change the day in the file if it is to be sent now
starttls-no-letter = { $account } gets no letter in the stage { $stage }
starttls-no-letter-hint = without --show, the list says who gets one and who does not, and why
starttls-nobody-to-ask = Nobody sits at a terminal to be asked
starttls-nobody-to-ask-hint = say --yes
starttls-not-sent = Nothing was sent
starttls-yes = yes
starttls-ask = { $count ->
    [one] One letter ({ $stage })
   *[other] { $count } letters ({ $stage })
} from { $from } through { $host }: send? (yes/no)
starttls-sending = Sending
starttls-stopped = The next hop did not take three letters in a row; { $count } were not tried. They are tried the next time
starttls-by-another = another run has it in hand
starttls-plan-spared = { $spared ->
    [one] One account needs nothing and gets nothing.
   *[other] { $spared } accounts need nothing and get nothing.
}
starttls-plan-stage = Stage: { $stage }, from { $day }; letters come from { $from }.
starttls-plan-due = { $count ->
    [one] One account gets a letter (programs as far as they tell):
    [0] No account gets a letter.
   *[other] { $count } accounts get a letter (programs as far as they tell):
}
starttls-plan-hint = Nothing was sent. --show ADDRESS prints a letter whole, --send sends them.
starttls-sent = { $count ->
    [one] One letter was sent.
   *[other] { $count } letters were sent.
}
starttls-sent-signed = { $account }: sent, signed
starttls-sent-unsigned = { $account }: sent, not signed
starttls-sent-waits = { $account }: not sent, tried again the next time: { $why }
starttls-left-told = { $account }: has this letter already
starttls-left-unclear = { $account }: nobody knows whether the letter of an earlier run left (--unclear-again sends it once more)
starttls-left-no-address = { $account }: is no mail address; tell this person in another way
starttls-left-no-service = { $account }: no [[mail-service]] is of this domain
starttls-draft-day = 【a day, as 2027-03-31】
starttls-draft-contact = 【whom to ask: name, page, telephone, hours】
starttls-draft-about = Letters to accounts that still use STARTTLS. Fill in every 【】; then: kakitome starttls notice FILE
starttls-draft-off = The day on which STARTTLS ends.
starttls-draft-from = From whom; signed if it is an identity with a key. Default: as [watch] of the configuration says.
starttls-draft-languages = In this order in one mail.
starttls-draft-whom = Whom to ask: only you know.
starttls-draft-stages = From which day each letter may be sent. Who has changed meanwhile gets no further one; the last goes to all who got one.
