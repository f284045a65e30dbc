//! Trust anchors: certificates whose name and key are believed, each with its state for e-mail.
//! Mozilla's and Microsoft's own list formats are recognised and refused with a clear error until they can be read.

use crate::certificate::Certificate;
use crate::error::Error;

/// Whether a root is trusted for e-mail.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum EmailTrust {
    /// Trusted.
    Trusted,
    /// In the list, and not for e-mail.
    NotForEmail {
        /// Why, as the list says.
        because: String,
    },
}

/// One trust anchor.
#[derive(Clone, Debug)]
pub struct Anchor {
    /// Its certificate.
    pub certificate: Certificate,
    /// Its state for e-mail.
    pub email: EmailTrust,
}

/// A set of trust anchors. The only way into it is to be given; nothing from a mail ever gets here (C11).
#[derive(Clone, Debug, Default)]
pub struct Anchors {
    list: Vec<Anchor>,
}

impl Anchors {
    /// No anchor: nothing is trusted.
    pub fn none() -> Self {
        Self::default()
    }

    /// These certificates, trusted for e-mail.
    pub fn from_certificates(certificates: impl IntoIterator<Item = Certificate>) -> Self {
        let mut anchors = Self::none();
        for certificate in certificates {
            anchors.add(Anchor { certificate, email: EmailTrust::Trusted });
        }
        anchors
    }

    /// Reads a trust file: a PEM or DER bundle.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let _ = bytes;
        todo!()
    }

    /// Adds one.
    pub fn add(&mut self, anchor: Anchor) {
        self.list.push(anchor);
    }

    /// Adds all of another set.
    pub fn extend(&mut self, other: Self) {
        for anchor in other.list {
            self.add(anchor);
        }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Anchor> {
        self.list.iter()
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// None at all.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}
