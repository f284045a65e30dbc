//! Damaged input of every kind: nothing panics, nothing runs away, and a certificate that was altered is not accepted.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod shared;

use std::fs;

use kakitome_crypto::{KeyKind, Signer};
use kakitome_pki::path::search;
use kakitome_pki::{
    Anchors, Budget, Certificate, Certificates, Crl, Evidence, Name, Policy, Pool, Purpose, RevocationPool, UnixTime, certificates_from,
    check_address, crls_from, csr, identity, order_chain,
};
use proptest::prelude::*;
use shared::house::{House, signer};

/// Calls everything that reads a certificate's fields.
fn use_all(certificate: &Certificate) {
    let _ = (certificate.subject().display(), certificate.issuer().display(), certificate.subject().key().len());
    let _ = (certificate.emails(), certificate.serial().hex(), certificate.sha256_hex(), certificate.is_self_issued());
    let _ = (certificate.public_key().is_some(), certificate.extensions().crl_urls(), certificate.extensions().issuer_urls());
    let _ = (identity(certificate), check_address("a@bank.example", certificate, &Policy::default()));
    let names = certificate.extensions().subject_alt_name.iter().flatten();
    let _ = names.map(kakitome_pki::GeneralName::display).collect::<Vec<_>>();
}

fn is_accepted(leaf: &Certificate, house: &House, crls: &[Crl]) -> bool {
    let pool = Pool::new([house.issuing.clone()]);
    let anchors = house.anchors();
    let evidence = Evidence {
        message: &pool,
        given: &Pool::default(),
        anchors: &anchors,
        revocation: &RevocationPool::of_crls(crls.iter().cloned()),
        signing_time: None,
    };
    search(leaf, &evidence, Purpose::EmailSigning, house.now, &Policy::default(), &mut Budget::default()).accepted.is_some()
}

#[test]
fn every_truncation_of_a_certificate_and_a_crl() {
    let house = House::new();
    let leaf = house.leaf(signer(KeyKind::P256).public_key(), &["a@bank.example"]);
    let crl = house.issuing_crl_der(&[]);
    for length in 0..leaf.as_der().len() {
        assert!(Certificate::from_der(&leaf.as_der()[..length]).is_err());
    }
    for length in 0..crl.len() {
        assert!(Crl::from_der(&crl[..length]).is_err());
    }
}

#[test]
fn every_altered_octet_of_a_leaf_ends_in_no_acceptance() {
    let house = House::new();
    let leaf = house.leaf(signer(KeyKind::P256).public_key(), &["a@bank.example"]);
    assert!(is_accepted(&leaf, &house, &[]));
    let mut read = 0;
    for at in 0..leaf.as_der().len() {
        for flip in [0x01, 0x80, 0xff] {
            let mut der = leaf.as_der().to_vec();
            der[at] ^= flip;
            if let Ok(altered) = Certificate::from_der(der) {
                read += 1;
                use_all(&altered);
                assert!(!is_accepted(&altered, &house, &[]), "octet {at} with {flip:#x}");
            }
        }
    }
    assert!(read > 500, "{read}");
}

#[test]
fn every_altered_octet_of_a_crl_says_nothing_good() {
    let house = House::new();
    let leaf = house.leaf(signer(KeyKind::P256).public_key(), &["a@bank.example"]);
    let (crl, root_crl) = (house.issuing_crl_der(&[]), house.root_crl(&[]));
    let status = |crl: &Crl| {
        let pool = Pool::new([house.issuing.clone()]);
        let anchors = house.anchors();
        let crls = [crl.clone(), root_crl.clone()];
        let evidence = Evidence {
            message: &pool,
            given: &Pool::default(),
            anchors: &anchors,
            revocation: &RevocationPool::of_crls(crls.iter().cloned()),
            signing_time: None,
        };
        let report = search(&leaf, &evidence, Purpose::EmailSigning, house.now, &Policy::default(), &mut Budget::default());
        report.tried[0].revocation
    };
    assert_eq!(status(&Crl::from_der(&crl).unwrap()), kakitome_pki::chain::Revocation::Good);
    for at in 0..crl.len() {
        let mut der = crl.clone();
        der[at] ^= 0x01;
        if let Ok(altered) = Crl::from_der(der) {
            assert_ne!(status(&altered), kakitome_pki::chain::Revocation::Good, "octet {at}");
        }
    }
}

#[test]
fn corpus_certificates_with_damage() {
    let folder = shared::corpus().join("pkits/certs");
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap()
    };
    for entry in fs::read_dir(folder).unwrap().take(100) {
        let der = fs::read(entry.unwrap().path()).unwrap();
        for _ in 0..50 {
            let mut damaged = der.clone();
            for _ in 0..=random() % 4 {
                let at = random() % damaged.len();
                match random() % 3 {
                    0 => damaged[at] = u8::try_from(random() % 256).unwrap(),
                    1 => drop(damaged.remove(at)),
                    _ => damaged.insert(at, u8::try_from(random() % 256).unwrap()),
                }
            }
            if let Ok(certificate) = Certificate::from_der(damaged) {
                use_all(&certificate);
                let _ = order_chain(&certificate, std::slice::from_ref(&certificate));
            }
        }
    }
}

proptest! {
    #[test]
    fn bytes_of_any_kind(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Certificate::from_der(bytes.clone());
        let _ = Crl::from_der(bytes.clone());
        let _ = Name::from_der(&bytes);
        let _ = csr::parse(&bytes);
        let _ = certificates_from(&bytes);
        let _ = crls_from(&bytes);
        let _ = Certificates::from_pem_or_der(&bytes);
        let _ = Anchors::from_bytes(&bytes);
    }

    #[test]
    fn text_of_any_kind(text in "\\PC{0,60}", bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
        let _ = UnixTime::parse(&text);
        let file = format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n");
        let _ = certificates_from(file.as_bytes());
        let plan = shared::forge::Plan::named("x").with_names(&[shared::forge::rfc822(&bytes), shared::forge::smtp_utf8(&text)]);
        let certificate = plan.root().certificate;
        // only an address that is one can match, and it matches itself
        let own = String::from_utf8_lossy(&bytes).into_owned();
        if check_address(&own, &certificate, &Policy::default()).is_match() {
            prop_assert!(own.is_ascii() && own.contains('@') && !own.contains(char::is_whitespace));
        }
    }

    #[test]
    fn times_survive(seconds in -60_000_000_000_i64..250_000_000_000) {
        let time = UnixTime(seconds);
        prop_assert_eq!(UnixTime::parse(&time.to_string()).unwrap(), time);
        prop_assert_eq!(UnixTime::parse(&seconds.to_string()).unwrap(), time);
    }
}
