//! Trouble on the way is never "there is none" (attack row R23).

use std::net::UdpSocket;
use std::time::Duration;

use kakitome_dns::{Anchor, Error, Limits, Resolver, Servers};

use crate::zone::{Signing, Zone};
use crate::{name, resolver, served, wait};

#[test]
fn r23_a_server_that_fails_is_not_a_name_that_is_missing() {
    let zones = [
        Zone::new("broken.example", Signing::Broken, ""),
        Zone::new("secure.example", Signing::Good, "out IN CNAME www.broken.example.\n"),
    ];
    let Some(server) = served("r23_a_server_that_fails_is_not_a_name_that_is_missing", &zones) else { return };
    for anchor in [Anchor::read(&server.anchor).unwrap(), Anchor::unchecked()] {
        let resolver = resolver(server.address, &anchor);
        for asked in ["broken.example", "out.secure.example"] {
            let found = wait(resolver.mx(&name(asked)));
            assert!(matches!(&found, Err(Error::Temporary { .. })), "{asked}: {found:?}");
            assert!(found.unwrap_err().is_temporary());
            let found = wait(resolver.addresses(&name(asked)));
            assert!(found.as_ref().is_err_and(Error::is_temporary), "{asked}: {found:?}");
        }
    }
}

#[test]
fn r23_silence_is_not_an_answer() {
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    let mut limits = Limits::default();
    limits.packet = Duration::from_millis(200);
    limits.again = 0;
    limits.question = Duration::from_secs(2);
    for anchor in [Anchor::iana(), Anchor::unchecked()] {
        let resolver = Resolver::new(&Servers::At(vec![silent.local_addr().unwrap()]), &anchor, limits).unwrap();
        let found = wait(resolver.mx(&name("mail.example")));
        assert!(matches!(&found, Err(Error::Temporary { .. })), "{found:?}");
    }
    assert!(matches!(
        wait(Resolver::new(&Servers::At(vec![silent.local_addr().unwrap()]), &Anchor::iana(), limits).unwrap().can_check()),
        Err(Error::Temporary { .. })
    ));
}

/// Answers of a hostile server: nothing panics, nothing is believed.
#[test]
fn r23_nonsense_is_not_an_answer() {
    for nonsense in [&b""[..], b"\0", &[0xff; 12], &[0xff; 600]] {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let address = socket.local_addr().unwrap();
        let nonsense = nonsense.to_vec();
        let thread = std::thread::spawn(move || {
            let mut asked = [0; 1500];
            while let Ok((length, from)) = socket.recv_from(&mut asked) {
                if length == 1 {
                    return;
                }
                let mut answer = nonsense.clone();
                // the right number, so that it is read
                for (to, from) in answer.iter_mut().zip(asked.iter().take(2)) {
                    *to = *from;
                }
                let _ = socket.send_to(&answer, from);
            }
        });
        let mut limits = Limits::default();
        limits.packet = Duration::from_millis(200);
        limits.again = 0;
        limits.question = Duration::from_secs(2);
        let resolver = Resolver::new(&Servers::At(vec![address]), &Anchor::iana(), limits).unwrap();
        let found = wait(resolver.txt(&name("mail.example")));
        assert!(found.as_ref().is_err_and(Error::is_temporary), "{found:?}");
        UdpSocket::bind("127.0.0.1:0").unwrap().send_to(b"x", address).unwrap();
        thread.join().unwrap();
    }
    assert!(matches!(Resolver::new(&Servers::At(Vec::new()), &Anchor::iana(), Limits::default()), Err(Error::Setup { .. })));
}
