//! What the kernel shall refuse this process once it listens: the network, other programs, other processes, new code. The socket it
//! listens on was bound before.

use kakitome_confine::{Code, Error, Sockets};

/// From here on, for all threads, until the process ends.
pub(crate) fn confine() -> Result<(), Error> {
    kakitome_confine::confine(Sockets::None, Code::AsLoaded)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use super::*;

    const CHILD: &str = "KEYHOLDER_TEST_CONFINED";

    /// Run by the test below in a process of its own: the filter is for good.
    #[test]
    #[ignore = "the other half of the test below"]
    fn as_a_confined_process() {
        if std::env::var_os(CHILD).is_none() {
            return;
        }
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        confine().unwrap();
        let refused = |what: &str, outcome: std::io::Result<()>| {
            let why = outcome.expect_err(what);
            assert_eq!(why.raw_os_error(), Some(libc::EPERM), "{what}: {why}");
        };
        refused("TCP", std::net::TcpStream::connect(address).map(drop));
        refused("UDP", std::net::UdpSocket::bind("127.0.0.1:0").map(drop));
        refused("a Unix socket", std::os::unix::net::UnixStream::connect("/nonexistent").map(drop));
        refused("a pair", std::os::unix::net::UnixStream::pair().map(drop));
        refused("another program", std::process::Command::new("true").spawn().map(drop));
        // What a keyholder does goes on: files, threads, memory, random numbers, keys.
        let folder = tempfile::tempdir().unwrap();
        crate::folder::write(&folder.path().join("file"), b"x").unwrap();
        let made = std::thread::spawn(|| kakitome_crypto::PrivateKey::generate(kakitome_crypto::KeyKind::Rsa { bits: 2048 }));
        made.join().unwrap().unwrap();
    }

    #[test]
    fn no_network_and_no_programs_but_all_that_a_keyholder_does() {
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "confine::tests::as_a_confined_process", "--ignored", "--nocapture"])
            .env(CHILD, "1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && said.contains("1 passed"), "{said} {}", String::from_utf8_lossy(&output.stderr));
    }
}
