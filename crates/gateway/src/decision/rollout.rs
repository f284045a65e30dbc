//! The safe way in: which mails are among the share that is signed, what observe mode writes down, and gentleness towards phones.
//!
//! Pure: settings and facts in, an answer out.

use kakitome_crypto::{DigestAlgorithm, digest};
use kakitome_mime::Message;
use kakitome_store::SignedForm;

use crate::config::{Mode, Pattern, Settings, Sign, Signing, Unsignable};

/// Whether a mail is among so many of a hundred. Sender and `Message-ID` decide, so that a mail that is sent again meets the same decision;
/// without a `Message-ID` the recipients stand in for it.
pub(crate) fn in_share(percent: u8, from: &str, message_id: Option<&str>, to: &[&str]) -> bool {
    if percent >= 100 {
        return true;
    }
    let named = message_id.map_or_else(|| to.join("\0"), str::to_owned);
    let hash = digest(DigestAlgorithm::Sha256, format!("{from}\0{named}").as_bytes());
    let number = hash.as_ref().and_then(|hash| hash.as_bytes().first_chunk::<8>()).map_or(0, |octets| u64::from_be_bytes(*octets));
    number % 100 < u64::from(percent)
}

/// Those of these recipients who may read it on a phone that breaks on signatures.
pub(crate) fn fragile<'a>(signing: &Signing, to: &[&'a str]) -> Vec<&'a str> {
    to.iter().copied().filter(|address| signing.never_opaque.iter().any(|pattern: &Pattern| pattern.matches(address))).collect()
}

/// The settings for a mail, where somebody may read it on such a phone: the text stays outside of the signature.
pub(crate) fn gentle(mut signing: Signing, fragile: bool) -> Signing {
    if fragile {
        if signing.sign == Sign::Opaque {
            signing.sign = Sign::Clear;
        }
        if signing.unsignable == Unsignable::Opaque {
            signing.unsignable = Unsignable::Unsigned;
        }
    }
    signing
}

/// Whether no mail is changed at all.
pub(crate) fn only_observes(settings: &Settings) -> bool {
    settings.signing.mode == Mode::Observe && settings.rules.iter().all(|rule| rule.mode != Some(Mode::Sign))
}

/// What observe mode writes down of a mail that would have been refused or left alone for this reason.
pub(crate) fn observed(reason: &'static str) -> &'static str {
    match reason {
        "rule.unauthorised" => "observe.unauthorised",
        "certificate.expired" => "observe.expired",
        "dkim-signed" => "observe.dkim-signed",
        "ambiguous" => "observe.ambiguous",
        "not-seven-bit" => "observe.not-seven-bit",
        other => other,
    }
}

/// What observe mode writes down of a mail that would have been signed.
pub(crate) fn would_sign(opaque: bool, loses_dkim: bool) -> &'static str {
    match (opaque, loses_dkim) {
        (false, false) => "observe.sign",
        (true, false) => "observe.sign-opaque",
        (false, true) => "observe.sign-without-dkim",
        (true, true) => "observe.sign-opaque-without-dkim",
    }
}

/// The form that a mail would have got which was only observed: its reason tells.
pub(crate) fn observed_form(reason: Option<&str>) -> Option<SignedForm> {
    match reason? {
        "observe.sign" | "observe.sign-without-dkim" => Some(SignedForm::Clear),
        "observe.sign-opaque" | "observe.sign-opaque-without-dkim" => Some(SignedForm::Opaque),
        _ => None,
    }
}

/// What observe mode writes down of a mail of which somebody would have got ciphertext: encryption breaks a DKIM signature too.
pub(crate) fn observed_encryption(word: &'static str, index: &Message) -> &'static str {
    match word {
        "observe.encrypt" if index.root.header.first("DKIM-Signature").is_some() => "observe.encrypt-without-dkim",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
    use super::*;

    #[test]
    fn what_would_be_signed_has_a_form() {
        for (opaque, form) in [(false, SignedForm::Clear), (true, SignedForm::Opaque)] {
            for loses_dkim in [false, true] {
                assert_eq!(observed_form(Some(would_sign(opaque, loses_dkim))), Some(form));
            }
        }
        assert_eq!(observed_form(Some("observe.unauthorised")), None);
        assert_eq!(observed_form(None), None);
    }

    #[test]
    fn a_share_is_about_so_large_and_the_same_again() {
        for percent in [0, 1, 25, 50, 99, 100] {
            let ids: Vec<String> = (0..10_000).map(|n| format!("<{n}@bank.example>")).collect();
            let inside = |id: &String| in_share(percent, "a@bank.example", Some(id), &[]);
            let count = ids.iter().filter(|id| inside(id)).count();
            let wanted = usize::from(percent) * 100;
            assert!(count.abs_diff(wanted) < 250, "{percent}: {count}");
            assert!(ids.iter().take(100).all(|id| inside(id) == inside(id)));
            if percent == 0 || percent == 100 {
                assert_eq!(count, wanted);
            }
        }
        // Whoever is in a smaller share is in a larger one: raising the share takes no signature away.
        assert!((0..1000).all(|n| {
            let id = format!("<{n}>");
            !in_share(10, "a@b", Some(&id), &[]) || in_share(20, "a@b", Some(&id), &[])
        }));
    }

    #[test]
    fn mail_to_phones_is_never_opaque() {
        let text = "hostname = \"gw\"\n[[network]]\nname = \"n\"\naddresses = [\"10.0.0.0/8\"]\n[[listener]]\nkind = \"relay\"\naddress = \"127.0.0.1:0\"\n\
            networks = [\"n\"]\n[next-hop]\naddress = \"mx\"\n[signing]\nsign = \"opaque\"\n";
        let settings = Settings::from_text(text, std::path::Path::new("x.toml")).unwrap_or_else(|error| panic!("{error}"));
        let of = |to: &[&str]| {
            let fragile: Vec<String> = fragile(&settings.signing, to).into_iter().map(str::to_owned).collect();
            (gentle(settings.signing.clone(), !fragile.is_empty()), fragile)
        };
        let (signing, fragile) = of(&["a@example.com", "b@Docomo.ne.jp"]);
        assert!(fragile == ["b@Docomo.ne.jp"] && signing.sign == Sign::Clear && signing.unsignable == Unsignable::Unsigned);
        let (signing, fragile) = of(&["a@example.com"]);
        assert!(fragile.is_empty() && signing.sign == Sign::Opaque && signing.unsignable == Unsignable::Opaque);
    }
}
