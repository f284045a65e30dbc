//! The opening of a session: greeting, EHLO or HELO, STARTTLS (RFC 5321 3.1, 3.2; RFC 3207). What TLS is required for is not said before it.

use crate::client::capabilities::Capabilities;
use crate::client::failure::{Failure, Step};
use crate::client::session::{Phase, Session};
use crate::client::settings::Tls;
use crate::protocol::Protocol;
use crate::reply::{Class, Reply};

impl Session {
    /// Any 2xx will do, as it does for Postfix (RFC 5321 4.3.1 has 220 only).
    pub(super) fn greeted(&mut self, reply: Reply, more: bool) {
        match reply.class() {
            Class::Positive if more => self.desynchronised("more than a greeting"),
            Class::Positive => self.say_hello(true),
            Class::Intermediate => self.desynchronised("an unfit greeting"),
            Class::Transient | Class::Permanent => self.fail(Failure::Refused { step: Step::Greeting, reply }),
        }
    }

    pub(super) fn say_hello(&mut self, extended: bool) {
        self.phase = Phase::Hello { extended };
        let name: String = self.settings.hello.chars().filter(char::is_ascii_graphic).collect();
        let verb = match (self.settings.protocol, extended) {
            (Protocol::Lmtp, _) => "LHLO",
            (Protocol::Smtp, true) => "EHLO",
            (Protocol::Smtp, false) => "HELO",
        };
        let line = format!("{verb} {name}\r\n");
        self.output.buffer().extend_from_slice(line.as_bytes());
    }

    pub(super) fn hello_answered(&mut self, reply: Reply, extended: bool, more: bool) {
        let wants_tls = !self.inside_tls && self.settings.tls != Tls::None;
        let needs_tls = !self.inside_tls && self.settings.tls == Tls::Required;
        match reply.class() {
            Class::Positive if more => self.desynchronised("more than one answer"),
            Class::Positive => {
                self.capabilities = if extended { Capabilities::read(&reply) } else { Capabilities::default() };
                if wants_tls && self.capabilities.starttls {
                    self.phase = Phase::StartTls;
                    self.output.buffer().extend_from_slice(b"STARTTLS\r\n");
                } else if needs_tls {
                    self.fail(Failure::TlsUnavailable { what: "STARTTLS is not offered", reply: None });
                } else {
                    self.ready();
                }
            }
            Class::Permanent if extended && needs_tls => {
                self.fail(Failure::TlsUnavailable { what: "EHLO is refused", reply: Some(reply) });
            }
            // LMTP has no older word for it (RFC 2033 4.1)
            Class::Permanent if extended && self.settings.protocol == Protocol::Smtp => self.say_hello(false),
            Class::Intermediate => self.desynchronised("an unfit answer"),
            Class::Transient | Class::Permanent => self.fail(Failure::Refused { step: Step::Hello, reply }),
        }
    }

    /// Only 220 opens the handshake (RFC 3207 4), and what stands behind it in the same segment breaks it (`next` sees to that);
    /// a refusal leaves us in clear, which the policy has to allow.
    pub(super) fn starttls_answered(&mut self, reply: Reply, more: bool) {
        let refused = matches!(reply.class(), Class::Transient | Class::Permanent);
        match reply.code() {
            220 => self.phase = Phase::Handshake,
            421 => self.fail(Failure::Refused { step: Step::StartTls, reply }),
            _ if self.settings.tls == Tls::Required => {
                self.fail(Failure::TlsUnavailable { what: "STARTTLS is refused", reply: Some(reply) });
            }
            _ if refused && !more => self.ready(),
            _ => self.desynchronised("an unfit answer"),
        }
    }

    fn ready(&mut self) {
        self.phase = Phase::Ready;
        self.ready_to_tell = true;
    }
}
