//! A real Thunderbird, driven by its remote protocol: started without a screen in a private profile, given certificates and keys, shown
//! mail files, asked what it says of them, and told to write mails. A piece for tests of any crate (`#[path = "…"] mod thunderbird;`);
//! it needs serde_json and tempfile. Nothing here judges.
//!
//! Everything runs on 127.0.0.1 and offline; the program is stopped by its own word, else by the id of its process.
#![allow(dead_code, unreachable_pub, clippy::print_stderr, reason = "each test file uses a part of it")]

mod marionette;

use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use marionette::Marionette;

/// It starts in one to three seconds where nothing else runs.
const START: Duration = Duration::from_secs(90);
/// One order: a mail is shown in a fifth of a second where nothing else runs.
const ORDER: Duration = Duration::from_secs(60);
/// After it was asked to end.
const END: Duration = Duration::from_secs(20);

/// Where Debian and others put it; the file of that name in PATH is a script around it, or starts a bundle that cannot be driven.
const PROGRAMS: [&str; 2] = ["/usr/lib/thunderbird/thunderbird", "/usr/lib64/thunderbird/thunderbird"];

/// A running Thunderbird with a profile of its own, for as long as this lives.
pub struct Thunderbird {
    child: Child,
    orders: Mutex<Marionette>,
    version: String,
    shown: std::sync::atomic::AtomicU64,
    folder: TempDir,
}

/// What it shows of a mail.
#[derive(Debug, Clone)]
pub struct Shown {
    /// `SignatureStatus`: the name of the nsICMSMessageErrors code (`SUCCESS`, `VERIFY_UNTRUSTED`, …); none: not signed as it sees it.
    pub signature: Option<String>,
    /// `EncryptionStatus`, likewise.
    pub encryption: Option<String>,
    /// The subject of the certificate that it takes for the signer's.
    pub signer: Option<String>,
    /// The icon beside the header: `ok`, `mismatch`, `unknown`, …; none: nothing is drawn.
    pub signature_icon: Option<String>,
    /// The lock, likewise.
    pub encryption_icon: Option<String>,
    /// The words of its security panel, in English, whatever of them there is: label, heading, explanation.
    pub words: Vec<String>,
    /// The header as shown.
    pub from: String,
    pub subject: String,
    /// The text as shown.
    pub text: String,
    /// Names of attachments.
    pub attachments: Vec<String>,
}

/// A mail to be written.
pub struct Letter<'a> {
    pub from: &'a str,
    pub to: &'a [&'a str],
    pub subject: &'a str,
    pub text: &'a str,
    pub sign: bool,
    pub encrypt: bool,
}

impl Thunderbird {
    /// Whether it can be started; if not, the test is said to be skipped.
    pub fn is_here(test: &str) -> bool {
        let here = program().is_some() && in_path("certutil").is_some();
        if !here {
            skip(test, "Thunderbird (package thunderbird) or certutil is not installed");
        }
        here
    }

    /// Starts it. The roots (PEM or DER files) are trusted for mail.
    pub fn start(roots: &[&Path]) -> Result<Self, String> {
        let program = program().ok_or("not installed")?;
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let profile = folder.path().join("profile");
        fs::create_dir(&profile).and_then(|()| fs::write(profile.join("user.js"), SETTINGS)).map_err(|error| error.to_string())?;
        database(&profile, roots)?;
        let child = Command::new(program)
            .args(["--headless", "--marionette", "--remote-allow-system-access", "--no-remote", "--profile"])
            .arg(&profile)
            .env("HOME", folder.path())
            .env("TMPDIR", folder.path())
            .env("TZ", "UTC")
            .env("LC_ALL", "C.UTF-8")
            .env("MOZ_CRASHREPORTER_DISABLE", "1")
            .env("MOZ_DISABLE_AUTO_SAFE_MODE", "1")
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null())
            .stdout(log(&folder)?)
            .stderr(log(&folder)?)
            .spawn()
            .map_err(|error| error.to_string())?;
        let mut guard = Guard(Some(child));
        let port = port(&profile.join("MarionetteActivePort"), guard.0.as_mut()).map_err(|why| said(&folder, &why))?;
        let mut orders = Marionette::connect(port, ORDER).map_err(|why| said(&folder, &why))?;
        let session = orders.order("WebDriver:NewSession", &json!({})).map_err(|why| said(&folder, &why))?;
        orders.order("Marionette:SetContext", &json!({ "value": "chrome" }))?;
        let version = session["capabilities"]["browserVersion"].as_str().unwrap_or_default().to_owned();
        let child = guard.0.take().ok_or("gone")?;
        Ok(Self { child, orders: Mutex::new(orders), version, shown: std::sync::atomic::AtomicU64::new(0), folder })
    }

    /// `153.7.0` and the like.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// A folder that goes with it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a script in its chrome context: the body of an async function over `args`; what it returns.
    pub fn run(&self, body: &str, args: &[Value]) -> Result<Value, String> {
        let script = format!(
            "const done = arguments[arguments.length - 1]; (async (args) => {{ {body} }})(Array.from(arguments).slice(0, -1))\
             .then(value => done({{ ok: value ?? null }}), error => done({{ error: String(error) + \"\\n\" + error?.stack }}));"
        );
        let milliseconds = u64::try_from(ORDER.as_millis()).unwrap_or(u64::MAX);
        let order = json!({ "script": script, "args": args, "scriptTimeout": milliseconds });
        let mut orders = self.orders.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let answer = orders.order("WebDriver:ExecuteAsyncScript", &order)?;
        match answer["value"].get("error") {
            Some(error) => Err(error.as_str().unwrap_or_default().to_owned()),
            None => Ok(answer["value"]["ok"].clone()),
        }
    }

    /// Imports a key file as its certificate manager does: nicknames of all certificates that have a private key afterwards.
    ///
    /// # Errors
    /// The number it answers (nsIX509CertDB: 6 is a wrong password).
    pub fn import_p12(&self, file: &Path, password: &str) -> Result<Vec<String>, i64> {
        let answer = self.run(include_str!("import_p12.js"), &[json!(file), json!(password)]);
        let answer = answer.unwrap_or_else(|why| panic!("importing {}: {why}", file.display()));
        match answer["code"].as_i64() {
            Some(0) => Ok(texts(&answer["names"])),
            code => Err(code.unwrap_or(-1)),
        }
    }

    /// Imports somebody's certificate (DER), to encrypt to.
    pub fn import_certificate(&self, der: &[u8]) -> Result<(), String> {
        self.run(include_str!("import_certificate.js"), &[json!(der)]).map(drop)
    }

    /// Shows a mail as an .eml file is shown, and says what it says.
    pub fn read(&self, mail: &[u8]) -> Result<Shown, String> {
        // a name of its own: what it remembers of one mail must not be shown of another
        let number = self.shown.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let file = self.folder.path().join(format!("shown-{number}.eml"));
        fs::write(&file, mail).map_err(|error| error.to_string())?;
        let wait = u64::try_from(ORDER.as_millis() / 2).unwrap_or_default();
        let answer = self.run(include_str!("read.js"), &[json!(file), json!(wait)]);
        fs::remove_file(&file).map_err(|error| error.to_string())?;
        let answer = answer?;
        let text = |name: &str| answer[name].as_str().map(str::to_owned);
        Ok(Shown {
            signature: text("signature"),
            encryption: text("encryption"),
            signer: text("signer"),
            signature_icon: text("signatureIcon"),
            encryption_icon: text("encryptionIcon"),
            words: texts(&answer["words"]),
            from: text("from").unwrap_or_default(),
            subject: text("subject").unwrap_or_default(),
            text: text("text").unwrap_or_default(),
            attachments: texts(&answer["attachments"]),
        })
    }

    /// The addresses that it reads in each of these values of an address field, those of groups too.
    pub fn addresses(&self, values: &[String]) -> Result<Vec<Vec<String>>, String> {
        let answer = self.run(include_str!("addresses.js"), &[json!(values)])?;
        Ok(answer.as_array().into_iter().flatten().map(texts).collect())
    }

    /// Writes a mail as it would send it. The keys of `from` and the certificates of `to` must have been imported.
    pub fn write(&self, letter: &Letter<'_>) -> Result<Vec<u8>, String> {
        let Letter { from, to, subject, text, sign, encrypt } = letter;
        let args = [json!(from), json!(to), json!(subject), json!(text), json!(sign), json!(encrypt)];
        let answer = self.run(include_str!("write.js"), &args)?;
        let path = answer.as_str().ok_or("no file was written")?;
        let bytes = fs::read(path).map_err(|error| error.to_string())?;
        fs::remove_file(path).map_err(|error| error.to_string())?;
        Ok(bytes)
    }
}

impl Drop for Thunderbird {
    fn drop(&mut self) {
        let orders = self.orders.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
        // it may answer, or be gone before it has answered
        let _ = orders.order("Marionette:Quit", &json!({ "flags": ["eForceQuit"] }));
        let until = Instant::now() + END;
        while Instant::now() < until {
            if matches!(self.child.try_wait(), Ok(Some(_)) | Err(_)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Kills what did not come up.
struct Guard(Option<Child>);

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// No first run, no updates, no network, no sleep; the remote protocol on a free port.
const SETTINGS: &str = include_str!("user.js");

/// The certificate store of the profile, with roots that are trusted for mail.
fn database(profile: &Path, roots: &[&Path]) -> Result<(), String> {
    let store = format!("sql:{}", profile.display());
    certutil(&["-N".as_ref(), "-d".as_ref(), store.as_ref(), "--empty-password".as_ref()])?;
    for (number, root) in roots.iter().enumerate() {
        let name = format!("root {number}");
        let words: [&OsStr; 9] = [
            "-A".as_ref(),
            "-d".as_ref(),
            store.as_ref(),
            "-n".as_ref(),
            name.as_ref(),
            "-t".as_ref(),
            "CT,C,".as_ref(),
            "-i".as_ref(),
            root.as_os_str(),
        ];
        // with -a for PEM: it reads either only when told
        let pem = fs::read(root).map_err(|error| error.to_string())?.starts_with(b"-----");
        let more: &[&OsStr] = if pem { &["-a".as_ref()] } else { &[] };
        certutil(&[&words[..], more].concat())?;
    }
    Ok(())
}

fn certutil(words: &[&OsStr]) -> Result<(), String> {
    let output = Command::new("certutil").args(words).stdin(Stdio::null()).output().map_err(|error| error.to_string())?;
    if output.status.success() { Ok(()) } else { Err(format!("certutil: {}", String::from_utf8_lossy(&output.stderr))) }
}

/// Waits until it has written where it listens.
fn port(file: &Path, mut child: Option<&mut Child>) -> Result<u16, String> {
    let until = Instant::now() + START;
    while Instant::now() < until {
        if let Some(port) = fs::read_to_string(file).ok().and_then(|text| text.trim().parse().ok()) {
            return Ok(port);
        }
        if let Some(status) = child.as_mut().and_then(|child| child.try_wait().ok()).flatten() {
            return Err(format!("it ended: {status}"));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Err(format!("not up within {} seconds", START.as_secs()))
}

fn program() -> Option<PathBuf> {
    PROGRAMS.iter().map(PathBuf::from).find(|path| path.is_file())
}

fn in_path(program: &str) -> Option<PathBuf> {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths).map(|folder| folder.join(program)).find(|path| path.is_file())
}

fn log(folder: &TempDir) -> Result<fs::File, String> {
    fs::OpenOptions::new().create(true).append(true).open(folder.path().join("log")).map_err(|error| error.to_string())
}

/// The reason, with what it wrote.
fn said(folder: &TempDir, why: &str) -> String {
    format!("{why}\n{}", fs::read_to_string(folder.path().join("log")).unwrap_or_default())
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(|one| one.as_str().map(str::to_owned)).collect()
}

/// Says that a test did not run: on standard error, and to whoever counts.
fn skip(test: &str, reason: &str) {
    eprintln!("SKIPPED {test}: {reason}");
    if let Some(file) = std::env::var_os("KAKITOME_SKIPS") {
        let mut file = fs::OpenOptions::new().create(true).append(true).open(file).unwrap();
        writeln!(file, "{test}: {reason}").unwrap();
    }
}
