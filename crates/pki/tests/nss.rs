//! Certificates and CRLs made by NSS, the library of Thunderbird (`certutil`, `crlutil`): they are read, judged and compared with what NSS
//! itself says of them for signing mail. Nothing is listed as a difference: there is none.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use kakitome_pki::chain::Revocation;
use kakitome_pki::path::{PathReport, search};
use kakitome_pki::{Anchors, Budget, Certificate, Crl, Evidence, Policy, Pool, Purpose, RevocationPool, SigningTime, UnixTime};

struct House {
    folder: tempfile::TempDir,
    now: UnixTime,
}

impl House {
    /// A root that is trusted for e-mail, an issuing CA, and these leaves under it.
    fn new(leaves: &[(&str, &str)]) -> Self {
        let house = Self { folder: tempfile::tempdir().unwrap(), now: UnixTime::now().plus_days(1) };
        let mut noise = vec![0; 256];
        kakitome_crypto::random_fill(&mut noise).unwrap();
        fs::write(house.path().join("noise"), noise).unwrap();
        house.run("certutil", "-N -d sql:. --empty-password", "");
        let ca = "-2 --keyUsage certSigning,crlSigning,critical";
        house.make("root", "-x -t ,C, -k ec -q nistp384 -m 1 -v 240", ca, "y\n-1\ny\n");
        house.make("issuing", "-c root -t ,, -k rsa -g 2048 -m 2 -v 200", ca, "y\n0\ny\n");
        for (serial, (name, words)) in leaves.iter().enumerate() {
            house.make(name, &format!("-t ,, -m {} -v 100", serial + 3), words, "");
        }
        house
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn make(&self, name: &str, words: &str, more: &str, input: &str) {
        self.run("certutil", &format!("-S -d sql:. -n {name} -s CN={name},O=Mihon,C=JP -z noise {words} {more}"), input);
    }

    fn run(&self, program: &str, words: &str, input: &str) -> (bool, String) {
        let mut command = Command::new(program);
        command.current_dir(self.path()).args(words.split_whitespace());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success() || words.starts_with("-V"), "{program} {words}: {said}");
        (output.status.success(), said)
    }

    fn certificate(&self, name: &str) -> Certificate {
        let output = Command::new("certutil").current_dir(self.path()).args(["-L", "-d", "sql:.", "-r", "-n", name]).output().unwrap();
        Certificate::from_der(output.stdout).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// A CRL by NSS; these serial numbers are revoked at a moment, each for a reason.
    fn crl(&self, issuer: &str, revoked: &[(u8, UnixTime, u8)]) -> Crl {
        let moment = |time: UnixTime| time.to_string().replace(['-', ':', 'T'], "");
        let (update, next) = (moment(self.now.plus_days(-2)), moment(self.now.plus_days(30)));
        let mut plan = format!("update={update}\nnextupdate={next}\naddext crlNumber 0 7\n");
        for (serial, since, reason) in revoked {
            plan.push_str(&format!("addcert {serial} {}\naddext reasonCode 0 {reason}\n", moment(*since)));
        }
        fs::write(self.path().join("plan"), plan).unwrap();
        self.run("crlutil", &format!("-G -d sql:. -n {issuer} -c plan -o {issuer}.crl -Z SHA256"), "");
        Crl::from_der(fs::read(self.path().join(format!("{issuer}.crl"))).unwrap()).unwrap()
    }

    /// What NSS says for signing mail.
    fn theirs(&self, name: &str, at: UnixTime) -> (bool, String) {
        let at = at.to_string().replace(['-', ':', 'T'], "");
        self.run("certutil", &format!("-V -d sql:. -n {name} -u S -e -b {}", &at[2..]), "")
    }

    fn ours(&self, name: &str, at: UnixTime, crls: &[Crl], signing_time: Option<SigningTime>) -> PathReport {
        let others = ["issuing", "alice"].into_iter().map(|name| self.certificate(name));
        let evidence = Evidence {
            message: &Pool::new(others),
            given: &Pool::default(),
            anchors: &Anchors::from_certificates([self.certificate("root")]),
            revocation: &RevocationPool::of_crls(crls.iter().cloned()),
            signing_time,
        };
        search(&self.certificate(name), &evidence, Purpose::EmailSigning, at, &Policy::default(), &mut Budget::default())
    }
}

/// Whether NSS is here; if not, where skipped tests are listed it is said so.
fn nss(test: &str) -> bool {
    let here = ["certutil", "crlutil"].iter().all(|program| Command::new(program).arg("-H").output().is_ok());
    if !here && let Some(file) = std::env::var_os("KAKITOME_SKIPS") {
        let mut file = fs::OpenOptions::new().create(true).append(true).open(file).unwrap();
        writeln!(file, "{test}: certutil and crlutil (package libnss3-tools) are not installed").unwrap();
    }
    here
}

const MAIL: &str = "-7 alice@bank.example --extKeyUsage emailProtection --keyUsage digitalSignature,critical";

#[test]
fn g9_certificates_of_nss_are_judged_as_nss_judges_them() {
    if !nss("g9_certificates_of_nss_are_judged_as_nss_judges_them") {
        return;
    }
    let issued = |key: &str, rest: &str| format!("-c issuing {key} {rest}");
    let ec = "-k ec -q nistp256";
    let house = House::new(&[
        ("alice", &issued(ec, MAIL)),
        ("pss", &issued("-k rsa -g 2048 --pss-sign -Z SHA256", MAIL)),
        ("sha384", &issued("-k ec -q nistp521 -Z SHA384", MAIL)),
        ("plain", &issued(ec, "-7 plain@bank.example")),
        ("tls", &issued(ec, "-7 tls@bank.example --extKeyUsage serverAuth --keyUsage digitalSignature,critical")),
        ("sealed", &issued(ec, "-7 sealed@bank.example --extKeyUsage emailProtection --keyUsage keyAgreement,critical")),
        ("below", &format!("-c alice {ec} {MAIL}")),
    ]);
    let mut good = 0;
    for name in ["alice", "pss", "sha384", "plain", "tls", "sealed", "below"] {
        for (when, at) in [("now", house.now), ("too early", house.now.plus_days(-9)), ("too late", house.now.plus_days(5000))] {
            let (theirs, why) = house.theirs(name, at);
            let ours = house.ours(name, at, &[], None);
            let ids: Vec<_> = ours.tried.iter().flat_map(|path| &path.findings).map(|placed| placed.finding.id()).collect();
            assert_eq!(ours.accepted.is_some(), theirs, "{name} {when}: NSS: {why}; ours: {ids:?}");
            good += usize::from(theirs);
        }
    }
    assert_eq!(good, 4, "alice, pss, sha384 and plain are good now");
}

#[test]
fn c16_lists_of_nss_say_who_is_revoked_since_when_and_why() {
    if !nss("c16_lists_of_nss_say_who_is_revoked_since_when_and_why") {
        return;
    }
    let words = format!("-c issuing -k ec -q nistp256 {MAIL}");
    let house = House::new(&[("alice", &words), ("bob", &words)]);
    let since = house.now.plus_days(-3);
    let lists = [house.crl("root", &[]), house.crl("issuing", &[(3, since, 4)])];
    for (name, accepted, revocation) in [("alice", false, Revocation::Revoked), ("bob", true, Revocation::Good)] {
        let report = house.ours(name, house.now, &lists, None);
        assert_eq!(
            (report.accepted.is_some(), report.tried[0].revocation),
            (accepted, revocation),
            "{name}: {:?}",
            report.tried[0].findings
        );
        // `crlutil` has put the list into NSS's own store
        assert_eq!(house.theirs(name, house.now).0, accepted, "{name}");
    }
    let report = house.ours("alice", house.now, &lists, Some(SigningTime::Proven(since.plus_seconds(-60))));
    assert!(report.accepted.is_some(), "superseded after it was signed");
    let facts = report.tried[0].findings.iter().find(|placed| placed.finding.id() == "pki.revoked-after-signing").unwrap().finding.facts();
    assert!(facts.contains(&("since", since.to_string())) && facts.contains(&("reason", "superseded".to_owned())), "{facts:?}");
}
