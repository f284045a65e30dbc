//! Settings as programs read them, each checked by a program or a schema; guides and the self-check in both languages.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests may panic"
)]

use std::path::Path;
use std::process::{Command, Stdio};

use kakitome_explain::settings::{
    Advice, DiscoverFault, Encryption, Error, Login, MailService, Port, Security, Server, advice, autoconfig, autodiscover,
    autodiscover_fault, autodiscover_json, guide, guide_html, guide_text, mobileconfig, programs, self_check_html, self_check_text,
    srv_records,
};
use kakitome_explain::{Lang, words};

fn server(host: &str, port: u16) -> Server {
    Server::new(host, port).unwrap()
}

/// A provider with everything, whose name would be markup if somebody let it.
fn full() -> MailService {
    let (imap, pop3) = (Some(server("imap.example.jp", 993)), Some(server("pop.example.jp", 995)));
    MailService::new("example.jp", "見本 & <Co> \"A\"", server("smtp.example.jp", 465), imap, pop3, Login::Address).unwrap()
}

/// One that has nothing better than STARTTLS, POP3 alone, and short user names.
fn poor() -> MailService {
    let pop3 = Some(server("mail.example.jp", 110));
    MailService::new("example.jp", "", server("mail.example.jp", 587), None, pop3, Login::LocalPart).unwrap()
}

/// Says that a test was skipped, on standard error and in the file that `cargo xtask test` prints. Never silent.
fn skip(test: &str, reason: &str) {
    eprintln!("SKIPPED {test}: {reason}");
    if let Some(file) = std::env::var_os("KAKITOME_SKIPS") {
        use std::io::Write;
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file).expect("the skip file");
        writeln!(file, "{test}: {reason}").expect("the skip file");
    }
}

fn fed(program: &str, arguments: &[&str], input: &str) -> Result<String, String> {
    use std::io::Write;
    let mut child =
        Command::new(program).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(said) } else { Err(said) }
}

fn fits(schema: &str, xml: &str) -> Result<String, String> {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/settings").join(schema);
    fed("xmllint", &["--noout", "--nonet", "--relaxng", &schema.display().to_string(), "-"], xml)
}

#[test]
fn autoconfig_and_autodiscover_fit_their_schemas() {
    if !Path::new("/usr/bin/xmllint").is_file() {
        return skip("autoconfig_and_autodiscover_fit_their_schemas", "xmllint is not here");
    }
    for service in [full(), poor()] {
        let (auto, discovered) = (autoconfig(&service), autodiscover(&service, "taro@example.jp").unwrap());
        fits("autoconfig.rng", &auto).unwrap_or_else(|why| panic!("{why}\n{auto}"));
        fits("autodiscover.rng", &discovered).unwrap_or_else(|why| panic!("{why}\n{discovered}"));
        // the schemas can say no
        assert!(fits("autoconfig.rng", &auto.replace("password-cleartext", "password")).is_err());
        assert!(fits("autodiscover.rng", &discovered.replace("<SSL>", "<Ssl>").replace("</SSL>", "</Ssl>")).is_err());
    }
    for fault in [DiscoverFault::Unreadable, DiscoverFault::OtherSchema, DiscoverFault::UnknownAddress] {
        let said = autodiscover_fault(fault, kakitome_pki::UnixTime(1_795_305_661));
        fits("autodiscover.rng", &said).unwrap_or_else(|why| panic!("{why}\n{said}"));
        assert!(said.contains("Time=\"00:01:01\""), "{said}");
    }
    let auto = autoconfig(&full());
    for said in ["<port>465</port>", "<socketType>SSL</socketType>", "%EMAILADDRESS%", "見本 &amp; &lt;Co&gt;"] {
        assert!(auto.contains(said), "{said}: {auto}");
    }
    let auto = autoconfig(&poor());
    assert!(auto.contains("STARTTLS") && auto.contains("%EMAILLOCALPART%") && !auto.contains("imap"), "{auto}");
    assert!(autodiscover(&poor(), "taro@example.jp").unwrap().contains("<LoginName>taro</LoginName>"));
    let json: serde_json::Value = serde_json::from_str(&autodiscover_json(&full())).unwrap();
    assert_eq!(json["Protocol"], "AutodiscoverV1");
    assert_eq!(json["Url"], "https://autodiscover.example.jp/autodiscover/autodiscover.xml");
}

const READ_PROFILE: &str = r#"
import plistlib, sys, uuid
top = plistlib.loads(sys.stdin.buffer.read())
account, = top["PayloadContent"]
for part, kind in ((top, "Configuration"), (account, "com.apple.mail.managed")):
    assert part["PayloadType"] == kind and part["PayloadVersion"] == 1, part
    assert uuid.UUID(part["PayloadUUID"]).variant == uuid.RFC_4122
    assert part["PayloadIdentifier"].startswith("jp.example.mail") and part["PayloadDisplayName"]
assert top["PayloadUUID"] != account["PayloadUUID"]
for way in ("Incoming", "Outgoing"):
    assert account[way + "MailServerAuthentication"] == "EmailAuthPassword"
    assert account[way + "MailServerUseSSL"] is True
    assert isinstance(account[way + "MailServerPortNumber"], int)
    assert isinstance(account[way + "MailServerHostName"], str)
assert account["OutgoingPasswordSameAsIncomingPassword"] is True
assert not any("Password" in key and isinstance(value, str) for key, value in account.items() if not key.endswith("Authentication"))
print(account["EmailAccountType"], account["OutgoingMailServerPortNumber"], account["IncomingMailServerPortNumber"], account["OutgoingMailServerUsername"])
"#;

#[test]
fn a_profile_is_read_by_a_reader_of_property_lists() {
    if !Path::new("/usr/bin/python3").is_file() {
        return skip("a_profile_is_read_by_a_reader_of_property_lists", "python3 is not here");
    }
    for (service, expected) in [(full(), "EmailTypeIMAP 465 993 taro@example.jp"), (poor(), "EmailTypePOP 587 110 taro")] {
        let profile = mobileconfig(&service, "taro@example.jp").unwrap();
        let said = fed("/usr/bin/python3", &["-c", READ_PROFILE], &profile).unwrap_or_else(|why| panic!("{why}\n{profile}"));
        assert_eq!(said.trim(), expected);
        // the same account is the same profile, another one another
        assert_eq!(profile, mobileconfig(&service, "taro@example.jp").unwrap());
        assert_ne!(profile, mobileconfig(&service, "jiro@example.jp").unwrap());
    }
}

#[test]
fn srv_records_are_read_by_a_tool_for_zones() {
    let records = srv_records(&full());
    assert!(records.contains("_submissions._tcp.example.jp. 3600 IN SRV 0 1 465 smtp.example.jp.\n"), "{records}");
    assert!(records.contains("_imap._tcp.example.jp. 3600 IN SRV 0 0 0 .\n"), "{records}");
    assert!(srv_records(&poor()).contains("_submissions._tcp.example.jp. 3600 IN SRV 0 0 0 .\n"));
    if !Path::new("/usr/bin/ldns-read-zone").is_file() {
        return skip("srv_records_are_read_by_a_tool_for_zones", "ldns-read-zone is not here");
    }
    for service in [full(), poor()] {
        let zone = format!("example.jp. 60 IN SOA ns.example.jp. h.example.jp. 1 1 1 1 1\n{}", srv_records(&service));
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), zone).unwrap();
        let said = fed("/usr/bin/ldns-read-zone", &[&file.path().display().to_string()], "").unwrap();
        assert_eq!(said.matches("SRV").count(), 6, "{said}");
    }
}

#[test]
fn guides_have_every_step_in_both_languages() {
    for lang in Lang::ALL {
        for service in [full(), poor()] {
            let all = guide(&service, None, lang);
            assert_eq!(all.programs.len(), programs().len());
            assert!(all.programs.is_sorted_by_key(|part| !part.program.current));
            let (text, html) = (guide_text(&all), guide_html(&all));
            for bad in ["<Co>", "style=", "<script", "onclick"] {
                assert!(!html.contains(bad), "{lang} {bad}: {html}");
            }
            for page in [&text, &html] {
                assert!(!page.contains("{$") && !page.contains('⟨'), "{lang}: {page}");
                assert!(page.contains(&service.sending().host) && page.contains(&service.sending().port.to_string()), "{page}");
            }
            // who need do nothing stands before everything else
            assert!(html.find("settings-spared").unwrap() < html.find("settings-table").unwrap());
            let one = guide(&service, Some("iphone"), lang);
            // each says what its menu names were held against, and how far that goes
            for part in &all.programs {
                assert!(
                    part.source.contains(part.program.source) && part.source.ends_with(']') && !part.source.contains('⟨'),
                    "{}",
                    part.source
                );
            }
            assert_eq!(one.programs.len(), 1);
        }
        // every program of today has its drawing, with the port in it
        let full = full();
        for part in guide(&full, None, lang).programs {
            assert_eq!(part.fields.len(), if part.program.current { 3 } else { 0 }, "{lang} {}", part.program.id);
            assert!(!part.program.current || part.fields[1].value == "465");
        }
        assert_eq!(
            guide_html(&guide(&full, None, lang)).matches("<svg ").count(),
            programs().iter().filter(|program| program.current).count()
        );
        // no step and no note stands in the words without being shown
        for program in programs() {
            let has = |end: &str| words(lang).has(&format!("settings-{}-{end}", program.id));
            assert_eq!((has("note"), has(&program.steps.saturating_add(1).to_string())), (program.note, false), "{lang} {}", program.id);
        }
    }
}

#[test]
fn the_self_check_tells_first_who_need_do_nothing() {
    for (port, encryption, expected) in [
        (Port::Implicit465, Encryption::Tls, Advice::Nothing),
        (Port::Implicit465, Encryption::Starttls, Advice::Mismatch),
        (Port::Submission587, Encryption::Starttls, Advice::Change),
        (Port::Submission587, Encryption::Auto, Advice::ChangeNow),
        (Port::Submission587, Encryption::None, Advice::ChangeNow),
        (Port::Submission587, Encryption::Tls, Advice::Mismatch),
        (Port::Relay25, Encryption::Tls, Advice::Change),
        (Port::Unknown, Encryption::None, Advice::ChangeNow),
        (Port::Unknown, Encryption::Tls, Advice::Look),
        (Port::Other, Encryption::Unknown, Advice::Look),
    ] {
        assert_eq!(advice(port, encryption), expected, "{port:?} {encryption:?}");
    }
    for lang in Lang::ALL {
        let text = self_check_text(lang);
        assert!(!text.contains("⟨") && !text.contains("{$"), "{text}");
        let headings: Vec<&str> = text.lines().filter(|line| line.starts_with('■')).collect();
        assert_eq!(headings.len(), Advice::ALL.len());
        assert!(headings[0].contains("465"), "{text}");
        for port in Port::ALL {
            assert_eq!(Port::from_word(port.word()), Some(port));
            for encryption in Encryption::ALL {
                assert_eq!(Encryption::from_word(encryption.word()), Some(encryption));
                let page = self_check_html(lang, "/self-check?a=1&b=2", Some((port, encryption)));
                assert!(page.contains("action=\"/self-check?a=1&amp;b=2\"") && !page.contains('⟨') && !page.contains("style="), "{page}");
                assert!(page.find("self-check-spared").unwrap() < page.find("<form").unwrap() && page.contains("self-check-answer"));
                assert_eq!(page.matches(" selected").count(), 2);
            }
        }
        assert!(!self_check_html(lang, "", None).contains("self-check-answer"));
    }
}

#[test]
fn what_cannot_be_told_to_customers_is_refused() {
    for host in ["", "localhost", "mail..example", "mail.example.jp/x", "<b>.example", &"a".repeat(300)] {
        assert!(matches!(Server::new(host, 465), Err(Error::Host { .. })), "{host}");
    }
    for port in [0, 25] {
        assert_eq!(Server::new("mail.example.jp", port), Err(Error::Port { port }));
    }
    assert_eq!(server("mail.example.jp", 2465).security, Security::Starttls);
    let nothing = MailService::new("example.jp", "", server("mail.example.jp", 465), None, None, Login::Address);
    assert_eq!(nothing, Err(Error::NothingToFetchFrom));
    for address in ["", "taro", "taro@example.com", "@example.jp", "ta ro@example.jp", "taro\n@example.jp"] {
        assert!(matches!(mobileconfig(&full(), address), Err(Error::Address { .. })), "{address:?}");
        assert!(matches!(autodiscover(&full(), address), Err(Error::Address { .. })), "{address:?}");
    }
}

#[test]
fn a_guide_for_anybody_has_blanks_and_the_port() {
    for lang in Lang::ALL {
        let any = guide(None, None, lang);
        let text = guide_text(&any);
        assert!(!text.contains('⟨') && !text.contains("{$") && !text.contains(" { "), "{text}");
        assert!(any.spared.contains("465") && any.table.iter().any(|(_, value)| value.contains("465")), "{any:?}");
        for part in any.programs.iter().filter(|part| part.program.current) {
            assert_eq!(part.fields[1].value, "465", "{}", part.program.id);
        }
    }
}

#[test]
fn guides_that_are_named_where_programs_are_recognised_exist() {
    for one in kakitome_clients::submitters() {
        for id in &one.guides {
            assert!(programs().iter().any(|program| program.id == id), "{}: {id}", one.id);
        }
    }
}
