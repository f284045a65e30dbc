//! Where a domain's mail is fetched and handed in. The ports are RFC 8314's; what is not safe to tell customers cannot be made.

/// How a connection becomes TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// From the first byte (RFC 8314 3).
    Implicit,
    /// By STARTTLS, for whoever has nothing better yet.
    Starttls,
}

/// One server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Its name, as in its certificate.
    pub host: String,
    /// The port.
    pub port: u16,
    /// How it becomes TLS.
    pub security: Security,
}

/// What a person logs in with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Login {
    /// The whole address.
    Address,
    /// What stands before the @.
    LocalPart,
}

/// A domain's mail, as customers set it up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailService {
    domain: String,
    name: String,
    sending: Server,
    imap: Option<Server>,
    pop3: Option<Server>,
    login: Login,
}

/// Why this cannot be told to customers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Not a name in ASCII as certificates and programs want it.
    #[error("{text:?} is no host name")]
    Host {
        /// As it was given, shortened.
        text: String,
    },
    /// Port 0, or 25, which is between mail servers (RFC 6409 3.1).
    #[error("{port} is no port for customers")]
    Port {
        /// The port.
        port: u16,
    },
    /// What stands after the colon is no port.
    #[error("{text:?} has no port after the colon")]
    NoPort {
        /// As it was given, shortened.
        text: String,
    },
    /// Neither IMAP nor POP3.
    #[error("no server for fetching mail is given")]
    NothingToFetchFrom,
    /// An address that is not of the domain.
    #[error("{address:?} is no address of {domain}")]
    Address {
        /// As it was given, shortened.
        address: String,
        /// The domain.
        domain: String,
    },
}

/// Longest name (RFC 1035 2.3.4).
const LONGEST: usize = 253;

impl Server {
    /// A server; the usual ports tell how it becomes TLS: 465, 993 and 995 from the first byte, everything else by STARTTLS.
    ///
    /// # Errors
    /// [`Error::Host`], [`Error::Port`]
    pub fn new(host: &str, port: u16) -> Result<Self, Error> {
        let security = if matches!(port, 465 | 993 | 995) { Security::Implicit } else { Security::Starttls };
        Self::with(host, port, security)
    }

    /// A server as people write it, `HOST` or `HOST:PORT`; without a port the usual one.
    ///
    /// # Errors
    /// [`Error::Host`], [`Error::Port`], [`Error::NoPort`]
    pub fn read(text: &str, usual: u16) -> Result<Self, Error> {
        match text.rsplit_once(':') {
            Some((host, digits)) => {
                let port = digits.parse().map_err(|_| Error::NoPort { text: text.chars().take(80).collect() })?;
                Self::new(host, port)
            }
            None => Self::new(text, usual),
        }
    }

    /// A server at a port of its own.
    ///
    /// # Errors
    /// [`Error::Host`], [`Error::Port`]
    pub fn with(host: &str, port: u16, security: Security) -> Result<Self, Error> {
        if matches!(port, 0 | 25) {
            return Err(Error::Port { port });
        }
        Ok(Self { host: name(host)?, port, security })
    }
}

impl MailService {
    /// A domain's mail; `shown` is what people call the provider.
    ///
    /// # Errors
    /// [`Error::Host`], [`Error::NothingToFetchFrom`]
    pub fn new(
        domain: &str,
        shown: &str,
        sending: Server,
        imap: Option<Server>,
        pop3: Option<Server>,
        login: Login,
    ) -> Result<Self, Error> {
        if imap.is_none() && pop3.is_none() {
            return Err(Error::NothingToFetchFrom);
        }
        let domain = name(domain)?;
        let shown: String = shown.chars().filter(|character| !character.is_control()).take(LONGEST).collect();
        let shown = if shown.trim().is_empty() { domain.clone() } else { shown };
        Ok(Self { domain, name: shown, sending, imap, pop3, login })
    }

    /// The domain.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// What people call the provider.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where mail is handed in.
    #[must_use]
    pub const fn sending(&self) -> &Server {
        &self.sending
    }

    /// Where mail is fetched by IMAP.
    #[must_use]
    pub const fn imap(&self) -> Option<&Server> {
        self.imap.as_ref()
    }

    /// Where mail is fetched by POP3.
    #[must_use]
    pub const fn pop3(&self) -> Option<&Server> {
        self.pop3.as_ref()
    }

    /// What a person logs in with.
    #[must_use]
    pub const fn login(&self) -> Login {
        self.login
    }

    /// The servers for fetching, IMAP first, each with its protocol's word.
    pub(crate) fn fetching(&self) -> impl Iterator<Item = (&'static str, &Server)> {
        let (imap, pop3) = (self.imap.as_ref().map(|server| ("imap", server)), self.pop3.as_ref().map(|server| ("pop3", server)));
        imap.into_iter().chain(pop3)
    }

    /// The user name of an address of this domain.
    ///
    /// # Errors
    /// [`Error::Address`]
    pub(crate) fn user<'a>(&self, address: &'a str) -> Result<&'a str, Error> {
        let wrong = || Error::Address { address: address.chars().take(80).collect(), domain: self.domain.clone() };
        let (local, domain) = address.rsplit_once('@').ok_or_else(wrong)?;
        let plain = |character: char| !character.is_control() && !character.is_whitespace();
        if local.is_empty() || !local.chars().all(plain) || !domain.eq_ignore_ascii_case(&self.domain) {
            return Err(wrong());
        }
        Ok(if self.login == Login::Address { address } else { local })
    }
}

fn name(text: &str) -> Result<String, Error> {
    let lower = text.trim().to_ascii_lowercase();
    let lower = lower.strip_suffix('.').unwrap_or(&lower);
    let label = |label: &str| (1..=63).contains(&label.len()) && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if lower.len() > LONGEST || !lower.contains('.') || !lower.split('.').all(label) {
        return Err(Error::Host { text: text.chars().take(80).collect() });
    }
    Ok(lower.to_owned())
}
