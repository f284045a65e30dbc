//! Every row of the attack catalogue that has been promised has a test that is named by its id, or a reason why not yet.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};

/// The rows that are promised so far.
const PROMISED: &[&str] = &[
    "t01", "t02", "t03", "t04", "t05", "t06", "t07", "t08", "t09", "t10", "t11", "t12", "t13", "t14", "t15", "t16",
    "t17", // STARTTLS and TLS
    "r23", // names that could not be found out
    "s01", "s02", "s03", "s04", "s05", "s06", "s07", "s08", "s09", "s10", "s11", "s12", "s13", "s14", "s15", "s16", "s17", "s18", "s20",
    "s21", "s22", "s23", // SMTP
    "v01", "v02", "v03", "v04", "v05", "v06", "v07", "v08", "v09", "v10", "v11", "v12", "v13", "v14", "v15", "v16", "v17", "v18", "v19",
    "v20", "v21", "v22", "v23", "v24", // what a verdict means
    "h03", "h09", "h10", "h11", // who gets ciphertext, and who may ask for it
    "h12", "h13", "h14", "h15", // what is not ours, or not for this reader
    "c01", "c02", "c03", "c04", "c05", "c06", "c07", "c08", "c09", "c10", "c11", // certificates and paths
    "c12", "c13", "c14", "c15", "c16", "c17", "c18", "c19", "c20", "c21", "c22", // fetching, revocation, time, lists
    "m01", "m02", "m03", "m04", "m05", "m06", "m07", "m08", "m09", "m10", "m11", "m12", "m13", "m14", "m15", "m16", "m17", "m18", "m19",
    "m20", "m21", "m22", "m23", "m24", "m25", "m26", "m27", "m28", "m29", "m30", "m31", // CMS
    "w03", "w04", "w05", "w11", "w12", "w13", "w26", // the web door
    "g1", "r01", // killed under load
    "g5", "g7", "g8", // STARTTLS as a server, smuggling in and out, at every door
    "g2", "g3", "g4", "g6", "g14", "s19", // the outbox: power cuts, full disk, next hop's faults, failing calls, reports
    "r01", "r02", "r03", "r04", "r05", "r06", "r07", "r08", "r09", "r10", "r11", "r12", "r15", "r16", "r17", "r18", "r19", "r20", "r21",
    "r25", "r26", "r27", "r28", "r29", "r30", "r31", "r32", "r33", "r36", "r37", // the outbox, and operation
    "g9", "g15", // gates that paths show: whole suites, budgets
    "g10", "g11", "g12", // gates that CMS and its primitives show
];

/// Promised rows that no test can show yet, each with its reason.
const NOT_YET: &[(&str, &str)] = &[("h12", "nothing is decrypted for delivery yet: that comes with arriving mail")];

/// Faults of 2026 in gateways of our kind (table G); each is tested, or listed with its reason, in the file below.
const CVES: [&str; 14] = [
    "2026_2746",
    "2026_2748",
    "2026_27443",
    "2026_27444",
    "2026_27445",
    "2026_29132",
    "2026_29134",
    "2026_29139",
    "2026_29140",
    "2026_29141",
    "2026_29142",
    "2026_29143",
    "2026_29144",
    "2026_44127",
];
const CVE_TESTS: &str = "crates/gateway/tests/gateway_cves.rs";

pub(super) fn faults(root: &Path) -> Result<Vec<String>> {
    let found = test_names(&root.join("crates"))?;
    let mut faults = judge(&found, PROMISED, NOT_YET);
    let path = root.join(CVE_TESTS);
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    faults.extend(missing_cves(&text));
    Ok(faults)
}

/// CVEs that the file neither tests nor lists; that what it lists is true is its own test's business.
fn missing_cves(text: &str) -> Vec<String> {
    let text: String = text.split_whitespace().collect();
    let listed = |cve: &&&str| !text.contains(&format!("cve_{cve}")) && !text.contains(&format!("(\"{cve}\","));
    CVES.iter().filter(listed).map(|cve| format!("CVE {cve} is neither tested nor listed in {CVE_TESTS}")).collect()
}

fn judge(found: &BTreeSet<String>, promised: &[&str], not_yet: &[(&str, &str)]) -> Vec<String> {
    let mut faults = Vec::new();
    for id in promised {
        let tested = found.contains(*id);
        let excused = not_yet.iter().any(|(row, _)| row == id);
        if !tested && !excused {
            faults.push(format!("attack row {} has no test `{id}_…`", id.to_uppercase()));
        }
        if tested && excused {
            faults.push(format!("attack row {} is excused but has a test; take it off the list", id.to_uppercase()));
        }
    }
    faults
}

/// The ids with which test functions begin: a letter and one or two digits before an underscore.
fn test_names(crates: &Path) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let mut folders = vec![crates.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
                found.extend(ids(&text));
            }
        }
    }
    Ok(found)
}

fn ids(text: &str) -> Vec<String> {
    let mut ids = Vec::new();
    let mut after_attribute = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            after_attribute = true;
        } else if after_attribute && let Some(rest) = line.strip_prefix("async fn ").or_else(|| line.strip_prefix("fn ")) {
            after_attribute = false;
            // One test may show several rows: `s01_s02_…`.
            for word in rest.split(['_', '(']) {
                let is_id = (2..=3).contains(&word.len())
                    && word.starts_with(|c: char| c.is_ascii_lowercase())
                    && word.chars().skip(1).all(|c| c.is_ascii_digit());
                if !is_id {
                    break;
                }
                ids.push(word.to_owned());
            }
        }
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_from_tests_alone() {
        let text = "#[test]\nfn s01_s02_both() {}\nfn s03_helper() {}\n#[tokio::test]\nasync fn t01_g9_x() {}\n#[test]\nfn plain() {}\n";
        assert_eq!(ids(text), ["s01", "s02", "t01", "g9"]);
    }

    #[test]
    fn a_cve_that_is_neither_tested_nor_listed_is_told() {
        let all: String = CVES.iter().map(|cve| format!("(\"{cve}\", x)\n")).collect();
        assert!(missing_cves(&all).is_empty());
        let faults = missing_cves(&all.replace("(\"2026_2748\",", "fn cve_2026_2748").replace("(\"2026_29144\",", ""));
        assert_eq!(faults, ["CVE 2026_29144 is neither tested nor listed in crates/gateway/tests/gateway_cves.rs"]);
    }

    #[test]
    fn a_missing_row_and_a_stale_excuse_are_told() {
        let found = BTreeSet::from(["s01".to_owned()]);
        let faults = judge(&found, &["s01", "s02"], &[("s01", "not yet")]);
        assert_eq!(faults, ["attack row S01 is excused but has a test; take it off the list", "attack row S02 has no test `s02_…`"]);
    }
}
