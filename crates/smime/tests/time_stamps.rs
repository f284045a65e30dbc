//! Time stamps (RFC 3161) and records of receipt: what they prove, what they do not, and that a bad one spoils nothing. Tokens are
//! made here, and by `openssl ts`. Attack rows C18 and C19.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use std::io::Cursor;
use std::process::Command;
use std::time::Duration;

use const_oid::ObjectIdentifier;
use kakitome_ber::{Tag, der};
use kakitome_cms::{Limits, SignedData, oid};
use kakitome_crypto::{DigestAlgorithm, KeyKind, digest};
use kakitome_pki::{Anchors, Crl, UnixTime};
use kakitome_smime::{Cause, Evidence, Policy, ProvenBy, Report, open};
use rcgen::{CustomExtension, RevocationReason};
use support::{Authority, Person, TEXT, attribute, clear, has, ids, mail, signed_data};

const ALICE: &str = "alice@bank.example";
const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";

/// Makes a stamp for the octets of a signature.
type Make<'a> = &'a dyn Fn(&[u8]) -> Vec<u8>;

/// So many days after the day on which the stage was set.
#[derive(Clone, Copy)]
struct Day(i64);

struct Stage {
    root: Authority,
    clock_root: Authority,
    alice: Person,
    clock: Person,
    began: UnixTime,
}

impl Stage {
    /// Alice's certificate holds for 100 days, everybody else's for a long time.
    fn new() -> Self {
        let began = UnixTime::now();
        let (root, clock_root) = (Authority::new("Root"), Authority::new("Time Root"));
        let at = |day: i64| rcgen::date_time_ymd(1970, 1, 1) + Duration::from_secs((began.0 + day * 86_400) as u64);
        let alice = root.person_with(ALICE, KeyKind::P256, |params| {
            params.not_before = at(-10);
            params.not_after = at(100);
        });
        let clock = clock_root.person_with("clock@time.example", KeyKind::P256, |params| purposes(params, &[TIME_STAMPING], true));
        Self { root, clock_root, alice, clock, began }
    }

    fn at(&self, day: Day) -> UnixTime {
        self.began.plus_days(day.0)
    }

    fn evidence(&self) -> Evidence {
        self.root.evidence().with_time_anchors(Anchors::from_certificates([self.clock_root.certificate.clone()]))
    }

    fn judge(&self, mail: &[u8], evidence: &Evidence, day: Day) -> Report {
        open(&mut Cursor::new(mail), evidence, &Policy::default(), self.at(day)).unwrap()
    }

    /// Alice's signature with these stamps; each is made for the octets of the signature.
    fn mail(&self, stamps: &[Make<'_>]) -> Vec<u8> {
        let info = self.alice.signer_info(TEXT.as_bytes(), Some(Person::usual_attributes(TEXT.as_bytes())));
        let around = |info: &[u8]| signed_data(&[&DigestAlgorithm::Sha256.to_der()], None, &[self.alice.certificate.as_der()], &[info]);
        let signature =
            SignedData::read(around(&info).as_slice(), &mut std::io::sink(), &[], &Limits::default()).unwrap().signers[0].signature.clone();
        let stamps: Vec<Vec<u8>> = stamps.iter().map(|stamp| stamp(&signature)).collect();
        let values: Vec<&[u8]> = stamps.iter().map(Vec::as_slice).collect();
        let fields = kakitome_ber::Cursor::new(&info).any().unwrap().content().to_vec();
        let unsigned = if values.is_empty() { Vec::new() } else { der::context(1, &[&attribute(&oid::TIME_STAMP_TOKEN, &values)]) };
        mail(ALICE, &clear(TEXT, &around(&der::sequence(&[&fields, &unsigned]))))
    }

    fn stamp(&self, day: Day) -> impl Fn(&[u8]) -> Vec<u8> {
        let (clock, time) = (&self.clock, self.at(day));
        move |signature| Token::new(clock, signature, time).write()
    }
}

fn purposes(params: &mut rcgen::CertificateParams, purposes: &[&str], critical: bool) {
    params.extended_key_usages.clear();
    let oids: Vec<Vec<u8>> = purposes.iter().map(|purpose| der::oid(&ObjectIdentifier::new_unwrap(purpose))).collect();
    let list = der::sequence(&oids.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let mut extension = CustomExtension::from_oid_content(&[2, 5, 29, 37], list);
    extension.set_criticality(critical);
    params.custom_extensions.push(extension);
}

/// A token that is made part by part.
struct Token<'a> {
    signers: Vec<&'a Person>,
    info: Vec<u8>,
    names_certificate: bool,
}

impl<'a> Token<'a> {
    fn new(clock: &'a Person, stamped: &[u8], time: UnixTime) -> Self {
        Self { signers: vec![clock], info: info(1, DigestAlgorithm::Sha256, stamped, time, &[]), names_certificate: true }
    }

    fn write(self) -> Vec<u8> {
        let infos: Vec<Vec<u8>> = self.signers.iter().map(|signer| self.signer_info(signer)).collect();
        let bag: Vec<&[u8]> = self.signers.iter().map(|signer| signer.certificate.as_der()).collect();
        let inside = der::sequence(&[&der::oid(&oid::TST_INFO), &der::context(0, &[&der::octet_string(&self.info)])]);
        let data = der::sequence(&[
            &der::unsigned(3),
            &der::set_of(&[&DigestAlgorithm::Sha256.to_der()]),
            &inside,
            &der::context(0, &bag),
            &der::set_of(&infos.iter().map(Vec::as_slice).collect::<Vec<_>>()),
        ]);
        der::sequence(&[&der::oid(&oid::SIGNED_DATA), &der::context(0, &[&data])])
    }

    fn signer_info(&self, signer: &Person) -> Vec<u8> {
        let hash = |bytes: &[u8]| der::octet_string(digest(DigestAlgorithm::Sha256, bytes).unwrap().as_bytes());
        let mut attributes =
            vec![attribute(&oid::CONTENT_TYPE, &[&der::oid(&oid::TST_INFO)]), attribute(&oid::MESSAGE_DIGEST, &[&hash(&self.info)])];
        if self.names_certificate {
            let id = der::sequence(&[&hash(signer.certificate.as_der())]);
            attributes.push(attribute(&oid::SIGNING_CERTIFICATE_V2, &[&der::sequence(&[&der::sequence(&[&id])])]));
        }
        signer.signer_info(&self.info, Some(attributes))
    }
}

fn info(version: u64, algorithm: DigestAlgorithm, stamped: &[u8], time: UnixTime, rest: &[u8]) -> Vec<u8> {
    let imprint = der::sequence(&[&algorithm.to_der(), &der::octet_string(digest(algorithm, stamped).unwrap().as_bytes())]);
    let policy = der::oid(&ObjectIdentifier::new_unwrap("1.2.3.4.1"));
    let written = kakitome_ber::time::format(time.0);
    let written = if written.len() == 13 { format!("20{written}") } else { written };
    let time = der::element(Tag::GENERALIZED_TIME, false, &[written.as_bytes()]);
    der::sequence(&[&der::unsigned(version), &policy, &imprint, &der::unsigned(7), &time, rest])
}

#[test]
fn a_certificate_that_expired_since_the_time_stamp_was_made_counts() {
    let stage = Stage::new();
    let evidence = stage.evidence();
    let stamped = stage.mail(&[&stage.stamp(Day(1))]);
    for day in [Day(2), Day(1000)] {
        let report = stage.judge(&stamped, &evidence, day);
        assert_eq!(report.verdict().word(), "valid", "{:?}", ids(&report));
        assert!(has(&report, "smime.time-stamp"));
        let proof = report.signers[0].proof.unwrap();
        assert_eq!((proof.moment, proof.by), (stage.at(Day(1)), ProvenBy::TimeStamp));
        let judged = if day.0 == 2 { Day(2) } else { Day(1) };
        assert_eq!(report.signers[0].path.as_ref().unwrap().at(), stage.at(judged));
        assert_eq!(has(&report, "smime.expired-since"), day.0 == 1000);
        assert!(!has(&report, "cms.time-stamp"), "what is judged is not said to be unjudged");
    }
    let bare = stage.judge(&stage.mail(&[]), &evidence, Day(1000));
    assert_eq!((bare.verdict().word(), bare.cause().map(|(cause, _)| cause)), ("untrusted", Some(Cause::Expired)));
    // made when the certificate was over
    let late = stage.judge(&stage.mail(&[&stage.stamp(Day(200))]), &evidence, Day(1000));
    assert_eq!((late.verdict().word(), late.cause().map(|(cause, _)| cause)), ("untrusted", Some(Cause::Expired)), "{:?}", ids(&late));
    // the earliest counts
    let two = stage.judge(&stage.mail(&[&stage.stamp(Day(200)), &stage.stamp(Day(1))]), &evidence, Day(1000));
    assert_eq!((two.verdict().word(), two.signers[0].time_stamps.len()), ("valid", 2), "{:?}", ids(&two));
}

#[test]
fn c18_a_signing_time_that_the_signer_chose_moves_nothing() {
    let stage = Stage::new();
    let claimed = [Person::usual_attributes(TEXT.as_bytes()), vec![attribute(&oid::SIGNING_TIME, &[&der::time(stage.began.0)])]].concat();
    let info = stage.alice.signer_info(TEXT.as_bytes(), Some(claimed));
    let data = signed_data(&[&DigestAlgorithm::Sha256.to_der()], None, &[stage.alice.certificate.as_der()], &[&info]);
    let report = stage.judge(&mail(ALICE, &clear(TEXT, &data)), &stage.evidence(), Day(1000));
    assert_eq!((report.verdict().word(), report.signers[0].signing_time), ("untrusted", Some(stage.began)));
    assert!(report.signers[0].proof.is_none());
}

#[test]
fn c19_revoked_after_the_time_stamp_counts_unless_the_key_was_in_other_hands() {
    let stage = Stage::new();
    let stamped = stage.mail(&[&stage.stamp(Day(1))]);
    let judge = |mail: &[u8], day: i64, reason| {
        let crl = crl(&stage, Day(day), reason);
        stage.judge(mail, &stage.evidence().with_crls([Crl::from_der(crl).unwrap()]), Day(20))
    };
    for (day, reason, expected) in [
        (5, RevocationReason::Superseded, "valid"),
        (5, RevocationReason::KeyCompromise, "untrusted"),
        (0, RevocationReason::Superseded, "untrusted"),
    ] {
        let report = judge(&stamped, day, reason);
        assert_eq!(report.verdict().word(), expected, "{day} {reason:?} {:?}", ids(&report));
        assert_eq!(report.signers[0].revocation.word(), "revoked");
    }
    let bare = judge(&stage.mail(&[]), 5, RevocationReason::Superseded);
    assert_eq!((bare.verdict().word(), bare.cause().map(|(cause, _)| cause)), ("untrusted", Some(Cause::Revoked)));
    // expired as well: what a list says of a compromise is not forgotten by going back in time
    let crl = crl(&stage, Day(5), RevocationReason::KeyCompromise);
    let later = stage.judge(&stamped, &stage.evidence().with_crls([Crl::from_der(crl).unwrap()]), Day(1000));
    assert_eq!(later.verdict().word(), "untrusted", "{:?}", ids(&later));
}

fn crl(stage: &Stage, day: Day, reason: RevocationReason) -> Vec<u8> {
    stage.root.crl_with(&stage.alice, stage.at(day), reason, stage.at(Day(19)), stage.at(Day(50)))
}

#[test]
fn a_time_stamp_that_proves_nothing_spoils_nothing_and_helps_nobody() {
    let stage = Stage::new();
    let person = |list: &'static [&'static str], critical| {
        stage.clock_root.person_with("other@time.example", KeyKind::P256, move |params| purposes(params, list, critical))
    };
    let (lax, double) = (person(&[TIME_STAMPING], false), person(&[TIME_STAMPING, "1.3.6.1.5.5.7.3.4"], true));
    let nothing = stage.clock_root.person_with("other@time.example", KeyKind::P256, |params| params.extended_key_usages.clear());
    let stranger =
        Authority::new("Stranger").person_with("clock@evil.example", KeyKind::P256, |params| purposes(params, &[TIME_STAMPING], true));
    let time = stage.at(Day(1));
    let by = |clock: &Person, signature: &[u8]| Token::new(clock, signature, time).write();
    let with = |info: Vec<u8>| Token { info, ..Token::new(&stage.clock, b"", time) }.write();
    let unknown = der::sequence(&[&der::oid(&ObjectIdentifier::new_unwrap("1.2.3")), &der::boolean(true), &der::octet_string(b"")]);
    let no_path = "its authority's certificate leads to no root that is trusted for time";
    type Boxed<'a> = Box<dyn Fn(&[u8]) -> Vec<u8> + 'a>;
    let cases: Vec<(&str, Boxed<'_>)> = vec![
        ("it is of another signature", Box::new(|_| by(&stage.clock, b"another signature"))),
        (
            "it was changed after it was signed",
            Box::new(|signature| {
                let (mut token, imprint) = (by(&stage.clock, signature), b"\x02\x01\x07\x18");
                let at = token.windows(4).position(|window| window == imprint).unwrap();
                token[at + 2] ^= 1;
                token
            }),
        ),
        (no_path, Box::new(|signature| by(&lax, signature))),
        (no_path, Box::new(|signature| by(&double, signature))),
        (no_path, Box::new(|signature| by(&nothing, signature))),
        (no_path, Box::new(|signature| by(&stranger, signature))),
        (
            "it does not have exactly one signer",
            Box::new(|signature| Token { signers: vec![&stage.clock, &stranger], ..Token::new(&stage.clock, signature, time) }.write()),
        ),
        (
            "it does not name its authority's certificate",
            Box::new(|signature| Token { names_certificate: false, ..Token::new(&stage.clock, signature, time) }.write()),
        ),
        ("its time is after the time of judgement", Box::new(|signature| Token::new(&stage.clock, signature, stage.at(Day(5000))).write())),
        ("its version is not known", Box::new(|signature| with(info(2, DigestAlgorithm::Sha256, signature, time, &[])))),
        ("its digest no longer protects anything", Box::new(|signature| with(info(1, DigestAlgorithm::Sha1, signature, time, &[])))),
        (
            "it has a critical extension that is not known",
            Box::new(|signature| with(info(1, DigestAlgorithm::Sha256, signature, time, &der::context(1, &[&unknown])))),
        ),
        (
            "it names another authority than its certificate",
            Box::new(|signature| {
                let name = kakitome_pki::Name::build(&[("CN", "Somebody")]).unwrap();
                with(info(1, DigestAlgorithm::Sha256, signature, time, &der::context(0, &[&der::context(4, &[name.as_der()])])))
            }),
        ),
        ("it cannot be read", Box::new(|_| der::sequence(&[&der::oid(&oid::SIGNED_DATA), &der::null()]))),
        ("it cannot be read", Box::new(|signature| signed_data(&[&DigestAlgorithm::Sha256.to_der()], Some(signature), &[], &[]))),
    ];
    for (because, make) in &cases {
        let mail = stage.mail(&[make]);
        let fresh = stage.judge(&mail, &stage.evidence(), Day(2));
        assert_eq!(fresh.verdict().word(), "valid", "{because}: {:?}", ids(&fresh));
        assert_eq!(fresh.signers[0].time_stamps[0].because, Some(*because), "{:?}", ids(&fresh));
        assert_eq!(fresh.signers[0].time_stamps[0].not_later_than(), None);
        assert!(has(&fresh, "smime.time-stamp-unusable") || has(&fresh, "smime.time-stamp-unreadable"), "{because}");
        let old = stage.judge(&mail, &stage.evidence(), Day(1000));
        assert_eq!(old.verdict().word(), "untrusted", "{because}: {:?}", ids(&old));
    }
}

#[test]
fn more_time_stamps_than_anybody_needs_are_not_looked_at() {
    let stage = Stage::new();
    let stamp = stage.stamp(Day(1));
    let report = stage.judge(&stage.mail(&[&stamp as Make<'_>; 9]), &stage.evidence(), Day(2));
    assert_eq!((report.verdict().word(), report.signers[0].time_stamps.len()), ("valid", 4));
    assert!(has(&report, "smime.too-many-time-stamps"));
}

#[test]
fn a_root_for_mail_is_one_for_time_unless_others_are_given() {
    let stage = Stage::new();
    let mail = stage.mail(&[&stage.stamp(Day(1))]);
    let both = Anchors::from_certificates([stage.root.certificate.clone(), stage.clock_root.certificate.clone()]);
    let report = stage.judge(&mail, &Evidence::new(both), Day(1000));
    assert_eq!(report.verdict().word(), "valid", "{:?}", ids(&report));
    let mail_alone = stage.judge(&mail, &stage.root.evidence(), Day(1000));
    assert_eq!(mail_alone.verdict().word(), "untrusted");
}

#[test]
fn what_was_good_when_it_was_received_is_said_to_have_been() {
    let stage = Stage::new();
    let mail = stage.mail(&[]);
    let at = |day| stage.evidence().with_received(stage.at(day));
    let report = stage.judge(&mail, &at(Day(3)), Day(1000));
    assert_eq!(report.verdict().word(), "untrusted");
    assert!(has(&report, "smime.good-when-received"), "{:?}", ids(&report));
    assert_eq!(report.signers[0].proof.map(|proof| proof.by), Some(ProvenBy::Received));
    assert!(!has(&stage.judge(&mail, &at(Day(300)), Day(1000)), "smime.good-when-received"), "it had expired by then");
    // by policy one's own records prove it
    let mut policy = Policy::default();
    policy.received_proves = true;
    let open = |day| open(&mut Cursor::new(&mail), &at(day), &policy, stage.at(Day(1000))).unwrap();
    let report = open(Day(3));
    assert_eq!((report.verdict().word(), has(&report, "smime.expired-since")), ("valid", true), "{:?}", ids(&report));
    assert_eq!(open(Day(300)).verdict().word(), "untrusted");
}

#[test]
fn what_openssl_stamps_is_read_and_believed() {
    let stage = Stage::new();
    let mail = stage.mail(&[&|signature: &[u8]| openssl(&stage, signature)]);
    let report = stage.judge(&mail, &stage.evidence(), Day(1000));
    assert_eq!(report.verdict().word(), "valid", "{:?}", report.findings);
    let stamp = &report.signers[0].time_stamps[0];
    assert!(stamp.time.unwrap().0.abs_diff(stage.began.0) < 600);
    assert_eq!(stamp.not_later_than(), Some(stamp.time.unwrap().plus_seconds(2)), "its accuracy is 1 s 500 ms");
    assert_eq!(stamp.policy, "1.2.3.4.1");
}

/// `openssl ts` as the authority.
fn openssl(stage: &Stage, signature: &[u8]) -> Vec<u8> {
    const SETTINGS: &str = "[ts]\nserial = serial\ndefault_policy = 1.2.3.4.1\ndigests = sha256\nsigner_digest = sha256\n\
                            accuracy = secs:1, millisecs:500\nordering = yes\ntsa_name = yes\ness_cert_id_chain = no\ness_cert_id_alg = sha256\n";
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    write("ts.cnf", SETTINGS.as_bytes());
    write("serial", b"01\n");
    write("signature", signature);
    write("clock.der", stage.clock.certificate.as_der());
    write("key.der", &stage.clock.pkcs8);
    let run = |arguments: &str| {
        let output = Command::new("openssl").current_dir(folder.path()).args(arguments.split(' ')).output();
        let output = output.expect("openssl is installed");
        assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
    };
    run("x509 -inform DER -in clock.der -out clock.pem");
    run("pkey -inform DER -in key.der -out key.pem");
    run("ts -query -data signature -sha256 -cert -out query");
    run("ts -reply -queryfile query -signer clock.pem -inkey key.pem -config ts.cnf -section ts -token_out -out token");
    std::fs::read(folder.path().join("token")).unwrap()
}
