//! Every reply that we give, one wording each (codes RFC 5321 4.2.3, enhanced codes RFC 3463).
//! The gateway adds its own with [`Reply::fixed`] or [`Reply::new`]; a next hop's reply is relayed as it is.

use crate::reply::Reply;

// 2xx and 3xx

/// RSET, NOOP, XFORWARD are done; also fit for MAIL and RCPT.
pub const OK: Reply = Reply::fixed(250, "2.0.0 Ok");
/// MAIL is accepted.
pub const SENDER_OK: Reply = Reply::fixed(250, "2.1.0 Ok");
/// RCPT is accepted.
pub const RECIPIENT_OK: Reply = Reply::fixed(250, "2.1.5 Ok");
/// The mail is ours now; only for an owner that has it on disk (a relay passes on the next hop's words instead).
pub const ACCEPTED: Reply = Reply::fixed(250, "2.0.0 Accepted");
/// Answer to DATA (the only one without an enhanced code beside greeting and EHLO).
pub const START_MAIL_INPUT: Reply = Reply::fixed(354, "End data with <CR><LF>.<CR><LF>");
/// AUTH has succeeded (RFC 4954 6).
pub const AUTHENTICATED: Reply = Reply::fixed(235, "2.7.0 Authentication successful");
/// Answer to QUIT.
pub const BYE: Reply = Reply::fixed(221, "2.0.0 Bye");
/// Answer to STARTTLS.
pub const READY_FOR_TLS: Reply = Reply::fixed(220, "2.0.0 Ready to start TLS");
/// Answer to HELP.
pub const HELP: Reply = Reply::fixed(214, "2.0.0 See RFC 5321");
/// Answer to VRFY: we do not know mailboxes.
pub const NOT_VERIFIED: Reply = Reply::fixed(252, "2.1.5 Mailboxes are not verified here; send the mail and see");

// 4xx

/// The service ends (shutdown, restart).
pub const SHUTTING_DOWN: Reply = Reply::fixed(421, "4.3.2 Service shutting down; try again later");
/// Too many connections.
pub const TOO_MANY_CONNECTIONS: Reply = Reply::fixed(421, "4.7.0 Too many connections; try again later");
/// The peer was silent too long.
pub const PEER_TIMED_OUT: Reply = Reply::fixed(421, "4.4.2 Timeout; closing the connection");
/// Too many refused commands.
pub const TOO_MANY_ERRORS: Reply = Reply::fixed(421, "4.7.0 Too many errors; closing the connection");
/// Too many commands that move nothing.
pub const TOO_MUCH_JUNK: Reply = Reply::fixed(421, "4.7.0 Too many commands without a mail; closing the connection");
/// Too many mails in one session.
pub const TOO_MANY_TRANSACTIONS: Reply = Reply::fixed(421, "4.7.0 Too many mails in this session; go on in a new connection");
/// Too many recipients (RFC 5321 4.5.3.1.10).
pub const TOO_MANY_RECIPIENTS: Reply = Reply::fixed(452, "4.5.3 Too many recipients; send the rest in another mail");
/// We failed: an error of ours, nothing that the peer did.
pub const LOCAL_ERROR: Reply = Reply::fixed(451, "4.3.0 Local error; try again later");
/// Who the peer is cannot be found out now (RFC 4954 6).
pub const AUTH_NOT_NOW: Reply = Reply::fixed(454, "4.7.0 The login cannot be checked for the moment; try again later");
/// No room.
pub const NO_SPACE: Reply = Reply::fixed(452, "4.3.1 Not enough storage; try again later");
/// The handshake cannot be done now (no certificate loaded).
pub const TLS_NOT_NOW: Reply = Reply::fixed(454, "4.7.0 TLS is not available for the moment");
/// The next hop cannot be reached or was lost.
pub const HOP_LOST: Reply = Reply::fixed(451, "4.4.1 The next hop is not available; try again later");
/// The next hop was lost in the middle of a mail.
pub const HOP_LOST_MIDWAY: Reply = Reply::fixed(451, "4.4.2 The connection to the next hop was lost; the mail was not sent");
/// The next hop was lost after the whole mail had been sent: nobody knows whether it took it (RFC 1047).
pub const HOP_LOST_AT_END: Reply = Reply::fixed(451, "4.4.2 The next hop did not say whether it took the mail; try again");
/// The next hop does not speak SMTP as it should.
pub const HOP_BROKE_PROTOCOL: Reply = Reply::fixed(451, "4.5.0 The next hop broke the protocol; try again later");
/// The next hop refuses the session.
pub const HOP_REFUSES: Reply = Reply::fixed(451, "4.3.0 The next hop is not serving; try again later");
/// TLS with the next hop is required and failed.
pub const HOP_WITHOUT_TLS: Reply = Reply::fixed(451, "4.7.5 TLS to the next hop is required and not available; the mail was not sent");

// 5xx

/// A verb that nobody knows.
pub const UNKNOWN_COMMAND: Reply = Reply::fixed(500, "5.5.2 Command not recognized");
/// A line longer than the limit.
pub const LINE_TOO_LONG: Reply = Reply::fixed(500, "5.5.2 Line too long");
/// A line with NUL or another control character, or one that is not UTF-8.
pub const UNREADABLE_LINE: Reply = Reply::fixed(500, "5.5.2 The line holds bytes that no command may hold");
/// Another protocol.
pub const NOT_SMTP: Reply = Reply::fixed(500, "5.5.1 This is an SMTP server; closing the connection");
/// A command line not ended by CRLF.
pub const COMMAND_LINE_END: Reply = Reply::fixed(550, "5.5.2 A command has to end in <CR><LF>; closing the connection");
/// Arguments that do not fit the command.
pub const BAD_ARGUMENTS: Reply = Reply::fixed(501, "5.5.4 Syntax error in arguments");
/// EHLO without a name.
pub const NAME_MISSING: Reply = Reply::fixed(501, "5.5.4 A name is needed: EHLO hostname");
/// MAIL without FROM:<...>
pub const BAD_SENDER: Reply = Reply::fixed(501, "5.1.7 Syntax error in the sender's address: MAIL FROM:<local@domain>");
/// RCPT without TO:<...>
pub const BAD_RECIPIENT: Reply = Reply::fixed(501, "5.1.3 Syntax error in the recipient's address: RCPT TO:<local@domain>");
/// Value of a parameter.
pub const BAD_PARAMETER: Reply = Reply::fixed(501, "5.5.4 Syntax error in a parameter");
/// The same parameter twice.
pub const PARAMETER_TWICE: Reply = Reply::fixed(501, "5.5.4 A parameter is given twice");
/// A known verb that is not served.
pub const NOT_IMPLEMENTED: Reply = Reply::fixed(502, "5.5.1 Command not implemented");
/// BDAT.
pub const NO_CHUNKING: Reply = Reply::fixed(502, "5.5.1 CHUNKING is not offered; closing the connection");
/// Order of commands.
pub const HELLO_FIRST: Reply = Reply::fixed(503, "5.5.1 Say EHLO first");
/// Order of commands.
pub const NESTED_MAIL: Reply = Reply::fixed(503, "5.5.1 A mail is open already; RSET forgets it");
/// Order of commands.
pub const MAIL_FIRST: Reply = Reply::fixed(503, "5.5.1 Say MAIL first");
/// Order of commands.
pub const RCPT_FIRST: Reply = Reply::fixed(503, "5.5.1 Say RCPT first");
/// XCLIENT or XFORWARD inside a mail.
pub const NOT_WITHIN_MAIL: Reply = Reply::fixed(503, "5.5.1 Not while a mail is open");
/// A second STARTTLS.
pub const TLS_ALREADY: Reply = Reply::fixed(503, "5.5.1 TLS is active already");
/// AUTH where it is not offered.
pub const NO_AUTH: Reply = Reply::fixed(503, "5.5.1 AUTH is not offered here");
/// XCLIENT or XFORWARD from a peer that may not.
pub const NOT_AUTHORIZED: Reply = Reply::fixed(550, "5.7.0 Not allowed for this client");
/// TLS is required.
pub const STARTTLS_FIRST: Reply = Reply::fixed(530, "5.7.0 Say STARTTLS first");
/// AUTH before TLS (RFC 4954 6).
pub const ENCRYPTION_FIRST: Reply = Reply::fixed(538, "5.7.11 No login without TLS: say STARTTLS first");
/// MAIL before AUTH (RFC 4954 6).
pub const LOGIN_FIRST: Reply = Reply::fixed(530, "5.7.0 Log in first");
/// A second AUTH (RFC 4954 4).
pub const AUTHENTICATED_ALREADY: Reply = Reply::fixed(503, "5.5.1 You are logged in already");
/// A mechanism that is not offered (RFC 4954 4).
pub const UNKNOWN_MECHANISM: Reply = Reply::fixed(504, "5.5.4 This mechanism is not offered; EHLO names those that are");
/// `*` (RFC 4954 4).
pub const AUTH_CANCELLED: Reply = Reply::fixed(501, "5.7.0 Login cancelled");
/// A response that is not base64 (RFC 4954 4).
pub const NOT_BASE64: Reply = Reply::fixed(501, "5.5.2 The response is not base64");
/// A response that the mechanism does not know.
pub const AUTH_UNFIT: Reply = Reply::fixed(501, "5.5.2 The response does not fit the mechanism");
/// A line of the exchange over the limit (RFC 4954 4).
pub const AUTH_LINE_TOO_LONG: Reply = Reply::fixed(500, "5.5.6 The line of the login is too long");
/// Name or password is wrong, or there is no such account: one answer for all (RFC 4954 6).
pub const WRONG_CREDENTIALS: Reply = Reply::fixed(535, "5.7.8 Name or password is wrong");
/// EHLO or HELO in LMTP (RFC 2033 4.1).
pub const SAY_LHLO: Reply = Reply::fixed(500, "5.5.1 This is LMTP: say LHLO");
/// CR or LF alone in the content.
pub const BARE_NEWLINE: Reply = Reply::fixed(550, "5.5.2 Line ends have to be <CR><LF>: the mail holds a bare <CR> or <LF> and is refused");
/// NUL in the content.
pub const NUL_IN_CONTENT: Reply = Reply::fixed(550, "5.5.2 The mail holds a NUL byte and is refused");
/// Past the size limit.
pub const TOO_LARGE: Reply = Reply::fixed(552, "5.3.4 The mail is larger than this server takes");
/// The next hop's size limit.
pub const TOO_LARGE_FOR_HOP: Reply = Reply::fixed(552, "5.3.4 The mail is larger than the next hop takes");
/// SMTPUTF8 is needed and was not asked for.
pub const SMTPUTF8_NEEDED: Reply = Reply::fixed(553, "5.6.7 The address is not ASCII: MAIL needs SMTPUTF8");
/// SMTPUTF8 is asked for and cannot be had.
pub const NO_SMTPUTF8: Reply = Reply::fixed(550, "5.6.7 The next hop does not take SMTPUTF8");
/// DATA when every recipient was refused.
pub const NO_VALID_RECIPIENTS: Reply = Reply::fixed(554, "5.5.1 No valid recipients");
/// Bytes after a command that is the last of its group.
pub const UNAUTHORISED_PIPELINING: Reply =
    Reply::fixed(554, "5.5.0 Bytes came before the answer that they have to wait for; closing the connection");
/// Bytes between STARTTLS and the handshake.
pub const BYTES_BEFORE_HANDSHAKE: Reply = Reply::fixed(554, "5.5.0 Bytes came between STARTTLS and the handshake; closing the connection");
/// An unknown parameter of MAIL or RCPT (RFC 5321 4.1.1.11).
pub const UNKNOWN_PARAMETER: Reply = Reply::fixed(555, "5.5.4 A parameter is not recognized");
/// The session was refused at its greeting; nothing but QUIT is served.
pub const NO_SERVICE: Reply = Reply::fixed(503, "5.5.1 No service here; say QUIT");
/// Our own content cannot be sent on.
pub const UNSENDABLE: Reply = Reply::fixed(550, "5.6.0 The content holds a bare <CR>, bare <LF> or NUL and cannot be sent on");
