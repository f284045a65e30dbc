# The verdict and the four parts.

heading-valid = The signature is valid
heading-altered = Signature and content do not match
heading-unsigned = Not signed
heading-undecryptable = Cannot be decrypted here
heading-unreadable = Cannot be read
heading-incomplete = Not enough to judge
heading-untrusted-address = From and signer are not the same
heading-untrusted-address-none = The signer's mail address cannot be checked
heading-untrusted-from = From cannot be narrowed down to one address
heading-untrusted-revoked = The certificate has been revoked
heading-untrusted-part = Only a part of the mail is signed
heading-untrusted-ambiguous = Mail programs read this mail in different ways
heading-untrusted-unverifiable = The signature could not be computed
heading-untrusted-purpose = The certificate is not trusted for e-mail here
heading-untrusted-no-path = The certificate cannot be traced to a trusted root
heading-untrusted-not-yet = The certificate is not valid yet
heading-untrusted-expired-received = The certificate has expired (it was valid when the mail was received)
heading-untrusted-expired = The certificate has expired
heading-untrusted-weak = The signature uses an old method
heading-untrusted-form = The signature does not follow the standard
heading-untrusted-revocation = Revocation could not be checked
heading-untrusted-other = The signature could not be confirmed

badge-valid = valid
badge-untrusted = check
badge-altered = mismatch
badge-unsigned = unsigned
badge-undecryptable = locked
badge-unreadable = unreadable
badge-incomplete = incomplete

part-known = What is known
part-unknown = What is not known
part-clients = What mail programs show
part-todo = What can be done
part-basis = Basis of the verdict
part-signer = The signer's certificate
part-findings = Findings
part-nothing = Nothing.

known-signed-by = This mail is signed with a certificate of { $address }.
known-signed-by-claim = This mail has a signature, and its certificate says { $address }.
known-signed-by-name = This mail is signed with a certificate in the name of “{ $subject }”. The certificate has no mail address.
known-signed-by-unknown = This mail has a signature, but the signer's certificate was not found.
known-match = The address of From is the signer's.
known-match-claim = The address of From is the one that the certificate states.
known-mismatch = From is { $from }, the signer is { $certificate }.
known-intact = Body and attachments are as they were when they were signed.
known-intact-part = The signed part is as it was when it was signed.
known-intact-sealed = The encrypted data under the signature is as it was when it was signed.
known-fits = By the arithmetic the content is what was signed.
known-altered = This mail has a signature, but what has arrived is not what was signed. What differs could not be determined.
known-altered-by = This mail has a signature of { $address }, but what has arrived is not what was signed. What differs could not be determined.
known-altered-claim = This mail has a signature by a certificate that says { $address }, but what has arrived is not what was signed. What differs could not be determined.
known-altered-other = This mail has a signature, but what was signed is not the text that you see: another content is in the signature file.
known-altered-other-claim = This mail has a signature by a certificate that says { $address }, but what was signed is not the text that you see: another content is in the signature file.
known-altered-detached = The signature does not belong to the content that was given along. What differs could not be determined.
known-signers = There are { $count } signers ({ $names }).
known-signer-unknown = a signer without a certificate
known-identity-organization = The certificate is in the name of “{ $subject }”; the certification authority “{ $issuer }” checked that the organisation exists (organisation-validated).
known-identity-sponsor = The certificate is in the name of “{ $subject }”; the certification authority “{ $issuer }” checked it through the person's organisation (sponsor-validated).
known-identity-individual = The certificate is in the name of “{ $subject }”; the certification authority “{ $issuer }” checked the person (individual-validated).
known-identity-mailbox = The certification authority checked the mail address only, not the name of an organisation or a person (mailbox-validated).
known-inner = Inside, there is a signature by a certificate that says { $address }, too. The verdict is that of the outer signature.
known-identity-unknown = The certificate is in the name of “{ $subject }”, issued by “{ $issuer }”. How the name was checked is not stated in it.
known-unsigned = This mail has no signature.
known-certificates = { $count ->
    [one] One certificate comes along. It is no signature.
   *[other] { $count } certificates come along. They are no signature.
}
known-encrypted = This mail is encrypted.
known-encrypted-inside = What is inside the signature is encrypted.
known-decrypted = It was encrypted and has been decrypted here.
known-decrypted-unsigned = It was encrypted, which does not show who wrote it: anybody can encrypt to a recipient.
known-header-protected = The signature also covers these header fields: { $names }.
known-header-signed = It was signed as a mail { $to ->
    [none] without recipients in its header
   *[other] to { $to }
}{ $date ->
    [none] { "" }
   *[other] , dated { $date }
}.
known-not-mail = The data is not in a form that can be read as mail.
known-broken = There is data of a signature or an encryption, but it could not be read.
known-compressed = There is compressed data that could not be opened.
known-lone-signature = Only a signature file was given.
known-lone-file = Only S/MIME data taken out of a mail was given.
known-lone-certificate = The certificate is in the name of “{ $subject }”, issued by “{ $issuer }”; the serial number of the signer's certificate is { $serial }.
known-detached-fits = The signature and the content that was given along belong together.
known-fragment = Only a piece of a mail was given; it has no header that says who sent it.
known-cut-off = The mail ends before its end.
known-pasted = What was given is a text that was copied out of a mail program. Programs rewrite what they show, so that a signature no longer fits such a text even where nothing was changed.
known-pasted-unsigned = What was given is a text that was copied out of a mail program. No signature was found in it; some programs leave signatures out when they show the source.
known-old-mail = That is usual with old mail.
known-second-part = There are parts that the signature does not cover.

unknown-header = Subject, recipients and date are not covered by this signature. Whether links and requests are right is nothing a signature says.
unknown-header-protected = Whether links and requests are right is nothing a signature says.
unknown-revocation = Whether the certificate has been revoked was not checked: no revocation list was at hand.
unknown-revocation-failed = Revocation could not be checked.
unknown-encrypted-inside = What is encrypted is not known until it is decrypted.
unknown-which-content = Which of the two contents the sender wrote, and where they were exchanged, cannot be told from this mail alone.
unknown-who-changed = Whether something was added automatically on the way or somebody changed it cannot be told from this mail alone.
unknown-received = When the mail was received is what the given record says; it cannot be told from the mail.
unknown-signed-then = Whether it was valid at the time of signing cannot be told from this mail alone.
unknown-unsigned = A missing signature alone does not say whether the sender is who it seems. Whether there never was one or it was lost on the way cannot be told from this mail either.
unknown-encrypted = The content, and whether there is a signature inside, is not known until it is decrypted.
unknown-unreadable = Whether there is a signature, and who sent it, cannot be told from this.
unknown-lone = Which text this signature belongs to, and whether that text is unchanged, cannot be told from the signature file alone.
unknown-detached = Whose mail to whom the content is cannot be told from the files alone.
unknown-fragment = Whether From is the signer's, and whether everything is there, cannot be told from a piece.
unknown-pasted = Whether the mail itself is as it was when it was signed cannot be told from a copied text.
unknown-untrusted = Who the signer is could not be confirmed, for the reasons listed here.
unknown-no-address = Whether From is the signer's is not known, because there is no mail address in the certificate.
unknown-other-parts = Who wrote what is not under the signature is not known.
unknown-why-mismatch = Why From and signer differ cannot be told from this mail alone. The sending may have been delegated.

clients-not-examined = `kakitome explain` says what each mail program shows.
clients-no-signature = Nothing is shown of a signature.

todo-recipient = If you received it: { $text }
todo-sender = If you sent it: { $text }
todo-valid = Nothing. If the mail asks for input or payment, go through the web site or app that you always use.
todo-ask = Ask the sender before you act on this mail. If you call, use a number from your card or from the official web site, not one from this mail.
todo-sender-altered = Look for a device that adds a footer or converts characters after signing.
todo-sender-address = Sign with a certificate that has the address of From, and put one address only into From, none into the name beside it.
todo-sender-chain = Sending the intermediate certificates along may solve it.
todo-sender-renew = Sign with a certificate that is within its validity.
todo-sender-whole = Look for a mailing list or device that adds footers or attachments after signing.
todo-sender-strong = Sign with SHA-256 or better.
todo-sender-standard = Check settings and updates of the program that signs.
todo-sender-root = The reason is not the mail but how a root is treated. Ask your certification authority whether you can sign with a path to another root.
todo-sender-purpose = Sign with a certificate whose purposes include e-mail protection.
todo-private = If the certificate comes from a private certification authority, verify again with its root certificate given. Giving it means to trust every certificate that this authority issues.
todo-unsigned = Do not follow links; look in the official web site or app whether there is something to do.
todo-encrypted = Open it where the private key of a recipient is.
todo-whole = Save the mail itself again as a file (.eml) and give that; forwarding and pasting change what was signed.
todo-roots = No root certificate was given as trusted, so that the issuer was not checked. Verified again with one, the mail may be judged differently; every certificate that this authority issues is trusted then.

basis = { $roots ->
    [one] One root certificate
   *[other] { $roots } root certificates
} given as trusted; judged as of { $at }. Revocation: { $revocation }
basis-received = Received: { $value } (by the record that was given)
revocation-good = not revoked.
revocation-revoked = revoked.
revocation-unknown = could not be checked.
revocation-not-checked = not checked.

signer-number = Signer { $number }
certificate-subject = Subject: { $value }
certificate-issuer = Issuer: { $value }
certificate-serial = Serial number: { $value }
certificate-validity = Valid from { $from } to { $until }
certificate-sha256 = SHA-256 fingerprint: { $value }
certificate-addresses = Mail addresses: { $value }
signer-time = Time in the signature: { $value } (as the signer says)
signer-time-stamp = Time stamp: { $value } ({ $authority }). { $proves ->
    [yes] The signature was there by then.
   *[no] It could not be verified and was not used.
}
signer-judged-as-of = Judged as of: { $value } (by the time stamp or the record of receipt)
signer-path = Certification path: { $value }
signer-revocation = Revocation of “{ $subject }”: { $status ->
    [good] not revoked
   *[other] revoked
} ({ $kind ->
    [ocsp] OCSP responder “{ $by }”, as of { $updated }
    [delta-crl] delta revocation list of “{ $by }”, as of { $updated }
   *[crl] revocation list of “{ $by }”, as of { $updated }
}, { $age } old)
age-days = { $count } days
age-hours = { $count } hours
age-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}

finding-line = [{ $badge }] { $text } ({ $where }, { $source }, { $id })
severity-error = error
severity-warning = warning
finding-apart = { $text } It does not count for this verdict.
severity-note = note
told-of-certificate = About the certificate “{ $subject }”: { $text }
place-message = the mail
place-field = header field { $name }
place-part = part { $part }
place-layer = layer { $number }
place-signer = signer { $number }
place-time-stamp = signer { $number }, time stamp { $stamp }
place-time-stamp-certificate = signer { $number }, time stamp { $stamp }, certificate { $at } of the path
place-certificate = signer { $number }, certificate { $at } of the path
source-limit = limit of Kakitome

# The drawing of paths
tree-no-signer = There is no signer, so there is no certification path.
tree-signer = Signer { $number }: { $subject }
tree-signer-unknown = Signer { $number }: the certificate was not found, so there is no path.
tree-time-stamp = Time stamp { $number }: { $time }, { $authority }
tree-unknown = unknown
tree-path = Path { $number }: { $fate ->
    [accepted] accepted
    [good] good as well (another was taken)
    [refused] cannot be accepted
   *[broken] leads to no root
}
tree-certificate = { $subject }
tree-root = { $subject } ← root as given
tree-revocation = Revocation: { $status }
tree-finding = [{ $badge }] { $text } ({ $source }, { $id })
