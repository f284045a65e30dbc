#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

use super::*;

fn default() -> Stance {
    Stance::of(&Policy::default(), &RecipientPolicy::default())
}

fn find<'a>(stance: &'a Stance, name: &str) -> &'a Algorithm {
    stance.algorithms.iter().find(|one| one.name == name).unwrap_or_else(|| panic!("{name}: {:#?}", stance.algorithms))
}

#[test]
fn nothing_weak_is_written_but_a_key_file_that_is_asked_for() {
    let stance = default();
    for one in stance.algorithms.iter().filter(|one| one.read != Read::Yes) {
        let asked = one.area == Area::KeyFile && one.written == Written::Asked;
        assert!(one.written == Written::No || asked, "{one:?}");
    }
    assert!(stance.algorithms.iter().any(|one| one.read == Read::Weak), "the test can fail");
}

#[test]
fn it_says_what_the_policy_does() {
    let stance = default();
    for (name, written, read) in [
        ("AES-256-CBC", Written::Yes, Read::Yes),
        ("AES-256-GCM", Written::WhereKnown, Read::Yes),
        ("AES-128-CBC", Written::Fallback, Read::Yes),
        ("3DES-CBC", Written::No, Read::Weak),
        ("SHA-256", Written::Yes, Read::Yes),
        ("SHA-1", Written::No, Read::Refused),
        ("MD5", Written::No, Read::Refused),
        ("MD2", Written::No, Read::No),
    ] {
        let one = find(&stance, name);
        assert_eq!((one.written, one.read), (written, read), "{name}");
    }
    let value = |stance: &Stance, id: &str| stance.values.iter().find(|one| one.id == id).unwrap().value.clone();
    assert_eq!((value(&stance, "min-rsa-bits").as_str(), value(&stance, "match-from").as_str()), ("2048", "yes"));
    assert_eq!(value(&stance, "stated-capabilities"), "AES-256-CBC, AES-128-CBC");
    // another policy is shown as another
    let mut lenient = Policy { match_from: false, ..Policy::default() };
    lenient.signature.tolerate_weak_digests = true;
    let mut strict = RecipientPolicy { without_path: None, ..RecipientPolicy::default() };
    strict.algorithms.oaep_where_known = false;
    let other = Stance::of(&lenient, &strict);
    assert_eq!(find(&other, "SHA-1").read, Read::Weak);
    assert_eq!((value(&other, "match-from").as_str(), value(&other, "recipient-without-path").as_str()), ("no", "nobody"));
    assert!(other.algorithms.iter().all(|one| one.written != Written::WhereKnown || one.area == Area::Cipher));
}

#[test]
fn everything_has_a_source_and_a_day() {
    let stance = default();
    for one in &stance.algorithms {
        assert!(!one.rule.source.is_empty() && one.rule.as_of.len() == 10, "{one:?}");
    }
    assert!(stance.values.iter().all(|one| !one.source.is_empty() && !one.value.is_empty() && one.as_of.len() == 10));
    let mut ids: Vec<&str> = stance.values.iter().map(|one| one.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), stance.values.len());
}
