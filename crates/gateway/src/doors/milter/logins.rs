//! Who has logged in at the mail server, as far as its word counts at this door (attack S14): macros of MAIL, read once for each mail.
//! Not read: `{auth_author}`, which is what the client itself wrote into MAIL (RFC 4954 5).

use kakitome_wire::Safe;

use crate::admission::accounts::{Accounts, LoginTrouble};
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
    // Postfix names the common name, and that of a certificate that it trusts alone. Sendmail names the whole subject of any certificate, and
    // says by another macro, which it sends only if it is told to, whether it was good.
    let good = macros("verify").is_none_or(|result| result == b"OK");
    let subject = macros("cert_subject").filter(|_| believed.certificates && good)?;
    if is_whole_subject(subject) {
        tracing::warn!(subject = %Safe(subject), "the mail server names a certificate's whole subject, as Sendmail does whoever made it: nobody's");
        return None;
    }
    let login = named(subject, None, true)?;
    // Most certificates name a machine or a person: that is no login.
    (!login.own.is_empty()).then_some(login)
}

/// `/C=JP/CN=…` or `CN=…`: a distinguished name on one line, not the common name in it.
fn is_whole_subject(subject: &[u8]) -> bool {
    let local = subject.rsplitn(2, |byte| *byte == b'@').last().unwrap_or_default();
    subject.starts_with(b"/") || local.iter().any(|byte| matches!(byte, b'/' | b'='))
}

/// Whether an account of ours that has the login's name, or one of its addresses, is disabled. A login that has no account here is the mail
/// server's own affair.
pub(super) async fn shut_out(accounts: &Accounts, login: &Login) -> Result<bool, LoginTrouble> {
    let own = login.own.iter().map(ToString::to_string).filter(|own| *own != login.name);
    for name in std::iter::once(login.name.clone()).chain(own) {
        if accounts.is_disabled(&name).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A login's own address is its name, if that is one; a name is never a whole domain.
fn named(name: &[u8], domain: Option<&str>, by_certificate: bool) -> Option<Login> {
    let text = std::str::from_utf8(name).ok().filter(|text| text.len() <= LONGEST && !text.chars().any(char::is_control));
    let Some(text) = text else {
        tracing::warn!(login = %Safe(name), "a login that the mail server names cannot be read: the mail counts as nobody's");
        return None;
    };
    let name = match (domain, text.contains('@')) {
        (Some(domain), false) => format!("{text}@{domain}"),
        // The root's dot names the same domain (RFC 1034 3.1): one name for one login.
        (_, true) => text.strip_suffix('.').unwrap_or(text).to_owned(),
        (None, false) => text.to_owned(),
    };
    // A mail server that takes the domain as a part of the login (Cyrus' realm) would let the client choose it.
    if domain.is_some_and(|domain| !is_of(&name, domain)) {
        tracing::warn!(login = name, "the mail server names a login of another domain than login-domain: the mail counts as nobody's");
        return None;
    }
    let own = name.parse::<Pattern>().ok().filter(|pattern| matches!(pattern, Pattern::Address(_)));
    Some(Login { name, own: own.into_iter().collect(), by_certificate })
}

/// Somebody of this domain, and of no other beside it.
fn is_of(name: &str, domain: &str) -> bool {
    name.matches('@').count() == 1 && Pattern::Domain(domain.to_owned()).grants(name)
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
        let free = Believed { domain: None, ..logins.clone() };
        let certificates = Believed { logins: false, ..both.clone() };
        let taro = |name: &str, owns| Some((name.to_owned(), owns));
        for (macros, believed, wanted) in [
            (&[("auth_authen", "taro@bank.example")][..], &logins, taro("taro@bank.example", true)),
            (&[("auth_authen", "taro")], &logins, taro("taro@bank.example", true)),
            (&[("auth_authen", "taro")], &free, taro("taro", false)),
            (&[("auth_authen", "taro@bank.example")], &Believed::default(), None),
            (&[("auth_authen", "taro@bank.example")], &certificates, None),
            (&[("auth_author", "boss@bank.example")], &both, None),
            (&[("auth_authen", "")], &both, None),
            (&[("auth_authen", "taro@BANK.example.")], &both, taro("taro@BANK.example", true)),
            (&[("auth_authen", "taro@evil.example")], &both, None),
            (&[("auth_authen", "taro@sub.bank.example")], &both, None),
            (&[("auth_authen", "taro@evil.example@bank.example")], &both, None),
            (&[("auth_authen", "taro@")], &both, None),
            (&[("auth_authen", "@bank.example")], &both, None),
            (&[("auth_authen", "taro@evil.example")], &free, taro("taro@evil.example", true)),
            (&[("auth_authen", "taro@evil.example.")], &free, taro("taro@evil.example", true)),
            (&[("auth_authen", "@bank.example")], &free, taro("@bank.example", false)),
            (&[("auth_authen", "*")], &both, taro("*@bank.example", false)),
            (&[("auth_authen", "a\u{1}b@bank.example")], &both, None),
            (&[("cert_subject", "app@bank.example")], &both, taro("app@bank.example", true)),
            (&[("cert_subject", "app@bank.example")], &logins, None),
            (&[("cert_subject", "app@bank.example"), ("verify", "OK")], &both, taro("app@bank.example", true)),
            (&[("cert_subject", "app@bank.example"), ("verify", "FAIL")], &both, None),
            (&[("cert_subject", "app@partner.example")], &both, taro("app@partner.example", true)),
            (&[("cert_subject", "/CN=app@bank.example")], &both, None),
            (&[("cert_subject", "/CN=app@bank.example"), ("verify", "OK")], &both, None),
            (&[("cert_subject", "/C=JP/O=x/emailAddress=app@bank.example")], &both, None),
            (&[("cert_subject", "CN=app@bank.example")], &both, None),
            (&[("cert_subject", "x/CN=y@evil.example@bank.example")], &both, None),
            (&[("cert_subject", "/app@bank.example")], &both, None),
            (&[("cert_subject", "mx")], &both, None),
            (&[("cert_subject", "@bank.example")], &both, None),
            (&[("auth_authen", "taro"), ("cert_subject", "boss@bank.example")], &both, taro("taro@bank.example", true)),
            (&[("auth_authen", "\u{7}"), ("cert_subject", "boss@bank.example")], &both, None),
        ] {
            assert_eq!(read(macros, believed), wanted, "{macros:?} {believed:?}");
        }
        assert_eq!(read(&[("auth_authen", &"x".repeat(300))], &both), None);
    }

    #[tokio::test]
    async fn s14_a_login_that_cannot_be_held_against_the_accounts_is_an_error_and_no_yes() {
        let folder = tempfile::tempdir().unwrap();
        let store = kakitome_store::Store::create(&folder.path().join("kakitome.db")).await.unwrap();
        let accounts = Accounts::new(store.clone(), 1).await.unwrap();
        let believed = Believed { logins: true, ..Believed::default() };
        let login = login(|name| (name == "auth_authen").then_some(&b"taro@bank.example"[..]), &believed).unwrap();
        assert!(!shut_out(&accounts, &login).await.unwrap(), "no account of ours");
        store.close().await;
        assert!(shut_out(&accounts, &login).await.is_err());
    }
}
