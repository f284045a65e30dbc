//! A stranger's certificate held to every rule of every profile.
#![no_main]
use kakitome_pki::lint::{Outcome, Profile, Terms, lint_as, rules};
use kakitome_pki::{Certificate, UnixTime};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(certificate) = Certificate::from_der(bytes.to_vec()) else { return };
    // without an effective date in the way, so that every rule is asked
    let issued = Some(UnixTime(1_800_000_000));
    for profile in [None, Profile::from_name("mailbox-legacy"), Profile::from_name("sponsor-multipurpose"), Profile::from_name("organization-strict")] {
        let Ok(report) = lint_as(&certificate, Terms { profile, issued }) else { continue };
        assert_eq!(report.outcomes.len(), rules().count());
        for (rule, outcome) in &report.outcomes {
            assert_ne!(*outcome, Outcome::NotEffective, "{}", rule.id);
            if let Outcome::Broken(found) = outcome {
                assert!(found.chars().count() < 2_000 && !found.chars().any(char::is_control), "{}", rule.id);
            }
        }
    }
});
