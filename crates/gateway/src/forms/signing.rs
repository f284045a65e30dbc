//! One signature over a mail: made 7-bit safe and hashed (a large one by a thread of its own), signed by the keyholder. In observe mode it
//! goes as far as the hash and says what would have been done.

use std::io;
use std::sync::Arc;

use kakitome_crypto::{DigestAlgorithm, random_fill};
use kakitome_pki::UnixTime;
use kakitome_smime::seal::{self, Ambiguous, NotSevenBit, Prepared, Recipe, Refusal, Sealed};
use kakitome_store::{Millis, SignedForm};

use crate::certificates::identities::Signatory;
use crate::config::{Dkim, Mode, Sign, Signing, Unsignable};
use crate::decision::course::Refused;
use crate::decision::facts::is_automatic;
use crate::decision::rollout::{observed, would_sign};
use crate::forms::content::Case;
use crate::keyholder::SignatureError;
use crate::record::Signed;
use crate::replies;
use crate::state::State;

/// What came of it.
pub(crate) enum Made {
    /// No signature, for this reason.
    Unsigned(&'static str),
    /// The signed mail, and what is written down of it.
    Signed(Box<Sealed>, Box<Signed>),
}

/// Signs, or says why not.
pub(crate) async fn sign(state: &State, case: &Case, signatory: &Arc<Signatory>, signing: &Signing) -> Result<Made, Refused> {
    let loses_dkim = signing.dkim == Dkim::Remove && case.index.root.header.first("DKIM-Signature").is_some();
    let failed = |error: &dyn std::fmt::Display| {
        tracing::error!(%error, "a mail could not be prepared for its signature");
        ("signing.failed", replies::own_trouble())
    };
    let recipe = recipe(signing).ok_or(("signing.failed", replies::own_trouble()))?;
    let observing = signing.mode == Mode::Observe;
    let prepared = match prepare(case, signatory, recipe).await.map_err(|error| failed(&error))? {
        Ok(prepared) if observing => return Ok(Made::Unsigned(would_sign(prepared.form() == seal::Form::Opaque, loses_dkim))),
        Ok(prepared) => prepared,
        Err(Refusal::LeaveAsIs(reason) | Refusal::Refuse(reason)) if observing => return Ok(Made::Unsigned(observed(reason.word()))),
        Err(Refusal::LeaveAsIs(reason)) => return Ok(Made::Unsigned(reason.word())),
        Err(Refusal::Refuse(reason)) => return Err((reason.word(), replies::unsignable(&reason.to_string()))),
        Err(Refusal::Failed(error)) => return Err(failed(&error)),
    };
    let signature = match state.keyholder.sign(signatory.key, &signatory.algorithm, prepared.request()).await {
        Ok(signature) => signature,
        Err(SignatureError::Away(why)) => {
            tracing::error!(identity = %signatory.address, why, "the keyholder does not sign now");
            return Err(("keyholder.away", replies::no_signature()));
        }
        Err(SignatureError::Refused(why)) => {
            tracing::error!(identity = %signatory.address, why, "the keyholder refuses to sign");
            return Err(("keyholder.refused", replies::signature_refused(signatory.address.as_str())));
        }
    };
    let content_sha256 = prepared.digest().as_bytes().try_into().ok().filter(|_| prepared.digest().algorithm() == DigestAlgorithm::Sha256);
    let form = match prepared.form() {
        seal::Form::Opaque => SignedForm::Opaque,
        seal::Form::Clear => SignedForm::Clear,
    };
    let (identity, serial) = (signatory.address.to_string(), signatory.serial.clone());
    let signed = Signed { identity, serial, content_sha256, form, without_dkim: loses_dkim, automatic: is_automatic(&case.index) };
    Ok(Made::Signed(Box::new(prepared.finish(&signature)), Box::new(signed)))
}

fn recipe(signing: &Signing) -> Option<Recipe> {
    let mut random = [0; 16];
    if let Err(error) = random_fill(&mut random) {
        tracing::error!(%error, "no random numbers");
        return None;
    }
    let now = UnixTime(Millis::now().seconds());
    let mut recipe = Recipe::new(now, random);
    recipe.form = match signing.sign {
        Sign::Opaque => seal::Form::Opaque,
        Sign::Clear | Sign::No => seal::Form::Clear,
    };
    recipe.not_seven_bit = match signing.unsignable {
        Unsignable::Opaque => NotSevenBit::Opaque,
        Unsignable::Unsigned => NotSevenBit::LeaveUnsigned,
        Unsignable::Refuse => NotSevenBit::Refuse,
    };
    recipe.dkim = match signing.dkim {
        Dkim::Remove => seal::Dkim::Remove,
        Dkim::Unsigned => seal::Dkim::LeaveUnsigned,
        Dkim::Refuse => seal::Dkim::Refuse,
    };
    recipe.ambiguous = Ambiguous::LeaveUnsigned;
    recipe.keep_bcc = false;
    Some(recipe)
}

/// Hashes the mail and plans its signed form; a large one on a thread of its own.
async fn prepare(case: &Case, signatory: &Arc<Signatory>, recipe: Recipe) -> io::Result<Result<Prepared, Refusal>> {
    let (case, signatory) = (case.clone(), Arc::clone(signatory));
    let large = case.source.is_file();
    let work = move || {
        let mut reader = case.source.reader()?;
        Ok(seal::prepare(&mut reader, &case.index, &signatory.prepared, &recipe))
    };
    if large { tokio::task::spawn_blocking(work).await.map_err(io::Error::other)? } else { work() }
}
