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
