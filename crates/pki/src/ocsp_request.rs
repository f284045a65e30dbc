//! OCSP requests about one certificate (RFC 6960 4.1), with the nonce of RFC 9654 where it is wanted.
//! They are not signed: no responder for mail asks for it. Sending them is the caller's.

use kakitome_ber::der;
use kakitome_crypto::DigestAlgorithm;

use crate::certificate::Certificate;
use crate::error::Error;
use crate::ocsp::OcspResponse;
use crate::ocsp_id::CertId;
use crate::oid;
use crate::time::UnixTime;

/// Octets of a nonce that is sent (RFC 9654 2.1: 32 recommended, 1 to 128 allowed).
const NONCE: usize = 32;

/// A request about one certificate.
#[derive(Clone, Debug)]
pub struct OcspRequest {
    id: CertId,
    nonce: Option<Vec<u8>>,
}

impl OcspRequest {
    /// Asks about `certificate`. SHA-1 is what every responder knows (RFC 5019 2.1.1), SHA-256 what new ones want; the
    /// digest identifies and protects nothing. With a nonce no old answer is taken, and no cache can answer.
    pub fn new(certificate: &Certificate, issuer: &Certificate, algorithm: DigestAlgorithm, with_nonce: bool) -> Result<Self, Error> {
        let problem = || format!("{} is not computed here, or the issuer's key cannot be read", algorithm.name());
        let id = CertId::new(certificate, issuer, algorithm);
        let id = id.ok_or_else(|| Error::Request { what: "OCSP request", problem: problem() })?;
        let nonce = if with_nonce {
            let mut octets = vec![0; NONCE];
            kakitome_crypto::random_fill(&mut octets).map_err(|_| Error::Random)?;
            Some(octets)
        } else {
            None
        };
        Ok(Self { id, nonce })
    }

    /// Whom it asks about.
    pub fn id(&self) -> &CertId {
        &self.id
    }

    /// The nonce that was drawn.
    pub fn nonce(&self) -> Option<&[u8]> {
        self.nonce.as_deref()
    }

    /// The bytes to send (`application/ocsp-request`).
    pub fn to_der(&self) -> Vec<u8> {
        let one = der::sequence(&[&self.id.to_der().unwrap_or_default()]);
        let nonce = self.nonce.as_ref().map(|nonce| {
            let extension = der::sequence(&[&der::oid(&oid::OCSP_NONCE), &der::octet_string(&der::octet_string(nonce))]);
            der::context(2, &[&der::sequence(&[&extension])])
        });
        der::sequence(&[&der::sequence(&[&der::sequence(&[&one]), &nonce.unwrap_or_default()])])
    }

    /// Until when the answers about this certificate serve (nextUpdate): the first that ends. `None`: nothing is said about it,
    /// or one of them promises nothing.
    pub fn next_update(&self, response: &OcspResponse) -> Option<UnixTime> {
        let answers = response.basic()?.answers().iter().filter(|answer| answer.id == self.id);
        let moments: Option<Vec<UnixTime>> = answers.map(|answer| answer.next_update).collect();
        moments?.into_iter().min()
    }

    /// The response answers this request: it speaks of the certificate, and where it repeats a nonce, of this one. One
    /// that has none is as good as its times are (RFC 9654 3.2: a responder may leave it out).
    pub fn is_answered_by(&self, response: &OcspResponse) -> bool {
        let about = response.basic().is_some_and(|basic| basic.answers().iter().any(|answer| answer.id == self.id));
        let fits = match (&self.nonce, response.nonce()) {
            (Some(sent), Some(returned)) => *sent == returned,
            (None, Some(_)) => false,
            (_, None) => true,
        };
        about && fits
    }
}
