//! One envelope opened: the key, then the first pass over the ciphertext (RFC 5652 6, RFC 5083). Nothing of the content is handed on here.

use std::io::{Read, Seek};

use kakitome_cms::{Checked, Envelope, Error, Keys, Limits, UnlockPolicy, oid};

use crate::gadget::Beginning;

/// An envelope whose content is whole under a key at hand.
pub(crate) struct Unlocked {
    pub(crate) envelope: Envelope,
    pub(crate) checked: Checked,
    /// Which recipient's key it was, as people know it.
    pub(crate) recipient: String,
}

/// Opens an envelope. `is_mail`: what is inside has to begin as mail does where no tag vouches for it (M01).
///
/// # Errors
/// Those of the container. Wrong key, wrong padding or tag, and content that is no mail are one and the same.
pub(crate) fn unlock<S: Read + Seek>(
    source: &mut S,
    keys: &Keys<'_>,
    policy: &UnlockPolicy,
    limits: &Limits,
    is_mail: bool,
) -> Result<Unlocked, Error> {
    let envelope = read(source, limits)?;
    let key = envelope.unlock(keys, policy)?;
    check(envelope, source, &key, is_mail)
}

/// The first third of [`unlock`]: what stands before the ciphertext.
///
/// # Errors
/// Those of the container.
pub(crate) fn read<S: Read + Seek>(source: &mut S, limits: &Limits) -> Result<Envelope, Error> {
    let failed = |source| Error::Io { what: "going back to the beginning of an encrypted message", source };
    source.rewind().map_err(failed)?;
    Envelope::read(&mut *source, limits)
}

/// The last third: the content under the key that came of a recipient.
///
/// # Errors
/// As [`unlock`].
pub(crate) fn check<S: Read + Seek>(
    envelope: Envelope,
    source: &mut S,
    key: &kakitome_cms::Unlocked,
    is_mail: bool,
) -> Result<Unlocked, Error> {
    let checked = envelope.check(source, key)?;
    if is_mail && !checked.is_authenticated && checked.content_type == oid::DATA && !looks_like_mail(&checked, source)? {
        // The same answer as for wrong padding: a third one would be an oracle.
        return Err(Error::Undecryptable);
    }
    let recipient = envelope.recipients.get(key.recipient).map(kakitome_cms::Recipient::display).unwrap_or_default();
    Ok(Unlocked { envelope, checked, recipient })
}

/// Whether content that nobody vouches for begins as mail does.
fn looks_like_mail<S: Read + Seek>(checked: &Checked, source: &mut S) -> Result<bool, Error> {
    let mut beginning = Beginning::default();
    let pass = checked.write_to(source, &mut beginning);
    match beginning.is_mail(pass.is_ok()) {
        Some(is_mail) => Ok(is_mail),
        None => pass.map(|_| false),
    }
}
