//! The pages themselves: both languages say the same, every configuration is one that Kakitome takes, links lead somewhere, and no page (nor any
//! other text that is handed out) advises what would let mail leave unsigned when we are away (S21).

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::page::{Page, folder};
use crate::stage::said;
use crate::support::home::{Home, kakitome};
use crate::support::tls::Certificate;

/// The pages, without the language and without the index.
fn names() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().to_str().unwrap().strip_suffix(".md").map(str::to_owned))
        .filter(|name| !name.ends_with(".ja") && name != "README")
        .collect();
    names.sort();
    names
}

#[test]
fn both_languages_have_the_same_blocks_and_the_index_names_every_page() {
    let names = names();
    assert!(names.len() >= 16, "{names:?}");
    for (language, index) in [("", Page::read("README")), (".ja", Page::read("README.ja"))] {
        for name in &names {
            assert!(index.text.contains(&format!("]({name}{language}.md)")), "the index{language} does not name {name}");
        }
    }
    for name in names {
        let (english, japanese) = (Page::read(&name), Page::read(&format!("{name}.ja")));
        assert_eq!(english.blocks(), japanese.blocks(), "{name}: a block differs between the languages");
        let headings = |page: &Page| page.text.lines().filter(|line| line.starts_with("## ")).count();
        assert_eq!(headings(&english), headings(&japanese), "{name}");
        for heading in [
            "When to choose it",
            "The way of a mail",
            "Check that it works",
            "What a refused mail looks like",
            "Going back",
            "What not to do",
            "Sources",
        ] {
            assert!(english.text.contains(&format!("\n## {heading}\n")), "{name} has no part `{heading}`");
        }
        for heading in
            ["向いている場合", "メールの経路", "動作の確認", "拒否されたメールの見え方", "元に戻す", "してはいけないこと", "出典"]
        {
            assert!(japanese.text.contains(&format!("\n## {heading}\n")), "{name}.ja has no part `{heading}`");
        }
        assert!(english.text.contains("kakitome off"), "{name} does not say how to go back");
        assert!(english.text.contains("ecuted by our tests"), "{name} does not say whether it was run");
    }
}

#[test]
fn every_configuration_of_the_pages_is_taken() {
    let home = Home::new();
    let certificate = Certificate::make(home.scratch(), "door");
    let mut checked = 0;
    for page in names().iter().map(|name| Page::read(name)) {
        for block in page.blocks().into_iter().filter(|block| block.id == "kakitome.toml") {
            let text = block
                .text
                .replace("/etc/kakitome/cert.pem", &certificate.certificate.display().to_string())
                .replace("/etc/kakitome/key.pem", &certificate.key.display().to_string());
            std::fs::write(home.path().join("kakitome.toml"), text).unwrap();
            let output = kakitome().args(["config", "check", "--home"]).arg(home.path()).output().unwrap();
            assert!(output.status.success(), "{}: {}", page.name, said(&output));
            checked += 1;
        }
    }
    assert!(checked >= 9, "{checked}");
}

#[test]
fn links_between_the_pages_lead_somewhere() {
    for file in std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()) {
        let text = std::fs::read_to_string(&file).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (page, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = folder().join(page);
            let target_text = std::fs::read_to_string(&target).unwrap_or_else(|error| panic!("{}: {link}: {error}", file.display()));
            let anchors: BTreeSet<String> = target_text
                .lines()
                .filter_map(|line| line.strip_prefix('#'))
                .map(|line| anchor_of(line.trim_start_matches('#').trim()))
                .collect();
            assert!(anchor.is_empty() || anchors.contains(anchor), "{}: {link}: {anchors:?}", file.display());
        }
    }
}

/// As repositories' pages make anchors of headings: small letters, no punctuation, hyphens for spaces.
fn anchor_of(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

/// Every text that is handed out: documents, the package, and the words of the program.
fn handed_out() -> Vec<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = vec![root.join("README.md"), root.join("README.ja.md")];
    let mut folders =
        vec![root.join("docs"), root.join("packaging"), root.join("crates/explain/words"), root.join("crates/gateway/src/config")];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files
}

#[test]
fn s21_no_text_advises_to_accept_without_us() {
    let mut seen = 0;
    for file in handed_out() {
        let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
        for line in text.lines() {
            let advises = (line.contains("milter_default_action") && line.contains("accept"))
                || line.contains("tempfail-on-error = false")
                || line.contains("smtp_fallback_relay")
                || line.contains("fallback_hosts");
            if advises {
                let warned = ["Never", "never", "- No ", "ないでください"].iter().any(|word| line.contains(word));
                assert!(warned, "{}: {line}", file.display());
                seen += 1;
            }
        }
        assert!(!text.lines().any(|line| line.trim_start().starts_with("milter_default_action = accept")), "{}", file.display());
    }
    assert!(seen >= 6, "the warnings are there: {seen}");
    for page in names().iter().map(|name| Page::read(name)).filter(|page| page.name.contains("milter")) {
        assert!(page.block("/etc/postfix/main.cf").contains("milter_default_action = tempfail"), "{}", page.name);
    }
}

#[test]
fn what_cannot_be_run_has_at_least_the_form_that_its_maker_documents() {
    // Stalwart: tables of its configuration; the doors are those of our own configuration, and nothing goes round or in circles
    let page = Page::read("stalwart");
    let stalwart: toml::Value = toml::from_str(&page.block("stalwart 0.15")).unwrap();
    let ours: toml::Value = toml::from_str(&page.block("kakitome.toml")).unwrap();
    let route = &stalwart["queue"]["route"]["kakitome"];
    let known = ["type", "address", "port", "protocol", "tls"];
    assert!(route.as_table().unwrap().keys().all(|key| known.contains(&key.as_str())), "{route}");
    let to = format!("{}:{}", route["address"].as_str().unwrap(), route["port"]);
    assert_eq!(ours["listener"][0]["address"].as_str(), Some(&*to));
    let back = format!("{}:{}", ours["next-hop"]["address"].as_str().unwrap(), ours["next-hop"]["port"]);
    assert_eq!(stalwart["server"]["listener"]["back"]["bind"][0].as_str(), Some(&*back));
    let chosen: Vec<&str> =
        stalwart["queue"]["strategy"]["route"].as_array().unwrap().iter().filter_map(|one| one.get("if")?.as_str()).collect();
    assert_eq!(chosen, ["is_local_domain('*', rcpt_domain)", "received_via_port != 10025"]);
    assert!(stalwart["session"].get("milter").is_none(), "its milter client shows the header in the body");
    // Exchange Online: parameters of its cmdlets, as they are documented
    let common = ["Name", "ConnectorType"];
    let inbound = ["SenderDomains", "SenderIPAddresses", "RequireTls", "TlsSenderCertificateName"];
    let outbound = ["IsTransportRuleScoped", "UseMXRecord", "SmartHosts", "TlsSettings", "TlsDomain"];
    let rule = [
        "Name",
        "FromScope",
        "SentToScope",
        "SetHeaderName",
        "SetHeaderValue",
        "RouteMessageOutboundConnector",
        "ExceptIfHeaderContainsMessageHeader",
        "ExceptIfHeaderContainsWords",
        "ExceptIfMessageTypeMatches",
    ];
    let page = Page::read("microsoft-365");
    let mut cmdlets = 0;
    for line in [page.block("exchange A"), page.block("exchange B")].concat().lines() {
        let known: Vec<&str> = match line.split(' ').next().unwrap() {
            "New-InboundConnector" => [&common[..], &inbound].concat(),
            "New-OutboundConnector" => [&common[..], &outbound].concat(),
            "New-TransportRule" => rule.to_vec(),
            "Set-RemoteDomain" => vec!["TNEFEnabled"],
            other => panic!("{other} is not known here"),
        };
        assert_eq!(line.matches('"').count() % 2, 0, "{line}");
        for parameter in line.split(" -").skip(1).map(|rest| rest.split(' ').next().unwrap()) {
            assert!(known.contains(&parameter), "{parameter}: {line}");
        }
        cmdlets += 1;
    }
    assert_eq!(cmdlets, 5);
    // the secret is the same on both sides
    let secret = "4f1c0a7be29d";
    assert!(page.block("exchange B").contains(secret) && page.block("/etc/postfix/secret_header_checks").contains(secret));
}
