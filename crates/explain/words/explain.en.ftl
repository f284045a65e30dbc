# What `kakitome explain` says: what mail programs show, the way, remedies with their price, common misreadings.

page-lock-apart = { $heading }. The red lock speaks of something else
page-attachment = smime.p7s is the data of a signature
page-replayed = as of { $at }

page-root-cause = The content is as it was when it was signed, and From is the signer's. What is shown does not come from the mail but from { $owner ->
    [windows] the root certificates of Windows
   *[other] a list of root certificates
}.
page-root-since = With the root-store update of { $day }, the root certificate “{ $root }” { $state ->
    [email-off] lost the purpose “e-mail protection”
    [disabled] was disabled
    [not-before] stopped to count for certificates issued after a day
    [distrust-after] stopped to count for certificates issued after a day
   *[other] was forbidden
}.
page-root-cross = This mail comes with a cross-root certificate (an intermediate that also leads to the older root), so that a check may end at this root.
page-not-revoked = The revocation lists that were looked at do not name the signer's certificate.
page-lock-red = Gmail's red lock “{ $first }” (“{ $second }”) says that the mail reached Gmail without transport encryption (TLS). It says nothing of the signature or the certificate.
page-lock-red-seen = The record in the mail, too, mentions no TLS where { $by } took it.
page-hop-plain = The record in the mail mentions no TLS where { $by } took it. That is about transport; it says nothing of the signature or the certificate.
page-attached = This mail has a signature. A mail program without S/MIME shows the signature as an attachment.
page-attached-only = There is nothing in it but the data of the signature. The text can be read as it is. There is no need to open the attachment, and opening it does not check the signature.

page-case-unknown = Whether the update has arrived on your machine, and whether the other root certificate “{ $root }” is there, cannot be told from the mail. Where it is there, no warning is expected.
page-read-on-the-way = Whether somebody read the mail on the way is known to nobody. This mail is signed only; its text is not encrypted.
page-attached-unknown = A smime.p7s alone does not say whether the sender is who it seems: it can be copied from another mail.
page-way-hearsay = The record of the way was written by the servers on the way. Whether it is right cannot be told from the mail.

page-shows-two = { $one } is expected to show “{ $first }”, { $other } “{ $second }”.
page-shows-one = { $one } is expected to show “{ $first }”.
page-shows-when = { $conditions }: { $text }
page-shows-attachment = A mail program without S/MIME shows an attachment { $file }.
page-shows-unreadable = A mail program without S/MIME cannot show the text; it shows an attachment { $file }.
page-shows-unknown = What { $programs } shows is not known.
page-shows-why = Why { $program } shows this: { $text } It does not mean that signature and content do not match.
page-shows-nothing-of = { $program } is not expected to show this signature. The reason: { $text }
why-T-nested = One signature stands around another, and one of them is beside its text.
why-T-part = The signature is of a part of the mail only.
why-T-around = The signature stands around what is encrypted.
why-T2-names = The issuer's name in the certificate and the subject of the issuer's own certificate are written in other letters (case and the like).
why-G5-names = The issuer's name in the certificate and the subject of the issuer's own certificate are written in other letters (case and the like).
why-T4-then = The time in the signature is outside the validity of the certificate.
why-T6-date = There is no Date field that can be read.
why-G5-months = The certificate is valid for more than 27 months.
why-G4-chain = The certificate was issued by its root directly, without an intermediate certificate.
page-shows-unsigned = Nothing is shown of a signature.
page-shows-none = What was given is not the whole mail, so that it cannot be said what a mail program shows.
page-shows-seen = { $programs } may show “{ $words }” ({ $day }, by { $by }).
page-shows-may = { $programs } may show “{ $words }”.
page-shows-apart = { $programs }: not expected to be affected, as they do not use the settings of Windows (inferred).
page-via = “via { $domain }” beside the sender says that the mail was sent by servers of another domain than the sender's. That is usual where sending is delegated, and no reason for suspicion by itself.
page-google-apart = If Gmail shows “{ $words }”, that comes from other conditions, such as the issuer or a validity over 27 months; it has nothing to do with the red lock.
page-all = What each mail program is expected to show
page-row = { $program }: { $text }
page-row-when = { $conditions }: { $text }
page-row-quote = “{ $words }”
page-row-more = “{ $words }”
page-row-foreign = “{ $words }” (in its Japanese version)
page-row-confidence = { $text } [{ $confidence }]
page-likely = mail programs that the recipients usually have
and = { ", " }
open = { " (" }
close = )

shows-trusted = says that the signature is valid (its words are not known)
shows-warning = a warning (its words are not known)
shows-invalid = says that the signature is not right (its words are not known)
shows-unsigned = nothing of a signature
shows-attachment = the text, and the signature's data as an attachment
shows-unreadable = the text cannot be read
shows-unknown = not known

confidence-observed = seen on { $date } by { $by }
confidence-source = seen in its source code
confidence-documented = documented
confidence-reported = users' reports
confidence-inferred = inferred
confidence-unknown = not known

when-updates = where automatic root updates work ({ $name })
when-no-updates = where automatic root updates do not work
when-root-present = where the root certificate “{ $name }” is installed
when-no-root-present = where the root certificate “{ $name }” is not installed
when-heeds-dates = Windows 10 and later
when-no-heeds-dates = Windows 8.1 and earlier
when-root-trusted = where the certification authority “{ $name }” is trusted
when-no-root-trusted = where the certification authority “{ $name }” is not trusted
when-in-collection = where the administrator has registered the certification authority “{ $name }”
when-no-in-collection = where the administrator has not registered the certification authority “{ $name }”
when-key-present = where a recipient's private key is
when-no-key-present = where no recipient's private key is
when-smime-control = in a browser on Windows with the S/MIME control
when-no-smime-control = without the S/MIME control
when-mms = read as MMS on a phone
when-no-mms = read in web mail or in Mail on an iPhone

remedy-ask-sender = Ask the sender before you act on this mail. If you call, use a number from your card or from the official web site, not one from this mail.
remedy-ask-sender-price = What the mail asks for has to wait.
remedy-compare = Compare the signer's address with that of From. If they differ, ask the sender before you act. If you call, use a number from your card or from the official web site, not one from this mail.
remedy-compare-price = It takes a look at two addresses.
remedy-keep-record = To know whether the certificate was valid on the day of receipt, verify with the recorded time of receipt.
remedy-keep-record-price = Whoever has the record answers for it.
remedy-open-with-key = Open it where the private key of a recipient is.
remedy-open-with-key-price = The private key has to be there.
remedy-wait-update = Once a repaired root-store update is published, it is applied automatically; nothing need be done by hand.
remedy-wait-update-price = Until then the display stays.
remedy-install-root = The root certificate can be added. On a machine of an organisation ask the administrator, and compare the fingerprint with official documents.
remedy-install-root-price = Every certificate that this authority issues is trusted then.
remedy-install-named = If it is urgent, the root certificate “{ $root }” (SHA-256 fingerprint { $hash }) can be added; every certificate that this authority issues is trusted then. On a machine of an organisation ask the administrator, and compare the fingerprint with official documents.
remedy-collection = Ask your administrator to register the root certificate (Set-SmimeConfig).
remedy-collection-price = Everybody in the organisation then trusts what this authority issues.
remedy-google-admin = Where an organisation uses Gmail, its administrator may be able to add the root certificate.
remedy-google-admin-price = Everybody in the organisation then trusts what this authority issues.
remedy-other-program = Open it in a mail program with S/MIME.
remedy-other-program-price = Another mail program has to be set up.
remedy-leave-attachment = There is no need to open the attachment. To check the signature, open the mail in a program with S/MIME, or have the mail's file (.eml) verified.
remedy-leave-attachment-price = If nothing is done, the signature is not checked.
remedy-find-what-changes = Look for a device that adds a footer or converts characters after signing.
remedy-find-what-changes-price = It has to move before the signing, or let signed mail pass.
remedy-include-chain = Sending the intermediate certificates along may solve it.
remedy-include-chain-price = Each mail grows by some kilobytes.
remedy-leave-out-cross = Signing without the cross-root certificate may solve it.
remedy-leave-out-cross-price = Old machines that have neither the newer root certificate nor automatic updates may show a warning because of it.
remedy-renew = Sign with a certificate that is within its validity and not revoked.
remedy-renew-price = It takes an application and its fee; mail that was already sent looks as before.
remedy-reissue = Have the certificate issued anew under another root certificate that recipients trust.
remedy-reissue-price = It takes an application and its fee, and published serial numbers change.
remedy-right-certificate = Sign with a certificate whose purposes include e-mail protection and that follows the standards.
remedy-right-certificate-price = It takes an application and its fee.
remedy-right-address = Sign with a certificate that has the address of From.
remedy-right-address-price = Each address needs a certificate.
remedy-right-clock = Set the clock of the signing server and the Date field right.
remedy-right-clock-price = Mail that waits between writing and sending has to be signed just before it is sent.
remedy-usual-methods = Sign with SHA-256 or better, by a method in wide use.
remedy-usual-methods-price = Very old programs may be unable to check it.
remedy-one-signature = Sign once, not one signature around another.
remedy-one-signature-price = The inner signer's name is no longer shown.
remedy-sign-then-encrypt = Sign first, then encrypt.
remedy-sign-then-encrypt-price = That there is a signature is seen only when the mail is decrypted.
remedy-shorter = Sign with a certificate that is valid for 27 months at most.
remedy-shorter-price = It has to be renewed more often.
remedy-tell-recipients = Tell the recipients' administrators which root certificate to register, with its fingerprint.
remedy-tell-recipients-price = Each organisation has to be asked.
remedy-clear-sign = Sign so that the text stands outside the signature's data (clear signing).
remedy-clear-sign-price = A conversion on the way then breaks the signature.
remedy-clear-text = Decide whether recipients without S/MIME are to get the mail in clear.
remedy-clear-text-price = The text is not encrypted then.
remedy-unsigned-by-choice = Addresses of mobile carriers can be sent unsigned mail.
remedy-unsigned-by-choice-price = Those who read it in web mail or on an iPhone cannot check a signature either.
remedy-tls = With TLS on the sending server this display goes away.
remedy-tls-price = The server needs a certificate that is kept renewed.
remedy-lock-recipient = No setting removes it. Do not send passwords and the like in an answer to this mail.
remedy-verify-file = Give the mail's file (.eml) to this program, and it checks sender and content (in Gmail on a computer: “Download original”). Or open the mail in a program with S/MIME.
advice-priced = { $text } The price: { $price }

page-root-over = Later: with the update of { $day } it was trusted for e-mail again ({ $list }).
page-basis-list = List of root certificates: { $list }

page-way = The way it came (by the record in the mail)
page-way-none = There is no record of the way (Received).
page-hop = { $number }. from { $from } to { $by }{ $tls ->
    [yes] : TLS is mentioned
    [no] : no mention of TLS
   *[other] : nothing known of TLS
}{ $with ->
    [none] { "" }
   *[other] { " (" }{ $with })
}{ $at ->
    [none] { "" }
   *[other] , { $at }
}
page-claim = Record of { $by }: { $method } is { $result }{ $domain ->
    [none] { "" }
   *[other] { " (" }{ $domain })
}. It is about the sending server, not about the signature.
page-nameless = a server without a name

page-questions = Frequent questions
ask-p7s = Does smime.p7s hold something secret that I can open?
answer-p7s = No. It is the data of the signature; there is no content in it beside that of the mail. There is no need to open it.
ask-p7s-more = What is in smime.p7s?
answer-p7s-more = Beside the data of the signature there is another content in it. The signature is of that content, not of the text that you see. Use neither of the two until the sender has confirmed it.
ask-webmail = Is it because I use free web mail?
answer-webmail = What matters is not whether it is free but whether the program knows S/MIME, and whose list of root certificates it uses.
ask-red-lock = Does the red lock mean that the signature is wrong?
answer-red-lock = No. It says that the mail reached Gmail without transport encryption. It has nothing to do with signature or certificate.
ask-valid = If the signature is valid, can I trust links and attachments?
answer-valid = A signature says whose certificate signed and that the content has not changed. Whether links and requests are right is nothing a signature says.
ask-altered = Do they not match because somebody changed the mail?
answer-altered = Not necessarily. A mailing list's footer or a conversion of characters on the way looks the same. Which of them it was cannot be told from this mail alone.
ask-expired = Does “expired” mean that the content has changed?
answer-expired = No. It says that the validity of the certificate is over. Whether the content has changed is another question.
ask-revoked-words = Does the mail program's “{ $words }” mean that the certificate was revoked?
answer-revoked-words = Not necessarily. In January 2016 this was shown for certificates that had not been revoked, because the settings of a root certificate had changed. Revocation lists say whether it was revoked.
ask-install = Does adding the root certificate solve it?
answer-install = The display may change, and every certificate that this authority issues is trusted then. Do not add it if you cannot compare the fingerprint with official documents.
ask-unsigned = Is a mail without a signature a forgery?
answer-unsigned = Not necessarily. Some senders do not sign, and signatures get lost on the way. A missing signature alone decides nothing.
ask-via = Does “via” mean that somebody pretends to be the sender?
answer-via = Not necessarily. It is usual where sending is delegated, and it has nothing to do with the signature.
ask-encrypted = Is the text encrypted because it is signed?
answer-encrypted = No. Signing and encrypting are two things. This mail is signed only.
ask-serial = If the serial number is the published one, is that enough?
answer-serial = No. Anybody can copy a serial number. Compare the addresses of From and signer first, and see that the signature is valid.
ask-phone = May I call the number in this mail to ask?
answer-phone = Use another one: a number from your card or from the official web site.

term-certificate-word = certificate
term-certificate = Certificate: if a signature is a seal, it is the register that says whose seal it is. A certification authority issues it after checking the signer's address or name.
term-authority-word = certification authority
term-authority = Certification authority: an organisation that issues certificates.
term-revoked-word = revoked
term-revoked = Revoked: declared unusable by the authority that issued it, before its validity is over.
page-terms = Terms
page-details = Technical details
page-made = Explained by Kakitome. This page has nothing of the mail's content and connects to nothing.

explain-written = { $file } was written
explain-data = data that comes with the program cannot be read: { $why }
explain-no-client = there is no profile of a mail program called “{ $client }”
explain-no-client-hint = one of outlook-classic, outlook-new, outlook-web, outlook-mobile, outlook-mac, outlook-com, windows-mail, windows-live-mail, outlook-express, gmail-web, gmail-app, gmail-hosted, apple-mail, ios-mail, thunderbird, notes, zimbra, roundcube, yahoo-japan, android-mail, jp-mms, docomo-mail, no-smime
observe-unreadable = { $file }: the observations cannot be read: { $why }
observe-refused = the observation cannot be added: { $why }
observe-added = The observation was added ({ $file })
observe-none = There are no observations.
observe-matrix = mail program | system | { $statuses }
observe-matrix-row = { $client } | { $os } | { $cells }
observe-matrix-none = not observed
observe-matrix-gone = gone on { $date }
observe-head = mail program | system | version | situation | words | day | by
observe-line = { $client } | { $os } | { $version } | { $status } | { $gone ->
    [yes] gone
   *[no] “{ $words }”
} | { $date } | { $by }

transit-same = No difference was found between the mail as sent and as received.
transit-broken = What the signature covers was changed on the way.
transit-lost = The signature was taken off on the way.
transit-kept = There are differences, but not in what the signature covers.
transit-unsigned = There are differences. The mail as sent has no signature beside its content.
transit-breaks = { $text } (the signature does not fit any more)
transit-in-part = { $part }: { $text }
transit-wrapped = the signed mail has become a part of another one; the signature then counts for a part only
transit-signature-gone = the signature's data is gone
transit-signature-changed = the signature's data was changed
transit-rewritten = the transfer encoding is written otherwise (length of lines and the like); the content is the same
transit-text-after = text was added behind what is signed
transit-line-ends = line ends were changed (signatures are checked with CR LF)
transit-encoding = the transfer encoding was changed from { $before } to { $after }; the content is the same
transit-charset = the charset was changed from { $before } to { $after }; the text is the same
transit-added = { $count ->
    [one] { $count } line was
   *[other] { $count } lines were
} added { $place ->
    [begin] at the beginning
    [end] at the end
   *[middle] in the middle
}
transit-removed = { $count ->
    [one] { $count } line is
   *[other] { $count } lines are
} missing { $place ->
    [begin] at the beginning
    [end] at the end
   *[middle] in the middle
}
transit-changed = { $count ->
    [one] { $count } line differs
   *[other] { $count } lines differ
}
transit-bytes = the data differs
transit-type = the media type was changed from { $before } to { $after }
transit-part-header = the part's header or its delimiters differ
transit-parts-added = { $count ->
    [one] { $count } part was added
   *[other] { $count } parts were added
}
transit-parts-removed = { $count ->
    [one] { $count } part is missing
   *[other] { $count } parts are missing
}
transit-field = the header field { $name } differs (no signature covers it)
transit-where = Where it was changed (by the record in the mail)
transit-suspect = It seems to have been changed after { $after } and before { $before } recorded it.
transit-somewhere = the sender
transit-nowhere = Where it was changed cannot be told from the record in the mail.
transit-list = It went through the mailing list { $list }.
transit-hop = from { $from } to { $by }

preflight-identity = Identity { $address }, certificate with the serial number { $serial }, valid until { $until }. A specimen mail was signed with its key for this check; it is not sent.
preflight-specimen = the specimen mail
preflight-nothing = It can be sent. No warning is expected in mail programs with S/MIME that the sender could avoid.
preflight-may = It can be sent. Please look at these points.
preflight-first = { $count ->
    [one] One thing has
   *[other] { $count } things have
} to be changed before it is sent.
preflight-stop = change
preflight-warn = look
preflight-note = note
preflight-programs = mail programs: { $programs }
preflight-price = the price: { $price }
remedy-sign = Sign it before it is sent.
remedy-sign-price = What is signed cannot be changed afterwards.
remedy-seven-bit = Encode 8-bit text as quoted-printable or base64 before signing. A server on the way that converts it breaks the signature.
remedy-seven-bit-price = The mail grows a little.
remedy-cross-along = A cross-root certificate goes along. See whether recipients with older root certificates alone need it.
remedy-cross-along-price = Without it, old machines may show a warning; with it, the mail is touched when the older root certificate changes.
