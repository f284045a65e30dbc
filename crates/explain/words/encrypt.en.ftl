# Sentences of encrypt and people.

## encrypt
encrypt-already = { $file } is encrypted already
encrypt-none-known = { $who }: no certificate is known to encrypt with
encrypt-unusable = { $who }: the certificate of { $subject } is not encrypted to: { $why }
encrypt-why-unknown = No certificate is known.
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

## policy
policy-area-digest = Digests of signatures
policy-area-signature = Signatures
policy-area-cipher = Encryption of content
policy-area-key = How the content's key reaches a recipient
policy-area-key-file = Key files
policy-line = { $name }: { $written }; { $read }
policy-rule = { $source } (as of { $date })
policy-written-yes = written
policy-written-where-known = written only to those who are known to read it
policy-written-fallback = written where somebody's list has this one and not the usual one
policy-written-asked = written when asked for
policy-written-no = never written
policy-read-yes = read
policy-read-weak = read, and called weak
policy-read-refused = read to explain it, never valid
policy-read-no = not read, only named
policy-values = What decides
policy-value-match-from = The signer's certificate must have the address of From: { $value }
policy-value-allow-part = A signature over a part of the mail counts: { $value }
policy-value-canonical-line-ends = Content that fits only with canonical line ends counts, with a note: { $value }
policy-value-weak-digests-count = Signatures with SHA-1 or MD5 count: { $value }
policy-value-signing-time-tolerance = Seconds between signing time and Date that are not mentioned: { $value }
policy-value-received-proves = One's own record of the arrival proves when a signature was there: { $value }
policy-value-min-rsa-bits = Smallest RSA key that counts, in bits: { $value }
policy-value-certificates-sha1 = Certificates signed with SHA-1 count: { $value }
policy-value-certificates-md5 = Certificates signed with MD5 count: { $value }
policy-value-any-purpose-is-email = A certificate for any purpose is for e-mail: { $value }
policy-value-purpose-chaining = Whose purposes restrict what is below them: { $value }
policy-value-subject-address = An address in the subject counts where there is no other: { $value }
policy-value-fold-local-part = Capitals make no difference before the @: { $value }
policy-value-revocation = What is not known of revocation: { $value }
policy-value-compromise = Since when signatures of a stolen key count no more: { $value }
policy-value-recipient-without-path = Recipients' certificates that need no chain to a trusted root, from: { $value }
policy-value-protect-header = Header fields are written inside what is encrypted: { $value }
policy-value-stated-capabilities = What those who answer are told that they may encrypt with: { $value }
policy-word-yes = yes
policy-word-no = no
policy-word-leaf = the certificate itself alone
policy-word-below-root = every authority below the root
policy-word-with-root = the root too
policy-word-off = not looked at
policy-word-unknown-is-a-warning = a warning
policy-word-unknown-is-an-error = an error
policy-word-any-time = all of them
policy-word-from-invalidity-date = since the date that the authority names
policy-word-from-revocation = since the revocation
policy-word-other = another
policy-word-nobody = none
policy-word-everybody = every origin
policy-word-directory = a directory on
policy-word-imported = those that a person imported or named
policy-word-named = those that are named for the mail

## remembered
remembered-new = { $address }: remembered to answer with the certificate of { $subject }, SHA-256 { $sha256 }; reads: { $reads }
remembered-known = { $address }: the certificate of { $subject } was there, SHA-256 { $sha256 }; reads: { $reads }
remembered-waiting = { $address }: the certificate of { $subject } has another key than the one that is known; it is not used until somebody has confirmed it by importing it. SHA-256 { $sha256 }
remembered-older = { $address }: nothing remembered: a later mail asked for another key than that of { $subject }
remembered-not-valid = Nothing remembered: the mail is not valid.
remembered-missing = Nothing remembered: the signature asks to be answered with a certificate that did not come along.
remembered-unusable = Nothing remembered: the certificate that the signature asks to be answered with cannot be encrypted to.
