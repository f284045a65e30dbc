//! A private house for tests: root, issuing CA, leaves and CRLs, made by the crate's own issuance with P-256 keys.
#![allow(dead_code, reason = "each test uses a part of it")]

use kakitome_crypto::{KeyKind, MemorySigner, PrivateKey, Signer};
use kakitome_pki::issue::{self, CaRequest, CrlRequest, LeafRequest, PolicyChoice, Revocation, Unsigned};
use kakitome_pki::{Anchors, Certificate, Crl, Name, UnixTime};

pub(crate) fn signer(kind: KeyKind) -> MemorySigner {
    MemorySigner::new(PrivateKey::generate(kind).unwrap()).unwrap()
}

pub(crate) struct House {
    pub(crate) now: UnixTime,
    pub(crate) root: Certificate,
    pub(crate) root_signer: MemorySigner,
    pub(crate) issuing: Certificate,
    pub(crate) issuing_signer: MemorySigner,
}

impl House {
    pub(crate) fn new() -> Self {
        let now = UnixTime::now();
        let (root_signer, issuing_signer) = (signer(KeyKind::P256), signer(KeyKind::P256));
        let request = |name, spki, days| CaRequest {
            subject: Name::build(&[("C", "JP"), ("O", "Mihon Bank"), ("CN", name)]).unwrap(),
            spki,
            not_before: now,
            not_after: issue::not_after(now, days),
            crl_url: None,
            issuer_url: None,
        };
        let root = issue::root(&request("Mihon Root", root_signer.public_key(), 7300), &root_signer.algorithm(), now).unwrap();
        let root = Certificate::from_der(root.sign(&root_signer).unwrap()).unwrap();
        let ca = CaRequest {
            crl_url: Some("http://ca.bank.example/root.crl"),
            issuer_url: Some("http://ca.bank.example/root.crt"),
            ..request("Mihon Issuing", issuing_signer.public_key(), 3650)
        };
        let issuing = issue::issuing(&ca, &root, &root_signer.algorithm(), now).unwrap();
        let issuing = Certificate::from_der(issuing.sign(&root_signer).unwrap()).unwrap();
        Self { now, root, root_signer, issuing, issuing_signer }
    }

    pub(crate) fn unsigned_leaf(&self, spki: &[u8], emails: &[&str]) -> Unsigned {
        let request = LeafRequest {
            subject: None,
            emails,
            spki,
            not_before: self.now,
            not_after: issue::not_after(self.now, 825),
            crl_url: "http://ca.bank.example/issuing.crl",
            issuer_url: Some("http://ca.bank.example/issuing.crt"),
            policy: PolicyChoice::default(),
        };
        issue::leaf(&request, &self.issuing, &self.issuing_signer.algorithm(), self.now).unwrap()
    }

    pub(crate) fn leaf(&self, spki: &[u8], emails: &[&str]) -> Certificate {
        Certificate::from_der(self.unsigned_leaf(spki, emails).sign(&self.issuing_signer).unwrap()).unwrap()
    }

    pub(crate) fn root_crl(&self, revoked: &[Revocation]) -> Crl {
        Crl::from_der(self.root_crl_der(revoked)).unwrap()
    }

    pub(crate) fn issuing_crl(&self, revoked: &[Revocation]) -> Crl {
        Crl::from_der(self.issuing_crl_der(revoked)).unwrap()
    }

    pub(crate) fn root_crl_der(&self, revoked: &[Revocation]) -> Vec<u8> {
        self.crl(revoked, &self.root, &self.root_signer)
    }

    pub(crate) fn issuing_crl_der(&self, revoked: &[Revocation]) -> Vec<u8> {
        self.crl(revoked, &self.issuing, &self.issuing_signer)
    }

    fn crl(&self, revoked: &[Revocation], issuer: &Certificate, signer: &MemorySigner) -> Vec<u8> {
        let request = CrlRequest { number: 7, this_update: self.now, next_update: self.now.plus_days(7), revoked };
        let unsigned = issue::crl(&request, issuer, &signer.algorithm()).unwrap();
        unsigned.sign(signer).unwrap()
    }

    pub(crate) fn anchors(&self) -> Anchors {
        Anchors::from_certificates([self.root.clone()])
    }
}
