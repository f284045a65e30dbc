//! What the kernel refuses this process once it listens: sockets of any family but the Internet's, so that the keyholder's socket cannot
//! be reached whoever's rights we have; other programs, other processes, new code.

use kakitome_confine::{Code, Error, Sockets};

/// From here on, for all threads, until the process ends.
pub(crate) fn confine() -> Result<(), Error> {
    kakitome_confine::confine(Sockets::Internet, Code::AsLoaded)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may panic")]
    use super::*;

    const CHILD: &str = "WEB_TEST_CONFINED";

    /// Run by the test below in a process of its own: the filter is for good.
    #[test]
    #[ignore = "the other half of the test below"]
    fn as_a_confined_process() {
        if std::env::var_os(CHILD).is_none() {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&path).unwrap();
        confine().unwrap();
        assert!(std::os::unix::net::UnixStream::connect(&path).is_err(), "no way to the keyholder");
        assert!(std::os::unix::net::UnixDatagram::pair().is_err(), "nor by a pair's half");
        assert!(std::process::Command::new("/bin/true").status().is_err(), "no other program");
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || std::net::TcpStream::connect(address).unwrap()).join().unwrap();
        drop(tempfile::tempfile().unwrap());
        // names are found as before: what is fetched has some
        assert!(std::net::ToSocketAddrs::to_socket_addrs(&("localhost", 80)).is_ok());
    }

    #[test]
    fn no_unix_socket_and_no_program_is_reached() {
        let child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "confine::tests::as_a_confined_process", "--ignored", "--nocapture"])
            .env(CHILD, "1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&child.stdout).into_owned() + &String::from_utf8_lossy(&child.stderr);
        assert!(child.status.success() && said.contains("1 passed"), "{said}");
    }
}
