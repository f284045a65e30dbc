//! CRLs against the judge: C16 (scope, signer, time), C18 and C19 (revoked before or after it was signed, hold), C14 and
//! G15 (size), each with CRLs that are made here.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod shared;

use std::slice;

use kakitome_ber::{Tag, der};
use kakitome_crypto::{KeyKind, Signer};
use kakitome_pki::chain::Revocation;
use kakitome_pki::path::{PathReport, search, search_remembering};
use kakitome_pki::{
    Anchors, Budget, Certificate, CertificateStatus, Compromise, Crl, Evidence, Finding, Policy, Pool, Purpose, Remembered, RevocationMode,
    RevocationPool, SigningTime, SourceKind, UnixTime, Want,
};
use shared::forge::{Forged, Plan, directory, extension, uri};
use shared::house::signer;
use shared::lists::{List, point_name, points};

/// A root, a CA below it, a leaf below that.
struct Stage {
    root: Forged,
    ca: Forged,
    leaf: Certificate,
    others: Vec<Certificate>,
    now: UnixTime,
    policy: Policy,
    signing_time: Option<SigningTime>,
}

impl Stage {
    fn new() -> Self {
        Self::with(Plan::named("leaf"))
    }

    fn with(leaf: Plan) -> Self {
        let root = Plan::ca("root").root();
        let ca = Plan { serial: vec![2], ..Plan::ca("ca") }.under(&root);
        let leaf = Plan { serial: vec![3], ..leaf }.under(&ca).certificate;
        let mut policy = Policy::default();
        policy.revocation = RevocationMode::Hard;
        Self { root, ca, leaf, others: Vec::new(), now: UnixTime::now(), policy, signing_time: None }
    }

    fn list(&self) -> List {
        List::of(&self.ca.certificate)
    }

    fn sign(&self, list: &List) -> Crl {
        list.signed(&self.ca.signer)
    }

    fn search(&self, crls: &[Crl]) -> PathReport {
        let pool = Pool::new(self.others.iter().chain([&self.ca.certificate]).cloned());
        let anchors = Anchors::from_certificates([self.root.certificate.clone()]);
        let root_crl = List::of(&self.root.certificate).signed(&self.root.signer);
        let evidence = Evidence {
            message: &pool,
            given: &Pool::default(),
            anchors: &anchors,
            revocation: &RevocationPool::of_crls(crls.iter().cloned().chain([root_crl])),
            signing_time: self.signing_time,
        };
        search(&self.leaf, &evidence, Purpose::Any, self.now, &self.policy, &mut Budget::default())
    }

    fn status(&self, crls: &[Crl]) -> CertificateStatus {
        self.search(crls).tried[0].statuses[0].clone()
    }

    fn word(&self, crls: &[Crl]) -> Revocation {
        self.status(crls).revocation()
    }

    /// Why CRLs were not used, and why nothing is known.
    fn why(&self, crls: &[Crl]) -> Vec<&'static str> {
        let report = self.search(crls);
        let because = report.tried[0].findings.iter().filter_map(|placed| match &placed.finding {
            Finding::CrlUnusable { because, .. } | Finding::RevocationUnknown { because, .. } => Some(*because),
            _ => None,
        });
        because.collect()
    }
}

#[test]
fn c16_a_list_of_the_same_name_by_a_stranger_says_nothing() {
    let stage = Stage::new();
    let stranger = Plan::ca("ca").root();
    let listed = stage.list().entry(&stage.leaf, stage.now.plus_days(-1), 1);
    assert_eq!(stage.word(&[stage.sign(&listed)]), Revocation::Revoked);
    assert_eq!(stage.why(&[listed.signed(&stranger.signer)]), ["it is not signed by the issuer's key", "no usable CRL of the issuer"]);
    assert_eq!(stage.word(&[stage.list().signed(&stranger.signer)]), Revocation::Unknown);
    // with its certificate in the mail: it has the right name, the right key, and no path to the same root
    let mut stage = stage;
    stage.others.push(stranger.certificate.clone());
    assert_eq!(stage.why(&[stage.list().signed(&stranger.signer)])[0], "its signer has no path to the same root");
    assert_eq!(stage.word(&[listed.signed(&stranger.signer)]), Revocation::Unknown);
}

#[test]
fn c16_a_key_of_its_own_for_lists_has_a_path_to_the_same_root() {
    let mut stage = Stage::new();
    let plan = |bits: &[u8]| Plan { serial: vec![9], ..Plan::named("ca") }.with("2.5.29.15", true, &der::named_bits(bits));
    let (good, wrong) = (plan(&[0x02]).under(&stage.root), plan(&[0x80]).under(&stage.root));
    stage.others = vec![good.certificate.clone(), wrong.certificate.clone()];
    assert_eq!(stage.word(&[stage.list().signed(&good.signer)]), Revocation::Good);
    assert_eq!(stage.why(&[stage.list().signed(&wrong.signer)])[0], "the issuer's key usage does not allow signing CRLs");
    // its own certificate is out of time
    let past = (stage.now.plus_days(-9), stage.now.plus_days(-1));
    let old = Plan { validity: past, ..plan(&[0x02]) }.under(&stage.root);
    stage.others = vec![old.certificate.clone()];
    assert_eq!(stage.why(&[stage.list().signed(&old.signer)])[0], "the path of its signer is not valid");
    // its own certificate is revoked
    stage.others = vec![good.certificate.clone()];
    let root_list = List::of(&stage.root.certificate).number(11).entry(&good.certificate, stage.now.plus_days(-1), 4);
    let lists = [stage.list().signed(&good.signer), root_list.signed(&stage.root.signer)];
    assert_eq!(stage.why(&lists)[0], "its signer's certificate is revoked");
}

#[test]
fn c16_times_of_a_list() {
    let stage = Stage::new();
    let at = |days| stage.sign(&stage.list().made(stage.now.plus_days(days)));
    assert_eq!(stage.why(&[at(1)])[0], "it was made after the time asked");
    assert_eq!(stage.why(&[at(-8)])[0], "its next update is over");
    assert_eq!(stage.word(&[at(-8), at(-1)]), Revocation::Good);
    let mut undated = stage.list();
    undated.times.1 = None;
    assert_eq!(stage.why(&[stage.sign(&undated)])[0], "it names no next update");
    // clocks differ
    assert_eq!(stage.word(&[stage.sign(&stage.list().made(stage.now.plus_seconds(200)))]), Revocation::Good);
    assert_eq!(stage.word(&[stage.sign(&stage.list().made(stage.now.plus_seconds(400)))]), Revocation::Unknown);
    // an old one that lists the certificate is as good as a new one
    let listed = stage.list().made(stage.now.plus_days(-30)).entry(&stage.leaf, stage.now.plus_days(-31), 4);
    assert_eq!(stage.word(&[stage.sign(&listed), at(-1)]), Revocation::Revoked);
}

#[test]
fn c16_what_is_critical_and_unknown_makes_silence_worthless_and_hides_no_entry() {
    let stage = Stage::new();
    let strange = |list: List| list.with("1.3.6.1.4.1.99999.7", true, b"\x05\x00");
    assert_eq!(stage.why(&[stage.sign(&strange(stage.list()))])[0], "it has a critical extension that is not known");
    let listed = stage.list().entry(&stage.leaf, stage.now.plus_days(-1), 4);
    assert_eq!(stage.word(&[stage.sign(&strange(listed))]), Revocation::Revoked);
    let entry = [extension("1.3.6.1.4.1.99999.7", true, b"\x05\x00")];
    let other = stage.list().raw_entry(&[77], stage.now, &entry);
    assert_eq!(stage.why(&[stage.sign(&other)])[0], "an entry has a critical extension that is not known");
    let own = stage.list().raw_entry(stage.leaf.serial().content(), stage.now, &entry);
    assert_eq!(stage.word(&[stage.sign(&own)]), Revocation::Revoked);
    // a reason or a date that need not be understood revokes whom it is about, and nobody else is in doubt
    for (oid, value) in [("2.5.29.21", &b"\x0a\x05\x01"[..]), ("2.5.29.24", b"\x18\x01x"), ("2.5.29.21", b"")] {
        let entry = [extension(oid, false, value)];
        assert_eq!(stage.word(&[stage.sign(&stage.list().raw_entry(&[77], stage.now.plus_days(-1), &entry))]), Revocation::Good);
        let own = stage.list().raw_entry(stage.leaf.serial().content(), stage.now.plus_days(-1), &entry);
        assert_eq!(stage.word(&[stage.sign(&own)]), Revocation::Revoked);
    }
    let broken = stage.list().with("2.5.29.28", true, b"\x30\x02\x85\x00");
    assert_eq!(stage.why(&[stage.sign(&broken)])[0], "its issuing distribution point cannot be read");
}

#[test]
fn c16_parts_by_point_by_kind_and_by_reason() {
    let (url, other) = ("http://ca.example/3.crl", "http://ca.example/4.crl");
    let stage = Stage::with(Plan::named("leaf").with("2.5.29.31", false, &points(&[&[point_name(url)]])));
    let at = |fields: &[Vec<u8>]| stage.sign(&stage.list().point(fields));
    let flag = |number| der::context_primitive(number, &[0xff]);
    let reasons = |bits: &[u8]| der::context_primitive(3, &der::named_bits(bits)[2..]);
    assert_eq!(stage.word(&[at(&[point_name(url)])]), Revocation::Good);
    assert_eq!(stage.why(&[at(&[point_name(other)])])[0], "it is of another distribution point");
    assert_eq!(stage.word(&[at(&[point_name(url), flag(1)])]), Revocation::Good);
    assert_eq!(stage.why(&[at(&[point_name(url), flag(2)])])[0], "it is for other certificates");
    assert_eq!(stage.why(&[at(&[flag(5)])])[0], "it is for other certificates");
    // reasons add up: key compromise and the rest
    let (some, rest) = (at(&[reasons(&[0x60])]), at(&[reasons(&[0x1f, 0x80])]));
    assert_eq!(stage.why(slice::from_ref(&some)), ["the CRLs at hand do not cover every reason"]);
    assert_eq!(stage.word(&[some.clone(), rest]), Revocation::Good);
    assert_eq!(stage.word(&[some, at(&[reasons(&[0x1f])])]), Revocation::Unknown);
}

#[test]
fn c16_indirect_lists_count_only_where_the_certificate_names_their_issuer() {
    let lister = |stage: &Stage| Plan { serial: vec![8], ..Plan::ca("lister") }.under(&stage.root);
    let name = kakitome_pki::Name::build(&[("CN", "lister")]).unwrap();
    let named = points(&[&[der::context(2, &[&directory(&name)])]]);
    let mut stage = Stage::with(Plan::named("leaf").with("2.5.29.31", false, &named));
    let by = lister(&stage);
    stage.others.push(by.certificate.clone());
    let indirect = der::context_primitive(4, &[0xff]);
    let list = || List::of(&by.certificate).point(slice::from_ref(&indirect));
    let owner = |name: &kakitome_pki::Name| extension("2.5.29.29", true, &der::sequence(&[&directory(name)]));
    let (since, serial) = (stage.now.plus_days(-1), stage.leaf.serial().content());
    assert_eq!(stage.word(&[list().signed(&by.signer)]), Revocation::Good);
    // the entry's issuer is the list's own until an entry says otherwise, and stays what was said last (RFC 5280 5.3.3)
    assert_eq!(stage.word(&[list().raw_entry(serial, since, &[]).signed(&by.signer)]), Revocation::Good);
    let listed = list().raw_entry(&[50], since, &[owner(stage.ca.certificate.subject())]).raw_entry(serial, since, &[]);
    assert_eq!(stage.word(&[listed.signed(&by.signer)]), Revocation::Revoked);
    let others = list().raw_entry(&[50], since, &[owner(&name)]).raw_entry(serial, since, &[]);
    assert_eq!(stage.word(&[others.signed(&by.signer)]), Revocation::Good);
    // the same without the mark that it is indirect
    assert_eq!(stage.why(&[List::of(&by.certificate).signed(&by.signer)])[0], "it is of another issuer");
    // a certificate that names nobody: another CA below the same root has no say
    let mut stage = Stage::new();
    let by = lister(&stage);
    stage.others.push(by.certificate.clone());
    let listed = List::of(&by.certificate).point(&[indirect]).raw_entry(&[3], since, &[owner(stage.ca.certificate.subject())]);
    assert_eq!(stage.word(&[listed.signed(&by.signer)]), Revocation::NotChecked);
}

#[test]
fn c19_hold_lasts_until_somebody_newer_takes_it_back() {
    let stage = Stage::new();
    let (since, earlier, later) = (stage.now.plus_days(-3), stage.now.plus_days(-2), stage.now.plus_days(-1));
    let hold = stage.sign(&stage.list().number(10).made(earlier).entry(&stage.leaf, since, 6));
    let report = stage.search(slice::from_ref(&hold));
    assert!(report.accepted.is_none());
    assert!(report.tried[0].findings.iter().any(|placed| matches!(&placed.finding, Finding::OnHold { since: at, .. } if *at == since)));
    // a newer complete list without it
    assert_eq!(stage.word(&[hold.clone(), stage.sign(&stage.list().number(11).made(later))]), Revocation::Good);
    // an older one says nothing
    assert_eq!(stage.word(&[hold.clone(), stage.sign(&stage.list().number(9).made(since))]), Revocation::Revoked);
    // a delta that removes it; one that has another base, or is older, does not
    let delta = |number, base, at, reason| stage.sign(&stage.list().number(number).delta(base).made(at).entry(&stage.leaf, since, reason));
    assert_eq!(stage.word(&[hold.clone(), delta(11, 10, later, 8)]), Revocation::Good);
    assert_eq!(stage.word(&[hold.clone(), delta(12, 11, later, 8)]), Revocation::Revoked);
    assert_eq!(stage.word(&[hold.clone(), delta(9, 8, since, 8)]), Revocation::Revoked);
    assert_eq!(stage.word(&[hold.clone(), delta(11, 10, later, 4)]), Revocation::Revoked);
    // a list for other reasons than hold cannot take it back
    let some = stage.list().number(11).made(later).point(&[der::context_primitive(3, &der::named_bits(&[0x60])[2..])]);
    assert_eq!(stage.word(&[hold.clone(), stage.sign(&some)]), Revocation::Revoked);
    // what is revoked for good stays so
    let gone = stage.sign(&stage.list().number(10).made(earlier).entry(&stage.leaf, since, 4));
    assert_eq!(stage.word(&[gone.clone(), delta(11, 10, later, 8)]), Revocation::Revoked);
    assert_eq!(stage.word(&[gone, stage.sign(&stage.list().number(11).made(later))]), Revocation::Revoked);
    // by policy deltas are not looked at
    let mut stage = stage;
    stage.policy.use_deltas = false;
    assert_eq!(
        stage.word(&[hold, stage.sign(&stage.list().number(11).delta(10).made(later).entry(&stage.leaf, since, 8))]),
        Revocation::Revoked
    );
}

#[test]
fn c16_a_delta_makes_an_old_list_new_and_alone_says_nothing_good() {
    let stage = Stage::new();
    let old = stage.sign(&stage.list().number(10).made(stage.now.plus_days(-10)));
    let delta = |base| stage.sign(&stage.list().number(12).delta(base).made(stage.now.plus_days(-1)));
    assert_eq!(stage.word(slice::from_ref(&old)), Revocation::Unknown);
    assert_eq!(stage.word(&[delta(10)]), Revocation::Unknown);
    assert_eq!(stage.word(&[old.clone(), delta(11)]), Revocation::Unknown);
    let CertificateStatus::Good { source } = stage.status(&[old, delta(10)]) else { panic!("not good") };
    assert_eq!((source.kind, source.this_update), (SourceKind::DeltaCrl, stage.now.plus_days(-1)));
    assert_eq!(source.age(stage.now), 86_400);
}

#[test]
fn c18_c19_revoked_after_it_was_signed_is_told_apart_and_excuses_only_what_is_proven() {
    let mut stage = Stage::new();
    let since = stage.now.plus_days(-1);
    let with = |reason: u8, invalid: Option<UnixTime>| {
        let mut extensions = vec![extension("2.5.29.21", false, &der::element(Tag::ENUMERATED, false, &[&[reason]]))];
        let generalized = |at: UnixTime| der::element(Tag::GENERALIZED_TIME, false, &[b"20", kakitome_ber::time::format(at.0).as_bytes()]);
        extensions.extend(invalid.map(|at| extension("2.5.29.24", false, &generalized(at))));
        stage.sign(&stage.list().raw_entry(stage.leaf.serial().content(), since, &extensions))
    };
    let (superseded, stolen, stolen_lately) = (with(4, None), with(1, None), with(1, Some(since.plus_seconds(-600))));
    let (before, after) = (since.plus_days(-1), since.plus_seconds(1));
    let mut judge = |crl: &Crl, signing_time, compromise| {
        (stage.signing_time, stage.policy.compromise) = (signing_time, compromise);
        let report = stage.search(slice::from_ref(crl));
        let found = report.tried[0].findings.iter().map(|placed| placed.finding.id()).find(|id| id.starts_with("pki.revoked"));
        assert_eq!(report.tried[0].revocation, Revocation::Revoked);
        (report.accepted.is_some(), found.unwrap_or_default())
    };
    let (told, plain) = ("pki.revoked-after-signing", "pki.revoked");
    let any = Compromise::AnyTime;
    assert_eq!(judge(&superseded, None, any), (false, plain));
    // the signer's own word is told and excuses nothing
    assert_eq!(judge(&superseded, Some(SigningTime::Claimed(before)), any), (false, told));
    assert_eq!(judge(&superseded, Some(SigningTime::Claimed(after)), any), (false, plain));
    assert_eq!(judge(&superseded, Some(SigningTime::Proven(before)), any), (true, told));
    assert_eq!(judge(&superseded, Some(SigningTime::Proven(after)), any), (false, plain));
    // a stolen key: nobody knows since when
    assert_eq!(judge(&stolen, Some(SigningTime::Proven(before)), any), (false, told));
    assert_eq!(judge(&stolen_lately, Some(SigningTime::Proven(before)), any), (false, told));
    assert_eq!(judge(&stolen_lately, Some(SigningTime::Proven(before)), Compromise::InvalidityDate), (true, told));
    let between = Some(SigningTime::Proven(since.plus_seconds(-300)));
    assert_eq!(judge(&stolen_lately, between, Compromise::InvalidityDate), (false, told));
    assert_eq!(judge(&stolen, between, Compromise::InvalidityDate), (false, told));
    assert_eq!(judge(&stolen_lately, between, Compromise::RevocationDate), (true, told));
}

#[test]
fn c12_c17_what_to_fetch_is_named_for_a_trusted_chain_only_and_blocking_it_is_never_good() {
    let leaf = || {
        let access =
            |method: &str, url: &str| der::sequence(&[&der::oid(&const_oid::ObjectIdentifier::new(method).unwrap()), &uri(url.as_bytes())]);
        let aia =
            der::sequence(&[&access("1.3.6.1.5.5.7.48.1", "http://ocsp.example/"), &access("1.3.6.1.5.5.7.48.1", "ldap://ocsp.example/")]);
        let fresh = points(&[&[point_name("http://ca.example/delta.crl")]]);
        Plan::named("leaf").with("1.3.6.1.5.5.7.1.1", false, &aia).with("2.5.29.46", false, &fresh).with(
            "2.5.29.31",
            false,
            &points(&[&[point_name("http://ca.example/3.crl")], &[point_name("file:///etc/passwd")]]),
        )
    };
    let mut stage = Stage::with(leaf());
    let kinds = |report: &PathReport| {
        let kind = |want: &Want| match want {
            Want::Ocsp { urls, .. } => format!("ocsp {}", urls.join(" ")),
            Want::Crl { urls, .. } => format!("crl {}", urls.join(" ")),
            Want::DeltaCrl { urls, .. } => format!("delta {}", urls.join(" ")),
            other => format!("{other:?}"),
        };
        report.wants.iter().map(kind).collect::<Vec<_>>()
    };
    let all = ["ocsp http://ocsp.example/", "crl http://ca.example/3.crl"];
    // C17: hard refuses what cannot be asked, soft accepts it and says so
    let report = stage.search(&[]);
    assert!(report.accepted.is_none());
    assert_eq!(kinds(&report), all);
    stage.policy.revocation = RevocationMode::Soft;
    let report = stage.search(&[]);
    assert_eq!((report.accepted.unwrap().revocation(), report.wants.len()), (Revocation::NotChecked, 2));
    stage.policy.revocation = RevocationMode::Off;
    assert_eq!(stage.search(&[]).wants, []);
    // answered: only what is newer
    stage.policy.revocation = RevocationMode::Hard;
    assert_eq!(kinds(&stage.search(&[stage.sign(&stage.list())])), ["delta http://ca.example/delta.crl"]);
    // an untrusted chain makes nobody fetch
    let past = (stage.now.plus_days(-9), stage.now.plus_days(-1));
    assert_eq!(kinds(&Stage::with(Plan { validity: past, ..leaf() }).search(&[])), [""; 0]);
    let mut stage = Stage::with(leaf());
    stage.root = Plan::ca("another root").root();
    assert!(stage.search(&[]).wants.iter().all(|want| matches!(want, Want::Issuer { .. })));
}

#[test]
fn every_key_type_signs_lists_that_are_checked_as_they_stream_by() {
    for kind in [KeyKind::Rsa { bits: 2048 }, KeyKind::P256, KeyKind::P384, KeyKind::P521, KeyKind::Ed25519] {
        let stage = Stage::new();
        let by = signer(kind);
        let plan = Plan { serial: vec![9], ..Plan::ca("ca") };
        let certificate = plan.signed(stage.root.certificate.subject().as_der(), &stage.root.signer, by.public_key());
        let stage = Stage { others: vec![certificate], ..stage };
        let listed = stage.list().entry(&stage.leaf, stage.now.plus_days(-1), 4);
        assert_eq!(stage.word(&[stage.list().signed(&by)]), Revocation::Good, "{kind}");
        assert_eq!(stage.word(&[listed.signed(&by)]), Revocation::Revoked, "{kind}");
        let mut altered = listed.der(&by);
        let at = altered.windows(3).position(|octets| octets == [0x02, 0x01, 0x03]).unwrap();
        altered[at + 2] = 4;
        assert_eq!(stage.word(&[Crl::from_der(altered).unwrap()]), Revocation::Unknown, "{kind}");
    }
}

#[test]
fn g15_thousands_of_certificates_of_one_name_hide_no_signer_and_cost_no_square() {
    let mut stage = Stage::new();
    let key_id = |octets: &[u8]| der::octet_string(octets);
    let wanted = der::sequence(&[&der::context_primitive(0, &[7; 20])]);
    let plan = Plan { serial: vec![9], ..Plan::named("ca") }.with("2.5.29.14", false, &key_id(&[7; 20]));
    let by = plan.under(&stage.root);
    let other = signer(KeyKind::P256);
    let crowd = (0..5000_u16).map(|number| {
        let plan = Plan { serial: number.to_be_bytes().to_vec(), ..Plan::named("ca") };
        let plan = plan.with("2.5.29.14", false, &key_id(&[8; 20]));
        plan.signed(stage.root.certificate.subject().as_der(), &other, other.public_key())
    });
    stage.others = crowd.chain([by.certificate.clone()]).collect();
    let crl = stage.list().with("2.5.29.35", false, &wanted).signed(&by.signer);
    let begun = shared::cpu();
    assert_eq!(stage.word(&[crl]), Revocation::Good);
    assert!(shared::cpu() - begun < std::time::Duration::from_secs(1), "{:?}", shared::cpu() - begun);
}

#[test]
fn g15_ten_thousand_distribution_points_against_ten_thousand_names() {
    let names = |prefix: &str| (0..10_000).map(|number| uri(format!("{prefix}{number}").as_bytes())).collect::<Vec<_>>();
    let (own, other) = (names("a"), names("b"));
    let point = |names: &[Vec<u8>]| {
        let parts: Vec<&[u8]> = names.iter().map(Vec::as_slice).collect();
        der::context(0, &[&der::context(0, &parts)])
    };
    let each: Vec<[Vec<u8>; 1]> = own.iter().map(|name| [point(slice::from_ref(name))]).collect();
    let each: Vec<&[Vec<u8>]> = each.iter().map(<[Vec<u8>; 1]>::as_slice).collect();
    let all = [point(&own)];
    let stage = Stage::with(Plan::named("leaf").with("2.5.29.31", false, &points(&[&each[..], &[&all]].concat())));
    let list = stage.sign(&stage.list().point(&[point(&other)]));
    let begun = shared::cpu();
    assert_eq!(stage.why(&[list])[0], "it is of another distribution point");
    assert!(shared::cpu() - begun < std::time::Duration::from_secs(1), "{:?}", shared::cpu() - begun);
}

/// A memory of searches answers anew as soon as there is other evidence on revocation, or its time is over.
#[test]
fn c21_a_remembered_answer_is_for_the_same_evidence_and_time() {
    let stage = Stage::new();
    let remembered = Remembered::default();
    let anchors = Anchors::from_certificates([stage.root.certificate.clone()]);
    let pool = Pool::new([stage.ca.certificate.clone()]);
    let ask = |crl: &Crl, now: UnixTime, signing_time| {
        let root_crl = List::of(&stage.root.certificate).signed(&stage.root.signer);
        let revocation = &RevocationPool::of_crls([crl.clone(), root_crl]);
        let evidence = Evidence { message: &pool, given: &Pool::default(), anchors: &anchors, revocation, signing_time };
        let report = search_remembering(&stage.leaf, &evidence, Purpose::Any, now, &stage.policy, &mut Budget::default(), &remembered);
        (report.tried[0].revocation, report.accepted.is_some())
    };
    let clean = stage.sign(&stage.list());
    let listed = stage.sign(&stage.list().number(11).entry(&stage.leaf, stage.now.plus_days(-1), 4));
    for _ in 0..2 {
        assert_eq!(ask(&clean, stage.now, None), (Revocation::Good, true));
        assert_eq!(ask(&listed, stage.now, None), (Revocation::Revoked, false));
        // where somebody was revoked each signing time has its answer, whatever was remembered of another one
        for (signed, accepted) in [(-2, true), (0, false), (-3, true)] {
            assert_eq!(ask(&listed, stage.now, Some(SigningTime::Proven(stage.now.plus_days(signed)))), (Revocation::Revoked, accepted));
            assert_eq!(ask(&listed, stage.now, Some(SigningTime::Claimed(stage.now.plus_days(signed)))), (Revocation::Revoked, false));
        }
        // when the list is over
        assert_eq!(ask(&clean, stage.now.plus_days(8), None), (Revocation::Unknown, false));
    }
}

#[test]
fn g15_many_lists_in_a_mail_end_by_the_budget() {
    let stage = Stage::new();
    let lists: Vec<Crl> = (0..300).map(|number| stage.list().number(number).signed(&stage.root.signer)).collect();
    let made = shared::cpu();
    assert_eq!(stage.word(&lists), Revocation::Unknown);
    assert!(shared::cpu() - made < std::time::Duration::from_secs(1), "{:?}", shared::cpu() - made);
    let report = stage.search(&lists);
    assert!(report.tried.iter().all(|path| path.findings.len() < 30), "{}", report.tried[0].findings.len());
}
