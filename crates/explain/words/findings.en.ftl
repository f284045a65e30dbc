# Sentences of findings. The name is finding- and the id with hyphens for dots; facts fill { $… }.

finding-mime-address-dots = The part of an address before the @ has dots in a row or at an end: not allowed, but in use.
finding-mime-address-group = An address field is written as a group (name: …;).
finding-mime-address-syntax = An address field does not follow the standard; mail programs read different addresses out of it (kind: { $fault }, byte { $byte }).
finding-mime-bare-cr-delimiter = A lone CR stands before what looks like a delimiter: some programs take it as one, some do not (byte { $byte }).
finding-mime-base64-junk = Octets in base64 that do not belong there: { $count } (byte { $byte }).
finding-mime-base64-padding = The padding of base64 is not as the standard has it (byte { $byte }).
finding-mime-body-nul = The body has { $count } NUL octets (byte { $byte }).
finding-mime-boundary-after-close = After the last delimiter of a multipart there is another one (byte { $byte }).
finding-mime-boundary-extended = A boundary is written in pieces or encoded (byte { $byte }).
finding-mime-boundary-like-line = A line begins like a delimiter and goes on with other text (byte { $byte }).
finding-mime-boundary-missing = A multipart has no boundary (byte { $byte }).
finding-mime-boundary-odd-character = A boundary has a character that is not allowed (hexadecimal { $octet }, byte { $byte }).
finding-mime-boundary-overlap = The boundaries of nested multiparts can be taken for each other (byte { $byte }).
finding-mime-boundary-too-long = A boundary has { $length } characters; 70 are allowed (byte { $byte }).
finding-mime-boundary-trailing-space = A boundary ends in a space (byte { $byte }).
finding-mime-content-type-unreadable = Content-Type cannot be read (byte { $byte }).
finding-mime-date-unreadable = Date cannot be read (byte { $byte }).
finding-mime-display-name-address = { $same ->
    [true] The display name of From is the address of From.
   *[other] The display name of From shows another address than the address of From.
}
finding-mime-display-name-invisible = The display name of From has characters that are invisible or change the direction of text.
finding-mime-disposition-unreadable = Content-Disposition cannot be read (byte { $byte }).
finding-mime-duplicate-field = The header field { $field } may occur once and occurs again (byte { $byte }).
finding-mime-encoded-message = An attached message has a transfer encoding that it must not have (byte { $byte }).
finding-mime-encoded-multipart = A multipart has a transfer encoding that it must not have (byte { $byte }).
finding-mime-encoding-syntax = Content-Transfer-Encoding has more than its one word (byte { $byte }).
finding-mime-encoding-unknown = Content-Transfer-Encoding is “{ $value }”, which the standard does not know (byte { $byte }).
finding-mime-header-8bit = { $utf8 ->
    [true] The header has UTF-8 as it is (byte { $byte }).
   *[other] The header has 8-bit characters of unknown charset (byte { $byte }).
}
finding-mime-header-bare-cr = The header has a lone CR (byte { $byte }).
finding-mime-header-blank-continuation = A line of the header is blank but for spaces; some programs end the header there (byte { $byte }).
finding-mime-header-leading-continuation = The header begins with a continuation line (byte { $byte }).
finding-mime-header-line-unreadable = A line in the header cannot be read as a header field (byte { $byte }).
finding-mime-header-nul = The header has a NUL octet (byte { $byte }).
finding-mime-header-space-before-colon = There is a space between the name of a header field and its colon (byte { $byte }).
finding-mime-mbox-line = The “From ” line of a mailbox file stands before the mail.
finding-mime-multipart-empty = A multipart has no delimiter at all (byte { $byte }).
finding-mime-multipart-unclosed = { $ended_by ->
    [outer-delimiter] A multipart has no last delimiter; an outer one ends it (byte { $byte }).
   *[other] A multipart has no last delimiter (byte { $byte }).
}
finding-mime-no-mime-version = There is structure, but no MIME-Version.
finding-mime-parameter-comment = There is a comment among the parameters (byte { $byte }).
finding-mime-parameter-duplicate = The parameter “{ $parameter }” is stated more than once (byte { $byte }).
finding-mime-parameter-syntax = Parameters do not follow the standard (byte { $byte }).
finding-mime-parameter-unquoted = The value of the parameter “{ $parameter }” needs quotes and has none (byte { $byte }).
finding-mime-part-missing = Two delimiters follow each other: an empty part for some programs, nothing for others (byte { $byte }).
finding-mime-quoted-printable-invalid = Quoted-printable is not as it should be in { $count } places (byte { $byte }).
finding-mime-too-many-findings = There are more findings about the form; they are not listed.

finding-cms-ber = The signature data is written in BER, not DER, which is allowed (byte { $offset }).
finding-cms-trailing-bytes = More data follows the signature data (byte { $offset }).
finding-cms-unexpected-version = The version of { $of } is { $found }; its content asks for { $expected }.
finding-cms-empty-digest-algorithms = The list of digest algorithms is empty although there are signers.
finding-cms-digest-not-listed = The signer's digest algorithm { $digest } is not in the list.
finding-cms-no-signers = The signature data has no signer: the mail counts as not signed.
finding-cms-too-many-signers = There are more than { $limit } signers.
finding-cms-unreadable-signer = The data of a signer cannot be read (byte { $offset }: { $reason }).
finding-cms-too-many-certificates = { $count } certificates come along; the first { $limit } were read.
finding-cms-too-many-crls = { $count } revocation lists come along; the first { $limit } were read.
finding-cms-oversized = A { $what ->
    [certificate] certificate
    [recipient] recipient entry
   *[other] revocation list
} above { $limit } bytes was passed over (byte { $offset }).
finding-cms-other-choice = { $what ->
    [attribute-certificate] An attribute certificate
    [extended-certificate] A certificate of the old extended form
    [other-certificate-format] A certificate of another form
    [other-revocation-format] Revocation information of another form
   *[other] Something other than a certificate or revocation list
} was passed over (byte { $offset }).
finding-cms-no-signed-attributes = There are no signed attributes: what was signed could be shown as something else, so it does not count.
finding-cms-missing-attribute = The signed attribute { $attribute } is missing.
finding-cms-repeated-attribute = The signed attribute { $attribute } occurs more than once.
finding-cms-attribute-value-count = The signed attribute { $attribute } has { $count } values; it must have one.
finding-cms-unreadable-attribute = The signed attribute { $attribute } cannot be read.
finding-cms-misplaced-attribute = The attribute { $attribute } does not belong where it stands.
finding-cms-content-type-mismatch = The signed type of the content ({ $signed }) is not its type ({ $actual }).
finding-cms-content-changed = The digest ({ $digest }) of the content is not the one that was signed.
finding-cms-bad-signature = The signature does not fit the signer's key.
finding-cms-attributes-not-der = The signed attributes are not ordered as the standard has it (DER).
finding-cms-non-minimal-length = A length is written with more octets than it needs, which is allowed (byte { $offset }).
finding-cms-attributes-signed-as-received = The signed attributes were signed in an order that the standard does not have (not DER); some programs call this signature bad.
finding-cms-signing-time-form = The signing time is not written in the form that the standard demands.
finding-cms-countersignature = { $outcome ->
    [good] Somebody else signed this signature (countersignature); it fits.
    [flawed] Somebody else signed this signature (countersignature); it fits, but does not follow the standard.
    [bad] Somebody else is said to have signed this signature (countersignature); that one does not fit.
    [unverifiable] Somebody else is said to have signed this signature (countersignature); it could not be verified.
   *[unreadable] A countersignature cannot be read.
}
finding-cms-too-many-countersignatures = There are more than { $limit } countersignatures; the rest were not verified.
finding-cms-time-stamp = { $count ->
    [one] A time stamp comes along; it was not verified.
   *[other] { $count } time stamps come along; they were not verified.
}
finding-cms-algorithm-protection-mismatch = The algorithm that was signed ({ $signed }) is not the one in use ({ $actual }).
finding-cms-signing-certificate-mismatch = The certificate that the signature names is not the signer's.
finding-cms-signing-certificate-unchecked = The certificate that the signature names could not be compared (digest { $hash }).
finding-cms-weak-digest = { $tolerated ->
    [true] The old digest { $digest } is used; it was accepted as asked.
   *[other] The old digest { $digest } is used; it no longer protects a signature.
}
finding-cms-unsupported-digest = The digest { $digest } is not computed by this program.
finding-cms-unsupported-signature = The signature algorithm { $algorithm } is not computed by this program.
finding-cms-key-mismatch = The certificate's key and the signature algorithm do not belong together ({ $reason }).
finding-cms-digest-mismatch = The digest { $digest } and the signature algorithm { $signature } do not belong together.
finding-cms-no-signer-certificate = The signer's certificate is neither in the mail nor at hand.
finding-cms-aead-in-enveloped = The cipher { $cipher } stands in a container without a place for its tag; the content is not decrypted.
finding-cms-cipher-without-tag = The cipher { $cipher } has no tag, and this container is for ciphers with one; the content is not decrypted.
finding-cms-unauthenticated-cipher = The content is encrypted with { $cipher }, which does not show whether it was changed on its way.
finding-cms-weak-cipher = The content is encrypted with { $cipher }, which no longer keeps a secret.
finding-cms-unsupported-cipher = The cipher { $cipher } is not offered by this program ({ $reason }).
finding-cms-icv-default = The length of the tag is left out, which means { $length } bytes; some programs cannot open such messages.
finding-cms-no-encrypted-content = The encrypted content is not in the mail.
finding-cms-no-recipients = The encrypted mail names no recipient.
finding-cms-too-many-recipients = The mail is encrypted to { $count } recipients; the first { $limit } were read.
finding-cms-unreadable-recipients = { $count } of the recipient entries cannot be read (byte { $offset }: { $reason }).
finding-cms-other-recipients = { $count } of the recipient entries use { $name }, which this program does not open.
finding-cms-repeated-recipient = A recipient is named more than once ({ $recipient }); only the first entry counts.
finding-cms-unreadable-attributes = The attributes behind the encrypted content cannot be read (byte { $offset }: { $reason }).
finding-cms-authenticated-not-der = The authenticated attributes are not written as the standard has it (DER).
finding-cms-authenticated-type-differs = The authenticated type of the content ({ $covered }) is not its type ({ $actual }).
finding-cms-several-signer-certificates = { $count } certificates answer to the signer's name; the one whose key fits was used.
finding-cms-p12-no-mac = The PKCS#12 file carries no check value (MAC): nobody would notice that a part of it was replaced.
finding-cms-p12-weak-key-protection = { $protection ->
    [none] The private key lies in the PKCS#12 file without encryption: whoever has the file has the key.
   *[other] The private key lies in the PKCS#12 file under { $protection }, which keeps no secret today.
}
finding-cms-p12-password-form = The PKCS#12 file opens with the password as { $by } writes it; other programs may call the password wrong. Export it again with a newer program.

finding-pki-address-folded = From { $from } and the certificate's address { $certificate } agree but for upper and lower case.
finding-pki-address-in-subject = The mail address { $address } stands in the certificate's subject only.
finding-pki-address-mismatch = From is { $from }, the certificate has { $certificate }.
finding-pki-address-missing = The certificate has no mail address.
finding-pki-address-unusable = The certificate's address “{ $address }” cannot be compared ({ $problem }).
finding-pki-anchor-not-for-email = The root certificate is not trusted for e-mail ({ $because }).
finding-pki-root-limited = { $state ->
    [disabled] The list of roots { $list } has disabled the root certificate “{ $root }”; mail that was signed before is affected too ({ $attribute }: { $value }).
    [not-before] The list of roots { $list } trusts the root certificate “{ $root }” only for certificates issued earlier ({ $attribute }: { $value }).
    [distrust-after] The list of roots { $list } trusts the root certificate “{ $root }” for e-mail only for certificates issued earlier ({ $attribute }: { $value }).
    [disallowed] The list of roots { $list } forbids the root certificate “{ $root }” ({ $attribute }: { $value }).
   *[email-off] In the list of roots { $list } the root certificate “{ $root }” lacks the purpose e-mail protection ({ $attribute }: { $value }).
}
finding-pki-authority-key-mismatch = The key identifier that the certificate states for its issuer is not that in the issuer's certificate.
finding-pki-forbidden = { $state ->
    [disallowed] The list of roots { $list } forbids the certificate “{ $certificate }” (serial number { $serial }); no path may lead through it ({ $attribute }: { $value }).
   *[other] The list of roots { $list } does not accept the certificate “{ $certificate }” (serial number { $serial }) for e-mail; no path may lead through it ({ $attribute }: { $value }).
}
finding-pki-budget-cut = The search for certification paths ended at a limit ({ $limit }).
finding-pki-check-not-made = A check was not made because of a limit ({ $limit }).
finding-pki-crl-unusable = The revocation list of “{ $issuer }” could not be used for this certificate ({ $because }).
finding-pki-duplicate-extension = The certificate extension “{ $extension }” occurs more than once.
finding-pki-expired = The certificate was valid until { $not_after }, which is before the time of judgement ({ $at }).
finding-pki-extended-key-usage = The certificate's purposes do not include { $needed } (they are: { $present }).
finding-pki-extensions-before-version-3 = The certificate is of version { $version } and has extensions, which only version 3 may have.
finding-pki-from-unusable = From “{ $from }” cannot be compared ({ $problem }).
finding-pki-issuer-empty = The certificate names no issuer.
finding-pki-issuer-name-mismatch = The certificate's issuer “{ $issuer }” is not the subject “{ $next }” of the next certificate.
finding-pki-issuer-not-found = The certificate of the issuer “{ $issuer }” was not found.
finding-pki-key-usage = The certificate's key usage does not include { $needed } (it is: { $present }).
finding-pki-malformed-extension = The certificate extension “{ $extension }” cannot be read ({ $problem }).
finding-pki-misplaced-extension = The certificate extension “{ $extension }” belongs into certificates of certification authorities only; this is none.
finding-pki-name-constraint-unsupported = A certification authority of the path is limited in the names that it may certify, and “{ $form }” cannot be compared with that limit; it is therefore not accepted.
finding-pki-name-excluded = The name “{ $name }” is within “{ $constraint }”, which a certification authority of the path must not certify.
finding-pki-name-not-permitted = The name “{ $name }” is outside of what a certification authority of the path may certify.
finding-pki-not-ca = The certificate has issued another one, but is not that of a certification authority (certificate version { $version }).
finding-pki-not-yet-valid = The certificate is valid from { $not_before }, which is after the time of judgement ({ $at }).
finding-pki-ocsp-unusable = The answer of the OCSP responder “{ $responder }” could not be used for this certificate ({ $because }).
finding-pki-on-hold = The certificate has been on hold since { $since } ({ $kind ->
    [ocsp] OCSP responder “{ $by }”, { $updated }
    [delta-crl] delta revocation list of “{ $by }”, { $updated }
   *[crl] revocation list of “{ $by }”, { $updated }
}). It may be released again.
finding-pki-path-length = The certificate allows no more than { $allowed } certification authorities below it; the path has { $present }.
finding-pki-path-loop = The certificates at hand of the issuer “{ $issuer }” lead back to a certificate that is already in the path.
finding-pki-policy-mapping-any = A policy mapping of the certificate maps from or to anyPolicy, which is not allowed.
finding-pki-policy-not-processed = The certificates of the path have more certificate policies than are processed, so none of them counts.
finding-pki-policy-required = The settings or a certification authority of the path demand a certificate policy, and none that is accepted holds for the whole path.
finding-pki-revocation-not-checked = { $demanded ->
    [true] Whether the certificate has been revoked is not known: no revocation list or OCSP answer was at hand, and the settings demand one.
   *[other] Whether the certificate has been revoked was not checked.
}
finding-pki-revocation-unknown = Whether the certificate has been revoked could not be found out ({ $because }).
finding-pki-revoked = The certificate was revoked on { $since } (reason: { $reason }; { $kind ->
    [ocsp] OCSP responder “{ $by }”, { $updated }
    [delta-crl] delta revocation list of “{ $by }”, { $updated }
   *[crl] revocation list of “{ $by }”, { $updated }
}).
finding-pki-revoked-after-signing = { $proven ->
    [true] The certificate was revoked on { $since }; it is proven that the mail had been signed by { $signed }, before that
   *[other] The certificate was revoked on { $since }, after the mail was signed on { $signed } according to the signer; that is a claim
} (reason: { $reason }; { $kind ->
    [ocsp] OCSP responder “{ $by }”, { $updated }
    [delta-crl] delta revocation list of “{ $by }”, { $updated }
   *[crl] revocation list of “{ $by }”, { $updated }
}). { $accepted ->
    [true] The signature still counts.
   *[other] The signature does not count.
}
finding-pki-self-signed-not-anchor = The certificate is signed with its own key and is not among the root certificates that are trusted.
finding-pki-serial-not-conforming = The serial number { $serial } is not one that the standard allows (positive, at most 20 octets).
finding-pki-signature-algorithm-mismatch = The certificate states its signature algorithm in two places, and the two differ.
finding-pki-signature-bad = The signature on the certificate does not fit the issuer's key.
finding-pki-unknown-critical-extension = The certificate has the extension “{ $extension }”, which must be understood and is not known to this program.
finding-pki-unsupported-algorithm = The certificate's algorithm { $algorithm } is not computed by this program.
finding-pki-weak-algorithm = { $accepted ->
    [true] The certificate is signed with the old algorithm { $algorithm }; it was accepted as asked.
   *[other] The certificate is signed with the old algorithm { $algorithm }.
}
finding-pki-weak-key = { $accepted ->
    [true] The certificate's key has { $bits } bits; it was accepted as asked.
   *[other] The certificate's key has { $bits } bits, which is too short.
}

finding-smime-from-missing = There is no From.
finding-smime-from-repeated = There are { $count } From fields; with more than one it cannot be said who the author is.
finding-smime-from-not-one = From has { $count } addresses; a signature can be compared with exactly one.
finding-smime-from-ambiguous = Mail programs read From “{ $text }” in different ways.
finding-smime-sender-only = The signer is { $sender } of Sender; that is not From and does not count.
finding-smime-not-mail = There is no header of a mail.
finding-smime-not-whole = This is a piece of a mail without the header that names author and recipients.
finding-smime-cut-off = The mail ends before its end.
finding-smime-lone-file = This is S/MIME data taken out of a mail.
finding-smime-content-missing = The content that was signed is not here.
finding-smime-signature-missing = The mail has the form of a signed mail, but no signature part.
finding-smime-other-signature = There is a signature that is not S/MIME (“{ $protocol }”); it was not verified.
finding-smime-other-encryption = It is encrypted in another way than S/MIME (such as OpenPGP).
finding-smime-protocol-differs = The signature says it is “{ $declared }”; it is an S/MIME signature.
finding-smime-part-count = A signed mail has two parts; this one has { $count }. The others are not covered.
finding-smime-type-differs = It says it is “{ $declared }”; it is “{ $found }”.
finding-smime-micalg-differs = It says the digest is “{ $declared }”; the signature uses “{ $found }”.
finding-smime-text-before = { $bytes } bytes stand before the first part; mail programs do not show them.
finding-smime-text-after = { $bytes } bytes stand after the last part; mail programs do not show them.
finding-smime-stray-signature = Part { $part } is a signature file in a place where it does not work as a signature.
finding-smime-part-only = { $part ->
    [0] Only a part of the mail is signed.
   *[other] Only part { $part } is signed.
} Who wrote the rest cannot be confirmed.
finding-smime-attached-message = An attached message (part { $part }) is signed or encrypted; that is not this mail's signature.
finding-smime-certificates-only = { $count } certificates come along and nothing else.
finding-smime-content-twice = { $same ->
    [true] The signature file holds the same content once more.
   *[other] The signature file holds other content than the mail shows. The signature is about that, not about what is shown.
}
finding-smime-canonical-line-ends = The signature fits when line ends are made canonical (CRLF); they seem to have changed when the mail was saved or on its way.
finding-smime-no-key = It is encrypted, and there is no key for it here.
finding-smime-undecryptable = It could not be decrypted: the key does not fit, or it is not as it was encrypted.
finding-smime-encrypted-part = Part { $part } is encrypted and stands beside other parts; such a part is not opened.
finding-smime-fetches = The decrypted content would load something from the network as soon as it is shown, and nothing shows that it was not changed. Do not let a mail program load remote content.
finding-smime-compressed = It is compressed.
finding-smime-other-content = It is a kind of data that mail does not use ({ $content }).
finding-smime-certificate-unreadable = A certificate that came along cannot be read ({ $why }).
finding-smime-revocation-list-unreadable = A revocation list that came along cannot be read ({ $why }).
finding-smime-unreadable = The data cannot be read ({ $why }).
finding-smime-too-many-layers = Signatures and encryptions are nested or repeated past the limit ({ $limit }); the rest was not opened.
finding-smime-too-many-signers = There are { $count } signers in all; { $limit } were checked.
finding-smime-inner-header = The signed part has header fields of a mail ({ $names }); they were not used.
finding-smime-protected-from = From is “{ $outer }” outside, and “{ $inner }” inside what is protected.
finding-smime-header-differs = { $name } is “{ $outer }” outside, and “{ $inner }” inside what is protected.
finding-smime-header-added = { $name } (“{ $value }”) is not among the protected fields; it may have been added on the way.
finding-smime-protection-differs = The header fields were protected for a mail that is { $declared ->
    [encrypted] encrypted
   *[other] signed only
}; this one is { $actual ->
    [encrypted] encrypted. Somebody else than the signer may have encrypted it, for another recipient
   *[other] signed only
}.
finding-smime-signing-time-far = The time in the signature ({ $signed }) is far from the mail's date ({ $date }).
finding-smime-signing-time-ahead = The time in the signature ({ $signed }) is after the time of judgement.
finding-smime-time-stamp = A time stamp of “{ $authority }” proves that the signature was already there on { $time }.
finding-smime-time-stamp-unusable = The time stamp that says { $time } ({ $named ->
    [true] “{ $authority }”
   *[other] authority unknown
}) could not be used ({ $because }).
finding-smime-time-stamp-unreadable = A time stamp cannot be read ({ $why }).
finding-smime-too-many-time-stamps = { $count } time stamps come along; the first { $limit } were verified.
finding-smime-expired-since = The certificate expired on { $not_after }; { $by ->
    [received] by the record of receipt the signature was already there on { $proven }, before that
   *[time-stamp] a time stamp proves that the signature was already there on { $proven }, before that
}. It was judged as of then.
finding-smime-good-when-received = By the record of receipt the mail was received on { $received }; at that time the certificate was valid.
finding-smime-no-path = No path leads to a trusted root (paths tried: { $tried }).
