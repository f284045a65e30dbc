//! The workshop's commands: `cargo xtask test|lint|bench|bless|specimens|fuzz|docs|deb|roots`.
//! CI runs these and nothing else, so that a red run can be repeated at any desk by one line.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command for people at a terminal")]

mod applications;
mod bench;
mod bless;
mod browser;
mod deb;
mod docs;
mod fuzz;
mod gates;
mod house;
mod lint;
mod oracle;
mod parts;
mod roots;
mod shell;
mod specimens;
mod suite;

use std::process::ExitCode;

const HELP: &str = "\
The workshop's commands.

  cargo xtask test [--no-install] [-- ARGS]   install what the tests need (with apt, when it may), run every test,
                                              and list what was skipped and why; ARGS go to `cargo test`
  cargo xtask lint                            formatting, clippy without a warning, the plan of the house, licences
  cargo xtask bench [NAME]                    the figures of the closing notes, each a ratio within one run: library, gateway,
                                              large, small (both: cms), chains, paths
  cargo xtask bless                           write the expected explanations of the path cases anew (then read the diff)
  cargo xtask specimens                       make the mails to try with anew, with new keys that nobody keeps (then try the pages)
  cargo xtask fuzz [TARGET] [--seconds N]     fuzz one parser or all of them (needs a nightly compiler and cargo-fuzz)
  cargo xtask gates [NAME] [--rounds N] [--binary FILE]
                                              long trials of the outbox: kill, power, disk, calls (root, minutes to hours)
  cargo xtask roots [--suite NAME]            write the list of Mozilla's e-mail roots that comes with the program anew, from a Debian
                                              package (then read the diff)
  cargo xtask deb [--binary FILE] [--out DIR] the Debian package, in target/deb
  cargo xtask docs                            the library's pages; fails on a broken link
";

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let command = words.next().unwrap_or_default();
    let rest: Vec<String> = words.collect();
    let done = match command.as_str() {
        "test" => suite::run(&rest),
        "lint" => lint::run(&rest),
        "bench" => bench::run(&rest),
        "bless" => bless::run(),
        "specimens" => specimens::run(),
        "fuzz" => fuzz::run(&rest),
        "gates" => gates::run(&rest),
        "roots" => roots::run(&rest),
        "deb" => deb::run(&rest),
        "docs" => docs::run(&rest),
        "" | "help" | "--help" | "-h" => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        other => Err(anyhow::anyhow!("there is no command `{other}`; `cargo xtask help` lists them")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask {command}: {error:#}");
            ExitCode::FAILURE
        }
    }
}
