//! A search told as prose: every path with everything found on it, in both languages.

use std::fmt::Write as _;

use kakitome_explain::{Lang, finding_text};
use kakitome_pki::path::{PathReport, TriedPath};
use kakitome_pki::{AddressCheck, Certificate, Finding, Severity, Want};

/// The outline in a language; the sentences are the program's own.
struct Outline {
    title: &'static str,
    accepted: &'static str,
    refused: &'static str,
    broken: &'static str,
    none: &'static str,
    anchor: &'static str,
    whole: &'static str,
    address: &'static str,
    wants: &'static str,
    severities: [&'static str; 3],
}

const ENGLISH: Outline = Outline {
    title: "Path",
    accepted: "accepted",
    refused: "not accepted",
    broken: "leads to no root",
    none: "nothing to remark",
    anchor: "root",
    whole: "whole path",
    address: "Address",
    wants: "Would help",
    severities: ["note", "warning", "error"],
};

const JAPANESE: Outline = Outline {
    title: "パス",
    accepted: "採用",
    refused: "不採用",
    broken: "ルートに届かない",
    none: "確認事項なし",
    anchor: "ルート",
    whole: "パス全体",
    address: "アドレス",
    wants: "あれば役立つもの",
    severities: ["参考", "注意", "要対応"],
};

pub(crate) fn told(report: &PathReport, address: Option<&AddressCheck>) -> String {
    let mut out = String::new();
    for (lang, outline) in [(Lang::En, &ENGLISH), (Lang::Ja, &JAPANESE)] {
        if !out.is_empty() {
            out.push_str("\n----\n\n");
        }
        for (at, path) in report.tried.iter().enumerate() {
            let accepted = at == 0 && report.accepted.is_some();
            tell_path(&mut out, at, path, accepted, lang, outline);
        }
        if let Some(limit) = report.budget_cut {
            tell(&mut out, &Finding::BudgetCut { limit }, None, lang, outline);
        }
        for want in &report.wants {
            if let Want::Issuer { of, urls } = want {
                writeln!(out, "{}: issuer of {}: {}", outline.wants, shown(of), urls.join(" ")).unwrap();
            }
        }
        if let Some(check) = address {
            writeln!(out, "{}: {}", outline.address, if check.is_match() { "=" } else { "≠" }).unwrap();
            for finding in &check.findings {
                tell(&mut out, finding, None, lang, outline);
            }
        }
    }
    out
}

fn tell_path(out: &mut String, at: usize, path: &TriedPath, accepted: bool, lang: Lang, outline: &Outline) {
    let fate = match (accepted, path.complete) {
        (true, _) => outline.accepted,
        (false, true) if path.findings.iter().all(|placed| placed.finding.severity() < Severity::Error) => outline.accepted,
        (false, true) => outline.refused,
        (false, false) => outline.broken,
    };
    writeln!(out, "{} {}: {fate}", outline.title, at + 1).unwrap();
    for (number, certificate) in path.certificates.iter().enumerate() {
        let root = if path.complete && number + 1 == path.certificates.len() { format!(" ({})", outline.anchor) } else { String::new() };
        writeln!(out, "  {}. {}{root}", number + 1, shown(certificate)).unwrap();
    }
    for placed in &path.findings {
        let place = placed.at.map_or_else(|| outline.whole.to_owned(), |at| (at + 1).to_string());
        tell(out, &placed.finding, Some(&place), lang, outline);
    }
    if path.findings.is_empty() {
        writeln!(out, "  - {}", outline.none).unwrap();
    }
}

fn tell(out: &mut String, finding: &Finding, place: Option<&str>, lang: Lang, outline: &Outline) {
    let weight = match finding.severity() {
        Severity::Note => outline.severities[0],
        Severity::Warning => outline.severities[1],
        Severity::Error => outline.severities[2],
    };
    let place = place.map(|place| format!("[{place}] ")).unwrap_or_default();
    let sentence = finding_text(&kakitome_smime::Finding::Pki(finding.clone()), lang);
    writeln!(out, "  - {place}{weight}: {sentence} ({}, {})", finding.id(), finding.source()).unwrap();
}

fn shown(certificate: &Certificate) -> String {
    certificate.subject().display()
}
