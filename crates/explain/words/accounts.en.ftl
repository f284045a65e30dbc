# Sentences of account: who may hand in mail by login.

account-added = { $login }: the account is there. It may log in at once.
account-exists = { $login }: there is an account already
account-exists-hint = kakitome account password gives it another password
account-unknown = { $login }: there is no such account
account-unknown-hint = kakitome account list shows all
account-none = There is no account.
account-line = { $login }: { $state }, may send as { $may }, changed { $changed }
account-state-usable = may log in
account-state-disabled = disabled
account-may-own = itself alone
account-password-changed = { $login }: the password is changed. Connections that are open stay logged in.
account-may-changed = { $login }: the addresses that it may send as are changed
account-disabled = { $login }: may not log in any more. Connections that are open stay logged in until they end.
account-enabled = { $login }: may log in again
account-removed = { $login }: the account is gone. Its identity and keys, if it has any, are untouched.
account-password-prompt = New password of { $login }:{" "}
account-password-again = The same once more:{" "}
account-password-differs = the two passwords differ; nothing was changed
account-password-none = no password was given
account-password-hint = write it into a file and name it with --password-file, or give it on standard input
account-password-short = the password is too short: eight characters at least
account-password-long = the password is too long: 1,024 bytes at most
account-password-forbidden = the password holds a character that no password may hold (control characters, characters without meaning; RFC 4013)
account-password-failed = the password could not be prepared: { $why }
