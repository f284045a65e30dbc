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
