# Root stores: `kakitome trust` and what `verify` says of the lists it used.

trust-state-ok = trusted for e-mail
trust-state-email-off = not for e-mail: the purpose e-mail protection is missing
trust-state-disabled = disabled since { $day }: mail that was signed earlier is affected too
trust-state-not-before = not for certificates issued after { $day }; mail signed with earlier ones stays good
trust-state-distrust-after = not for e-mail certificates issued after { $day }; mail signed with earlier ones stays good
trust-state-disallowed = forbidden: not trusted even if somebody installs it
trust-state-absent = not in the list
trust-because = { $attribute }: { $value }
trust-note = also: { $attribute }: { $value }
trust-list-line = { $title }: { $roots ->
    [one] { $roots } root
   *[other] { $roots } roots
}, { $certificates } of them with their certificate
trust-signature-good = signed by “{ $signer }” under “{ $root }”
trust-signature-untraced = signed by “{ $signer }”; the certificate of “{ $root }” is not at hand, so that it is not certain whose list this is
trust-asked = As of { $at }, for a certificate that is valid from { $leaf } on:
trust-no-root = No such root is listed.
trust-changes = { $count ->
    [0] No root changed for e-mail.
    [one] { $count } root changed for e-mail.
   *[other] { $count } roots changed for e-mail.
}
trust-new-mail = new mail: { $before } → { $after }
trust-new-mail-same = new mail: unchanged ({ $after })
trust-old-mail = old mail: { $before } → { $after }
trust-old-mail-same = old mail: unchanged ({ $after })
trust-shipped = comes with the program
trust-kept = kept
trust-imported = { $name }: taken in. { $list }
trust-import-known = { $name }: was there already. { $list }
trust-updated = { $name }: a new edition is kept. { $list }
trust-update-known = There is no newer edition. { $list }
trust-without-certificates = { $count ->
    [one] Of { $count } root only the hash is known;
   *[other] Of { $count } roots only the hash is known;
} it can be judged with when its certificate is at hand (--cert, or in the mail).
trust-no-store = { $store }: there is no file, folder or kept list of this name{ $why }
trust-no-store-hint = `kakitome trust list` shows what is kept
trust-too-early = { $store }: no edition is kept that was in force at { $at }; the first is of { $first }
trust-empty-folder = { $store }: there is no certificate in this folder
trust-unreadable = { $store }: { $why }
trust-refused = { $store }: refused: { $why }; what is kept stays as it is
trust-not-fetched = { $url }: not fetched: { $why }; what is kept stays as it is
trust-untraced = { $store }: refused: signed by “{ $signer }”, and the certificate of “{ $root }” is not at hand; what is kept stays as it is
trust-untraced-hint = give the vendor's root certificate with --cert
trust-no-place = { $store }: it is not known where this list is published
trust-no-place-hint = say it with --url

trust-module-unreadable = { $file }: cannot be read as a PKCS#11 module: { $why }

trust-schedule-date = Announced changes (looked at on { $date }). What is judged by is the lists alone.
trust-schedule-nothing = Nothing is announced for what was asked.
trust-schedule-old-mail = Mail that is already signed is affected too.
trust-schedule-new-mail = Mail signed with certificates issued before that day is not affected.
trust-schedule-source = Source: { $source }
trust-program-mozilla = Mozilla
trust-program-microsoft = Microsoft
trust-program-apple = Apple
trust-program-sbr = CA/Browser Forum (S/MIME Baseline Requirements)
trust-change-mozilla-distrust-after = E-mail certificates issued after this day are no longer trusted under these roots (18 years after their keys were made).
trust-change-mozilla-single-purpose = Roots for both websites and e-mail have to be for one of the two by this day.
trust-change-apple-sub-ca-purpose = Intermediate certificates signed from this day on must name their purposes.
trust-change-apple-rfc822name = Every e-mail certificate needs a mail address in its subject alternative name.
trust-change-apple-one-purpose = An intermediate certificate may have one purpose only.
trust-change-microsoft-not-before = E-mail certificates issued after this day are no longer trusted under these roots.
trust-change-microsoft-not-before-all = Certificates issued after this day are no longer trusted under these roots, whatever they are for.
trust-change-microsoft-disable = These roots are disabled.
trust-change-microsoft-remove = These roots are removed from the list.
trust-change-microsoft-batch = A month in which Microsoft ships its changes; what they are is not announced yet.
trust-change-sbr-email-protection-only = Certificates issued from this day on are for e-mail protection (and client authentication) alone.
trust-change-sbr-sub-ca-3072 = No certificates are issued any more by intermediate authorities with RSA keys below 3072 bits.

watch-list-known = { $name }: there is no newer edition. { $list }
watch-list-new = { $name }: a new edition is kept. { $list }
watch-list-failed = { $name }: not looked at. { $list }
watch-found = { $count ->
    [0] Nothing new touches our certificates.
    [one] { $count } change touches our certificates.
   *[other] { $count } changes touch our certificates.
}
watch-mail-signed = { $to } was told by a signed mail ({ $count }).
watch-mail-unsigned = { $to } was told by mail ({ $count }, unsigned).
watch-mail-waits = { $to } is not told yet ({ $count }); the next look tries again.
watch-at-work = { $home }: another kakitome trust watch is at work
watch-too-long = the look at the lists of roots did not end within { $minutes } minutes and was stopped
watch-not-sent = the mail to { $to } was not taken: { $why }
watch-not-sent-hint = [watch] to in the configuration says who is told; the next look tries again
watch-certificate = serial number of the certificate: { $serial }
watch-people = certificates of correspondents ({ $count }): { $names }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
}
watch-people-without-path = { $count } of { $all } certificates of correspondents lead to no root at hand (their intermediates are not kept): nothing can be said of them.
watch-root = root certificate: “{ $root }” (SHA-256 { $hash })
watch-list = list: { $list } (since { $day })
watch-change = change: { $before } → { $after }
watch-first = now: { $after }
watch-expected = expected: from { $day } on, { $state }
watch-good = With this list the root is trusted for e-mail.
watch-another = The same list trusts another root, “{ $root }”, for e-mail: where it is installed, nothing should change; where it is not, a warning such as “not trusted” may be shown.
watch-alone = Mail programs that go by this list may show a warning such as “not trusted” for mail signed with this certificate. No path to another root is known.
watch-state-ok = trusted for e-mail
watch-state-email-off = the purpose e-mail protection is missing
watch-state-disabled = disabled since { $day }; mail that was signed earlier is affected too
watch-state-not-before = this certificate was issued after the day that the list sets
watch-state-distrust-after = this certificate was issued after the day that the list sets
watch-state-disallowed = forbidden
watch-state-absent = not in the list
watch-mail-subject = { $count ->
    [one] Change of a root store: { $count } certificate is touched
   *[other] Change of a root store: { $count } certificates are touched
}
watch-mail-intro =
    A list of root certificates has changed, and certificates that you sign with are touched ({ $count }).

    What is known
watch-mail-intro-people =
    A list of root certificates has changed, and certificates of correspondents are touched ({ $people }). The correspondents have not been written to.

    What is known
watch-mail-intro-both =
    A list of root certificates has changed, and certificates that you sign with ({ $count }) and certificates of correspondents ({ $people }) are touched. The correspondents have not been written to.

    What is known
watch-mail-end =
    What is not known
    Whether the update has reached a recipient's machine, and whether another root is installed there, cannot be seen from the sender's side.

    What can be done
    If mail is affected, ask your certification authority for a certificate that leads to another root. How a mail would be shown can be replayed with kakitome verify --trust.
    The same change is told once. kakitome trust touched shows what was found so far.

    kakitome at { $home }
touched-nothing = No change was found that touches our certificates or those of correspondents.
touched-told = told on { $at }
touched-waits = not told yet

trust-used = Lists of roots used:
trust-used-line = { $name }: { $list }
trust-trouble-root = The root “{ $root }” is not for e-mail in the list { $list } ({ $state }), which came on { $since }.
trust-trouble-elsewhere = Another path is good here, but one leads to the root “{ $root }”, which is not for e-mail in the list { $list } ({ $state }); the list came on { $since }. On Windows machines that have this list and lack the other root named below, mail programs may show a warning.
trust-trouble-sender = What the sender can do: sign without the cross-root certificate “{ $cross }”; the path then ends at the root “{ $instead }”. The price: recipients who have neither that root nor automatic root updates see a warning then.
trust-trouble-recipient = What the recipient can do: install the root “{ $root }” (SHA-256 { $hash }; compare it with its publisher's documents). The price: every certificate that this authority issues is trusted.
trust-trouble-none = No other path is known that avoids this root.
trust-trouble-over = It was over on { $day }: with the list { $list } the root is for e-mail again.
trust-unreadable-hint = a list of roots is read, or root certificates in PEM, DER or PKCS#7
