# Sentences of the probe: probe-CHECK says what was found, probe-CHECK-remedy what to do about it.
probe-nothing = Nothing to do.

## The servers that answer, or do not
probe-closed = Nothing listens on this port.
probe-closed-remedy = { probe-nothing } If the service should be there, start it.
probe-unreachable = No connection came about ({ $why }).
probe-unreachable-remedy = If the service should be there, look at firewalls on both sides. Many access providers block outgoing port 25.
probe-stalled = The server stopped answering ({ $where }), so not everything could be found out.
probe-stalled-remedy = Try again later. If it happens each time, read the server's log at the time of the probe.
probe-hung-up = The server ended the connection ({ $where }), so not everything could be found out.
probe-hung-up-remedy = Read the server's log at the time of the probe: it may limit connections from this address.
probe-flooded = The server sent more than { $octets } bytes and the connection was ended.
probe-flooded-remedy = Find out what answers on this port: no mail server has so much to say.
probe-not-protocol = What answers does not speak this protocol: “{ $line }”.
probe-not-protocol-remedy = Check the port number and what listens there; say another protocol with --port NUMBER=PROTOCOL.
probe-turned-away = The server does not want to speak to us: “{ $line }”.
probe-turned-away-remedy = Probe from an address that the server serves, or allow this one for the time of the probe.
probe-cut-short = The time or the connections set aside for this host are used up ({ $where }).
probe-cut-short-remedy = Probe fewer ports at once with --port.

## STARTTLS and TLS from the first byte
probe-starttls-works = STARTTLS is offered and works.
probe-starttls-works-remedy = { probe-nothing } For customers, recommend the port with TLS from the first byte (RFC 8314).
probe-starttls-missing = STARTTLS is not offered: everything here goes over the line readable and changeable.
probe-starttls-missing-remedy = Give the server a certificate and switch STARTTLS on, or close this port and keep the one with TLS from the first byte.
probe-starttls-refused = STARTTLS is offered, but refused when asked for: “{ $line }”.
probe-starttls-refused-remedy = Read the server's log: most often the certificate or its key cannot be read.
probe-implicit-works = TLS is there from the first byte.
probe-implicit-works-remedy = { probe-nothing }
probe-implicit-clear = This port should speak TLS from the first byte, and speaks in clear: “{ $line }”.
probe-implicit-clear-remedy = Switch TLS on for this listener (Postfix: smtpd_tls_wrappermode = yes; Dovecot: ssl = yes).
probe-handshake-failed = The TLS handshake fails with a client of today: { $why }.
probe-handshake-failed-remedy = Read the server's log: certificate and key must fit, and TLS 1.2 or 1.3 must be allowed.
probe-starttls-inside = STARTTLS is offered once more inside TLS, which the standard forbids.
probe-starttls-inside-remedy = Update the server program; offer STARTTLS only before TLS.
probe-preauth = The greeting says that the client is logged in already (“{ $line }”): STARTTLS may not be asked for then, and everything stays readable.
probe-preauth-remedy = Greet with OK and let people log in inside TLS; PREAUTH is for connections that are protected already.
probe-no-implicit = Port { $port } (TLS from the first byte) is not there; customers can only use STARTTLS on port { $instead }.
probe-no-implicit-remedy = Open port { $port }, recommend it to customers, and move them from { $instead } step by step (RFC 8314 4.1).

## Injection
probe-injection = A command sent in clear after STARTTLS is carried out inside TLS ({ $variants }). Confirmed by a second, different probe. Whoever sits on the line can put commands into the sessions of others, and so get their mail or password.
probe-injection-remedy = Update the server program, or the proxy in front of it, at once: it must throw away what it has read when TLS begins. Until then, let customers use only the port with TLS from the first byte.
probe-injection-unsure = One probe looked like command injection ({ $variants }), a second, different one did not confirm it.
probe-injection-unsure-remedy = Probe again. If it stays, test with the makers of the server program; it is not called a hole here.
probe-injection-none = Commands slipped in before TLS are not carried out ({ $count ->
    [one] { $count } variant
   *[other] { $count } variants
} tried).
probe-injection-none-remedy = { probe-nothing }
probe-injection-undecided = Whether slipped-in commands are carried out could not be found out for every variant ({ $variants }): { $why }.
probe-injection-undecided-remedy = Probe again later, this port alone (--port).
probe-injection-answered = Commands sent in clear after STARTTLS are still answered in clear ({ $variants }). They are not carried out inside TLS.
probe-injection-answered-remedy = Update the server program: after STARTTLS nothing more may be taken in clear.
probe-response-injection = Whether mail programs take answers that somebody slips in before TLS cannot be seen from here: it depends on the programs, not on this server.
probe-response-injection-remedy = The port with TLS from the first byte has no such moment; recommend it.

## What is kept
probe-state-kept = A sender given in clear still counts inside TLS: “{ $line }”. The server must forget everything at the handshake.
probe-state-kept-remedy = Update the server program: after the handshake it must begin anew (RFC 3207 4.2).
probe-state-forgotten = What was said in clear is forgotten at the handshake.
probe-state-forgotten-remedy = { probe-nothing }
probe-state-undecided = Whether what was said in clear is forgotten could not be found out: { $why }.
probe-state-undecided-remedy = Probe again later, this port alone (--port).

## Login
probe-auth-clear = Login is offered without TLS ({ $mechanisms }): passwords can be read on the line.
probe-auth-clear-remedy = Offer login only inside TLS (Postfix: smtpd_tls_auth_only = yes; Dovecot: ssl = required). Passwords used so far may be known to others; have them changed.
probe-auth-clear-challenge = Login is offered without TLS ({ $mechanisms }). The password itself is not shown, but it can be guessed at leisure, and the mail is readable.
probe-auth-clear-challenge-remedy = Offer login only inside TLS.
probe-auth-after-tls = No login is offered before TLS.
probe-auth-after-tls-remedy = { probe-nothing }

## TLS
probe-tls-current = Only current versions are taken ({ $versions }).
probe-tls-current-remedy = { probe-nothing }
probe-tls-old = Versions that are withdrawn are still taken ({ $versions }).
probe-tls-old-remedy = Allow TLS 1.2 and later only. The price: mail programs of before about 2014 can no longer connect; look at your log for how many do.
probe-tls-only-old = Nothing newer than { $versions } is taken; mail programs of today refuse to connect.
probe-tls-only-old-remedy = Update the server program or its TLS library, and allow TLS 1.2 and 1.3.
probe-tls-weak-suite = A cipher suite is taken that protects badly or not at all ({ $suite }).
probe-tls-weak-suite-remedy = Take NULL, EXPORT, RC4, DES and 3DES out of the list of ciphers.
probe-tls-undecided = Which older TLS versions are taken could not be found out: { $why }.
probe-tls-undecided-remedy = Probe again later, this port alone (--port).

## Certificate
probe-cert-good = The certificate fits the name, leads to a trusted root and is valid until { $until } ({ $days ->
    [one] { $days } day
   *[other] { $days } days
}).
probe-cert-good-remedy = { probe-nothing }
probe-cert-name = The certificate is not for { $host }. It is for: { $names }.
probe-cert-name-remedy = { $fits ->
    [none] Get a certificate for { $host }.
   *[other] Either get a certificate for { $host }, or have customers set { $fits } as the server's name, if it leads to this server: then there is no warning.
} Telling them to ignore the warning has its price: whoever ignores it once cannot tell this server from another one that reads the password.
probe-cert-common-name = The name stands only in the common name ({ $name }), where programs no longer look for it.
probe-cert-common-name-remedy = Get a certificate with the name as subject alternative name (dNSName); every authority issues such ones today.
probe-cert-expired = The certificate ended on { $until }.
probe-cert-expired-remedy = Renew it, load it into the server, and find out why renewal did not come by itself.
probe-cert-not-yet = The certificate is valid only from { $from }.
probe-cert-not-yet-remedy = Check the clocks of the server and of this machine; otherwise use the former certificate until then.
probe-cert-expiring = The certificate ends on { $until } ({ $days ->
    [one] in { $days } day
   *[other] in { $days } days
}).
probe-cert-expiring-remedy = Renew it now, and make the server load the new one.
probe-cert-self-signed = The certificate is signed by itself ({ $subject }): nobody can tell it from one that somebody else made.
probe-cert-self-signed-remedy = Get one from a certification authority that mail programs trust; there are free ones.
probe-cert-untrusted = The certificate does not lead to a root that is trusted here (issuer: { $issuer }).
probe-cert-untrusted-remedy = Get one from a certification authority that mail programs trust. If it is from your own, give its root with --trust.
probe-cert-path = A certificate on the way to the root is faulty: { $because } ({ $subject }).
probe-cert-path-remedy = Ask your certification authority for a correct chain.
probe-cert-incomplete = The intermediate certificate of { $issuer } is not sent along; some programs find it by themselves, others warn.
probe-cert-incomplete-remedy = Put the intermediate certificate behind the server's own in the certificate file (“fullchain”).
probe-cert-purpose = The certificate is not meant for servers (it is for { $present }).
probe-cert-purpose-remedy = Get a certificate for servers (extended key usage serverAuth).
probe-cert-weak-key = A key on the way to the root is short: { $bits } bits.
probe-cert-weak-key-remedy = Make a key of at least 2048 bits (RSA) or P-256, and get a new certificate.
probe-cert-weak-signature = A certificate is signed with an old method ({ $algorithm }).
probe-cert-weak-signature-remedy = Have it issued anew; authorities have signed with SHA-256 for many years.
probe-cert-unreadable = The server's certificate cannot be read: { $why }.
probe-cert-unreadable-remedy = Check the certificate file; have it issued anew.
probe-cert-no-anchors = No root certificates are at hand, so whether the certificate is trusted could not be checked.
probe-cert-no-anchors-remedy = Install the system's list of authorities (ca-certificates), or give a file with --trust.

## Names of a domain
probe-mx-found = { $count ->
    [one] { $count } mail server is
   *[other] { $count } mail servers are
} named{ $proof ->
    [secure] , and DNSSEC proves it
    [insecure] ; the zone is not signed (DNSSEC)
   *[other] {""}
}.
probe-mx-found-remedy = { probe-nothing }
probe-mx-none = No mail server is named for { $domain }; senders use the address of the domain itself.
probe-mx-none-remedy = Publish an MX record; if the domain takes no mail, “MX 0 .” says so (RFC 7505).
probe-mx-null = { $domain } takes no mail.
probe-mx-null-remedy = { probe-nothing }
probe-mx-no-name = There is no domain { $domain }.
probe-mx-no-name-remedy = Check the spelling; if it is yours, check the registration and the delegation.
probe-dns-undecided = What stands in the name system for { $name } could not be found out: { $why }.
probe-dns-undecided-remedy = Try again later. If it happens each time, ask the zone's name servers one by one.
probe-dns-bogus = The answer for { $name } does not stand up to DNSSEC: its signatures have expired, do not fit, or are of other keys than the parent zone names. Resolvers that check give no answer at all, and mail does not arrive.
probe-dns-bogus-remedy = Sign the zone anew, and compare the DS records at the registrar with the zone's keys.
probe-dnssec-unusable = The name servers of this machine do not hand on DNSSEC, so nothing in the name system could be proven.
probe-dnssec-unusable-remedy = Ask another one: --dns ADDRESS. Routers for the home often drop what DNSSEC needs.
probe-mx-alias = The mail server's name { $host } is an alias of { $target }, which the standard forbids: some senders refuse, and certificate and TLSA are looked for under one name or the other.
probe-mx-alias-remedy = Name { $target } in the MX record, or give { $host } an address of its own.
probe-mx-no-address = The mail server { $host } has no address.
probe-mx-no-address-remedy = Publish its address, or take it out of the MX records.
probe-mx-left-out = { $count ->
    [one] { $count } further mail server was
   *[other] { $count } further mail servers were
} not probed.
probe-mx-left-out-remedy = Probe it by name.
probe-transport-open = Nothing demands TLS of whoever sends to { $domain }: whoever sits on the line can take the offer of STARTTLS away, and the mail goes readable.
probe-transport-open-remedy = Publish an MTA-STS policy, first in testing with reports (TLS-RPT), then enforced; or sign the zone and publish TLSA records (DANE). Price of both: when certificate or record is wrong, mail waits.

## MTA-STS
probe-sts-none = There is no MTA-STS policy.
probe-sts-none-remedy = { probe-nothing } Where there is no DANE either, publish one.
probe-sts-record-fault = The MTA-STS record is not valid: { $why }. Senders act as if there were none.
probe-sts-record-fault-remedy = Publish exactly one TXT record at _mta-sts: v=STSv1; id=20260101000000; (letters and digits, a new one with every change).
probe-sts-fetch = The MTA-STS policy could not be fetched: { $why }. Senders who have no copy act as if there were none.
probe-sts-fetch-remedy = Serve it at https://mta-sts.DOMAIN/.well-known/mta-sts.txt, with a certificate for mta-sts.DOMAIN of a public authority.
probe-sts-redirect = The MTA-STS policy's address leads elsewhere (status { $status }); nobody may follow.
probe-sts-redirect-remedy = Serve the policy at the address itself, with status 200.
probe-sts-content-type = The MTA-STS policy is served as “{ $found }”; only text/plain counts.
probe-sts-content-type-remedy = Serve it as text/plain.
probe-sts-too-long = The MTA-STS policy is longer than { $limit } bytes.
probe-sts-too-long-remedy = Serve the policy alone: a few lines.
probe-sts-policy-fault = What is served as MTA-STS policy is none: { $why }.
probe-sts-policy-fault-remedy = It needs lines version: STSv1, mode:, mx: (one for each server) and max_age:.
probe-sts-enforce = MTA-STS is enforced, for { $days ->
    [one] { $days } day
   *[other] { $days } days
} at a time: who heeds it sends only with TLS and a certificate that fits.
probe-sts-enforce-remedy = { probe-nothing }
probe-sts-testing = MTA-STS is being tested (for { $days ->
    [one] { $days } day
   *[other] { $days } days
}): failures are reported, mail goes all the same.
probe-sts-testing-remedy = When the reports show no failure for some weeks, set mode: enforce and a new id.
probe-sts-mode-none = The MTA-STS policy says that there is none (mode: none).
probe-sts-mode-none-remedy = { probe-nothing } That is how a policy is taken back.
probe-sts-short-age = The MTA-STS policy is believed for { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
} only. Whoever keeps a sender from fetching it that long has switched it off.
probe-sts-short-age-remedy = Set max_age to some weeks (1209600 is two).
probe-sts-unnamed = The MTA-STS policy does not name the mail server { $host } (it names { $names }). Who heeds the policy sends nothing there.
probe-sts-unnamed-remedy = Add a line mx: { $host } to the policy and publish a new id, or take the server out of the MX records.
probe-sts-unused = The MTA-STS policy names servers that are not among the MX records: { $names }.
probe-sts-unused-remedy = { probe-nothing } If they are gone for good, take them out.
probe-sts-no-tls = MTA-STS demands TLS, and { $host } has none. Who heeds the policy sends nothing there.
probe-sts-no-tls-remedy = Switch STARTTLS on, or take the policy back (mode: none) until it is.
probe-sts-certificate = MTA-STS demands a certificate that fits, and that of { $host } does not ({ $why }). Who heeds the policy sends nothing there.
probe-sts-certificate-remedy = Get a certificate for { $host } of a public authority, and send the intermediate along.
probe-sts-host-good = { $host } is as the MTA-STS policy demands.
probe-sts-host-good-remedy = { probe-nothing }

## Reports
probe-report-none = Nobody is told when TLS fails (no TLS-RPT record).
probe-report-none-remedy = Publish a TXT record at _smtp._tls: v=TLSRPTv1; rua=mailto:tls-reports@DOMAIN
probe-report-fault = The record for reports is not valid: { $why }.
probe-report-fault-remedy = Publish exactly one TXT record at _smtp._tls: v=TLSRPTv1; rua=mailto:tls-reports@DOMAIN
probe-report-found = Reports on failed TLS go to { $targets }.
probe-report-found-remedy = { probe-nothing }

## DANE
probe-dane-none = { $host } has no TLSA record (DANE).
probe-dane-none-remedy = { probe-nothing }
probe-dane-insecure = { $host } has TLSA records, but DNSSEC does not prove them: everybody leaves them aside, as the standard wants it.
probe-dane-insecure-remedy = Sign the zones of the domain and of the mail server, and put their DS records into the parent zones.
probe-dane-unknown = Whether { $host } has TLSA records could not be found out: { $why }. Who heeds DANE keeps the mail back until it can.
probe-dane-unknown-remedy = Make the zone's name servers answer questions for TLSA, at least with “there is none”.
probe-dane-unusable = None of the TLSA records of { $host } counts for mail. Who heeds DANE then demands TLS, and no certificate.
probe-dane-unusable-remedy = Publish 3 1 1 (the server's own key) or 2 1 1 (its authority).
probe-dane-misused = The TLSA record { $record } does not count for mail ({ $why }).
probe-dane-misused-remedy = Replace it: for mail, only the usages 3 (the server's own) and 2 (its authority) count.
probe-dane-good = The certificate of { $host } is what its TLSA record says ({ $record }), and DNSSEC proves it.
probe-dane-good-remedy = { probe-nothing }
probe-dane-mismatch = The certificate of { $host } is not what its TLSA records say ({ $why }). Who heeds DANE sends nothing there.
probe-dane-mismatch-remedy = Publish the TLSA record of the certificate in use; at every change first publish the new one beside the old one, and wait twice the time to live.
probe-dane-no-tls = { $host } has TLSA records and no TLS. Who heeds DANE sends nothing there.
probe-dane-no-tls-remedy = Switch STARTTLS on, or take the records out until it is.
probe-host-unseen = The certificate of { $host } could not be looked at: { $why }.
probe-host-unseen-remedy = Probe from a machine that may connect to port 25 of others; many access providers block it.

## The page around them
probe-title = STARTTLS check
probe-heading = STARTTLS check: { $host }
probe-address = { $address }, { $time }
probe-address-many = { $address } (one of { $count } addresses), { $time }
probe-outcome = { $outcome ->
    [good] No fault was found
    [fault] Faults were found
    [absent] No server answered on these ports
   *[undecided] Not everything could be found out
}
probe-outcome-short = { $outcome ->
    [good] good
    [fault] fault
    [absent] not there
   *[undecided] undecided
}
probe-severity = { $severity ->
    [good] good
    [note] note
    [undecided] undecided
    [warning] warning
   *[fault] fault
}
probe-points = { $points } of 100
probe-no-points = no score
probe-score = Score
probe-port = Port
probe-result = Result
probe-remedy = Remedy: { $text }
probe-source = Source: { $source }
probe-banner = Greeting: { $banner }
probe-tls = { $version }, { $suite }
probe-whole-host = The host as a whole
probe-rule = Score: each port begins with { $full }; a fault takes { $fault }, a warning { $warning }; where mail or passwords can be read or changed on the way it has at most { $hole }. The host has the score of its worst port, less { $warning } for each warning about the host.
probe-limits = Not looked at: revocation of certificates, the server's other addresses, and what a domain demands of senders (MTA-STS, TLS-RPT, DANE: --domain does). No mail and no password was sent.
probe-unseen = Cannot be seen without a mail or a login, and so is not tried: what becomes of a mail that is cut off, what a resumed TLS session brings along, whether a login outlives STARTTLS. Not tried because it would look like an attack in the log: other protocols on a mail port, and handshakes that stall. Renegotiation and odd records of TLS: testssl.sh looks at them.
probe-limits-domain = Not looked at: revocation of certificates, and the servers' other addresses. No mail and no password was sent.
probe-rule-domain = A domain has the score of its worst mail server, less the same points for each fault and warning about the domain itself.
probe-heading-domain = Mail domain: { $domain }
probe-outcome-domain = { $outcome ->
    [good] No fault was found
    [fault] Faults were found
   *[undecided] Not everything could be found out
}
probe-whole-domain = The domain as a whole
probe-mail-server = Mail server
probe-server = Mail server { $host }
probe-demanded = Demanded of senders
probe-demand = { $demand ->
    [opportunistic] nothing
    [encrypted] TLS
    [dane] TLS and the certificate in DNS (DANE)
    [mta-sts-enforce] TLS and a fitting certificate (MTA-STS)
    [mta-sts-testing] nothing yet (MTA-STS in testing)
   *[wait] to wait
}
probe-summary-domains = { $all ->
    [one] { $all } domain
   *[other] { $all } domains
}: { $good } without a fault, { $fault } with faults, { $undone } not found out
probe-working-name = Probing { $name }
probe-working = Probing { $host }, port { $port }
probe-hosts-done = { $done } of { $all } hosts
probe-html-written = { $file } was written
probe-summary = { $all ->
    [one] { $all } host
   *[other] { $all } hosts
}: { $good } without a fault, { $fault } with faults, { $undone } not found out
probe-undone = { $host }: { $why }

## What keeps it from beginning
cli-probe-host = { $why }
cli-probe-no-hosts = There is no host or domain to probe
cli-probe-no-hosts-hint = give host names or --domain, or a file with one per line (--from-file, --domains-from)
cli-probe-line = { $file }, line { $line }: { $why }
cli-probe-too-many = { $file } has more than { $limit } hosts
cli-probe-impossible = The probe could not begin: { $why }
cli-probe-no-address = { $host } has no address: { $why }
cli-probe-nothing-answered = { $host }: no server answered on any of these ports
cli-probe-undecided = { $host }: not everything could be found out
