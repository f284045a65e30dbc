# Sentences of verify, sign, serve and try, and of what all commands share.

## What all commands share
cli-cannot-start = cannot start: { $why }
cli-output = cannot write the output: { $why }
cli-input-missing = { $file }: there is no such file
cli-input-folder = { $file } is a folder; name the mail in it
cli-input-not-a-file = { $file } is a folder; name a file in it
cli-input-unreadable = { $file }: cannot be read: { $why }
cli-input-too-large = { $file } is larger than { $limit } bytes; this cannot be the file that is meant
cli-file-unwritable = { $file }: cannot be written: { $why }
cli-certificate-unreadable = { $file }: not a certificate (PEM or DER): { $why }
cli-crl-unreadable = { $file }: not a certificate revocation list (PEM or DER): { $why }
cli-ocsp-unreadable = { $file }: not an OCSP response (DER): { $why }
cli-ocsp-no-answer = { $file }: the OCSP responder has answered nothing about a certificate, only { $status }; ask it again
cli-received-later = --received ({ $received }) is after the moment of judgement ({ $at }); nobody can judge by a record of the future
cli-online-impossible = nothing can be fetched: { $why }
cli-online-working = fetching what is not at hand
cli-online-fetched = What was fetched
cli-online-kind = { $kind ->
    [issuer] certificate of an issuer
    [ocsp] OCSP response
    [delta-crl] delta revocation list
   *[crl] revocation list
}
cli-online-came = { $what } { $url }: { $bytes } bytes
cli-online-failed = { $what } { $url }: could not be fetched ({ $why })
cli-online-unknown-issuer = { $what } { $url }: not fetched, because the issuer's organization is that of no trusted root (whoever wrote the mail may have chosen the address). --any-issuer fetches it
cli-trust-unreadable = { $file }: no roots can be read from it: { $why }
cli-trust-hint = a PEM or DER file with root certificates is read
cli-mail-unreadable = { $file }: { $why }
cli-key-unreadable = { $file }: not a private key that can be used: { $why }
cli-p12-unreadable = { $file }: this PKCS#12 file cannot be read: { $why }
cli-p12-password = { $file }: the password is wrong
cli-password-prompt = Password of { $file }:{" "}
cli-password-needed = { $file } needs a password
cli-password-hint = name a file whose first line is the password with --password-file
cli-password-unreadable = the password cannot be read: { $why }
cli-password-not-utf8 = { $file }: the password is not UTF-8 text
cli-config-faulty = the configuration cannot be used: { $why }

## sign
sign-key-not-of-certificate = the certificate of { $subject } does not belong to the key
sign-key-unusable = this key cannot sign mail: { $why }
sign-no-certificate = { $file } has no certificate that belongs to the key
sign-expired = the certificate expired on { $date }; nothing is signed with it
sign-expired-hint = renew it: kakitome identity add, or csr and import
sign-not-yet = the certificate is not valid before { $date }; nothing is signed with it
sign-from-unclear = the mail does not have exactly one From with exactly one address, so nobody is named to sign as
sign-from-hint = say who with --as, or repair the mail
sign-no-signature = no signature was made: { $why }
sign-refused = { $file }: not signed: { $why }

## decrypt
decrypt-not-encrypted = { $file } is not encrypted: its outermost layer is { $found }
decrypt-verify-hint = kakitome verify says what it is
decrypt-only-part = { $file }: only a part of this mail is encrypted. Such a part is not opened: it may be an old letter in a new envelope
decrypt-openpgp = { $file } is encrypted by OpenPGP, which Kakitome does not read
decrypt-undecryptable = { $file } cannot be decrypted with this key, or it is not as it was encrypted
decrypt-no-key = { $file } is encrypted for { $count } recipients, and no key at hand belongs to one of them: { $recipients }
decrypt-no-key-hint = look for the key of that certificate; keys of the past open mails of the past
decrypt-no-key-hint-home = take over the key of that certificate with: kakitome identity import-p12 FILE; old keys may be taken over too
decrypt-unreadable = { $file }: { $why }
decrypt-show-hint = kakitome cms show prints the structure byte by byte
decrypt-other-content = { $file } was decrypted, but what is inside is no mail: { $found }
decrypt-fetches = nothing shows that the content is as it was encrypted, and it loads something from the network when it is shown: open it only where nothing is loaded
decrypt-no-certificate = no certificate given belongs to the key of { $file }
decrypt-key-unusable = the key of { $file } cannot decrypt: { $why }

## serve
serve-one-user = keyholder and gateway run as the same user: the boundary between them is one of processes. Started as root, with users kakitome and kakitome-keyholder, each gets its own.
serve-two-users = keyholder and gateway run as users of their own; only the keyholder's can read the key-encryption key.
serve-ready = ready
web-not-configured = There is no [web] in { $file }: no pages are wanted
web-failed = The pages cannot be served: { $why }
serve-pages-ended =
    { $name } ended ({ $how ->
        [code] exit status { $number }
        [signal] signal { $number }
       *[unknown] exit status unknown
    }); it is started again, mail goes on meanwhile
serve-child-ended =
    the { $name } has ended ({ $how ->
        [code] exit status { $number }
        [signal] signal { $number }
       *[unknown] exit status unknown
    }) and is started again; { $name ->
        [gateway] clients wait until it runs
       *[other] mail gets 4xx meanwhile
    } and nothing is lost
serve-child-again = the { $name } runs again
serve-gateway-replaced = a new gateway takes mail; the old one ends with its last session
serve-too-many-leaving = { $count } old gateways have not ended yet; none was started
serve-child-failed =
    the { $name } could not start ({ $how ->
        [code] exit status { $number }
        [signal] signal { $number }
       *[unknown] exit status unknown
    })
serve-cannot-listen = cannot listen on { $place } (door: { $door }): { $why }
serve-cannot-listen-taken = another program, or another door, has it (ss -ltnp shows which): stop that one or take another address or port; after a change to another address of the same port, restart serve
serve-cannot-listen-beside-ours = serve itself still holds { $held }, which the configuration no longer has, or has with or without IPv4 otherwise than now: restart serve, which lets it go first
serve-cannot-listen-low-port = ports below 1024 are for root and for who has CAP_NET_BIND_SERVICE: start serve as root (or by the unit that comes with it), or take another port, such as 2525
serve-cannot-listen-folder = look whether the socket's folder is there, and whether the gateway's user may write in it
serve-cannot-listen-not-ours = this machine does not have this address: look at ip address
serve-pages-stay = the pages stay as they were
serve-child-not-ready =
    the { $name } did not get ready in time ({ $how ->
        [code] exit status { $number }
        [signal] signal { $number }
       *[unknown] exit status unknown
    })
serve-rights = cannot hand the files to the users of keyholder and gateway: { $why }
rights-no-user = there is no user { $user } on this system
rights-no-user-hint = make both users that [users] names, for example with useradd --system; or leave both names empty: then everything runs as whoever starts it
rights-not-given = the rights of the gateway's or keyholder's user cannot be taken: { $why }
rights-home-not-root = { $path } (owner { $owner }, mode { $mode }) must belong to root and be writable by nobody else: whoever can write there could have root give away any file
rights-home-not-root-hint = chown root { $path }; chmod go-w { $path }; or start it as an ordinary user
rights-no-folder-of-its-own = { $path } is given to the keyholder's or the gateway's user, so the configuration must not lie in it
rights-no-folder-of-its-own-hint = give database, spill, keyholder folder and keyholder socket folders of their own
rights-open-folder = { $path } is to be given to the keyholder's or the gateway's user, but it is open to everybody (mode { $mode })
rights-open-folder-hint = if the folder is for Kakitome alone: chmod 700 { $path }; if not, name another in the configuration
rights-no-way = user { $user } cannot get to { $path }: { $folder }: { $why }
rights-no-way-hint = let others pass through that folder (chmod o+x), or put the home elsewhere, such as /var/lib/kakitome

## try
try-step-home = making a home in { $home }
try-step-keys = making a private certification authority, and a key and certificate for { $address }
try-step-serve = starting keyholder and gateway
try-step-send = sending one mail through the gateway at { $relay }
try-title-sent = What the application handed in
try-title-received = What left the gateway
try-title-verdict = What it means
try-title-play = Try it yourself
try-reply = The gateway answered "{ $reply }" after the next hop had taken the mail for { $to }.
try-pages =
    Pages in a browser (drop a mail there, { $home }/received.eml say):
      { $page }
try-play =
    Point any program at SMTP host { $host }, port { $port } (no TLS, no login), sender noreply@bank.example.
    For your own address, in another terminal:
      kakitome identity add you@your.example --home { $home }
    The mails and the root certificate:
      { $home }/sent.eml  { $home }/received.eml  { $home }/root.pem
    Judge the mail with somebody else's program:
      openssl cms -verify -in { $home }/received.eml -CAfile { $home }/root.pem
    Every mail that arrives is judged here. Ctrl-C ends it.
try-home-kept = The home { $home } stays; remove it when you have seen enough.
try-home-removed = The home is temporary and goes with this command; keep one with --home.
try-one-more = from { $from } to { $to }: { $verdict }
try-not-sent = the gateway could not be given the mail: { $why }
try-refused = the gateway refused the mail: { $reply }
try-not-arrived = the gateway accepted the mail, but nothing arrived at the next hop
try-command-failed = `kakitome { $command }` failed ({ $status }); its own message stands above
try-letter-sender = Example Bank
try-letter-subject = Your transfer has been received
try-letter-body =
    Dear customer,

    your transfer has been received. Reference number: 1234.

    This mail is signed. Your mail program can tell you that it comes from us
    and was not altered on its way.

    Example Bank (¥ € ✓)

## keyholder and gateway
keyholder-failed = keyholder: { $why }
gateway-failed = gateway: { $why }
gateway-cannot-listen = gateway: cannot listen on { $place }: { $why }
gateway-not-opened = gateway: { $place } was not opened for this gateway: the configuration has changed meanwhile
gateway-not-opened-hint = start it once more
gateway-file-unusable = gateway: { $file } cannot be read: { $why }
gateway-file-hint = look whether the file is where the configuration says, and whether the gateway's user may read it
gateway-folder-unusable = gateway: the folder { $file } cannot be made: { $why }
gateway-folder-hint = look whether the gateway's user may write in the folder above it
gateway-tls-unusable = gateway: { $file } cannot be used for TLS: { $why }
gateway-tls-hint = certificate and private key must be PEM, and belong together
gateway-encryption-unusable = gateway: { $file } cannot be used to judge certificates of recipients: { $why }
gateway-encryption-hint = look at the files and the names of lists in [encryption]
gateway-database-unusable = gateway: { $file }: cannot use the database: { $why }
gateway-database-hint = look whether kakitome init has made it, whether the gateway's user may read and write it, and whether the disk is full
gateway-outbox-in-use = gateway: another gateway works in the outbox's folder { $file }
gateway-outbox-in-use-hint = stop the gateway that runs, or give another folder in [outbox]
gateway-outbox-unusable = gateway: the outbox cannot be used: { $why }
gateway-outbox-fell = gateway: the outbox has fallen; what lies in it is tried at the next start: { $why }
keyholder-running = keyholder: another keyholder is running in { $file }
keyholder-running-hint = stop the kakitome serve that runs
keyholder-not-private = keyholder: { $file } can be read by others (mode { $mode }, owner { $owner })
keyholder-not-private-hint = it must belong to the user who runs the keyholder; then chmod 600 (700 for a folder)
keyholder-kek-missing = keyholder: the key-encryption key { $file } is missing, but there are keys that it opens
keyholder-kek-missing-hint = put it back from where it is kept; a new one would not open them
keyholder-file = keyholder: { $file } cannot be used: { $why }
keyholder-damaged = keyholder: { $file } is damaged: { $why }
keyholder-audit-broken = keyholder: the audit log { $file } is broken at line { $line }: { $why }
keyholder-not-there = keyholder: there is no keyholder in { $file } yet
keyholder-not-there-hint = make one with kakitome init
keyholder-passphrase-needed = keyholder: the key-encryption key in { $file } needs its passphrase
keyholder-passphrase-wrong = keyholder: this passphrase does not open { $file }
keyholder-rotation-pending = keyholder: a rotation of the key-encryption key was interrupted; start with its new source, { $file }

## keys
keys-purpose = { $purpose }
keys-rotating = wrapping all keys by a new key-encryption key
keys-rotated = { $count ->
        [one] One file was wrapped anew; the old key-encryption key opens nothing any more. Make a new backup of the keyholder's folder.
       *[other] { $count } files were wrapped anew; the old key-encryption key opens nothing any more. Make a new backup of the keyholder's folder.
    }
keys-rotate-passphrase = this home's key-encryption key comes from a passphrase, and no new one was given
keys-rotate-passphrase-hint = write the new passphrase into a file and name it with --new-passphrase-file
keys-rotate-file = this home's key-encryption key is the file { $file }; a passphrase does not belong to it
keys-audit-good = { $records ->
        [one] The log of key uses is whole: one record.
       *[other] The log of key uses is whole: { $records } records in { $files ->
            [one] one file
           *[other] { $files } files
        }.
    }
keys-audit-last = SHA-256 of the last record: { $last } (kept elsewhere, it shows later whether the end was cut off)
keys-audit-broken = The log of key uses is broken: { $why }. From this record on, records may be missing, added or changed.
keys-audit-unreadable = the log of key uses cannot be read: { $why }
keys-audit-none = there is no log of key uses in { $folder }

## config check
config-means-name = name: { $name }
config-means-localhost = note: hostname is still "localhost": put the name there by which other mail servers know this machine; it stands in the greeting, in Received and in the addresses of reports (postmaster@localhost)
config-means-relay = relay on { $address }: from { $networks }; no STARTTLS
config-means-relay-starttls = relay on { $address }: from { $networks }; STARTTLS offered
config-means-relay-starttls-required = relay on { $address }: from { $networks }; STARTTLS required
config-means-submission = submission on { $address }: TLS from the first byte, with login; from { $networks ->
        [everybody] anywhere
       *[other] { $networks }
    }{ $certificates ->
        [none] {""}
        [required] {""}; a client certificate is required
       *[optional] {""}; a client certificate counts as login
    }
config-means-submission-starttls = submission on { $address }: STARTTLS required, with login; from { $networks ->
        [everybody] anywhere
       *[other] { $networks }
    }{ $certificates ->
        [none] {""}
        [required] {""}; a client certificate is required
       *[optional] {""}; a client certificate counts as login
    }
config-means-lmtp = LMTP on { $address }: an answer for each recipient; from { $networks ->
        [everybody] whoever may open the socket
       *[other] { $networks }
    }
config-means-logins = logins: accounts of this home (kakitome account list); { $mechanisms }
config-means-logins-dovecot = logins: Dovecot is asked at { $socket }; { $mechanisms }
config-means-hop-unix = next hop: LMTP on { $host }
config-means-hop-lmtp = next hop: LMTP, { $host } port { $port }
config-means-milter = milter on { $address }: signs mail in the hands of { $networks ->
        [everybody] a mail server on this machine
       *[other] the mail server in { $networks }
    }{ $believed ->
        [logins] ; logins that it names count
        [certificates] ; certificates of clients that it names count as logins
        [both] ; logins that it names count, and certificates of clients
       *[none] ; logins that it names do not count
    }
config-means-hop-clear = next hop: { $host } port { $port }, without TLS
config-means-hop-optional = next hop: { $host } port { $port }, TLS when offered, certificate not checked
config-means-hop-sticky = next hop: { $host } port { $port }, TLS when offered (once it has done TLS: always), certificate not checked
config-means-hop-dane = next hop: { $host } port { $port }, TLS required, certificate as signed DNS says (DANE)
config-means-mx = mail goes to the mail servers of each recipient's domain: DANE where a domain has it, { $sts ->
    [yes] else MTA-STS where a domain has it,
   *[no] MTA-STS switched off,
} else TLS when offered
config-means-mx-required = mail goes to the mail servers of each recipient's domain: TLS required; DANE where a domain has it, { $sts ->
    [yes] else MTA-STS where a domain has it
   *[no] MTA-STS switched off
}
config-means-hop-required = next hop: { $host } port { $port }, TLS required, certificate not checked
config-means-hop-verified = next hop: { $host } port { $port }, TLS required, certificate for { $name }
config-means-may-sign = may sign: { $networks } as { $whom }
config-means-nobody-signs = may sign: nobody (there is no [[may-sign]]): all mail passes unsigned or is refused
config-means-signing = signing ({ $percent } %): { $sign }; expired certificate: { $expired }; not 7-bit safe: { $unsignable }; DKIM-Signature: { $dkim }; not authorised: { $unauthorised }; also signed: { $also ->
    [none] nothing else
   *[other] { $also }
 }
config-means-observing = observing: mail passes as it comes, and the journal says what would be done (sign: { $sign }; expired certificate: { $expired }; not 7-bit safe: { $unsignable }; DKIM-Signature: { $dkim }; not authorised: { $unauthorised }; also signed: { $also ->
    [none] nothing else
   *[other] { $also }
 })
config-means-encrypt-never = encryption: by rule only; required and impossible: { $code }; roots beside that of the home: { $roots }; revocation lists: { $lists }
config-means-encrypt-if-possible = encryption: for everybody who has a certificate; required and impossible: { $code }; roots beside that of the home: { $roots }; revocation lists: { $lists }
config-means-encrypt-required = encryption: required for everybody; impossible: { $code }; roots beside that of the home: { $roots }; revocation lists: { $lists }
config-means-triggers = words in the subject, and a field, that count from whoever has logged in: { $words }
config-means-milter-without-logins = note: { $what } never holds for mail that comes by the milter on { $address }: logins that its mail server names do not count there (believe-logins = true)
config-means-nobody-logs-in = note: { $what } never holds: nobody logs in at any door (kind = "submission", client-ca in tls, or believe-logins at a milter)
config-means-rule = rule { $number }: { $name }
config-means-outbox = mail that is acknowledged at once waits in { $folder }, up to { $hours } hours, { $connections } at a time to the next hop
config-means-database = database: { $file }
config-means-export = mail keys may be taken out of the keyholder's folder (kakitome identity export-p12)
config-means-keyholder = keyholder: { $socket }
config-means-users = users, if root starts it and they exist: gateway { $gateway }, keyholder { $keyholder }
config-means-no-users = users: both processes run as whoever starts them
config-means-watch = lists of roots: { $lists } are fetched every { $hours } hours; { $to } is told of certificates that a change touches (from { $from })
config-means-watch-owners = lists of roots: { $lists } are fetched every { $hours } hours; the owner of a certificate that a change touches is told at its address (from { $from })
config-means-no-watch = lists of roots: nobody looks at them
config-means-service = settings for customers: mail of { $domain }, sending through { $host } port { $port }
config-means-no-web = pages: none ([web] with listen switches them on)
config-means-web = pages: at { $addresses }, in clear (for this machine or a reverse proxy); mails up to { $bytes } bytes, { $mails } a minute for one address
config-means-web-tls = pages: at { $addresses }, over TLS; mails up to { $bytes } bytes, { $mails } a minute for one address
config-means-web-lookup = pages: certificates that their owners have opened to strangers may be looked up
config-means-web-no-lookup = pages: no certificates may be looked up
config-means-web-proxies = pages: reverse proxies in { $networks } are believed when they say who their visitor is
config-means-metrics = numbers and health for monitors: http on { $address }
config-means-allowance = at most, in an hour: { $client } mails and { $client-recipients } recipients from one client, { $login } mails and { $login-recipients } recipients from one login, { $identity } mails signed as one identity (0: any)
config-means-limits = limits: { $bytes } bytes a mail, { $recipients } recipients, { $connections } connections, { $client } from one client

## usage
cli-usage = { $why }
cli-usage-hint = kakitome COMMAND --help explains the command

## cms show
cms-nothing = { $file } holds no signed or encrypted data, certificate, revocation list or file of keys
cms-no-such-part = { $file } has no S/MIME part { $part }
cms-unreadable = { $file }: cannot be read: { $why }
cms-part = part { $part } ({ $type })
cms-body = the mail's body ({ $type })
cms-columns = {"    offset hdr      length  tag                 structure"}
cms-trailing = More bytes follow the structure, from byte { $offset } on.
cms-cut = There are more than { $lines } elements; the rest is not shown.
cms-broken = It ends here: { $why }
