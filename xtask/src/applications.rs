//! What the recipes for applications run with and Debian does not have as it should be: Django, aiosmtplib and Nodemailer of today, and the
//! runtime of .NET as Python's index carries it. Below `target/parts`; for tests alone. What cannot be had is no failure here: its tests say
//! that they were skipped.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::{parts, shell};

const PYTHON: &[&str] = &["Django==5.2.19", "aiosmtplib==4.0.2"];
/// The newest that is carried there; its `System.Net.Mail` is the one that .NET still has.
const DOTNET: &str = "dotnetcore2==3.1.23";
const NODE: &str = "nodemailer@10.6.0";

/// Installs what is missing when it may.
pub(crate) fn install(may: bool) {
    let folder = parts::unpacked();
    let (python, dotnet) = (folder.join("python"), folder.join("dotnet"));
    let has_python = python.join("django").is_dir() && python.join("aiosmtplib").is_dir();
    let has_dotnet = dotnet.join("dotnetcore2/bin/dotnet").is_file();
    let node = folder.join("node");
    let has_node = node.join("node_modules/nodemailer/package.json").is_file();
    if has_python && has_dotnet && has_node {
        println!("applications: Django, aiosmtplib, Nodemailer and .NET are here");
        return;
    }
    if !may {
        println!("applications: Django, aiosmtplib, Nodemailer or .NET is missing; not installed, as asked");
        return;
    }
    if !has_node && let Err(error) = nodemailer(&node) {
        println!("applications: {error:#}");
    }
    if has_python && has_dotnet {
        return;
    }
    let made = || -> Result<()> {
        std::fs::create_dir_all(&folder)?;
        let venv = folder.join("venv");
        shell::run(Command::new("python3").arg("-m").arg("venv").arg(&venv))?;
        let pip = |words: &[&str], to: &Path| {
            let mut pip = Command::new(venv.join("bin/python"));
            pip.args(["-m", "pip", "--quiet", "--disable-pip-version-check"]).args(words).arg(to);
            pip
        };
        if !has_python {
            shell::run(pip(&["install", "--only-binary", ":all:", "--target"], &python).args(PYTHON))?;
        }
        if !has_dotnet {
            shell::run(pip(&["download", "--no-deps", "--only-binary", ":all:", "--dest"], &dotnet).arg(DOTNET))?;
            opened(&dotnet)?;
        }
        Ok(())
    };
    if let Err(error) = made() {
        println!("applications: {error:#}");
    }
}

fn nodemailer(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut npm = Command::new("npm");
    npm.current_dir(folder).args(["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", ".", NODE]);
    shell::run(&mut npm)
}

/// The one archive in the folder, laid open beside itself, its program made one.
fn opened(folder: &Path) -> Result<()> {
    let mut files = std::fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path()));
    let archive = files.find(|file| file.extension().is_some_and(|ending| ending == "whl")).context("nothing was downloaded")?;
    shell::run(Command::new("python3").args(["-m", "zipfile", "-e"]).arg(&archive).arg(folder))?;
    std::fs::remove_file(&archive)?;
    std::fs::set_permissions(folder.join("dotnetcore2/bin/dotnet"), std::fs::Permissions::from_mode(0o755))?;
    Ok(())
}
