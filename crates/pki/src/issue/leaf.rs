//! A mail certificate after the S/MIME Baseline Requirements 7.1.2.3, for signing and encrypting with one key.

use const_oid::ObjectIdentifier;
use kakitome_crypto::{KeyKind, SignatureAlgorithm};

use super::authority::check_issuer;
use super::extension;
use super::tbs::{self, Parts};
use super::unsigned::Unsigned;
use super::validity;
use crate::certificate::Certificate;
use crate::error::Error;
use crate::extension::KeyUsage;
use crate::name::Name;
use crate::time::UnixTime;

/// Longest common name (RFC 5280 appendix A.1, ub-common-name).
const COMMON_NAME: usize = 64;

/// 2.23.140.1.5.1.3.
const MAILBOX_STRICT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.23.140.1.5.1.3");

/// Which policy OID a leaf carries: what the CA says it has checked.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum PolicyChoice {
    /// Mailbox-validated, strict: the CA knows that the address belongs to the key's owner and says nothing of names.
    /// The default of a private CA, because it is what a house that runs its own mail can vouch for and because the
    /// profile made here meets the strict generation's rules. The subject may then hold the address alone.
    #[default]
    MailboxStrict,
    /// None: `identity` stays unknown.
    None,
    /// This one, on the caller's word.
    Oid(ObjectIdentifier),
}

/// A mail certificate to be made.
#[derive(Clone, Debug)]
pub struct LeafRequest<'a> {
    /// Its subject; `None`: the first address as common name (an empty subject if that is too long).
    pub subject: Option<Name>,
    /// Its addresses; those with a non-ASCII local part become SmtpUTF8Mailbox.
    pub emails: &'a [&'a str],
    /// Its key.
    pub spki: &'a [u8],
    /// First moment of validity; not in the future of `now`.
    pub not_before: UnixTime,
    /// Last moment of validity; at most 825 days (see [`super::not_after`]).
    pub not_after: UnixTime,
    /// Where the CRL is published, `http://`.
    pub crl_url: &'a str,
    /// Where the issuer's certificate is published, `http://`.
    pub issuer_url: Option<&'a str>,
    /// Its policy.
    pub policy: PolicyChoice,
}

/// A leaf below `issuer`; `algorithm` is the issuer key's.
pub fn leaf(request: &LeafRequest<'_>, issuer: &Certificate, algorithm: &SignatureAlgorithm, now: UnixTime) -> Result<Unsigned, Error> {
    let validity = (request.not_before, request.not_after);
    validity::check("mail certificate", validity, Some(issuer.not_after()), now)?;
    validity::check_leaf(request.not_before, request.not_after)?;
    check_issuer("mail certificate", issuer)?;
    // the addresses are checked before one of them becomes the common name
    extension::subject_alt_name(request.emails, false)?;
    let subject = subject(request)?;
    let mut extensions = vec![
        extension::authority_key_id(issuer)?,
        extension::subject_key_id(request.spki)?,
        extension::key_usage(key_usage(tbs::key_kind(request.spki)?)),
        extension::email_protection(),
        extension::subject_alt_name(request.emails, subject.is_empty())?,
        extension::crl_distribution_point(request.crl_url)?,
    ];
    match request.policy {
        PolicyChoice::MailboxStrict => extensions.push(extension::policies(MAILBOX_STRICT)),
        PolicyChoice::Oid(policy) => extensions.push(extension::policies(policy)),
        PolicyChoice::None => {}
    }
    if let Some(url) = request.issuer_url {
        extensions.push(extension::authority_info_access(url)?);
    }
    let parts = Parts {
        issuer: issuer.subject().as_der(),
        issuer_spki: issuer.spki(),
        subject: subject.as_der(),
        validity,
        spki: request.spki,
        extensions: &extensions,
    };
    tbs::certificate(&parts, algorithm)
}

/// Baseline Requirements 7.1.2.3(e), dual use: signing and key management with one key.
fn key_usage(kind: KeyKind) -> KeyUsage {
    match kind {
        KeyKind::Rsa { .. } => KeyUsage::DIGITAL_SIGNATURE | KeyUsage::KEY_ENCIPHERMENT,
        KeyKind::P256 | KeyKind::P384 | KeyKind::P521 => KeyUsage::DIGITAL_SIGNATURE | KeyUsage::KEY_AGREEMENT,
        // RFC 8410 section 5: such a key never signs.
        KeyKind::X25519 => KeyUsage::KEY_AGREEMENT,
        _ => KeyUsage::DIGITAL_SIGNATURE,
    }
}

fn subject(request: &LeafRequest<'_>) -> Result<Name, Error> {
    match &request.subject {
        Some(subject) => {
            let mailbox_only = |name: &Name| {
                let names = name.texts(crate::oid::COMMON_NAME).into_iter().chain(name.texts(crate::oid::EMAIL_ADDRESS));
                let (mut count, mut ours) = (0, 0);
                for text in names {
                    count += 1;
                    ours += usize::from(request.emails.contains(&text.as_str()));
                }
                count == ours && count == name.rdn_keys().len()
            };
            if request.policy == PolicyChoice::MailboxStrict && !mailbox_only(subject) {
                let problem = "a mailbox-validated certificate may name nothing but its addresses in the subject; \
                               leave the subject away or state another policy"
                    .to_owned();
                return Err(Error::Request { what: "mail certificate", problem });
            }
            Ok(subject.clone())
        }
        None => match request.emails.first() {
            Some(first) if first.chars().count() <= COMMON_NAME => Name::build(&[("CN", first)]),
            _ => Name::build(&[]),
        },
    }
}
