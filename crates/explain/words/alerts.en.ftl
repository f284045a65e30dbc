# Mail to whoever runs the gateway (kakitome alerts), the note to a sender, and what the daily check says.

alert-mail-subject = { $more ->
    [0] Mail gateway: { $first }
    [one] Mail gateway: { $first }, and one more
   *[other] Mail gateway: { $first }, and { $more } more
}
alert-mail-intro = This is the mail gateway at { $host }.
alert-mail-end =
    This mail was made by kakitome at { $host }. The same is told once.
    `kakitome alerts list` shows what was told before; [alerts] in the configuration says whom.

alert-certificate-expires = the certificate of { $address } expires within { $days ->
    [one] a day
   *[other] { $days } days
}
alert-certificate-expires-text =
    It is valid until { $until }; its serial number is { $serial }. After that no mail of this address is signed: it is refused or sent unsigned, as when-expired says.
    Make a new one with `kakitome identity add { $address }` (private CA), or with `kakitome identity csr` and `import` (another authority). No restart is needed.
alert-certificate-expired = the certificate of { $address } has expired
alert-certificate-expired-text =
    It was valid until { $until }; its serial number is { $serial }. No mail of this address is signed: it is refused or sent unsigned, as when-expired says.
    Make a new one with `kakitome identity add { $address }`, or with `kakitome identity csr` and `import`.
alert-authority-expires = the private CA's certificate "{ $name }" expires within { $days ->
    [one] a day
   *[other] { $days } days
}
alert-authority-expires-text =
    It is valid until { $until }; its serial number is { $serial }. After that no signature of a certificate that it issued is judged valid.
    Leave time to bring the root certificate of a new authority to recipients.
alert-authority-expired = the private CA's certificate "{ $name }" has expired
alert-authority-expired-text =
    It was valid until { $until }; its serial number is { $serial }. No signature of a certificate that it issued is judged valid.
alert-tls-expires = the server certificate { $file } expires within { $days ->
    [one] a day
   *[other] { $days } days
}
alert-tls-expires-text =
    It is valid until { $until }, for { $name }; its serial number is { $serial }. After that mail programs and servers that use TLS cannot connect.
    Put a new file in its place: it is taken without a restart.
alert-tls-expired = the server certificate { $file } has expired
alert-tls-expired-text =
    It was valid until { $until }, for { $name }; its serial number is { $serial }. Mail programs and servers that use TLS cannot connect.
    Put a new file in its place: it is taken without a restart.
alert-keyholder-down = the keyholder does not answer
alert-keyholder-down-text =
    It has not answered since { $since }: { $why }
    Mail that is to be signed is refused for now (4xx) and waits at its sender. Look at the log of serve; a full disk, where uses of keys are logged, is the usual cause.
alert-keyholder-back = the keyholder answers again
alert-keyholder-back-text = It did not answer from { $since } to { $at }. Mail that waited is signed when its sender comes again.
alert-next-hop-down = the next hop { $hop } cannot be reached
alert-next-hop-down-text =
    It has not been reached since { $since }: { $why }
    Mail waits at its sender or in the outbox. Look at that server, at TLS and its certificate, and at [next-hop].
alert-next-hop-back = the next hop { $hop } is reached again
alert-next-hop-back-text = It could not be reached from { $since } to { $at }. Mail that waited goes out now, one after another.
alert-hop-downgraded = the server { $hop } does TLS no more
alert-hop-downgraded-text =
    It had done TLS since { $since } and did not at { $at }: { $why }
    Mail for it waits, because it is not sent in clear. Ask whoever runs that server; if the change is meant, run `kakitome hop forget { $hop }`.
alert-outbox-put-aside = { $count ->
    [one] a mail of the outbox was put aside
   *[other] { $count } mails of the outbox were put aside
}
alert-outbox-put-aside-text =
    They cannot be read, or stopped the program again and again ({ $mails }): { $why }
    Other mail goes on. See `kakitome held list`; `kakitome held release` or `held drop` decides.
alert-outbox-given-up = mail was given up after its time ({ $count ->
    [one] one recipient
   *[other] { $count } recipients
})
alert-outbox-given-up-text =
    It could not be handed on within lifetime-hours ({ $mails }). What was said last: { $why }
    Senders were told, but for mail without a sender. `kakitome journal find --id` shows what happened.
alert-outbox-no-room = the outbox has no room
alert-outbox-no-room-text =
    Mail was refused for now (4xx) { $count ->
        [one] once
       *[other] { $count } times
    }: { $why }
    It is taken again by itself when there is room. Look at the disk, and at mails, bytes and free-bytes in [outbox].
alert-roots-changed = lists of roots have changed: { $count ->
    [one] one pair of certificate and root is touched
   *[other] { $count } pairs of certificate and root are touched
}
alert-roots-changed-text = What mail programs show may change. `kakitome trust touched` says how.
alert-preflight = the check of { $address } has found something new
alert-preflight-text =
    What to do: { $advice }
    Serial number of the certificate: { $serial }. `kakitome preflight --last --as { $address }` has the whole.
alert-test = a test
alert-test-text = You read this mail, so alerts work. There is nothing to do.

## alerts
alerts-none = Nothing was to be told yet.
alerts-line = { $found }  { $told }  { $heading }
alerts-told = told { $at }
alerts-waiting = waits
alerts-test-sent = A test was sent to { $to } ({ $at }).
alerts-nobody = there is nobody to be told
alerts-nobody-hint = write [alerts] to = ["admin@example.jp"] into the configuration and reload it (systemctl reload kakitome)
alerts-not-sent = the test was not sent within { $seconds } seconds
alerts-not-sent-hint = is `serve` running, has it read the configuration, are there more than per-hour mails in this hour? The test is kept and goes out when it can

## preflight --all, --last
preflight-of = Identity { $address }, certificate with the serial number { $serial }, checked { $at }
preflight-new = { $address }: the daily check found something new, points: { $count } (kakitome preflight --last; with [alerts] to it is told by mail)
preflight-not-checked = { $address } could not be checked
preflight-unreadable = Another version of kakitome kept this result; it cannot be shown. The next check replaces it.
preflight-none = no result of a check is kept
preflight-none-hint = `kakitome preflight --all` checks; `serve` with [alerts] does so every day

## the note to a sender
note-carriers-subject = About your signed mail to a mobile carrier's address
note-carriers-text =
    To { $sender }:

    On { $at } a signed mail from this address went to recipients at a mobile carrier's domain ({ $domains }). It goes its usual way; this is only to tell you what they may see.
    { $message }

    What is known: mail to these domains may be read as MMS on a phone. The mail is signed with its text outside of the signature, so that most programs show it as it is.

    What is not known: by what your recipients read it. The address does not tell; the same address is read in web mail and on an iPhone.

    What programs show: the carriers' own programs and older phones may show a file smime.p7s, or not the whole text. Mail on an iPhone checks the signature.

    What to do: if a recipient cannot read the mail or asks about the file, suggest web mail, an iPhone, or a mail program on a computer. smime.p7s is the signature; there is no need to open it. If mail to certain recipients has to go unsigned, tell your mail administrator, who can set that for each of them.
note-carriers-message = Message-ID of the mail: { $id }
note-carriers-end =
    This mail was made by { $host }; no answer is needed. You are not told of the same domain again for { $days } days.

config-means-alerts = alerts: mailed to { $to } (from { $from }; { $days } days before a certificate expires, { $seconds } seconds after something went away; at most { $mails } mails an hour)
config-means-no-alerts = alerts: nobody is told by mail ([alerts] to is missing)
config-means-senders-told = senders: whoever sends signed mail to a carrier's address is told what may happen, once in { $days } days for each domain (from { $from })
config-means-senders-not-told = senders: nobody is told of carriers' addresses

## rollout report
rollout-title = What signing changes
rollout-since-future = --since { $since } is still to come; it is { $now }
rollout-since-future-hint = name a time that is past; without --since the last seven days are counted
rollout-period = from { $since } to { $until }
rollout-made = Made by `kakitome rollout report` from the journal; nothing of the mails' content is in it. What programs show is what is expected on a usual machine.
rollout-mails = Mails: { $count }
rollout-look = What to look at
rollout-outcomes = What becomes of mail
rollout-recipients = Recipients of mail that is, or would be, signed
rollout-identities = Identities
rollout-nothing = There was nothing in this time.
rollout-outcome-signed = signed
rollout-outcome-would-sign = would be signed (only observed)
rollout-outcome-not-in-share = would be signed (outside the share of percent)
rollout-outcome-unauthorised = the client may not sign as this address
rollout-outcome-expired = the certificate is out of time
rollout-outcome-not-seven-bit = cannot be made 7-bit safe
rollout-outcome-ambiguous = its MIME is ambiguous
rollout-outcome-dkim-kept = stays unsigned because of its DKIM-Signature
rollout-outcome-unencryptable = has to be encrypted, and somebody has no certificate that can be used
rollout-outcome-would-encrypt = would be encrypted (only observed)
rollout-outcome-encrypted = encrypted, without a signature
rollout-outcome-parted = encrypted for some of its recipients and in clear for the others, without a signature
rollout-outcome-own-rule = stays unsigned by a rule, or as its sender wished
rollout-outcome-automatic = stays unsigned: automatic answer, report, calendar
rollout-outcome-protected = signed or encrypted already
rollout-outcome-no-identity = its From is no identity
rollout-outcome-no-author = it has not exactly one author
rollout-outcome-off = passed while signing was switched off (kakitome off)
rollout-outcome-other = others (mail that was refused, say)
rollout-advice-none = Nothing was found in this time that would keep mail from being signed.
rollout-advice-unauthorised = { $count ->
    [one] One mail came from a client that
   *[other] { $count } mails came from clients that
} may not sign as its From. Add the network or the login to [[may-sign]], or see whether it is a forgery (`kakitome journal find`).
rollout-advice-expired = { $count ->
    [one] One mail
   *[other] { $count } mails
} could not be signed because the certificate is out of time. Renew it (`kakitome identity add`).
rollout-advice-not-seven-bit = { $count ->
    [one] One mail
   *[other] { $count } mails
} cannot be made 7-bit safe. With [signing] unsignable = "opaque" such mail is signed with its text inside the signature.
rollout-advice-ambiguous = { $count ->
    [one] One mail has
   *[other] { $count } mails have
} ambiguous MIME and cannot be signed. Look at what the sending application makes.
rollout-advice-dkim-kept = { $count ->
    [one] One mail stays
   *[other] { $count } mails stay
} unsigned because of a DKIM-Signature. Let DKIM sign behind the gateway.
rollout-advice-unencryptable = { $count ->
    [one] One mail has
   *[other] { $count } mails have
} to be encrypted, and somebody has no certificate that can be used: import it (kakitome people import), or change the rule. Who it is says kakitome rule explain.
rollout-advice-dkim = { $count ->
    [one] One mail loses its
   *[other] { $count } mails lose their
} DKIM-Signature. Let DKIM sign behind the gateway.
rollout-advice-opaque = { $count ->
    [one] One mail gets
   *[other] { $count } mails get
} a signature with the text inside it: a program without S/MIME cannot show the text.
rollout-advice-carriers = { $count ->
    [one] One recipient is
   *[other] { $count } recipients are
} at a mobile carrier. The text stays outside of the signature; a file smime.p7s may be seen. The sender is told once ([senders]).
rollout-class-own = our own domains
rollout-class-webmail = web mail
rollout-class-carrier = mobile carriers
rollout-class-other = others (companies, …)
rollout-identity = { $address }: signed { $signed }, would be signed { $would }, outside the share { $outside }, text inside the signature { $opaque }, loses DKIM { $dkim }, cannot be signed { $refused }, recipients at carriers { $carriers }
rollout-fact-signed = signed
rollout-fact-would = would be signed (only observed)
rollout-fact-outside = would be signed (outside the share)
rollout-fact-opaque = of these with the text inside the signature
rollout-fact-dkim = of these lose their DKIM-Signature
rollout-fact-refused = cannot be signed (not authorised, expired)
rollout-fact-carriers = recipients at mobile carriers
rollout-form-clear = clear signed
rollout-form-opaque = text inside the signature
rollout-view = What programs show of mail from { $address } ({ $form })
rollout-likely = {" "}(likely here)
rollout-no-view = What programs show could not be predicted: { $why }
