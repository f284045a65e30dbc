//! CRLs and OCSP responses that no decent issuer makes: any field, any extension, any signer.
#![allow(dead_code, reason = "each test uses a part of it")]

use const_oid::ObjectIdentifier;
use kakitome_ber::{Tag, der};
use kakitome_crypto::{DigestAlgorithm, Kind, MemorySigner, Signer, digest};
use kakitome_pki::{Certificate, Crl, Name, OcspResponse, UnixTime};

use super::forge::{Forged, extension};

/// A CRL to be made.
#[derive(Clone)]
pub(crate) struct List {
    pub(crate) issuer: Name,
    pub(crate) times: (UnixTime, Option<UnixTime>),
    pub(crate) entries: Vec<Vec<u8>>,
    pub(crate) extensions: Vec<Vec<u8>>,
}

impl List {
    /// Made an hour ago, good for a week, with number 10.
    pub(crate) fn of(issuer: &Certificate) -> Self {
        let made = UnixTime::now().plus_seconds(-3600);
        let (issuer, times) = (issuer.subject().clone(), (made, Some(made.plus_days(7))));
        Self { issuer, times, entries: Vec::new(), extensions: Vec::new() }.number(10)
    }

    pub(crate) fn made(mut self, at: UnixTime) -> Self {
        self.times = (at, Some(at.plus_days(7)));
        self
    }

    pub(crate) fn number(mut self, number: u64) -> Self {
        let other = extension("2.5.29.20", false, &[]);
        self.extensions.retain(|known| known[2..7] != other[2..7]);
        self.extensions.push(extension("2.5.29.20", false, &der::unsigned(number)));
        self
    }

    pub(crate) fn with(mut self, oid: &str, critical: bool, value: &[u8]) -> Self {
        self.extensions.push(extension(oid, critical, value));
        self
    }

    /// A delta to the CRL of this number.
    pub(crate) fn delta(self, base: u64) -> Self {
        self.with("2.5.29.27", true, &der::unsigned(base))
    }

    /// An issuing distribution point of these fields.
    pub(crate) fn point(self, fields: &[Vec<u8>]) -> Self {
        let parts: Vec<&[u8]> = fields.iter().map(Vec::as_slice).collect();
        self.with("2.5.29.28", true, &der::sequence(&parts))
    }

    pub(crate) fn entry(mut self, certificate: &Certificate, since: UnixTime, reason: u8) -> Self {
        let reason = extension("2.5.29.21", false, &der::element(Tag::ENUMERATED, false, &[&[reason]]));
        self.entries.push(entry(certificate.serial().content(), since, &[reason]));
        self
    }

    pub(crate) fn raw_entry(mut self, serial: &[u8], since: UnixTime, extensions: &[Vec<u8>]) -> Self {
        self.entries.push(entry(serial, since, extensions));
        self
    }

    pub(crate) fn der(&self, signer: &MemorySigner) -> Vec<u8> {
        let algorithm = signer.algorithm().to_der();
        let entries: Vec<&[u8]> = self.entries.iter().map(Vec::as_slice).collect();
        let extensions: Vec<&[u8]> = self.extensions.iter().map(Vec::as_slice).collect();
        let tbs = der::sequence(&[
            &der::unsigned(1),
            &algorithm,
            self.issuer.as_der(),
            &der::time(self.times.0.0),
            &self.times.1.map(|next| der::time(next.0)).unwrap_or_default(),
            &if entries.is_empty() { Vec::new() } else { der::sequence(&entries) },
            &der::context(0, &[&der::sequence(&extensions)]),
        ]);
        let signature = signer.sign(Kind::RevocationList, &tbs).unwrap();
        der::sequence(&[&tbs, &algorithm, &der::bit_string(&signature)])
    }

    pub(crate) fn signed(&self, signer: &MemorySigner) -> Crl {
        Crl::from_der(self.der(signer)).unwrap()
    }
}

pub(crate) fn entry(serial: &[u8], since: UnixTime, extensions: &[Vec<u8>]) -> Vec<u8> {
    let parts: Vec<&[u8]> = extensions.iter().map(Vec::as_slice).collect();
    let extensions = if parts.is_empty() { Vec::new() } else { der::sequence(&parts) };
    der::sequence(&[&der::element(Tag::INTEGER, false, &[serial]), &der::time(since.0), &extensions])
}

/// `[0]` distribution point with a URI, for an issuing distribution point or a certificate's own.
pub(crate) fn point_name(url: &str) -> Vec<u8> {
    der::context(0, &[&der::context(0, &[&der::context_primitive(6, url.as_bytes())])])
}

/// CRL distribution points of one point, with these fields.
pub(crate) fn points(points: &[&[Vec<u8>]]) -> Vec<u8> {
    let points: Vec<Vec<u8>> = points
        .iter()
        .map(|fields| {
            let parts: Vec<&[u8]> = fields.iter().map(Vec::as_slice).collect();
            der::sequence(&parts)
        })
        .collect();
    let parts: Vec<&[u8]> = points.iter().map(Vec::as_slice).collect();
    der::sequence(&parts)
}

/// An OCSP response about one certificate.
#[derive(Clone)]
pub(crate) struct Reply {
    pub(crate) id: Vec<u8>,
    pub(crate) status: Vec<u8>,
    pub(crate) this_update: UnixTime,
    pub(crate) next_update: Option<UnixTime>,
    pub(crate) extensions: Vec<Vec<u8>>,
    pub(crate) by_key: bool,
    pub(crate) outcome: u8,
}

impl Reply {
    pub(crate) fn good(certificate: &Certificate, issuer: &Certificate) -> Self {
        let made = UnixTime::now().plus_seconds(-600);
        Self {
            id: id(certificate, issuer, DigestAlgorithm::Sha1),
            status: der::context_primitive(0, &[]),
            this_update: made,
            next_update: Some(made.plus_days(1)),
            extensions: Vec::new(),
            by_key: false,
            outcome: 0,
        }
    }

    pub(crate) fn revoked(mut self, since: UnixTime, reason: u8) -> Self {
        let reason = der::context(0, &[&der::element(Tag::ENUMERATED, false, &[&[reason]])]);
        self.status = der::context(1, &[&generalized(since), &reason]);
        self
    }

    pub(crate) fn der(&self, by: &Forged, along: &[&Certificate]) -> Vec<u8> {
        let next = self.next_update.map(|next| der::context(0, &[&generalized(next)])).unwrap_or_default();
        let single = der::sequence(&[&self.id, &self.status, &generalized(self.this_update), &next]);
        let responder = if self.by_key {
            let key = digest(DigestAlgorithm::Sha1, by.certificate.public_key().unwrap().key_bits()).unwrap();
            der::context(2, &[&der::octet_string(key.as_bytes())])
        } else {
            der::context(1, &[by.certificate.subject().as_der()])
        };
        let extensions: Vec<&[u8]> = self.extensions.iter().map(Vec::as_slice).collect();
        let extensions = if extensions.is_empty() { Vec::new() } else { der::context(1, &[&der::sequence(&extensions)]) };
        let tbs = der::sequence(&[&responder, &generalized(self.this_update), &der::sequence(&[&single]), &extensions]);
        let signature = by.signer.sign(Kind::SignedAttributes, &tbs).unwrap();
        let along: Vec<&[u8]> = along.iter().map(|certificate| certificate.as_der()).collect();
        let along = if along.is_empty() { Vec::new() } else { der::context(0, &[&der::sequence(&along)]) };
        let basic = der::sequence(&[&tbs, &by.signer.algorithm().to_der(), &der::bit_string(&signature), &along]);
        let basic_type = der::oid(&ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.1"));
        let bytes = der::context(0, &[&der::sequence(&[&basic_type, &der::octet_string(&basic)])]);
        der::sequence(&[&der::element(Tag::ENUMERATED, false, &[&[self.outcome]]), &bytes])
    }

    pub(crate) fn signed(&self, by: &Forged, along: &[&Certificate]) -> OcspResponse {
        OcspResponse::from_der(self.der(by, along)).unwrap()
    }
}

pub(crate) fn id(certificate: &Certificate, issuer: &Certificate, algorithm: DigestAlgorithm) -> Vec<u8> {
    let hash = |bytes: &[u8]| der::octet_string(digest(algorithm, bytes).unwrap().as_bytes());
    let identifier = der::sequence(&[&der::oid(&algorithm.oid()), &der::null()]);
    let serial = der::element(Tag::INTEGER, false, &[certificate.serial().content()]);
    let key = hash(issuer.public_key().unwrap().key_bits());
    der::sequence(&[&identifier, &hash(issuer.subject().as_der()), &key, &serial])
}

fn generalized(time: UnixTime) -> Vec<u8> {
    let text = kakitome_ber::time::format(time.0);
    der::element(Tag::GENERALIZED_TIME, false, &[b"20", text.as_bytes()])
}
