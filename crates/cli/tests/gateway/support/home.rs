//! A home with one identity from the built-in authority. Keys are made once in a run; each test works on its own copy.

use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;

use super::mails::SENDER;

/// A copy of the home, removed with the test.
pub(crate) struct Home {
    folder: TempDir,
}

impl Home {
    pub(crate) fn new() -> Self {
        static FIRST: OnceLock<TempDir> = OnceLock::new();
        let first = FIRST.get_or_init(|| {
            let folder = private_folder();
            let home = folder.path().join("home");
            succeed(kakitome().args(["init", "--home"]).arg(&home));
            succeed(kakitome().args(["identity", "add", SENDER, "--home"]).arg(&home));
            folder
        });
        let folder = private_folder();
        succeed(Command::new("cp").arg("-a").arg(first.path().join("home")).arg(folder.path()));
        Self { folder }
    }

    /// The home itself.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// Room for the test's other files.
    pub(crate) fn scratch(&self) -> &Path {
        self.folder.path()
    }

    /// The root of the built-in authority.
    pub(crate) fn root(&self) -> PathBuf {
        self.path().join("ca").join("root.pem")
    }

    /// Writes the configuration: one relay on a free port for this machine, this next hop, and what the test adds.
    pub(crate) fn configure(&self, next_hop: SocketAddr, more: &str) -> PathBuf {
        self.configure_with(next_hop, "", more)
    }

    /// The same, with more lines in the `[[listener]]` table.
    pub(crate) fn configure_with(&self, next_hop: SocketAddr, listener: &str, more: &str) -> PathBuf {
        let text = format!(
            "hostname = \"gateway.test\"\n\n[users]\ngateway = \"\"\nkeyholder = \"\"\n\n[[network]]\nname = \"here\"\naddresses = [\"127.0.0.0/8\"]\n\n\
             [[listener]]\nkind = \"relay\"\naddress = \"127.0.0.1:0\"\nnetworks = [\"here\"]\n{listener}\n\
             [next-hop]\naddress = \"{}\"\nport = {}\ntls = \"none\"\n\n\
             [[may-sign]]\nnetworks = [\"here\"]\nas = [\"{SENDER}\"]\n{more}\n",
            next_hop.ip(),
            next_hop.port()
        );
        let file = self.path().join("kakitome.toml");
        std::fs::write(&file, text).expect("the configuration");
        file
    }
}

/// The binary under test, with no settings of the person who runs the tests.
pub(crate) fn kakitome() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kakitome"));
    command.env_remove("KAKITOME_HOME").env("LC_ALL", "C").stdin(Stdio::null());
    command
}

/// Runs a command that must succeed; its output.
pub(crate) fn succeed(command: &mut Command) -> Output {
    let output = command.output().expect("it starts");
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// A short path: the keyholder's socket has to fit into 108 bytes.
fn private_folder() -> TempDir {
    let folder = tempfile::Builder::new().prefix("kk").tempdir_in("/tmp").expect("a folder");
    // On a machine where the product's own users exist, they must get to their files in it.
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o711)).expect("its mode");
    folder
}
