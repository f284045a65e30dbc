//! The policy itself: which hosts, how strictly, for how long (RFC 8461 3.2, 4.1).

use std::time::Duration;

use crate::names::dns_name_fits;

/// How strictly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// No mail goes to a host that falls short.
    Enforce,
    /// Mail goes, failures are reported.
    Testing,
    /// As if there were no policy.
    None,
}

impl Mode {
    /// The policy's own word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Enforce => "enforce",
            Self::Testing => "testing",
            Self::None => "none",
        }
    }
}

/// A domain's policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// How strictly.
    pub mode: Mode,
    /// Names of mail servers, `*.` for any one label; none only where the mode is none.
    pub mx: Vec<String>,
    /// How long it is believed.
    pub max_age: Duration,
}

/// Why a policy is none. RFC 8461 3.3: mail is sent as if it had not been there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyFault {
    /// Not text.
    #[error("it is not text")]
    NotText,
    /// A line without a colon, or with a name that is none.
    #[error("line {line} is not of the form name: value")]
    Line {
        /// Counted from 1.
        line: usize,
    },
    /// The version is missing, or not STSv1.
    #[error("the version is not STSv1")]
    Version,
    /// The mode is missing or unknown.
    #[error("the mode is none of enforce, testing, none")]
    Mode,
    /// The age is missing or beyond a year.
    #[error("max_age is not a number of seconds up to 31557600")]
    MaxAge,
    /// No host is named.
    #[error("no mx is named")]
    NoMx,
    /// A host's name is none.
    #[error("mx {pattern:?} is no host name")]
    Mx {
        /// As it stands there, shortened.
        pattern: String,
    },
}

/// RFC 8461 3.2: "plaintext non-negative integer seconds, maximum value of 31557600".
const LONGEST_AGE: u64 = 31_557_600;
/// Hosts that are kept of one policy. Own: the largest in use name some ten.
const MOST_MX: usize = 256;
/// Longest name in DNS (RFC 1035 2.3.4).
const LONGEST_NAME: usize = 253;

impl Policy {
    /// Reads what stands at the well-known address. Of what may stand once, the first counts; what is unknown is left alone.
    ///
    /// # Errors
    /// What keeps it from being a policy.
    pub fn read(body: &[u8]) -> Result<Self, PolicyFault> {
        let text = std::str::from_utf8(body).map_err(|_| PolicyFault::NotText)?;
        let (mut version, mut mode, mut age, mut mx) = (None, None, None, Vec::new());
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let fault = PolicyFault::Line { line: at.saturating_add(1) };
            let (name, value) = line.split_once(':').ok_or_else(|| fault.clone())?;
            let value = value.trim();
            match name.trim() {
                "version" => version = version.or(Some(value)),
                "mode" => mode = mode.or(Some(value)),
                "max_age" => age = age.or(Some(value)),
                "mx" if mx.len() < MOST_MX => mx.push(pattern(value)?),
                "mx" => {}
                other if other.is_empty() || !other.bytes().all(|byte| byte.is_ascii_graphic()) => return Err(fault),
                _ => {}
            }
        }
        if version != Some("STSv1") {
            return Err(PolicyFault::Version);
        }
        let mode = match mode {
            Some("enforce") => Mode::Enforce,
            Some("testing") => Mode::Testing,
            Some("none") => Mode::None,
            _ => return Err(PolicyFault::Mode),
        };
        let digits = age.filter(|age| !age.is_empty() && age.bytes().all(|byte| byte.is_ascii_digit()));
        let age = digits.and_then(|age| age.parse::<u64>().ok()).filter(|age| *age <= LONGEST_AGE).ok_or(PolicyFault::MaxAge)?;
        if mx.is_empty() && mode != Mode::None {
            return Err(PolicyFault::NoMx);
        }
        Ok(Self { mode, mx, max_age: Duration::from_secs(age) })
    }

    /// Whether a mail server of the domain is one that the policy names (RFC 8461 4.1).
    #[must_use]
    pub fn names(&self, host: &str) -> bool {
        self.mx.iter().any(|pattern| dns_name_fits(pattern, host))
    }
}

fn pattern(value: &str) -> Result<String, PolicyFault> {
    let lower = value.to_ascii_lowercase();
    let name = lower.strip_prefix("*.").unwrap_or(&lower);
    let label = |label: &str| {
        (1..=63).contains(&label.len()) && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    if name.len() > LONGEST_NAME || !name.contains('.') || !name.strip_suffix('.').unwrap_or(name).split('.').all(label) {
        return Err(PolicyFault::Mx { pattern: value.chars().take(80).collect() });
    }
    Ok(lower)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    const GOOD: &str =
        "version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.example.net\r\nmx: backupmx.example.com\r\nmax_age: 604800\r\n";

    #[test]
    fn the_rfcs_own_example_is_read() {
        for text in [GOOD.to_owned(), GOOD.replace("\r\n", "\n"), GOOD.replace(": ", ":"), format!("{GOOD}mode: none\r\nfuture: x y z\r\n")]
        {
            let policy = Policy::read(text.as_bytes()).unwrap();
            assert_eq!((policy.mode, policy.max_age.as_secs(), policy.mx.len()), (Mode::Enforce, 604_800, 3));
            assert!(policy.names("mail.example.com") && policy.names("a.example.net"));
            assert!(!policy.names("example.net") && !policy.names("a.b.example.net") && !policy.names("mail.example.org"));
        }
        assert_eq!(Policy::read(b"version: STSv1\nmode: none\nmax_age: 86400\n").unwrap().mode, Mode::None);
    }

    #[test]
    fn faults_are_named() {
        let with = |from: &str, to: &str| Policy::read(GOOD.replace(from, to).as_bytes()).unwrap_err();
        assert_eq!(with("version: STSv1\r\n", ""), PolicyFault::Version);
        assert_eq!(with("STSv1", "STSv2"), PolicyFault::Version);
        assert_eq!(with("enforce", "Enforce"), PolicyFault::Mode);
        assert_eq!(with("mode: enforce", "mode = enforce"), PolicyFault::Line { line: 2 });
        for age in ["", "-1", "1e6", "31557601", "99999999999999999999"] {
            assert_eq!(with("604800", age), PolicyFault::MaxAge, "{age}");
        }
        assert_eq!(Policy::read(b"version: STSv1\nmode: testing\nmax_age: 1\n"), Err(PolicyFault::NoMx));
        for mx in ["*", "*.com*", "mail", "mail .example.com", "a..b", "https://mail.example.com"] {
            assert!(matches!(with("mail.example.com", mx), PolicyFault::Mx { .. }), "{mx}");
        }
        assert_eq!(Policy::read(b"<html>"), Err(PolicyFault::Line { line: 1 }));
        assert_eq!(Policy::read(b"\xff"), Err(PolicyFault::NotText));
        assert_eq!(Policy::read(b""), Err(PolicyFault::Version));
    }
}
