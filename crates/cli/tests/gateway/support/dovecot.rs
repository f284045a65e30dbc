//! A Dovecot of our own: authentication and LMTP on Unix sockets in one folder, ended with the test.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::others;

/// A running Dovecot.
pub(crate) struct Dovecot {
    child: Child,
    folder: PathBuf,
}

impl Dovecot {
    /// Starts it with users of a passwd-file (`name:{PLAIN}password`); `lmtp`: it takes mail too.
    pub(crate) fn start(program: &Path, folder: &Path, users: &str, lmtp: bool) -> Self {
        std::fs::create_dir_all(folder).unwrap();
        let at = folder.display();
        std::fs::write(folder.join("users"), users).unwrap();
        // Sockets are opened by name from here: Dovecot's own folders keep their modes.
        let (protocols, listener) = if lmtp {
            ("lmtp", format!("service lmtp {{\n unix_listener {at}/lmtp {{\n  mode = 0666\n }}\n}}\n"))
        } else {
            ("", String::new())
        };
        let config = format!(
            "base_dir = {at}/run\nstate_dir = {at}/state\nlog_path = {at}/log\nprotocols = {protocols}\nssl = no\nmail_location = maildir:{at}/mail/%u\n\
             auth_mechanisms = plain\nauth_failure_delay = 0\nmail_uid = 65534\nmail_gid = 65534\nfirst_valid_uid = 1\n\
             passdb {{\n driver = passwd-file\n args = {at}/users\n}}\n\
             userdb {{\n driver = static\n args = uid=65534 gid=65534 home={at}/home/%u\n}}\n\
             service auth {{\n unix_listener {at}/auth-client {{\n  mode = 0666\n }}\n}}\n\
             service anvil {{\n chroot =\n}}\n{listener}"
        );
        std::fs::write(folder.join("dovecot.conf"), config).unwrap();
        for made in ["mail", "home"] {
            std::fs::create_dir_all(folder.join(made)).unwrap();
        }
        let opened = Command::new("chmod").args(["-R", "a+rX"]).arg(folder).status().unwrap();
        let owned = Command::new("chown").args(["-R", "65534:65534"]).arg(folder.join("mail")).arg(folder.join("home")).status().unwrap();
        assert!(opened.success() && owned.success());
        let log = std::fs::File::create(folder.join("out")).unwrap();
        let child =
            Command::new(program).arg("-F").arg("-c").arg(folder.join("dovecot.conf")).stdin(Stdio::null()).stderr(log).spawn().unwrap();
        let dovecot = Self { child, folder: folder.to_owned() };
        dovecot.wait_for("auth-client");
        if lmtp {
            dovecot.wait_for("lmtp");
        }
        dovecot
    }

    /// A socket in its folder.
    pub(crate) fn socket(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The mails that were delivered to a user, waited for.
    pub(crate) fn delivered(&self, user: &str) -> Vec<Vec<u8>> {
        let folder = self.folder.join("mail").join(user).join("new");
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            let files: Vec<PathBuf> =
                std::fs::read_dir(&folder).map(|all| all.map(|one| one.unwrap().path()).collect()).unwrap_or_default();
            if !files.is_empty() || Instant::now() > until {
                return files.iter().map(|file| std::fs::read(file).unwrap()).collect();
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn wait_for(&self, name: &str) {
        let until = Instant::now() + Duration::from_secs(60);
        while std::os::unix::net::UnixStream::connect(self.folder.join(name)).is_err() {
            let said = ["log", "out"].map(|file| std::fs::read_to_string(self.folder.join(file)).unwrap_or_default());
            assert!(Instant::now() < until, "Dovecot does not open {name}: {said:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status();
        let until = Instant::now() + Duration::from_secs(5);
        while Instant::now() < until {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Dovecot starts as root only.
pub(crate) fn usable(test: &str, lmtp: bool) -> Option<PathBuf> {
    let Some(program) = others::find("dovecot") else {
        super::skip(test, "dovecot is not here");
        return None;
    };
    let root = String::from_utf8_lossy(&Command::new("id").arg("-u").output().unwrap().stdout).trim() == "0";
    if !root {
        super::skip(test, "Dovecot starts as root only");
        return None;
    }
    if lmtp && !Path::new("/usr/lib/dovecot/lmtp").is_file() {
        super::skip(test, "Dovecot's LMTP is not here");
        return None;
    }
    Some(program)
}
