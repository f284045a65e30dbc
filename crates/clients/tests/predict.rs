//! Predictions from reports about mails that are made here: each rule of the profiles that a mail can bring about, the conditions, and
//! what is unknown.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

#[path = "../../smime/tests/support/mod.rs"]
mod support;

use std::io::Cursor;

use kakitome_clients::{Case, Confidence, Mail, Observation, Shown, Shows, Stores, predict, programs, shipped_observations};
use kakitome_crypto::KeyKind;
use kakitome_pki::{Anchors, Crl, EmailLimit, EmailState, LimitedWhen, UnixTime};
use kakitome_roots::{Root, Snapshot, Source};
use kakitome_smime::{Evidence, Policy, Report, open};
use support::{Authority, NOW, TEXT, clear, mail, opaque};

const ALICE: &str = "noreply@bank.example";

fn good() -> (Authority, Vec<u8>) {
    let root = Authority::new("Example CA");
    let entity = clear(TEXT, &root.person(ALICE).detached(TEXT.as_bytes()));
    let mail = mail(ALICE, &entity);
    (root, mail)
}

fn limited(root: &Authority, limits: Vec<EmailLimit>) -> Root {
    Root { limits, ..Root::of(root.certificate.clone()) }
}

fn list(source: Source, roots: Vec<Root>) -> Snapshot {
    Snapshot::new(source, NOW, [7; 32], roots)
}

/// Every list has the root, without limits.
fn listed(root: &Authority) -> Stores {
    let all = [Source::Microsoft, Source::Mozilla, Source::Apple];
    all.into_iter().fold(Stores::none(), |stores, source| {
        let roots = if source == Source::Apple { Vec::new() } else { vec![limited(root, Vec::new())] };
        stores.with(list(source, roots))
    })
}

fn shown(report: &Report, stores: &Stores) -> Vec<Shown> {
    predict(Mail { report, recipients: &[] }, stores, &[])
}

fn of<'a>(all: &'a [Shown], program: &str) -> &'a Shown {
    all.iter().find(|one| one.program.id == program).unwrap()
}

fn usual<'a>(all: &'a [Shown], program: &str) -> &'a Case {
    of(all, program).usual().unwrap()
}

#[test]
fn a_good_mail_in_every_program() {
    let (root, mail) = good();
    let all = shown(&root.judge(&mail), &listed(&root));
    assert_eq!(all.len(), programs().len(), "every program is answered for");
    let outlook = usual(&all, "outlook-classic");
    assert_eq!((outlook.shows, outlook.quote.ja.as_deref()), (Shows::Trusted, Some("デジタル署名:有効")));
    assert_eq!(outlook.confidence, Confidence::Documented);
    let thunderbird = usual(&all, "thunderbird");
    assert_eq!((thunderbird.rule.as_str(), thunderbird.quote.ja.as_deref()), ("T7", Some("メッセージは署名されています")));
    assert_eq!(thunderbird.confidence, Confidence::Source);
    assert_eq!(usual(&all, "no-smime").shows, Shows::Attachment);
    // nothing reliable is known of these, and that is said
    for name in ["notes", "zimbra", "roundcube", "android-mail", "outlook-com"] {
        let case = usual(&all, name);
        assert_eq!((case.shows, case.confidence), (Shows::Unknown, Confidence::Unknown), "{name}");
    }
    // Exchange trusts no public root unless an administrator says so: two cases, and the usual one is the warning
    let exchange = of(&all, "outlook-new");
    let words: Vec<_> = exchange.cases.iter().map(|case| (case.when[0].word(), case.shows, case.usual)).collect();
    assert_eq!(words, [("in-collection", Shows::Trusted, false), ("no-in-collection", Shows::Warning, true)]);
    // and in a browser only where the control is: elsewhere the signature is a file
    let web: Vec<_> = of(&all, "outlook-web").cases.iter().map(|case| (case.when[0].word(), case.shows, case.usual)).collect();
    let with = |shows| ("smime-control", shows, false);
    assert_eq!(web, [with(Shows::Trusted), with(Shows::Warning), ("no-smime-control", Shows::Attachment, true)]);
}

#[test]
fn windows_has_a_case_for_machines_without_updates() {
    let (root, mail) = good();
    let all = shown(&root.judge(&mail), &listed(&root));
    let cases = &of(&all, "outlook-classic").cases;
    let bad: Vec<_> = cases.iter().filter(|case| case.shows != Shows::Trusted).collect();
    assert_eq!(bad.len(), 1, "{cases:#?}");
    let when: Vec<_> = bad[0].when.iter().map(kakitome_clients::Condition::word).collect();
    assert_eq!(when, ["no-updates", "no-root-present"]);
    assert_eq!(cases.iter().filter(|case| case.usual).count(), 1);
}

#[test]
fn what_a_mail_brings_about() {
    let (root, whole) = good();
    let stores = listed(&root);
    let text = String::from_utf8(whole.clone()).unwrap();
    let at = |time: &str| open(&mut Cursor::new(&whole), &root.evidence(), &Policy::default(), UnixTime::parse(time).unwrap()).unwrap();
    let alice = root.person(ALICE);
    let crl = Crl::from_der(root.crl(&[&alice])).unwrap();
    let revoked = mail(ALICE, &clear(TEXT, &alice.detached(TEXT.as_bytes())));
    let revoked = open(&mut Cursor::new(&revoked), &root.evidence().with_crls([crl]), &Policy::default(), NOW).unwrap();
    let nameless = root.person_with(ALICE, KeyKind::P256, |params| params.subject_alt_names.clear());
    let table: Vec<(&str, Report, &str, &str)> = vec![
        ("altered", root.judge(text.replace("nobody", "Mallory").as_bytes()), "W1", "T4"),
        ("unsigned", root.judge(&mail(ALICE, TEXT)), "W-none", "T-none"),
        ("mismatch", root.judge(text.replace("From: noreply@", "From: other@").as_bytes()), "W10", "T5"),
        ("expired", at("2040-01-01"), "W6", "T2-expired"),
        ("not yet", at("2019-06-01"), "W6-early", "T2-early"),
        ("revoked", revoked, "W7", "T2-revoked"),
        ("no address", root.judge(&mail(ALICE, &clear(TEXT, &nameless.detached(TEXT.as_bytes())))), "W11", "T5-none"),
        ("time", root.judge(text.replace("10:00:00 +0900", "12:00:00 +0900").as_bytes()), "W11", "T6"),
    ];
    for (name, report, outlook, thunderbird) in &table {
        let all = shown(report, &stores);
        assert_eq!(usual(&all, "outlook-classic").rule, *outlook, "{name}");
        assert_eq!(usual(&all, "thunderbird").rule, *thunderbird, "{name}");
        // a case names what it comes from, by findings that the report has
        for case in all.iter().flat_map(|one| &one.cases) {
            assert!(case.because.iter().all(|id| report.findings.iter().any(|noted| noted.finding.id() == *id)), "{name}");
        }
    }
    let by = |name: &str| shown(&table.iter().find(|row| row.0 == name).unwrap().1, &stores);
    // Outlook does not compare addresses: it shows a good signature, and the reader has to look
    assert_eq!(usual(&by("mismatch"), "outlook-classic").shows, Shows::Trusted);
    assert_eq!(usual(&by("mismatch"), "outlook-classic").recipient.as_deref(), Some("compare"));
    assert_eq!(usual(&by("mismatch"), "thunderbird").because, ["pki.address-mismatch"]);
    // an hour too much, and Thunderbird says that the signature is not valid
    assert_eq!(usual(&by("time"), "thunderbird").shows, Shows::Invalid);
    assert_eq!(usual(&by("expired"), "ios-mail").quote.ja.as_deref(), Some("有効期限切れ"));
    // what Gmail shows of it is documented nowhere
    assert_eq!(usual(&by("altered"), "gmail-web").shows, Shows::Unknown);
}

#[test]
fn forms_and_programs_without_smime() {
    let root = Authority::new("Example CA");
    let inside = root.judge(&mail(ALICE, &opaque("signed-data", &root.person(ALICE).opaque(TEXT.as_bytes()))));
    let all = shown(&inside, &listed(&root));
    assert_eq!((usual(&all, "no-smime").rule.as_str(), usual(&all, "no-smime").shows), ("N-opaque", Shows::Unreadable));
    let sealed = opaque("enveloped-data", &[0x30, 0x0f, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 3, 0xa0, 2, 0x30, 0]);
    let all = shown(&root.judge(&mail(ALICE, &sealed)), &listed(&root));
    assert_eq!(usual(&all, "thunderbird").status, "encrypted");
    assert_eq!(usual(&all, "no-smime").shows, Shows::Unreadable);
    // a signature file alone is no mail that a program would show
    assert!(shown(&root.judge(&root.person(ALICE).detached(b"x")), &listed(&root)).is_empty());
}

#[test]
fn each_store_says_what_it_says_and_the_others_do_not() {
    let (root, mail) = good();
    let report = root.judge(&mail);
    let always = |state| vec![EmailLimit { state, when: LimitedWhen::Always, attribute: "x".into(), value: "y".into() }];
    let issued = vec![EmailLimit {
        state: EmailState::DistrustAfter,
        when: LimitedWhen::IssuedAfter(UnixTime(0)),
        attribute: "x".into(),
        value: "y".into(),
    }];
    let stores = listed(&root).with(list(Source::Mozilla, vec![limited(&root, always(EmailState::EmailOff))]));
    let all = shown(&report, &stores);
    assert_eq!(usual(&all, "thunderbird").rule, "T2-off");
    assert_eq!(usual(&all, "outlook-classic").shows, Shows::Trusted);
    let stores = listed(&root).with(list(Source::Apple, vec![limited(&root, issued.clone())]));
    let all = shown(&report, &stores);
    assert_eq!(usual(&all, "apple-mail").rule, "A2-issued");
    assert_eq!(usual(&all, "thunderbird").rule, "T7");
    // not in Mozilla's list: whoever imports the root sees it good
    let stores = listed(&root).with(list(Source::Mozilla, Vec::new()));
    let all = shown(&report, &stores);
    let thunderbird = of(&all, "thunderbird");
    assert_eq!(usual(&all, "thunderbird").rule, "T2");
    assert!(thunderbird.cases.iter().any(|case| case.shows == Shows::Trusted && case.when[0].word() == "root-trusted"));
    // dates of a list are heeded by Windows 10 and later only
    let stores = listed(&root).with(list(Source::Microsoft, vec![limited(&root, issued)]));
    let all = shown(&report, &stores);
    assert_eq!(usual(&all, "outlook-classic").rule, "W4-issued");
    let old = of(&all, "windows-mail").cases.iter().find(|case| case.when.iter().any(|one| one.word() == "no-heeds-dates")).unwrap();
    assert_eq!(old.shows, Shows::Trusted);
}

#[test]
fn without_a_list_the_root_is_a_condition_and_no_guess() {
    let (root, mail) = good();
    let all = shown(&root.judge(&mail), &Stores::none());
    for name in ["outlook-classic", "thunderbird", "apple-mail"] {
        let words: Vec<_> = of(&all, name).cases.iter().map(|case| case.when.iter().map(|one| one.word()).collect::<Vec<_>>()).collect();
        assert!(words.iter().all(|when| !when.is_empty()), "{name}: {words:?}");
    }
    let nobody = open(&mut Cursor::new(&mail), &Evidence::new(Anchors::none()), &Policy::default(), NOW).unwrap();
    assert!(shown(&nobody, &Stores::none()).iter().all(|one| !one.cases.is_empty()));
}

#[test]
fn gmail_wants_an_intermediate_and_at_most_27_months() {
    let (root, mail_of_16_years) = good();
    let all = shown(&root.judge(&mail_of_16_years), &listed(&root));
    assert_eq!(usual(&all, "gmail-web").rule, "G5-months");
    assert_eq!(usual(&all, "gmail-web").sender.as_deref(), Some("shorter"));
    let short = root.person_with(ALICE, KeyKind::P256, |params| {
        (params.not_before, params.not_after) = (rcgen::date_time_ymd(2026, 1, 1), rcgen::date_time_ymd(2028, 3, 1));
    });
    let all = shown(&root.judge(&mail(ALICE, &clear(TEXT, &short.detached(TEXT.as_bytes())))), &listed(&root));
    assert_eq!(usual(&all, "gmail-web").rule, "G4-chain");
}

#[test]
fn observations_raise_the_confidence_until_they_are_taken_back() {
    let (root, whole) = good();
    let report = root.judge(&whole);
    let mut seen = Observation {
        os: "Android 16".into(),
        program: "android-mail".into(),
        version: String::new(),
        date: "2026-11-20".into(),
        status: "unknown".into(),
        words: String::new(),
        gone: false,
        by: "me".into(),
    };
    let confidence = |all: &[Observation]| {
        let all = predict(Mail { report: &report, recipients: &[] }, &listed(&root), all);
        usual(&all, "android-mail").confidence
    };
    assert_eq!(confidence(&[]), Confidence::Unknown);
    assert_eq!(confidence(std::slice::from_ref(&seen)), Confidence::Observed);
    // what was seen is what is quoted, whatever the profile expected
    let other = Observation { program: "thunderbird".into(), status: "good".into(), words: "Signed and fine".into(), ..seen.clone() };
    let all = predict(Mail { report: &report, recipients: &[] }, &listed(&root), &[other]);
    let quote = &usual(&all, "thunderbird").quote;
    assert_eq!((quote.en.as_deref(), quote.ja.as_deref()), (Some("Signed and fine"), None));
    let first = seen.clone();
    (seen.date, seen.gone) = ("2026-11-21".into(), true);
    assert_eq!(confidence(&[first, seen]), Confidence::Unknown);
    assert!(!shipped_observations().unwrap().is_empty());
}

#[test]
fn programs_of_the_recipients_are_marked() {
    let (root, whole) = good();
    let report = root.judge(&whole);
    let to = ["a@gmail.com".to_owned(), "b@softbank.ne.jp".to_owned()];
    let all = predict(Mail { report: &report, recipients: &to }, &listed(&root), &[]);
    let likely: Vec<_> = all.iter().filter(|one| one.likely).map(|one| one.program.id.as_str()).collect();
    assert_eq!(likely, ["gmail-web", "gmail-app", "jp-mms"]);
    // the same address is read in web mail too: two cases
    let carrier = of(&all, "jp-mms");
    let words: Vec<_> = carrier.cases.iter().map(|case| (case.when[0].word(), case.shows)).collect();
    assert_eq!(words, [("mms", Shows::Unreadable), ("no-mms", Shows::Unknown)]);
}

#[test]
fn what_a_sender_can_still_change() {
    use kakitome_clients::preflight::{Weight, preflight};
    let root = Authority::new("Example CA");
    let issuing_stores = listed(&root);
    let points = |bytes: &[u8], to: &[&str]| {
        let report = root.judge(bytes);
        let to: Vec<String> = to.iter().map(|one| (*one).to_owned()).collect();
        let all = predict(Mail { report: &report, recipients: &to }, &issuing_stores, &[]);
        let index = kakitome_mime::Message::from_bytes(bytes, &kakitome_mime::Limits::default()).unwrap();
        preflight(&report, &all, &index.root, &issuing_stores)
    };
    let weight = |points: &[kakitome_clients::preflight::Point], id: &str| points.iter().find(|one| one.remedy == id).map(|one| one.weight);
    let (_, whole) = (0, mail(ALICE, &clear(TEXT, &root.person(ALICE).detached(TEXT.as_bytes()))));
    let found = points(&whole, &[]);
    // sixteen years: Gmail; Exchange asks administrators, carriers are a choice
    assert_eq!(weight(&found, "shorter"), Some(Weight::Stop));
    assert_eq!((weight(&found, "tell-recipients"), weight(&found, "unsigned-by-choice")), (Some(Weight::Note), Some(Weight::Note)));
    assert_eq!(weight(&points(&whole, &["a@softbank.ne.jp"]), "unsigned-by-choice"), Some(Weight::Warn));
    // an hour off is as serious as a missing intermediate: Thunderbird calls the signature not valid
    let late = String::from_utf8(whole.clone()).unwrap().replace("10:00:00 +0900", "12:00:00 +0900");
    assert_eq!(weight(&points(late.as_bytes(), &[]), "right-clock"), Some(Weight::Stop));
    let other = String::from_utf8(whole).unwrap().replace("From: noreply@", "From: other@");
    assert_eq!(weight(&points(other.as_bytes(), &[]), "right-address"), Some(Weight::Stop));
    assert_eq!(weight(&points(&mail(ALICE, TEXT), &[]), "sign"), Some(Weight::Stop));
    let eight = TEXT.replace("Hello.", "Grüße.").replace("us-ascii", "utf-8\r\nContent-Transfer-Encoding: 8bit");
    let signed = mail(ALICE, &clear(&eight, &root.person(ALICE).detached(eight.as_bytes())));
    assert_eq!(weight(&points(&signed, &[]), "seven-bit"), Some(Weight::Warn));
}
