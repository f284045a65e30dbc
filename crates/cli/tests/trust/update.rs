//! `trust update` against a server on loopback: TLS, the newest edition kept, everything doubtful refused.

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

use crate::server::{Answer, Server};
use crate::{authroot, corpus, done, json, kakitome, refused};

const LIST: &str = "/authroot.stl";

fn update(home: &Path, server: &Server, scheme: &str) -> std::process::Output {
    let root = home.join("tls.pem");
    std::fs::write(&root, &server.root).unwrap();
    let words: Vec<OsString> = vec![
        "trust".into(),
        "update".into(),
        "microsoft".into(),
        "--url".into(),
        format!("{scheme}://127.0.0.1:{}/authroot.stl", server.port).into(),
        "--tls-root".into(),
        root.into(),
        "--allow-network".into(),
        "127.0.0.1".into(),
        "--allow-port".into(),
        server.port.to_string().into(),
    ];
    kakitome(home, words)
}

fn editions(home: &Path) -> usize {
    let kept = json(&kakitome(home, ["trust", "list", "--json"]));
    kept["lists"].as_array().unwrap().iter().filter(|list| list["shipped"] == false).count()
}

#[test]
fn c22_an_update_is_checked_and_never_goes_back() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let server = Server::start();
    let list = |date: &str| std::fs::read(authroot(date)).unwrap();
    // the first edition, with its signature traced to the vendor
    server.offer(LIST, list("2016-01-20"));
    let said = done(&update(home, &server, "https"));
    assert!(said.contains("microsoft 2016-01-13") && said.contains("under “Microsoft"), "{said}");
    server.offer(LIST, list("2016-01-25"));
    let said = done(&update(home, &server, "https"));
    assert!(said.contains("microsoft 2016-01-23") && said.contains("changed for e-mail"), "{said}");
    assert_eq!(editions(home), 2);
    // again: nothing new
    assert!(done(&update(home, &server, "https")).contains("no newer edition"));
    // back in time, altered, cut, another thing, nothing at all
    let mut altered = list("2016-01-29");
    altered[60_000] ^= 1;
    for (bytes, words) in [
        (list("2016-01-20"), "older"),
        (list("2007-01-02"), "older"),
        (altered, "signature"),
        (list("2016-01-29")[..50_000].to_vec(), "cannot be read"),
        (std::fs::read(corpus("nss-certdata/certdata-2026-04-09-9d75dfde2e79.txt")).unwrap(), "kind"),
        (Vec::new(), "no list of roots"),
        (b"<html><title>Sign in to this network</title></html>".to_vec(), "no list of roots"),
        // signed by somebody else: the signer's certificate is exchanged, the signature of another edition
        (resigned(), "signature"),
    ] {
        server.offer(LIST, bytes);
        let said = refused(&update(home, &server, "https"));
        assert!(said.contains(words) && said.contains("what is kept stays"), "{words}: {said}");
    }
    assert_eq!(editions(home), 2);
    // not in clear
    let said = refused(&update(home, &server, "http"));
    assert!(said.contains("TLS"), "{said}");
    server.offer(LIST, list("2016-01-29"));
    done(&update(home, &server, "https"));
    assert_eq!(editions(home), 3);
}

/// A newer list with the signatures of an older one: its signer's, and those of what stands beside it.
fn resigned() -> Vec<u8> {
    let (list, other) = (std::fs::read(authroot("2016-01-29")).unwrap(), std::fs::read(authroot("2016-01-20")).unwrap());
    let (ours, theirs) = (signatures(&list), signatures(&other));
    assert!(!ours.is_empty() && ours.len() == theirs.len());
    let mut forged = list;
    for (to, from) in ours.into_iter().zip(theirs) {
        forged[to..to + 256].copy_from_slice(&other[from..from + 256]);
    }
    forged
}

/// Where values of 256 octets stand behind the list itself: OCTET STRINGs in the signer's part.
fn signatures(list: &[u8]) -> Vec<usize> {
    let behind = list.len() - list.len() / 10;
    let found = list[behind..].windows(4).enumerate().filter(|(_, window)| *window == [0x04, 0x82, 0x01, 0x00]);
    found.map(|(at, _)| behind + at + 4).collect()
}

#[test]
fn c22_what_a_server_does_wrong_replaces_nothing() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let server = Server::start();
    let list = std::fs::read(authroot("2016-01-20")).unwrap();
    server.offer(LIST, list.clone());
    done(&update(home, &server, "https"));
    let newer = Arc::new(std::fs::read(authroot("2016-01-29")).unwrap());
    for (answer, words) in [
        (Answer::Zeros(200 << 20), "not fetched"),
        (Answer::CutOff(newer.clone()), "not fetched"),
        // from TLS to clear
        (Answer::Redirect("http://127.0.0.1:1/authroot.stl".to_owned()), "not fetched"),
        (Answer::Redirect(format!("https://127.0.0.1:{}{LIST}", server.port)), "not fetched"),
    ] {
        server.answer(LIST, answer);
        let said = refused(&update(home, &server, "https"));
        assert!(said.contains(words) && said.contains("what is kept stays"), "{words}: {said}");
    }
    assert_eq!(editions(home), 1);
    // whoever answers has no certificate that is known
    let stranger = Server::start();
    server.offer(LIST, newer.to_vec());
    let said = refused(&update(home, &Server { root: stranger.root, ..server }, "https"));
    assert!(said.contains("not fetched") && said.contains("what is kept stays"), "{said}");
    assert_eq!(editions(home), 1);
}

#[test]
fn c22_a_list_that_lost_most_of_its_roots_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let server = Server::start();
    let whole = std::fs::read_to_string(corpus("nss-certdata/certdata-2026-04-09-9d75dfde2e79.txt")).unwrap();
    let mozilla = |server: &Server| {
        let root = home.join("tls.pem");
        std::fs::write(&root, &server.root).unwrap();
        let words: Vec<OsString> = vec![
            "trust".into(),
            "update".into(),
            "mozilla".into(),
            "--url".into(),
            format!("https://127.0.0.1:{}/certdata.txt", server.port).into(),
            "--tls-root".into(),
            root.into(),
            "--allow-network".into(),
            "127.0.0.1".into(),
            "--allow-port".into(),
            server.port.to_string().into(),
        ];
        kakitome(home, words)
    };
    server.offer("/certdata.txt", whole.clone().into_bytes());
    done(&mozilla(&server));
    // cut between two objects: a list that can be read, and is a torso
    let objects: Vec<usize> = whole.match_indices("\nCKA_CLASS").map(|(at, _)| at + 1).collect();
    server.offer("/certdata.txt", whole.as_bytes()[..objects[objects.len() / 3]].to_vec());
    let said = refused(&mozilla(&server));
    assert!(said.contains("more is missing") && said.contains("what is kept stays"), "{said}");
    // an edition that was held before is no newer one
    let other = whole.replacen("BEGINDATA", "# changed\nBEGINDATA", 1);
    server.offer("/certdata.txt", other.into_bytes());
    done(&mozilla(&server));
    server.offer("/certdata.txt", whole.into_bytes());
    let said = refused(&mozilla(&server));
    assert!(said.contains("older"), "{said}");
}
