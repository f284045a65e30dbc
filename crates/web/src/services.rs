//! Whose mail settings are asked for: by a domain, an address, or the name by which this server was called
//! (`autoconfig.DOMAIN`, `autodiscover.DOMAIN`, DOMAIN itself).

use axum::http::HeaderMap;
use axum::http::header::HOST;
use kakitome_explain::settings::MailService;

/// Names before a domain under which programs ask.
const PREFIXES: [&str; 2] = ["autoconfig.", "autodiscover."];

/// The service of that domain.
pub(crate) fn of_domain<'a>(services: &'a [MailService], domain: &str) -> Option<&'a MailService> {
    let domain = domain.trim().trim_end_matches('.');
    services.iter().find(|service| service.domain().eq_ignore_ascii_case(domain))
}

/// The service of that address.
pub(crate) fn of_address<'a>(services: &'a [MailService], address: &str) -> Option<&'a MailService> {
    address.rsplit_once('@').and_then(|(_, domain)| of_domain(services, domain))
}

/// The service that a program asks for: by the address that it gives, else by the name under which it came. A customer's own domain that
/// is handed to this server (Thunderbird asks at the domain of the mail exchanger) has the settings of that name. With neither, the only one.
pub(crate) fn asked<'a>(services: &'a [MailService], address: Option<&str>, headers: &HeaderMap) -> Option<&'a MailService> {
    let by_address = address.and_then(|address| of_address(services, address));
    let by_name = || {
        let host = headers.get(HOST)?.to_str().ok()?;
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name).to_ascii_lowercase();
        let bare = PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(&name);
        of_domain(services, bare)
    };
    let only = || match services {
        [only] if address.is_none() => Some(only),
        _ => None,
    };
    by_address.or_else(by_name).or_else(only)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use kakitome_explain::settings::{Login, Server};

    use super::*;

    fn service(domain: &str) -> MailService {
        let server = |kind: &str, port| Server::new(&format!("{kind}.{domain}"), port).unwrap();
        MailService::new(domain, "", server("smtp", 465), Some(server("imap", 993)), None, Login::Address).unwrap()
    }

    fn found(services: &[MailService], address: Option<&str>, host: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, host.parse().unwrap());
        asked(services, address, &headers).map(|service| service.domain().to_owned())
    }

    #[test]
    fn the_address_decides_before_the_name_of_the_server() {
        let both = [service("a.example"), service("b.example")];
        let some = |domain: &str| Some(domain.to_owned());
        assert_eq!(found(&both, Some("taro@B.example"), "autoconfig.a.example"), some("b.example"));
        assert_eq!(found(&both, Some("taro@customer.example"), "autoconfig.a.example:8443"), some("a.example"));
        assert_eq!(found(&both, None, "B.example"), some("b.example"));
        assert_eq!(found(&both, None, "autodiscover.b.example."), some("b.example"));
        assert_eq!(found(&both, Some("taro@customer.example"), "web.example"), None);
        assert_eq!(found(&both, None, "127.0.0.1:8025"), None);
        assert_eq!(found(&both[..1], None, "127.0.0.1:8025"), some("a.example"));
        assert_eq!(found(&both[..1], Some("taro@customer.example"), "127.0.0.1:8025"), None);
    }
}
