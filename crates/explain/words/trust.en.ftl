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

trust-used = Lists of roots used:
trust-used-line = { $name }: { $list }
trust-trouble-root = The root “{ $root }” is not for e-mail in the list { $list } ({ $state }), which came on { $since }.
trust-trouble-sender = What the sender can do: sign without the cross-root certificate “{ $cross }”; the path then ends at the root “{ $instead }”. The price: recipients who have neither that root nor automatic root updates see a warning then.
trust-trouble-recipient = What the recipient can do: install the root “{ $root }” (SHA-256 { $hash }; compare it with its publisher's documents). The price: every certificate that this authority issues is trusted.
trust-trouble-none = No other path is known that avoids this root.
trust-trouble-over = It was over on { $day }: with the list { $list } the root is for e-mail again.
trust-unreadable-hint = a list of roots is read, or root certificates in PEM, DER or PKCS#7
