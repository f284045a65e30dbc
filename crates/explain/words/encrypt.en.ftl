# Sentences of encrypt and people.

## encrypt
encrypt-already = { $file } is encrypted already
encrypt-none-known = { $who }: no certificate is known to encrypt with
encrypt-unusable = { $who }: the certificate of { $subject } is not encrypted to: { $why }
encrypt-why-waiting = its key is not the one that was known, and nobody has confirmed it
encrypt-why-key = nothing can be encrypted to its key ({ $why })
encrypt-refused = not encrypted, nothing was written: { $count } of { $of } recipients cannot be served: { $all }
encrypt-refused-hint = keep their certificates with kakitome people import FILE, name one with --cert, or send to the others alone
encrypt-no-certificate = { $file }: there is no certificate in it
encrypt-nobody = nobody is named to encrypt for
encrypt-nobody-hint = name recipients with --to, --bcc or --cert
encrypt-field-unclear = mail programs read different recipients in the field { $field }
encrypt-several = { $count } messages have to be written, and standard output takes one: each blind recipient gets one alone
encrypt-several-hint = name a folder for them with --out
encrypt-failed = not encrypted: { $why }
encrypt-no-copy = { $sender } cannot read the sent copy: no certificate of the sender is at hand to encrypt with
encrypt-left-out = named in To or Cc, and not encrypted for: { $all }

## people
people-no-address = { $file }: no certificate in it has a mail address
people-no-address-hint = name the certificate of a person, not that of a certification authority
people-kept = { $address }: kept the certificate of { $subject }, valid until { $to }, SHA-256 { $sha256 }
people-kept-known = { $address }: the certificate of { $subject } was there, valid until { $to }, SHA-256 { $sha256 }
people-none = No certificate of a correspondent is kept.
people-unknown = { $address }: no such certificate is kept
people-unknown-hint = kakitome people list shows all
people-forgotten = { $address }: { $count ->
    [one] forgot one certificate
   *[other] forgot { $count } certificates
}
people-line = { $address }: { $state }, { $trust }, until { $to }
people-state-usable = usable
people-state-review = waits for review (the key changed)
people-state-expired = expired
people-state-not-yet = not valid yet
people-trust-imported = imported
people-trust-directory = from a directory
people-trust-harvested = from a signed mail
people-certificate =
    { $subject }: { $state }
      issuer: { $issuer }
      serial number: { $serial }
      SHA-256: { $sha256 }
      valid: { $from } to { $to }
      origin: { $trust }, first seen { $first }, last seen { $last }
      reads: { $reads }
      last asked for in a signed mail: { $asked }
people-never-asked = never

## remembered
remembered-new = { $address }: remembered to answer with the certificate of { $subject }, SHA-256 { $sha256 }; reads: { $reads }
remembered-known = { $address }: the certificate of { $subject } was there, SHA-256 { $sha256 }; reads: { $reads }
remembered-waiting = { $address }: the certificate of { $subject } has another key than the one that is known; it is not used until somebody has confirmed it by importing it. SHA-256 { $sha256 }
remembered-older = { $address }: nothing remembered: a later mail asked for another key than that of { $subject }
remembered-not-valid = Nothing remembered: the mail is not valid.
remembered-missing = Nothing remembered: the signature asks to be answered with a certificate that did not come along.
remembered-unusable = Nothing remembered: the certificate that the signature asks to be answered with cannot be encrypted to.
