//! A Postfix of the benchmark's own: queue, configuration and port are its own, its parameters are Debian's.

use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

pub(crate) struct Mta {
    program: PathBuf,
    folder: PathBuf,
    pub(crate) port: u16,
}

impl Mta {
    pub(crate) fn start(program: &Path, folder: &Path, port: u16, relay_to: u16, more: &str) -> Self {
        let shown = folder.display();
        for made in ["etc", "data", "queue"] {
            std::fs::create_dir_all(folder.join(made)).unwrap();
        }
        done(Command::new("chmod").arg("711").arg(folder.parent().unwrap()).arg(folder));
        done(Command::new("chown").arg("postfix").arg(folder.join("data")));
        let main = format!(
            "compatibility_level = 3.6\nqueue_directory = {shown}/queue\ndata_directory = {shown}/data\ncommand_directory = /usr/sbin\n\
             daemon_directory = /usr/lib/postfix/sbin\nmail_owner = postfix\nsetgid_group = postdrop\nmyhostname = mta.test\nmydestination =\n\
             inet_interfaces = 127.0.0.1\ninet_protocols = ipv4\nmynetworks = 127.0.0.0/8\nrelayhost = [127.0.0.1]:{relay_to}\n\
             disable_dns_lookups = yes\nsmtp_host_lookup = native\nmaillog_file = {shown}/log\nmaillog_file_prefixes = /tmp\n\
             smtpd_relay_restrictions = permit_mynetworks, reject\nappend_dot_mydomain = no\nlocal_transport = error:none\nalias_maps =\n\
             smtp_tls_security_level = none\nsmtpd_client_connection_count_limit = 0\n{more}"
        );
        std::fs::write(folder.join("etc/main.cf"), main).unwrap();
        std::fs::write(folder.join("etc/master.cf"), master(port)).unwrap();
        done(Command::new(program).arg("-c").arg(folder.join("etc")).arg("start").stderr(Stdio::null()));
        let until = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < until, "Postfix does not listen");
            std::thread::sleep(Duration::from_millis(50));
        }
        Self { program: program.to_path_buf(), folder: folder.to_path_buf(), port }
    }

    /// Waits until nothing waits in its queue.
    pub(crate) fn drain(&self) {
        let until = Instant::now() + Duration::from_secs(120);
        while ["maildrop", "incoming", "active", "deferred"].iter().any(|queue| holds_files(&self.folder.join("queue").join(queue))) {
            assert!(Instant::now() < until, "Postfix's queue does not empty");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Mta {
    fn drop(&mut self) {
        let _ = Command::new(&self.program).arg("-c").arg(self.folder.join("etc")).arg("stop").stderr(Stdio::null()).status();
    }
}

fn holds_files(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.filter_map(Result::ok).any(|entry| {
        let path = entry.path();
        if path.is_dir() { holds_files(&path) } else { true }
    })
}

/// Debian's services that a relay needs, without chroot.
fn master(port: u16) -> String {
    let mut text = format!("127.0.0.1:{port} inet n - n - - smtpd\n");
    for line in [
        "pickup unix n - n 60 1 pickup",
        "cleanup unix n - n - 0 cleanup",
        "qmgr unix n - n 300 1 qmgr",
        "tlsmgr unix - - n 1000? 1 tlsmgr",
        "rewrite unix - - n - - trivial-rewrite",
        "bounce unix - - n - 0 bounce",
        "defer unix - - n - 0 bounce",
        "trace unix - - n - 0 bounce",
        "verify unix - - n - 1 verify",
        "flush unix n - n 1000? 0 flush",
        "proxymap unix - - n - - proxymap",
        "smtp unix - - n - - smtp",
        "relay unix - - n - - smtp",
        "showq unix n - n - - showq",
        "error unix - - n - - error",
        "retry unix - - n - - error",
        "discard unix - - n - - discard",
        "anvil unix - - n - 1 anvil",
        "scache unix - - n - 1 scache",
        "postlog unix-dgram n - n - 1 postlogd",
    ] {
        text.push_str(line);
        text.push('\n');
    }
    text
}

fn done(command: &mut Command) {
    assert!(command.status().unwrap().success(), "{command:?}");
}
