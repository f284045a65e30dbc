//! The folder of a Postfix that a trial or a benchmark has for itself: queue, configuration and port are its own, services and parameters
//! are Debian's as far as taking mail and handing it on need them. Crate `cli`'s benchmark includes this file. Starts nothing.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

/// Services of Debian's `master.cf`, without chroot.
const SERVICES: &[&str] = &[
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
];

/// Makes it: mail is taken at `door` and handed to `hop`, both on this machine; `more` are lines of its `main.cf`. Its daemons run as the
/// user `postfix`, who has to get through the folder and its parent.
pub(crate) fn make(folder: &Path, door: u16, hop: u16, more: &str) -> io::Result<()> {
    for name in ["etc", "data", "queue"] {
        fs::create_dir_all(folder.join(name))?;
    }
    for path in folder.parent().into_iter().chain([folder]) {
        fs::set_permissions(path, fs::Permissions::from_mode(0o711))?;
    }
    let given = Command::new("chown").arg("postfix").arg(folder.join("data")).status()?;
    if !given.success() {
        return Err(io::Error::other("chown: the data folder cannot be given to the user postfix"));
    }
    let shown = folder.display();
    let main = format!(
        "compatibility_level = 3.6\nqueue_directory = {shown}/queue\ndata_directory = {shown}/data\ncommand_directory = /usr/sbin\n\
         daemon_directory = /usr/lib/postfix/sbin\nmail_owner = postfix\nsetgid_group = postdrop\nmyhostname = mta.test\nmydestination =\n\
         inet_interfaces = 127.0.0.1\ninet_protocols = ipv4\nmynetworks = 127.0.0.0/8\nrelayhost = [127.0.0.1]:{hop}\n\
         disable_dns_lookups = yes\nsmtp_host_lookup = native\nmaillog_file = {shown}/log\nmaillog_file_prefixes = /tmp\n\
         smtpd_relay_restrictions = permit_mynetworks, reject\nappend_dot_mydomain = no\nlocal_transport = error:none\nalias_maps =\n\
         smtp_tls_security_level = none\n{more}"
    );
    fs::write(folder.join("etc/main.cf"), main)?;
    fs::write(folder.join("etc/master.cf"), format!("127.0.0.1:{door} inet n - n - - smtpd\n{}\n", SERVICES.join("\n")))
}
