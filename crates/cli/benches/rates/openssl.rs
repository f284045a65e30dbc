//! What `openssl speed` says of RSA-2048 on this machine, now.

use std::process::Command;

/// Private operations a second on so many processes; `None` without openssl.
pub(crate) fn rsa2048(processes: usize) -> Option<f64> {
    let mut command = Command::new("openssl");
    command.args(["speed", "-seconds", "3"]);
    let multi = processes.to_string();
    if processes > 1 {
        command.args(["-multi", &multi]);
    }
    let output = command.arg("rsa2048").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    // "rsa 2048 bits 0.000270s 0.000008s   3702.0 122321.0"
    let line = text.lines().find(|line| line.starts_with("rsa") && line.contains("2048 bits"))?;
    line.split_whitespace().rev().nth(1)?.parse().ok()
}
