# Words in pictures, and sentences that say what a picture shows (for screen readers).
picture-view = How { $program } shows the mail: { $shows }
picture-shows-trusted = shows that the signature is valid (its words are not confirmed)
picture-shows-warning = shows a note of caution (its words are not confirmed)
picture-shows-invalid = shows that the signature is not right (its words are not confirmed)
picture-shows-unsigned = shows nothing of a signature
picture-shows-attachment = an attachment { $file } is seen
picture-shows-unreadable = the text cannot be read; an attachment { $file } is seen
picture-shows-unknown = unknown (not confirmed)

picture-chain = Chain of certificates: { $names }
picture-then = , issued by 
picture-issued-by = issued by
picture-role-signer = the signer’s certificate
picture-role-intermediate = intermediate certificate
picture-role-root = root certificate
picture-role-issuer = issuer
picture-role-list = list of root certificates
picture-in-list = in this list
picture-validity = valid from { $from } to { $until }
picture-root-unknown = It does not lead to a trusted root
picture-root-unknown-note = The certificate above is not in the list of roots that was used.
picture-issuer-missing = The issuer’s certificate was not found.
picture-no-certificate = The signer’s certificate is not in the mail.
