//! What is notable about a PKCS#12 file that was opened.

use kakitome_pki::Severity;

/// Something notable about a PKCS#12 file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyFileFinding {
    /// It has no MAC: nobody would notice that a part of it was changed.
    NoMac,
    /// Its private key is in clear, or under a cipher that keeps no secret.
    WeakKeyProtection {
        /// The cipher, or `none`.
        protection: String,
    },
    /// It opened with other octets of the password than the standard has: other programs may call the password wrong.
    PasswordForm {
        /// The programs that write so.
        by: &'static str,
    },
}

impl KeyFileFinding {
    pub(crate) fn id(&self) -> &'static str {
        match self {
            Self::NoMac => "cms.p12-no-mac",
            Self::WeakKeyProtection { .. } => "cms.p12-weak-key-protection",
            Self::PasswordForm { .. } => "cms.p12-password-form",
        }
    }

    pub(crate) fn severity(&self) -> Severity {
        match self {
            Self::NoMac | Self::WeakKeyProtection { .. } => Severity::Warning,
            Self::PasswordForm { .. } => Severity::Note,
        }
    }

    pub(crate) fn source(&self) -> &'static str {
        match self {
            Self::NoMac => "RFC 7292 4",
            Self::WeakKeyProtection { .. } => "RFC 7292 C",
            Self::PasswordForm { .. } => "RFC 7292 B.1",
        }
    }

    pub(crate) fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NoMac => Vec::new(),
            Self::WeakKeyProtection { protection } => vec![("protection", protection.clone())],
            Self::PasswordForm { by } => vec![("by", (*by).to_owned())],
        }
    }
}
