//! Lists in other forms than those of the corpus: older and newer syntax, other hands, other containers. What is the same thing said
//! otherwise is read as the same; what says two things is refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

#[allow(dead_code, reason = "each test file uses its part")]
mod support;

use std::fmt::Write as _;

use kakitome_crypto::{DigestAlgorithm, digest};
use kakitome_pki::{Certificate, EmailState};
use kakitome_roots::{Error, Snapshot, Source, mozilla};
use support::{authroot, corpus, day, microsofts, reading};

const ON: &str = "CKT_NSS_TRUSTED_DELEGATOR";
const OFF: &str = "CKT_NSS_MUST_VERIFY_TRUST";
const NEVER: &str = "CKT_NSS_NOT_TRUSTED";

fn octal(octets: &[u8], in_a_line: usize) -> String {
    let line = |line: &[u8]| {
        line.iter().fold(String::new(), |mut text, octet| {
            let _ = write!(text, "\\{octet:03o}");
            text
        })
    };
    octets.chunks(in_a_line).map(|octets| line(octets) + "\n").collect()
}

fn certificate(one: &Certificate, more: &str) -> String {
    let serial = [&[2, one.serial().content().len() as u8][..], one.serial().content()].concat();
    format!(
        "CKA_CLASS CK_OBJECT_CLASS CKO_CERTIFICATE\nCKA_TOKEN CK_BBOOL CK_TRUE\nCKA_ISSUER MULTILINE_OCTAL\n{}END\n\
         CKA_SERIAL_NUMBER MULTILINE_OCTAL\n{}END\nCKA_VALUE MULTILINE_OCTAL\n{}END\n{more}",
        octal(one.issuer().as_der(), 16),
        octal(&serial, 16),
        octal(one.as_der(), 16)
    )
}

fn sha1(one: &Certificate) -> String {
    format!("CKA_CERT_SHA1_HASH MULTILINE_OCTAL\n{}END\n", octal(digest(DigestAlgorithm::Sha1, one.as_der()).unwrap().as_bytes(), 16))
}

fn by_name(one: &Certificate) -> String {
    let serial = [&[2, one.serial().content().len() as u8][..], one.serial().content()].concat();
    format!(
        "CKA_ISSUER MULTILINE_OCTAL\n{}END\nCKA_SERIAL_NUMBER MULTILINE_OCTAL\n{}END\n",
        octal(one.issuer().as_der(), 16),
        octal(&serial, 16)
    )
}

fn trust(name: &str, email: &str) -> String {
    format!(
        "CKA_CLASS CK_OBJECT_CLASS CKO_NSS_TRUST\n{name}CKA_TRUST_SERVER_AUTH CK_TRUST CKT_NSS_NOT_TRUSTED\nCKA_TRUST_EMAIL_PROTECTION CK_TRUST {email}\n"
    )
}

fn list(objects: &[String]) -> Result<Snapshot, Error> {
    reading(format!("BEGINDATA\n{}", objects.concat()).as_bytes(), &[])
}

fn states(list: &Snapshot) -> Vec<EmailState> {
    list.roots().iter().map(|root| root.email(day("2026-06-01"), day("2026-01-01")).0).collect()
}

fn roots() -> Vec<Certificate> {
    mozilla().unwrap().roots().iter().filter_map(|root| root.certificate.clone()).take(4).collect()
}

#[test]
fn certdata_of_other_years_and_hands() {
    let roots = roots();
    let plain = [certificate(&roots[0], ""), trust(&sha1(&roots[0]), ON), certificate(&roots[1], ""), trust(&sha1(&roots[1]), OFF)];
    let expected = [EmailState::Ok, EmailState::EmailOff];
    assert_eq!(states(&list(&plain).unwrap()), expected);
    let text = format!("BEGINDATA\n{}", plain.concat());
    for (what, bytes) in [
        ("a head of 2004", format!("#\n# caf\u{e9} in Latin-1\nCVS_ID \"@(#) $RCSfile: certdata.txt,v $ $Revision: 1.36 $\"\n{text}").chars().map(|c| c as u8).collect()),
        ("Windows line ends", text.replace('\n', "\r\n").into_bytes()),
        ("Netscape's names", text.replace("CKO_NSS_", "CKO_NETSCAPE_").replace("CKT_NSS_TRUSTED_D", "CKT_NETSCAPE_TRUSTED_D").replace(OFF, "CKT_NETSCAPE_TRUST_UNKNOWN").into_bytes()),
        ("comments and blanks between", text.replace("CKA_TRUST_EMAIL", "\n# e-mail\n\n   CKA_TRUST_EMAIL").into_bytes()),
        ("tabs and blanks at the ends", text.replace(" CK_TRUST ", "\tCK_TRUST\t").replace("END\n", "END  \n").into_bytes()),

        ("attributes that nobody knows", text.replace("CKA_TOKEN CK_BBOOL CK_TRUE\n", "CKA_TOKEN CK_BBOOL CK_TRUE\nCKA_NSS_NEWEST MULTILINE_OCTAL\n\\001\nEND\nCKA_NSS_SERVER_DISTRUST_AFTER MULTILINE_OCTAL\n\\062\\060\nEND\n").into_bytes()),
        ("trust objects first", format!("BEGINDATA\n{}{}{}{}", plain[3], plain[1], plain[0], plain[2]).into_bytes()),
        ("all of it twice", format!("{text}{}", plain.concat()).into_bytes()),
        ("PKCS#11 3.2", text.replace("CKO_NSS_TRUST", "CKO_TRUST").replace("CKA_TRUST_EMAIL", "CKA_PKCS_TRUST_EMAIL").replace(ON, "CKT_TRUST_ANCHOR").replace(OFF, "CKT_TRUST_MUST_VERIFY_TRUST").replace("CKA_CERT_SHA1_HASH", "CKA_HASH_OF_CERTIFICATE").into_bytes()),
    ] {
        let list = reading(&bytes, &[]).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!((states(&list), list.source), (expected.to_vec(), Source::Mozilla), "{what}");
    }
}

#[test]
fn trust_that_names_its_certificate_otherwise() {
    let roots = roots();
    // SHA-256 where SHA-1 stood
    let sha256 = format!("CKA_HASH_OF_CERTIFICATE MULTILINE_OCTAL\n{}END\n", octal(roots[0].sha256(), 8));
    assert_eq!(states(&list(&[certificate(&roots[0], ""), trust(&sha256, ON)]).unwrap()), [EmailState::Ok]);
    // issuer and serial number alone, as NSS itself matches them; never where two certificates have them
    assert_eq!(states(&list(&[certificate(&roots[0], ""), trust(&by_name(&roots[0]), ON)]).unwrap()), [EmailState::Ok]);
    let twin = twin(&roots[0]);
    let both = list(&[certificate(&roots[0], ""), certificate(&twin, ""), trust(&by_name(&roots[0]), ON)]).unwrap();
    assert_eq!(states(&both), [EmailState::EmailOff, EmailState::EmailOff]);
    let both = list(&[certificate(&roots[0], ""), certificate(&twin, ""), trust(&by_name(&roots[0]), NEVER)]).unwrap();
    assert_eq!(states(&both), [EmailState::Disallowed, EmailState::Disallowed]);
    // distrust of what is not shipped, by any of its names
    let other = &roots[1];
    let sha256 = format!("CKA_HASH_OF_CERTIFICATE MULTILINE_OCTAL\n{}END\n", octal(other.sha256(), 16));
    for name in [sha1(other), sha256, by_name(other)] {
        let list = list(&[certificate(&roots[0], ""), trust(&sha1(&roots[0]), ON), trust(&name, NEVER)]).unwrap();
        let entry = list.find(other).unwrap_or_else(|| panic!("{name}"));
        assert_eq!((entry.email(day("2026-01-01"), day("2026-01-01")).0, list.anchors().forbidden()), (EmailState::Disallowed, 1));
    }
    // a certificate of which nothing is said
    assert_eq!(states(&list(&[certificate(&roots[0], "")]).unwrap()), [EmailState::EmailOff]);
}

/// Another certificate with the same issuer and serial number: an octet of the signature differs.
fn twin(one: &Certificate) -> Certificate {
    let mut der = one.as_der().to_vec();
    *der.last_mut().unwrap() ^= 1;
    Certificate::from_der(der).unwrap()
}

#[test]
fn distrust_after_in_all_its_forms() {
    let root = &roots()[0];
    let with = |value: &str| list(&[certificate(root, &format!("CKA_NSS_EMAIL_DISTRUST_AFTER {value}\n")), trust(&sha1(root), ON)]);
    assert_eq!(states(&with("CK_BBOOL CK_FALSE").unwrap()), [EmailState::Ok]);
    let time = |text: &str| format!("MULTILINE_OCTAL\n{}END", octal(text.as_bytes(), 5));
    let after = with(&time("250430235959Z")).unwrap();
    assert_eq!(states(&after), [EmailState::DistrustAfter]);
    let at = |leaf: &str| after.roots()[0].email(day("2026-06-01"), day(leaf)).0;
    assert_eq!((at("2025-04-30T23:59:59Z"), at("2025-05-01")), (EmailState::Ok, EmailState::DistrustAfter));
    for wrong in ["CK_BBOOL CK_TRUE", &time("250430"), &time("250430235959+"), &time("251330235959Z"), "MULTILINE_OCTAL\nEND"] {
        let said = with(wrong).unwrap_err().to_string();
        assert!(said.contains("CKA_NSS_EMAIL_DISTRUST_AFTER"), "{wrong}: {said}");
    }
}

#[test]
fn two_states_for_one_certificate_are_refused() {
    let roots = roots();
    for (objects, words) in [
        (vec![certificate(&roots[0], ""), trust(&sha1(&roots[0]), ON), trust(&sha1(&roots[0]), OFF)], "another state"),
        (
            vec![
                certificate(&roots[0], ""),
                certificate(
                    &roots[0],
                    "CKA_NSS_EMAIL_DISTRUST_AFTER MULTILINE_OCTAL\n\\062\\065\\060\\064\\063\\060\\062\\063\\065\\071\\065\\071\\132\nEND\n",
                ),
                trust(&sha1(&roots[0]), ON),
            ],
            "another state",
        ),
        (vec![trust("", NEVER)], "names no certificate"),
    ] {
        let said = list(&objects).unwrap_err().to_string();
        assert!(said.contains(words) && said.contains("line "), "{said}");
    }
}

/// A cabinet of one stored folder, as makecab /D CompressionType=NONE writes it.
fn cabinet(name: &str, content: &[u8]) -> Vec<u8> {
    let files_at = 36 + 8;
    let data_at = files_at + 16 + name.len() + 1;
    let blocks: Vec<&[u8]> = content.chunks(32 << 10).collect();
    let mut cab = b"MSCF\0\0\0\0".to_vec();
    let whole = data_at + content.len() + blocks.len() * 8;
    for number in [whole as u32, 0, files_at as u32, 0] {
        cab.extend(number.to_le_bytes());
    }
    cab.extend([3, 1]);
    for number in [1_u16, 1, 0, 7, 0] {
        cab.extend(number.to_le_bytes());
    }
    cab.extend((data_at as u32).to_le_bytes());
    cab.extend((blocks.len() as u16).to_le_bytes());
    cab.extend(0_u16.to_le_bytes());
    cab.extend((content.len() as u32).to_le_bytes());
    cab.extend([0; 4 + 2 + 6]);
    cab.extend(name.as_bytes());
    cab.push(0);
    for block in blocks {
        cab.extend([0; 4]);
        cab.extend((block.len() as u16).to_le_bytes());
        cab.extend((block.len() as u16).to_le_bytes());
        cab.extend(block);
    }
    cab
}

#[test]
fn a_list_in_a_cabinet_is_the_list() {
    let bytes = std::fs::read(corpus("authroot/authroot-2016-01-20.stl")).unwrap();
    for name in ["authroot.stl", "AUTHROOT.STL"] {
        let packed = reading(&cabinet(name, &bytes), &[]).unwrap();
        let plain = reading(&bytes, &[]).unwrap();
        assert_eq!((packed.title(), packed.roots().len(), packed.origin), (plain.title(), 342, plain.origin));
    }
    let said = reading(&cabinet("readme.txt", &bytes), &[]).unwrap_err().to_string();
    assert!(said.contains(".stl") && said.contains("readme.txt"), "{said}");
    for length in [10, 36, 44, 60, 1000, bytes.len()] {
        assert!(reading(&cabinet("authroot.stl", &bytes)[..length], &[]).is_err(), "{length}");
    }
}

#[test]
fn an_export_of_windows_with_more_than_roots_in_it() {
    let element =
        |number: u32, value: &[u8]| [&number.to_le_bytes()[..], &1_u32.to_le_bytes(), &(value.len() as u32).to_le_bytes(), value].concat();
    let roots = roots();
    let server = [0x30, 0x0a, 0x06, 0x08, 0x2b, 6, 1, 5, 5, 7, 3, 1];
    let sst = [
        b"\0\0\0\0CERT".to_vec(),
        // a revocation list and a trust list with properties of their own
        element(9, &server),
        element(33, b"not looked at"),
        element(104, &[0x00, 0x80, 0xc8, 0x2b, 0x68, 0x86, 0xd7, 0x01]),
        element(34, b"not looked at"),
        // properties that nobody knows, an emptied date, an emptied list of purposes
        element(77, b"?"),
        element(104, b""),
        element(127, b""),
        element(32, roots[0].as_der()),
        // not-before for servers only
        element(126, &[0x00, 0x80, 0xc8, 0x2b, 0x68, 0x86, 0xd7, 0x01]),
        element(127, &server),
        element(32, roots[1].as_der()),
        vec![0; 12],
    ]
    .concat();
    assert_eq!(states(&reading(&sst, &[]).unwrap()), [EmailState::Ok, EmailState::Ok]);
    let twice = [&sst[..sst.len() - 12], &element(32, roots[0].as_der()), &[0; 12]].concat();
    assert!(reading(&twice, &[]).unwrap_err().to_string().contains("twice"));
}

#[test]
fn several_roots_with_one_name_are_told_apart() {
    let certificates = microsofts();
    let list = authroot("2025-06-26", &certificates);
    let mut by_name: std::collections::HashMap<&[u8], Vec<&kakitome_roots::Root>> = std::collections::HashMap::new();
    for root in list.roots() {
        by_name.entry(root.certificate.as_ref().unwrap().subject().as_der()).or_default().push(root);
    }
    let several: Vec<_> = by_name.values().filter(|roots| roots.len() > 1).collect();
    assert!(several.len() > 5, "{}", several.len());
    for root in several.into_iter().flatten() {
        let found = list.find(root.certificate.as_ref().unwrap()).unwrap();
        assert_eq!((found.sha1, &found.limits), (root.sha1, &root.limits));
    }
    // an entry whose SHA-256 is another's names nobody, whatever its SHA-1 says
    let mut root = list.roots()[0].clone();
    root.sha256 = Some([7; 32]);
    assert!(!root.is(list.roots()[0].certificate.as_ref().unwrap()));
}
