//! Truth: what the profile of Thunderbird predicts against what a real Thunderbird shows of the same mail. Mails of its own test suite (in
//! the corpus) and mails that are made here. What the two say differently stands in `truth/divergences.tsv` with its reason; a line
//! whose difference has gone fails too. One Thunderbird serves all of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::print_stdout,
    reason = "tests may panic, and this one says what it saw"
)]

#[path = "truth/mails.rs"]
mod mails;
#[path = "../../smime/tests/support/mod.rs"]
mod support;
#[path = "../../smime/tests/shared/thunderbird/mod.rs"]
mod thunderbird;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use kakitome_clients::{Case, Condition, Mail, Shows, Stores, predict};
use kakitome_cms::{Keys, pkcs12};
use kakitome_crypto::{MemoryOpener, PrivateKey};
use kakitome_pki::{Anchors, Certificate, certificates_from};
use kakitome_smime::{Evidence, InMemory, Policy, Report, open_encrypted};
use mails::{World, pem};
use thunderbird::{Shown, Thunderbird};

/// Mails of Thunderbird's own tests, and others'. Not its `openpgp-mixed`: two certificates of different years have one issuer and serial
/// number there, and what is shown of the second depends on whether the first was seen.
const CORPUS: [&str; 4] = ["thunderbird/smime", "thunderbird/smime-manual", "thunderbird/browser", "protected-headers"];
const ARCHIVES: [&str; 4] = ["Alice", "Bob", "Dave", "Eve"];

fn corpus(path: &str) -> PathBuf {
    let shared =
        std::env::var_os("KAKITOME_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let file = shared.join("corpus").join(path);
    assert!(file.exists(), "no {}: set KAKITOME_SHARED to the folder that holds the corpus", file.display());
    file
}

/// Rules that these mails decide. The others ask of what this Thunderbird is not given: lists with limits, revocation, closed mail.
const RULES: [&str; 23] = [
    "T-around",
    "T-around-closed",
    "T-encrypted",
    "T-nested",
    "T-none",
    "T-part",
    "T2",
    "T2-early",
    "T2-expired",
    "T2-names",
    "T2-purpose",
    "T3",
    "T3-clear",
    "T3-micalg",
    "T4",
    "T4-micalg",
    "T4-nocert",
    "T4-then",
    "T5",
    "T5-none",
    "T6",
    "T6-date",
    "T7",
];

/// Keys that both have.
struct Key {
    certificate: Certificate,
    opener: MemoryOpener,
}

struct Bench {
    program: Thunderbird,
    evidence: Evidence,
    keys: Vec<Key>,
    stores: Stores,
    world: World,
}

impl Bench {
    fn new() -> Self {
        let world = World::new();
        let folder = tempfile::tempdir().unwrap();
        let (root, theirs) = (folder.path().join("root.pem"), corpus("thunderbird/smime/TestCA.pem"));
        fs::write(&root, pem(&world.root.certificate)).unwrap();
        let program = Thunderbird::start(&[&root, &theirs]).unwrap_or_else(|why| panic!("{why}"));
        let mut keys = vec![Key { certificate: world.bob.certificate.clone(), opener: world.bob_opens() }];
        let own = folder.path().join("bob.p12");
        let key = PrivateKey::from_pkcs8(&world.bob.pkcs8).unwrap();
        let export = pkcs12::Export { key: &key, certificate: &world.bob.certificate, chain: &[], friendly_name: "Bob" };
        fs::write(&own, &*pkcs12::write(&export, "nss", pkcs12::Form::Modern).unwrap()).unwrap();
        program.import_p12(&own, "nss").unwrap_or_else(|code| panic!("own key: {code}"));
        for name in ARCHIVES {
            let file = corpus(&format!("thunderbird/smime/{name}.p12"));
            program.import_p12(&file, "nss").unwrap_or_else(|code| panic!("{name}: {code}"));
            let contents = pkcs12::read(&fs::read(&file).unwrap(), "nss").unwrap();
            let opener = MemoryOpener::new(PrivateKey::from_pkcs8(&contents.private_key).unwrap()).unwrap();
            keys.push(Key { certificate: Certificate::from_der(contents.certificates[0].clone()).unwrap(), opener });
        }
        let roots = certificates_from(&fs::read(theirs).unwrap()).unwrap().into_iter().chain([world.root.certificate.clone()]);
        let evidence = Evidence::new(Anchors::from_certificates(roots));
        Self { program, evidence, keys, stores: Stores::shipped().unwrap(), world }
    }

    fn report(&self, mail: &[u8]) -> Report {
        let keys = self.keys.iter().fold(Keys::new(), |keys, key| keys.own(&key.certificate, &key.opener));
        let now = kakitome_pki::UnixTime::now();
        open_encrypted(&mut Cursor::new(mail), &self.evidence, &Policy::default(), now, &keys, &InMemory).unwrap()
    }

    /// The case of this profile: the two roots are trusted in it, and it has the keys that are here.
    fn predicted(&self, report: &Report) -> Case {
        let all = predict(Mail { report, recipients: &[] }, &self.stores, &[]);
        let thunderbird = all.into_iter().find(|one| one.program.id == "thunderbird").expect("it has a profile");
        let opened = report.layers.iter().any(|layer| layer.opened.is_some());
        let holds = |condition: &Condition| match condition {
            Condition::RootTrusted { root, holds } => ["Root of this test", "NSS Test CA (RSA)"].contains(&root.as_str()) == *holds,
            Condition::KeyPresent { holds } => opened == *holds,
            other => panic!("{other:?} does not belong to Thunderbird"),
        };
        let mut fitting: Vec<Case> = thunderbird.cases.into_iter().filter(|case| case.when.iter().all(holds)).collect();
        assert_eq!(fitting.len(), 1, "one case is this machine's: {fitting:#?}");
        fitting.remove(0)
    }
}

/// What it shows, by the name that the profile has for it.
fn status(shown: &Shown) -> &'static str {
    match (shown.signature.as_deref(), shown.encryption.as_deref()) {
        (Some("SUCCESS"), _) => "good",
        (Some("VERIFY_UNTRUSTED"), _) => "untrusted",
        (Some("VERIFY_BAD_SIGNATURE" | "VERIFY_DIGEST_MISMATCH"), _) => "altered",
        (Some("VERIFY_UNKNOWN_ALGO" | "VERIFY_UNSUPPORTED_ALGO"), _) => "cipher",
        (Some("VERIFY_HEADER_MISMATCH"), _) => "address",
        (Some("VERIFY_CERT_WITHOUT_ADDRESS"), _) => "address-none",
        (Some(_), _) => "clueless",
        (None, None | Some("SUCCESS")) => "unsigned",
        (None, Some(_)) => "encrypted",
    }
}

/// Its words are those of the profile, and its icon fits.
fn in_its_words(case: &Case, shown: &Shown) -> Result<(), String> {
    let icon = shown.signature_icon.as_deref();
    let fits = match case.shows {
        // the icons are set where the header is shown; what has none is told by its words
        Shows::Trusted => icon == Some("ok"),
        Shows::Warning | Shows::Invalid => icon != Some("ok"),
        _ => icon.is_none(),
    };
    let quoted = case.quote.en.as_ref().is_none_or(|words| shown.words.iter().any(|said| said.trim() == words));
    match (fits, quoted) {
        (true, true) => Ok(()),
        (false, _) => Err(format!("its icon is {icon:?}")),
        (_, false) => Err(format!("it says {:?}, and the profile {:?}", shown.words, case.quote.en)),
    }
}

fn mails_of_the_corpus() -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for folder in CORPUS {
        let mut files: Vec<PathBuf> = fs::read_dir(corpus(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|file| file.extension().is_some_and(|ending| ending == "eml"));
        files.sort();
        for file in files {
            all.push((format!("{folder}/{}", file.file_name().unwrap().to_str().unwrap()), fs::read(&file).unwrap()));
        }
    }
    all
}

/// Mail, what is predicted, what is shown, why.
fn divergences() -> BTreeMap<&'static str, [&'static str; 2]> {
    let lines = include_str!("truth/divergences.tsv").lines().filter(|line| !line.starts_with('#'));
    let mut all = BTreeMap::new();
    for line in lines {
        let [mail, predicted, shown, why] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("four columns: {line}") };
        assert!(why.len() > 20, "a reason: {line}");
        assert!(all.insert(mail, [predicted, shown]).is_none(), "once: {line}");
    }
    all
}

#[test]
fn the_profile_of_thunderbird_is_true() {
    if !Thunderbird::is_here("the_profile_of_thunderbird_is_true") {
        return;
    }
    let bench = Bench::new();
    let mut listed = divergences();
    let (mut wrong, mut statuses, mut rules) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    let mut all = bench.world.cases();
    all.extend(mails_of_the_corpus());
    for (name, mail) in &all {
        let case = bench.predicted(&bench.report(mail));
        let shown = bench.program.read(mail).unwrap_or_else(|why| panic!("{name}: {why}"));
        let seen = status(&shown);
        println!(
            "{name}\t{} ({})\t{seen}\t{:?} {:?} {:?}",
            case.status, case.rule, shown.signature, shown.encryption, shown.signature_icon
        );
        if let Some(differs) = listed.remove(name.as_str()) {
            if differs != [case.status.as_str(), seen] {
                wrong.push(format!("{name}: listed as {differs:?}, now {} is predicted and {seen} shown", case.status));
            }
            continue;
        }
        statuses.insert(seen);
        rules.insert(case.rule.clone());
        if case.status != seen {
            wrong.push(format!("{name}: {} ({}) is predicted, {seen} is shown: {shown:?}", case.status, case.rule));
        } else if let Err(why) = in_its_words(&case, &shown) {
            wrong.push(format!("{name}: {why}"));
        }
    }
    println!("Thunderbird {}: {} mails", bench.program.version(), all.len());
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), all.len(), wrong.join("\n"));
    assert!(listed.is_empty(), "listed, and not among the mails: {listed:?}");
    let expected = ["address", "address-none", "altered", "cipher", "clueless", "encrypted", "good", "unsigned", "untrusted"];
    assert_eq!(statuses.into_iter().collect::<Vec<_>>(), expected, "every status was seen");
    let missing: Vec<&&str> = RULES.iter().filter(|rule| !rules.contains(**rule)).collect();
    assert!(missing.is_empty(), "no mail that these rules decide: {missing:?}");
}
