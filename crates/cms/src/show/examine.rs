//! What is notable in a SignedData, each finding with the place where it is to be told: the container is read and its signatures are
//! checked arithmetically, as far as content and certificates are inside. Whether anybody trusts them is not asked.

use std::io::{self, Read};

use kakitome_pki::Certificate;

use super::line::{Notes, Whose};
use crate::error::Error;
use crate::finding::Finding;
use crate::limits::Limits;
use crate::outcome::SignerCheck;
use crate::signed_data::SignedData;
use crate::verify::Policy;

/// Reads and checks a container in binary form. What is no SignedData, or cannot be read as one, has no notes: the walk says why.
pub fn examine<R: Read>(source: R, limits: &Limits) -> Result<Notes, Error> {
    let mut notes = Notes::default();
    let signed_data = match SignedData::read(source, &mut io::sink(), &[], limits) {
        Ok(signed_data) => signed_data,
        Err(error @ Error::Io { .. }) => return Err(error),
        Err(_) => return Ok(notes),
    };
    for finding in &signed_data.findings {
        // each such length is told where it stands
        if !matches!(finding, Finding::NonMinimalLength { .. }) {
            notes.add(of_container(finding), finding.clone());
        }
    }
    let read = |der: &Vec<u8>| Certificate::from_der(der.clone()).ok();
    let certificates: Vec<Certificate> = signed_data.certificates.iter().filter_map(read).collect();
    let checks = signed_data.check(&signed_data.content_digests, &certificates, &Policy::default());
    for (check, signer) in checks.iter().zip(&signed_data.signers) {
        of_signer(check, &format!("signerInfos[{}]", signer.index), &mut notes);
    }
    Ok(notes)
}

fn of_container(finding: &Finding) -> Whose {
    match finding {
        Finding::Ber { offset }
        | Finding::OtherChoice { offset, .. }
        | Finding::Oversized { offset, .. }
        | Finding::UnreadableSigner { offset, .. } => Whose::Offset(*offset),
        Finding::UnexpectedVersion { of: "SignedData", .. } => Whose::Path("version".to_owned()),
        Finding::EmptyDigestAlgorithms => Whose::Path("digestAlgorithms".to_owned()),
        Finding::TooManyCertificates { .. } => Whose::Path("certificates".to_owned()),
        Finding::TooManyCrls { .. } => Whose::Path("crls".to_owned()),
        _ => Whose::Path("signerInfos".to_owned()),
    }
}

fn of_signer(check: &SignerCheck, signer: &str, notes: &mut Notes) {
    for finding in &check.findings {
        let member = match finding {
            Finding::DigestNotListed { .. } | Finding::WeakDigest { .. } | Finding::UnsupportedDigest { .. } => ".digestAlgorithm",
            Finding::UnsupportedSignature { .. } | Finding::DigestMismatch { .. } | Finding::KeyMismatch { .. } => ".signatureAlgorithm",
            Finding::NoSignerCertificate | Finding::SeveralSignerCertificates { .. } => ".sid",
            Finding::BadSignature => ".signature",
            Finding::Countersignature { .. } | Finding::TooManyCountersignatures { .. } | Finding::TimeStamp { .. } => ".unsignedAttrs",
            Finding::NoSignedAttributes => "",
            _ => ".signedAttrs",
        };
        notes.add(Whose::Path(format!("{signer}{member}")), finding.clone());
    }
}
