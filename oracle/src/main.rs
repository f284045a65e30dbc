//! Asks `certval`, a path validator by others (RFC 5280, 5937, 9618), whether it accepts a certificate. One question a line on standard
//! input, one answer a line on standard output, both JSON. It finds its paths itself; one that it accepts is enough.
//!
//! Question: `anchors`, `pool`, `crls` (lists of DER in base64), `leaf` (DER in base64), `at` (seconds since 1970), and where they are
//! wanted `explicit`, `inhibit_mapping`, `inhibit_any` (booleans), `policies` (OIDs). Without `crls` revocation is not asked for.
//! Answer: `{"accepted": true}`, or `{"accepted": false, "why": …}`.

use std::io::{BufRead, Write};
use std::process::ExitCode;

use base64ct::{Base64, Encoding};
use certval::{
    CertFile, CertSource, CertVector, CertificationPath, CertificationPathResults, CertificationPathSettings, MemoryCrlSource,
    PkiEnvironment, TaSource, TimeOfInterest, check_revocation_local, enforce_trust_anchor_constraints, parse_cert,
};
use serde_json::{Value, json};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("oracle: {why}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let mut out = std::io::stdout().lock();
    for (number, line) in std::io::stdin().lock().lines().enumerate() {
        let line = line.map_err(|error| format!("standard input: {error}"))?;
        let question: Value = serde_json::from_str(&line).map_err(|error| format!("question {}: {error}", number + 1))?;
        let answer = match Question::read(&question).map_err(|why| format!("question {}: {why}", number + 1))?.answer() {
            Ok(()) => json!({ "accepted": true }),
            Err(why) => json!({ "accepted": false, "why": why }),
        };
        writeln!(out, "{answer}").map_err(|error| format!("standard output: {error}"))?;
    }
    Ok(())
}

struct Question {
    anchors: Vec<Vec<u8>>,
    pool: Vec<Vec<u8>>,
    leaf: Vec<u8>,
    crls: Vec<Vec<u8>>,
    time: TimeOfInterest,
    settings: CertificationPathSettings,
}

impl Question {
    fn read(value: &Value) -> Result<Self, String> {
        let der = |value: &Value| Base64::decode_vec(value.as_str().unwrap_or_default()).map_err(|error| format!("base64: {error}"));
        let ders = |name: &str| value[name].as_array().into_iter().flatten().map(der).collect::<Result<Vec<_>, _>>();
        let at = value["at"].as_u64().ok_or("`at` is missing")?;
        let time = TimeOfInterest::from_unix_secs(at).map_err(|error| format!("`at`: {error}"))?;
        let (crls, is_set) = (ders("crls")?, |name: &str| value[name].as_bool().unwrap_or(false));
        let mut settings = CertificationPathSettings::new();
        settings.set_time_of_interest(time);
        settings.set_initial_explicit_policy_indicator(is_set("explicit"));
        settings.set_initial_policy_mapping_inhibit_indicator(is_set("inhibit_mapping"));
        settings.set_initial_inhibit_any_policy_indicator(is_set("inhibit_any"));
        // what a trust anchor's certificate says of itself counts with us (RFC 5937)
        settings.set_enforce_trust_anchor_constraints(true);
        settings.set_enforce_trust_anchor_validity(true);
        settings.set_min_rsa_modulus_bits(2048);
        settings.set_check_revocation_status(!crls.is_empty());
        let policies: Vec<String> =
            value["policies"].as_array().into_iter().flatten().filter_map(|one| one.as_str()).map(str::to_owned).collect();
        if !policies.is_empty() {
            settings.set_initial_policy_set(policies);
        }
        Ok(Self { anchors: ders("anchors")?, pool: ders("pool")?, leaf: der(&value["leaf"])?, crls, time, settings })
    }

    fn answer(&self) -> Result<(), String> {
        let said = |error: certval::Error| format!("{error:?}");
        let leaf = parse_cert(&self.leaf, "leaf").map_err(said)?;
        let environment = self.environment()?;
        let mut paths = Vec::new();
        environment.get_paths_for_target(&leaf, &mut paths, 0, self.time).map_err(said)?;
        let mut why = "no path".to_owned();
        for path in &paths {
            match self.judge(&environment, path) {
                Ok(()) => return Ok(()),
                Err(error) => why = said(error),
            }
        }
        Err(why)
    }

    fn judge(&self, environment: &PkiEnvironment, path: &CertificationPath) -> certval::Result<()> {
        let settings = enforce_trust_anchor_constraints(&self.settings, &path.trust_anchor)?;
        let mut results = CertificationPathResults::new();
        environment.validate_path(environment, &settings, path, &mut results)?;
        check_revocation_local(environment, &settings, path, &mut results)
    }

    fn environment(&self) -> Result<PkiEnvironment, String> {
        let said = |error: certval::Error| format!("{error:?}");
        let file = |(at, der): (usize, &Vec<u8>)| CertFile { filename: at.to_string(), bytes: der.clone() };
        let mut environment = PkiEnvironment::default();
        environment.populate_5280_pki_environment();
        let mut anchors = TaSource::new();
        self.anchors.iter().enumerate().map(file).for_each(|one| anchors.push(one));
        anchors.initialize().map_err(said)?;
        environment.add_trust_anchor_source(Box::new(anchors));
        let mut pool = CertSource::new();
        self.pool.iter().enumerate().map(file).for_each(|one| pool.push(one));
        pool.initialize(&self.settings).map_err(said)?;
        pool.find_all_partial_paths(&environment, &self.settings);
        environment.add_certificate_source(Box::new(pool));
        let crls = MemoryCrlSource::new();
        if !self.crls.iter().all(|der| crls.add(der)) {
            return Err("a CRL cannot be read".to_owned());
        }
        environment.add_crl_source(Box::new(crls));
        Ok(environment)
    }
}
