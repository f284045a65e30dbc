//! The real parts that tests meet: programs by others, their Debian packages, and installing what is missing.
//! What cannot be had is no failure here: the tests that need it say that they were skipped.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::shell;

/// A program that tests run, the package that brings it, and what the tests do with it.
pub(crate) struct Part {
    pub(crate) program: &'static str,
    pub(crate) package: &'static str,
    pub(crate) used_for: &'static str,
}

impl Part {
    /// A name with `::` is a Perl module, one with `/` a file, `import …` one of Python, `require …` one of Ruby, everything else a program.
    fn is_here(&self) -> bool {
        if self.program.starts_with('/') {
            return Path::new(self.program).is_file();
        }
        if self.program.contains("::") {
            let module = format!("-M{}", self.program);
            return shell::output(Command::new("perl").args([&module, "-e", "1"])).is_ok();
        }
        if self.program.starts_with("import ") {
            return shell::output(Command::new("/usr/bin/python3").args(["-c", self.program])).is_ok();
        }
        if let Some(library) = self.program.strip_prefix("require ") {
            let line = format!("require '{library}'");
            return shell::output(Command::new("ruby").args(["-e", &line])).is_ok();
        }
        shell::has(self.program)
    }
}

pub(crate) const PARTS: &[Part] = &[
    Part { program: "openssl", package: "openssl", used_for: "signs, verifies and lists what we write" },
    Part { program: "gpgsm", package: "gpgsm", used_for: "verifies what we write" },
    Part { program: "gpg-agent", package: "gpg-agent", used_for: "what gpgsm asks for keys" },
    Part { program: "dirmngr", package: "dirmngr", used_for: "what gpgsm asks for certificates" },
    Part { program: "cmsutil", package: "libnss3-tools", used_for: "NSS, the engine of Thunderbird, verifies what we write" },
    // not in PATH as a program: the file of that name there is a script around it
    Part {
        program: "/usr/lib/thunderbird/thunderbird",
        package: "thunderbird",
        used_for: "opens what we seal, imports our key files, writes what we open",
    },
    // not a program: a PKCS#11 module with Mozilla's roots
    Part { program: "/usr/lib/x86_64-linux-gnu/libnssckbi.so", package: "libnss3", used_for: "Mozilla's roots as NSS ships them" },
    Part { program: "javac", package: "default-jdk-headless", used_for: "runs Bouncy Castle" },
    // not a program: Bouncy Castle, which brings its other two files along
    Part { program: "/usr/share/java/bcpkix.jar", package: "libbcpkix-java", used_for: "Bouncy Castle, both ways, every algorithm it has" },
    Part { program: "/usr/share/java/bcmail.jar", package: "libbcmail-java", used_for: "Bouncy Castle, whole mails, both ways" },
    Part { program: "postfix", package: "postfix", used_for: "a real MTA before and behind the gateway" },
    Part { program: "dovecot", package: "dovecot-core", used_for: "a server that the probe must find clean; checks logins" },
    // not programs: the protocols that Dovecot speaks
    Part { program: "/usr/lib/dovecot/imap-login", package: "dovecot-imapd", used_for: "IMAP of Dovecot" },
    Part { program: "/usr/lib/dovecot/pop3-login", package: "dovecot-pop3d", used_for: "POP3 of Dovecot" },
    Part { program: "/usr/lib/dovecot/managesieve-login", package: "dovecot-managesieved", used_for: "ManageSieve of Dovecot" },
    Part { program: "/usr/lib/dovecot/lmtp", package: "dovecot-lmtpd", used_for: "a real mailbox behind the gateway" },
    Part { program: "nsd", package: "nsd", used_for: "a name server with signed zones" },
    Part { program: "ldns-signzone", package: "ldnsutils", used_for: "signs those zones" },
    Part { program: "xmllint", package: "libxml2-utils", used_for: "checks settings files against their schemas" },
    Part { program: "smtp-source", package: "postfix", used_for: "load on the gateway" },
    // not a program: a library that is loaded into ours
    Part {
        program: "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
        package: "libfaketime",
        used_for: "a calendar that jumps, and one that comes to midnight",
    },
    Part { program: "strace", package: "strace", used_for: "a system that gives no random numbers" },
    Part { program: "msmtp", package: "msmtp", used_for: "hands in mail for programs that know only sendmail" },
    Part { program: "php", package: "php-cli", used_for: "an application in PHP" },
    // not programs: libraries by which applications send mail
    Part { program: "/usr/share/php/libphp-phpmailer/autoload.php", package: "libphp-phpmailer", used_for: "an application in PHP" },
    Part {
        program: "/usr/share/php/Symfony/Component/Mailer/autoload.php",
        package: "php-symfony-mailer",
        used_for: "an application in PHP",
    },
    Part { program: "/usr/share/java/javax.mail.jar", package: "libmail-java", used_for: "an application in Java" },
    Part {
        program: "/usr/share/java/spring3-context.support.jar",
        package: "libspring-context-support-java",
        used_for: "an application in Java",
    },
    Part { program: "require action_mailer", package: "ruby-actionmailer", used_for: "an application in Ruby" },
    Part { program: "node", package: "nodejs", used_for: "an application in JavaScript" },
    Part { program: "mcs", package: "mono-mcs", used_for: "compiles the application in C#" },
    Part { program: "curl", package: "curl", used_for: "hands in mail after a login" },
    Part { program: "swaks", package: "swaks", used_for: "single SMTP sessions with TLS" },
    // not a program: the module by which swaks speaks TLS
    Part { program: "Net::SSLeay", package: "libnet-ssleay-perl", used_for: "TLS in swaks" },
    Part { program: "import asn1crypto", package: "python3-asn1crypto", used_for: "crafts hostile containers" },
    Part { program: "import cryptography", package: "python3-cryptography", used_for: "crafts hostile containers" },
    Part { program: "systemd-analyze", package: "systemd", used_for: "judges the unit and makes the package's users" },
    Part { program: "chromium", package: "chromium", used_for: "every page in a real browser" },
    // not a program: letters of a Japanese page
    Part {
        program: "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        package: "fonts-noto-cjk",
        used_for: "Japanese in the browser",
    },
    Part { program: "import ensurepip", package: "python3-venv", used_for: "a Python of its own for Playwright, which drives the browser" },
    Part { program: "npm", package: "npm", used_for: "fetches axe-core, which looks at pages as a screen reader does, and Nodemailer" },
    Part { program: "python3", package: "python3", used_for: "a second opinion on MIME and addresses" },
];

/// A program whose package excludes another one that is installed: unpacked, not installed, into a folder of its own.
struct Unpacked {
    program: &'static str,
    package: &'static str,
    /// A user that its package would make, and without whom it does not start.
    user: &'static str,
}

const UNPACKED: &[Unpacked] = &[Unpacked { program: "exim4", package: "exim4-daemon-light", user: "Debian-exim" }];

/// Where they lie: `target/parts/PROGRAM/usr/sbin/PROGRAM`.
pub(crate) fn unpacked() -> PathBuf {
    shell::root().join("target/parts")
}

/// Unpacks what is missing, with the libraries that it needs; what fails is said, and its test says that it was skipped.
fn unpack() {
    for part in UNPACKED {
        let folder = unpacked().join(part.program);
        if folder.join("usr/sbin").join(part.program).is_file() && has_user(part.user) {
            continue;
        }
        let done =
            std::fs::create_dir_all(&folder).map_err(Into::into).and_then(|()| fetched(part, &folder)).and_then(|()| user(part.user));
        if let Err(error) = done {
            println!("real parts: {} (package {}): {error:#}", part.program, part.package);
        }
    }
}

fn fetched(part: &Unpacked, folder: &Path) -> Result<()> {
    let download = || shell::run(apt().args(["download", "-qq", part.package]).current_dir(folder));
    // Where nothing else was missing, the lists may be old or not there.
    download().or_else(|_| shell::run(apt().args(["update", "-qq"])).and_then(|()| download()))?;
    let mut archives = std::fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path()));
    let archive = archives.find(|file| file.extension().is_some_and(|ending| ending == "deb"));
    let archive = archive.context("nothing was downloaded")?;
    let depends = shell::output(Command::new("dpkg-deb").arg("-f").arg(&archive).arg("Depends"))?;
    shell::run(apt().args(["install", "-y", "-qq", "--no-install-recommends", "--no-upgrade"]).args(libraries(&depends)))?;
    shell::run(Command::new("dpkg").arg("-x").arg(&archive).arg(folder))
}

/// Of a package's `Depends`, the libraries: what else it names is what an installed one would need, or what excludes others.
fn libraries(depends: &str) -> Vec<&str> {
    let names = depends.split(',').filter_map(|one| one.split_whitespace().next());
    names.filter(|name| name.starts_with("lib")).collect()
}

fn has_user(name: &str) -> bool {
    shell::output(Command::new("id").args(["-u", name])).is_ok()
}

fn user(name: &str) -> Result<()> {
    if has_user(name) {
        return Ok(());
    }
    shell::run(Command::new("useradd").args(["--system", "--no-create-home", "--shell", "/usr/sbin/nologin", name]))
}

/// Installs what is missing when it may (root, apt); says what it did and what stays missing.
pub(crate) fn install(may: bool) {
    let missing: Vec<&Part> = PARTS.iter().filter(|part| !part.is_here()).collect();
    let able = may && is_root() && shell::has("apt-get");
    if missing.is_empty() {
        if able {
            unpack();
        }
        println!("real parts: all {} programs are here", PARTS.len());
        return;
    }
    if !may {
        say_missing(&missing, "not installed, as asked");
        return;
    }
    if !able {
        say_missing(&missing, "cannot be installed: that needs root and apt-get");
        return;
    }
    let mut packages: Vec<&str> = missing.iter().map(|part| part.package).collect();
    packages.sort_unstable();
    packages.dedup();
    let installed = shell::run(apt().arg("update").arg("-qq"))
        .and_then(|()| shell::run(apt().args(["install", "-y", "-qq", "--no-install-recommends"]).args(&packages)));
    if let Err(error) = installed {
        println!("real parts: {error:#}");
    }
    unpack();
    let still: Vec<&Part> = PARTS.iter().filter(|part| !part.is_here()).collect();
    if !still.is_empty() {
        say_missing(&still, "could not be installed");
    }
}

fn say_missing(missing: &[&Part], why: &str) {
    for part in missing {
        println!("real parts: {} (package {}; {}): {why}", part.program, part.package, part.used_for);
    }
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn is_root() -> bool {
    shell::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::libraries;

    #[test]
    fn only_libraries_are_installed_for_what_is_unpacked() {
        let depends = "libc6 (>= 2.36), libdb5.3, debconf (>= 0.5) | debconf-2.0, exim4-base (>= 4.96), libpcre2-8-0 (>= 10.22)\n";
        assert_eq!(libraries(depends), ["libc6", "libdb5.3", "libpcre2-8-0"]);
        assert_eq!(libraries(""), [""; 0]);
    }
}
