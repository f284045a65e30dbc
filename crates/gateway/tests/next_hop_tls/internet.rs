//! Mail to the Internet: each domain with something of its own, all in one mail; what comes where, what waits, what is given up (T08, R23; RFC 5321
//! 5.1, 7505, 7672, 8461). And a next hop that is to be proven by DNS.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use kakitome_crypto::{DigestAlgorithm, digest};
use kakitome_pki::Certificate;
use kakitome_store::{Event, Happened, Leg, Millis, StoredPolicy};

use crate::certificates::{Authority, Server, expired};
use crate::stage::{Changes, FakeHop, Fault, NOREPLY, Script, Stage, Step, mail};
use crate::world::{Servers, config, names, policies, policy};
use crate::zone::{Signing, Zone};

const STS: &str = "_mta-sts IN TXT \"v=STSv1; id=1;\"\nmta-sts IN A 127.0.0.1\n";

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

fn tlsa(port: u16, server: &Server) -> String {
    let leaf = Certificate::from_der(server.der.clone()).unwrap();
    format!("_{port}._tcp.mx IN TLSA 3 1 1 {}\n", hex(digest(DigestAlgorithm::Sha256, leaf.spki()).unwrap().as_bytes()))
}

fn mx(number: u8) -> String {
    format!("@ IN MX 10 mx\nmx IN A 127.0.1.{number}\n")
}

fn with(server: &Server) -> Script {
    Script { tls: Some(Arc::clone(&server.config)), ..Script::default() }
}

/// Waits until every recipient has an event of its own; the last of each.
async fn settled(stage: &Stage, id: kakitome_store::MailId, count: usize) -> HashMap<String, Event> {
    let mut last = HashMap::new();
    for _ in 0..3000 {
        for event in stage.store.mail_events(&[id]).await.unwrap() {
            if let Some(to) = event.recipient.clone().filter(|_| event.what != Happened::Accepted) {
                last.entry(to.rsplit_once('@').unwrap().1.to_owned()).or_insert(event);
            }
        }
        if last.len() >= count {
            return last;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{} of {count}: {:?}", last.len(), last.keys());
}

async fn legs(stage: &Stage, id: kakitome_store::MailId, count: usize) -> HashMap<String, Leg> {
    for _ in 0..500 {
        let legs = stage.store.mail_legs(&[id]).await.unwrap();
        if legs.len() >= count {
            return legs.into_iter().map(|leg| (leg.recipients[0].rsplit_once('@').unwrap().1.to_owned(), leg)).collect();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{count} legs did not come");
}

struct World {
    servers: Servers,
    names: crate::zone::NameServer,
    policies: u16,
    authority: Authority,
}

/// Numbers of addresses: 1 to 9 offer TLS with one certificate or another, 20 and above do not.
async fn world(test: &str) -> Option<World> {
    let authority = Authority::new();
    let of = |zones: &[&str]| {
        let names: Vec<String> = zones.iter().map(|zone| format!("mx.{zone}")).collect();
        authority.server(&names.iter().map(String::as_str).collect::<Vec<_>>(), |_| {})
    };
    let plain = of(&["unusable.example", "tls.example", "second.example"]);
    let dane = of(&["whatever.example"]);
    let sts = of(&["sts.example", "stsother.example", "stskept.example"]);
    let wrong = of(&["elsewhere.example"]);
    let late = authority.server(&["mx.stslate.example"], expired);
    let stranger = Authority::new().server(&["mx.stsca.example"], |_| {});
    let servers = Servers::start(vec![
        (1, with(&plain)),
        (2, with(&dane)),
        (3, with(&sts)),
        (4, with(&wrong)),
        (5, with(&late)),
        (6, with(&stranger)),
        (20, Script::default()),
        (21, Script::default()),
        (22, Script { recipients: HashMap::from([("@second", "450 not here")]), ..Script::default() }),
        (23, Script::failing(Step::Greeting, Fault::Hang)),
        (24, Script::failing(Step::Rcpt, Fault::Say("450 4.2.1 later"))),
        (25, Script { slow: Duration::from_millis(500), ..Script::default() }),
    ])
    .await;
    let port = servers.port;
    let good = |name, records| Zone::new(name, Signing::Good, records);
    let unsigned = |name, records| Zone::new(name, Signing::None, records);
    let zones = [
        good("dane.example", mx(2) + &tlsa(port, &dane)),
        good("danebad.example", mx(1) + &tlsa(port, &dane)),
        good("danenotls.example", mx(20) + &tlsa(port, &dane)),
        good("danests.example", mx(1) + &tlsa(port, &dane) + STS),
        good("unusable.example", mx(1) + &format!("_{port}._tcp.mx IN TLSA 3 1 1 0011\n")),
        good("unusablenotls.example", mx(20) + &format!("_{port}._tcp.mx IN TLSA 1 1 1 {}\n", "00".repeat(32))),
        good("tlsaservfail.example", mx(1)),
        Zone::new(Box::leak(format!("_{port}._tcp.mx.tlsaservfail.example").into_boxed_str()), Signing::Broken, ""),
        Zone::new("bogus.example", Signing::Expired, mx(1)),
        Zone::new("servfail.example", Signing::Broken, ""),
        unsigned("plain.example", mx(20)),
        unsigned("hangs.example", mx(23)),
        unsigned("defers.example", mx(24)),
        unsigned("slow.example", mx(25)),
        unsigned("insecuretlsa.example", mx(20) + &tlsa(port, &dane)),
        unsigned("tls.example", mx(1)),
        good("null.example", "@ IN MX 0 .\n".to_owned()),
        unsigned("implicit.example", "@ IN A 127.0.1.21\n".to_owned()),
        unsigned("nothing.example", "www IN A 127.0.1.21\n".to_owned()),
        unsigned("loop.example", "@ IN MX 10 gw.example.\n@ IN MX 20 mx\nmx IN A 127.0.1.20\n".to_owned()),
        unsigned("backup.example", "@ IN MX 20 gw.example.\n@ IN MX 10 mx\nmx IN A 127.0.1.20\n".to_owned()),
        unsigned("second.example", "@ IN MX 10 dead\n@ IN MX 20 mx\ndead IN A 127.0.1.99\nmx IN A 127.0.1.1\n".to_owned()),
        unsigned("inside.example", "@ IN MX 10 mx\nmx IN A 10.0.0.1\nmx IN AAAA ::1\n".to_owned()),
        unsigned("nohost.example", "@ IN MX 10 gone\n".to_owned()),
        unsigned("sts.example", mx(3) + STS),
        unsigned("stsother.example", mx(3) + STS),
        unsigned("stsnotls.example", mx(20) + STS),
        unsigned("stswrong.example", mx(4) + STS),
        unsigned("stslate.example", mx(5) + STS),
        unsigned("stsca.example", mx(6) + STS),
        unsigned("ststesting.example", mx(20) + STS),
        unsigned("stsgone.example", mx(20) + STS),
        unsigned("stskept.example", mx(20)),
    ];
    let names = names(test, &zones)?;
    let enforced = ["sts", "stsnotls", "stswrong", "stslate", "stsca", "danests"];
    let mut answers: HashMap<String, String> =
        enforced.iter().map(|name| (format!("mta-sts.{name}.example"), policy("enforce", &format!("mx.{name}.example")))).collect();
    answers.insert("mta-sts.stsother.example".to_owned(), policy("enforce", "mail.stsother.example"));
    answers.insert("mta-sts.ststesting.example".to_owned(), policy("testing", "mx.ststesting.example"));
    let hosts: Vec<String> = zones.iter().filter(|zone| zone.name.len() < 60).map(|zone| format!("mta-sts.{}", zone.name)).collect();
    let web = authority.server(&hosts.iter().filter(|name| !name.contains('_')).map(String::as_str).collect::<Vec<_>>(), |_| {});
    let policies = policies(web.config, answers).await;
    Some(World { servers, names, policies, authority })
}

impl World {
    async fn stage(&self, listener: &str, next_hop: &str) -> Stage {
        let config = config(&self.names, self.authority.folder.path(), self.policies);
        let next_hop = format!("{next_hop}{}reply-seconds = 30\nconnect-seconds = 30\n", self.authority.line());
        let outbox = "first-pause-seconds = 600\nlongest-pause-seconds = 600\n";
        Stage::hop_at("mx:", self.servers.port, Changes { listener, next_hop: &next_hop, config: &config, outbox, ..Changes::default() })
            .await
    }
}

/// As somebody has fetched it a day ago.
async fn keep_policy(stage: &Stage, domain: &str) {
    let kept = StoredPolicy {
        domain: domain.to_owned(),
        id: "0".to_owned(),
        fetched: Millis(Millis::now().0 - 86_400_000),
        text: policy("enforce", &format!("mx.{domain}")),
    };
    stage.store.keep_policy(&kept).await.unwrap();
}

const DELIVERED: &[(&str, &str, &str)] = &[
    ("dane.example", "dane", ""),
    ("unusable.example", "none", ""),
    ("tls.example", "none", ""),
    ("plain.example", "clear", "not-offered"),
    ("insecuretlsa.example", "clear", "not-offered"),
    ("implicit.example", "clear", "not-offered"),
    ("backup.example", "clear", "not-offered"),
    ("second.example", "none", ""),
    ("sts.example", "mta-sts", ""),
    ("ststesting.example", "clear", "not-offered"),
    ("stsgone.example", "clear", "not-offered"),
];
const DEFERRED: &[(&str, &str, &str)] = &[
    ("danebad.example", "451 4.7.5", "not what DNS (DANE) says"),
    // MTA-STS that holds never makes up for a DANE that does not (RFC 8461 2)
    ("danests.example", "451 4.7.5", "not what DNS (DANE) says"),
    ("danenotls.example", "451 4.7.5", "TLS"),
    ("unusablenotls.example", "451 4.7.5", "TLS"),
    ("tlsaservfail.example", "451 4.7.5", "TLSA records could not be found out"),
    ("bogus.example", "451 4.4.3", "DNSSEC"),
    ("servfail.example", "451 4.4.3", "mail servers of servfail.example could not be found out"),
    ("stsother.example", "451 4.7.5", "does not name this server"),
    ("stsnotls.example", "451 4.7.5", "TLS"),
    ("stswrong.example", "451 4.7.5", "another name"),
    ("stslate.example", "451 4.7.5", "not valid at this time"),
    ("stsca.example", "451 4.7.5", "trusted root"),
    ("stskept.example", "451 4.7.5", "TLS"),
];
const BOUNCED: &[(&str, &str, &str)] = &[
    ("null.example", "556 5.1.10", "takes no mail"),
    ("nodomain.invalid", "550 5.1.2", "no such domain"),
    ("nothing.example", "550 5.4.4", "no address"),
    ("nohost.example", "550 5.4.4", "no address"),
    ("loop.example", "554 5.4.6", "this one"),
    ("inside.example", "550 5.4.4", "not public"),
    ("[10.0.0.1]", "550 5.4.4", "not public"),
];

#[tokio::test]
async fn t08_r23_each_domain_gets_what_it_demands_or_nothing() {
    let Some(world) = world("t08_r23_each_domain_gets_what_it_demands_or_nothing").await else { return };
    let stage = world.stage("acknowledge = \"outbox\"\n", "").await;
    // A policy that was fetched yesterday holds although DNS says nothing of it today (RFC 8461 3.3).
    keep_policy(&stage, "stskept.example").await;
    let domains: Vec<&str> = DELIVERED.iter().chain(DEFERRED).chain(BOUNCED).map(|(domain, ..)| *domain).collect();
    let to: Vec<String> = domains.iter().map(|domain| format!("a@{domain}")).collect();
    let to: Vec<&str> = to.iter().map(String::as_str).collect();
    stage.client().await.mail("x@bank.example", &to, mail(NOREPLY, "m1")).await;
    // Newest first: reports on those who got nothing may be there already.
    let id = stage.journal(1).await.last().unwrap().id;
    let events = settled(&stage, id, domains.len()).await;
    for (cases, what) in [(DELIVERED, Happened::Delivered), (DEFERRED, Happened::Deferred), (BOUNCED, Happened::Bounced)] {
        for (domain, code, words) in cases {
            let event = &events[*domain];
            assert_eq!(event.what, what, "{domain}: {:?}", event.reply);
            if what != Happened::Delivered {
                let reply = event.reply.clone().unwrap();
                assert!(reply.starts_with(code) && reply.contains(words), "{domain}: {reply}");
            }
        }
    }
    let legs = legs(&stage, id, DELIVERED.len()).await;
    for (domain, proven, why) in DELIVERED {
        let leg = &legs[*domain];
        assert_eq!(leg.tls.as_ref().map_or("clear", |tls| tls.proven.as_str()), *proven, "{domain}: {leg:?}");
        assert_eq!(leg.why.as_deref().unwrap_or_default(), *why, "{domain}");
    }
    assert_eq!(legs["second.example"].hop, format!("mx.second.example:{}", world.servers.port));
    // Nothing of what waits was said to anybody.
    for number in [1, 2, 3, 4, 5, 6, 20, 21, 22] {
        for said in world.servers.at(number).commands() {
            let waits = DEFERRED.iter().chain(BOUNCED).find(|(domain, ..)| said.contains(&format!("@{domain}>")));
            assert_eq!(waits, None, "{number}: {said}");
        }
    }
    let counts = {
        let mut counts = Vec::new();
        for _ in 0..200 {
            counts = stage.store.hop_counts(0).await.unwrap();
            let seen = |domain: &str| counts.iter().any(|(kind, _)| kind.domain == domain);
            if ["dane.example", "danebad.example", "stswrong.example", "stsnotls.example"].into_iter().all(seen) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        counts
    };
    let counted =
        |domain: &str| counts.iter().find(|(kind, _)| kind.domain == domain).map(|(kind, _)| (kind.demand.as_str(), kind.result.as_str()));
    assert_eq!(counted("dane.example"), Some(("dane", "dane")));
    assert_eq!(counted("danebad.example"), Some(("dane", "tlsa-invalid")));
    assert_eq!(counted("stswrong.example"), Some(("mta-sts-enforce", "certificate-host-mismatch")));
    assert_eq!(counted("stsnotls.example"), Some(("mta-sts-enforce", "starttls-not-supported")));
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn r07_a_domain_that_swallows_everything_holds_up_no_other() {
    const EACH: usize = 12;
    let Some(world) = world("r07_a_domain_that_swallows_everything_holds_up_no_other").await else { return };
    let config = format!("{}[limits]\nshutdown-seconds = 1\n", config(&world.names, world.authority.folder.path(), world.policies));
    // A try at a server that says nothing lasts longer than this test may.
    let next_hop = format!("{}reply-seconds = 300\nconnect-seconds = 300\n", world.authority.line());
    let changes = Changes {
        listener: "acknowledge = \"outbox\"\n",
        next_hop: &next_hop,
        config: &config,
        outbox: "connections = 4\nfirst-pause-seconds = 1\nlongest-pause-seconds = 1\n",
        ..Changes::default()
    };
    let stage = Stage::hop_at("mx:", world.servers.port, changes).await;
    let mut client = stage.client().await;
    for number in 0..EACH {
        client.mail("x@bank.example", &["a@hangs.example"], mail(NOREPLY, &format!("hangs{number}"))).await;
    }
    let (hangs, plain) = (world.servers.at(23), world.servers.at(20));
    let until = async |what: &str, holds: &dyn Fn() -> bool| {
        for _ in 0..3_000 {
            if holds() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("not within a minute: {what}");
    };
    until("somebody waits for the one that says nothing", &|| hangs.connections() > 0).await;
    for number in 0..EACH {
        // One to both: who can have it has it.
        let to: &[&str] = if number == 0 { &["a@hangs.example", "b@plain.example"] } else { &["b@plain.example"] };
        client.mail("x@bank.example", to, mail(NOREPLY, &format!("plain{number}"))).await;
    }
    until("the others' mail arrives", &|| plain.mails().len() == EACH).await;
    assert!(hangs.connections() <= 2, "{} connections to a server that has never answered", hangs.connections());
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert_eq!(plain.mails().len(), EACH, "each once, however often its other recipient waits");
    stage.stop().await.unwrap();
}

/// Who finds no place at one domain waits for it; the other domain, which has said "later", is not asked again for that.
#[tokio::test]
async fn r07_r29_a_mail_without_a_place_at_one_domain_does_not_hammer_another() {
    let Some(world) = world("r07_r29_a_mail_without_a_place_at_one_domain").await else { return };
    let config = format!("{}[limits]\nshutdown-seconds = 1\n", config(&world.names, world.authority.folder.path(), world.policies));
    let next_hop = format!("{}reply-seconds = 300\nconnect-seconds = 300\n", world.authority.line());
    let changes = Changes {
        listener: "acknowledge = \"outbox\"\n",
        next_hop: &next_hop,
        config: &config,
        outbox: "connections = 8\n",
        ..Changes::default()
    };
    let stage = Stage::hop_at("mx:", world.servers.port, changes).await;
    let mut client = stage.client().await;
    for number in 0..2 {
        client.mail("x@bank.example", &["a@hangs.example"], mail(NOREPLY, &format!("hangs{number}"))).await;
    }
    let (hangs, defers) = (world.servers.at(23), world.servers.at(24));
    for _ in 0..1_500 {
        if hangs.connections() == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(hangs.connections(), 2, "all places are taken");
    client.mail("x@bank.example", &["a@hangs.example", "b@defers.example"], mail(NOREPLY, "both")).await;
    let both = stage.journal(3).await[0].id;
    let said = settled(&stage, both, 1).await;
    assert_eq!(said["defers.example"].what, Happened::Deferred, "{said:?}");
    tokio::time::sleep(Duration::from_millis(3_500)).await;
    let asked = defers.commands().iter().filter(|line| line.starts_with("RCPT")).count();
    assert_eq!(asked, 1, "its pause is a minute, whoever else waits for a place");
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn r07_a_mail_that_finds_no_place_is_late_and_given_up_like_any_other() {
    let Some(world) = world("r07_a_mail_that_finds_no_place").await else { return };
    let config = format!("{}[limits]\nshutdown-seconds = 1\n", config(&world.names, world.authority.folder.path(), world.policies));
    let next_hop = format!("{}reply-seconds = 300\nconnect-seconds = 300\n", world.authority.line());
    // As long as the longest pause a mail whose time is over looks for a place.
    let outbox = "first-pause-seconds = 1\nlongest-pause-seconds = 2\n";
    let changes = Changes { listener: "acknowledge = \"outbox\"\n", next_hop: &next_hop, config: &config, outbox, ..Changes::default() };
    let mut stage = Stage::hop_at("mx:", world.servers.port, changes).await;
    let mut client = stage.client().await;
    for number in 0..3 {
        client.mail("x@bank.example", &["a@hangs.example"], mail(NOREPLY, &format!("hangs{number}"))).await;
    }
    drop(client);
    let ids: Vec<_> = stage.journal(3).await.iter().map(|entry| entry.id).collect();
    for (hours, what) in [(5, Happened::Deferred), (130, Happened::Bounced)] {
        let kept = stage.stop_keeping_folder().await;
        std::fs::write(kept.path().join("outbox/clock"), format!("{}\n", hours * 3_600)).unwrap();
        stage = Stage::again(kept, FakeHop::start(Script::default()).await).await;
        let mut said = Vec::new();
        for _ in 0..1_500 {
            said = stage.store.mail_events(&ids).await.unwrap();
            if said.iter().any(|event| event.what == what) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let replies: Vec<&str> = said.iter().filter(|event| event.what == what).filter_map(|event| event.reply.as_deref()).collect();
        assert!(replies.len() == 1 && replies[0].contains("4.4.5"), "after {hours} hours: {said:?}");
    }
    stage.stop().await.unwrap();
}

/// Nobody has tried these in all the time that a mail may wait (the keyholder was away, say): that others are just on the way is no reason
/// to give them up.
#[tokio::test]
async fn r07_a_mail_whose_time_is_over_is_not_given_up_because_others_are_on_the_way() {
    const MAILS: usize = 5;
    let Some(world) = world("r07_a_mail_whose_time_is_over").await else { return };
    let config = format!("{}[limits]\nshutdown-seconds = 1\n", config(&world.names, world.authority.folder.path(), world.policies));
    let next_hop = format!("{}reply-seconds = 300\nconnect-seconds = 300\n", world.authority.line());
    let changes = Changes {
        listener: "acknowledge = \"outbox\"\n",
        next_hop: &next_hop,
        config: &config,
        outbox: "connections = 1\n",
        ..Changes::default()
    };
    let stage = Stage::hop_at("mx:", world.servers.port, changes).await;
    let mut client = stage.client().await;
    let (hangs, slow) = (world.servers.at(23), world.servers.at(25));
    client.mail("x@bank.example", &["a@hangs.example"], mail(NOREPLY, "hangs")).await;
    for _ in 0..1_500 {
        if hangs.connections() > 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    for number in 0..MAILS {
        client.mail("x@bank.example", &["b@slow.example"], mail(NOREPLY, &format!("slow{number}"))).await;
    }
    drop(client);
    let ids: Vec<_> = stage.journal(MAILS + 1).await.iter().take(MAILS).map(|entry| entry.id).collect();
    let kept = stage.stop_keeping_folder().await;
    assert_eq!(slow.connections(), 0, "nobody has tried them");
    std::fs::write(kept.path().join("outbox/clock"), format!("{}\n", 200 * 3_600)).unwrap();
    let path = kept.path().join("kakitome.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("connections = 1\n"));
    std::fs::write(&path, text.replace("connections = 1\n", "connections = 8\n")).unwrap();
    let stage = Stage::again(kept, FakeHop::start(Script::default()).await).await;
    let mut said = Vec::new();
    for _ in 0..1_500 {
        said = stage.store.mail_events(&ids).await.unwrap();
        if said.iter().filter(|event| matches!(event.what, Happened::Delivered | Happened::Bounced)).count() >= MAILS {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(said.iter().filter(|event| event.what == Happened::Bounced).count(), 0, "{said:?}");
    assert_eq!(slow.mails().len(), MAILS);
    stage.stop().await.unwrap();
}

/// Two gateways may share the database: what the other one has found holds here too.
#[tokio::test]
async fn t08_a_policy_that_came_into_the_database_later_is_found() {
    let Some(world) = world("t08_a_policy_that_came_into_the_database_later_is_found").await else { return };
    // A connection that is kept is of the time before.
    let stage = world.stage("acknowledge = \"outbox\"\n", "reuse-seconds = 0\n").await;
    let mut client = stage.client().await;
    client.mail("x@bank.example", &["a@plain.example"], mail(NOREPLY, "before")).await;
    let before = stage.journal(1).await[0].id;
    assert_eq!(settled(&stage, before, 1).await["plain.example"].what, Happened::Delivered);
    keep_policy(&stage, "plain.example").await;
    client.mail("x@bank.example", &["a@plain.example"], mail(NOREPLY, "after")).await;
    let after = stage.journal(2).await[0].id;
    let said = settled(&stage, after, 1).await;
    assert_eq!(said["plain.example"].what, Happened::Deferred, "in clear it does not go: {said:?}");
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn t08_a_next_hop_that_is_to_be_proven_by_dns() {
    let Some(world) = world("t08_a_next_hop_that_is_to_be_proven_by_dns").await else { return };
    let names = config(&world.names, world.authority.folder.path(), world.policies);
    for (host, good, words) in [
        ("mx.dane.example", true, ""),
        ("mx.danebad.example", false, "not what DNS (DANE) says"),
        ("mx.danenotls.example", false, "TLS"),
        ("mx.unusable.example", false, "no usable TLSA record"),
        ("mx.tls.example", false, "no usable TLSA record"),
        ("mx.tlsaservfail.example", false, "no usable TLSA record"),
        ("mx.servfail.example", false, "could not be found out"),
    ] {
        let changes = Changes { next_hop: "tls = \"dane\"\n", config: &names, ..Changes::default() };
        let stage = Stage::hop_at(host, world.servers.port, changes).await;
        let mut client = stage.client().await;
        client.send("MAIL FROM:<x@bank.example>\r\n").await;
        let reply = client.reply().await.unwrap();
        assert_eq!(reply.starts_with("250"), good, "{host}: {reply}");
        assert!(good || (reply.starts_with('4') && reply.contains(words)), "{host}: {reply}");
        if good {
            client.command("RCPT TO:<a@example.com>", "250").await;
            client.command("DATA", "354").await;
            client.send(crate::stage::client::stuffed(mail(NOREPLY, "m1").as_bytes())).await;
            client.expect("250").await;
            let id = stage.journal(1).await[0].id;
            let leg = stage.leg(id).await;
            assert_eq!(leg.tls.map(|tls| tls.proven.as_str()), Some("dane"));
        }
        drop(client);
        stage.stop().await.unwrap();
    }
}
