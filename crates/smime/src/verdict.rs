//! The verdict (design, section 4): the first of seven that holds, computed from the report alone, in one function.
//! Only here is a mail called valid.

use kakitome_pki::Severity;

use crate::report::{Covers, Input, Integrity, Layer, LayerKind, LayerState, Report, Signer};

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// What is at hand is not the whole mail.
    Incomplete,
    /// Not a mail, or its S/MIME structure cannot be read.
    Unreadable,
    /// Encrypted, and no key for it.
    Undecryptable,
    /// No signature.
    Unsigned,
    /// Signature and content do not match.
    Altered,
    /// Signed, and something else is not good.
    Untrusted,
    /// Every signer good, all of it covered, From the signer's.
    Valid,
}

impl Verdict {
    /// The word of the JSON contract.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Incomplete => "incomplete",
            Self::Unreadable => "unreadable",
            Self::Undecryptable => "undecryptable",
            Self::Unsigned => "unsigned",
            Self::Altered => "altered",
            Self::Untrusted => "untrusted",
            Self::Valid => "valid",
        }
    }
}

impl Report {
    /// The report for bytes that were copied out of a program that shows mails. What is intact all the same is what was signed; anything
    /// else may be the program's doing, so that nothing is said of it but what was found (design, section 4: never called altered).
    #[must_use]
    pub fn pasted(mut self) -> Self {
        if self.input == Input::Mail && self.verdict() != Verdict::Valid {
            self.input = Input::Pasted;
        }
        self
    }

    /// The verdict: the first that holds.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        // 0. A piece of a mail is explained as far as it goes and never called altered.
        // Content that was given along is compared all the same; it has no From, so nothing better than this can be said.
        let altered = self.signers.iter().any(|signer| matches!(signer.integrity, Integrity::Altered));
        match self.input {
            Input::Detached if altered => return Verdict::Altered,
            Input::Fragment | Input::Pasted | Input::Cms | Input::Detached => return Verdict::Incomplete,
            Input::Other => return Verdict::Unreadable,
            Input::Mail => {}
        }
        let Some(decisive) = self.decisive_layer() else {
            // 1. to 3. There is no readable signature. What could not be read, or was not opened (content that was not seen
            // cannot be called unsigned), comes before what lacks a key, and that before "unsigned". A file attached to a
            // mail that can be read otherwise is only mentioned.
            let unread = |layer: &Layer| matches!(layer.state, LayerState::Unreadable | LayerState::NotOpened);
            if self.layers.iter().any(|layer| layer.covers == Covers::Whole && unread(layer)) {
                return Verdict::Unreadable;
            }
            // Decrypting proves nothing about who wrote it (V24): what is encrypted and not signed is unsigned.
            let encrypted = [LayerKind::Encrypted, LayerKind::AuthenticatedEncrypted];
            if self.layers.iter().any(|layer| encrypted.contains(&layer.kind) && layer.state != LayerState::Read) {
                return Verdict::Undecryptable;
            }
            return Verdict::Unsigned;
        };
        // 4. In any signed layer, inner ones too.
        if altered {
            return Verdict::Altered;
        }
        // 5. Everything that is not good where it counts.
        if self.findings.iter().any(|noted| noted.severity == Severity::Error && self.counts(noted)) {
            return Verdict::Untrusted;
        }
        // 6. Proofs, not the absence of complaints: each signer intact and with an accepted path.
        let proven = |signer: &Signer| matches!(signer.integrity, Integrity::Intact(_)) && signer.path.is_some();
        if self.signers_of(decisive).all(proven) { Verdict::Valid } else { Verdict::Untrusted }
    }
}
