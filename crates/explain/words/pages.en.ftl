# Words of pages: the stage of January 2016, mails to try with, certificate look-up, what an organisation publishes.

nav-seen = What do you see?
nav-lookup = Certificates
nav-save = Saving a mail
nav-stage = January 2016
nav-samples = Examples

stage-title = January 2016 on a stage
stage-lead = One signed mail, sent on 19 January 2016, is opened on four days. The mail stays the same; only the recipient's machine changes.
stage-day = Day
stage-day-19 = 19 January
stage-day-20 = 20 January
stage-day-25 = 25 January
stage-day-28 = 28 January
stage-day-19-note = before the update
stage-day-20-note = the update arrives
stage-day-25-note = first repair (US time)
stage-day-28-note = second repair (US time)
stage-switches = Conditions
stage-cross = The sender includes the cross-root certificate
stage-cross-note = an intermediate certificate that also leads to an older root
stage-newer = The recipient's machine has the newer root certificate (G3)
stage-updates = Automatic root updates work there
stage-show = Show it under these conditions
stage-screens = What recipients see
stage-screens-note = The first three use the root certificates of Windows; the others do not.
stage-sum-good = Under these conditions nothing changes.
stage-sum-off = Under these conditions, programs that use the root certificates of Windows do not accept the signature.
stage-sum-absent = Under these conditions the root certificate that is needed is not there and cannot be fetched.
stage-why-19 = The root certificate “{ $old }” can still be used for e-mail protection.
stage-why-off = Because of the cross-root certificate the path ends at the root certificate “{ $old }”, and that day's list has taken “e-mail protection” from it.
stage-why-newer = The newer root certificate (G3) is there, and a path that ends at it is good.
stage-why-fetched = Without the cross-root certificate the path leads to the newer root certificate (G3), which automatic updates fetch.
stage-why-not-updated = No update has arrived, so the machine is as it was: the path ends at “{ $old }” and is accepted.
stage-why-repaired = The repaired list has given “e-mail protection” back.
stage-why-absent = Without the cross-root certificate the newer root certificate (G3) is needed. This machine does not have it, and without automatic updates it cannot fetch it.
stage-machine = The explanation for a Windows machine under these conditions
stage-picture = Download this scene as a picture (SVG)
stage-picture-label = { $day } 2016, { $conditions }: { $sum }
stage-picture-day = { $day } 2016
stage-with = { $what }: yes
stage-without = { $what }: no
stage-short-cross = cross-root certificate
stage-short-newer = root certificate G3
stage-short-updates = automatic updates
stage-story = What happened
stage-story-event = What was seen
stage-story-event-text = From 20 January 2016 some signed mail was shown in Windows Mail, Windows Live Mail and Outlook with 「デジタルIDは取り消されています。」 (“the digital ID has been revoked”). The content had not changed, and no certificate had been revoked.
stage-story-cause = Cause
stage-story-cause-text = The root-store update of Windows that was published from 20 January 2016 took “e-mail protection” from the root certificate “{ $old }”.
stage-story-who = Who was affected (all of these)
stage-story-who-1 = the sender signs with the cross-root certificate included
stage-story-who-2 = the mail is read in a program that uses the root certificates of Windows
stage-story-who-3 = the update of 20 January 2016 has been applied
stage-story-who-4 = the root certificate “{ $new }” is not installed
stage-story-recipient = What recipients could do
stage-story-recipient-text = The repaired updates were applied automatically. If it was urgent, the newer root certificate (G3) could be added; every certificate of that authority is trusted then.
stage-story-sender = What senders could do
stage-story-sender-text = Signing without the cross-root certificate could solve it. The price: old machines with neither the newer root certificate nor automatic updates could show a warning because of it.
stage-story-over = How it ended
stage-story-over-text = Updates of 25 and 28 January 2016 (US time) gave “e-mail protection” back.
stage-facts = Data used
stage-facts-text = The four published editions of Microsoft's list of root certificates. The words of the programs are those of { $notice }. The certificates are made by Kakitome and stand in for the real roots.
stage-facts-edition = { $day }: edition { $sequence } (made { $produced }, { $entries } roots). In it “{ $old }” { $state ->
    [ok] can be used for e-mail protection
   *[other] has lost e-mail protection
}.
stage-unaffected = Not expected to be affected, because the settings of Windows are not used (inferred).

sample-title = Try it with an example
sample-lead = If you have no mail at hand, try one of these. Kakitome made them; no real sender is in them.
sample-good = A valid signature
sample-good-note = From and signer are the same, and the content has not changed
sample-altered = Changed on the way
sample-altered-note = a mailing list added a footer after signing
sample-case-2016 = The case of January 2016
sample-case-2016-note = nothing was wrong with the content, and Windows showed a warning
sample-case-2016-lead = This replays a Windows machine of 20 January 2016. The certificates are made by Kakitome and stand in for the real roots.
sample-explain = Read what it means
sample-download = Save the example's file (.eml)
sample-trusted = It is explained as if the example's root certificate “{ $root }” were in the lists of mail programs. The authority does not exist, and no real program trusts it.
sample-stage = Change the day and the conditions

lookup-title = Certificate look-up
lookup-lead = Finds a certificate that this server publishes, by mail address, serial number or fingerprint. There is no listing.
lookup-label = Mail address, serial number or fingerprint
lookup-hint = For instance noreply@bank.example or 1A:2B:3C. Blanks, colons, leading zeros and capitals do not matter.
lookup-go = Look it up
lookup-none = No published certificate was found
lookup-none-text = The input may have a slip, there may be no certificate, or its owner may have chosen not to publish it. Which of them it is, is not told.
lookup-unreadable = This is neither a mail address nor a number
lookup-unreadable-text = Give a whole mail address, or a hexadecimal number (0 to 9, A to F).
lookup-off = This server does not offer certificate look-up
lookup-off-text = See the sender's official site for its certificates.
lookup-found = { $count ->
    [one] One certificate was found
   *[other] { $count } certificates were found
}
lookup-address = Mail address
lookup-subject = Subject
lookup-issuer = Issuer
lookup-serial = Serial number of the signer's certificate
lookup-validity = Validity
lookup-from-to = { $from } to { $until }
lookup-sha256 = SHA-256 fingerprint
lookup-sha1 = SHA-1 fingerprint (what Windows shows)
lookup-state = State
lookup-state-valid = within its validity
lookup-state-expired = expired on { $day }
lookup-state-early = not valid before { $day }
lookup-state-revoked = revoked
lookup-state-superseded = within its validity; a newer certificate has taken its place
lookup-download-cer = Save the certificate (.cer)
lookup-download-p7c = Save it with its intermediates (.p7c)
lookup-careful = Anybody can copy a serial number or a fingerprint. See too that the signature is valid and that From and signer are the same address.
lookup-how = To compare it with a mail that you received
lookup-how-text = Have the mail's file checked: serial number and fingerprint of the signer's certificate stand among the technical details.
