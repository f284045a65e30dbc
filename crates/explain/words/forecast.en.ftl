# `kakitome forecast`: what breaks, in which program, from when.

forecast-title = Calendar from { $from } to { $until }
forecast-title-lists = What changes from { $before } to { $after }
forecast-looked = Looked at: { $certificates ->
    [one] { $certificates } certificate
   *[other] { $certificates } certificates
}, { $mails ->
    [one] { $mails } mail
   *[other] { $mails } mails
} ({ $signed } signed, { $unread } not readable)
forecast-walked = Walked through: { $count } editions of { $name }, from { $first } to { $last }.
forecast-nothing = No change was found in this time that touches these certificates and mails. What has not been announced cannot be foreseen.
forecast-event = { $day } { $what }
forecast-touched = touched: { $names } ({ $mails ->
    [one] { $mails } signed mail
   *[other] { $mails } signed mails
})
forecast-more = { $names } and { $count } more
forecast-over = expired before that day: { $count }
forecast-old = old mail: { $fate }
forecast-new = new mail signed with the same certificate: { $fate }
forecast-renewed = mail signed with a certificate issued afterwards: { $fate }
forecast-programs = mail programs: { $programs }
forecast-programs-none = no mail program changes (it is a rule for issuing)
forecast-source = source: { $source } [{ $confidence }]
forecast-no-path = No way to a root certificate with the lists and certificates at hand: { $names } (nothing is foreseen of their roots)
forecast-limits = Expected from dates in lists and announcements. Changes that have not been announced, and the day on which each program takes an update, are not in it.

fate-stays = stays as it is
fate-breaks = expected to show a warning
fate-mends = expected to be shown as valid again
fate-unknown = not known

change-leaf-expires = The certificate of “{ $subject }” expires.
change-authority-expires = The intermediate certificate “{ $subject }” expires.
change-root-expires = The root certificate “{ $subject }” expires.
change-cross-expires = The intermediate certificate “{ $subject }” expires. There is another way to a root certificate, which is expected to be used then.
change-root-state = For e-mail, the root certificate “{ $subject }” changes: { $state }.
change-root-issued-after = The root certificate “{ $subject }” is no longer trusted for e-mail certificates issued after this day.
change-mozilla-distrust-after = Mozilla stops to trust e-mail certificates issued after this day under the root certificate “{ $subject }”.
change-mozilla-single-purpose = Mozilla ends root certificates for both the web and e-mail; authorities are to move to roots for e-mail alone.
change-apple-sub-ca-purpose = Apple wants new intermediate certificates to name their purposes.
change-apple-rfc822name = Apple wants every e-mail certificate to have its address as rfc822Name.
change-apple-one-purpose = Apple allows one purpose for each intermediate certificate.
change-microsoft-not-before = Microsoft stops to trust certificates issued after this day under the root certificate “{ $subject }”.
change-microsoft-not-before-all = Microsoft stops to trust certificates issued after this day under the root certificate “{ $subject }”, whatever their purpose.
change-microsoft-disable = Microsoft disables the root certificate “{ $subject }”.
change-microsoft-remove = Microsoft removes the root certificate “{ $subject }” from its list.
change-microsoft-batch = A regular change of Microsoft is due; its content has not been published.
change-sbr-email-protection-only = The rules for issuing e-mail certificates (S/MIME Baseline Requirements) allow e-mail protection and client authentication only.
change-sbr-sub-ca-3072 = By the rules for issuing e-mail certificates (S/MIME Baseline Requirements), no certificate is issued from an intermediate with a key below 3072 bits.

forecast-summary = { $what }
forecast-unreadable-mail = { $file }: the mails cannot be read: { $why }
forecast-no-lists = two lists are compared: give both --before and --after
forecast-one-edition = only one edition of { $name } is kept ({ $list }): there is nothing to walk through
forecast-one-edition-hint = kakitome trust import takes older editions in, kakitome trust update newer ones
forecast-history-kind = no mail program judges by the list { $name }
forecast-other-kinds = lists of different kinds ({ $before } and { $after }) cannot be compared
forecast-nothing-held = there is nothing to look ahead for
forecast-nothing-held-hint = give certificates with --cert, mails with --mail, or a home with certificates with --home
forecast-until = the last day has to come after the first
forecast-working = reading mails
forecast-written = { $file } was written
