//! The configuration through the public API: what is written, what it means, what is refused and where.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

use std::path::Path;
use std::time::Duration;

use kakitome_gateway::config::{
    BareNewline, Blanks, ConfigError, Dkim, HopTlsMode, HopVerify, Kind, Settings, Sign, StartTls, default_toml, template,
};

const SMALL: &str = r#"hostname = "gw.example.jp"
[[network]]
name = "apps"
addresses = ["10.0.0.0/8"]
[[listener]]
kind = "relay"
address = "127.0.0.1:0"
networks = ["apps"]
[next-hop]
address = "mail.example.jp"
"#;

fn read(text: &str) -> Result<Settings, ConfigError> {
    Settings::from_text(text, Path::new("/etc/kakitome/kakitome.toml"))
}

fn refusal(text: &str) -> String {
    read(text).expect_err("must be refused").to_string()
}

#[test]
fn the_template_is_a_configuration_with_the_defaults() {
    let from_template = read(&default_toml()).unwrap();
    assert_eq!(from_template.hostname, "localhost");
    assert_eq!(from_template.listeners[0].place.tcp().unwrap().port(), 2525);
    assert_eq!(from_template.next_hop.port, 25);
    let small = read(SMALL).unwrap();
    assert_eq!(from_template.signing, small.signing, "the template shows the defaults");
    assert_eq!(from_template.encryption, small.encryption, "the template shows the defaults");
    assert_eq!(from_template.limits, small.limits, "the template shows the defaults");
}

#[test]
fn blanks_are_quoted() {
    let text = template(&Blanks {
        hostname: "gw.example.jp".into(),
        listen: "[::1]:2526".into(),
        next_hop: "mx.example.jp".into(),
        next_hop_port: 10025,
        web: Some("[::1]:8025".into()),
        may_sign_as: vec!["a\"b@example.jp".into(), "@example.jp".into()],
    });
    let settings = read(&text).unwrap();
    assert_eq!(settings.next_hop.port, 10025);
    assert_eq!(settings.web.as_ref().unwrap().listen, ["[::1]:8025".parse().unwrap()]);
    assert!(settings.may_sign[0].addresses[0].matches("a\"b@example.jp"));
    assert!(settings.may_sign[0].addresses[1].matches("x@example.jp"));
}

#[test]
fn paths_are_taken_from_the_folder_of_the_file() {
    let settings = read(SMALL).unwrap();
    assert_eq!(settings.database, Path::new("/etc/kakitome/data/kakitome.db"));
    assert_eq!(settings.keyholder_socket, Path::new("/etc/kakitome/run/keyholder.sock"));
    let text = format!("{SMALL}[home]\ndatabase = \"/var/lib/k.db\"\n");
    assert_eq!(read(&text).unwrap().database, Path::new("/var/lib/k.db"));
}

#[test]
fn users_have_names_of_their_own_or_none() {
    let users = read(SMALL).unwrap().users.unwrap();
    assert_eq!((users.gateway.as_str(), users.keyholder.as_str()), ("kakitome", "kakitome-keyholder"));
    assert_eq!(read(&default_toml()).unwrap().users, Some(users));
    let with = |lines: &str| format!("{SMALL}[users]\n{lines}\n");
    assert_eq!(read(&with("gateway = \"\"\nkeyholder = \"\"")).unwrap().users, None);
    for (lines, line, what) in [
        ("gateway = \"\"", 12, "is empty"),
        ("gateway = \"one\"\nkeyholder = \"one\"", 13, "both users are"),
        ("gateway = \"root\"", 12, "cannot be a user of its own"),
        ("keyholder = \"a:b\"", 12, "cannot be a user of its own"),
    ] {
        let said = refusal(&with(lines));
        assert!(said.contains(&format!(":{line}:")) && said.contains(what), "{lines}: {said}");
    }
}

#[test]
fn encryption_and_triggers_are_understood_and_slips_are_told() {
    use kakitome_gateway::config::{Encrypt, Roots, WhenImpossible, WithoutIdentity};
    let text = format!(
        "{SMALL}[encryption]\nencrypt = \"if-possible\"\nwhen-impossible = \"defer\"\ntrust = [\"mozilla\", \"p.pem\"]\ncrls = [\"a.crl\"]\n\
         [triggers]\nencrypt = [\" [encrypt] \"]\nfield = \"X-Ask\"\n\
         [[rule]]\nname = \"r\"\nto = [\"*\"]\nencrypt = \"required\"\nwhen-impossible = \"refuse\"\nwithout-identity = \"refuse\"\n"
    );
    let settings = read(&text).unwrap();
    assert_eq!((settings.encryption.encrypt, settings.encryption.when_impossible), (Encrypt::IfPossible, WhenImpossible::Defer));
    assert_eq!(settings.encryption.trust, [Roots::Kept("mozilla".into()), Roots::File("/etc/kakitome/p.pem".into())]);
    assert_eq!(settings.encryption.crls, [Path::new("/etc/kakitome/a.crl")]);
    assert_eq!(settings.triggers.encrypt, ["[encrypt]"]);
    let rule = &settings.rules[0];
    assert_eq!((rule.encrypt, rule.without_identity), (Some(Encrypt::Required), Some(WithoutIdentity::Refuse)));
    for (lines, what) in [
        ("[encryption]\nencrypt = \"always\"", "unknown variant"),
        ("[encryption]\ntrust = [\"\"]", "has no name"),
        ("[triggers]\nsign = [\"x\"]", "too short"),
        ("[triggers]\nsign = [\"[one]\"]\nno-sign = [\"[ONE]\"]", "twice"),
        ("[triggers]\nfield = \"Subject\"", "a field of every mail"),
        ("[triggers]\nfield = \"X Ask:\"", "not the name of a field"),
    ] {
        let said = refusal(&format!("{SMALL}{lines}\n"));
        assert!(said.contains(what), "{lines}: {said}");
    }
}

#[test]
fn every_setting_is_understood() {
    let text = r#"
hostname = "gw"
[log]
format = "json"
level = "debug"
[[network]]
name = "old"
addresses = ["192.0.2.7", "2001:db8::/32"]
bare-newline = "repair"
mta = true
xclient = true
[[listener]]
kind = "relay"
address = "[::1]:2525"
networks = ["old"]
starttls = "required"
tls = { cert = "c.pem", key = "k.pem" }
[next-hop]
address = "mx.example.jp"
port = 10025
tls = "required"
ca = "ca.pem"
name = "mx"
data-end-seconds = 5
[signing]
sign = "opaque"
dkim = "unsigned"
also-sign = ["auto-submitted", "calendar"]
[[may-sign]]
networks = ["old"]
as = ["@example.jp"]
[[rule]]
name = "partner"
to = ["@partner.example"]
sign = "no"
"#;
    let settings = read(text).unwrap();
    assert_eq!(settings.networks[0].bare_newline, BareNewline::Repair);
    assert!(settings.networks[0].contains("2001:db8::5".parse().unwrap()));
    assert_eq!(settings.listeners[0].starttls, StartTls::Required);
    assert_eq!(settings.next_hop.tls.mode, HopTlsMode::Required);
    assert_eq!(settings.next_hop.tls.verify, HopVerify::Name);
    assert_eq!(settings.next_hop.timeouts.data_end, Duration::from_secs(5));
    assert_eq!(settings.signing.sign, Sign::Opaque);
    assert_eq!(settings.signing.dkim, Dkim::Unsigned);
    assert_eq!(settings.signing.also_sign, [Kind::AutoSubmitted, Kind::Calendar]);
    assert_eq!(settings.rules[0].sign, Some(Sign::No));
    let lines = settings.describe();
    let may_sign = lines.iter().find(|line| line.name == "config-means-may-sign").expect("a line");
    assert_eq!(may_sign.facts, [("networks", "old (192.0.2.7/32, 2001:db8::/32)".to_owned()), ("whom", "@example.jp".to_owned())]);
}

#[test]
fn an_unknown_key_is_a_fault_with_its_place() {
    let text = SMALL.replace("networks = [\"apps\"]", "networks = [\"apps\"]\nstart-tls = \"off\"");
    let said = refusal(&text);
    assert!(said.starts_with("/etc/kakitome/kakitome.toml:9:1: unknown field `start-tls`"), "{said}");
    assert!(said.contains("(hint: "), "{said}");
}

#[test]
fn a_wrong_value_is_a_fault_with_its_place() {
    let said = refusal(&SMALL.replace("\"relay\"", "\"relais\""));
    assert!(said.contains(":6:8: unknown variant `relais`"), "{said}");
    let said = refusal(&SMALL.replace("[next-hop]", "[next-hop]\nport = \"x\""));
    assert!(said.contains(":10:8: "), "{said}");
    let said = refusal("hostname =\n");
    assert!(said.contains("kakitome.toml:1:"), "{said}");
}

#[test]
fn every_fault_of_meaning_is_named_at_once() {
    let text = r#"hostname = "gw_1"
[[network]]
name = "apps"
addresses = ["10.1.0.0/8", "nonsense"]
[[listener]]
kind = "relay"
address = "localhost:25"
networks = ["app"]
starttls = "required"
[next-hop]
address = "mx"
verify = "name"
connect-seconds = 0
[[may-sign]]
networks = ["apps"]
as = ["*@example.jp"]
[[rule]]
name = "nothing"
[limits]
recipients = 5
"#;
    let Err(ConfigError::Faulty { faults }) = read(text) else { panic!("must be refused") };
    let places: Vec<(usize, usize)> = faults.iter().map(|f| (f.line, f.column)).collect();
    assert_eq!(
        places,
        [(1, 12), (4, 14), (4, 28), (7, 11), (8, 13), (9, 12), (12, 10), (13, 19), (16, 7), (18, 8), (20, 14)],
        "{faults:#?}"
    );
    assert!(faults[1].what.contains("10.0.0.0/8"), "{:?}", faults[1]);
}

#[test]
fn a_missing_part_is_named() {
    assert!(refusal("[next-hop]\naddress = \"a\"\n").contains("missing field `hostname`"));
    assert!(refusal("hostname = \"a\"\n").contains("missing field `next-hop`"));
    assert!(refusal("hostname = \"a\"\n[next-hop]\naddress = \"a\"\n").contains("no [[listener]]"));
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let error = Settings::load(Path::new("/nonexistent/kakitome.toml")).unwrap_err();
    assert!(error.to_string().starts_with("/nonexistent/kakitome.toml: cannot read"), "{error}");
}

#[test]
fn pages_are_read_with_the_rest_and_their_faults_have_lines() {
    let with = |web: &str| read(&format!("{SMALL}\n{web}"));
    assert!(read(SMALL).unwrap().web.is_none(), "no pages unless somebody wants them");
    let web = with("[web]\nlisten = [\"127.0.0.1:8025\"]\nproxies = [\"10.0.0.0/8\"]\npublic-url = \"https://mail.example.jp/\"\n")
        .unwrap()
        .web
        .unwrap();
    assert_eq!(web.public_url.as_deref(), Some("https://mail.example.jp"));
    assert!(web.lookup && web.tls.is_none() && web.proxies.len() == 1);
    assert_eq!(web.limits.upload_bytes, 64 << 20);
    for (web, fault) in [
        ("[web]\nlisten = []\n", "listens nowhere"),
        ("[web]\nlisten = [\"here\"]\n", "not an address with a port"),
        ("[web]\nlisten = [\"127.0.0.1:1\"]\nlook-up = true\n", "unknown field"),
        ("[web]\nlisten = [\"127.0.0.1:1\"]\npublic-url = \"mail.example.jp\"\n", "no address of a web server"),
        ("[web]\nlisten = [\"127.0.0.1:1\"]\nproxies = [\"localhost\"]\n", "localhost"),
        ("[web]\nlisten = [\"127.0.0.1:1\"]\n[web.limits]\nupload-bytes = 0\n", "upload-bytes"),
        ("[web]\nlisten = [\"127.0.0.1:1\"]\n[web.limits]\nmails-per-minute = 0\n", "is not from 1"),
    ] {
        let error = with(web).unwrap_err().to_string();
        assert!(error.contains(fault), "{web}: {error}");
    }
}

#[test]
fn a_mail_service_is_what_customers_can_be_told() {
    let of = |lines: &str| read(&format!("{SMALL}[[mail-service]]\n{lines}"));
    let settings = of(
        "domain = \"Example.JP\"\nname = \"見本\"\nsmtp = \"smtp.example.jp\"\nimap = \"imap.example.jp:10993\"\nlogin = \"local-part\"\n",
    )
    .unwrap();
    let service = &settings.services[0];
    assert_eq!((service.domain(), service.name(), service.sending().port), ("example.jp", "見本", 465));
    assert_eq!(service.imap().map(|server| server.port), Some(10_993));
    assert!(settings.describe().iter().any(|line| line.name == "config-means-service"));
    for (lines, line, said) in [
        ("domain = \"example.jp\"\nsmtp = \"smtp.example.jp\"\n", 12, "no server for fetching"),
        ("domain = \"example.jp\"\nsmtp = \"smtp.example.jp:25\"\nimap = \"i.example.jp\"\n", 13, "25 is no port for customers"),
        ("domain = \"example.jp\"\nsmtp = \"smtp.example.jp:smtps\"\nimap = \"i.example.jp\"\n", 13, "no port after the colon"),
        ("domain = \"example.jp\"\nsmtp = \"smtp.example.jp\"\nimap = \"localhost\"\n", 14, "no host name"),
        ("domain = \"<b>\"\nsmtp = \"smtp.example.jp\"\nimap = \"i.example.jp\"\n", 12, "no host name"),
        (
            "domain = \"example.jp\"\nsmtp = \"s.example.jp\"\npop3 = \"i.example.jp\"\n[[mail-service]]\ndomain = \"EXAMPLE.jp\"\nsmtp = \"s.example.jp\"\nimap = \"i.example.jp\"\n",
            16,
            "there are two",
        ),
    ] {
        let refused = of(lines).expect_err(lines).to_string();
        assert!(refused.contains(said) && refused.contains(&format!(":{line}")), "{refused}");
    }
}

#[test]
fn s14_whose_logins_a_milter_believes_is_said() {
    let with = |address: &str, more: &str| {
        format!("{SMALL}[[listener]]\nkind = \"milter\"\naddress = \"{address}\"\nnetworks = [\"apps\"]\n{more}")
    };
    let believed = |address: &str, more: &str| read(&with(address, more)).unwrap().listeners[1].believed.clone();
    for (address, by_itself) in
        [("127.0.0.1:0", true), ("[::1]:0", true), ("unix:run/m.sock", true), ("10.0.0.1:8891", false), ("[::]:0", false)]
    {
        assert_eq!(believed(address, "").logins, by_itself, "{address}");
        assert!(believed(address, "believe-logins = true").logins && !believed(address, "believe-logins = false").logins);
        assert!(!believed(address, "").certificates && believed(address, "believe-certificates = true").certificates);
    }
    assert_eq!(believed("127.0.0.1:0", "login-domain = \"例え.jp\"").domain.as_deref(), Some("xn--r8jz45g.jp"));
    for bad in ["", "a@b.example", "*", "two words"] {
        assert!(refusal(&with("127.0.0.1:0", &format!("login-domain = \"{bad}\""))).contains("is not a domain"), "{bad}");
    }
    for more in ["believe-logins = true", "believe-certificates = false", "login-domain = \"x.example\""] {
        let text = SMALL.replace("networks = [\"apps\"]\n[next", &format!("networks = [\"apps\"]\n{more}\n[next"));
        assert!(refusal(&text).contains("only a milter's mail server names logins"), "{more}");
    }
    let names = |text: &str| read(text).unwrap().describe().into_iter().map(|line| line.name).collect::<Vec<_>>();
    let unmet = "config-means-milter-without-logins";
    let nobody = "config-means-nobody-logs-in";
    for wanted in ["[triggers]\nencrypt = [\"[encrypt]\"]\n", "[[may-sign]]\nlogins = [\"a@x.example\"]\nas = [\"*\"]\n"] {
        let of = |text: String| {
            names(&format!("{text}\n{wanted}")).into_iter().filter(|name| [unmet, nobody].contains(name)).collect::<Vec<_>>()
        };
        assert_eq!(of(SMALL.to_owned()), [nobody]);
        assert_eq!(of(with("127.0.0.1:0", "")), [""; 0]);
        assert_eq!(of(with("10.0.0.1:8891", "")), [nobody]);
        assert_eq!(of(with("127.0.0.1:0", "believe-logins = false")), [nobody]);
        let two = "[[listener]]\nkind = \"milter\"\naddress = \"10.0.0.1:8891\"\nnetworks = [\"apps\"]";
        assert_eq!(of(with("127.0.0.1:0", two)), [unmet]);
    }
    assert!(!names(SMALL).contains(&nobody), "who asks for nothing misses nothing");
}
