# What senders publish: the promise to sign, how to check, the support card, the cost sheet.

# The promise to sign
promise-all = The sender { $address } says in public that every mail sent from this address since { $since } is signed.
promise-some = The sender { $address } says in public that mail sent from this address since { $since } is signed, except { $exceptions }.
promise-heard = This was received from { $who } on { $day }.
promise-heard-undated = This is the word of { $who }.
promise-outside-kind = This mail seems to be one of those that are not signed: { $kind } (by what the mail says of itself).
promise-outside-recipients = This mail goes to a domain to which mail is not signed.
promise-unknown = Whether the signature was lost on the way or somebody else sent the mail cannot be told.
promise-except-automatic = automatic answers
promise-except-reports = notices of delivery and reading
promise-except-calendar = invitations
promise-except-lists = mail by way of mailing lists
promise-not-to = mail to { $domains }
promise-unreadable = { $file }: the promises to sign cannot be read: { $why }
promise-unreadable-hint = mend that line; kakitome publish promise --help shows how one is written
