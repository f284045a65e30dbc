//! Certificates that no decent CA issues: any extension, name, version and serial number, signed all the same.
#![allow(dead_code, reason = "each test uses a part of it")]

use const_oid::ObjectIdentifier;
use kakitome_ber::{Tag, der};
use kakitome_crypto::{KeyKind, Kind, MemorySigner, Signer};
use kakitome_pki::{Certificate, Name, UnixTime};

use super::house::signer;

/// A certificate and its key.
pub(crate) struct Forged {
    pub(crate) certificate: Certificate,
    pub(crate) signer: MemorySigner,
}

/// What it is to be.
pub(crate) struct Plan {
    pub(crate) subject: Vec<u8>,
    pub(crate) extensions: Vec<Vec<u8>>,
    pub(crate) serial: Vec<u8>,
    pub(crate) version: Option<u64>,
    pub(crate) validity: (UnixTime, UnixTime),
    /// SubjectPublicKeyInfo other than the signer's.
    pub(crate) spki: Option<Vec<u8>>,
}

impl Plan {
    pub(crate) fn named(common_name: &str) -> Self {
        let now = UnixTime::now();
        Self {
            subject: Name::build(&[("CN", common_name)]).unwrap().as_der().to_vec(),
            extensions: Vec::new(),
            serial: vec![1],
            version: Some(2),
            validity: (now.plus_days(-1), now.plus_days(30)),
            spki: None,
        }
    }

    pub(crate) fn ca(common_name: &str) -> Self {
        Self::named(common_name).with("2.5.29.19", true, &der::sequence(&[&der::boolean(true)])).with(
            "2.5.29.15",
            true,
            &der::named_bits(&[0x06]),
        )
    }

    pub(crate) fn with(mut self, oid: &str, critical: bool, value: &[u8]) -> Self {
        self.extensions.push(extension(oid, critical, value));
        self
    }

    /// A subject alternative name of these GeneralNames.
    pub(crate) fn with_names(self, names: &[Vec<u8>]) -> Self {
        let parts: Vec<&[u8]> = names.iter().map(Vec::as_slice).collect();
        self.with("2.5.29.17", false, &der::sequence(&parts))
    }

    /// Signed by itself.
    pub(crate) fn root(&self) -> Forged {
        let signer = signer(KeyKind::P256);
        let certificate = self.signed(&self.subject, &signer, signer.public_key());
        Forged { certificate, signer }
    }

    /// Signed by `issuer`, with a key of its own.
    pub(crate) fn under(&self, issuer: &Forged) -> Forged {
        let signer = signer(KeyKind::P256);
        let certificate = self.signed(issuer.certificate.subject().as_der(), &issuer.signer, signer.public_key());
        Forged { certificate, signer }
    }

    /// The key given certified by `issuer_signer` in the name of `issuer`.
    pub(crate) fn signed(&self, issuer: &[u8], issuer_signer: &MemorySigner, spki: &[u8]) -> Certificate {
        let algorithm = issuer_signer.algorithm().to_der();
        let extensions: Vec<&[u8]> = self.extensions.iter().map(Vec::as_slice).collect();
        let version = self.version.map(|version| der::context(0, &[&der::unsigned(version)])).unwrap_or_default();
        let extensions = if extensions.is_empty() { Vec::new() } else { der::context(3, &[&der::sequence(&extensions)]) };
        let tbs = der::sequence(&[
            &version,
            &der::element(Tag::INTEGER, false, &[&self.serial]),
            &algorithm,
            issuer,
            &der::sequence(&[&der::time(self.validity.0.0), &der::time(self.validity.1.0)]),
            &self.subject,
            self.spki.as_deref().unwrap_or(spki),
            &extensions,
        ]);
        let signature = issuer_signer.sign(Kind::Certificate, &tbs).unwrap();
        Certificate::from_der(der::sequence(&[&tbs, &algorithm, &der::bit_string(&signature)])).unwrap()
    }
}

pub(crate) fn extension(oid: &str, critical: bool, value: &[u8]) -> Vec<u8> {
    let flag = if critical { der::boolean(true) } else { Vec::new() };
    der::sequence(&[&der::oid(&ObjectIdentifier::new(oid).unwrap()), &flag, &der::octet_string(value)])
}

pub(crate) fn rfc822(address: &[u8]) -> Vec<u8> {
    der::context_primitive(1, address)
}

pub(crate) fn dns(name: &[u8]) -> Vec<u8> {
    der::context_primitive(2, name)
}

pub(crate) fn uri(text: &[u8]) -> Vec<u8> {
    der::context_primitive(6, text)
}

pub(crate) fn ip(octets: &[u8]) -> Vec<u8> {
    der::context_primitive(7, octets)
}

pub(crate) fn directory(name: &Name) -> Vec<u8> {
    der::context(4, &[name.as_der()])
}

pub(crate) fn smtp_utf8(address: &str) -> Vec<u8> {
    other("1.3.6.1.5.5.7.8.9", &der::utf8_string(address))
}

pub(crate) fn other(form: &str, value: &[u8]) -> Vec<u8> {
    der::context(0, &[&der::oid(&ObjectIdentifier::new(form).unwrap()), &der::context(0, &[value])])
}

/// Name constraints from permitted and excluded GeneralNames.
pub(crate) fn constraints(permitted: &[Vec<u8>], excluded: &[Vec<u8>]) -> Vec<u8> {
    let trees = |number, names: &[Vec<u8>]| {
        let trees: Vec<Vec<u8>> = names.iter().map(|name| der::sequence(&[name])).collect();
        let parts: Vec<&[u8]> = trees.iter().map(Vec::as_slice).collect();
        if parts.is_empty() { Vec::new() } else { der::context(number, &parts) }
    };
    der::sequence(&[&trees(0, permitted), &trees(1, excluded)])
}

/// Extended key usage of these purposes.
pub(crate) fn purposes(purposes: &[&str]) -> Vec<u8> {
    let oids: Vec<Vec<u8>> = purposes.iter().map(|oid| der::oid(&ObjectIdentifier::new(oid).unwrap())).collect();
    let parts: Vec<&[u8]> = oids.iter().map(Vec::as_slice).collect();
    der::sequence(&parts)
}
