//! Certificate trust lists made here (MS-CAESO 4, RFC 5652): a SignedData whose content is the list itself, with a signer below an
//! authority that has Microsoft's name and is not at hand.

use const_oid::ObjectIdentifier;
use kakitome_ber::{Tag, der};
use kakitome_crypto::{DigestAlgorithm, digest};
use rcgen::{BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, SigningKey};

/// One entry.
pub(crate) struct Entry {
    id: Vec<u8>,
    /// `None`: the field is absent.
    pub(crate) attributes: Option<Vec<Vec<u8>>>,
}

impl Entry {
    pub(crate) fn new(id: Vec<u8>) -> Self {
        Self { id, attributes: Some(Vec::new()) }
    }

    /// Microsoft's attribute N with one value.
    pub(crate) fn attribute(&mut self, number: u32, value: &[u8]) {
        self.raw(&format!("1.3.6.1.4.1.311.10.11.{number}"), &[der::octet_string(value)]);
    }

    /// Any attribute with any values.
    pub(crate) fn raw(&mut self, kind: &str, values: &[Vec<u8>]) {
        let set: Vec<&[u8]> = values.iter().map(Vec::as_slice).collect();
        let attribute = der::sequence(&[&oid(kind), &der::element(Tag::SET, true, &set)]);
        self.attributes.get_or_insert_default().push(attribute);
    }

    fn der(&self) -> Vec<u8> {
        let set = self.attributes.as_ref().map(|attributes| {
            let parts: Vec<&[u8]> = attributes.iter().map(Vec::as_slice).collect();
            der::element(Tag::SET, true, &parts)
        });
        der::sequence(&[&der::octet_string(&self.id), &set.unwrap_or_default()])
    }
}

/// A list.
pub(crate) struct List {
    pub(crate) version: Option<u64>,
    pub(crate) usages: Vec<&'static str>,
    pub(crate) identifier: Option<Vec<u8>>,
    pub(crate) sequence: Option<Vec<u8>>,
    pub(crate) next_update: bool,
    pub(crate) named_by: &'static str,
    pub(crate) extensions: bool,
    /// How many signatures it has.
    pub(crate) signatures: usize,
    /// Whether the last signature fits.
    pub(crate) fits: bool,
    entries: Vec<Entry>,
}

impl List {
    fn of(usage: &'static str, named_by: &'static str, entries: Vec<Entry>) -> Self {
        // the number of the list of 13 January 2016
        let sequence = Some(vec![0x14, 0x01, 0xd1, 0x4e, 0x5a, 0x2e, 0x02, 0xba, 0x7a]);
        Self {
            version: None,
            usages: vec![usage],
            identifier: None,
            sequence,
            next_update: false,
            named_by,
            extensions: false,
            signatures: 1,
            fits: true,
            entries,
        }
    }

    /// Of trusted roots.
    pub(crate) fn roots(entries: Vec<Entry>) -> Self {
        Self::of("1.3.6.1.4.1.311.10.3.9", "1.3.14.3.2.26", entries)
    }

    /// Of forbidden certificates.
    pub(crate) fn disallowed(entries: Vec<Entry>) -> Self {
        Self::of("1.3.6.1.4.1.311.10.3.30", "1.3.6.1.4.1.311.10.11.15", entries)
    }

    fn der(&self) -> Vec<u8> {
        let usages: Vec<Vec<u8>> = self.usages.iter().map(|usage| oid(usage)).collect();
        let entries: Vec<Vec<u8>> = self.entries.iter().map(Entry::der).collect();
        let all = |parts: &[Vec<u8>]| der::sequence(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let integer = |octets: &Vec<u8>| der::element(Tag::INTEGER, false, &[octets]);
        let this_update = 1_452_729_600; // 2016-01-14
        der::sequence(&[
            &self.version.map(der::unsigned).unwrap_or_default(),
            &all(&usages),
            &self.identifier.as_deref().map(der::octet_string).unwrap_or_default(),
            &self.sequence.as_ref().map(integer).unwrap_or_default(),
            &der::time(this_update),
            &if self.next_update { der::time(this_update + 86_400) } else { Vec::new() },
            &der::sequence(&[&oid(self.named_by), &[0x05, 0x00]]),
            // an empty list has none at all
            &if entries.is_empty() { Vec::new() } else { all(&entries) },
            &if self.extensions { der::context(0, &[&der::sequence(&[])]) } else { Vec::new() },
        ])
    }

    /// Signed by a publisher below an authority that calls itself Microsoft's and does not come along.
    pub(crate) fn signed(&self) -> Vec<u8> {
        let (authority_key, key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let named = |name: &str| {
            let mut params = CertificateParams::default();
            params.distinguished_name = rcgen::DistinguishedName::new();
            params.distinguished_name.push(DnType::CommonName, name);
            (params.not_before, params.not_after) = (rcgen::date_time_ymd(2010, 1, 1), rcgen::date_time_ymd(2036, 1, 1));
            params
        };
        let mut authority = named("Microsoft Root Certificate Authority 2010");
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let mut signer = named("Trust List Publisher");
        let purposes = ["1.3.6.1.4.1.311.10.3.9", "1.3.6.1.4.1.311.10.3.30"];
        signer.extended_key_usages = purposes.map(|purpose| ExtendedKeyUsagePurpose::Other(arcs(purpose))).into();
        signer.serial_number = Some(vec![1].into());
        let certificate = signer.signed_by(&key, &Issuer::new(authority, authority_key)).unwrap();
        let parsed = kakitome_pki::Certificate::from_der(certificate.der().to_vec()).unwrap();
        self.signed_data(certificate.der(), parsed.issuer().as_der(), &key)
    }

    fn signed_data(&self, certificate: &[u8], issuer: &[u8], key: &KeyPair) -> Vec<u8> {
        let sha256 = der::sequence(&[&oid("2.16.840.1.101.3.4.2.1"), &[0x05, 0x00]]);
        let content = self.der();
        // the octets of the value, without its header (RFC 5652 5.4)
        let header = content.len() - value(&content).len();
        let hash = digest(DigestAlgorithm::Sha256, &content[header..]).unwrap().as_bytes().to_vec();
        let attribute = |kind: &str, value: &[u8]| der::sequence(&[&oid(kind), &der::element(Tag::SET, true, &[value])]);
        let kind = attribute("1.2.840.113549.1.9.3", &oid("1.3.6.1.4.1.311.10.1"));
        let message_digest = attribute("1.2.840.113549.1.9.4", &der::octet_string(&hash));
        let attributes: [&[u8]; 2] = [&kind, &message_digest];
        let signer = |fits: bool| {
            let text = der::element(Tag::SET, true, &attributes);
            let signature = key.sign(if fits { &text[..] } else { &b"something else"[..] }).unwrap();
            der::sequence(&[
                &der::unsigned(1),
                &der::sequence(&[issuer, &der::unsigned(1)]),
                &sha256,
                &der::context(0, &attributes),
                &der::sequence(&[&oid("1.2.840.10045.4.3.2")]),
                &der::octet_string(&signature),
            ])
        };
        let signers: Vec<Vec<u8>> = (1..=self.signatures).map(|at| signer(self.fits || at < self.signatures)).collect();
        let signers: Vec<&[u8]> = signers.iter().map(Vec::as_slice).collect();
        let signed_data = der::sequence(&[
            &der::unsigned(1),
            &der::element(Tag::SET, true, &[&sha256]),
            &der::sequence(&[&oid("1.3.6.1.4.1.311.10.1"), &der::context(0, &[&content])]),
            &der::context(0, &[certificate]),
            &der::element(Tag::SET, true, &signers),
        ]);
        der::sequence(&[&oid("1.2.840.113549.1.7.2"), &der::context(0, &[&signed_data])])
    }
}

/// What stands behind the header of an element.
fn value(element: &[u8]) -> &[u8] {
    match element[1] {
        short @ 0..0x80 => &element[element.len() - usize::from(short)..],
        long => &element[2 + usize::from(long & 0x7f)..],
    }
}

fn oid(text: &str) -> Vec<u8> {
    der::oid(&ObjectIdentifier::new(text).unwrap())
}

fn arcs(text: &str) -> Vec<u64> {
    text.split('.').map(|arc| arc.parse().unwrap()).collect()
}
