//! A bank that signs its mail: a root, an old and a new intermediate, an old and a new certificate. Names, numbers and days are fixed;
//! keys, and with them fingerprints, are new in each run.

use kakitome_clients::{Period, Sender, Shown, Stores, expect, shipped_observations};
use kakitome_pki::{Certificate, UnixTime};
use kakitome_roots::{Root, Snapshot, Source};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, SanType, SerialNumber,
};

pub(crate) const ADDRESS: &str = "noreply@bank.example";
/// 2026-11-22T01:00:00Z
pub(crate) const NOW: UnixTime = UnixTime(1_795_309_200);

struct Ca {
    params: CertificateParams,
    key: KeyPair,
    certificate: Certificate,
}

fn params(name: &str, serial: &[u8], from: i32, until: i32) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.serial_number = Some(SerialNumber::from_slice(serial));
    params.not_before = rcgen::date_time_ymd(from, 4, 1);
    params.not_after = rcgen::date_time_ymd(until, 4, 1);
    params
}

fn ca(name: &str, serial: &[u8], from: i32, until: i32, above: Option<&Ca>) -> Ca {
    let mut params = params(name, serial, from, until);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let key = KeyPair::generate().unwrap();
    let made = match above {
        Some(above) => params.signed_by(&key, &Issuer::from_params(&above.params, &above.key)).unwrap(),
        None => params.self_signed(&key).unwrap(),
    };
    Ca { certificate: Certificate::from_der(made.der().to_vec()).unwrap(), params, key }
}

fn leaf(serial: &[u8], from: i32, until: i32, above: &Ca) -> Certificate {
    let mut params = params("株式会社見本銀行", serial, from, until);
    params.subject_alt_names = vec![SanType::Rfc822Name(ADDRESS.try_into().unwrap())];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection];
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    let made = params.signed_by(&KeyPair::generate().unwrap(), &Issuer::from_params(&above.params, &above.key)).unwrap();
    Certificate::from_der(made.der().to_vec()).unwrap()
}

pub(crate) struct Bank {
    pub(crate) sender: Sender,
    pub(crate) root: Certificate,
}

impl Bank {
    pub(crate) fn new() -> Self {
        let root = ca("Example Root CA 2020", &[0x11, 0x22], 2020, 2040, None);
        let old = ca("Example S/MIME CA G1", &[0x0e, 0x9f, 0xa1, 0xd4, 0xc4, 0x59, 0xb3, 0xd0], 2021, 2031, Some(&root));
        let new = ca("Example S/MIME CA G2", &[0x25, 0x0c, 0xe8, 0xe0, 0x30, 0x61, 0x2e, 0x9f], 2025, 2035, Some(&root));
        let period = |leaf: Certificate, above: &Ca, in_use| Period {
            leaf,
            intermediates: vec![above.certificate.clone()],
            root: Some(root.certificate.clone()),
            revoked: false,
            in_use,
        };
        let periods = vec![
            period(leaf(&[0x4b, 0x1d, 0x77, 0x02, 0x9c, 0x55, 0xe0, 0x13, 0x86, 0x21], 2024, 2026, &old), &old, false),
            period(leaf(&[0x6a, 0x03, 0xf4, 0x58, 0x90, 0xbb, 0x27, 0xcd, 0x4e, 0x9a], 2026, 2028, &new), &new, true),
        ];
        Self { sender: Sender::new(ADDRESS, Some("株式会社見本銀行".to_owned()), periods), root: root.certificate }
    }

    /// What programs show where lists know the root.
    pub(crate) fn shown(&self, recipients: &[String]) -> Vec<Shown> {
        let list = |source| Snapshot::new(source, NOW, [7; 32], vec![Root::of(self.root.clone())]);
        let stores = Stores::none().with(list(Source::Microsoft)).with(list(Source::Mozilla));
        let current = self.sender.current(NOW).unwrap();
        let sample = kakitome_clients::Sample { address: ADDRESS, leaf: &current.leaf, along: &current.along(), at: NOW, recipients };
        expect(sample, &stores, &shipped_observations().unwrap())
    }

    /// What is new in each run is taken out.
    pub(crate) fn settled(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for period in &self.sender.periods {
            let hex = period.leaf.sha256_hex().to_ascii_uppercase();
            let pairs: Vec<String> = hex.as_bytes().chunks(2).map(|pair| String::from_utf8_lossy(pair).into_owned()).collect();
            assert!(text.contains(&pairs.join(" ")), "the fingerprint is told");
            text = text.replace(&pairs.join(" "), &["00"; 32].join(" "));
        }
        text
    }
}
