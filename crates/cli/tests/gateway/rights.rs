//! Started as root: keyholder and gateway as users of their own, who cannot read or replace what is the other's. The users are made for
//! the test and removed with it; without root the tests say that they were skipped.

use std::io::Read as _;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::real_mail::signed;
use crate::support::client::submit;
use crate::support::home::{Home, kakitome, succeed};
use crate::support::mails::{self, SENDER};
use crate::support::others::find;
use crate::support::serve::Serve;
use crate::support::sink::Sink;
use crate::support::skip;

/// Two users of this test alone, and a copy of the binary where they may run it.
struct Users {
    gateway: String,
    keyholder: String,
    program: PathBuf,
    _folder: tempfile::TempDir,
}

impl Users {
    fn make(test: &str) -> Option<Self> {
        if std::fs::metadata("/proc/self").unwrap().uid() != 0 || find("useradd").is_none() || find("userdel").is_none() {
            skip(test, "it needs root, useradd and userdel");
            return None;
        }
        // Names of 32 characters at most; the process id keeps runs apart.
        let name = |what: &str| format!("kk-{what}-{}-{}", std::process::id(), &test[..4]);
        let folder = tempfile::Builder::new().prefix("kkb").tempdir_in("/tmp").unwrap();
        std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
        let program = folder.path().join("kakitome");
        std::fs::copy(env!("CARGO_BIN_EXE_kakitome"), &program).unwrap();
        let users = Self { gateway: name("gate"), keyholder: name("keys"), program, _folder: folder };
        for user in [&users.gateway, &users.keyholder] {
            let output = Command::new("useradd")
                .args(["--system", "--no-create-home", "--user-group", "--shell", "/usr/sbin/nologin", user])
                .output()
                .unwrap();
            if !output.status.success() {
                skip(test, &format!("useradd {user}: {}", String::from_utf8_lossy(&output.stderr).trim()));
                return None;
            }
        }
        Some(users)
    }

    /// The home's configuration with these users in it.
    fn configure(&self, home: &Home, sink: &Sink) {
        let file = home.configure(sink.address, "");
        let text = std::fs::read_to_string(&file).unwrap();
        let text = text
            .replace("gateway = \"\"", &format!("gateway = \"{}\"", self.gateway))
            .replace("keyholder = \"\"", &format!("keyholder = \"{}\"", self.keyholder));
        std::fs::write(&file, text).unwrap();
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.env_remove("KAKITOME_HOME").env("LC_ALL", "C").stdin(Stdio::null());
        command
    }

    fn id(name: &str) -> u32 {
        let list = std::fs::read_to_string("/etc/passwd").unwrap();
        let line = list.lines().find(|line| line.split(':').next() == Some(name)).expect("the user");
        line.split(':').nth(2).unwrap().parse().unwrap()
    }
}

impl Drop for Users {
    fn drop(&mut self) {
        for user in [&self.gateway, &self.keyholder] {
            let _ = Command::new("userdel").arg(user).output();
        }
    }
}

/// A command with that user's rights and no others.
fn as_user(user: &str, program: &str, arguments: &[&Path]) -> Output {
    let mut command = Command::new("setpriv");
    command.args(["--reuid", user, "--regid", user, "--clear-groups", "--", program]).args(arguments);
    command.stdin(Stdio::null()).output().unwrap()
}

fn status(id: u32, field: &str) -> Vec<u32> {
    let text = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix(field)).unwrap().to_owned();
    line.split_whitespace().map(|number| number.parse().unwrap()).collect()
}

fn send(serve: &Serve, sink: &Sink) {
    let mail = mails::mail("two users", "", b"text\r\n".to_vec());
    let mut reply = String::new();
    for _ in 0..100 {
        reply = submit(serve.relay, SENDER, &["customer@home.example"], &mail.bytes);
        if !reply.starts_with('4') {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert!(reply.starts_with("250"), "{reply}");
    assert!(signed(&sink.next().bytes));
}

#[test]
fn two_users_and_neither_can_read_what_is_the_others() {
    let Some(users) = Users::make("two_users_and_neither_can_read_what_is_the_others") else { return };
    let home = Home::new();
    let sink = Sink::start();
    users.configure(&home, &sink);
    let (gateway, keyholder) = (Users::id(&users.gateway), Users::id(&users.keyholder));
    let run = |arguments: &[&str]| succeed(users.command().args(arguments).arg("--home").arg(home.path()));
    // A command before `serve` was ever started: its keyholder runs as the keyholder.
    run(&["identity", "add", "before@bank.example"]);
    let key_files = || std::fs::read_dir(home.path().join("keyholder/keys")).unwrap().map(|entry| entry.unwrap().path());
    for file in key_files() {
        assert_eq!(file.metadata().unwrap().uid(), keyholder, "{}", file.display());
    }

    let serve = Serve::start_with(&home, users.command().arg("serve").arg("--home").arg(home.path()));
    let check = |serve: &Serve| {
        for (name, user) in [("gateway", gateway), ("keyholder", keyholder)] {
            let id = serve.child_named(name).expect(name);
            assert_eq!(status(id, "Uid:"), [user; 4], "{name}");
            assert!(!status(id, "Gid:").contains(&0), "{name}");
            assert_eq!(status(id, "Groups:"), [0_u32; 0], "{name} has no other groups");
        }
    };
    check(&serve);
    send(&serve, &sink);

    // Who owns what, and who can read what.
    let at = |path: &str| home.path().join(path).metadata().unwrap();
    let rights = |path: &str| (at(path).uid(), at(path).mode() & 0o7777);
    assert_eq!((at("").uid(), at("").mode() & 0o022), (0, 0), "the home is root's");
    assert_eq!(rights("kakitome.toml").0, 0);
    assert_eq!(rights("keyholder"), (keyholder, 0o700));
    assert_eq!(rights("keyholder/key-encryption.key"), (keyholder, 0o600));
    assert_eq!(rights("data"), (gateway, 0o700));
    assert_eq!(rights("data/kakitome.db"), (gateway, 0o600));
    assert_eq!(rights("run"), (keyholder, 0o2750));
    assert_eq!(rights("run/keyholder.sock"), (keyholder, 0o660));
    assert_eq!(at("run/keyholder.sock").gid(), status(serve.child_named("gateway").unwrap(), "Gid:")[0]);
    let reads = |user: &str, path: &Path| as_user(user, "cat", &[path]).status.success();
    let kek = home.path().join("keyholder/key-encryption.key");
    assert!(reads(&users.keyholder, &kek), "the test tells apart");
    let mut closed = vec![kek.clone()];
    closed.extend(key_files());
    closed.push(home.path().join("keyholder/audit/audit-00000001.log"));
    for file in &closed {
        assert!(!reads(&users.gateway, file), "the gateway reads {}", file.display());
    }
    assert!(!as_user(&users.gateway, "ls", &[&home.path().join("keyholder")]).status.success());
    assert!(!reads(&users.keyholder, &home.path().join("data/kakitome.db")));
    for folder in ["", "keyholder", "run"] {
        assert!(!as_user(&users.gateway, "touch", &[&home.path().join(folder).join("planted")]).status.success(), "{folder}");
    }

    // Commands while it runs, also the one that is not for the gateway.
    run(&["identity", "add", "during@bank.example"]);
    run(&["keys", "rotate"]);
    run(&["keys", "audit"]);
    // The journal is written a moment after the answer, later on a busy disk.
    let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
    loop {
        let output = users.command().args(["journal", "find", "--home"]).arg(home.path()).output().unwrap();
        if output.status.success() {
            break;
        }
        assert!(std::time::Instant::now() < until, "{output:?}\n{}", Serve::log(home.scratch()));
    }
    assert_eq!(rights("keyholder/key-encryption.key"), (keyholder, 0o600));
    for file in std::fs::read_dir(home.path().join("data")).unwrap().map(|entry| entry.unwrap().path()) {
        assert_eq!(file.metadata().unwrap().uid(), gateway, "{}", file.display());
    }
    send(&serve, &sink);

    // A dead process comes back with the same rights.
    for name in ["keyholder", "gateway"] {
        serve.signal(serve.child_named(name).unwrap(), "KILL");
        serve.wait_for(&format!("the {name} runs again"));
    }
    check(&serve);
    // An editor's new file belongs to root alone; a reload shows it to the gateway.
    let config = home.path().join("kakitome.toml");
    std::fs::set_permissions(&config, PermissionsExt::from_mode(0o600)).unwrap();
    serve.signal(serve.child.id(), "HUP");
    let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while !Serve::log(home.scratch()).contains("reloaded") {
        assert!(std::time::Instant::now() < until, "{}", Serve::log(home.scratch()));
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    drop(serve);
    // And commands after it, also the first one again.
    run(&["identity", "add", "after@bank.example"]);
    run(&["keys", "rotate"]);
    run(&["init"]);
    run(&["keys", "list"]);
}

/// Ports below 1024 and sockets in folders that are not the gateway's: `serve` opens them, with no more rights than the unit leaves it.
#[test]
fn r20_the_gateway_has_doors_that_its_user_could_not_open() {
    let Some(users) = Users::make("doors_of_root") else { return };
    let unit = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../packaging/kakitome.service")).unwrap();
    let bound = unit.lines().find_map(|line| line.strip_prefix("CapabilityBoundingSet=")).unwrap();
    let bound: Vec<String> = bound.split(' ').map(|name| name.replace("CAP_", "+").to_lowercase()).collect();
    let home = Home::new();
    let sink = Sink::start();
    users.configure(&home, &sink);
    let file = home.path().join("kakitome.toml");
    // An address of this test alone.
    let text = std::fs::read_to_string(&file).unwrap().replace("127.0.0.1:0", "127.83.12.1:25");
    let door = |address: &str| format!("[[listener]]\nkind = \"lmtp\"\naddress = \"{address}\"\nnetworks = [\"here\"]\n");
    let (own, of_root) = (home.path().join("spill/lmtp.sock"), home.path().join("run/lmtp.sock"));
    std::fs::write(&file, text + &door("unix:spill/lmtp.sock") + &door("unix:run/lmtp.sock")).unwrap();
    let mut command = Command::new("setpriv");
    command.args(["--no-new-privs", "--bounding-set", &format!("-all,{}", bound.join(",")), "--"]).arg(&users.program);
    command.args(["serve", "--home"]).arg(home.path()).env_remove("KAKITOME_HOME").env("LC_ALL", "C").stdin(Stdio::null());
    let serve = Serve::start_with(&home, &mut command);
    assert_eq!(serve.relay, "127.83.12.1:25".parse().unwrap());
    let (gateway, group) = (Users::id(&users.gateway), status(serve.child_named("gateway").unwrap(), "Gid:")[0]);
    send(&serve, &sink);
    let greets = |path: &Path| {
        let mut greeting = [0; 3];
        std::os::unix::net::UnixStream::connect(path).unwrap().read_exact(&mut greeting).unwrap();
        assert_eq!(&greeting, b"220", "{}", path.display());
    };
    for path in [&own, &of_root] {
        let seen = path.symlink_metadata().unwrap();
        assert_eq!((seen.uid(), seen.gid(), seen.mode() & 0o7777), (gateway, group, 0o660), "{}", path.display());
        greets(path);
    }
    // A gateway that is killed, and one that takes its place, have them too.
    serve.signal(serve.child_named("gateway").unwrap(), "KILL");
    serve.wait_for("the gateway runs again");
    serve.signal(serve.child.id(), "USR2");
    serve.wait_for("a new gateway takes mail");
    assert_eq!(status(serve.child_named("gateway").unwrap(), "Uid:"), [gateway; 4]);
    send(&serve, &sink);
    [&own, &of_root].into_iter().for_each(|path| greets(path));
    drop(serve);
    assert!(!own.exists() && !of_root.exists(), "their names go with it");
    // What a user without that right reads.
    let output = as_user_serving(&users, &home);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("cannot listen on 127.83.12.1:25 (door: relay)") && said.contains("CAP_NET_BIND_SERVICE"), "{said}");
}

/// `serve` by the gateway's user, with a copy of the home that is all its own.
fn as_user_serving(users: &Users, home: &Home) -> Output {
    let copy = home.scratch().join("copy");
    succeed(Command::new("cp").arg("-a").arg(home.path()).arg(&copy));
    succeed(Command::new("chown").args(["-R", &users.gateway]).arg(&copy));
    as_user(&users.gateway, users.program.to_str().unwrap(), &[Path::new("serve"), Path::new("--home"), &copy])
}

#[test]
fn root_is_not_led_to_the_files_of_others() {
    let Some(users) = Users::make("root_is_not_led_to_the_files_of_others") else { return };
    let home = Home::new();
    let sink = Sink::start();
    users.configure(&home, &sink);
    let list = || users.command().args(["identity", "list", "--home"]).arg(home.path()).output().unwrap();
    assert!(list().status.success());
    let victim = home.scratch().join("victim");
    std::fs::write(&victim, "root's").unwrap();
    std::fs::set_permissions(&victim, PermissionsExt::from_mode(0o600)).unwrap();
    // What a gateway or a keyholder that was taken over could plant in its own folders.
    let planted = [
        ("data/kakitome.db-wal", users.gateway.as_str()),
        ("data/kakitome.db-shm", &users.gateway),
        ("keyholder/keys/0.key", &users.keyholder),
        ("keyholder/audit/audit-00000002.log", &users.keyholder),
        ("run/command.lock", &users.keyholder),
    ];
    for (path, _) in planted {
        let path = home.path().join(path);
        let _ = std::fs::remove_file(&path);
        symlink(&victim, &path).unwrap();
        let _ = list();
        let _ = users.command().args(["keys", "list", "--home"]).arg(home.path()).output().unwrap();
        let seen = victim.metadata().unwrap();
        assert_eq!((seen.uid(), seen.mode() & 0o777), (0, 0o600), "{}", path.display());
        assert_eq!(std::fs::read_to_string(&victim).unwrap(), "root's", "{}", path.display());
        std::fs::remove_file(&path).unwrap();
        // A second name is as good as a link.
        if path.starts_with(home.path().join("keyholder")) {
            std::fs::hard_link(&victim, &path).unwrap();
            let _ = list();
            assert_eq!(victim.metadata().unwrap().uid(), 0, "{}", path.display());
            std::fs::remove_file(&path).unwrap();
        }
    }
    assert!(list().status.success());
}

#[test]
fn what_stands_in_the_way_is_named() {
    let Some(users) = Users::make("what_stands_in_the_way_is_named") else { return };
    let home = Home::new();
    let sink = Sink::start();
    users.configure(&home, &sink);
    let config = home.path().join("kakitome.toml");
    let good = std::fs::read_to_string(&config).unwrap();
    let fails = |what: &str| {
        let output = users.command().arg("serve").arg("--home").arg(home.path()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(what) && said.contains("hint"), "{what}: {said}");
    };
    let mode = |path: &Path, mode: u32| std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    mode(home.scratch(), 0o700);
    fails(&home.scratch().display().to_string());
    mode(home.scratch(), 0o711);
    mode(&config, 0o666);
    fails("must belong to root");
    mode(&config, 0o640);
    std::fs::write(&config, good.replace(&users.gateway, "nobody-has-this-name")).unwrap();
    fails("nobody-has-this-name");
    std::fs::write(&config, format!("{good}\n[home]\nspill = \".\"\n")).unwrap();
    fails("the configuration must not lie in it");
    std::fs::write(&config, format!("{good}\n[home]\nspill = \"/var/lib\"\n")).unwrap();
    fails("open to everybody");
    assert_eq!(std::fs::metadata("/var/lib").unwrap().uid(), 0);
    std::fs::write(&config, &good).unwrap();
    let serve = Serve::start_with(&home, users.command().arg("serve").arg("--home").arg(home.path()));
    send(&serve, &sink);
    // The same home again without users of its own: root is one user who may do all.
    drop(serve);
    std::fs::write(&config, good.replace(&users.gateway, "").replace(&users.keyholder, "")).unwrap();
    let output = kakitome().args(["identity", "list", "--home"]).arg(home.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
