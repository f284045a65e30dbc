//! Servers by others, with TLS as Debian sets them up: the probe finds no fault. Each is of our own starting, on free ports of
//! loopback, with all its files in one folder, and is stopped with the test.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use kakitome_probe::{Check, Door, Limits, Service, Severity};

use crate::certificates::Made;
use crate::{run, skip};

/// Stops what was started, by its own means.
struct Running {
    child: Option<Child>,
    stop: Option<Command>,
    _folder: tempfile::TempDir,
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(stop) = &mut self.stop {
            let _ = stop.stdout(Stdio::null()).stderr(Stdio::null()).status();
        }
        if let Some(child) = &mut self.child {
            // SIGTERM: it has children of its own to end
            let _ = Command::new("kill").arg(child.id().to_string()).status();
            let until = Instant::now() + Duration::from_secs(5);
            while Instant::now() < until && !matches!(child.try_wait(), Ok(Some(_))) {
                std::thread::sleep(Duration::from_millis(50));
            }
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Where `cargo xtask test` unpacks what cannot be installed beside something else.
fn unpacked() -> PathBuf {
    std::env::var_os("KAKITOME_PARTS").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/parts"), PathBuf::from)
}

fn program(test: &str, name: &str) -> Option<PathBuf> {
    let folders = ["/usr/sbin", "/usr/bin", "/usr/local/sbin"].iter().map(PathBuf::from);
    let found = folders.chain([unpacked().join(name).join("usr/sbin")]).map(|folder| folder.join(name)).find(|file| file.is_file());
    if found.is_none() {
        skip(test, &format!("{name} is not here"));
        return None;
    }
    let id = Command::new("id").arg("-u").output().unwrap();
    if id.stdout.trim_ascii() != b"0" {
        skip(test, &format!("{name} is started as root only"));
        return None;
    }
    found
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn wait_for(port: u16, folder: &Path) {
    let until = Instant::now() + Duration::from_secs(20);
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        let log = || std::fs::read_to_string(folder.join("log")).unwrap_or_default();
        assert!(Instant::now() < until, "nothing listens on {port}: {}", log());
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A folder that the servers' own users may enter, with certificate and key.
fn folder(made: &Made) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let status = Command::new("chmod").arg("755").arg(folder.path()).status().unwrap();
    assert!(status.success());
    std::fs::write(folder.path().join("cert.pem"), &made.chain_pem).unwrap();
    std::fs::write(folder.path().join("key.pem"), &made.key_pem).unwrap();
    folder
}

/// No fault, nothing undecided, nobody called a hole; all was looked at.
fn clean(doors: &[Door], made: &Made) {
    let report = run("localhost", doors, &made.anchors(), Limits::default(), None);
    for door in &report.doors {
        let worst = door.findings.iter().filter(|one| one.severity == Severity::Fault || one.severity == Severity::Undecided);
        assert_eq!(worst.count(), 0, "{door:#?}");
        assert!(door.has(Check::CertGood), "{door:#?}");
        if door.door.implicit {
            assert!(door.has(Check::ImplicitWorks), "{door:#?}");
        } else {
            assert!(door.has(Check::StarttlsWorks) && door.has(Check::InjectionNone), "{door:#?}");
            assert_eq!(door.has(Check::StateForgotten), door.door.service.is_smtp(), "{door:#?}");
        }
    }
}

#[test]
fn postfix_as_debian_configures_it_is_clean() {
    let Some(program) = program("postfix_as_debian_configures_it_is_clean", "postfix") else { return };
    let made = Made::good();
    let folder = folder(&made);
    let at = folder.path().display().to_string();
    let (relay, submission, implicit) = (free_port(), free_port(), free_port());
    for made in ["etc", "data", "queue"] {
        std::fs::create_dir(folder.path().join(made)).unwrap();
    }
    assert!(Command::new("chown").arg("postfix").arg(folder.path().join("data")).status().unwrap().success());
    let main = format!(
        "compatibility_level = 3.6\nqueue_directory = {at}/queue\ndata_directory = {at}/data\ncommand_directory = /usr/sbin\n\
         daemon_directory = /usr/lib/postfix/sbin\nmail_owner = postfix\nsetgid_group = postdrop\nmyhostname = localhost\nmydestination = localhost\n\
         inet_interfaces = 127.0.0.1\ninet_protocols = ipv4\nmynetworks = 127.0.0.0/8\ndisable_dns_lookups = yes\nmaillog_file = {at}/log\n\
         maillog_file_prefixes = /tmp, {at}\nalias_maps =\nlocal_recipient_maps =\nsmtpd_relay_restrictions = permit_mynetworks, reject\n\
         smtpd_tls_cert_file = {at}/cert.pem\nsmtpd_tls_key_file = {at}/key.pem\nsmtpd_tls_security_level = may\n"
    );
    // as /etc/postfix/master.cf of the package, with ports of our own
    let master = format!(
        "127.0.0.1:{relay} inet n - n - - smtpd\n127.0.0.1:{submission} inet n - n - - smtpd\n -o smtpd_tls_security_level=encrypt\n\
         127.0.0.1:{implicit} inet n - n - - smtpd\n -o smtpd_tls_wrappermode=yes\ncleanup unix n - n - 0 cleanup\nrewrite unix - - n - - trivial-rewrite\n\
         proxymap unix - - n - - proxymap\nanvil unix - - n - 1 anvil\ntlsmgr unix - - n 1000? 1 tlsmgr\npostlog unix-dgram n - n - 1 postlogd\n\
         pickup unix n - n 60 1 pickup\nqmgr unix n - n 300 1 qmgr\n"
    );
    std::fs::write(folder.path().join("etc/main.cf"), main).unwrap();
    std::fs::write(folder.path().join("etc/master.cf"), master).unwrap();
    let mut start = Command::new(&program);
    let started = start.arg("-c").arg(folder.path().join("etc")).arg("start").output().unwrap();
    assert!(started.status.success(), "{}", String::from_utf8_lossy(&started.stderr));
    let mut stop = Command::new(&program);
    stop.arg("-c").arg(folder.path().join("etc")).arg("stop");
    let running = Running { child: None, stop: Some(stop), _folder: folder };
    wait_for(implicit, running._folder.path());
    clean(
        &[
            Door { port: relay, service: Service::Relay, implicit: false },
            Door { port: submission, service: Service::Submission, implicit: false },
            Door { port: implicit, service: Service::Submission, implicit: true },
        ],
        &made,
    );
}

#[test]
fn dovecot_as_debian_configures_it_is_clean() {
    let Some(program) = program("dovecot_as_debian_configures_it_is_clean", "dovecot") else { return };
    if !["imap", "pop3", "managesieve"].iter().all(|one| Path::new("/usr/lib/dovecot").join(format!("{one}-login")).is_file()) {
        return skip("dovecot_as_debian_configures_it_is_clean", "Dovecot has not all its protocols here");
    }
    let made = Made::good();
    let folder = folder(&made);
    let at = folder.path().display().to_string();
    let ports: Vec<u16> = (0..5).map(|_| free_port()).collect();
    let listener = |name: &str, port: u16, ssl: &str| {
        format!(" inet_listener {name} {{\n  address = 127.0.0.1\n  port = {port}\n  ssl = {ssl}\n }}\n")
    };
    let config = format!(
        "base_dir = {at}/run\nstate_dir = {at}/state\nlog_path = {at}/log\nprotocols = imap pop3 sieve\nlisten = 127.0.0.1\n\
         ssl = yes\nssl_cert = <{at}/cert.pem\nssl_key = <{at}/key.pem\ndisable_plaintext_auth = yes\nauth_mechanisms = plain\n\
         passdb {{\n driver = static\n args = nopassword=n password=never\n}}\nuserdb {{\n driver = static\n args = uid=65534 gid=65534 home={at}/home\n}}\n\
         service imap-login {{\n chroot =\n{}{}}}\nservice pop3-login {{\n chroot =\n{}{}}}\nservice managesieve-login {{\n chroot =\n{}}}\n\
         service anvil {{\n chroot =\n}}\n",
        listener("imap", ports[0], "no"),
        listener("imaps", ports[1], "yes"),
        listener("pop3", ports[2], "no"),
        listener("pop3s", ports[3], "yes"),
        listener("sieve", ports[4], "no"),
    );
    // loopback is trusted with plaintext logins by Dovecot: no stranger comes from there
    let config = format!("{config}login_trusted_networks =\n");
    std::fs::write(folder.path().join("dovecot.conf"), config).unwrap();
    let log = std::fs::File::create(folder.path().join("out")).unwrap();
    let child = Command::new(program).arg("-F").arg("-c").arg(folder.path().join("dovecot.conf")).stdin(Stdio::null()).stderr(log).spawn();
    let running = Running { child: Some(child.unwrap()), stop: None, _folder: folder };
    wait_for(ports[4], running._folder.path());
    let door = |at: usize, service, implicit| Door { port: ports[at], service, implicit };
    let doors = [
        door(0, Service::Imap, false),
        door(1, Service::Imap, true),
        door(2, Service::Pop3, false),
        door(3, Service::Pop3, true),
        door(4, Service::Sieve, false),
    ];
    let report = run("localhost", &doors, &made.anchors(), Limits::default(), None);
    for door in &report.doors {
        // a client on the same machine is told that it may log in without TLS; that is true, and all that is told
        let faults: Vec<Check> = door.findings.iter().filter(|one| one.severity >= Severity::Undecided).map(|one| one.check).collect();
        assert!(faults.iter().all(|check| *check == Check::AuthClear), "{door:#?}");
        assert!(door.has(Check::CertGood), "{door:#?}");
        assert!(door.door.implicit || door.has(Check::StarttlsWorks) && door.has(Check::InjectionNone), "{door:#?}");
    }
}

#[test]
fn exim_as_debian_configures_it_is_clean() {
    let Some(program) = program("exim_as_debian_configures_it_is_clean", "exim4") else { return };
    // the package makes this user when it is installed; Exim does not start without it
    let user = Command::new("id").args(["-u", "Debian-exim"]).output().unwrap();
    if !user.status.success() {
        return skip("exim_as_debian_configures_it_is_clean", "there is no user Debian-exim here");
    }
    // unpacked, it has not brought its libraries along
    if !Command::new(&program).arg("-bV").stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success() {
        return skip("exim_as_debian_configures_it_is_clean", "Exim's libraries are not all here");
    }
    let made = Made::good();
    let folder = folder(&made);
    let at = folder.path().display().to_string();
    let (relay, implicit) = (free_port(), free_port());
    let config = format!(
        "primary_hostname = localhost\nspool_directory = {at}/spool\nlog_file_path = {at}/log-%s\npid_file_path = {at}/pid\nlocal_interfaces = 127.0.0.1\n\
         daemon_smtp_ports = {relay} : {implicit}\ntls_on_connect_ports = {implicit}\ntls_advertise_hosts = *\ntls_certificate = {at}/cert.pem\n\
         tls_privatekey = {at}/key.pem\nhost_lookup =\nrfc1413_hosts =\nacl_smtp_rcpt = refuse\nbegin acl\nrefuse:\n deny\n"
    );
    std::fs::create_dir(folder.path().join("spool")).unwrap();
    std::fs::write(folder.path().join("exim.conf"), config).unwrap();
    for owned in ["", "spool", "key.pem"] {
        let owner = Command::new("chown").arg("Debian-exim").arg(folder.path().join(owned)).status().unwrap();
        assert!(owner.success());
    }
    let log = std::fs::File::create(folder.path().join("log")).unwrap();
    let child = Command::new(program).arg("-bdf").arg("-C").arg(folder.path().join("exim.conf")).stdin(Stdio::null()).stderr(log).spawn();
    let running = Running { child: Some(child.unwrap()), stop: None, _folder: folder };
    wait_for(implicit, running._folder.path());
    clean(
        &[Door { port: relay, service: Service::Relay, implicit: false }, Door { port: implicit, service: Service::Relay, implicit: true }],
        &made,
    );
}
