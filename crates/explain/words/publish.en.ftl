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

# Of all documents
document-made = Made by Kakitome. This page connects to nothing.
standing-current = in use
standing-former = used before
standing-upcoming = not yet in use
standing-revoked = revoked
publish-group-good = Mail programs expected to show the signature as valid
publish-group-other = Mail programs expected to show a note of caution
publish-group-none = Mail programs in which the signature cannot be checked
publish-group-unknown = Mail programs of which the display is not known

# How to check our mail
check-title = How to check mail from { $address }
check-lead = Mail from { $address } carries a digital signature. Your mail program can tell by it with whose certificate the mail was signed and that its content has not changed on the way.
check-lead-named = Mail that { $name } sends from { $address } carries a digital signature. Your mail program can tell by it with whose certificate the mail was signed and that its content has not changed on the way.
check-promise = Since { $since } every mail sent from this address is signed.
check-promise-some = Since { $since } mail sent from this address is signed, except { $exceptions }.
check-none = There is no certificate at present with which mail from this address would be signed.
check-first = What to compare first
check-address = The right address
check-first-from = Compare the sender’s address with { $address }, letter by letter. Anybody can write any name beside it.
check-first-signer = Compare the signer’s address, as your mail program shows it, with { $address } too.
check-first-valid = See whether the signature is shown as valid.
check-serial-alone = Serial numbers come after these three. Anybody can copy a number: that it is the same proves nothing by itself.
check-steps = Steps in each mail program
check-certificates = Certificates that sign now
check-former = Certificates that signed before
check-former-text = For mail that arrived earlier. After its last day a certificate may be shown as expired although nothing of the mail has changed.
check-period = Issued { $from } ({ $standing })
check-subject = Holder
check-issuer = Issuer
check-serial-signer = Serial number of the signer’s certificate
check-validity = Validity of the signer’s certificate
check-intermediate = Intermediate certificate
check-serial-intermediate = Serial number of the intermediate certificate
check-validity-intermediate = Validity of the intermediate certificate
check-root = Root certificate
check-fingerprint = SHA-256 fingerprint of the signer’s certificate
check-from-until = { $from } to { $until }
check-serial-written = Programs write serial numbers and fingerprints in different ways. Capitals, spaces, colons and leading 00 make no difference to the number.
check-otherwise = If it looks different, or there is no signature
check-unsigned = If a mail without a signature arrives, do not follow links; look in the official web site or app whether there is something to do.
check-unsigned-promised = If a mail without a signature arrives from this address, do not follow links; look in the official web site or app whether there is something to do. A signature can be lost on the way, so that it need not be somebody else’s mail.
check-warned = If a note of caution is shown, ask in the way described below before you act. Changes on the way, such as the footer of a mailing list, are shown alike.
check-attachment = An attachment smime.p7s is the data of the signature. There is no need to open it, and opening it checks nothing. That it is there does not say who sent the mail.
check-ask = If you call to ask, use a number from your card or from the official web site, not one from the mail.
check-programs = What each mail program is expected to show
check-limits = What a signature does not tell
check-limits-text = Subject, recipients and date are mostly not covered by the signature. Whether links and requests are right cannot be told by it. If the mail asks for input or payment, go through the web site or app that you always use.
check-made-on = Made on { $day }

# The steps
guide-intro = The numbers in the pictures are those of the steps. Details of the screen differ with version and settings.
guide-picture = How { $program } shows a valid signature (drawing)
guide-sources = What the steps rest on
guide-basis = { $class } ({ $source }, { $date })
guide-outlook-classic-from = Compare the sender’s address with { $address }.
guide-outlook-classic-press = Press the signature icon (a ribbon) at the upper right of the mail.
guide-outlook-classic-signer = In what opens, see whether the signature is valid and whether “Signed By” is { $address }. Outlook itself does not compare sender and signer.
guide-outlook-classic-details = For the serial number, choose “Details”, select the signer’s line, and choose “View Details” to see the certificate.
guide-thunderbird-from = Compare the sender’s address with { $address }.
guide-thunderbird-press = Press the button “S/MIME” at the upper right of the mail.
guide-thunderbird-signer = See whether it says “Message Is Signed” and whether the signer’s address is { $address }.
guide-thunderbird-details = For the serial number, show the signature’s certificate from the same panel.
guide-apple-mail-from = Compare the sender’s address with { $address }. If only a name is shown, the arrow beside it shows the address.
guide-apple-mail-press = Press the icon “Signed” (a check mark).
guide-apple-mail-details = See whether the mail address of the certificate is { $address }. The serial number stands among its details.
guide-ios-mail-from = Tap the sender’s name to see the address, and compare it with { $address }.
guide-ios-mail-press = See whether there is a blue check mark beside the name, and tap the name again.
guide-ios-mail-details = Tap “View Certificate” and see whether the mail address is { $address }. The serial number stands among its details.
guide-gmail-web-from = Compare the address beside the sender’s name with { $address }.
guide-gmail-web-press = Press “Show details” (an arrow down) beside the recipients.
guide-gmail-web-lock = See whether { $address } is given as a verified address. The lock in the same place is about the encryption of the way, not about the signature.

# The promise to sign (document)
promise-title = Promise to sign: { $address }
promise-own-all = Every mail sent from { $address } since { $since } carries a digital signature.
promise-own-some = Mail sent from { $address } since { $since } carries a digital signature, except { $exceptions }.
promise-what = What is promised
promise-address = Address
promise-since = From
promise-until = Last day
promise-left-out = Mail that is not signed
promise-no-exceptions = none
promise-published = Published at
promise-use = If a mail without a signature arrives
promise-use-unsigned = Do not follow links; look in the official web site or app whether there is something to do.
promise-use-lost = A signature can be lost on the way: its absence alone does not say that somebody else sent the mail.
promise-use-ask = If you call to ask, use a number from your card or from the official web site, not one from the mail.
promise-limits = What the promise does not tell
promise-limits-text = A signed mail may still have wrong links or requests. The promise is about mail sent from this address and says nothing of addresses that look alike.
promise-data = Data to keep
promise-data-text = Saved as promises.toml, these lines can be used with kakitome explain --promises.
promise-added = the promise to sign was kept ({ $file })
promise-none = There are no promises to sign.
promise-unknown-address = there is no promise to sign for { $address }
promise-unknown-address-hint = kakitome publish promise add --address { $address } --since 2026-11-22 makes one
promise-refused = the promise to sign cannot be kept: { $why }
promise-line = { $text } { $whose }

# The support card
card-title = Support card: a customer at { $domain }
card-lead = How signed mail from { $sender } probably looks in the mail programs that addresses at { $domain } are mostly read in.
card-lead-unknown = The address does not tell which mail program is used at { $domain }. Ask for the program’s name first.
card-now = Current notices
card-notice = [{ $state }] { $title } ({ $id })
card-likely = In the programs that are mostly used
card-others = If the mail is read in another program
card-work = In programs that are common at work and at school
card-ask = What to ask, in this order
card-ask-program = Ask for the device and for the name of the mail program.
card-ask-address = Have the sender’s address read out (not the name: what has an @ in it) and compare it with { $sender }, letter by letter.
card-ask-words = Have the words on the screen read out as they are.
card-ask-when = Ask when the mail arrived, and since when it has looked like this.
card-copy = Texts for the customer (to copy out)
card-copy-good-when = If the signature is shown as valid ({ $programs })
card-copy-good =
    Please compare the addresses of sender and signer: both should be { $sender }. If they are, and the signature is shown as valid, the content has not changed since it was signed.
    Whether links and requests are right cannot be told by the signature. Please go through the official web site or app that you always use.
card-copy-warned-when = If a note of caution is shown ({ $programs })
card-copy-warned =
    This display says that your mail program could not confirm the signature. The reason may be the validity of a certificate, the settings of a root certificate or a change on the way; the words on your screen tell which.
    We will look into it before you act: please tell us when the mail arrived and what your screen says. Until then please do not follow links, but go through the official web site or app.
card-copy-attachment-when = If smime.p7s is seen ({ $programs })
card-copy-attachment =
    smime.p7s is the data of the digital signature. You can read the text as it is. There is no need to open the attachment, and opening it checks nothing.
    To check the signature, the mail can be opened in a mail program that knows S/MIME.
card-copy-unreadable-when = If the text cannot be read ({ $programs })
card-copy-unreadable =
    Your mail program does not seem to know the format of signed mail. The same address may be readable in web mail or in Mail on an iPhone.
    If you would like mail to go to another address, please change it in your account on the official web site.
card-copy-unknown-when = If the display is not known ({ $programs })
card-copy-unknown =
    We do not know what your mail program shows. Please tell us the words on your screen.
    If the sender’s address differs from { $sender } by even one letter, please do not follow links, but go through the official web site or app.
card-mind = Please mind
card-mind-limits = Do not judge the whole mail by what is shown of its signature.
card-mind-number = For calling back, give the number that stands on the card or on the official web site, never one from the mail.
card-mind-install = Do not advise adding a root certificate or switching a check off: that changes how other mail and web sites are judged too.

# The cost sheet
cost-title = What signing costs
cost-one-serves = One certificate for each sending address signs mail to any number of recipients. The cost depends on the number of addresses, not of recipients.
cost-given = { $addresses ->
    [one] { $addresses } address
   *[other] { $addresses } addresses
}, { $years ->
    [one] { $years } year
   *[other] { $years } years
}, certificates valid for { $months } months (issued { $issues ->
    [one] once
   *[other] { $issues } times
} for each address).
cost-table = Costs
cost-what = What
cost-count = Number
cost-each = Each
cost-sum = Sum
cost-line-certificates = Certificates
cost-line-renewals = Work of renewals
cost-line-yearly = Costs of each year
cost-line-once = Costs at the start
cost-total = Total
cost-per-thousand = For 1,000 mails: { $amount } (rounded up)
cost-notes = How to read it
cost-note-recipients = More recipients or more mails do not change what the certificates cost.
cost-note-own = The prices are those that were given. No price comes with the program.
cost-note-left-out = What was not given is not counted: answering questions, keeping the published page up to date.
cost-wrong = it cannot be reckoned: { $why }

# Commands
publish-no-identity = there is no identity { $address }
publish-no-identity-hint = kakitome identity list shows all
publish-no-domain = { $text } is neither a mail address nor a domain
publish-no-domain-hint = say customer@docomo.ne.jp or docomo.ne.jp
publish-no-sender = name the sending address with --from (it may be left out where there is only one)
