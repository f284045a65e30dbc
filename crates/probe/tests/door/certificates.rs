//! Certificates for fixtures, of an authority of their own.

use kakitome_pki::{Anchors, Certificate};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// A server's chain and key, and the root that vouches for it.
pub(crate) struct Made {
    pub(crate) chain: Vec<CertificateDer<'static>>,
    pub(crate) key: Vec<u8>,
    pub(crate) root_der: Vec<u8>,
    pub(crate) chain_pem: String,
    pub(crate) key_pem: String,
}

impl Made {
    /// For `localhost` and 127.0.0.1, for ninety days.
    pub(crate) fn good() -> Self {
        Self::with(&["localhost", "127.0.0.1"], |_| {})
    }

    pub(crate) fn with(names: &[&str], change: impl Fn(&mut CertificateParams)) -> Self {
        let mut root = CertificateParams::new(Vec::new()).unwrap();
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        root.distinguished_name.push(DnType::CommonName, "authority of the test");
        let root = CertifiedIssuer::self_signed(root, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let leaf = leaf(names, change).signed_by(&key, &root).unwrap();
        Self {
            chain: vec![leaf.der().clone()],
            key: key.serialize_der(),
            root_der: root.der().to_vec(),
            chain_pem: leaf.pem(),
            key_pem: key.serialize_pem(),
        }
    }

    pub(crate) fn self_signed() -> Self {
        let key = KeyPair::generate().unwrap();
        let leaf = leaf(&["localhost"], |_| {}).self_signed(&key).unwrap();
        let other = Self::good();
        Self { chain: vec![leaf.der().clone()], key: key.serialize_der(), chain_pem: leaf.pem(), key_pem: key.serialize_pem(), ..other }
    }

    /// Signed by an intermediate that is sent along, or not.
    pub(crate) fn below_intermediate(sent: bool) -> Self {
        let mut root = CertificateParams::new(Vec::new()).unwrap();
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        root.distinguished_name.push(DnType::CommonName, "authority of the test");
        let root = CertifiedIssuer::self_signed(root, KeyPair::generate().unwrap()).unwrap();
        let mut middle = CertificateParams::new(Vec::new()).unwrap();
        middle.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        middle.distinguished_name.push(DnType::CommonName, "intermediate of the test");
        let middle = CertifiedIssuer::signed_by(middle, KeyPair::generate().unwrap(), &root).unwrap();
        let key = KeyPair::generate().unwrap();
        let leaf = leaf(&["localhost"], |params| params.custom_extensions.push(issuer_url())).signed_by(&key, &middle).unwrap();
        let mut chain = vec![leaf.der().clone()];
        if sent {
            chain.push(middle.der().clone());
        }
        let (chain_pem, key_pem) = (leaf.pem(), key.serialize_pem());
        Self { chain, key: key.serialize_der(), root_der: root.der().to_vec(), chain_pem, key_pem }
    }

    pub(crate) fn anchors(&self) -> Anchors {
        Anchors::from_certificates([Certificate::from_der(self.root_der.clone()).unwrap()])
    }

    pub(crate) fn server(&self) -> rustls::ServerConfig {
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.key.clone()));
        rustls::ServerConfig::builder_with_provider(std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(self.chain.clone(), key)
            .unwrap()
    }
}

fn leaf(names: &[&str], change: impl Fn(&mut CertificateParams)) -> CertificateParams {
    let mut params = CertificateParams::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()).unwrap();
    params.distinguished_name.push(DnType::CommonName, "server of the test");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // rcgen's own times reach into the year 4096
    let now = kakitome_pki::UnixTime::now().0;
    params.not_before = moment(now - 86_400);
    params.not_after = moment(now + 90 * 86_400);
    change(&mut params);
    params
}

/// Of that many seconds since 1970.
pub(crate) fn moment(seconds: i64) -> time::OffsetDateTime {
    time::OffsetDateTime::from_unix_timestamp(seconds).unwrap()
}

/// Authority information access: caIssuers at an address (RFC 5280 4.2.2.1).
fn issuer_url() -> rcgen::CustomExtension {
    let url = b"http://ca.test/ca.cer";
    let mut access = vec![0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x02, 0x86, url.len() as u8];
    access.extend(url);
    let mut inner = vec![0x30, access.len() as u8];
    inner.extend(access);
    let mut outer = vec![0x30, inner.len() as u8];
    outer.extend(inner);
    rcgen::CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 1], outer)
}
