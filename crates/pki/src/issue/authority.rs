//! Root and issuing CA of a private house (RFC 5280 4.2.1, S/MIME Baseline Requirements 7.1.2.1 and 7.1.2.2).

use kakitome_crypto::SignatureAlgorithm;

use super::extension;
use super::tbs::{self, Parts};
use super::unsigned::Unsigned;
use super::validity;
use crate::certificate::Certificate;
use crate::error::Error;
use crate::extension::KeyUsage;
use crate::name::Name;
use crate::oid;
use crate::time::UnixTime;

/// A CA certificate to be made.
#[derive(Clone, Debug)]
pub struct CaRequest<'a> {
    /// Its subject.
    pub subject: Name,
    /// Its key.
    pub spki: &'a [u8],
    /// First moment of validity; not in the future of `now`.
    pub not_before: UnixTime,
    /// Last moment of validity (see [`super::not_after`]).
    pub not_after: UnixTime,
    /// Where the issuer's CRL is published, `http://` (not for a root).
    pub crl_url: Option<&'a str>,
    /// Where the issuer's certificate is published, `http://` (not for a root).
    pub issuer_url: Option<&'a str>,
}

/// A self-signed root; `algorithm` is the root key's.
pub fn root(request: &CaRequest<'_>, algorithm: &SignatureAlgorithm, now: UnixTime) -> Result<Unsigned, Error> {
    let validity = (request.not_before, request.not_after);
    validity::check("root certificate", validity, None, now)?;
    check_subject(&request.subject)?;
    tbs::key_kind(request.spki)?;
    let extensions = [
        extension::basic_constraints(None),
        extension::key_usage(KeyUsage::KEY_CERT_SIGN | KeyUsage::CRL_SIGN),
        extension::subject_key_id(request.spki)?,
        extension::authority_of_key(request.spki)?,
    ];
    let name = request.subject.as_der();
    let parts = Parts { issuer: name, issuer_spki: request.spki, subject: name, validity, spki: request.spki, extensions: &extensions };
    tbs::certificate(&parts, algorithm)
}

/// An issuing CA below `issuer`, which issues mail certificates and nothing else; `algorithm` is the issuer key's.
pub fn issuing(request: &CaRequest<'_>, issuer: &Certificate, algorithm: &SignatureAlgorithm, now: UnixTime) -> Result<Unsigned, Error> {
    let validity = (request.not_before, request.not_after);
    validity::check("CA certificate", validity, Some(issuer.not_after()), now)?;
    check_subject(&request.subject)?;
    tbs::key_kind(request.spki)?;
    check_issuer("CA certificate", issuer)?;
    let mut extensions = vec![
        extension::authority_key_id(issuer)?,
        extension::subject_key_id(request.spki)?,
        extension::basic_constraints(Some(0)),
        extension::key_usage(KeyUsage::KEY_CERT_SIGN | KeyUsage::CRL_SIGN),
        extension::email_protection(),
        // any policy: what a leaf says of its own checking is this CA's to say
        extension::policies(oid::ANY_POLICY),
    ];
    if let Some(url) = request.crl_url {
        extensions.push(extension::crl_distribution_point(url)?);
    }
    if let Some(url) = request.issuer_url {
        extensions.push(extension::authority_info_access(url)?);
    }
    let parts = Parts {
        issuer: issuer.subject().as_der(),
        issuer_spki: issuer.spki(),
        subject: request.subject.as_der(),
        validity,
        spki: request.spki,
        extensions: &extensions,
    };
    tbs::certificate(&parts, algorithm)
}

fn check_subject(subject: &Name) -> Result<(), Error> {
    if subject.is_empty() {
        return Err(Error::Request { what: "CA certificate", problem: "a CA needs a name".to_owned() });
    }
    Ok(())
}

/// The issuer must be allowed to issue (RFC 5280 4.2.1.9, 4.2.1.3).
pub(super) fn check_issuer(what: &'static str, issuer: &Certificate) -> Result<(), Error> {
    let signs = issuer.extensions().key_usage.is_none_or(|usage| usage.intersects(KeyUsage::KEY_CERT_SIGN));
    if !issuer.is_ca() || !signs {
        let problem = format!("{} is not a CA certificate that may issue others", issuer.subject().display());
        return Err(Error::Request { what, problem });
    }
    let room = issuer.extensions().basic_constraints.and_then(|basic| basic.path_length).is_none_or(|length| length > 0);
    if what == "CA certificate" && !room {
        let problem = format!("{} may issue mail certificates only (path length 0)", issuer.subject().display());
        return Err(Error::Request { what, problem });
    }
    Ok(())
}
