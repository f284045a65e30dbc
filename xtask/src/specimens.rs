//! `cargo xtask specimens`: makes the mails to try with anew (`crates/clients/data/specimens`), with new keys that nobody keeps, and looks
//! at what they show.

use anyhow::Result;

use crate::shell;

pub(crate) fn run() -> Result<()> {
    let test = || {
        let mut command = shell::cargo();
        command.args(["test", "--package", "kakitome-clients", "--test", "specimens"]);
        command
    };
    shell::run(test().env("KAKITOME_MAKE_SPECIMENS", "1"))?;
    shell::run(&mut test())
}
