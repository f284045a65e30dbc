//! What drives the browser in tests: Playwright in a Python of its own, axe-core, both below `target/browser`, at the versions named here.
//! The browser itself is Debian's (see `parts`). What cannot be had is no failure here: the test says that it was skipped.

use std::process::Command;

use anyhow::Result;

use crate::shell;

/// It speaks to any Chromium of the last years.
const PLAYWRIGHT: &str = "playwright==1.65.2";
const AXE: &str = "axe-core@4.14.1";

/// Installs what is missing when it may.
pub(crate) fn install(may: bool) {
    let folder = shell::root().join("target").join("browser");
    let python = folder.join("venv/bin/python");
    let has_playwright = shell::output(Command::new(&python).args(["-c", "import playwright.sync_api"])).is_ok();
    let has_axe = folder.join("node_modules/axe-core/axe.min.js").is_file();
    if has_playwright && has_axe {
        println!("browser: Playwright and axe-core are here");
        return;
    }
    if !may {
        println!("browser: Playwright or axe-core is missing; not installed, as asked");
        return;
    }
    let made = || -> Result<()> {
        std::fs::create_dir_all(&folder)?;
        if !has_playwright {
            shell::run(Command::new("python3").arg("-m").arg("venv").arg(folder.join("venv")))?;
            shell::run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", PLAYWRIGHT]))?;
        }
        if !has_axe {
            let mut npm = Command::new("npm");
            npm.current_dir(&folder).args(["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", ".", AXE]);
            shell::run(&mut npm)?;
        }
        Ok(())
    };
    if let Err(error) = made() {
        println!("browser: {error:#}");
    }
}
