//! What of a report's wants is worth asking for: nothing for a mail that was changed; answers on revocation only of chains that are
//! trusted but for them (crate pki sees to that); an issuer's certificate only of an organisation that is known (C12, C13).

use const_oid::ObjectIdentifier;
use kakitome_crypto::DigestAlgorithm;
use kakitome_pki::{Certificate, Name, OcspRequest, Want};
use kakitome_smime::{Evidence, Integrity, Report, Signer};

/// id-at-organizationName (RFC 5280 4.1.2.4)
const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");

/// One thing that was not at hand, and where it may be had: any of these will do.
pub(crate) struct Wanted {
    pub(crate) asks: Vec<Ask>,
    /// What would do if none of them does.
    pub(crate) otherwise: Vec<Wanted>,
    /// Its address stands in a certificate of nobody that is known.
    pub(crate) is_barred: bool,
}

/// One thing at one address.
pub(crate) enum Ask {
    Issuer { url: String },
    Crl { url: String },
    DeltaCrl { url: String },
    Ocsp { url: String, request: OcspRequest },
}

impl Ask {
    pub(crate) fn url(&self) -> &str {
        match self {
            Self::Issuer { url } | Self::Crl { url } | Self::DeltaCrl { url } | Self::Ocsp { url, .. } => url,
        }
    }

    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Issuer { .. } => "issuer",
            Self::Crl { .. } => "crl",
            Self::DeltaCrl { .. } => "delta-crl",
            Self::Ocsp { .. } => "ocsp",
        }
    }
}

impl Ask {
    fn is_same(&self, other: &Self) -> bool {
        let same_question = match (self, other) {
            (Self::Ocsp { request, .. }, Self::Ocsp { request: theirs, .. }) => request.id() == theirs.id(),
            _ => true,
        };
        self.kind() == other.kind() && self.url() == other.url() && same_question
    }
}

impl Wanted {
    fn is_among(&self, others: &[Self]) -> bool {
        let same =
            |other: &Self| self.asks.len() == other.asks.len() && self.asks.iter().zip(&other.asks).all(|(one, other)| one.is_same(other));
        others.iter().any(same)
    }
}

/// What was not at hand, search by search.
pub type Wants = Vec<Vec<Want>>;

/// What the signers of a mail lack.
#[must_use]
pub fn of_report(report: &Report) -> Wants {
    let intact = report.signers.iter().filter(|signer| is_intact(signer));
    let of = |signer: &Signer| {
        let stamps: Vec<Vec<Want>> = signer.time_stamps.iter().map(|stamp| stamp.wants.clone()).collect();
        std::iter::once(signer.wants.clone()).chain(stamps)
    };
    intact.flat_map(of).collect()
}

/// Everything worth asking for that has not been asked for, each once. `given`: what the caller knows, before anything was fetched.
pub(crate) fn wanted(wants: &Wants, given: &Evidence, any_issuer: bool, done: &[Wanted]) -> Vec<Wanted> {
    let mut all: Vec<Wanted> = Vec::new();
    for one in wants.iter().flat_map(|wants| of_path(wants, given, any_issuer, done)) {
        if !one.is_among(&all) {
            all.push(one);
        }
    }
    all
}

/// Of one search. Where a responder may answer for a certificate, its CRLs are fetched only if it does not: they are large.
fn of_path(wants: &[Want], given: &Evidence, any_issuer: bool, done: &[Wanted]) -> Vec<Wanted> {
    let one = |want| Wanted { asks: asks(want), otherwise: Vec::new(), is_barred: is_barred(want, given) && !any_issuer };
    let is_new = |wanted: &Wanted| !wanted.asks.is_empty() && !wanted.is_among(done);
    let has_new_responder =
        |of: &Certificate| wants.iter().any(|want| matches!(want, Want::Ocsp { of: other, .. } if other == of) && is_new(&one(want)));
    let lists_of = |of: &Certificate| {
        let lists = wants.iter().filter(move |want| matches!(want, Want::Crl { of: other, .. } if other == of));
        lists.map(one).filter(is_new).collect()
    };
    let mut all = Vec::new();
    for want in wants {
        let mut wanted = one(want);
        match want {
            Want::Crl { of, .. } if has_new_responder(of) => continue,
            Want::Ocsp { of, .. } => wanted.otherwise = lists_of(of),
            _ => {}
        }
        if is_new(&wanted) {
            all.push(wanted);
        }
    }
    all
}

/// A signature that does not fit its content says nothing, so that nobody is asked about its certificate.
fn is_intact(signer: &Signer) -> bool {
    matches!(signer.integrity, Integrity::Intact(_) | Integrity::Flawed(_))
}

fn asks(want: &Want) -> Vec<Ask> {
    let each = |urls: &[String], make: &dyn Fn(String) -> Option<Ask>| urls.iter().cloned().filter_map(make).collect();
    match want {
        Want::Issuer { urls, .. } => each(urls, &|url| Some(Ask::Issuer { url })),
        Want::Crl { urls, .. } => each(urls, &|url| Some(Ask::Crl { url })),
        Want::DeltaCrl { urls, .. } => each(urls, &|url| Some(Ask::DeltaCrl { url })),
        // SHA-1 names the certificate and protects nothing: what every responder knows (RFC 5019 2.1.1). Without a nonce, because
        // most responders give answers that were signed beforehand.
        Want::Ocsp { of, issuer, urls } => {
            let request = OcspRequest::new(of, issuer, DigestAlgorithm::Sha1, false).ok();
            each(urls, &|url| request.clone().map(|request| Ask::Ocsp { url, request }))
        }
        _ => Vec::new(),
    }
}

/// The issuer that is wanted shares neither its name nor its organisation with a root that is trusted, or with a certificate that was
/// given: whoever wrote the mail may have made all of it, and the address is then one that tells him that his mail was read (C13).
fn is_barred(want: &Want, evidence: &Evidence) -> bool {
    let Want::Issuer { of, .. } = want else { return false };
    let issuer = of.issuer();
    let anchors = evidence.anchors.iter().chain(evidence.time_anchors.iter().flat_map(|anchors| anchors.iter()));
    let mut known = anchors.map(|anchor| &anchor.certificate).chain(evidence.certificates.iter());
    !known.any(|known: &Certificate| known.subject() == issuer || share_organisation(known.subject(), issuer))
}

fn share_organisation(one: &Name, other: &Name) -> bool {
    let ours = one.texts(ORGANIZATION);
    other.texts(ORGANIZATION).iter().any(|organisation| !organisation.trim().is_empty() && ours.contains(organisation))
}
