//! libcrypto as the peer: a small C program of ours (`libcrypto.c`), compiled when the benchmark begins. Without a C compiler or
//! OpenSSL's headers the benchmark says so and shows our figures alone.

use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) struct Peer {
    program: PathBuf,
}

/// What one process cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Cost {
    pub(crate) seconds: f64,
    pub(crate) peak_mib: f64,
}

impl Peer {
    pub(crate) fn build(folder: &Path) -> Option<Self> {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/containers/libcrypto.c");
        let program = folder.join("libcrypto");
        let built = Command::new("cc").args(["-O2", "-o"]).arg(&program).arg(source).arg("-lcrypto").output();
        match built {
            Ok(output) if output.status.success() => Some(Self { program }),
            Ok(output) => {
                println!("libcrypto is not measured: its headers are missing\n{}", String::from_utf8_lossy(&output.stderr));
                None
            }
            Err(why) => {
                println!("libcrypto is not measured: there is no C compiler here: {why}");
                None
            }
        }
    }

    pub(crate) fn run(&self, words: &[&str]) -> Cost {
        Cost::of(Command::new(&self.program).args(words))
    }
}

impl Cost {
    /// Runs a program that prints its seconds and its peak in KiB.
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        let mut figures = text.split_whitespace().map(|word| word.parse::<f64>().unwrap());
        let seconds = figures.next().unwrap();
        Self { seconds, peak_mib: figures.next().unwrap() / 1024.0 }
    }

    /// The run with the median time.
    pub(crate) fn median(mut runs: Vec<Self>) -> Self {
        runs.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
        runs[runs.len() / 2]
    }
}
