# Settings guides and the self-check for customers. Names of menus are quoted as the programs show them.
settings-title = Settings for mail of { $name }
settings-spared = If your program already sends through { $smtp-host }, port { $smtp-port }, with “SSL/TLS”, there is nothing to do.
settings-incoming-imap = Receiving (IMAP)
settings-incoming-pop3 = Receiving (POP3)
settings-outgoing = Sending (SMTP)
settings-login = User name
settings-password = Password
settings-password-value = that of your mail account, for receiving and sending
settings-server = { $host }, port { $port }, { $security }
settings-security-implicit = SSL/TLS
settings-security-starttls = STARTTLS
settings-login-address = your whole mail address
settings-login-local = what stands before the @ of your mail address
settings-why = On port 465 the connection is encrypted from its first byte. On ports 587 and 25 it begins readable, and somebody on the line can meddle with its beginning (RFC 8314).
settings-title-any = Settings for sending: port 465
settings-spared-any = If your program already sends through port 465 with “SSL/TLS”, there is nothing to do.
settings-any-smtp = your provider's server for sending
settings-any-imap = your provider's server for receiving
settings-any-login = what your provider has given you
settings-any-short = (your provider's)
settings-old = Programs that their makers no longer keep up
settings-source = Source: { $source } [{ $confidence }]

# Labels of the window for the server: server | port | encryption | its word for TLS from the first byte.
settings-picture = Drawing of the settings for sending in { $program }: server, port and encryption
settings-outlook-new-fields = Outgoing server|Port|Secure connection type|SSL/TLS
settings-outlook-classic-fields = Server|Port|Encryption method|SSL/TLS
settings-thunderbird-fields = Server Name|Port|Connection security|SSL/TLS
settings-apple-mail-fields = Host Name|Port|Use TLS/SSL|☑
settings-iphone-fields = Host Name|Server Port|Use SSL|On
settings-gmail-app-fields = SMTP server|Port|Security type|SSL/TLS
settings-becky-fields = SMTP|SMTP(S)|SMTPS|☑
settings-outlook-mac-fields = Outgoing server|Port|Use SSL to connect|☑
settings-thunderbird-android-fields = Outgoing server|Port|Security|SSL/TLS
settings-hidemaru-fields = 送信メールサーバー(SMTPサーバー)|SMTP over SSL (port)|SMTP over SSL|☑
settings-shuriken-fields = 送信サーバ|ポート番号|SSL|☑

settings-outlook-new-note = This program fetches your mail through Microsoft's servers and gives them your password. If you do not want that, choose another program from this list.
settings-outlook-new-1 = Open “Settings” (the gear), then “Accounts”, “Your accounts”, and choose “Manage” beside the account. If there is no server to be changed there, remove the account and add it again with the next two steps; mail on the server stays.
settings-outlook-new-2 = “Add account”: give the address, choose IMAP and “Show more”. Incoming: { $in-host }, port { $in-port }. Outgoing: { $smtp-host }, port { $smtp-port }, secure connection “SSL/TLS”.
settings-outlook-new-3 = Send a mail to yourself.
settings-outlook-classic-1 = “File” – “Account Settings” – “Server Settings”.
settings-outlook-classic-2 = “Outgoing mail”: server { $smtp-host }, port { $smtp-port }.
settings-outlook-classic-3 = Encryption method: { $smtp-security ->
    [implicit] “SSL/TLS”
   *[starttls] “STARTTLS”
}. “My outgoing (SMTP) server requires authentication” stays on.
settings-outlook-classic-4 = “Next”, then send a mail to yourself.
settings-thunderbird-1 = ≡ – “Account Settings” – “Outgoing Server (SMTP)”; choose the server and “Edit…”.
settings-thunderbird-2 = Server name { $smtp-host }, port { $smtp-port }.
settings-thunderbird-3 = Connection security: { $smtp-security ->
    [implicit] “SSL/TLS”
   *[starttls] “STARTTLS”
}; authentication method: “Normal password” (inside TLS nobody on the line can read it); user name: { $login }.
settings-thunderbird-4 = “OK”, then send a mail to yourself. A new account finds these settings by itself where the domain publishes them.
settings-apple-mail-1 = “Mail” – “Settings…” – “Accounts”; choose the account and “Server Settings”.
settings-apple-mail-2 = Under “Outgoing Mail Server (SMTP)”, take the tick from “Automatically manage connection settings”.
settings-apple-mail-3 = Host name { $smtp-host }, port { $smtp-port }, “Use TLS/SSL” ticked, authentication “Password”.
settings-apple-mail-4 = “Save”, then send a mail to yourself.
settings-iphone-note = A profile can set all of this up in one step; the device says that it is not signed, and you can read it before you install it.
settings-iphone-1 = “Settings” – “Apps” – “Mail” – “Mail Accounts” (before iOS 18: “Settings” – “Mail” – “Accounts”); choose the account, its address, and “SMTP”.
settings-iphone-2 = Choose the server under “Primary Server”.
settings-iphone-3 = Host name { $smtp-host }, “Use SSL” on, authentication “Password”, server port { $smtp-port }.
settings-iphone-4 = “Done”, then send a mail to yourself.
settings-gmail-app-1 = ≡ – “Settings”; choose the account (one that is not of Google).
settings-gmail-app-2 = “Outgoing settings”: SMTP server { $smtp-host }, port { $smtp-port }.
settings-gmail-app-3 = Security type: { $smtp-security ->
    [implicit] “SSL/TLS”
   *[starttls] “STARTTLS”
}; “Require sign-in” on.
settings-gmail-app-4 = “Next”, then send a mail to yourself.
settings-becky-1 = 「ツール」–「メールボックスの設定」–「基本設定」: SMTP server { $smtp-host }, and { $smtp-security ->
    [implicit] 「SMTPS」 ticked
   *[starttls] STARTTLS on
}.
settings-becky-2 = 「詳細」: the port of SMTP(S) is { $smtp-port }, and SMTP authentication is on.
settings-becky-3 = “OK”, then send a mail to yourself.
settings-outlook-mac-note = With “New Outlook” on, the program fetches mail through Microsoft's servers, as the new Outlook for Windows does.
settings-outlook-mac-1 = “Tools” – “Accounts…” and choose the account (New Outlook: “Outlook” – “Settings…” – “Accounts”).
settings-outlook-mac-2 = Outgoing server { $smtp-host }, port { $smtp-port }, { $smtp-security ->
    [implicit] “Use SSL to connect” ticked
   *[starttls] STARTTLS on
}.
settings-outlook-mac-3 = Send a mail to yourself.
settings-thunderbird-android-1 = ≡ – “Settings”; choose the account, “Sending mail” – “Outgoing server”.
settings-thunderbird-android-2 = Server { $smtp-host }, security { $smtp-security ->
    [implicit] “SSL/TLS”
   *[starttls] “STARTTLS”
}, port { $smtp-port }, user name: { $login }.
settings-thunderbird-android-3 = Save, then send a mail to yourself.
settings-hidemaru-1 = 「設定」–「アカウント毎の設定」–「メールサーバー」: 「送信メールサーバー(SMTPサーバー)」 is { $smtp-host }, and 「SMTP-AUTH」 is on.
settings-hidemaru-2 = 「詳細」: { $smtp-security ->
    [implicit] tick 「SMTP over SSL」 with port { $smtp-port }, and take the tick from 「STARTTLSを使用」
   *[starttls] tick 「SMTP over SSL」 with port { $smtp-port }, and 「STARTTLSを使用」
}.
settings-hidemaru-3 = “OK”, then send a mail to yourself.
settings-shuriken-1 = 「ツール」–「アカウントの設定」; choose the account, 「設定変更」.
settings-shuriken-2 = Server for sending { $smtp-host }, port { $smtp-port }, { $smtp-security ->
    [implicit] “SSL” ticked
   *[starttls] STARTTLS on
}, SMTP authentication on.
settings-shuriken-3 = “OK”, then send a mail to yourself.
settings-outlook-2010-note = On Windows 7 these versions know TLS 1.2 only after a setting of Windows was changed; many servers want at least that. They get no more security updates.
settings-outlook-2010-1 = “File” – “Account Settings” – “Account Settings”; choose the account and “Change”, then “More Settings”.
settings-outlook-2010-2 = “Outgoing Server”: “My outgoing server (SMTP) requires authentication” ticked.
settings-outlook-2010-3 = “Advanced”: outgoing server (SMTP) { $smtp-port }, encrypted connection { $smtp-security ->
    [implicit] “SSL”
   *[starttls] “TLS”
}.
settings-outlook-2010-4 = “OK”, “Next”; a mail is sent to try.
settings-windows-mail-note = Microsoft ended this program on 31 December 2024; it sends no more mail. Take another one from this list.
settings-windows-mail-1 = “Settings” – “Manage accounts”; choose the account and “Change mailbox sync settings”.
settings-windows-mail-2 = “Advanced mailbox settings”: outgoing mail server { $smtp-host }:{ $smtp-port }:1 and “Require SSL for outgoing email” ticked.
settings-windows-mail-3 = “Done”, “Save”.
settings-windows-live-mail-note = Microsoft ended this program on 10 January 2017; it gets no more security updates.
settings-windows-live-mail-1 = Choose the account with the right button, “Properties”, “Advanced”.
settings-windows-live-mail-2 = Outgoing mail (SMTP) { $smtp-port } and “This server requires a secure connection (SSL)” ticked; below “Servers”: outgoing mail { $smtp-host }, “My server requires authentication” ticked.
settings-windows-live-mail-3 = “OK”, then send a mail to yourself.
settings-outlook-express-note = It knows TLS 1.0 at most, on a Windows that has had no security updates since 2014.
settings-outlook-express-1 = There is no setting with which it encrypts as servers of today want it; take another program, on another Windows.

## The self-check
self-check-title = Do I have to change my settings?
self-check-intro = Look at two things in your mail program, at the server for sending (SMTP): its port and its encryption.
self-check-question-port = Which port stands there?
self-check-question-encryption = Which encryption is set?
self-check-button = Show what to do
self-check-port-465 = 465
self-check-port-587 = 587
self-check-port-25 = 25
self-check-port-other = another one
self-check-port-unknown = I do not know
self-check-encryption-tls = SSL, TLS or SSL/TLS
self-check-encryption-starttls = STARTTLS
self-check-encryption-auto = automatic, or “TLS, if available”
self-check-encryption-none = none
self-check-encryption-unknown = I do not know
self-check-nothing-who = Nothing to do: port 465 with SSL/TLS, and whoever uses web mail alone.
self-check-nothing-short = There is nothing to do
self-check-nothing = Your program encrypts from the first byte.
self-check-change-who = To be changed when it suits: STARTTLS
self-check-change-short = Change to port 465 when it suits
self-check-change = Your program encrypts, but the connection begins readable. Set port 465 and SSL/TLS; the guide for your program says where.
self-check-change-now-who = To be changed now: no encryption, or only “if available”
self-check-change-now-short = Please change now
self-check-change-now = Your password can go over the line readable. Set port 465 and SSL/TLS, and then change your password: nobody knows who has read it.
self-check-mismatch-who = Port and encryption do not go together
self-check-mismatch-short = Please set port 465 and SSL/TLS
self-check-mismatch = Port 465 goes with SSL/TLS, port 587 with STARTTLS. Some programs call STARTTLS “TLS”. With port 465 and SSL/TLS there is no doubt.
self-check-look-who = To be looked up first
self-check-look-short = Please look it up
self-check-look = The guide for your program says where both stand. If the port is one of your provider's own, ask the provider.

## The pages
guide-lead = Step by step for each mail program, with the values for sending through port 465.
guide-values = The values
guide-choose = Choose your mail program
guide-which = Which domain is your mail address of?
guide-which-hint = What stands after the @. Only this is used.
guide-which-go = Show the values
guide-unknown = This server has no values for that domain. The steps below hold for any provider; the names of the servers are on your provider's pages.
guide-by-itself = Finds these values by itself
guide-self-check = Not sure whether there is anything to do? Two questions
guide-profile = Set up in one step (iPhone, iPad, Mac)
guide-profile-text = A profile for your address: server names and ports, no password. Nobody has signed it, and the device says so before you install it.
guide-profile-address = Your mail address
guide-profile-go = Download the profile
guide-profile-fault = That is no address of a domain that this server has values for.
guide-all = All mail programs
guide-program-title = { $program }: settings for port 465
guide-picture-note = A drawing, not a photograph of a screen. How far its labels can be relied on stands with the source.

## What keeps them from being made
cli-settings-impossible = The settings cannot be made: { $why }
cli-settings-no-domain = For which domain? Give it after the kind
cli-settings-no-smtp = The server for sending is missing
cli-settings-no-fetching = A server for fetching mail is missing
cli-settings-servers-hint = for example --smtp smtp.example.com --imap imap.example.com
cli-settings-no-address = For which address? Give --address
cli-settings-port = { $text } has no port after the colon
cli-settings-program = There is no guide for { $name }; known: { $known }
