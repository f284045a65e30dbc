//! In what format, and how much, a process that `serve` starts writes on standard error: handed to it as words of its command line, since
//! the keyholder reads no configuration, and the others have something to say before they have read theirs.

use kakitome_gateway::config::{LogFormat, LogLevel};

/// `[log]` of the configuration, as `serve` read it.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Manner {
    /// How log lines look: text or json.
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = format)]
    pub(crate) log_format: LogFormat,
    /// How much is logged: error, warn, info or debug.
    #[arg(long, value_name = "LEVEL", default_value = "info", value_parser = level)]
    pub(crate) log_level: LogLevel,
}

impl Manner {
    pub(crate) const fn new(log_format: LogFormat, log_level: LogLevel) -> Self {
        Self { log_format, log_level }
    }

    /// The words that hand it to another process.
    pub(crate) const fn words(self) -> [&'static str; 4] {
        let format = match self.log_format {
            LogFormat::Text => "text",
            LogFormat::Json => "json",
        };
        let level = match self.log_level {
            LogLevel::Error => "error",
            LogLevel::Warn => "warn",
            LogLevel::Info => "info",
            LogLevel::Debug => "debug",
        };
        ["--log-format", format, "--log-level", level]
    }
}

fn format(word: &str) -> Result<LogFormat, String> {
    match word {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err("text or json".to_owned()),
    }
}

fn level(word: &str) -> Result<LogLevel, String> {
    match word {
        "error" => Ok(LogLevel::Error),
        "warn" => Ok(LogLevel::Warn),
        "info" => Ok(LogLevel::Info),
        "debug" => Ok(LogLevel::Debug),
        _ => Err("error, warn, info or debug".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn what_is_handed_over_is_what_is_read() {
        for log_format in [LogFormat::Text, LogFormat::Json] {
            for log_level in [LogLevel::Error, LogLevel::Warn, LogLevel::Info, LogLevel::Debug] {
                let [_, first, _, second] = Manner::new(log_format, log_level).words();
                assert_eq!((format(first).unwrap(), level(second).unwrap()), (log_format, log_level));
            }
        }
        assert!(format("xml").is_err() && level("loud").is_err());
    }
}
