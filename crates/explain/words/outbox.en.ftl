# What senders are told of mails in the outbox (RFC 3464), and `kakitome held`.
dsn-failed-subject = Undelivered Mail Returned to Sender
dsn-failed-text =
    This is the mail gateway at { $host }.
    Your mail of { $date } could not be delivered to the recipients below. It will not be tried again.
dsn-delayed-subject = Delayed Mail (still being tried)
dsn-delayed-text =
    This is the mail gateway at { $host }.
    Your mail of { $date } has not been delivered to the recipients below yet. It is tried again by itself; you need not send it again.
dsn-relayed-subject = Mail handed on
dsn-relayed-text =
    This is the mail gateway at { $host }.
    Your mail of { $date } was handed on for the recipients below to a server that sends no reports of its own. You may hear nothing more.
dsn-recipient = <{ $address }>: { $reply }
dsn-foot = The name of your mail at this gateway is { $id }. Only its header is returned here.

## held
health-ready = Mail is taken ({ $state }, version { $version }).
health-not-ready = No mail is taken now ({ $state }, version { $version }).
health-not-running = No gateway runs: nothing answers in { $folder }.
health-well = { $name }: well
health-not-well = { $name }: { $why }
health-unknown = { $name }: not known yet
health-state = { $state ->
    [running] running
    [leaving] leaving: another gateway takes mail in its place
    [ending] ending
   *[other] { $state }
 }
health-name = { $name ->
    [next-hop] next hop
   *[other] { $name }
 }
health-on = signing: not switched off
health-off = signing: switched off (kakitome off); mail passes as it comes. Back: kakitome on
health-failed = the gateway cannot be asked how it is: { $why }
held-none = No mail is in the outbox.
held-count = { $count ->
    [one] One mail, { $bytes } bytes.
   *[other] { $count } mails, { $bytes } bytes.
}
held-line = { $id }  { $state }  taken { $taken }  from { $sender }  recipients left: { $count }  tries: { $tries }  { $last }
held-more = Message-ID { $message }, { $size } bytes in its file, seconds until it is tried next: { $next }
held-recipient = - { $to }: { $state } ({ $treatment }) { $reply }
held-state-waiting = waiting
held-state-sending = being handed on
held-state-held = held
held-state-quarantined = put aside
held-recipient-waiting = waiting
held-recipient-deferred = not taken yet
held-recipient-delivered = handed on
held-recipient-failed = given up
held-released = { $id } is tried now.
held-dropped = { $id } was dropped.
held-unknown = there is no mail { $id } in the outbox
held-under-way = { $id } is being handed on in this moment
held-failed = the gateway could not do it: { $why }
held-no-gateway = no gateway works in the outbox { $folder }
held-no-gateway-listed = no gateway runs: senders, recipients and tries are encrypted and not shown
held-no-gateway-hint = start `kakitome serve`; the mails stay where they are until then
held-drop-unsure = dropping { $id } means that nobody gets it any more
held-drop-unsure-hint = say --yes if that is meant
