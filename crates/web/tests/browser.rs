//! The pages in a real browser: Debian's Chromium, driven by Playwright (`browser/walk.py`), with axe-core for what screen readers need. What is
//! needed is installed by `cargo xtask test` below `target/browser`; where it is missing, that is said aloud, and in CI it is red.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::print_stderr,
    reason = "tests may panic"
)]

#[path = "browser/hostile.rs"]
mod hostile;
mod published;
mod shared;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use kakitome_clients::{example_root, specimens};
use serde_json::json;
use shared::Served;

const NAME: &str = "pages_in_a_browser";

/// The Python with Playwright, the browser, and axe-core; or what is missing.
struct Parts {
    python: PathBuf,
    chromium: PathBuf,
    axe: PathBuf,
}

impl Parts {
    fn find() -> Result<Self, String> {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("browser");
        let parts = Self {
            python: target.join("venv/bin/python"),
            chromium: PathBuf::from("/usr/bin/chromium"),
            axe: target.join("node_modules/axe-core/axe.min.js"),
        };
        let missing: Vec<String> = [&parts.python, &parts.chromium, &parts.axe]
            .iter()
            .filter(|part| !part.exists())
            .map(|part| part.display().to_string())
            .collect();
        if missing.is_empty() { Ok(parts) } else { Err(format!("missing: {}", missing.join(", "))) }
    }
}

fn skip(reason: &str) {
    eprintln!("SKIPPED {NAME}: {reason}");
    if let Some(file) = std::env::var_os("KAKITOME_SKIPS") {
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file).unwrap();
        writeln!(file, "{NAME}: {reason}").unwrap();
    }
}

/// `KAKITOME_SHOTS=FOLDER` takes pictures to be looked at instead; `KAKITOME_WALKS=name;name` walks only those.
#[test]
fn pages_in_a_browser() {
    let parts = match Parts::find() {
        Ok(parts) => parts,
        Err(missing) => return skip(&missing),
    };
    let served = Served::with(|settings| {
        let ca = settings.home.join("ca");
        std::fs::create_dir_all(&ca).unwrap();
        std::fs::write(ca.join("root.pem"), pem(example_root().unwrap().as_der())).unwrap();
        published::keep(&settings.home);
        settings.services = vec![shared::service("example.jp"), shared::service("example.com")];
        // one visitor who walks fast
        (settings.limits.pages_per_minute, settings.limits.mails_per_minute, settings.limits.look_ups_per_minute) =
            (1 << 20, 1 << 20, 1 << 20);
    });
    let (shown, _) = published::publish(&served.home.path().join("kakitome.db"));
    let mails = tempfile::tempdir().unwrap();
    specimens().iter().for_each(|one| std::fs::write(mails.path().join(format!("{}.eml", one.id)), one.mail).unwrap());
    hostile::write(&mails.path().join("hostile"));
    let asked = json!({
        "base": format!("http://{}", served.address),
        "chromium": parts.chromium,
        "axe": parts.axe,
        "mails": mails.path(),
        "serial": shown.serial().hex(),
        "sights": kakitome_explain::seen::sights().iter().map(|one| one.id).collect::<Vec<_>>(),
        "samples": specimens().iter().map(|one| one.id).collect::<Vec<_>>(),
        "more": published::PATHS,
        "programs": kakitome_explain::settings::programs().iter().map(|one| one.id).collect::<Vec<_>>(),
        "shots": std::env::var("KAKITOME_SHOTS").unwrap_or_default(),
        "only": std::env::var("KAKITOME_WALKS").map(|names| names.split(';').map(str::to_owned).collect::<Vec<_>>()).unwrap_or_default(),
    });
    let mut walk = Command::new(parts.python)
        .arg("-I")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/walk.py"))
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    walk.stdin.take().unwrap().write_all(asked.to_string().as_bytes()).unwrap();
    let walked = walk.wait().unwrap();
    served.stop();
    assert!(walked.success(), "a walk failed; see above");
}

fn pem(der: &[u8]) -> String {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}
