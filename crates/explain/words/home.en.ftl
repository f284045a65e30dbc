# Sentences of init, identity, journal and config, and of the home that they work on.

## The home
home-nowhere = no home: neither KAKITOME_HOME nor HOME is set
home-nowhere-hint = name the folder with --home
home-unusable = { $home }: cannot be used: { $why }
home-missing = { $home }: there is no home of Kakitome here (no kakitome.toml)
home-missing-hint = make one with: kakitome init
home-passphrase-needed = the keys are wrapped by a passphrase, and there is no terminal to ask for it
home-passphrase-hint = run the command at a terminal, or start `kakitome serve` first: it asks once
home-passphrase-prompt = Passphrase of the key-encryption key:{" "}
home-waiting = Waiting for another command to finish with the keyholder
store-missing = { $file }: there is no database
store-newer = { $file }: the database has schema { $found }; this program knows schemas up to { $known }
store-newer-hint = a later version of Kakitome wrote it: use that version
store-failed = the database cannot be used: { $why }
keyholder-away = the keyholder cannot be reached: { $why }
keyholder-not-started = the keyholder could not be started: { $why }
keyholder-refused = the keyholder refuses: { $why }
cli-file-exists = { $file } is there already and is not overwritten
cli-file-exists-hint = name another file, or move that one away
cli-unknown = unknown
cli-date = { $iso }

## Rules and the switch
rule-fate-sign = A mail of { $from } would be signed.
rule-fate-sign-opaque = A mail of { $from } would be signed, with the text inside the signature.
rule-fate-unsigned = A mail of { $from } would pass unsigned.
rule-fate-refuse = A mail of { $from } would be refused.
rule-why-signed = Its certificate is valid until { $until }, and { $client } may sign as it.
rule-why-login = { $client } has logged in and may not send as { $from }: add it to [[may-sign]] or to the account (kakitome account).
rule-why-off = Signing is switched off; `kakitome on` brings it back.
rule-why-no-identity = { $from } is no identity of this home (kakitome identity list).
rule-why-no = The rules say: sign = "no".
rule-why-kind = Mail of this kind stays unsigned unless also-sign names it.
rule-why-unauthorised = { $client } may not sign as { $from }: add it to [[may-sign]].
rule-why-expired = Its certificate is not valid today (until { $until }).
rule-why-observe = The gateway observes: it writes down that it would sign, and passes the mail as it came.
rule-why-share = The share of mail that is signed is 0 per cent.
rule-by = Rules that hold: { $rules }
rule-share = { $percent } of a hundred such mails are signed; sender and Message-ID decide which.
rule-carrier = A recipient has an address of a Japanese carrier: on its phones the signature may be in the way. The text stays outside of it.
rule-group = For { $to }:
rule-why-wished = The subject asks for no signature.
rule-encrypted = { $to } gets it encrypted, to the certificate of { $subject } (valid until { $until }, SHA-256 { $sha256 }).
rule-would-encrypt = { $to } would get it encrypted, to the certificate of { $subject } (valid until { $until }, SHA-256 { $sha256 }); the gateway observes, and passes it in clear.
rule-encrypted-when-on = { $to } gets it encrypted as soon as the gateway is switched on again, to the certificate of { $subject } (valid until { $until }, SHA-256 { $sha256 }).
rule-in-clear = { $to } gets it in clear: { $why }
rule-unencryptable = { $to } must not get it in clear, and nothing can be encrypted for it: { $why }
rule-subject-refused = The subject: { $reply }
rule-stops-subject = Nobody gets the mail.
rule-stops-refused = Nobody gets the mail: it would be refused (550) until every such recipient has a certificate. `kakitome people import` takes one.
rule-stops-deferred = Nobody gets the mail: it would be deferred (451) until every such recipient has a certificate. `kakitome people import` takes one.
rule-stops-off = Nobody gets the mail: where encryption is required, it is deferred (451) as long as the gateway is switched off.
rule-mails = It leaves as { $count } mails:
rule-mails-again = It leaves as { $count } mails. This client sends again: whoever another rule holds for than for the first recipient gets 452, and the mail when it comes again.
rule-mail = { $number }. { $form }: { $to }
rule-form-sign = signed
rule-form-sign-opaque = signed, with the text inside the signature
rule-form-unsigned = unsigned
rule-form-refuse = not sent
rule-form-sign-encrypted = signed and encrypted
rule-form-sign-opaque-encrypted = signed (with the text inside the signature) and encrypted
rule-form-unsigned-encrypted = encrypted, unsigned
rule-form-refuse-encrypted = not sent
rule-list-none = There are no rules: [signing] and [encryption] hold for all mail.
rule-no-roots = the roots and revocation lists of [encryption] cannot be read: { $why }
rule-no-account = { $login } is no account of this home
rule-no-account-hint = see: kakitome account list
switch-off = Switched off: within a second mail passes as it comes, and nothing is signed. Back: kakitome on
switch-off-already = It was switched off already. Back: kakitome on
switch-on = Switched on: within a second mail is signed again.
switch-on-already = It was switched on already.

## Backup
backup-working = Packing the home
backup-done = { $file }: { $files } files of the home. Mail that is on its way is not among them.
backup-outside = not in it, because it lies outside the home: { $file }
backup-clear = not in it, because it is a private key in the clear (TLS): { $file }. Copy it by itself, or make a new one.
backup-key-apart = The key-encryption key is in { $file }. Keep it elsewhere than the backup: together they open every key.
backup-key-missing = The key-encryption key ({ $file }) is not in it, and without it no key can be opened. Keep a copy elsewhere: --key-out FILE.
backup-passphrase = The keys in it are wrapped by the passphrase of this home. Without the passphrase no key can be opened.
backup-unreadable = { $file }: cannot be read: { $why }
backup-unwritable = { $file }: cannot be written: { $why }
backup-taken = { $file } is there already: nothing is overwritten
backup-taken-hint = name another file (with the date in its name, say), or move that one away
backup-odd-name = { $file }: its name is no UTF-8, and nothing of ours is called so
backup-elsewhere = the database or the keyholder's folder of { $home } lies outside of it
backup-elsewhere-hint = copy them with the means of the place where they are
backup-rotating = the key-encryption key is being replaced
backup-rotating-hint = wait until `kakitome keys rotate` has finished, then begin again
backup-no-key-file = the keys of this home are wrapped by a passphrase: there is no key file to copy
backup-no-key-file-hint = leave --key-out out, and keep the passphrase
restore-working = Unpacking and comparing
restore-done = { $home }: as it was at { $made }; all { $keys } keys can be opened. What the journal wrote later is not there.
restore-taken = { $home } is not empty: nothing is overwritten
restore-taken-hint = name another place with --home, or move that folder away
restore-damaged = { $file } cannot be used as a backup: { $why }
restore-damaged-hint = take an older backup; nothing was restored
restore-no-key = the keys in { $file } open only with their key-encryption key, and that is not in it
restore-no-key-hint = give the file that `kakitome backup --key-out` made: --key FILE
restore-not-ours = { $file } is no backup of ours, or is damaged at its beginning
restore-not-ours-hint = name the file that `kakitome backup` made; if it is that one, take an older backup; nothing was restored
restore-wrong-key = the keys in { $file } cannot be opened with { $key }: { $why }
restore-wrong-key-hint = give the file that `kakitome backup --key-out` made from the same home; nothing was restored
restore-passphrase = the keys of this backup are wrapped by a passphrase, not by a key file
restore-passphrase-hint = leave --key out; the passphrase is asked for

## init
init-made = made: { $what }
init-kept = kept as it was: { $what }
init-done =
    The home is { $home }.
    Next: kakitome identity add noreply@your.example   (a key with a certificate of the built-in private CA)
      or: kakitome identity csr noreply@your.example   (a request for a public CA)
    then look at { $config } and start: kakitome serve
init-no-passphrase = { $file }: the first line is empty; a passphrase is needed
init-passphrase-unused = the key-encryption key of this home is in { $file }: a passphrase has no place
init-passphrase-unused-hint = leave --kek-passphrase-file out; rotation changes the kind of the key
init-failed = the home cannot be made: { $why }
init-keyholder-failed = the keyholder's folder cannot be made: { $why }
init-config-faulty = { $file } stays as it is, but it cannot be used: { $why }
init-config-hint = see all faults with: kakitome config check

## identity
identity-no-address = "{ $text }" is not a mail address
identity-no-address-hint = write it as local-part@domain, without a name
identity-unknown = there is no identity { $address }
identity-unknown-hint = see them with: kakitome identity list
identity-no-signer = { $address } has no key with a certificate to sign with
identity-key-of-another = this key belongs to { $owner }
identity-key-unreadable = the public key cannot be read: { $why }
identity-bad-name = this name cannot stand in a certificate: { $why }
identity-making-root = Making the key of the root CA (RSA-3072)
identity-making-issuing = Making the key of the issuing CA (RSA-3072)
identity-making-key = Making a key ({ $kind })
identity-ca-failed = the built-in CA could not be made or read: { $why }
identity-ca-made =
    The private CA was made. Recipients trust its signatures after they have installed its root certificate:
    {"  "}{ $file }
      SHA-256 { $sha256 }
    Its certificates name { $url } as the place of the CRL.
identity-not-issued = no certificate was issued: { $why }
identity-no-request = no request was made: { $why }
identity-request-written = { $file }: the request for { $address }. Give it to the CA; put its answer in use with: kakitome identity import { $address } --cert FILE --chain FILE
identity-request-next = Give this request to the CA; put its answer in use with: kakitome identity import { $address } --cert FILE --chain FILE
identity-is-ca = this is the certificate of a CA ({ $subject }), not of a mail address
identity-wrong-address = the certificate is not for { $address } but for: { $found }
identity-wrong-address-hint = mail programs compare From with the certificate; ask the CA for this address, or import it for the address it names
identity-no-email-protection = the certificate is not for e-mail: its extended key usage lacks emailProtection (it has: { $found })
identity-no-email-protection-hint = ask the CA for an S/MIME certificate
identity-no-usage = the certificate's key usage allows neither signing nor opening mail (it has: { $found })
identity-expired = the certificate expired on { $date }
identity-expired-hint = ask the CA for a new one: kakitome identity csr
identity-key-not-ours = { $file }: no certificate in it belongs to a key that is kept here
identity-key-not-ours-hint = make the request with: kakitome identity csr; a key from elsewhere comes with: kakitome identity import-p12
identity-missing = the intermediate certificate "{ $subject }" is missing: without it no mail program can check a signature
identity-missing-hint = get it from the CA and add it with --chain
identity-missing-hint-url = it can be fetched from { $url }; add it with --chain
identity-chain-ends = note: the chain ends below "{ $subject }". If that is a root in mail programs, all is well; if it is another intermediate certificate, add it with --chain (the CA names: { $url }).
identity-unused = note: the certificate of "{ $subject }" is not part of the chain and was left out.
identity-history-only = note: the certificate has expired. Its key opens old mail; nothing is signed with it.
identity-superseded = { $count ->
    [one] The key in use until now was superseded; it stays and opens old mail.
   *[other] { $count } keys in use until now were superseded; they stay and open old mail.
}
cli-p12-password-hint = letters, kana width and the keyboard's language count; a file may also have no password: give an empty one
cli-p12-altered = { $file }: the password is right, but the file was altered or damaged; get it again from where it came
cli-p12-inside = { $file }: the password is that of the file, but not that of what is inside; it has two passwords or is damaged
cli-p12-unsupported = { $file }: this PKCS#12 file uses { $name }, which is not supported
cli-p12-unsupported-hint = export it again with AES-256 or 3DES
cli-p12-work = { $file }: opening this PKCS#12 file would cost { $asked } { $unit }; the limit is { $limit }
cli-p12-no-key = { $file }: this PKCS#12 file has certificates but no private key
cli-p12-several = { $file } has { $count } private keys: { $names }
cli-p12-several-hint = say which with --entry; kakitome identity export-p12 --p12 { $file } --entry NAME makes a file of one
cli-p12-no-such = { $file } has no private key named { $name }; it has: { $names }
identity-export-failed = the PKCS#12 file was not written: { $why }
identity-export-no-password = a PKCS#12 file without a password would leave the private key open to everybody who has the file
identity-export-no-password-hint = choose a long password; it is needed once, when the file is imported
identity-export-forbidden = keys of this home are not exported: { $file } does not allow it
identity-export-forbidden-hint = whoever decides that writes allow-export = true under [keyholder]
identity-export-no-key = { $address }: there is no key { $id } in its history
identity-export-no-key-hint = kakitome identity show ADDR --json names the keys
identity-export-running = a keyholder is running, and it hands no key out
identity-export-running-hint = stop kakitome serve, export, and start it again
identity-export-refused = no key was taken out: { $why }
identity-export-twice = the two passwords are not the same
identity-exported = { $file }: written, with the name { $name } and { $count } certificates of authorities. Send the password by another way than the file, and delete the file when it has been imported.
identity-exported-windows = This form is read by old programs too. Its encryption (3DES, SHA-1) is only as strong as the password: make it long.
identity-p12-no-address = { $file }: the certificate names no mail address
identity-p12-addresses = the certificate names several addresses: { $found }
identity-p12-addresses-hint = say which with --address
identity-none = There are no identities yet. Add one with: kakitome identity add ADDR
identity-published = Certificates of { $address } can now be looked up. To take it back, run this with --withdraw.
identity-withdrawn = Certificates of { $address } can no longer be looked up. Copies that were saved remain.
identity-line = { $address }: { $state }, { $kind }, until { $date } ({ $days ->
    [one] one day
   *[other] { $days } days
} left)
identity-line-expired = { $address }: { $state }, { $kind }, ended on { $date }
identity-line-requested = { $address }: waits for its certificate
identity-line-none = { $address }: no key that signs
identity-title = { $address }
identity-title-name = { $address } ({ $name })
identity-no-keys = no keys
identity-no-certificate = no certificate yet
identity-key = key { $kind }: { $state } since { $since }; { $source }; { $purpose }
identity-state-active = active
identity-state-expired = expired
identity-state-requested = certificate requested
identity-state-revoked = revoked
identity-state-superseded = superseded
identity-source-made = made by the keyholder
identity-source-imported = imported
identity-purpose-both = signs and opens
identity-purpose-sign = signs
identity-purpose-decrypt = opens
identity-served-both = opens old mail
identity-served-sign = signs no more
identity-served-decrypt = opens old mail
identity-served-authority = issues no more
identity-purpose-authority = issues certificates
identity-days-left = { $days ->
    [one] one day left
   *[other] { $days } days left
}
identity-days-over = expired
identity-days-not-yet = not valid yet
identity-certificate =
    certificate of { $subject }
      issuer: { $issuer }
      serial number: { $serial }
      SHA-256 fingerprint: { $sha256 }
      valid: { $from } to { $to } ({ $left })
identity-link = goes along: { $subject } (until { $to })
identity-link-root = root, stays here: { $subject } (until { $to })
identity-link-crossed = cross-root certificate, stays here: { $subject } (until { $to })
identity-link-crossed-sent = cross-root certificate, goes along: { $subject } (until { $to })

## journal
journal-nothing = No mail in the journal fits.
journal-decision-signed = signed
journal-decision-passed = handed on unsigned
journal-decision-refused = refused
journal-decision-deferred = refused for now
journal-signed-as = signed as { $identity }, certificate { $serial }
journal-reason = reason: { $reason }
journal-entry =
    { $time }  { $id }  { $decision }
      From { $from }, envelope { $sender }, to { $to }
      Message-ID { $message }, { $size } bytes
      next hop { $hop }; answered: { $reply }
      { $signed }

journal-event = { $time }  { $event }  { $to }  { $reply }
journal-event-all = all recipients
journal-event-accepted = taken into the outbox
journal-event-deferred = not taken yet
journal-event-delivered = handed on
journal-event-bounced = given up
journal-event-held = held
journal-event-quarantined = put aside
journal-event-released = released
journal-event-dropped = dropped

## config
config-good = { $file }: can be used. It means:
config-faults = { $count ->
    [one] One fault; the configuration cannot be used.
   *[other] { $count } faults; the configuration cannot be used.
}
