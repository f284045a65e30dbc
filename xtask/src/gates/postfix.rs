//! A Postfix of the trial's own, for its figure beside ours under the same test: queue, configuration and ports are its own.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::shell;

/// Services of Debian's `master.cf` that taking mail and handing it on need.
const SERVICES: &[&str] = &[
    "pickup unix n - n 60 1 pickup",
    "cleanup unix n - n - 0 cleanup",
    "qmgr unix n - n 300 1 qmgr",
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
    "anvil unix - - n - 1 anvil",
    "scache unix - - n - 1 scache",
    "postlog unix-dgram n - n - 1 postlogd",
];

pub(crate) struct Postfix {
    folder: PathBuf,
}

impl Postfix {
    /// Makes its folder below `parent`; it takes mail at `door` and hands it to `hop`.
    pub(crate) fn make(parent: &Path, door: u16, hop: u16) -> Result<Self> {
        let folder = parent.join("postfix");
        for name in ["etc", "data", "queue"] {
            fs::create_dir_all(folder.join(name))?;
        }
        // Its daemons run as the user postfix and have to get here.
        for path in [parent, &folder] {
            fs::set_permissions(path, fs::Permissions::from_mode(0o711))?;
        }
        shell::output(Command::new("chown").arg("postfix").arg(folder.join("data")))?;
        let shown = folder.display();
        let main = format!(
            "compatibility_level = 3.6\nqueue_directory = {shown}/queue\ndata_directory = {shown}/data\ncommand_directory = /usr/sbin\n\
             daemon_directory = /usr/lib/postfix/sbin\nmail_owner = postfix\nsetgid_group = postdrop\nmyhostname = mta.test\nmydestination =\n\
             inet_interfaces = 127.0.0.1\ninet_protocols = ipv4\nmynetworks = 127.0.0.0/8\nrelayhost = [127.0.0.1]:{hop}\n\
             disable_dns_lookups = yes\nsmtp_host_lookup = native\nmaillog_file = {shown}/log\nmaillog_file_prefixes = /tmp\n\
             smtpd_relay_restrictions = permit_mynetworks, reject\nlocal_transport = error:none\nalias_maps =\nsmtp_tls_security_level = none\n"
        );
        fs::write(folder.join("etc/main.cf"), main)?;
        let services = SERVICES.join("\n");
        fs::write(folder.join("etc/master.cf"), format!("127.0.0.1:{door} inet n - n - - smtpd\n{services}\n"))?;
        Ok(Self { folder })
    }

    /// The command that runs it in the foreground.
    pub(crate) fn command(&self) -> String {
        format!("exec postfix -c {}/etc start-fg", self.folder.display())
    }

    /// The command that has it try again what waits.
    pub(crate) fn flush(&self) -> String {
        format!("postqueue -c {}/etc -f", self.folder.display())
    }

    /// Where its processes work.
    pub(crate) fn queue(&self) -> PathBuf {
        self.folder.join("queue")
    }

    /// What it says of itself.
    pub(crate) fn version() -> Result<String> {
        let said = shell::output(Command::new("postconf").args(["-h", "mail_version"])).context("postconf")?;
        Ok(said.trim().to_owned())
    }
}
