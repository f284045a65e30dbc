//! `cargo xtask bench`: the benchmarks, each a ratio within one run on the same cores.

use anyhow::{Result, bail};

use crate::shell;

/// A program that measures, and the words that ask for it or for parts of it.
struct Bench {
    package: &'static str,
    name: &'static str,
    /// Asks for all that it measures.
    whole: &'static str,
    /// Ask for parts; they are handed on.
    parts: &'static [&'static str],
}

const BENCHES: &[Bench] = &[
    Bench { package: "kakitome-cli", name: "rates", whole: "mails", parts: &["library", "gateway", "peers", "milter"] },
    Bench { package: "kakitome-cli", name: "forecast", whole: "forecast", parts: &[] },
    Bench { package: "kakitome-smime", name: "containers", whole: "cms", parts: &["large", "small"] },
    Bench { package: "kakitome-smime", name: "chains", whole: "chains", parts: &[] },
    Bench { package: "kakitome-explain", name: "pages", whole: "pages", parts: &[] },
    Bench { package: "kakitome-pki", name: "paths", whole: "paths", parts: &[] },
];

pub(crate) fn run(words: &[String]) -> Result<()> {
    for word in words {
        let known = BENCHES.iter().any(|bench| bench.whole == word || bench.parts.contains(&word.as_str()));
        if !known {
            let names: Vec<_> = BENCHES.iter().flat_map(|bench| bench.parts.iter().chain([&bench.whole])).copied().collect();
            bail!("there is nothing called `{word}` to measure; there are {}", names.join(", "));
        }
    }
    BENCHES.iter().try_for_each(|bench| bench.run(words))
}

impl Bench {
    fn run(&self, words: &[String]) -> Result<()> {
        let parts: Vec<&str> = words.iter().map(String::as_str).filter(|word| self.parts.contains(word)).collect();
        let whole = words.is_empty() || words.iter().any(|word| word == self.whole);
        if !whole && parts.is_empty() {
            return Ok(());
        }
        if self.name == "rates" {
            // The gateway is measured as people run it: the release build of the whole binary.
            shell::run(shell::cargo().args(["build", "--release", "--package", "kakitome-cli"]))?;
        }
        let mut bench = shell::cargo();
        bench.args(["bench", "--package", self.package, "--bench", self.name, "--"]);
        if !whole {
            bench.args(parts);
        }
        shell::run(&mut bench)
    }
}
