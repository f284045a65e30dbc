//! The keys that open an encrypted mail for its verdict: of files that are named, else of the home. They are looked for only once a mail
//! has shown that it needs one.

use kakitome_cms::Keys;
use kakitome_smime::{Error, LayerState, Report};

use super::args::Args;
use crate::context::Context;
use crate::decrypt::home_keys::{Keyholder, OwnKey};
use crate::decrypt::{keys_of_files, not_opened};
use crate::failure::{Failure, failed};
use crate::input;

/// Keys, and who has them.
#[derive(Default)]
pub(super) struct Ring {
    own: Vec<OwnKey>,
    keyholder: Option<std::sync::Arc<Keyholder>>,
}

impl Ring {
    /// Those at hand for a mail that was judged without any; `None` if none would change the verdict.
    pub(super) fn for_mail(report: &Report, args: &Args, context: Context) -> Result<Option<Self>, Failure> {
        if !report.layers.iter().any(|layer| layer.state == LayerState::NoKey) {
            return Ok(None);
        }
        let mut ring = Self::default();
        if args.by.p12.is_empty() && args.by.key.is_empty() {
            // Whoever has no home has no keys in it: the mail stays closed, and that is the verdict.
            let Ok(keyholder) = Keyholder::of_home(args.by.home.as_deref(), context) else { return Ok(None) };
            ring.own = keyholder.keys(None)?;
            ring.keyholder = Some(keyholder);
        } else {
            ring.own = keys_of_files(&args.by.p12, &args.by.key, &args.by.cert, args.by.password_file.as_deref(), context)?;
        }
        Ok((!ring.own.is_empty()).then_some(ring))
    }

    pub(super) fn keys(&self) -> Keys<'_> {
        self.own.iter().fold(Keys::new(), |keys, (certificate, opener)| keys.own(certificate, opener.as_ref()))
    }

    /// Why a mail could not be judged: the keyholder gave no answer, or the mail could not be read.
    pub(super) fn failure(&self, error: &Error, args: &Args) -> Failure {
        match error {
            Error::Cms(kakitome_cms::Error::Opener(reason)) => {
                self.keyholder.as_ref().and_then(|keyholder| keyholder.failure()).unwrap_or_else(|| not_opened(reason))
            }
            other => failed("cli-mail-unreadable", other).with("file", input::name(args.file.as_ref())),
        }
    }
}
