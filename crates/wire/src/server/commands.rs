//! What each command does (RFC 5321 4.1.1, order 4.1.4), apart from the content.

use std::fmt::Write as _;

use crate::forwarded::{self, Forwarded};
use crate::parameters::{self, Announced};
use crate::protocol::Protocol;
use crate::replies;
use crate::reply::Reply;
use crate::server::answers::Question;
use crate::server::event::{Close, Event};
use crate::server::session::{Hello, Phase, Session, Transaction, shown_name};
use crate::server::settings::Tls;
use crate::server::verb::Verb;

/// What a command leads to: an event for the owner, or an answer of ours.
type Step = Result<Option<Event<'static>>, Reply>;

impl Session {
    /// Does one command. `None`: it is answered (or the session closed), go on.
    pub(super) fn execute(&mut self, verb: Verb, arguments: &str) -> Option<Event<'static>> {
        if matches!(self.phase, Phase::Refusing) && verb != Verb::Quit {
            self.refuse(replies::NO_SERVICE);
            return None;
        }
        // RSET that ends a mail moves something
        if verb.is_junk() && !(verb == Verb::Rset && self.transaction.is_some()) {
            self.junk = self.junk.saturating_add(1);
            if self.junk > self.settings.limits.junk_commands {
                self.close(Close::TooMuchJunk, &replies::TOO_MUCH_JUNK);
                return None;
            }
        }
        self.step(verb, arguments).unwrap_or_else(|reply| {
            self.refuse(reply);
            None
        })
    }

    fn step(&mut self, verb: Verb, arguments: &str) -> Step {
        if self.settings.tls == Tls::Required && !self.inside_tls && !verb.before_tls() {
            match verb {
                Verb::Unknown | Verb::Foreign | Verb::Bdat => {}
                _ => return Err(replies::STARTTLS_FIRST),
            }
        }
        match verb {
            Verb::Lhlo if self.settings.protocol == Protocol::Lmtp => self.hello(arguments, Hello::Ehlo),
            Verb::Lhlo => Err(replies::UNKNOWN_COMMAND),
            Verb::Ehlo | Verb::Helo if self.settings.protocol == Protocol::Lmtp => Err(replies::SAY_LHLO),
            Verb::Ehlo => self.hello(arguments, Hello::Ehlo),
            Verb::Helo => self.hello(arguments, Hello::Helo),
            Verb::Mail => self.mail(arguments),
            Verb::Rcpt => self.rcpt(arguments),
            Verb::Data => self.data(arguments),
            Verb::Rset => self.rset(arguments),
            Verb::StartTls => self.starttls(arguments),
            Verb::XClient => self.xclient(arguments),
            Verb::XForward => self.xforward(arguments),
            Verb::Noop => self.say(replies::OK),
            Verb::Help => self.say(replies::HELP),
            Verb::Vrfy if arguments.is_empty() => Err(replies::BAD_ARGUMENTS),
            Verb::Vrfy => self.say(replies::NOT_VERIFIED),
            Verb::Expn => Err(replies::NOT_IMPLEMENTED),
            Verb::Auth => self.auth(arguments),
            Verb::Quit => self.end(Close::Quit, &replies::BYE),
            Verb::Bdat => self.end(Close::Chunking, &replies::NO_CHUNKING),
            Verb::Foreign => self.end(Close::NotSmtp, &replies::NOT_SMTP),
            Verb::Unknown => Err(replies::UNKNOWN_COMMAND),
        }
    }

    fn say(&mut self, reply: Reply) -> Step {
        self.answers.say(reply);
        Ok(None)
    }

    fn end(&mut self, why: Close, reply: &Reply) -> Step {
        self.close(why, reply);
        Ok(None)
    }

    fn hello(&mut self, name: &str, hello: Hello) -> Step {
        // one word; what stands after it is of no use to anybody
        let name = shown_name(name.split([' ', '\t']).next().unwrap_or_default());
        if name.is_empty() {
            return Err(replies::NAME_MISSING);
        }
        self.hello = hello;
        self.transaction = None;
        let reply = self.offers();
        self.answers.say(reply);
        Ok(Some(Event::Hello { name, extended: hello == Hello::Ehlo }))
    }

    /// Our name, and for EHLO what we offer.
    fn offers(&self) -> Reply {
        let mut text = self.settings.hostname.clone();
        if self.hello == Hello::Ehlo {
            text.push_str("\nPIPELINING");
            // writing to a String cannot fail
            let _ = write!(text, "\nSIZE {}", self.settings.limits.message_size);
            if self.settings.tls != Tls::Unavailable && !self.inside_tls {
                text.push_str("\nSTARTTLS");
            }
            if self.peer.xclient {
                let _ = write!(text, "\nXCLIENT {}", forwarded::XCLIENT);
            }
            if self.peer.xforward {
                let _ = write!(text, "\nXFORWARD {}", forwarded::XFORWARD);
            }
            if self.offers_auth() {
                text.push_str("\nAUTH");
                for name in self.mechanisms().names() {
                    let _ = write!(text, " {name}");
                }
            }
            text.push_str("\nENHANCEDSTATUSCODES\n8BITMIME");
            if self.settings.dsn {
                text.push_str("\nDSN");
            }
            if self.settings.hops {
                text.push_str("\nXHOPS");
            }
            if self.settings.smtputf8 {
                text.push_str("\nSMTPUTF8");
            }
        }
        Reply::verbatim(250, text.split('\n').map(str::as_bytes))
    }

    fn announced(&self) -> Announced {
        let auth = self.settings.auth.any() && self.inside_tls;
        Announced { smtputf8: self.settings.smtputf8, dsn: self.settings.dsn, auth, hops: self.settings.hops }
    }

    pub(super) fn offers_auth(&self) -> bool {
        self.inside_tls && self.mechanisms().any()
    }

    fn mail(&mut self, arguments: &str) -> Step {
        if self.hello == Hello::None {
            return Err(replies::HELLO_FIRST);
        }
        if self.transaction.is_some() {
            return Err(replies::NESTED_MAIL);
        }
        if self.settings.login_required && !self.authenticated {
            return Err(replies::LOGIN_FIRST);
        }
        if self.transactions >= self.settings.limits.transactions {
            return self.end(Close::TooManyTransactions, &replies::TOO_MANY_TRANSACTIONS);
        }
        let mail = parameters::read_mail(arguments, self.announced())?;
        // one that is refused for its size counts as well, or it could be said without end
        self.transactions += 1;
        if mail.size.is_some_and(|size| size > self.settings.limits.message_size) {
            return self.say(replies::TOO_LARGE);
        }
        self.transaction = Some(Transaction { smtputf8: mail.smtputf8, asked: 0, recipients: 0, surplus: 0, owed: 0, taken: false });
        self.answers.ask(Question::Mail);
        Ok(Some(Event::Mail(mail)))
    }

    fn rcpt(&mut self, arguments: &str) -> Step {
        let announced = self.announced();
        let limit = self.settings.limits.recipients;
        let transaction = self.transaction.as_mut().ok_or(replies::MAIL_FIRST)?;
        let rcpt = parameters::read_rcpt(arguments, announced, transaction.smtputf8)?;
        if transaction.asked >= limit {
            transaction.surplus += 1;
            if transaction.surplus > limit {
                return self.end(Close::TooManyErrors, &replies::TOO_MANY_ERRORS);
            }
            return self.say(replies::TOO_MANY_RECIPIENTS);
        }
        transaction.asked += 1;
        self.answers.ask(Question::Rcpt);
        Ok(Some(Event::Rcpt(rcpt)))
    }

    fn data(&mut self, arguments: &str) -> Step {
        if !arguments.is_empty() {
            return Err(replies::BAD_ARGUMENTS);
        }
        let transaction = self.transaction.as_ref().ok_or(replies::MAIL_FIRST)?;
        match (transaction.asked, transaction.recipients) {
            (0, _) => Err(replies::RCPT_FIRST),
            (_, 0) => Err(replies::NO_VALID_RECIPIENTS),
            _ => {
                self.answers.ask(Question::Data);
                Ok(Some(Event::Data))
            }
        }
    }

    fn rset(&mut self, arguments: &str) -> Step {
        if !arguments.is_empty() {
            return Err(replies::BAD_ARGUMENTS);
        }
        self.transaction = None;
        self.forwarded = Forwarded::default();
        self.answers.say(replies::OK);
        Ok(Some(Event::Reset))
    }

    fn starttls(&mut self, arguments: &str) -> Step {
        if self.inside_tls {
            return Err(replies::TLS_ALREADY);
        }
        if self.settings.tls == Tls::Unavailable {
            return Err(replies::NOT_IMPLEMENTED);
        }
        if !arguments.is_empty() {
            return Err(replies::BAD_ARGUMENTS);
        }
        self.answers.say(replies::READY_FOR_TLS);
        // forgotten here already, so that nothing can be asked about it during the handshake
        self.forget();
        self.phase = Phase::Handshake;
        Ok(None)
    }

    fn xclient(&mut self, arguments: &str) -> Step {
        if !self.peer.xclient {
            return Err(replies::NOT_AUTHORIZED);
        }
        if self.transaction.is_some() {
            return Err(replies::NOT_WITHIN_MAIL);
        }
        let about = Forwarded::read(arguments, forwarded::XCLIENT).ok_or(replies::BAD_ARGUMENTS)?;
        self.forget();
        self.greet();
        Ok(Some(Event::XClient(Box::new(about))))
    }

    fn xforward(&mut self, arguments: &str) -> Step {
        if !self.peer.xforward {
            return Err(replies::NOT_AUTHORIZED);
        }
        if self.transaction.is_some() {
            return Err(replies::NOT_WITHIN_MAIL);
        }
        let about = Forwarded::read(arguments, forwarded::XFORWARD).ok_or(replies::BAD_ARGUMENTS)?;
        self.forwarded.extend(about.clone());
        self.answers.say(replies::OK);
        Ok(Some(Event::XForward(Box::new(about))))
    }
}
