//! Who has logged in at the mail server, as far as its word counts at this door (attack S14): macros of MAIL, read once for each mail.
//! Not read: `{auth_author}`, which is what the client itself wrote into MAIL (RFC 4954 5).

use kakitome_wire::Safe;

use crate::admission::login::Login;
use crate::config::{Believed, Pattern};

/// RFC 5321 4.5.3.1.3: no longer address can send or get mail.
const LONGEST: usize = 254;

/// The login of the mail that MAIL has just begun; `macros`: the value of a macro, if it was sent and is not empty.
pub(super) fn login<'m>(macros: impl Fn(&str) -> Option<&'m [u8]>, believed: &Believed) -> Option<Login> {
    if let Some(name) = macros("auth_authen").filter(|_| believed.logins) {
        // Whoever has given a password is not taken for somebody else by a certificate.
        return named(name, believed.domain.as_deref(), false);
    }
    // Sendmail names the subject of any certificate, and says beside it whether it was good; Postfix names that of a good one alone.
    let good = macros("verify").is_none_or(|result| result == b"OK");
    let login = named(macros("cert_subject").filter(|_| believed.certificates && good)?, None, true)?;
    // Most certificates name a machine or a person: that is no login.
    (!login.own.is_empty()).then_some(login)
}

/// A login's own address is its name, if that is one; a name is never a whole domain.
fn named(name: &[u8], domain: Option<&str>, by_certificate: bool) -> Option<Login> {
    let text = std::str::from_utf8(name).ok().filter(|text| text.len() <= LONGEST && !text.chars().any(char::is_control));
    let Some(text) = text else {
        tracing::warn!(login = %Safe(name), "a login that the mail server names cannot be read: the mail counts as nobody's");
        return None;
    };
    let name = match domain {
        Some(domain) if !text.contains('@') => format!("{text}@{domain}"),
        _ => text.to_owned(),
    };
    let own = name.parse::<Pattern>().ok().filter(|pattern| matches!(pattern, Pattern::Address(_)));
    Some(Login { name, own: own.into_iter().collect(), by_certificate })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn read(macros: &[(&str, &str)], believed: &Believed) -> Option<(String, bool)> {
        let value = |name: &str| {
            let found = macros.iter().find(|(known, value)| *known == name && !value.is_empty());
            found.map(|(_, value)| value.as_bytes())
        };
        login(value, believed).map(|login| {
            assert!(login.own.iter().all(|own| matches!(own, Pattern::Address(_))));
            (login.name, !login.own.is_empty())
        })
    }

    #[test]
    fn s14_a_login_counts_as_far_as_the_door_believes_it() {
        let both = Believed { logins: true, certificates: true, domain: Some("bank.example".into()) };
        let logins = Believed { certificates: false, ..both.clone() };
        let certificates = Believed { logins: false, ..both.clone() };
        let taro = |name: &str, owns| Some((name.to_owned(), owns));
        for (macros, believed, wanted) in [
            (&[("auth_authen", "taro@bank.example")][..], &logins, taro("taro@bank.example", true)),
            (&[("auth_authen", "taro")], &logins, taro("taro@bank.example", true)),
            (&[("auth_authen", "taro")], &Believed { domain: None, ..logins.clone() }, taro("taro", false)),
            (&[("auth_authen", "taro@bank.example")], &Believed::default(), None),
            (&[("auth_authen", "taro@bank.example")], &certificates, None),
            (&[("auth_author", "boss@bank.example")], &both, None),
            (&[("auth_authen", "")], &both, None),
            (&[("auth_authen", "@bank.example")], &both, taro("@bank.example", false)),
            (&[("auth_authen", "*")], &both, taro("*@bank.example", false)),
            (&[("auth_authen", "a\u{1}b@bank.example")], &both, None),
            (&[("cert_subject", "app@bank.example")], &both, taro("app@bank.example", true)),
            (&[("cert_subject", "app@bank.example")], &logins, None),
            (&[("cert_subject", "app@bank.example"), ("verify", "OK")], &both, taro("app@bank.example", true)),
            (&[("cert_subject", "app@bank.example"), ("verify", "FAIL")], &both, None),
            (&[("cert_subject", "mx")], &both, None),
            (&[("cert_subject", "@bank.example")], &both, None),
            (&[("auth_authen", "taro"), ("cert_subject", "boss@bank.example")], &both, taro("taro@bank.example", true)),
            (&[("auth_authen", "\u{7}"), ("cert_subject", "boss@bank.example")], &both, None),
        ] {
            assert_eq!(read(macros, believed), wanted, "{macros:?} {believed:?}");
        }
        assert_eq!(read(&[("auth_authen", &"x".repeat(300))], &both), None);
    }
}
