//! SRV records by which programs find the servers of a domain (RFC 6186 3, RFC 8314 5.1). What is not offered is said so (RFC 2782: a
//! target of `.`), so that nobody tries the ports in clear.

use super::service::{MailService, Security, Server};

/// Time to live. Own: an hour, so that a change of servers is heard of the same day.
const TTL: u32 = 3600;

/// Lines of a zone file.
#[must_use]
pub fn srv_records(service: &MailService) -> String {
    let of = |server: Option<&Server>, wanted: Security| server.filter(|server| server.security == wanted).cloned();
    let (sending, imap, pop3) = (Some(service.sending()), service.imap(), service.pop3());
    let mut lines = String::new();
    // IMAP before POP3 (RFC 6186 3.4: by priority)
    for (label, server, priority) in [
        ("_submissions", of(sending, Security::Implicit), 0),
        ("_submission", of(sending, Security::Starttls), 10),
        ("_imaps", of(imap, Security::Implicit), 0),
        ("_imap", of(imap, Security::Starttls), 10),
        ("_pop3s", of(pop3, Security::Implicit), 20),
        ("_pop3", of(pop3, Security::Starttls), 30),
    ] {
        let target = server.map_or_else(|| "0 0 0 .".to_owned(), |server| format!("{priority} 1 {} {}.", server.port, server.host));
        lines.push_str(&format!("{label}._tcp.{}. {TTL} IN SRV {target}\n", service.domain()));
    }
    lines
}
