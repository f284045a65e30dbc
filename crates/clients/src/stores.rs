//! The root stores that programs judge by, as far as they are at hand. What is not at hand makes a condition, not a guess.

use std::sync::Arc;

use kakitome_pki::Remembered;
use kakitome_roots::{Snapshot, Source, apple, mozilla};

use crate::error::Error;

/// Lists at hand. Make one and keep it: it remembers which certificates signed which.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Stores {
    /// Microsoft's list, with what is forbidden taken away; `None`: not at hand.
    pub microsoft: Option<Snapshot>,
    /// Mozilla's.
    pub mozilla: Option<Snapshot>,
    /// What Apple blocks and limits.
    pub apple: Option<Snapshot>,
    pub(crate) memory: Arc<Remembered>,
}

impl Stores {
    /// None at all: every root is a condition.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// The lists that come with the program: Mozilla's, and Apple's limits.
    ///
    /// # Errors
    /// One of them is broken, which a test rules out.
    pub fn shipped() -> Result<Self, Error> {
        Ok(Self { mozilla: Some(mozilla()?), apple: Some(apple()?), ..Self::default() })
    }

    /// With this list in the place of its kind; kinds that no mail program judges by are passed over.
    #[must_use]
    pub fn with(mut self, list: Snapshot) -> Self {
        match list.source {
            Source::Microsoft | Source::Windows => self.microsoft = Some(list),
            Source::MicrosoftDisallowed => self.microsoft = self.microsoft.take().map(|known| known.without(&list)),
            Source::Mozilla => self.mozilla = Some(list),
            Source::Apple => self.apple = Some(list),
            _ => {}
        }
        self
    }
}
