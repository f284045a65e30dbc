//! The exchange that AUTH begins (RFC 4954): challenges and responses in base64, until the owner's word. PLAIN (RFC 4616), LOGIN,
//! SCRAM-SHA-256 (RFC 5802, RFC 7677), EXTERNAL (RFC 4422 A). Offered and taken inside TLS alone. What is right is not known here.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::error::Error;
use crate::replies;
use crate::reply::{Class, Reply};
use crate::server::answers::Question;
use crate::server::credentials::{Credentials, Unfit, read_login, read_password};
use crate::server::event::{Close, Event};
use crate::server::exchange::{Exchange, wipe};
use crate::server::lines::Taken;
use crate::server::scram::First;
use crate::server::session::{Hello, Phase, Session};
use crate::server::settings::Mechanisms;

impl Session {
    /// `AUTH mechanism [initial-response]`.
    pub(super) fn auth(&mut self, arguments: &str) -> Result<Option<Event<'static>>, Reply> {
        if !self.settings.auth.any() {
            return Err(replies::NO_AUTH);
        }
        if !self.inside_tls {
            return Err(replies::ENCRYPTION_FIRST);
        }
        if self.hello != Hello::Ehlo {
            return Err(replies::HELLO_FIRST);
        }
        let offered = self.mechanisms();
        if self.authenticated && !offered.any() {
            return Err(replies::AUTHENTICATED_ALREADY);
        }
        if self.transaction.is_some() {
            return Err(replies::NOT_WITHIN_MAIL);
        }
        let mut words = arguments.split(' ').filter(|word| !word.is_empty());
        let mechanism = words.next().ok_or(replies::BAD_ARGUMENTS)?.to_ascii_uppercase();
        let initial = words.next();
        if words.next().is_some() {
            return Err(replies::BAD_ARGUMENTS);
        }
        let (exchange, challenge) = match mechanism.as_str() {
            "PLAIN" if offered.plain => (Exchange::Plain, ""),
            "LOGIN" if offered.login => (Exchange::LoginName, "Username:"),
            "SCRAM-SHA-256" if offered.scram_sha_256 => (Exchange::ScramFirst, ""),
            "EXTERNAL" if offered.external => (Exchange::External, ""),
            _ if self.authenticated => return Err(replies::AUTHENTICATED_ALREADY),
            _ => return Err(replies::UNKNOWN_MECHANISM),
        };
        match initial {
            None => {
                self.challenge(exchange, challenge.as_bytes());
                Ok(None)
            }
            // RFC 4954 4: an initial response of length zero is written "="
            Some("=") => self.response(exchange, &[]),
            Some(text) => {
                let bytes = decoded(text.as_bytes())?;
                self.response(exchange, &bytes)
            }
        }
    }

    /// One line of the exchange.
    pub(super) fn auth_line(&mut self, input: &mut &[u8]) -> Option<Event<'static>> {
        if self.answers.oldest().is_some() {
            if input.is_empty() {
                return Some(Event::Awaiting);
            }
            self.close(Close::UnauthorisedPipelining, &replies::UNAUTHORISED_PIPELINING);
            return None;
        }
        let line = match self.lines.take(input, self.settings.limits.auth_line) {
            Taken::Line(line) => line,
            Taken::Nothing => return Some(Event::NeedInput),
            Taken::TooLong => {
                self.give_up(replies::AUTH_LINE_TOO_LONG);
                return None;
            }
            Taken::Endless => {
                self.close(Close::EndlessLine, &replies::AUTH_LINE_TOO_LONG);
                return None;
            }
        };
        let event = self.auth_text(&line, !input.is_empty());
        wipe(line);
        event
    }

    fn auth_text(&mut self, line: &[u8], more: bool) -> Option<Event<'static>> {
        if more {
            self.close(Close::UnauthorisedPipelining, &replies::UNAUTHORISED_PIPELINING);
            return None;
        }
        let Some(text) = self.without_end(line) else {
            self.close(Close::CommandLineEnd, &replies::COMMAND_LINE_END);
            return None;
        };
        let Phase::Auth(exchange) = std::mem::replace(&mut self.phase, Phase::Commands) else { return None };
        let stepped = match text {
            b"*" => Err(replies::AUTH_CANCELLED),
            text => decoded(text).and_then(|bytes| self.response(exchange, &bytes)),
        };
        stepped.unwrap_or_else(|reply| {
            self.give_up(reply);
            None
        })
    }

    /// One response of the peer's.
    fn response(&mut self, exchange: Exchange, bytes: &[u8]) -> Result<Option<Event<'static>>, Reply> {
        let unfit = || replies::AUTH_UNFIT;
        match exchange {
            Exchange::Plain => {
                let credentials = Credentials::from_plain(bytes).map_err(|why| match why {
                    Unfit::Malformed => replies::AUTH_UNFIT,
                    Unfit::ActsForAnother => replies::WRONG_CREDENTIALS,
                })?;
                Ok(Some(self.ask_owner(Exchange::Judged, Event::Login(Box::new(credentials)))))
            }
            Exchange::LoginName => {
                let login = read_login(bytes).ok_or_else(unfit)?;
                self.challenge(Exchange::LoginPassword(login), b"Password:");
                Ok(None)
            }
            Exchange::LoginPassword(login) => {
                let password = read_password(bytes).ok_or_else(unfit)?;
                Ok(Some(self.ask_owner(Exchange::Judged, Event::Login(Box::new(Credentials { login, password })))))
            }
            Exchange::ScramFirst => {
                let first = First::read(bytes).ok_or_else(unfit)?;
                let event = Event::ScramFirst { login: first.login.clone() };
                Ok(Some(self.ask_owner(Exchange::ScramAsked(Box::new(first)), event)))
            }
            Exchange::ScramFinal(begun) => {
                let proof = begun.read_final(bytes).ok_or_else(unfit)?;
                Ok(Some(self.ask_owner(Exchange::Judged, Event::ScramProof(Box::new(proof)))))
            }
            Exchange::ScramEnd if bytes.is_empty() => {
                self.answers.say(replies::AUTHENTICATED);
                self.succeed();
                Ok(None)
            }
            Exchange::External => {
                let act_as = match bytes {
                    [] => None,
                    name => Some(read_login(name).ok_or_else(unfit)?),
                };
                Ok(Some(self.ask_owner(Exchange::Judged, Event::External { act_as })))
            }
            Exchange::ScramEnd | Exchange::ScramAsked(_) | Exchange::Judged => Err(unfit()),
        }
    }

    fn ask_owner(&mut self, exchange: Exchange, event: Event<'static>) -> Event<'static> {
        self.phase = Phase::Auth(exchange);
        self.answers.ask(Question::Auth);
        event
    }

    fn challenge(&mut self, exchange: Exchange, text: &[u8]) {
        self.answers.say(challenge(text));
        self.phase = Phase::Auth(exchange);
    }

    fn give_up(&mut self, reply: Reply) {
        self.phase = Phase::Commands;
        self.refuse(reply);
    }

    fn succeed(&mut self) {
        self.phase = Phase::Commands;
        self.authenticated = true;
        self.by_certificate = false;
        self.authenticated_to_tell = true;
    }

    /// Answers [`Event::ScramFirst`] with our part of the nonce (printable, no comma), the account's salt and iteration count.
    ///
    /// # Errors
    /// Nothing of the kind was asked.
    pub fn scram(&mut self, nonce: &str, salt: &[u8], iterations: u32) -> Result<(), Error> {
        let out_of_order = Error::OutOfOrder { call: "scram", state: "no first message of SCRAM waits for an answer" };
        match std::mem::replace(&mut self.phase, Phase::Commands) {
            Phase::Auth(Exchange::ScramAsked(first)) if self.answers.oldest() == Some(Question::Auth) => {
                let begun = first.begin(nonce, salt, iterations);
                self.answers.answer(&challenge(begun.server_first().as_bytes()));
                self.phase = Phase::Auth(Exchange::ScramFinal(Box::new(begun)));
                Ok(())
            }
            other => {
                self.phase = other;
                Err(out_of_order)
            }
        }
    }

    /// Answers [`Event::ScramProof`] when the proof is right: with ServerSignature, so that the peer knows us too (RFC 5802 3).
    ///
    /// # Errors
    /// Nothing of the kind was asked.
    pub fn prove(&mut self, server_signature: &[u8]) -> Result<(), Error> {
        if !matches!(self.phase, Phase::Auth(Exchange::Judged)) || self.answers.oldest() != Some(Question::Auth) {
            return Err(Error::OutOfOrder { call: "prove", state: "no proof waits for an answer" });
        }
        self.answers.answer(&challenge(format!("v={}", STANDARD.encode(server_signature)).as_bytes()));
        self.phase = Phase::Auth(Exchange::ScramEnd);
        Ok(())
    }

    /// The owner's answer to [`Event::Login`] or to a message of SCRAM.
    pub(super) fn auth_answered(&mut self, reply: &Reply) {
        self.answers.answer(reply);
        if reply.class() == Class::Positive {
            self.succeed();
            return;
        }
        self.phase = Phase::Commands;
        self.auth_failures = self.auth_failures.saturating_add(1);
        if self.auth_failures >= self.settings.limits.auth_failures {
            self.close(Close::TooManyErrors, &replies::TOO_MANY_ERRORS);
        }
    }

    /// The peer is known without AUTH, by its certificate: of AUTH only EXTERNAL is offered any more.
    pub fn known_by_certificate(&mut self) {
        self.authenticated = true;
        self.by_certificate = true;
    }

    /// What may be used now: EXTERNAL by whoever is known by its certificate, once; a password by whoever is not known.
    pub(super) fn mechanisms(&self) -> Mechanisms {
        let all = self.settings.auth;
        match (self.by_certificate, self.authenticated) {
            (true, _) => Mechanisms { external: all.external, ..Mechanisms::default() },
            (false, true) => Mechanisms::default(),
            (false, false) => Mechanisms { external: false, ..all },
        }
    }

    /// Whether the peer is known.
    pub fn authenticated(&self) -> bool {
        self.authenticated
    }
}

/// 334; the text is base64 and has no enhanced code.
fn challenge(text: &[u8]) -> Reply {
    Reply::verbatim(334, [STANDARD.encode(text).as_bytes()])
}

fn decoded(text: &[u8]) -> Result<Zeroizing<Vec<u8>>, Reply> {
    let mut bytes = Zeroizing::new(vec![0; base64::decoded_len_estimate(text.len())]);
    let length = STANDARD.decode_slice(text, bytes.as_mut_slice()).map_err(|_| replies::NOT_BASE64)?;
    bytes.truncate(length);
    Ok(bytes)
}
